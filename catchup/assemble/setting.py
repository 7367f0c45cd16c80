"""Resolves what surrounds the levers: money, the outside world, politics, people, power, the market, the chain."""

from __future__ import annotations

from collections.abc import Sequence

from catchup import calibration as cal
from catchup.catalogue import (
    ComputeDetails,
    LeverFile,
    ProgrammeDetails,
)
from catchup.library import Case
from catchup.problem import (
    STAFF_CLASSES,
    Absorption,
    Build,
    ChainData,
    Clock,
    ExternalData,
    MarketData,
    Money,
    Politics,
    PowerData,
)
from catchup.profile import StaffClass

CONCESSIONAL_CLASSES = ("power", "infrastructure", "knowledge")


def grown(case: Case, clock: Clock, first: float) -> tuple[float, ...]:
    """A yearly amount that keeps its share of GDP."""
    return tuple(first * (1 + case.profile.economy.growth.value) ** age for age in clock.years)


def money_of(case: Case, clock: Clock) -> Money:
    """Public money by year and the terms of its loans."""
    fiscal, scales = case.profile.fiscal, case.world.scales
    yearly = [cal.gdp(case.profile, clock.label(age)) for age in clock.years]
    voted = tuple(one * fiscal.room.value for one in yearly)
    term, soft_term = round(fiscal.borrowing_term.value), round(fiscal.concessional_term.value)
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
        private_ceiling=grown(case, clock, case.profile.external.private_ceiling.value),
    )


def absorption_of(case: Case, clock: Clock) -> Absorption:
    """What each spending class can absorb, growing from what it spends today or a floor."""
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


def external_of(case: Case, clock: Clock) -> ExternalData:
    """Foreign exchange and its price."""
    external = case.profile.external
    return ExternalData(
        envelope=grown(case, clock, external.fx_envelope.value),
        shadow_factor=external.shadow_exchange_factor.value,
        foreign_investment=case.world.market.foreign_profit_share.value,
        retaliation_goods=external.retaliation_goods.value,
    )


def politics_of(case: Case, clock: Clock) -> Politics:
    """Political capital by year and its cap."""
    inflow = cal.political_inflow(case.profile, case.world, clock.first_year, clock.horizon)
    usual = max(inflow)
    return Politics(inflow=inflow, opening=usual, cap=usual * case.world.scales.politics_cap.value)


def staff_of(case: Case, clock: Clock) -> dict[StaffClass, tuple[float, ...]]:
    """Staff that can be hired by class and year without any lever."""
    people, share = case.profile.people, case.world.scales.hirable_share.value
    growth = {name: getattr(people, f"{name}_growth").value for name in STAFF_CLASSES}
    return {
        name: tuple(getattr(people, name).value * share * (1 + growth[name]) ** age for age in clock.years)
        for name in STAFF_CLASSES
    }


def power_of(case: Case, clock: Clock, builds: Sequence[Build], taken: float) -> PowerData:
    """Power that is spare, wanted and carried."""
    power, scales = case.profile.power, case.world.scales
    deficit = cal.unserved_megawatts(case.profile, clock.first_year, clock.horizon)
    most = sum(build.max_units * build.output_units for build in builds if build.output == "firm_power")
    return PowerData(
        spare=grown(case, clock, power.spare_for_ai.value),
        deficit=deficit,
        household_first=scales.household_first.value,
        deficit_can_close=most > min(deficit, default=0),
        wires=(power.wires_spare.value,) * clock.horizon,
        value=cal.constant_dollars(power.value_of_supply, case.world) * cal.MW_YEAR_IN_MILLION_KWH,
        tariff=cal.constant_dollars(power.tariff, case.world) * cal.MW_YEAR_IN_MILLION_KWH,
        taken=taken,
        most_supply=most,
    )


def market_of(case: Case, clock: Clock, compute: LeverFile) -> MarketData:
    """Demand, worth, quality and the border price of compute."""
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


def chain_of(case: Case, clock: Clock, compute: LeverFile) -> ChainData:
    """World output of each link by year."""
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
