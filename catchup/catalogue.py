"""What a lever file says: one thing a government can do, and what is known about it.

A lever of an existing kind is one file and no code. A new kind is one module in `catchup/levers/`
and its details record here.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from catchup.evidence import (
    Count,
    DollarsPerChip,
    DollarsPerPersonYear,
    DollarsPerWafer,
    H100e,
    H100ePerPerson,
    LogSpread,
    MegalitresADayPerUnit,
    MegawattsPerUnit,
    Money,
    MoneyAYear,
    Months,
    Odds,
    OddsAYear,
    OutputAYear,
    PersonsPerUnit,
    Ratio,
    RatioAYear,
    Record,
    Score,
    Share,
    ShareAYear,
    UnitSize,
    Years,
)
from catchup.profile import Identifier, Text

SpendingClass = Literal["chips", "power", "compute", "knowledge", "infrastructure", "institutions"]
SPENDING_CLASSES: tuple[SpendingClass, ...] = (
    "chips", "power", "compute", "knowledge", "infrastructure", "institutions",
)


class Canonical(Record):
    """The 23 parameters every lever carries. Staff, power: needs are positive, supplies negative."""

    capex_per_unit: Money
    unit_size: UnitSize
    lead_time: Years = Field(description="planned duration before overrun")
    schedule_overrun_mean: Share
    schedule_overrun_sigma_ln: LogSpread
    cost_overrun_mean: Share
    cost_overrun_sigma_ln: LogSpread
    opex_per_year: ShareAYear = Field(description="share of capex a year")
    lifetime: Years
    staff_phd: PersonsPerUnit
    staff_engineer: PersonsPerUnit
    staff_technician: PersonsPerUnit
    electricity_need: MegawattsPerUnit
    water_need: MegalitresADayPerUnit
    import_share_capex: Share
    import_share_opex: Share
    output_per_unit: OutputAYear
    learning_rate: Share = Field(description="fall per doubling")
    ramp_years: Years
    subsidy_share: Share = Field(description="share of capex paid by the state")
    political_cost_score: Score
    leakage_multiplier: Ratio = Field(description="times the national leakage")
    abandonment_prob: Odds


class Edge(Record):
    """A prerequisite: `lever` has to stand before this one starts or comes online."""

    lever: Identifier
    at: Literal["start", "online"] = Field(description="needed when this lever starts, or when it comes online")
    units: Ratio = Field(description="how many units have to stand")
    waived_if: Literal["never", "logistics_sufficient", "feeder_reliable"] = Field(
        description="condition of the country under which the edge does not apply"
    )
    why: Text


Output = Literal[
    "wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips", "firm_power", "grid_capacity", "port_capacity",
    "minerals",
]


class BuildDetails(Record):
    """Plants and works: units started in a year, paid along construction, available after the lead time."""

    kind: Literal["build"]
    output: Output
    border_price: DollarsPerWafer | DollarsPerChip | None = Field(
        default=None, description="what one unit of output sells for at the border; none for power, wires and ports"
    )
    lumpy: bool = Field(description="true if started in whole units")
    run_by: Literal["state", "private"] = Field(description="who pays to run it and keeps what it earns")
    needs_fuel_gas: bool = False
    may_be_captive: bool = Field(default=False, description="power plants: can stand beside the campus, off the grid")
    other_users_benefit: MoneyAYear | None = Field(
        default=None, description="gain of users outside AI per unit and year at maturity, where no other figure gives it"
    )
    state_revenue: MoneyAYear | None = Field(default=None, description="tax or royalty per unit at maturity")
    export_earnings: MoneyAYear | None = Field(default=None, description="foreign exchange per unit at maturity")
    obsolescence: ShareAYear = Field(description="loss of worth a year after the horizon, beyond discounting")


class ComputeDetails(Record):
    """Data centres: shell and power first, chips later. Chip prices and lives are in the world file."""

    kind: Literal["compute"]
    shell_lifetime: Years
    shell_opex: ShareAYear
    obsolescence_shell: ShareAYear
    obsolescence_chips: ShareAYear


class LabTier(Record):
    """One ambition of a domestic model programme."""

    id: Identifier
    name: Text
    lag: Months = Field(description="months behind the closed frontier at release")
    follows_open_weights: bool = Field(description="true if the tier adapts an open model and keeps its lag")
    first_cost: Money = Field(description="full programme to the first model")
    yearly_cost: ShareAYear = Field(description="share of first cost a year to keep the lag")
    cost_growth: RatioAYear = Field(description="growth of the cost of keeping this lag, today; fades")
    compute: H100e = Field(description="compute held for training")
    staff_factor: Ratio = Field(description="staff against the canonical row")
    slots: Count = Field(description="labs supported at once")


class ProgrammeDetails(Record):
    """Domestic model programmes with review and sunset."""

    kind: Literal["programme"]
    tiers: tuple[LabTier, ...]
    review_after: Months
    compute_share: Share = Field(description="share of programme cost that is compute; paid for in the data centre, not again here")
    language_fit: Share = Field(description="gain in worth on demand in local languages")


class CohortDetails(Record):
    """People brought home or trained, by year."""

    kind: Literal["cohort"]
    flow: Literal["returnees", "graduates"]
    researchers_per_unit: PersonsPerUnit
    engineers_per_unit: PersonsPerUnit
    technicians_per_unit: PersonsPerUnit
    effective_share: Share = Field(description="share that works at the level hired for")
    attrition: ShareAYear = Field(description="share of the stock leaving a year")
    compute_per_person: H100ePerPerson = Field(description="compute without which a senior returnee is idle")
    other_users_benefit: DollarsPerPersonYear = Field(description="gain outside AI per person at work")
    obsolescence: ShareAYear


class ReformPath(Record):
    """One institutional programme that can be chosen for the whole horizon."""

    id: Identifier
    name: Text
    start_offset: Years = Field(description="years after the first planned year")
    steps: Count = Field(description="programme steps paid for, at the lever's cost each")
    control_cut: dict[SpendingClass, Share] = Field(description="relative fall of leakage per class at maturity")
    gate_credibility_gain: Odds = Field(description="added to the odds that a missed benchmark ends funding")
    political_share: Share = Field(description="share of the lever's political cost")
    why: Text


class ReformDetails(Record):
    """Integrity programmes: one path is chosen, with measured effects and no purchase of a national miracle."""

    kind: Literal["reform"]
    paths: tuple[ReformPath, ...]
    spillover_counted: Share = Field(description="share of savings on other public investment credited to the plan")


class StanceStep(Record):
    """One setting of a stance."""

    id: Identifier
    name: Text
    rate: Share = Field(description="share of state demand barred, levy rate, or cut in landed cost")
    retaliation_odds: OddsAYear = Field(description="yearly odds of a partner's answer while it stands")
    political_share: Share = Field(description="share of the lever's political cost")


class StanceDetails(Record):
    """A standing rule that moves demand or prices."""

    kind: Literal["stance"]
    effect: Literal["bars_foreign_state_supply", "levies_foreign_supply", "cuts_landed_cost"]
    steps: tuple[StanceStep, ...]
    premium: Share = Field(description="price premium on covered spending while supply is young")
    retaliation_rate: Share = Field(description="duty on the goods covered if a partner answers")


class ExitDetails(Record):
    """Closing protected firms; the firms are in the country file."""

    kind: Literal["exit"]
    completion_odds: Odds = Field(description="odds that a closure, once begun, is carried through")


Details = Annotated[
    BuildDetails | ComputeDetails | ProgrammeDetails | CohortDetails | ReformDetails | StanceDetails | ExitDetails,
    Field(discriminator="kind"),
]


_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")


class LeverFile(Record):
    """One lever of the catalogue."""

    format: Literal["lever/1"]
    id: Identifier
    name: Text
    unit_name: Text = Field(description="what one unit is")
    spending_class: SpendingClass
    summary: Text = Field(description="what the state does")
    chain: Text = Field(description="how it reaches AI capability, or does not")
    fails_because: Text
    abandonment_means: Text = Field(description="what the abandonment probability of this lever stands for")
    no_cost_explanation: Text | None = Field(default=None, description="asked for where the lever costs nothing or pays above three times its cost")
    kpi: Text = Field(description="what is measured")
    sunset_test: Text = Field(description="what ends it")
    canonical: Canonical
    requires: tuple[Edge, ...] = ()
    details: Details

    def unit_at(self, scale: float) -> str:
        """What one unit is where a country takes it in another size: `100 MW firm (...)` at a quarter is `25 MW firm`.

        Only what is built is offered in other sizes; people and rules are counted as the catalogue does, whatever the country's file says.

        Args:
            scale: size of the unit there against the catalogue's, a ratio.
        """
        if scale == 1 or not isinstance(self.details, BuildDetails | ComputeDetails):
            return self.unit_name
        # What stands in brackets is only true of the catalogue's size.
        short = self.unit_name.split(" (")[0]
        size = _NUMBER.search(short)
        if size is None:
            return f"{scale:.3g} times {short}"
        there = float(f"{float(size[0].replace(',', '')) * scale:.3g}")
        return f"{short[: size.start()]}{there:,.10g}{short[size.end():]}"

    @model_validator(mode="after")
    def _price_matches_output(self) -> LeverFile:
        details = self.details
        if isinstance(details, BuildDetails):
            sold = details.output.startswith(("wafers", "packaged"))
            if sold != (details.border_price is not None):
                raise ValueError(f"output {details.output!r} {'needs' if sold else 'takes no'} details.border_price")
        return self
