"""Cells of a comparison: one country in one future for one goal, with what was found and how far it is proven."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catchup.errors import InputError
from catchup.problem import OBJECTIVES

LESS_IS_BETTER = frozenset({"least_cost"})
SOLVED = frozenset({"optimal", "feasible"})


@dataclass(frozen=True)
class Interval:
    """What an amount is proven to lie between, in the amount's own unit."""

    low: float
    high: float

    def over(self, low: float, high: float) -> Interval:
        """This interval divided by a positive amount that lies between two others: the widest quotient."""
        return Interval(min(self.low / low, self.low / high), max(self.high / low, self.high / high))

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a point in common, so that their order is undecided."""
        return self.low <= other.high and other.low <= self.high

    @property
    def middle(self) -> float:
        """Half way between both ends."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class View:
    """What cells must share to be ranked among each other: future, goal, and weight of gains outside AI (None: as the data say)."""

    scenario: str
    objective: str
    weight: float | None = None


@dataclass(frozen=True)
class Cell:
    """One country in one view; `value` and `bound` are None where there is no plan, and `cause` then says why.

    `vintage` is the digest of what all cells of a fair comparison share in a future: the catalogue as it is there.
    """

    country: str
    view: View
    value: float | None
    bound: float | None
    status: str
    gap: float | None = None
    seconds: float | None = None
    plan_digest: str = ""
    cause: str = ""
    vintage: str = ""
    key: str = ""

    @property
    def interval(self) -> Interval | None:
        """From what the plan reaches to what no plan can exceed, in order; None where there is no plan."""
        if self.status not in SOLVED or self.value is None or self.bound is None:
            return None
        if not (math.isfinite(self.value) and math.isfinite(self.bound)):
            return None
        return Interval(*sorted((self.value, self.bound)))


def cells_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Cell, ...]:
    """Cells from tidy rows, such as those of a run's table.

    Raises:
        InputError: a row lacks country, scenario, objective or status, or pursues a goal that does not exist.
    """
    return tuple(_cell(row) for row in rows)


def _cell(row: Mapping[str, Any]) -> Cell:
    for name in ("country", "scenario", "objective", "status"):
        if not row.get(name):
            raise InputError(f"a row of the comparison has no {name}", "give a table as `catchup runs export` writes it")
    if row["objective"] not in OBJECTIVES:
        raise InputError(f"unknown goal {str(row['objective'])[:40]!r}", f"one of {', '.join(OBJECTIVES)}")
    return Cell(
        country=str(row["country"]),
        view=View(str(row["scenario"]), str(row["objective"]), _number(row.get("weight"))),
        value=_number(row.get("value")), bound=_number(row.get("bound")), status=str(row["status"]), gap=_number(row.get("gap")),
        seconds=_number(row.get("seconds")), plan_digest=_text(row.get("plan_digest")), cause=_text(row.get("cause")),
        vintage=_text(row.get("vintage") or row.get("catalogue_digest")), key=_text(row.get("key")),
    )


def _number(given: Any) -> float | None:
    """A number, or None for an empty cell of whatever kind."""
    if given is None or given == "":
        return None
    amount = float(given)
    return None if math.isnan(amount) else amount


def _text(given: Any) -> str:
    """A text; the empty cell of a table of numbers is none."""
    return "" if given is None or (isinstance(given, float) and math.isnan(given)) else str(given)


def views_of(cells: Sequence[Cell]) -> tuple[View, ...]:
    """The views of the cells, each once, in the order in which they come."""
    return tuple(dict.fromkeys(cell.view for cell in cells))


def require_one_vintage(cells: Sequence[Cell]) -> None:
    """Refuses cells that do not share levers, code and years within a future. A cell that has no vintage, as one that failed, is let be.

    Raises:
        InputError: the cells of some future are of several vintages.
    """
    for scenario in dict.fromkeys(cell.view.scenario for cell in cells):
        found = {cell.vintage for cell in cells if cell.view.scenario == scenario and cell.vintage}
        if len(found) > 1:
            raise InputError(
                f"the cells of {scenario} were made from {len(found)} different sets of levers, years or code, so that ranks would say nothing",
                "run the batch again: cells that are unchanged are not solved a second time",
            )
