"""A plan as plain data: decisions, steps, ledgers, value, evidence and proof, with a JSON form.

The canonical document holds no times, hosts or thread counts, so that the same inputs and seed give the same bytes. What
belongs to one run only is in `run`. Nothing here knows a model or a solver.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from catchup.actuals import Actuals
from catchup.errors import PlanFileError
from catchup.evidence import Record, parse_json
from catchup.problem import Lock, Problem, Target

if TYPE_CHECKING:
    import pandas

FORMAT_VERSION = "plan/1"
Value = float | int | str


class Request(Record):
    """What was asked: enough to resolve the same problem again from the data files."""

    country: str
    scenario: str
    objective: Literal["value", "compute", "tokens", "position", "least_cost"]
    link: str | None = Field(default=None, description="link of the chain, for position: the best one found")
    overrides: tuple[str, ...] = ()
    horizon: int
    first_year: int
    other_users_weight: float | None = None
    take_power_mw: float = 0.0
    locks: tuple[Lock, ...] = ()
    targets: tuple[Target, ...] = ()
    gap: float
    seed: int
    profile_file: str | None = Field(default=None, description="file of a country that does not ship")
    actuals: Actuals | None = Field(default=None, description="what was really done before the first year; the plan goes on from there")


class ObjectiveRecord(Record):
    """How good the plan is and how well that is proven."""

    name: str
    value: float = Field(description="level of the objective")
    bound: float = Field(description="no plan can be better than this")
    gap: float = Field(description="(bound - value) over the gain on carrying on, or 0.1 % of discounted room if larger")
    baseline: float = Field(description="level when only commitments are carried on")
    status: Literal["optimal", "feasible"]
    unit: str


class PathRecord(Record):
    """What a reform path is worth: value if solved, bound in any case."""

    path: str
    name: str
    status: Literal["chosen", "solved", "pruned", "infeasible", "stopped"]
    value: float | None
    bound: float | None


class Step(Record):
    """One thing to do in one year."""

    year: int
    lever: str
    project: str
    action: str
    units: float
    unit: str
    gross_musd: float = Field(description="state outlay in total, leakage included")
    net_musd: float = Field(description="what arrives of it")
    leaked_musd: float
    private_musd: float
    lead_time_years: float
    online_year: float = Field(description="calendar time of first output, decimal; 0 if the step brings none")
    requires: tuple[str, ...]
    level_of_government: str
    owner: str


class Entry(Record):
    """One entry of a ledger in a year. Sources positive, uses negative; every ledger of every year sums to zero."""

    year: int
    ledger: str
    entry: str
    amount: float
    unit: str


class Spending(Record):
    """State and private money of a lever in a year."""

    year: int
    lever: str
    gross_musd: float
    net_musd: float
    private_musd: float


class Metric(Record):
    """One metric of a year, with its range and the do-nothing level."""

    year: int
    metric: str
    value: float
    low: float
    high: float
    do_nothing: float
    unit: str


class ValueLine(Record):
    """One line and item of the value objective."""

    line: str
    item: str
    amount: float = Field(description="discounted MUSD against doing nothing")


class Assumption(Record):
    """One input as it was used."""

    path: str
    value: float
    low: float
    high: float
    unit: str
    year: str
    source: str
    quality: str


class Check(Record):
    """One standing check of the plan and what it found."""

    name: str
    passed: bool
    finding: str


class RunRecord(Record):
    """What belongs to this run only; not part of the canonical document."""

    seconds: dict[str, float] = Field(default_factory=dict)
    solver: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    integers: int = 0


class Plan(Record):
    """A plan that can be read, rebuilt, checked and replayed."""

    format_version: Literal["plan/1"] = "plan/1"
    country: str
    scenario: str
    seed: int
    code_version: str
    profile_digest: str
    catalogue_digest: str
    request: Request
    parameters: Problem
    decisions: dict[str, list[list[Value]]] = Field(
        description="decision -> rows of its index (years as calendar years) and amount; zero amounts left out"
    )
    path: str
    objective: ObjectiveRecord
    paths: tuple[PathRecord, ...]
    steps: tuple[Step, ...]
    spending: tuple[Spending, ...]
    ledgers: tuple[Entry, ...]
    metrics: tuple[Metric, ...]
    value_lines: tuple[ValueLine, ...]
    connection_cost: float | None = Field(
        default=None, description="loss of the objective if labs were picked by connection and nothing else changed, at most"
    )
    closed_levers: dict[str, str] = Field(default_factory=dict, description="lever -> why it cannot be started here")
    checks: tuple[Check, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    run: RunRecord | None = None

    def to_json(self, *, canonical: bool = False) -> str:
        """JSON text; the canonical form leaves out what belongs to one run only."""
        content = self.model_dump(mode="json", exclude={"run"} if canonical else set())
        return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=canonical) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Reads a plan back.

        Raises:
            PlanFileError: the text is no JSON, of another version, or not a plan.
        """
        try:
            content = parse_json(text)
        except ValueError as problem:
            raise PlanFileError(f"not JSON: {problem}", "give a file written by `catchup plan --json`") from None
        if isinstance(content, dict) and "error" in content and "format_version" not in content:
            raise PlanFileError(f"the file holds a refusal and no plan: {content['error']}", "make the plan again with `catchup plan`")
        found = content.get("format_version") if isinstance(content, dict) else None
        if found != FORMAT_VERSION:
            raise PlanFileError(
                f"plan format {found!r}; this program reads {FORMAT_VERSION!r}", "make the plan again with `catchup plan`"
            )
        try:
            return cls.model_validate(content)
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise PlanFileError(f"not a whole plan: {where}: {first['msg']}", "make the plan again") from None

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document."""
        return hashlib.sha256(self.to_json(canonical=True).encode()).hexdigest()

    def to_frame(self, table: str = "steps") -> pandas.DataFrame:
        """One table of the plan as a tidy frame: steps, spending, ledgers, metrics, value_lines, assumptions, checks, paths."""
        import pandas

        rows: Any = getattr(self, table)
        return pandas.DataFrame([row.model_dump() for row in rows])
