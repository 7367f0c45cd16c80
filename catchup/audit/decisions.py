"""Typed reading of a plan's decisions. What cannot be read becomes a violation, never a traceback."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from catchup.audit.report import Findings
from catchup.problem import Problem

Part = str | int
Index = tuple[Part, ...]
Rows = Mapping[str, Sequence[Sequence[float | int | str]]]

# Each decision's index. Years are calendar years in the plan and positions here; text and whole numbers stay.
SHAPES: dict[str, tuple[str, ...]] = {
    "starts": ("lever", "year"),
    "learned": ("lever", "number", "year"),
    "launched": ("lever", "year"),
    "bought": ("year",),
    "useful": ("year",),
    "in_fleet": ("year",),
    "fleet": ("year",),
    "adopted": ("lever", "step", "year"),
    "closing": ("firm", "year"),
    "kept": ("project",),
    "fund": ("tier", "year"),
    "take_up": ("tier", "year"),
    "award": ("lab", "year"),
    "intake": ("lever", "year"),
    "recruiting": ("lever", "year"),
    "placed": ("lever", "year"),
    "served": ("segment", "sensitivity", "mode", "year"),
    "imported": ("segment", "sensitivity", "number", "year"),
    "unserved": ("segment", "sensitivity", "year"),
    "landed_saving": ("lever", "year", "year"),
    "borrowed": ("year",),
    "lent": ("year",),
    "carried": ("year",),
    "at_campus": ("lever", "year"),
    "to_grid": ("lever", "year"),
    "to_homes": ("year",),
    "ai_from_grid": ("year",),
    "spare_used": ("year",),
    "taken_used": ("year",),
    "deficit_closed": ("year",),
    "shell_credit": (),
    "credit_own": ("lever",),
    "credit_homes": ("lever",),
    "signed": ("year",),
    "from_ally": ("ally", "segment", "sensitivity", "mode", "year"),
    "to_ally": ("ally", "segment", "sensitivity", "mode", "year"),
}
WHOLE_PARTS = ("year", "number")
RULE = "decisions"


class Decisions:
    """What the plan decides: amounts by decision and index, zero where nothing is said."""

    def __init__(self, amounts: dict[str, dict[Index, float]]) -> None:
        self.amounts = amounts

    def get(self, decision: str, *index: Part) -> float:
        """Amount of a decision at an index."""
        return self.amounts.get(decision, {}).get(index, 0.0)

    def rows(self, decision: str) -> Iterable[tuple[Index, float]]:
        """All amounts of a decision, in the plan's order."""
        return self.amounts.get(decision, {}).items()


def read_decisions(rows: Rows, problem: Problem, findings: Findings | None = None) -> Decisions:
    """Reads the rows of a plan's decisions; a row that cannot be read is reported and left out."""
    found = findings if findings is not None else Findings()
    amounts: dict[str, dict[Index, float]] = {}
    for name, members in rows.items():
        shape = SHAPES.get(name)
        if shape is None:
            found.add(RULE, name, len(members), 0, f"there is no decision called {name!r}")
            continue
        table = amounts.setdefault(name, {})
        for row in members:
            found.checked[RULE] += 1
            index = _index(row, shape, problem.clock.first_year)
            amount = _amount(row[-1]) if row else None
            if index is None or amount is None:
                found.add(RULE, f"{name} {list(row)}", len(row), len(shape) + 1, _complaint(name, shape))
            elif index in table:
                found.add(RULE, f"{name} {list(row)}", amount, table[index], f"{name} says the same thing twice")
            else:
                table[index] = amount
    return Decisions(amounts)


def _complaint(name: str, shape: tuple[str, ...]) -> str:
    wanted = ", ".join((*shape, "amount"))
    return f"a row of {name} cannot be read; it should hold {wanted}, the amount a finite number"


def _index(row: Sequence[float | int | str], shape: tuple[str, ...], first_year: int) -> Index | None:
    if len(row) != len(shape) + 1:
        return None
    parts: list[Part] = []
    for kind, part in zip(shape, row[:-1], strict=True):
        if kind in WHOLE_PARTS:
            if isinstance(part, str) or not math.isfinite(part) or part != int(part):
                return None
            parts.append(int(part) - (first_year if kind == "year" else 0))
        elif isinstance(part, str):
            parts.append(part)
        else:
            return None
    return tuple(parts)


def _amount(given: float | int | str) -> float | None:
    if isinstance(given, str | bool):
        return None
    try:
        amount = float(given)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) else None
