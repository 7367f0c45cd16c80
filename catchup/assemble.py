"""Resolves a case into a `Problem`: every parameter of the model as a number.

The order is the order of the plan's argument: clock, money, outside world, power, people, market, then
one function for each kind of lever. Mappings with evidence live in `catchup.calibration` and
`catchup.delivery`; here they are only put together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catchup import calibration as cal
from catchup.assemble_levers import LeverContext, build_of, cohort_of, programme_of, reform_paths, shell_of, stance_of
from catchup.catalogue import (
    BuildDetails,
    CohortDetails,
    ComputeDetails,
    ExitDetails,
    LeverFile,
    ProgrammeDetails,
    ReformDetails,
    StanceDetails,
)
from catchup.errors import OverrideError, UnknownNameError
from catchup.library import Case
from catchup.problem import (
    STAFF_CLASSES,
    Absorption,
    Build,
    ChainData,
    Clock,
    ComputeData,
    ExternalData,
    Firm,
    Inherited,
    Lock,
    MarketData,
    Money,
    Politics,
    PowerData,
    Problem,
    Target,
)
from catchup.profile import StaffClass

FIRST_YEAR = 2027
DEFAULT_HORIZON = 15
WINDOW = 3
LONGEST_HORIZON = 40
CONCESSIONAL_CLASSES = ("power", "infrastructure", "knowledge")
METRICS = (
    "compute_h100e", "home_share", "home_services_musd", "new_power_mw", "homes_power_mw",
    "wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips",
)


@dataclass(frozen=True)
class Choices:
    """What the user asks for beyond country and scenario."""

    horizon: int = DEFAULT_HORIZON
    first_year: int = FIRST_YEAR
    other_users_weight: float | None = None
    locks: tuple[Lock, ...] = ()
    targets: tuple[Target, ...] = ()
    take_power_mw: float = 0.0


def resolve(case: Case, choices: Choices | None = None) -> Problem:
    """The planning problem of a case.

    Raises:
        OverrideError: horizon, lock, target or weight that cannot be. UnknownNameError: a lock names no lever.
    """
    choices = choices or Choices()
    _check_choices(case, choices)
    clock = _clock(case, choices)
    context = _context(case, clock)
    levers = case.levers.values()
    builds = tuple(build_of(context, lever) for lever in levers if isinstance(lever.details, BuildDetails))
    compute_lever = _only(levers, ComputeDetails)
    reform_lever = _only(levers, ReformDetails)
    exit_lever = _only(levers, ExitDetails)
    programme_lever = next((one for one in levers if isinstance(one.details, ProgrammeDetails)), None)
    shell = shell_of(context, compute_lever)
    all_builds = _with_standing(case, clock, (*builds, shell))
    weight = case.world.scales.other_users_weight.value
    return Problem(
        country=case.profile.iso3,
        country_name=case.profile.name,
        scenario=case.scenario.id,
        scenario_name=case.scenario.name,
        currency=case.profile.currency.code,
        currency_rate=case.profile.currency.rate.value,
        fiscal_spans_two_years=case.profile.fiscal_year.spans_two_years,
        clock=clock,
        weight=weight if choices.other_users_weight is None else choices.other_users_weight,
        money=context.money,
        absorption=_absorption(case, clock),
        external=_external(case, clock),
        politics=_politics(case, clock),
        admin=(cal.administrative_capacity(case.profile, case.world),) * clock.horizon,
        staff=_staff(case, clock),
        water=case.world.scales.water_per_site.value * case.profile.logistics.industrial_sites.value,
        power=_power(case, clock, all_builds, choices.take_power_mw),
        market=_market(case, clock, compute_lever),
        chain=_chain(case, clock, compute_lever),
        shell=all_builds[-1],
        compute=_compute(context, compute_lever),
        builds=all_builds[:-1],
        programme=programme_of(context, programme_lever) if programme_lever else None,
        cohorts=tuple(cohort_of(context, lever) for lever in levers if isinstance(lever.details, CohortDetails)),
        stances=tuple(stance_of(context, lever) for lever in levers if isinstance(lever.details, StanceDetails)),
        firms=_firms(context, exit_lever),
        exit_lever=exit_lever.id,
        inherited=_inherited(case, clock, all_builds, exit_lever),
        paths=reform_paths(context, reform_lever, programme_lever),
        reform_lever=reform_lever.id,
        locks=choices.locks,
        targets=choices.targets,
    )


def _only(levers: Sequence[LeverFile] | object, kind: type) -> LeverFile:
    found = [lever for lever in levers if isinstance(lever.details, kind)]  # type: ignore[attr-defined]
    if len(found) != 1:
        raise OverrideError(
            f"the catalogue has {len(found)} levers of kind {kind.__name__}", "keep exactly one lever of this kind"
        )
    return found[0]


def _check_choices(case: Case, choices: Choices) -> None:
    if not 1 <= choices.horizon <= LONGEST_HORIZON:
        raise OverrideError(
            f"horizon of {choices.horizon} years", f"choose 1 to {LONGEST_HORIZON}; the facts carry about 15"
        )
    weight = choices.other_users_weight
    if weight is not None and not 0 <= weight <= 1:
        raise OverrideError(f"weight {weight} of gains outside AI", "choose a number from 0 to 1")
    if not (math.isfinite(choices.take_power_mw) and choices.take_power_mw >= 0):
        raise OverrideError(f"{choices.take_power_mw} MW taken from others", "give a finite number of MW, 0 or more")
    for lock in choices.locks:
        if lock.lever not in case.levers:
            raise UnknownNameError("lever", lock.lever, list(case.levers))
        if lock.year is not None and not 0 <= lock.year - choices.first_year < choices.horizon:
            raise OverrideError(
                f"lock on {lock.lever} names {lock.year}",
                f"years run from {choices.first_year} to {choices.first_year + choices.horizon - 1}",
            )
    by_lever: dict[str, set[str]] = {}
    for lock in choices.locks:
        by_lever.setdefault(lock.lever, set()).add(lock.kind)
    for lever, kinds in by_lever.items():
        if {"in", "out"} <= kinds:
            raise OverrideError(f"{lever} is both forced in and kept out", "drop one of the two locks")
    for target in choices.targets:
        if target.metric not in METRICS:
            raise UnknownNameError("metric", target.metric, METRICS)
        if not 0 <= target.year - choices.first_year < choices.horizon:
            raise OverrideError(
                f"target for {target.metric} names {target.year}",
                f"years run from {choices.first_year} to {choices.first_year + choices.horizon - 1}",
            )


def _clock(case: Case, choices: Choices) -> Clock:
    rate = case.profile.fiscal.discount_rate.value
    return Clock(
        first_year=choices.first_year,
        horizon=choices.horizon,
        window=min(WINDOW, choices.horizon),
        discount=tuple((1 + rate) ** -(age + 0.5) for age in range(choices.horizon)),
        end_discount=(1 + rate) ** -choices.horizon,
    )


def _grown(case: Case, clock: Clock, first: float) -> tuple[float, ...]:
    """A yearly amount that keeps its share of GDP."""
    return tuple(first * (1 + case.profile.economy.growth.value) ** age for age in clock.years)


def _context(case: Case, clock: Clock) -> LeverContext:
    money = _money(case, clock)
    share = [sum(money.cash) + sum(money.borrow_limit) + sum(money.concessional_limit), sum(money.private_ceiling)]
    return LeverContext(
        case=case,
        clock=clock,
        money=money,
        state_total=share[0] * (1 + money.carry_over),
        private_total=share[1],
        room_first_year=money.cash[0] + money.borrow_limit[0] + money.concessional_limit[0] + money.private_ceiling[0],
    )


def _money(case: Case, clock: Clock) -> Money:
    fiscal, scales = case.profile.fiscal, case.world.scales
    yearly = [cal.gdp(case.profile, clock.label(age)) for age in clock.years]
    voted = tuple(one * fiscal.room.value for one in yearly)
    term, soft_term = int(round(fiscal.borrowing_term.value)), int(round(fiscal.concessional_term.value))
    return Money(
        appropriation=voted,
        cash=tuple(one * fiscal.release_ratio.value for one in voted),
        carry_over=fiscal.carry_over.value,
        borrow_limit=tuple(one * fiscal.borrowing_limit.value for one in yearly),
        borrow_rate=fiscal.borrowing_rate.value,
        borrow_payment=cal.annuity(fiscal.borrowing_rate.value, term),
        borrow_term=term,
        concessional_limit=(fiscal.concessional.value,) * clock.horizon,
        concessional_rate=fiscal.concessional_rate.value,
        concessional_payment=cal.annuity(fiscal.concessional_rate.value, soft_term),
        concessional_term=soft_term,
        concessional_classes=CONCESSIONAL_CLASSES,
        retention=fiscal.retention.value,
        recycled=scales.recycled_share.value,
        cost_of_funds=fiscal.cost_of_public_funds.value,
        social_loss=scales.social_loss_of_leaked.value,
        private_ceiling=_grown(case, clock, case.profile.external.private_ceiling.value),
    )


def _absorption(case: Case, clock: Clock) -> Absorption:
    scales = case.world.scales
    floor = scales.absorption_floor.value * case.profile.economy.gdp.value
    base = case.profile.absorption_base
    slopes, offsets = cal.absorption_lines(scales.absorption_leakage.value)
    return Absorption(
        room={
            name: tuple(
                max(getattr(base, name).value, floor) * scales.absorption_growth.value**age for age in clock.years
            )
            for name in type(base).model_fields
        },
        slopes=slopes,
        offsets=offsets,
    )


def _external(case: Case, clock: Clock) -> ExternalData:
    external = case.profile.external
    return ExternalData(
        envelope=_grown(case, clock, external.fx_envelope.value),
        shadow_factor=external.shadow_exchange_factor.value,
        foreign_investment=case.world.market.foreign_profit_share.value,
        retaliation_goods=external.retaliation_goods.value,
    )


def _politics(case: Case, clock: Clock) -> Politics:
    inflow = cal.political_inflow(case.profile, case.world, clock.first_year, clock.horizon)
    usual = max(inflow)
    return Politics(inflow=inflow, opening=usual, cap=usual * case.world.scales.politics_cap.value)


def _staff(case: Case, clock: Clock) -> dict[StaffClass, tuple[float, ...]]:
    people, share = case.profile.people, case.world.scales.hirable_share.value
    growth = {name: getattr(people, f"{name}_growth").value for name in STAFF_CLASSES}
    return {
        name: tuple(getattr(people, name).value * share * (1 + growth[name]) ** age for age in clock.years)
        for name in STAFF_CLASSES
    }


def _power(case: Case, clock: Clock, builds: Sequence[Build], taken: float) -> PowerData:
    power, scales = case.profile.power, case.world.scales
    deficit = cal.unserved_megawatts(case.profile, clock.first_year, clock.horizon)
    most = sum(build.max_units * build.output_units for build in builds if build.output == "firm_power")
    return PowerData(
        spare=_grown(case, clock, power.spare_for_ai.value),
        deficit=deficit,
        household_first=scales.household_first.value,
        deficit_can_close=most > min(deficit, default=0),
        wires=(power.wires_spare.value,) * clock.horizon,
        value=cal.constant_dollars(power.value_of_supply, case.world) * cal.MW_YEAR_IN_MILLION_KWH,
        tariff=cal.constant_dollars(power.tariff, case.world) * cal.MW_YEAR_IN_MILLION_KWH,
        taken=taken,
        most_supply=most,
    )


def _market(case: Case, clock: Clock, compute: LeverFile) -> MarketData:
    assert isinstance(compute.details, ComputeDetails)
    market, demand, world = case.world.market, case.profile.demand, case.world
    total = cal.ai_demand(case.profile, clock.first_year, clock.horizon)
    border = cal.border_rental(
        world, case.profile.fiscal.discount_rate.value, clock.first_year, clock.horizon,
        compute.details.shell_lifetime.value, compute.details.shell_opex.value,
    )
    rental = border.rental
    frontier, base = world.frontier, int(world.base_year.value)
    tokens = [
        frontier.tokens_per_h100e.value
        * cal.fading_growth(frontier.tokens_growth.value, frontier.log_growth_halving.value, clock.label(age) - base)
        for age in clock.years
    ]
    worth, fit = market.willingness_to_pay.value, _language_fit(case)
    sensitive = market.sensitive_share.value
    return MarketData(
        demand={
            "state": tuple(one * demand.state_share.value for one in total),
            "private": tuple(one * (1 - demand.state_share.value) for one in total),
        },
        share={"routine": 1 - sensitive, "sensitive": sensitive},
        worth=worth,
        quality_loss=market.quality_loss.value,
        open_lag=cal.open_weights_lag(world, clock.first_year, clock.horizon),
        home_share={"state": demand.state_home_share.value, "private": demand.private_home_share.value},
        language_gain=worth * fit * demand.local_language_share.value,
        compute_per_musd=tuple(1e6 / one / 1000 for one in rental),
        rental=rental,
        token_price=tuple(one / count * 1e6 for one, count in zip(rental, tokens, strict=True)),
        break_even_residual=border.residual,
        cutoff_loss=market.cutoff_odds.value * market.cutoff_cost.value * market.cutoff_duration.value,
    )


def _language_fit(case: Case) -> float:
    found = [one.details for one in case.levers.values() if isinstance(one.details, ProgrammeDetails)]
    return found[0].language_fit.value if found else 0.0


def _chain(case: Case, clock: Clock, compute: LeverFile) -> ChainData:
    links, frontier = case.world.links, case.world.frontier
    base, halving = int(case.world.base_year.value), frontier.log_growth_halving.value
    ages = [clock.label(age) - base for age in clock.years]
    stock = [
        frontier.world_stock.value / 1000 * cal.fading_growth(frontier.world_stock_growth.value, halving, age)
        for age in ages
    ]
    physical = {
        "wafers_mature": links.growth_mature, "wafers_advanced": links.growth_advanced,
        "wafers_memory": links.growth_memory, "packaged_chips": links.growth_packaging,
    }
    world = {
        link: tuple(getattr(links, link).value * (1 + growth.value) ** age for age in ages)
        for link, growth in physical.items()
    }
    details = compute.details
    assert isinstance(details, ComputeDetails)
    start = base if ages and ages[0] >= 0 else clock.first_year
    rental = cal.border_rental(
        case.world, case.profile.fiscal.discount_rate.value, start, clock.horizon + max(ages[0], 0),
        details.shell_lifetime.value, details.shell_opex.value,
    ).rental
    # World services in border dollars grow with the stock and fall with the rental of a unit of compute.
    world["ai_services"] = tuple(
        links.ai_services.value * (one * 1000 / frontier.world_stock.value) * rental[max(age, 0)] / rental[0]
        for one, age in zip(stock, ages, strict=True)
    )
    return ChainData(
        world=world, world_stock=tuple(stock), engineer_equivalents=frontier.engineer_equivalents.value
    )


def _compute(context: LeverContext, lever: LeverFile) -> ComputeData:
    case, clock, world = context.case, context.clock, context.case.world
    details, chips = lever.details, world.chips
    assert isinstance(details, ComputeDetails)
    rate = case.profile.fiscal.discount_rate.value
    ages = int(math.ceil(chips.order_lead.value + chips.life.value))
    price = cal.chip_prices(world, clock.first_year, clock.horizon, case.profile.compute.server_gpu_import_duty.value)
    alive = cal.chip_survival(world, ages)
    per_mw = 1 / lever.canonical.unit_size.value
    share = case.profile.compute.state_share.value
    # Chips need private money next to the state's share, so its ceiling bounds what can be bought.
    cut = max((_landed_cut(one) for one in case.levers.values()), default=0.0)
    free = (1 - share) * (1 - cut)
    spend = [
        ceiling / free if free > 0 else context.state_total for ceiling in context.money.private_ceiling
    ]
    bought = [room / one for room, one in zip(spend, price, strict=True)]
    return ComputeData(
        lever=lever.id,
        chip_price=price,
        chip_power=cal.chip_power(world, clock.first_year, clock.horizon),
        chip_alive=alive,
        chip_running=tuple(one * chips.running_cost.value for one in price),
        chip_import=chips.import_share.value,
        chip_credit=tuple(
            cal.terminal_credit(
                one, rate, chips.life.value, details.obsolescence_chips.value,
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


def _firms(context: LeverContext, lever: LeverFile) -> tuple[Firm, ...]:
    assert isinstance(lever.details, ExitDetails)
    clock, scales = context.clock, context.case.world.scales
    canonical, odds = lever.canonical, lever.details.completion_odds.value
    lead = context.delivery(lever).years
    done = tuple(
        one * odds
        for one in cal.availability(lead, canonical.ramp_years.value, canonical.lifetime.value, clock.horizon)
    )
    pay = cal.payment_calendar(lead, clock.horizon)
    under_way = int(math.ceil(lead))
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


def _with_standing(case: Case, clock: Clock, builds: tuple[Build, ...]) -> tuple[Build, ...]:
    """Fills in how many units of each prerequisite stand already, or will without the plan."""
    standing: dict[str, float] = {}
    for project in case.profile.projects:
        ready = project.status == "operating" or (
            project.status == "under_way" and project.completion is not None
            and project.completion.value <= clock.first_year + clock.window
        )
        if ready:
            offered = project.units.value / _unit_scale(case, project.lever)
            standing[project.lever] = standing.get(project.lever, 0.0) + offered
    return tuple(
        build.model_copy(
            update={
                "requires": tuple(
                    one.model_copy(update={"standing": standing.get(one.lever, 0.0)}) for one in build.requires
                )
            }
        )
        for build in builds
    )


def _unit_scale(case: Case, lever: str) -> float:
    """Size of the unit offered in the country against the catalogue's, in which projects are stated."""
    found = next((one.unit_scale for one in case.profile.adjustments if one.lever == lever), None)
    return found.value if found else 1.0


def _inherited(
    case: Case, clock: Clock, builds: Sequence[Build], exit_lever: LeverFile
) -> tuple[Inherited, ...]:
    """Projects under way with state money still to be paid."""
    by_lever = {build.id: build for build in builds}
    found = []
    for project in case.profile.projects:
        build = by_lever.get(project.lever)
        if project.status != "under_way" or build is None or not project.remaining_state_cost or not project.completion:
            continue
        wait = max(project.completion.value - clock.first_year, 0.0)
        pay = cal.payment_calendar(wait, clock.horizon)
        remaining = cal.constant_dollars(project.remaining_state_cost, case.world)
        sunk = cal.constant_dollars(project.sunk_state_cost, case.world) if project.sunk_state_cost else 0.0
        share = project.state_share.value if project.state_share and project.state_share.value > 0 else build.state_share
        # Calling a project off frees only the grant for work not yet done; the rest is owed.
        undone = min(wait / build.lead, 1.0) if build.lead > 0 else 0.0
        freed = min(remaining, (remaining + sunk) * undone)
        private = freed * (1 - share) / share if share else 0.0
        canonical = case.levers[project.lever].canonical
        details = case.levers[project.lever].details
        obsolescence = getattr(details, "obsolescence", None)
        available = cal.availability(wait, canonical.ramp_years.value, canonical.lifetime.value, clock.horizon)
        units = project.units.value / _unit_scale(case, project.lever)
        worth = units * build.list_cost[0] if build.list_cost else 0.0
        found.append(
            Inherited(
                id=project.id,
                name=project.name,
                lever=project.lever,
                state_cost=tuple(freed * one for one in pay),
                private_cost=tuple(private * one for one in pay),
                available=available,
                units=units,
                sunk=sunk,
                credit=cal.terminal_credit(
                    worth, case.profile.fiscal.discount_rate.value, canonical.lifetime.value,
                    obsolescence.value if obsolescence else 0.0, wait + canonical.lifetime.value - clock.horizon,
                    case.world.scales.credited_years.value,
                ) if build.revenue > 0 else 0.0,
                cancellable=build.revenue > 0 and freed > 0,
                cancel_politics=exit_lever.canonical.political_cost_score.value,
                cancel_admin=case.world.scales.load_exit.value,
            )
        )
    return tuple(found)
