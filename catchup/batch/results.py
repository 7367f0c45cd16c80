"""What a cell came to: one row of the table of a batch, and the rows of its plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from catchup.batch.cells import Cell
from catchup.evidence import Record

CellStatus = Literal["optimal", "feasible", "infeasible", "failed", "stopped"]
FINAL = frozenset({"optimal", "feasible", "infeasible"})
"""A cell that came to one of these is not solved again."""


class CellResult(Record):
    """One row of a batch's table."""

    key: str
    country: str
    scenario: str
    objective: str
    status: CellStatus = Field(description="stopped = asked, and not solved so far")
    value: float | None = Field(default=None, description="level of the objective, in `unit`")
    bound: float | None = Field(default=None, description="no plan can be better than this")
    gap: float | None = None
    baseline: float | None = Field(default=None, description="level when only commitments are carried on")
    unit: str | None = None
    path: str | None = Field(default=None, description="reform path of the plan")
    seconds: float | None = Field(default=None, description="reading, building, solving and writing, in the worker")
    plan_digest: str | None = Field(default=None, description="SHA-256 of the canonical plan")
    profile_digest: str | None = None
    catalogue_digest: str | None = None
    cause: str | None = Field(default=None, description="why there is no plan")
    attempts: int = 0
    finished: str | None = Field(default=None, description="moment in universal time, ISO 8601")

    @property
    def final(self) -> bool:
        """Whether there is nothing more to find out about the cell."""
        return self.status in FINAL


@dataclass(frozen=True)
class Solved:
    """What a worker sends back: the row without key and moment, the packed canonical plan, and the rows of its tables."""

    row: dict[str, Any]
    plan: bytes | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    metrics: list[dict[str, Any]] = field(default_factory=list)


def row_of(cell: Cell, status: CellStatus, **found: Any) -> CellResult:
    """The row of a cell."""
    asked = cell.request
    return CellResult(
        key=cell.key, country=asked.country, scenario=asked.scenario, objective=asked.objective, status=status, **found
    )
