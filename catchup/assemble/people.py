"""Resolves people and laboratories: cohorts, tiers, odds of a miss on merit."""

from __future__ import annotations

import math

from catchup import calibration as cal
from catchup.assemble.context import LeverContext, closed_because, last_start, staff_needs
from catchup.catalogue import (
    CohortDetails,
    LabTier,
    LeverFile,
    ProgrammeDetails,
)
from catchup.delivery import Delivery
from catchup.problem import (
    ByAge,
    Cohort,
    Programme,
    Tier,
)


def cohort_of(context: LeverContext, lever: LeverFile) -> Cohort:
    """People brought home or trained, by year of the decision."""
    details, canonical = lever.details, lever.canonical
    assert isinstance(details, CohortDetails)
    clock, scales, profile = context.clock, context.case.world.scales, context.case.profile
    delivery = context.delivery(lever)
    last = last_start(context, delivery.years)
    shut = closed_because(context, lever, last)
    cost = cal.constant_dollars(canonical.capex_per_unit, context.case.world) * delivery.cost_factor
    at_work = _at_work(details, canonical.ramp_years.value, canonical.lifetime.value, delivery, clock.horizon)
    graduates = details.flow == "graduates"
    share = {
        "technician": details.technicians_per_unit.value,
        "engineer": details.engineers_per_unit.value * (1 - profile.people.emigration_engineer.value),
        "researcher": details.researchers_per_unit.value * (1 - profile.people.emigration_researcher.value if graduates else 1),
    }
    gain = cal.constant_dollars(details.other_users_benefit, context.case.world) / cal.DOLLARS_PER_MILLION
    placed = details.technicians_per_unit.value + details.engineers_per_unit.value + details.researchers_per_unit.value
    # Graduates who work on the plan's own levers are paid for there; the gain is that of all others.
    head = max(canonical.output_per_unit.value - placed, 0.0) if graduates else canonical.unit_size.value
    adjustment = context.adjustment(lever.id)
    most = adjustment.max_units.value if adjustment and adjustment.max_units else math.inf
    if not graduates:
        most = min(most, profile.people.diaspora_pool.value / canonical.unit_size.value)
    most = min(most, context.state_total / (cost * canonical.subsidy_share.value))
    pay = cal.payment_calendar(delivery.years if graduates else 1.0, clock.horizon)
    runs = cal.availability(delivery.years, 0.0, canonical.lifetime.value, clock.horizon)
    stay = tuple((1 - details.attrition.value) ** age if not graduates else 1.0 for age in clock.years)
    return Cohort(
        lever=lever.id,
        name=lever.name,
        flow=details.flow,
        persons=canonical.unit_size.value,
        max_units=0.0 if shut else most,
        last_start=-1 if shut else last,
        closed_because=shut,
        first_cost=tuple(cost * one for one in pay),
        yearly_cost=cost / delivery.cost_factor * canonical.opex_per_year.value,
        running=tuple(one * left for one, left in zip(runs, stay, strict=True)),
        supply={
            name: tuple(one * details.effective_share.value * per for one in at_work) for name, per in share.items()
        },
        other_users=tuple(gain * head * details.effective_share.value * one for one in at_work),
        credit=tuple(
            cal.terminal_credit(
                cost, context.rate, canonical.lifetime.value, details.obsolescence.value,
                delivery.years + canonical.lifetime.value - (clock.horizon - start), scales.credited_years.value,
            )
            * runs[clock.horizon - 1 - start] * stay[clock.horizon - 1 - start] * delivery.odds
            for start in clock.years
        ),
        import_share=canonical.import_share_capex.value,
        state_share=canonical.subsidy_share.value,
        launch_politics=canonical.political_cost_score.value,
        repeat_politics=canonical.political_cost_score.value * scales.repeat_start_cost.value,
        admin=scales.load_small_build.value,
        needs_compute=details.compute_per_person.value > 0,
        staff=staff_needs(lever, researchers=False) if graduates else {"technician": 0.0, "engineer": 0.0, "researcher": 0.0},
    )


def _at_work(details: CohortDetails, ramp: float, life: float, delivery: Delivery, ages: int) -> ByAge:
    """Persons at work at each age per person of the unit's yearly row: returnees leave, graduates pile up."""
    flow = [share * delivery.odds for share in cal.availability(delivery.years, ramp, life, ages)]
    stay = 1 - details.attrition.value
    if details.flow == "returnees":
        return tuple(share * stay**age for age, share in enumerate(flow))
    stock, result = 0.0, []
    for share in flow:
        stock = stock * stay + share
        result.append(stock)
    return tuple(result)


def programme_of(context: LeverContext, lever: LeverFile) -> Programme:
    """Domestic model programmes: tiers, review, sunset; labs in order of merit."""
    details, scales = lever.details, context.case.world.scales
    assert isinstance(details, ProgrammeDetails)
    delivery = context.delivery(lever)
    last = last_start(context, delivery.years)
    shut = closed_because(context, lever, last)
    labs = sorted((lab for lab in context.case.profile.labs if lab.active), key=lambda lab: (-lab.merit.value, lab.id))
    tiers = tuple(_tier(context, lever, tier, delivery) for tier in details.tiers if tier.slots.value <= len(labs))
    return Programme(
        lever=lever.id,
        tiers=tiers,
        review_ages=math.ceil(details.review_after.value / 12),
        import_share=lever.canonical.import_share_capex.value,
        politics=lever.canonical.political_cost_score.value,
        admin=scales.load_lab.value,
        credibility_cap=scales.credibility_cap.value,
        credibility_per_exit=scales.credibility_per_exit.value,
        merit={lab.id: lab.merit.value for lab in labs},
        success_kept_if_connected=1 - scales.merit_loss_if_connected.value,
        last_start=-1 if shut else last,
        closed_because=shut,
    )


def _tier(context: LeverContext, lever: LeverFile, tier: LabTier, delivery: Delivery) -> Tier:
    details, clock, world = lever.details, context.clock, context.case.world
    assert isinstance(details, ProgrammeDetails)
    own = 1 - details.compute_share.value
    first = cal.constant_dollars(tier.first_cost, world) * delivery.cost_factor * own
    base, halving = int(world.base_year.value), world.frontier.log_growth_halving.value
    growth = [cal.fading_growth(tier.cost_growth.value, halving, clock.label(age) - base) for age in clock.years]
    keep = cal.constant_dollars(tier.first_cost, world) * own * tier.yearly_cost.value
    pay = cal.payment_calendar(delivery.years, clock.horizon)
    ranked = sorted((lab for lab in context.case.profile.labs if lab.active), key=lambda lab: (-lab.merit.value, lab.id))
    follows = cal.open_weights_lag(world, clock.first_year, clock.horizon)
    return Tier(
        id=tier.id,
        name=tier.name,
        lag=follows if tier.follows_open_weights else (tier.lag.value,) * clock.horizon,
        first_cost=tuple(first * share for share in pay),
        yearly_cost=tuple(keep * factor for factor in growth),
        live=cal.availability(delivery.years, 0.0, math.inf, clock.horizon),
        compute=tier.compute.value / 1000,
        staff=staff_needs(lever, tier.staff_factor.value),
        slots=int(tier.slots.value),
        labs=tuple(lab.id for lab in ranked[: int(tier.slots.value)]),
    )
