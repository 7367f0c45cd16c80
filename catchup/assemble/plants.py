"""Resolves what is built: plants, works and shells, with their cost, time, odds and learning."""

from __future__ import annotations

import math
from collections.abc import Callable

from catchup import calibration as cal
from catchup.assemble.context import TOO_LATE, LeverContext, barred_because, last_start, staff_needs
from catchup.catalogue import (
    BuildDetails,
    ComputeDetails,
    Edge,
    LeverFile,
)
from catchup.problem import (
    Build,
    ByAge,
    ByYear,
    Prerequisite,
)
from catchup.profile import StaffClass

LUMPY_SHARE_OF_ROOM = 0.05
MOST_LEARNING_UNITS = 6
LARGE_BUILD_MUSD = 1000.0


def _prerequisites(context: LeverContext, edges: tuple[Edge, ...]) -> tuple[Prerequisite, ...]:
    profile, scales = context.case.profile, context.case.world.scales
    waived = {
        "never": False,
        "logistics_sufficient": profile.logistics.performance.value >= scales.fab_min_logistics.value,
        "feeder_reliable": profile.power.site_outages.value <= scales.fab_max_outages.value,
    }
    return tuple(
        Prerequisite(lever=edge.lever, at=edge.at, units=edge.units.value, standing=(), kept=())
        for edge in edges
        if not waived[edge.waived_if]
    )


def _most_units(
    context: LeverContext, lever: LeverFile, unit_cost: float, state_share: float, learned: Callable[[int], float]
) -> float:
    """Most units that sites allow and that all money of the horizon could pay for, the n-th at its learned cost.

    Leakage is left out, so that the bound holds on every reform path.
    """
    adjustment = context.adjustment(lever.id)
    most = adjustment.max_units.value if adjustment and adjustment.max_units else math.inf
    parts = [(context.state_total, state_share), (context.private_total, 1 - state_share)]
    affordable = min(total / (unit_cost * share) for total, share in parts if share > 0)
    if affordable > MOST_LEARNING_UNITS:
        return min(most, affordable / learned(int(affordable) + 1))
    paid, units = 0.0, 0
    while units <= MOST_LEARNING_UNITS and paid + learned(units + 1) <= affordable:
        units, paid = units + 1, paid + learned(units + 1)
    return min(most, units + max(affordable - paid, 0) / learned(units + 1))


def _closed(context: LeverContext, lever: LeverFile, most: float, lumpy: bool, last_start: int) -> str | None:
    barred = barred_because(context, lever)
    if barred is not None:
        return barred
    if last_start < 0:
        return TOO_LATE
    if lumpy and most < 1:
        adjustment = context.adjustment(lever.id)
        sites = adjustment.max_units if adjustment else None
        if sites is not None and sites.value < 1:
            return "sites, fuel or partners allow less than one unit here"
        return "one unit costs more than all the money of the horizon"
    return None


def _list_costs(context: LeverContext, unit_cost: float) -> ByYear:
    return (unit_cost,) * context.clock.horizon


def build_of(context: LeverContext, lever: LeverFile) -> Build:
    """A lever of kind build: plants and works."""
    details = lever.details
    assert isinstance(details, BuildDetails)
    world, profile = context.case.world, context.case.profile
    scale = context.factor(lever.id, "unit_scale")
    output = lever.canonical.output_per_unit.value * scale * context.factor(lever.id, "output_factor")
    if details.needs_fuel_gas:
        output *= profile.power.gas_supply_share.value
    price = cal.constant_dollars(details.border_price, world) if details.border_price else 0.0
    # Wafers are counted singly and priced in dollars; packaged chips are counted in millions.
    revenue = output * price * (1.0 if details.output == "packaged_chips" else 1 / cal.DOLLARS_PER_MILLION)
    size = scale * context.factor(lever.id, "output_factor")
    earnings = cal.constant_dollars(details.export_earnings, world) * size if details.export_earnings else 0.0
    taxes = cal.constant_dollars(details.state_revenue, world) * size if details.state_revenue else 0.0
    other = cal.constant_dollars(details.other_users_benefit, world) * size if details.other_users_benefit else 0.0
    if details.output == "port_capacity":
        other += output * cal.constant_dollars(profile.logistics.port_benefit, world) / cal.DOLLARS_PER_MILLION
    return _plant(
        context, lever,
        unit_cost=cal.constant_dollars(lever.canonical.capex_per_unit, world),
        running_share=lever.canonical.opex_per_year.value * cal.loading(lever),
        life=lever.canonical.lifetime.value,
        obsolescence=details.obsolescence.value,
        state_share=lever.canonical.subsidy_share.value,
        state_running_share=1.0 if details.run_by == "state" else 0.0,
        lumpy=details.lumpy,
        output=details.output,
        output_units=output,
        revenue=revenue,
        export_earnings=earnings,
        state_revenue=taxes,
        other_users=other,
        captive=details.may_be_captive,
        staff=staff_needs(lever, scale, researchers=lever.spending_class == "chips"),
        import_capex=lever.canonical.import_share_capex.value,
        power_need=max(lever.canonical.electricity_need.value, 0.0) * scale,
    )


def shell_of(context: LeverContext, lever: LeverFile) -> Build:
    """The shell and power connection of data centres, as a plant that earns nothing by itself."""
    details, profile, world = lever.details, context.case.profile, context.case.world
    assert isinstance(details, ComputeDetails)
    size = lever.canonical.unit_size.value
    return _plant(
        context, lever,
        unit_cost=cal.constant_dollars(profile.compute.shell_cost, world) * size,
        running_share=details.shell_opex.value,
        life=details.shell_lifetime.value,
        obsolescence=details.obsolescence_shell.value,
        state_share=profile.compute.state_share.value,
        state_running_share=profile.compute.state_share.value,
        lumpy=False,
        output="shell",
        output_units=size,
        revenue=0.0, export_earnings=0.0, state_revenue=0.0, other_users=0.0,
        captive=False,
        staff={"technician": 0.0, "engineer": 0.0, "researcher": 0.0},
        import_capex=world.chips.shell_import_share.value,
        power_need=0.0,
    )


def _plant(
    context: LeverContext, lever: LeverFile, *, unit_cost: float, running_share: float, life: float,
    obsolescence: float, state_share: float, state_running_share: float, lumpy: bool, output: str, output_units: float,
    revenue: float, export_earnings: float, state_revenue: float, other_users: float, captive: bool,
    staff: dict[StaffClass, float], import_capex: float, power_need: float,
) -> Build:
    """Puts cost, time and odds of delivery together for anything that is built."""
    clock, scales = context.clock, context.case.world.scales
    delivery = context.delivery(lever)
    scale = context.factor(lever.id, "unit_scale") * context.factor(lever.id, "cost_factor")
    cost = unit_cost * scale * delivery.cost_factor
    ages = clock.horizon
    standing = cal.availability(delivery.years, lever.canonical.ramp_years.value, life, ages)
    learned = _learning_curve(context, lever)
    most = _most_units(context, lever, cost, state_share, learned if lumpy else lambda _: 1.0)
    last = last_start(context, delivery.years)
    large = cost >= LUMPY_SHARE_OF_ROOM * context.room_first_year
    whole = lumpy and large
    closed = _closed(context, lever, most, whole, last)
    whole_units = math.floor(most + 1e-9) if whole else most
    by_unit = whole and whole_units <= MOST_LEARNING_UNITS
    credit = _credits(context, cost * delivery.odds, life, obsolescence, delivery.years, standing, last)
    full_credit = cal.terminal_credit(cost, context.rate, life, obsolescence, life, scales.credited_years.value)
    return Build(
        id=lever.id,
        name=lever.name,
        spending_class=lever.spending_class,
        mode="unit" if by_unit else "count" if whole else "share",
        max_units=0.0 if closed else whole_units,
        last_start=-1 if closed else last,
        closed_because=closed,
        lead=delivery.years,
        pay=cal.payment_calendar(delivery.years, ages),
        available=tuple(share * delivery.odds for share in standing),
        standing=standing,
        list_cost=_list_costs(context, cost),
        learned_factor=tuple(learned(n) for n in range(1, int(whole_units) + 1)) if by_unit and not closed else (1.0,),
        learning_memory=round(life),
        state_share=state_share, state_running_share=state_running_share,
        running_cost=cost / delivery.cost_factor * running_share,
        import_capex=import_capex,
        import_opex=lever.canonical.import_share_opex.value,
        capital_uplift=_uplift(context, life),
        staff=staff,
        power_need=power_need,
        water_need=max(lever.canonical.water_need.value, 0.0) * context.factor(lever.id, "unit_scale"),
        output=output,
        output_units=output_units,
        revenue=revenue, export_earnings=export_earnings, state_revenue=state_revenue, other_users=other_users,
        captive=captive,
        credit=credit,
        credit_rate=full_credit / output_units if output_units else 0.0,
        launch_politics=lever.canonical.political_cost_score.value,
        repeat_politics=lever.canonical.political_cost_score.value * scales.repeat_start_cost.value,
        admin_load=(scales.load_large_build if cost >= LARGE_BUILD_MUSD else scales.load_small_build).value,
        requires=_prerequisites(context, lever.requires),
        names=_candidates(context, lever.id),
    )


def _uplift(context: LeverContext, life: float) -> float:
    market = context.case.world.market
    return cal.private_capital_uplift(life, context.rate, market.private_premium.value, market.foreign_profit_share.value)


def _candidates(context: LeverContext, lever: str) -> tuple[str, ...]:
    """Names of candidate projects, in the order in which starts take them."""
    return tuple(
        project.name for project in context.case.profile.projects
        if project.lever == lever and project.status == "candidate"
    )


def _credits(
    context: LeverContext, cost: float, life: float, obsolescence: float, lead: float, standing: ByAge, last: int
) -> ByYear:
    """Terminal credit of a unit by the year it is started in."""
    horizon, cap = context.clock.horizon, context.case.world.scales.credited_years.value
    return tuple(
        cal.terminal_credit(cost, context.rate, life, obsolescence, lead + life - (horizon - start), cap)
        * standing[horizon - 1 - start]
        if start <= last else 0.0
        for start in range(horizon)
    )


def _learning_curve(context: LeverContext, lever: LeverFile) -> Callable[[int], float]:
    """Cost of the n-th own unit over the list price: Wright's law from the units that run before the plan."""
    before = sum(
        project.units.value for project in context.case.profile.projects
        if project.lever == lever.id and project.status == "operating"
    ) / context.factor(lever.id, "unit_scale")
    exponent = math.log2(1 - lever.canonical.learning_rate.value)
    return lambda n: float(((before + n) / (before + 1)) ** exponent)
