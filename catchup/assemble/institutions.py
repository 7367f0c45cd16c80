"""Resolves institutions: stances, reform paths and exits."""

from __future__ import annotations

import math

from catchup import calibration as cal
from catchup.assemble.context import LeverContext, barred_because, closed_because, last_start, staff_needs
from catchup.catalogue import (
    ExitDetails,
    LeverFile,
    ProgrammeDetails,
    ReformDetails,
    ReformPath,
    StanceDetails,
)
from catchup.delivery import miss_odds
from catchup.problem import (
    ByYear,
    Firm,
    ReformPathData,
    Stance,
    StanceStepData,
)

# The catalogue states the odds of repeal of a stance over five years, of reversal of a reform over eight.
REPEAL_ODDS_YEARS = 5.0
REVERSAL_ODDS_YEARS = 8.0


def stance_of(context: LeverContext, lever: LeverFile) -> Stance:
    """A standing rule: notice, force, cost, what it moves and what it risks."""
    details, canonical = lever.details, lever.canonical
    assert isinstance(details, StanceDetails)
    clock, market, profile = context.clock, context.case.world.market, context.case.profile
    delivery = context.delivery(lever)
    last = last_start(context, delivery.years)
    shut = closed_because(context, lever, last)
    working = cal.availability(delivery.years, canonical.ramp_years.value, math.inf, clock.horizon)
    # Odds of repeal, as the mean share of its expected life for which a stance stands: a flat share, so that a step
    # taken later never stands firmer than the milder one below it.
    kept = (1 - canonical.abandonment_prob.value) ** (canonical.lifetime.value / REPEAL_ODDS_YEARS)
    standing = (1 - kept) / -math.log(kept) if 0 < kept < 1 else kept
    in_force = tuple(share * standing for share in working)
    goods = cal.constant_dollars(profile.external.retaliation_goods, context.case.world)
    rates = [0.0, *(step.rate.value for step in details.steps)]
    is_levy = details.effect == "levies_foreign_supply"
    parity = profile.demand.private_home_share.value
    pass_through = market.levy_pass_through.value
    shares = tuple(cal.levy_home_share(parity, rate, pass_through, market.substitution.value) for rate in rates)
    return Stance(
        lever=lever.id,
        name=lever.name,
        effect=details.effect,
        steps=tuple(
            StanceStepData(
                id=step.id,
                name=step.name,
                rate=step.rate.value,
                retaliation=step.retaliation_odds.value * details.retaliation_rate.value * goods,
                launch_politics=canonical.political_cost_score.value * step.political_share.value,
                standing_politics=(
                    canonical.political_cost_score.value * step.political_share.value
                    * context.case.world.scales.standing_cost.value
                ),
            )
            for step in details.steps
        ),
        in_force=in_force,
        cost=cal.constant_dollars(canonical.capex_per_unit, context.case.world) * delivery.cost_factor,
        yearly_cost=(
            cal.constant_dollars(canonical.capex_per_unit, context.case.world) * canonical.opex_per_year.value
            if details.effect == "cuts_landed_cost" else 0.0
        ),
        premium=details.premium.value,
        admin=tuple(
            context.case.world.scales.load_stance.value if age < math.ceil(delivery.years) else 0.0 for age in clock.years
        ),
        last_start=-1 if shut else last,
        closed_because=shut,
        home_share=shares if is_levy else (),
        response=tuple(
            -market.price_elasticity.value * rate * pass_through * (1 - share)
            for rate, share in zip(rates, shares, strict=True)
        ) if is_levy else (),
        response_worth=tuple(1 + rate * pass_through / 2 for rate in rates) if is_levy else (),
    )


def reform_paths(
    context: LeverContext, lever: LeverFile, programme: LeverFile | None
) -> tuple[ReformPathData, ...]:
    """Institutional paths: what each controls, what it costs, and how credible it makes a cut.

    Where the country's file bars reform, only the paths that change nothing are left.
    """
    details = lever.details
    assert isinstance(details, ReformDetails)
    barred = barred_because(context, lever) is not None
    paths = [path for path in details.paths if not (barred and path.steps.value)]
    return tuple(_path(context, lever, details, path, programme) for path in paths)


def _path(
    context: LeverContext, lever: LeverFile, details: ReformDetails, path: ReformPath, programme: LeverFile | None
) -> ReformPathData:
    case, clock, canonical = context.case, context.clock, lever.canonical
    scales = case.world.scales
    delivery = context.delivery(lever)
    start, ages = int(path.start_offset.value), range(clock.horizon)
    working = cal.availability(delivery.years, canonical.ramp_years.value, math.inf, clock.horizon)
    kept = (1 - canonical.abandonment_prob.value) ** (1 / REVERSAL_ODDS_YEARS)
    # Odds that controls are still in force: half of such programmes are reversed within eight years.
    phase = [
        working[year - start] * kept ** max(year - start + 0.5 - delivery.years, 0) if year >= start else 0.0
        for year in ages
    ]
    steps = path.steps.value
    total = cal.constant_dollars(canonical.capex_per_unit, case.world) * steps
    pay = cal.payment_calendar(delivery.years, clock.horizon)
    net = [
        total * delivery.cost_factor * pay[year - start] + total * canonical.opex_per_year.value * working[year - start]
        if year >= start else 0.0
        for year in ages
    ]
    leak = {
        one.id: tuple(
            context.leakage_at_start(one)
            * (1 - (path.control_cut[one.spending_class].value * phase[year] if one.spending_class in path.control_cut else 0.0))
            for year in ages
        )
        for one in case.levers.values()
    }
    credibility = tuple(
        min(
            case.profile.institutions.sunset_credibility.value + path.gate_credibility_gain.value * phase[year],
            scales.credibility_cap.value,
        )
        for year in ages
    )
    active = [1.0 if steps and start <= year < start + math.ceil(delivery.years) else 0.0 for year in ages]
    launch = [canonical.political_cost_score.value * path.political_share.value if steps and year == start else 0.0 for year in ages]
    return ReformPathData(
        id=path.id,
        name=path.name,
        leakage=leak,
        credibility=credibility,
        delivered=tuple(net),
        cost=tuple(one / (1 - leak[lever.id][year]) for year, one in enumerate(net)),
        politics=tuple(launch),
        admin=tuple(scales.load_reform.value * one for one in active),
        staff={
            name: tuple(need * one for one in active)
            for name, need in staff_needs(lever, researchers=False).items()
        },
        spillover=_spillover(context, details, path, phase),
        miss=_tier_misses(context, programme, credibility),
    )


def _spillover(context: LeverContext, details: ReformDetails, path: ReformPath, phase: list[float]) -> ByYear:
    """Savings on other public investment that are credited to the plan, at the path's mean cut of leakage."""
    profile, cuts = context.case.profile, [figure.value for figure in path.control_cut.values()]
    mean_cut = sum(cuts) / len(cuts) if cuts else 0.0
    leaked = profile.institutions.public_investment.value * profile.institutions.leakage.value
    counted = context.case.world.scales.social_loss_of_leaked.value * details.spillover_counted.value
    return tuple(
        leaked * mean_cut * phase[year] * counted * cal.gdp(profile, context.clock.label(year))
        for year in context.clock.years
    )


def _tier_misses(context: LeverContext, programme: LeverFile | None, credibility: ByYear) -> dict[str, float]:
    """Odds of a miss of each tier: mean over the labs that merit would pick, at the path's mean credibility."""
    if programme is None or not isinstance(programme.details, ProgrammeDetails):
        return {}
    scales = context.case.world.scales
    ranked = sorted((lab.merit.value for lab in context.case.profile.labs if lab.active), reverse=True)
    mean = sum(credibility) / len(credibility)
    result = {}
    for tier in programme.details.tiers:
        slots = int(tier.slots.value)
        picked = ranked[:slots]
        if len(picked) == slots and slots:
            result[tier.id] = sum(miss_odds(merit, mean, scales) for merit in picked) / slots
    return result


def firms_of(context: LeverContext, lever: LeverFile) -> tuple[Firm, ...]:
    """Protected firms: what closing each frees, costs and releases, in expectation; none where the country's file bars closures."""
    assert isinstance(lever.details, ExitDetails)
    if barred_because(context, lever) is not None:
        return ()
    clock, scales = context.clock, context.case.world.scales
    canonical, odds = lever.canonical, lever.details.completion_odds.value
    lead = context.delivery(lever).years
    done = tuple(
        one * odds
        for one in cal.availability(lead, canonical.ramp_years.value, canonical.lifetime.value, clock.horizon)
    )
    pay = cal.payment_calendar(lead, clock.horizon)
    under_way = math.ceil(lead)
    return tuple(
        Firm(
            id=firm.id,
            name=firm.name,
            saving=tuple(cal.constant_dollars(firm.budget_support, context.case.world) * share for share in done),
            cost=tuple(
                cal.constant_dollars(firm.exit_cost, context.case.world) * (1 + canonical.cost_overrun_mean.value) * share
                for share in pay
            ),
            completion=done,
            staff={
                "technician": firm.technicians_released.value, "engineer": firm.engineers_released.value, "researcher": 0.0,
            },
            launch_politics=firm.political_cost.value,
            admin=tuple(scales.load_exit.value if age < under_way else 0.0 for age in clock.years),
        )
        for firm in context.case.profile.protected_firms
    )
