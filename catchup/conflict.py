"""When there is no plan: which droppable sentences cannot all hold.

A deletion filter over families of droppable rules and over every target and lock: what can be dropped without making a plan possible is
dropped, what is left is irreducible. Definitions and balances are never named. Each trial is the linear relaxation first and the
whole problem only if that does not settle it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy

from catchup.errors import NoFeasiblePlanError
from catchup.matrix import Matrix
from catchup.problem import Problem
from catchup.rules import REGISTRY
from catchup.search import write
from catchup.solver import Limits, Stopped, relax, solve

SECONDS = 20.0


@dataclass(frozen=True)
class Sentence:
    """One droppable sentence and the rows that state it."""

    name: str
    text: str
    rows: tuple[int, ...]


def explain_infeasible(problem: Problem, objective: str) -> NoFeasiblePlanError:
    """The error to raise: a smallest conflict in sentences, on the path that asks least of the state."""
    _, matrix = next(iter(write(problem, objective).matrices.values()))
    sentences = _sentences(problem, matrix)
    kept, proven = _filtered(matrix, sentences)
    said = [one.text for one in kept]
    note = "" if proven else " (not proven to be the smallest: the time for it ran out)"
    if not said:
        return NoFeasiblePlanError(
            f"{problem.country_name} has no plan in this scenario{note}", "check the overrides for absurd values", said
        )
    return NoFeasiblePlanError(
        f"these cannot all hold for {problem.country_name}{note}:\n" + "\n".join(f"  - {one}" for one in said),
        "drop or weaken one of them: a later year or a smaller amount for a target, another lock, or more room with --set",
        said,
    )


def _sentences(problem: Problem, matrix: Matrix) -> list[Sentence]:
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(matrix.row_names):
        groups.setdefault(_owner(name), []).append(at)
    found = []
    for name, rows in groups.items():
        known = REGISTRY.get(name)
        if known is None or not known.droppable:
            continue
        if name == "target_is_met":
            asked = [int(matrix.row_names[row].split("_")[3]) for row in rows]
            found += [
                Sentence(f"target {at}", _target_text(problem, at), tuple(row for row, one in zip(rows, asked, strict=True) if one == at))
                for at in sorted(set(asked))
            ]
        elif name == "lock_holds":
            found += [Sentence(f"lock {at}", f"lock: {_lock_text(problem, at)}", (row,)) for at, row in enumerate(rows)]
        else:
            found.append(Sentence(name, known.sentence, tuple(rows)))
    return found


def _owner(row: str) -> str:
    """Rule of a row: the longest registered name the row begins with."""
    fitting = [name for name in REGISTRY if row == name or row.startswith(f"{name}_")]
    return max(fitting, key=len, default=row)


def _target_text(problem: Problem, at: int) -> str:
    target = problem.targets[at]
    return f"target: {target.metric} {target.sense} {target.amount:,g} in {target.year}"


def _lock_text(problem: Problem, at: int) -> str:
    lock = problem.locks[at]
    detail = f" {lock.year}" if lock.year is not None else f" {lock.units:g}" if lock.units is not None else ""
    return f"{lock.lever} {lock.kind.replace('_', ' ')}{detail}"


def _filtered(matrix: Matrix, sentences: list[Sentence]) -> tuple[list[Sentence], bool]:
    began = time.perf_counter()
    # Rules are tried before wishes, so that what is left names wishes only where rules alone do not conflict.
    dropped: list[Sentence] = []
    kept = list(sentences)
    for sentence in sorted(sentences, key=lambda one: one.name.startswith(("target", "lock"))):
        if time.perf_counter() - began > SECONDS:
            return kept, False
        if _impossible(_without(matrix, [*dropped, sentence])):
            dropped.append(sentence)
            kept.remove(sentence)
    return kept, True


def _without(matrix: Matrix, sentences: list[Sentence]) -> Matrix:
    low, high = matrix.row_low.copy(), matrix.row_high.copy()
    for sentence in sentences:
        low[list(sentence.rows)], high[list(sentence.rows)] = -numpy.inf, numpy.inf
    return Matrix(**{**matrix.__dict__, "row_low": low, "row_high": high, "cost": numpy.zeros_like(matrix.cost)})


def _impossible(matrix: Matrix) -> bool:
    if relax(matrix).stopped is Stopped.INFEASIBLE:
        return True
    return solve(matrix, Limits(gap=1.0, seconds=SECONDS / 4)).stopped is Stopped.INFEASIBLE
