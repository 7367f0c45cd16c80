"""What the audit found: violations with their size, in sentences, and how much was looked at."""

from __future__ import annotations

import json
from collections import Counter

from pydantic import Field

from catchup.evidence import Record

EQUAL = 1e-6
FEASIBLE = 1e-5
LARGEST = 1e300


class Violation(Record):
    """One thing in the plan that does not follow from its decisions, its parameters or the rules."""

    rule: str = Field(description="rule of the model, or the table: ledger:<name>, value_lines, parameters, objective, ...")
    where: str
    claimed: float
    recomputed: float
    size: float
    message: str


class AuditReport(Record):
    """The outcome of an audit."""

    ok: bool
    violations: tuple[Violation, ...]
    checked: dict[str, int] = Field(description="table or rule -> how many entries were looked at")

    def to_json(self) -> str:
        """JSON text of the report."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def finite(amount: float) -> float:
    """A number that a report can hold: overflow and undefined results become the largest number."""
    return max(-LARGEST, min(LARGEST, amount)) if amount == amount else LARGEST


class Findings:
    """Collects violations and counts what was looked at."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []
        self.checked: Counter[str] = Counter()

    def add(self, rule: str, where: str, claimed: float, recomputed: float, message: str, size: float | None = None) -> None:
        """Records a violation."""
        gap = abs(claimed - recomputed) if size is None else size
        self.violations.append(
            Violation(
                rule=rule, where=where, claimed=finite(claimed), recomputed=finite(recomputed), size=finite(gap), message=message
            )
        )

    def same(self, rule: str, where: str, claimed: float, recomputed: float, text: str, scale: float = 1.0) -> None:
        """A number of the plan has to be the recomputed one, within a millionth of the table's scale."""
        self.checked[rule] += 1
        if not abs(claimed - recomputed) <= EQUAL * max(abs(scale), abs(recomputed)):
            message = f"{text}: the plan says {claimed:.9g}, its decisions give {recomputed:.9g}"
            self.add(rule, where, claimed, recomputed, message)

    def at_most(self, rule: str, where: str, amount: float, limit: float, text: str, scale: float = 1.0) -> None:
        """A limit has to hold up to the slack of a solver."""
        self.checked[rule] += 1
        if not amount <= limit + FEASIBLE * max(1.0, abs(amount), abs(limit), abs(scale)):
            message = f"{text}: {amount:.9g} where at most {limit:.9g} is possible"
            self.add(rule, where, amount, limit, message)

    def balanced(self, rule: str, where: str, left: float, right: float, text: str, scale: float = 1.0) -> None:
        """Two sides of an account have to be equal up to the slack of a solver."""
        self.checked[rule] += 1
        if not abs(left - right) <= FEASIBLE * max(1.0, abs(left), abs(right), abs(scale)):
            self.add(rule, where, left, right, f"{text}: {left:.9g} against {right:.9g}")

    def word(self, rule: str, where: str, claimed: object, known: object, text: str) -> None:
        """A word of the plan has to be the known one."""
        self.checked[rule] += 1
        if claimed != known:
            self.add(rule, where, 1, 0, f"{text}: the plan says {claimed!r}, it should be {known!r}")

    def join(self, other: Findings, name: str) -> None:
        """Takes over what was found about one of several plans, under its name."""
        self.checked.update(other.checked)
        self.violations += [one.model_copy(update={"where": f"{name}: {one.where}"}) for one in other.violations]

    def take(self, other: AuditReport, name: str = "") -> None:
        """Takes over a finished report, under a name if one is given."""
        self.checked.update(other.checked)
        self.violations += [one.model_copy(update={"where": f"{name}: {one.where}"}) if name else one for one in other.violations]

    def report(self) -> AuditReport:
        """Everything found."""
        return AuditReport(ok=not self.violations, violations=tuple(self.violations), checked=dict(self.checked))
