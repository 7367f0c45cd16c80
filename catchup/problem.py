"""The planning problem with every number resolved: what the model is built from and the audit checks against.

A `Problem` is plain data. Lists indexed by year run over the horizon, first planned year first.
Lists indexed by age run over years since the start of a unit (age 0 = the year of the start).
Money is constant 2025 MUSD, compute thousand H100 equivalents (kH100e), power firm MW, people persons.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from catchup.catalogue import SpendingClass
from catchup.evidence import Record
from catchup.profile import StaffClass

ByYear = tuple[float, ...]
ByAge = tuple[float, ...]
Segment = Literal["state", "private"]
Sensitivity = Literal["routine", "sensitive"]

SEGMENTS: tuple[Segment, ...] = ("state", "private")
SENSITIVITIES: tuple[Sensitivity, ...] = ("routine", "sensitive")
STAFF_CLASSES: tuple[StaffClass, ...] = ("technician", "engineer", "researcher")
LINKS = ("wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips", "ai_services")
OBJECTIVES = ("value", "compute", "tokens", "position", "least_cost")


class Clock(Record):
    """Planned years and what a dollar in each is worth today."""

    first_year: int
    horizon: int
    window: int
    discount: ByYear = Field(description="mid-year factor to 1 January of the first planned year")
    end_discount: float = Field(description="factor of the end of the horizon")

    @property
    def years(self) -> range:
        """Positions of the planned years, 0 first."""
        return range(self.horizon)

    def label(self, position: int) -> int:
        """Calendar year in which the planned year starts."""
        return self.first_year + position


class ReformPathData(Record):
    """One institutional path: controls, credibility, costs. National indices do not move in the baseline."""

    id: str
    name: str
    leakage: dict[str, ByYear] = Field(description="lever -> share of a gross outlay lost, by payment year")
    credibility: ByYear = Field(description="odds that a missed benchmark ends funding, without exits")
    cost: ByYear = Field(description="gross state outlay")
    delivered: ByYear = Field(description="what arrives of it")
    politics: ByYear
    admin: ByYear
    staff: dict[StaffClass, ByYear]
    spillover: ByYear = Field(description="savings on other public investment credited to the plan, before the weight")
    miss: dict[str, float] = Field(description="lab tier -> odds that it misses its benchmark, labs chosen on merit")


class Prerequisite(Record):
    """What has to stand before a lever starts or comes online."""

    lever: str
    at: Literal["start", "online"]
    units: float
    standing: ByYear = Field(description="units that stand without the plan at the start of each year, for good")
    kept: tuple[str, ...] = Field(description="projects under way that will stand only if they are carried on")


class Build(Record):
    """Plants and works of one lever."""

    id: str
    name: str
    spending_class: SpendingClass
    mode: Literal["unit", "count", "share"] = Field(
        description="unit: whole units, each with its own learning; count: whole units; share: any amount"
    )
    max_units: float
    last_start: int = Field(description="last year position in which a start can still come online; -1 = closed")
    closed_because: str | None
    lead: float = Field(description="expected years from start to first output")
    pay: ByAge
    available: ByAge = Field(description="expected part-year availability of one unit: lead, ramp, life, odds of completion")
    standing: ByAge = Field(description="as available, without odds of completion: for prerequisites")
    list_cost: ByYear = Field(description="net capital cost of a unit, by start year, state and private")
    learned_factor: tuple[float, ...] = Field(description="n-th unit's cost over the list price, once unit n-1 runs")
    learning_memory: int = Field(description="years after which an idle line forgets")
    state_share: float
    state_running_share: float = Field(description="share of running cost paid by the state")
    running_cost: float = Field(description="a year at full availability")
    import_capex: float
    import_opex: float
    capital_uplift: float = Field(description="cost to the nation of a private dollar, over the dollar")
    staff: dict[StaffClass, float]
    power_need: float
    water_need: float
    output: str
    output_units: float = Field(description="yearly output of an available unit, in the output's own unit")
    revenue: float = Field(description="MUSD a year at border prices of an available unit")
    export_earnings: float
    state_revenue: float
    other_users: float = Field(description="gain outside AI a year of an available unit, before the weight")
    captive: bool
    credit: ByYear = Field(description="terminal credit of a unit started in the year, before weight and use")
    credit_rate: float = Field(description="terminal credit per MW in use in the last year (power plants only)")
    launch_politics: float
    repeat_politics: float
    admin_load: float
    requires: tuple[Prerequisite, ...]
    names: tuple[str, ...] = Field(description="candidate projects, in the order in which starts take their names")
    carried: ByYear = Field(default=(), description="expected units at work that were started before the plan, beyond the country's file")
    carried_capital: ByYear = Field(default=(), description="capital still to be paid for them, as it arrives, state and private")
    carried_credit: float = Field(default=0.0, description="their terminal credit")

    @property
    def open(self) -> bool:
        """Whether units can be started here, or were started before the plan."""
        return (self.last_start >= 0 and self.max_units > 0) or bool(self.carried)

    def earlier(self, year: int) -> float:
        """Units at work in a year that were started before the plan."""
        return self.carried[year] if self.carried else 0.0


class ComputeData(Record):
    """Shells first, chips later."""

    lever: str
    chip_price: ByYear = Field(description="landed MUSD per kH100e bought in the year")
    chip_power: ByYear = Field(description="MW per kH100e of the vintage")
    chip_alive: ByAge
    chip_running: ByYear = Field(description="MUSD a year per kH100e running, by vintage")
    chip_import: float
    chip_duty: float = Field(description="share of the landed price that is an import duty")
    chip_credit: ByYear
    chip_uplift: float
    state_share: float
    base_stock: float
    export_cap: ByYear | None
    fleet_share_small: float = Field(description="use of a small national stock over that of a fleet")
    fleet_size: float
    max_spend: ByYear = Field(description="most that could be spent on chips in the year")
    max_stock: ByYear = Field(description="most kH100e that could run in the year")
    staff: dict[StaffClass, float] = Field(description="per MW of running chips")
    researchers_idle_without: float = Field(description="kH100e per returned researcher")
    carried: ByYear = Field(default=(), description="kH100e running that were delivered before the plan, beyond the base stock")
    carried_power: ByYear = Field(default=(), description="MW that they use")
    carried_running: ByYear = Field(default=(), description="MUSD a year to run them")


class Tier(Record):
    """One ambition of the domestic model programme, on merit."""

    id: str
    name: str
    lag: ByYear = Field(description="expected months behind the frontier")
    first_cost: ByAge = Field(description="net outlay by age while the first model is made")
    yearly_cost: ByYear
    live: ByAge = Field(description="share of the year in which a model serves, by age")
    compute: float
    staff: dict[StaffClass, float]
    slots: int
    labs: tuple[str, ...] = Field(description="labs that would be supported, best merit first")


class Programme(Record):
    """The domestic model programme: tiers, gate, labs in order of merit."""

    lever: str
    tiers: tuple[Tier, ...]
    review_ages: int = Field(description="whole years of funding before the first review")
    import_share: float
    politics: float
    admin: float
    credibility_cap: float
    credibility_per_exit: float
    merit: dict[str, float] = Field(description="lab -> merit score, active labs only")
    success_kept_if_connected: float = Field(description="share of the odds of success left if labs were picked by connection")
    last_start: int
    closed_because: str | None = None


class Cohort(Record):
    """People brought home or trained, by year of the decision."""

    lever: str
    name: str
    flow: Literal["returnees", "graduates"]
    persons: float = Field(description="persons per unit")
    max_units: float
    last_start: int
    closed_because: str | None = None
    first_cost: ByAge
    yearly_cost: float
    running: ByAge = Field(description="share of yearly cost by age")
    supply: dict[StaffClass, ByAge]
    other_users: ByAge = Field(description="gain outside AI by age, per unit, before the weight")
    credit: ByYear
    import_share: float
    state_share: float
    launch_politics: float
    repeat_politics: float
    admin: float
    needs_compute: bool
    staff: dict[StaffClass, float]


class StanceStepData(Record):
    """One setting of a stance and what it risks."""

    id: str
    name: str
    rate: float
    retaliation: float = Field(description="expected loss a year while it stands")
    launch_politics: float
    standing_politics: float


class Stance(Record):
    """A standing rule: what it moves, when it is in force, what it costs."""

    lever: str
    name: str
    effect: str
    steps: tuple[StanceStepData, ...]
    in_force: ByAge
    cost: float
    yearly_cost: float
    premium: float
    admin: ByAge
    last_start: int
    closed_because: str | None = None
    home_share: tuple[float, ...] = Field(description="private home share at no levy and at each step (levies only)")
    response: tuple[float, ...] = Field(description="fall of private demand at no levy and at each step")
    response_worth: tuple[float, ...] = Field(description="worth lost per dollar of demand that falls away, at no levy and at each step")

    @model_validator(mode="after")
    def _never_wanes(self) -> Stance:
        if any(later < sooner for sooner, later in pairwise(self.in_force)):
            raise ValueError("a stance may not wane with age: a stricter step would outlast the milder one below it")
        return self


class Firm(Record):
    """A protected firm that can be closed or sold."""

    id: str
    name: str
    saving: ByAge = Field(description="expected appropriation freed by age")
    cost: ByAge
    completion: ByAge = Field(description="expected share carried through by age")
    staff: dict[StaffClass, float]
    launch_politics: float
    admin: ByAge


class Inherited(Record):
    """A project under way that the plan may cancel."""

    id: str
    name: str
    lever: str
    state_cost: ByYear
    private_cost: ByYear
    available: ByYear
    ready: int = Field(description="first year position at whose start it stands; the horizon if later")
    units: float
    sunk: float
    credit: float
    cancellable: bool
    cancel_politics: float
    cancel_admin: float


class Money(Record):
    """Public and private money of the horizon, loans included."""

    cash: ByYear = Field(description="appropriation times release")
    appropriation: ByYear
    carry_over: float
    borrow_limit: ByYear
    borrow_rate: float
    borrow_payment: float = Field(description="yearly annuity per dollar borrowed, from the year after")
    borrow_term: int
    concessional_limit: ByYear
    concessional_rate: float
    concessional_payment: float
    concessional_term: int
    concessional_classes: tuple[SpendingClass, ...]
    retention: float
    recycled: float
    cost_of_funds: float
    social_loss: float
    private_ceiling: ByYear


class Absorption(Record):
    """Extra outlay of a spending class: the highest of the lines slope x delivered - offset."""

    room: dict[SpendingClass, ByYear]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...] = Field(description="in multiples of the room")


class ExternalData(Record):
    """The outside world: foreign exchange, its price, what foreigners bring."""

    envelope: ByYear
    shadow_factor: float
    foreign_investment: float = Field(description="share of private investment that foreigners bring")
    retaliation_goods: float


class PowerData(Record):
    """Power that is spare, wanted and carried."""

    spare: ByYear
    deficit: ByYear
    household_first: float
    deficit_can_close: bool
    wires: ByYear
    value: float = Field(description="MUSD a year per MW delivered to the unserved")
    tariff: float = Field(description="MUSD a year per MW of spare power used")
    taken: float = Field(description="MW the user allows AI to take from existing users; 0 unless chosen")
    most_supply: float


class MarketData(Record):
    """The market for AI services."""

    demand: dict[Segment, ByYear] = Field(description="border-price MUSD a year, both sensitivities together")
    share: dict[Sensitivity, float]
    worth: float
    quality_loss: float = Field(description="share of worth per month of lag, sensitive demand")
    open_lag: ByYear
    home_share: dict[Segment, float]
    language_gain: float = Field(description="worth added on local-language demand served by a domestic model, per dollar")
    compute_per_musd: ByYear = Field(description="kH100e that serve one border-price MUSD")
    rental: ByYear = Field(description="border price of an H100e-year, USD")
    token_price: ByYear = Field(description="USD per million tokens at the border; reported")
    break_even_residual: float = Field(description="largest gain or loss of a vintage at a US site, share of its cost")
    cutoff_loss: float = Field(description="expected loss a year per dollar of foreign supply")


class Politics(Record):
    """Political capital: inflow, opening stock and cap."""

    inflow: ByYear
    opening: float
    cap: float


class ChainData(Record):
    """World output of each link, for shares."""

    world: dict[str, ByYear]
    world_stock: ByYear = Field(description="kH100e")
    engineer_equivalents: float


class Lock(Record):
    """One instruction of the user about a lever: droppable, unlike a definition."""

    lever: str
    kind: Literal["in", "out", "not_before", "not_after", "at_most", "at_least", "exactly"]
    year: int | None = None
    units: float | None = None
    option: str | None = Field(
        default=None, description="one part of the lever: a step of a stance, a tier, a firm or project to give up, a reform path, or chips"
    )


class Target(Record):
    """A stated target: droppable."""

    metric: str
    sense: Literal[">=", "<="]
    amount: float
    year: int
    lasting: bool = Field(default=False, description="true if it also has to hold in every later year")


class Problem(Record):
    """One country, one scenario, everything resolved."""

    country: str
    country_name: str
    scenario: str
    scenario_name: str
    currency: str
    currency_rate: float
    fiscal_spans_two_years: bool
    clock: Clock
    weight: float = Field(description="weight of gains outside AI")
    money: Money
    absorption: Absorption
    external: ExternalData
    politics: Politics
    admin: ByYear
    staff: dict[StaffClass, ByYear]
    water: float
    power: PowerData
    market: MarketData
    chain: ChainData
    shell: Build
    compute: ComputeData
    builds: tuple[Build, ...]
    programme: Programme | None
    cohorts: tuple[Cohort, ...]
    stances: tuple[Stance, ...]
    firms: tuple[Firm, ...]
    exit_lever: str
    inherited: tuple[Inherited, ...]
    paths: tuple[ReformPathData, ...]
    reform_lever: str
    locks: tuple[Lock, ...] = ()
    targets: tuple[Target, ...] = ()
    barred: dict[str, str] = Field(default_factory=dict, description="reform or exits -> why the country's file keeps them out")
    notes: tuple[str, ...] = ()
    already: tuple[str, ...] = Field(default=(), description="lever/part -> done before the plan and in force from its first year: no step of it")

    @property
    def plants(self) -> tuple[Build, ...]:
        """All builds, the data-centre shell included."""
        return (*self.builds, self.shell)

    def plant(self, lever: str) -> Build:
        """The build of a lever."""
        return next(one for one in self.plants if one.id == lever)

    @property
    def closed_levers(self) -> dict[str, str]:
        """Levers of any kind that cannot be used here, with the reason."""
        others: list[Cohort | Stance | Programme] = [*self.cohorts, *self.stances]
        others += [self.programme] if self.programme else []
        found = {one.id: one.closed_because for one in self.plants} | {one.lever: one.closed_because for one in others}
        return {lever: why for lever, why in found.items() if why} | self.barred
