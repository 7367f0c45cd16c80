"""Resolves the levers of a case, one function for each kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from catchup import calibration as cal
from catchup.catalogue import (
    BuildDetails,
    CohortDetails,
    ComputeDetails,
    Edge,
    LabTier,
    LeverFile,
    ProgrammeDetails,
    ReformDetails,
    ReformPath,
    StanceDetails,
)
from catchup.delivery import Delivery, expected_delivery, miss_odds
from catchup.library import Case
from catchup.problem import (
    Build,
    ByAge,
    ByYear,
    Clock,
    Cohort,
    Money,
    Prerequisite,
    Programme,
    ReformPathData,
    Stance,
    StanceStepData,
    Tier,
)
from catchup.profile import LeverAdjustment, StaffClass

LUMPY_SHARE_OF_ROOM = 0.05
MOST_LEARNING_UNITS = 6
LARGE_BUILD_MUSD = 1000.0
# The catalogue states the odds of repeal of a stance over five years, of reversal of a reform over eight.
REPEAL_ODDS_YEARS = 5.0
REVERSAL_ODDS_YEARS = 8.0
# Canonical learning applies to whole units bought one after another; prices of modular kit follow the world.


@dataclass(frozen=True)
class LeverContext:
    """What every lever needs to know to be resolved."""

    case: Case
    clock: Clock
    money: Money
    state_total: float
    private_total: float
    room_first_year: float

    def adjustment(self, lever: str) -> LeverAdjustment | None:
        """What is particular to the lever in this country."""
        return next((one for one in self.case.profile.adjustments if one.lever == lever), None)

    def factor(self, lever: str, name: str) -> float:
        """One multiplying adjustment, 1 where the country says nothing."""
        adjustment = self.adjustment(lever)
        found = getattr(adjustment, name) if adjustment else None
        return found.value if found else 1.0

    def delivery(self, lever: LeverFile) -> Delivery:
        """Expected odds, years and cost factor of the lever."""
        return expected_delivery(
            lever.canonical, self.case.profile, self.case.world.scales, self.adjustment(lever.id)
        )

    @property
    def rate(self) -> float:
        """Real social discount rate."""
        return self.case.profile.fiscal.discount_rate.value

    def leakage_at_start(self, lever: LeverFile) -> float:
        """Leakage of a lever before any control."""
        inside = self.case.world.scales.leakage_in_overrun.value if lever.canonical.cost_overrun_mean.value > 0 else 0.0
        return cal.national_leakage(self.case.profile, lever.canonical.leakage_multiplier.value, inside)


def _staff(lever: LeverFile, scale: float = 1.0, researchers: bool = True) -> dict[StaffClass, float]:
    """Needs of one unit. Supplies (negative rows) are handled by the kinds that have them."""
    canonical = lever.canonical
    return {
        "technician": max(canonical.staff_technician.value, 0.0) * scale,
        "engineer": max(canonical.staff_engineer.value, 0.0) * scale,
        "researcher": max(canonical.staff_phd.value, 0.0) * scale if researchers else 0.0,
    }


def _prerequisites(context: LeverContext, edges: tuple[Edge, ...]) -> tuple[Prerequisite, ...]:
    profile, scales = context.case.profile, context.case.world.scales
    waived = {
        "never": False,
        "logistics_sufficient": profile.logistics.performance.value >= scales.fab_min_logistics.value,
        "feeder_reliable": profile.power.site_outages.value <= scales.fab_max_outages.value,
    }
    return tuple(
        Prerequisite(lever=edge.lever, at=edge.at, units=edge.units.value, standing=0.0)
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


def _last_start(context: LeverContext, lead: float) -> int:
    """Last year in which a start still comes online inside the horizon, with at least some output."""
    return context.clock.horizon - 1 - int(math.floor(lead))


def _closed(context: LeverContext, lever: LeverFile, most: float, lumpy: bool, last_start: int) -> str | None:
    adjustment = context.adjustment(lever.id)
    partner = adjustment.partner_probability if adjustment else None
    if partner is not None and partner.value < 0.5:
        return f"no partner more likely than not (odds {partner.value:.2f})"
    if last_start < 0:
        return "cannot come online within the horizon"
    if lumpy and most < 1:
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
        staff=_staff(lever, scale, researchers=lever.spending_class == "chips"),
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
    clock, scales, market = context.clock, context.case.world.scales, context.case.world.market
    delivery = context.delivery(lever)
    scale = context.factor(lever.id, "unit_scale") * context.factor(lever.id, "cost_factor")
    cost = unit_cost * scale * delivery.cost_factor
    ages = clock.horizon
    standing = cal.availability(delivery.years, lever.canonical.ramp_years.value, life, ages)
    learned = _learning_curve(context, lever)
    most = _most_units(context, lever, cost, state_share, learned if lumpy else lambda _: 1.0)
    last = _last_start(context, delivery.years)
    large = cost >= LUMPY_SHARE_OF_ROOM * context.room_first_year
    whole = lumpy and large
    closed = _closed(context, lever, most, whole, last)
    whole_units = math.floor(most + 1e-9) if whole else most
    by_unit = whole and whole_units <= MOST_LEARNING_UNITS
    credit = tuple(
        cal.terminal_credit(
            cost * delivery.odds, context.rate, life, obsolescence,
            delivery.years + life - (clock.horizon - start), scales.credited_years.value,
        )
        * (standing[clock.horizon - 1 - start] if start <= last else 0.0)
        for start in clock.years
    )
    full_credit = cal.terminal_credit(
        cost, context.rate, life, obsolescence, scales.credited_years.value, scales.credited_years.value
    )
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
        learning_memory=int(round(life)),
        state_share=state_share,
        state_running_share=state_running_share,
        running_cost=cost / delivery.cost_factor * running_share,
        import_capex=import_capex,
        import_opex=lever.canonical.import_share_opex.value,
        capital_uplift=cal.private_capital_uplift(
            life, context.rate, market.private_premium.value, market.foreign_profit_share.value
        ),
        staff=staff,
        power_need=power_need,
        water_need=max(lever.canonical.water_need.value, 0.0) * context.factor(lever.id, "unit_scale"),
        output=output,
        output_units=output_units,
        revenue=revenue,
        export_earnings=export_earnings,
        state_revenue=state_revenue,
        other_users=other_users,
        captive=captive,
        credit=credit,
        credit_rate=full_credit / output_units if output_units else 0.0,
        launch_politics=lever.canonical.political_cost_score.value,
        repeat_politics=lever.canonical.political_cost_score.value * scales.repeat_start_cost.value,
        admin_load=(scales.load_large_build if cost >= LARGE_BUILD_MUSD else scales.load_small_build).value,
        requires=_prerequisites(context, lever.requires),
        names=tuple(
            project.name for project in context.case.profile.projects
            if project.lever == lever.id and project.status == "candidate"
        ),
    )


def _learning_curve(context: LeverContext, lever: LeverFile) -> Callable[[int], float]:
    """Cost of the n-th own unit over the list price: Wright's law from the units that run before the plan."""
    before = sum(
        project.units.value for project in context.case.profile.projects
        if project.lever == lever.id and project.status == "operating"
    ) / context.factor(lever.id, "unit_scale")
    exponent = math.log2(1 - lever.canonical.learning_rate.value)
    return lambda n: float(((before + n) / (before + 1)) ** exponent)


def cohort_of(context: LeverContext, lever: LeverFile) -> Cohort:
    """People brought home or trained, by year of the decision."""
    details, canonical = lever.details, lever.canonical
    assert isinstance(details, CohortDetails)
    clock, scales, profile = context.clock, context.case.world.scales, context.case.profile
    delivery = context.delivery(lever)
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
        max_units=most,
        last_start=_last_start(context, delivery.years),
        first_cost=tuple(cost * one for one in pay),
        yearly_cost=cost / delivery.cost_factor * canonical.opex_per_year.value,
        running=tuple(one * left for one, left in zip(runs, stay, strict=True)),
        supply={
            name: tuple(one * details.effective_share.value * per for one in at_work) for name, per in share.items()  # type: ignore[misc]
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
        staff=_staff(lever, researchers=False) if graduates else {"technician": 0.0, "engineer": 0.0, "researcher": 0.0},
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
    labs = sorted((lab for lab in context.case.profile.labs if lab.active), key=lambda lab: (-lab.merit.value, lab.id))
    tiers = tuple(_tier(context, lever, tier, delivery) for tier in details.tiers if tier.slots.value <= len(labs))
    return Programme(
        lever=lever.id,
        tiers=tiers,
        review_ages=int(math.ceil(details.review_after.value / 12)),
        import_share=lever.canonical.import_share_capex.value,
        politics=lever.canonical.political_cost_score.value,
        admin=scales.load_lab.value,
        credibility_cap=scales.credibility_cap.value,
        credibility_per_exit=scales.credibility_per_exit.value,
        merit={lab.id: lab.merit.value for lab in labs},
        success_kept_if_connected=1 - scales.merit_loss_if_connected.value,
        last_start=_last_start(context, delivery.years),
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
        staff=_staff(lever, tier.staff_factor.value),
        slots=int(tier.slots.value),
        labs=tuple(lab.id for lab in ranked[: int(tier.slots.value)]),
    )


def stance_of(context: LeverContext, lever: LeverFile) -> Stance:
    """A standing rule: notice, force, cost, what it moves and what it risks."""
    details, canonical = lever.details, lever.canonical
    assert isinstance(details, StanceDetails)
    clock, market, profile = context.clock, context.case.world.market, context.case.profile
    delivery = context.delivery(lever)
    working = cal.availability(delivery.years, canonical.ramp_years.value, math.inf, clock.horizon)
    survival = (1 - canonical.abandonment_prob.value) ** (1 / REPEAL_ODDS_YEARS)
    in_force = tuple(
        share * survival ** max(age + 0.5 - delivery.years, 0) for age, share in enumerate(working)
    )
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
        last_start=_last_start(context, delivery.years),
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
    """Institutional paths: what each controls, what it costs, and how credible it makes a cut."""
    details = lever.details
    assert isinstance(details, ReformDetails)
    return tuple(_path(context, lever, details, path, programme) for path in details.paths)


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
    cuts = [figure.value for figure in path.control_cut.values()]
    mean_cut = sum(cuts) / len(cuts) if cuts else 0.0
    public = case.profile.institutions.public_investment.value * case.profile.institutions.leakage.value
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
            name: tuple(need * one for one in active)  # type: ignore[misc]
            for name, need in _staff(lever, researchers=False).items()
        },
        spillover=tuple(
            public * mean_cut * phase[year] * scales.social_loss_of_leaked.value * details.spillover_counted.value
            * cal.gdp(case.profile, clock.label(year))
            for year in ages
        ),
        miss=_tier_misses(context, programme, credibility),
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
