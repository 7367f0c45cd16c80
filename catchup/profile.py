"""What a country file says: facts about one country, each a sourced figure.

A profile holds facts, not model parameters. How facts become parameters is in
`catchup.calibration`; what is planned with them in `catchup.problem`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from catchup.evidence import (
    CalendarYear,
    Count,
    DollarsPerContainer,
    GovernanceIndex,
    H100e,
    InterruptionsAMonth,
    LocalPerDollar,
    LogisticsIndex,
    Megawatts,
    Money,
    MoneyAYear,
    MoneyPerMegawatt,
    MonthOfYear,
    Odds,
    Persons,
    Points,
    PointsAYear,
    PricePerKwh,
    Ratio,
    Record,
    Score,
    Share,
    ShareAYear,
    ShareOfGdp,
    TerawattHoursAYear,
    Years,
)

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Text = Annotated[str, Field(min_length=3, max_length=2000)]
StaffClass = Literal["technician", "engineer", "researcher"]


class Currency(Record):
    """Local money and its stated rate."""

    code: Code
    symbol: Annotated[str, Field(max_length=5)]
    rate: LocalPerDollar


class FiscalCalendar(Record):
    """When the fiscal year begins; a planned year is labelled by the year in which it starts."""

    start_month: MonthOfYear
    spans_two_years: bool = Field(description="true if the country prints the year as 2027-28")


class Economy(Record):
    """Size and growth."""

    gdp: Money = Field(description="gross domestic product, latest year")
    growth: ShareAYear = Field(description="real growth, mean of the horizon")
    population: Persons


class Institutions(Record):
    """What institutions let through, and how fast they work."""

    control_of_corruption: GovernanceIndex
    government_effectiveness: GovernanceIndex
    leakage: Share = Field(description="share of public investment lost before it becomes capacity")
    sunset_credibility: Odds = Field(description="probability that a missed benchmark ends funding today")
    public_investment: ShareOfGdp = Field(description="yearly public investment of general government")


class Fiscal(Record):
    """What the planning government can vote, release and borrow."""

    room: ShareOfGdp = Field(description="new money voted a year for all levers together")
    release_ratio: Share = Field(description="share of the vote released in the year")
    carry_over: Share = Field(description="share of unspent cash usable next year")
    borrowing_limit: ShareOfGdp = Field(description="programme borrowing a year")
    borrowing_rate: ShareAYear = Field(description="real interest on programme borrowing")
    borrowing_term: Years
    concessional: MoneyAYear = Field(description="development-bank money that can be drawn a year")
    concessional_rate: ShareAYear
    concessional_term: Years
    retention: Share = Field(description="share of new revenue kept by the planning government")
    cost_of_public_funds: Ratio = Field(description="social cost of one dollar of public money")
    discount_rate: ShareAYear = Field(description="real social discount rate")


class External(Record):
    """Foreign exchange, private money and trading partners."""

    shadow_exchange_factor: Ratio
    fx_envelope: MoneyAYear = Field(description="foreign exchange for imports above today's level, first year")
    reserves: Money
    private_ceiling: MoneyAYear = Field(description="private co-investment that can be drawn, first year")
    retaliation_goods: Money = Field(description="exports that a trading partner's answer would cover")


class Demand(Record):
    """Demand for AI services."""

    ai_spend_2026: ShareOfGdp
    ai_spend_2030: ShareOfGdp
    ai_spend_2041: ShareOfGdp
    state_share: Share = Field(description="share of national AI demand bought by the state")
    private_home_share: Share = Field(description="share of private demand that would use an equally priced home service")
    state_home_share: Share = Field(description="share of state demand that can move home without a ban")
    local_language_share: Share = Field(description="share of demand in languages that foreign models serve badly")


class Power(Record):
    """Electricity: served, wanted, spare and carried."""

    demand: TerawattHoursAYear = Field(description="electricity delivered today")
    unserved_share: Share = Field(description="share of wanted energy that is not served")
    spare_for_ai: Megawatts = Field(description="firm power usable by AI without displacing anyone")
    value_of_supply: PricePerKwh = Field(description="worth of one more delivered kilowatt-hour to homes and firms")
    tariff: PricePerKwh = Field(description="what spare grid power costs a data centre")
    gas_supply_share: Share = Field(description="share of their fuel need that gas plants receive")
    site_outages: InterruptionsAMonth = Field(description="interruptions on a dedicated industrial feeder")
    wires_spare: Megawatts = Field(description="new supply the existing grid could carry")


class People(Record):
    """Staff that can be hired, and people abroad."""

    technician: Persons = Field(description="usable stock")
    engineer: Persons = Field(description="usable stock")
    researcher: Persons = Field(description="usable stock")
    technician_growth: ShareAYear = Field(description="net growth of the stock without any lever")
    engineer_growth: ShareAYear
    researcher_growth: ShareAYear
    emigration_researcher: ShareAYear
    emigration_engineer: ShareAYear
    diaspora_pool: Persons = Field(description="senior people abroad who could return over the horizon")


class Compute(Record):
    """Compute in the country and what a site costs."""

    stock: H100e = Field(description="compute in the country today")
    shell_cost: MoneyPerMegawatt = Field(description="shell and power connection of a data centre")
    state_share: Share = Field(description="share of data-centre cost carried by the state")
    server_gpu_import_duty: Share = Field(description="landed-cost mark-up on imported accelerators")


class Logistics(Record):
    """Ports and sites."""

    performance: LogisticsIndex
    port_benefit: DollarsPerContainer = Field(description="saving of other users per container through a new port")
    industrial_sites: Count = Field(description="sites with water and land ready for fabs or campuses")


class Politics(Record):
    """Political capital and elections."""

    inflow: PointsAYear = Field(description="political capital gained a year at fiat 0")
    fiat: Share = Field(description="0 = as things are, 1 = whole government in lockstep")
    elections: tuple[CalendarYear, ...] = Field(description="national election years in the horizon")


class AbsorptionBase(Record):
    """Yearly public spending of each spending class before the plan."""

    chips: MoneyAYear
    power: MoneyAYear
    compute: MoneyAYear
    knowledge: MoneyAYear
    infrastructure: MoneyAYear
    institutions: MoneyAYear


class Project(Record):
    """A named project: under way, operating, or a candidate for a start of its lever."""

    id: Identifier
    name: Text
    lever: Identifier
    status: Literal["operating", "under_way", "candidate"]
    units: Ratio = Field(description="size in units of the lever (see the lever's unit_name)")
    completion: CalendarYear | None = Field(default=None, description="expected first output; under way only")
    planned_completion: CalendarYear | None = Field(default=None, description="first promise found")
    remaining_state_cost: Money | None = Field(default=None, description="state money still to be paid")
    sunk_state_cost: Money | None = None
    state_share: Share | None = None
    note: Text


class Lab(Record):
    """A domestic laboratory and how it scores on external benchmarks."""

    id: Identifier
    name: Text
    merit: Score = Field(description="0-100, from external benchmarks against named open models of the same date")
    verified: bool = Field(description="whether a third party ran the benchmark")
    connected: bool = Field(description="whether it would be picked by connection rather than merit; a scenario, not a claim")
    active: bool = Field(description="false for a lab that has left model building")
    note: Text


class ProtectedFirm(Record):
    """A protected firm that could be closed or sold."""

    id: Identifier
    name: Text
    budget_support: MoneyAYear = Field(description="appropriation it receives; losses that are not on the budget do not count")
    exit_cost: Money = Field(description="severance and debt clean-up borne by the state")
    engineers_released: Persons
    technicians_released: Persons
    political_cost: Points
    note: Text


class Owner(Record):
    """Who answers for a lever."""

    owner: Text
    level: Literal["federal", "national", "state", "joint", "national_and_local", "public_company", "private"] = Field(
        description="joint = a federation's centre with its states; unitary countries write national and national_and_local"
    )
    instrument: Text
    budget_head: Text
    review_body: Text


class LeverAdjustment(Record):
    """What is particular to a lever in this country."""

    lever: Identifier
    max_units: Ratio | None = Field(default=None, description="most units that sites, fuel or partners allow")
    cost_factor: Ratio | None = Field(default=None, description="cost against the catalogue")
    lead_years_added: Years | None = Field(default=None, description="added to the planned lead time, e.g. a newcomer's licensing")
    output_factor: Ratio | None = Field(default=None, description="output against the catalogue")
    unit_scale: Ratio | None = Field(default=None, description="size of the unit offered here against the catalogue's")
    partner_probability: Odds | None = Field(default=None, description="odds that partner and licences can be had at all")


class CountryProfile(Record):
    """One country, as far as it is known."""

    format: Literal["country/1"]
    iso3: Code
    name: Text
    grade: Literal["deep", "shallow"] = Field(description="how deep the file is")
    basics_note: Text = Field(description="one sentence on the state of power, ports and institutions")
    currency: Currency
    fiscal_year: FiscalCalendar
    economy: Economy
    institutions: Institutions
    fiscal: Fiscal
    external: External
    demand: Demand
    power: Power
    people: People
    compute: Compute
    logistics: Logistics
    politics: Politics
    absorption_base: AbsorptionBase
    adjustments: tuple[LeverAdjustment, ...] = ()
    projects: tuple[Project, ...] = ()
    labs: tuple[Lab, ...] = ()
    protected_firms: tuple[ProtectedFirm, ...] = ()
    owners: dict[Identifier, Owner] = Field(default_factory=dict, description="lever id -> who answers for it")
    conflicts: tuple[Text, ...] = Field(default=(), description="conflicts between sources and what was done")

    def unit_scale(self, lever: str) -> float:
        """Size of a lever's unit as it is offered here, against the catalogue's."""
        found = next((one.unit_scale for one in self.adjustments if one.lever == lever), None)
        return found.value if found else 1.0
