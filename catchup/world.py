"""What the world file says: prices, the frontier, demand behaviour and the scales rules use.

None of it is decided by the country. Every figure is sourced like a country's.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catchup.evidence import (
    CalendarYear,
    DollarsPerH100e,
    DollarsPerMillionTokens,
    Elasticity,
    H100e,
    IndexNumber,
    InterruptionsAMonth,
    KilowattsPerH100e,
    LogisticsIndex,
    MegalitresADay,
    MillionChipsAYear,
    MoneyAYear,
    MoneyPerMegawatt,
    Months,
    Odds,
    OddsAYear,
    Points,
    PricePerKwh,
    Ratio,
    RatioAYear,
    Record,
    Share,
    ShareAMonth,
    ShareAYear,
    ShareOfGdp,
    SharePerPoint,
    TokensPerH100eYear,
    WafersAYear,
    Years,
)
from catchup.profile import Text


class Chips(Record):
    """Accelerators: price, power, life and the export regime."""

    price: DollarsPerH100e = Field(description="cluster hardware per H100 equivalent in the base year")
    price_decline: ShareAYear
    power: KilowattsPerH100e = Field(description="facility power per H100 equivalent, new vintage of the base year")
    efficiency_gain: ShareAYear = Field(description="performance per watt, gain a year")
    life: Years
    failure: ShareAYear
    order_lead: Years = Field(description="from paying to running")
    running_cost: ShareAYear = Field(description="staff and repair a year, share of chip price")
    export_cap: H100e | None = Field(default=None, description="most compute the export regime lets a country hold; none = open")
    us_shell_cost: MoneyPerMegawatt
    us_power_cost: PricePerKwh
    utilisation_small: Share
    utilisation_fleet: Share
    fleet_size: H100e = Field(description="stock from which fleet utilisation is reached")
    import_share: Share = Field(description="import content of chip spending")
    shell_import_share: Share


class Frontier(Record):
    """The frontier of models and of the world's stock."""

    log_growth_halving: Years = Field(description="years for every exponential world rate to halve its log growth")
    world_stock: H100e
    world_stock_growth: RatioAYear
    tokens_per_h100e: TokensPerH100eYear
    tokens_growth: RatioAYear = Field(description="growth of tokens per H100e on the basket bought")
    border_token_price: DollarsPerMillionTokens = Field(description="cross-check only; the price path follows cost at a US site")
    open_lag: Months = Field(description="open weights behind the closed frontier")
    open_stop: OddsAYear = Field(description="new open weights stop")
    open_lag_after_stop: Months
    engineer_equivalents: Ratio = Field(description="junior engineers per H100e; reported as an order of magnitude")


class Market(Record):
    """How users of AI services behave, and what can be cut off."""

    willingness_to_pay: Ratio = Field(description="average worth over border price")
    sensitive_share: Share = Field(description="share of demand whose worth falls with lag")
    quality_loss: ShareAMonth = Field(description="share of worth lost per month of lag")
    price_elasticity: Elasticity
    substitution: Elasticity = Field(description="Armington, home against foreign")
    levy_pass_through: Share
    cutoff_odds: OddsAYear = Field(description="foreign services cut off")
    cutoff_cost: Ratio = Field(description="loss per dollar of spend cut off")
    cutoff_duration: Years
    foreign_profit_share: Share = Field(description="share of private return that leaves the country")
    private_premium: ShareAYear = Field(description="private hurdle above the social discount rate")


class Scales(Record):
    """Numbers that rules need and that are the same everywhere unless a country says otherwise."""

    social_loss_of_leaked: Share
    leakage_in_overrun: Share = Field(description="share of leakage that observed overruns already contain")
    slip_per_effectiveness: SharePerPoint
    added_slip: Years = Field(description="years added to every construction; 0 except in scenarios")
    recycled_share: Share = Field(description="share of AI receipts voted back to the programme")
    absorption_floor: ShareOfGdp
    absorption_growth: RatioAYear
    absorption_leakage: Share = Field(description="leakage points per 10 % of excess growth; doubles beyond 50 % excess")
    household_first: Share = Field(description="share of new grid supply that goes to the unserved while the deficit lasts")
    hirable_share: Share
    employable_share: Share
    merit_loss_if_connected: Share
    success_with_gate: Odds
    success_without_gate: Odds
    credibility_per_exit: Odds
    credibility_cap: Odds
    fiat_multiplier: Ratio
    politics_cap: Years
    election_multiplier: Share
    repeat_start_cost: Share
    standing_cost: Share
    admin_base: Points
    admin_multiplier: Ratio
    load_large_build: Points
    load_small_build: Points
    load_lab: Points
    load_stance: Points
    load_exit: Points
    load_reform: Points
    water_per_site: MegalitresADay
    fab_min_logistics: LogisticsIndex
    fab_max_outages: InterruptionsAMonth
    credited_years: Years
    other_users_weight: Share


class Links(Record):
    """World output of each link of the chain, base year."""

    wafers_mature: WafersAYear
    wafers_advanced: WafersAYear
    wafers_memory: WafersAYear
    packaged_chips: MillionChipsAYear
    ai_services: MoneyAYear
    growth_mature: ShareAYear
    growth_advanced: ShareAYear
    growth_memory: ShareAYear
    growth_packaging: ShareAYear


class WorldFile(Record):
    """The world as every country meets it."""

    format: Literal["world/1"]
    summary: Text
    base_year: CalendarYear = Field(description="year the world's prices and stocks speak of")
    chips: Chips
    frontier: Frontier
    market: Market
    scales: Scales
    links: Links
    deflator: tuple[IndexNumber, ...] = Field(description="US price level by year, 2025 = 100")
