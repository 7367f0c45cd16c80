"""Small helpers of the model tests."""

from __future__ import annotations

from collections import defaultdict

from catchup.extract import decisions_of, ledgers_of, normalise, value_lines_of
from catchup.matrix import Matrix, compile_model
from catchup.model import build_model
from catchup.model.objectives import gain
from catchup.problem import Problem
from catchup.rules import REGISTRY
from catchup.search import Outcome, search
from catchup.settling import settle


def solved(problem: Problem, objective: str = "value", gap: float = 0.0) -> Outcome:
    """The best plan of a problem with exact amounts, its model at hand in `outcome.reading`."""
    outcome = search(problem, objective, gap=gap)
    settle(outcome)
    normalise(outcome.reading)
    return outcome


def value(problem: Problem, gap: float = 0.0) -> float:
    return search(problem, "value", gap=gap).value


def matrix_of(problem: Problem, path: int = 0, objective: str = "value") -> Matrix:
    return compile_model(build_model(problem, problem.paths[path], objective)).matrix


def owner(row: str) -> str:
    """Rule of a row: the longest registered name it begins with."""
    return max((one for one in REGISTRY if row == one or row.startswith(f"{one}_")), key=len, default=row)


def rows_of(matrix: Matrix, rule: str) -> list[str]:
    """The rows of a rule as readable lines: `row: 1 x - 2 y <= 3`."""
    rows = matrix.rows.tocsr()
    found = []
    for at, name in enumerate(matrix.row_names):
        if owner(name) != rule:
            continue
        columns, factors = rows.indices[rows.indptr[at]:rows.indptr[at + 1]], rows.data[rows.indptr[at]:rows.indptr[at + 1]]
        terms = " ".join(
            f"{'-' if factor < 0 else '+'} {abs(factor):.6g} {matrix.column_names[column]}"
            for column, factor in sorted(zip(columns, factors, strict=True), key=lambda one: matrix.column_names[one[0]])
            if factor != 0
        ).removeprefix("+ ")
        low, high = matrix.row_low[at], matrix.row_high[at]
        if low == high:
            found.append(f"{name}: {terms} = {high:.6g}")
        else:
            if high < float("inf"):
                found.append(f"{name}: {terms} <= {high:.6g}")
            if low > float("-inf"):
                found.append(f"{name}: {terms} >= {low:.6g}")
    return sorted(found)


def decisions(outcome: Outcome) -> dict[str, dict[tuple, float]]:
    """Free choices that are not nothing: name -> index -> amount."""
    return {
        name: {tuple(row[:-1]): float(row[-1]) for row in rows} for name, rows in decisions_of(outcome.reading).items()
    }


def lines(outcome: Outcome) -> dict[str, float]:
    """The value objective by line."""
    found: dict[str, float] = defaultdict(float)
    for one in value_lines_of(outcome.reading):
        found[one.line] += one.amount
    return found


def ledger_sums(outcome: Outcome) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = defaultdict(float)
    for one in ledgers_of(outcome.reading):
        found[one.ledger, one.year] += one.amount
    return found


def entry(outcome: Outcome, ledger: str, name: str) -> dict[int, float]:
    """Amounts of one entry of a ledger by year."""
    return {one.year: one.amount for one in ledgers_of(outcome.reading) if (one.ledger, one.entry) == (ledger, name)}


def reached(outcome: Outcome) -> float:
    """The objective recomputed from the settled amounts."""
    model = outcome.reading
    return model.amount(gain(model.sheet, outcome.objective, outcome.best.link))


__all__ = ["decisions", "entry", "ledger_sums", "lines", "matrix_of", "owner", "reached", "rows_of", "solved", "value"]
