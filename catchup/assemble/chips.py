"""Resolves compute: chips, their lives, prices and limits."""

from __future__ import annotations

import math

from catchup import calibration as cal
from catchup.assemble.context import LeverContext
from catchup.catalogue import (
    CohortDetails,
    ComputeDetails,
    LeverFile,
    StanceDetails,
)
from catchup.library import Case
from catchup.problem import (
    ComputeData,
)


def compute_of(context: LeverContext, lever: LeverFile) -> ComputeData:
    """Chips by vintage: price, power, life, limits, and who pays."""
    case, clock, world = context.case, context.clock, context.case.world
    details, chips = lever.details, world.chips
    assert isinstance(details, ComputeDetails)
    rate = case.profile.fiscal.discount_rate.value
    ages = math.ceil(chips.order_lead.value + chips.life.value)
    duty = case.profile.compute.server_gpu_import_duty.value
    price = cal.chip_prices(world, clock.first_year, clock.horizon, duty)
    alive = cal.chip_survival(world, ages)
    per_mw = 1 / lever.canonical.unit_size.value
    share = case.profile.compute.state_share.value
    # Chips need private money next to the state's share, so its ceiling bounds what can be bought.
    cut = max((_landed_cut(one) for one in case.levers.values()), default=0.0)
    free = (1 - share) * (1 - cut)
    spend = [ceiling / free if free > 0 else context.state_total for ceiling in context.money.private_ceiling]
    bought = [room / one for room, one in zip(spend, price, strict=True)]
    obsolescence = _obsolescence_at_end(context, details)
    return ComputeData(
        lever=lever.id,
        chip_price=price,
        chip_power=cal.chip_power(world, clock.first_year, clock.horizon),
        chip_alive=alive,
        chip_running=tuple(one * chips.running_cost.value for one in price),
        chip_import=chips.import_share.value,
        chip_duty=duty / (1 + duty),
        chip_credit=tuple(
            cal.terminal_credit(
                one, rate, chips.life.value, obsolescence,
                chips.order_lead.value + chips.life.value - (clock.horizon - bought_in),
                world.scales.credited_years.value,
            )
            * (1 - chips.failure.value) ** (clock.horizon - bought_in)
            for bought_in, one in enumerate(price)
        ),
        chip_uplift=cal.private_capital_uplift(
            chips.life.value, rate, world.market.private_premium.value, world.market.foreign_profit_share.value
        ),
        state_share=share,
        base_stock=case.profile.compute.stock.value / 1000,
        export_cap=(chips.export_cap.value / 1000,) * clock.horizon if chips.export_cap else None,
        fleet_share_small=(
            chips.utilisation_small.value / chips.utilisation_fleet.value
            if case.profile.compute.stock.value < chips.fleet_size.value
            else 1.0
        ),
        fleet_size=chips.fleet_size.value / 1000,
        max_spend=tuple(spend),
        max_stock=tuple(
            sum(alive[age - vintage] * bought[vintage] for vintage in range(max(age - ages + 1, 0), age + 1))
            for age in clock.years
        ),
        staff={
            "technician": lever.canonical.staff_technician.value * per_mw,
            "engineer": lever.canonical.staff_engineer.value * per_mw,
            "researcher": 0.0,
        },
        researchers_idle_without=_compute_per_returnee(case) / 1000,
    )


def _obsolescence_at_end(context: LeverContext, details: ComputeDetails) -> float:
    """Chips age because better ones come; that pace fades with the frontier's, so late chips keep their worth longer."""
    world = context.case.world
    end = context.clock.label(context.clock.horizon) - int(world.base_year.value)
    kept, halving = 1 - details.obsolescence_chips.value, world.frontier.log_growth_halving.value
    return 1 - cal.fading_growth(kept, halving, end + 1) / cal.fading_growth(kept, halving, end)


def _landed_cut(lever: LeverFile) -> float:
    """Largest cut of landed cost that a lever can bring."""
    if not isinstance(lever.details, StanceDetails) or lever.details.effect != "cuts_landed_cost":
        return 0.0
    return max(step.rate.value for step in lever.details.steps)


def _compute_per_returnee(case: Case) -> float:
    needs = [
        one.details.compute_per_person.value
        for one in case.levers.values()
        if isinstance(one.details, CohortDetails) and one.details.flow == "returnees"
    ]
    return max(needs, default=0.0)
