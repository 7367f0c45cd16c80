"""Whether a problem has a plan when some of its sentences are dropped: the question behind conflicts and ways out.

Every path is kept as an elastic relaxation: each droppable row may be broken at a price, so that a trial always has an answer and the
next one begins where the last ended. The least breach is zero exactly if the relaxation has a plan; its prices name rows that suffice
for the contradiction, and its point names rows that suffice to be dropped. Both are remembered, so that few trials are solved.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy
from scipy import sparse

from catchup.algebra import Sheet
from catchup.matrix import Matrix, Vector
from catchup.rules import REGISTRY
from catchup.search import THREADS, Written
from catchup.solver import Limits, Run, Stopped, relax, solve

TRIAL_SECONDS = 2.5
RELAXED_SECONDS = 5.0
# A breach of a row by less than this part of its own size is the solver's tolerance, not a contradiction.
BREACH = 1e-6
PRICED = 1e-7


@dataclass
class _Path:
    """One reform path: its rows, its elastic relaxation, and what is known of it."""

    matrix: Matrix
    elastic: Matrix
    sizes: Vector
    basis: Any = None
    enough: list[Vector] = field(default_factory=list)
    """Sets of rows that cannot all hold, with definitions and balances."""
    broken: list[Vector] = field(default_factory=list)
    """Sets of rows without which the relaxation has a plan."""
    successes: int = 0


class Trials:
    """All reform paths of a problem. A trial is impossible only if it is impossible on every path.

    Args:
        written: the problem as rows; its objective only leads the search.
        deadline: moment of `time.perf_counter` after which every answer is "not known".
    """

    def __init__(self, written: Written, deadline: float) -> None:
        self.sheet, self.deadline = written.sheet, deadline
        self.droppable = rows_of(written.sheet, droppable=True)
        by_path = dict(written.matrices.values())
        self._paths = [_elastic(matrix, self.droppable) for _, matrix in sorted(by_path.items())]
        self._whole_broken: list[Vector] = []

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.perf_counter()

    def possible(self, held: Iterable[int] | None = None, *, whole: bool = True) -> bool | None:
        """Whether there is a plan that keeps the definitions and some rows; None if that is not known in time.

        Args:
            held: droppable rows that are kept; all of them if None.
            whole: False asks the relaxation only, which may have a plan where the problem has none.
        """
        kept = numpy.zeros(len(self.sheet.rows), dtype=bool)
        kept[list(self.droppable if held is None else held)] = True
        if any(not (broken & kept).any() for broken in self._whole_broken):
            return True
        self._warm(kept)
        answer: bool | None = False
        # A path that was possible before most often is again, and one is enough.
        for path in sorted(self._paths, key=lambda one: -one.successes):
            found = _known(path, kept)
            if found is None:
                found = self._solved(path, kept)
            if found and whole:
                found = self._whole(path, kept)
            if found:
                path.successes += 1
                return True
            answer = None if found is None else answer
        return answer

    def contradiction(self) -> Vector | None:
        """Droppable rows that suffice for the contradiction on every path, as far as relaxations know; None if they do not."""
        if any(not path.enough for path in self._paths):
            return None
        return numpy.logical_or.reduce([min(path.enough, key=numpy.count_nonzero) for path in self._paths])

    def _warm(self, kept: Vector) -> None:
        """Solves what has no basis yet: one path cold, the others side by side from its basis, which has the same columns and rows."""
        cold = [path for path in self._paths if path.basis is None]
        if not cold:
            return
        first, *others = cold
        self._solved(first, kept)
        for path in others:
            path.basis = first.basis
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda path: self._solved(path, kept), others))

    def _solved(self, path: _Path, kept: Vector) -> bool | None:
        if self.left <= 0:
            return None
        run = relax(_freed(path.elastic, kept, self.droppable), path.basis, min(RELAXED_SECONDS, self.left))
        if run.point is None or run.duals is None or run.stopped is not Stopped.BY_GAP:
            path.basis = None
            return None
        path.basis = run.basis
        if run.value < -BREACH:
            _remember_contradiction(path, run)
            return False
        path.broken.append(_broken(path.matrix, run.point[: path.matrix.shape[1]]))
        return True

    def _whole(self, path: _Path, kept: Vector) -> bool | None:
        if self.left <= 0:
            return None
        limits = Limits(gap=1.0, seconds=min(TRIAL_SECONDS, self.left), first=True)
        run = solve(_freed(path.matrix, kept, self.droppable), limits)
        if run.point is not None:
            self._whole_broken.append(_broken(path.matrix, run.point))
            return True
        return False if run.stopped is Stopped.INFEASIBLE else None


def rows_of(sheet: Sheet, *, droppable: bool) -> Vector:
    """Rows of droppable sentences, or those of definitions and balances."""
    return numpy.array(
        sorted(row for name, members in sheet.ruled.items() if REGISTRY[name].droppable is droppable for row in members.values()),
        dtype=int,
    )


def _elastic(matrix: Matrix, rows: Vector) -> _Path:
    """The relaxation in which each of some rows may be broken, at one for a breach as large as the row's own right-hand side."""
    count = len(rows)
    low, high = matrix.row_low[rows], matrix.row_high[rows]
    sizes = numpy.maximum(1.0, numpy.abs(numpy.where(numpy.isfinite(high), high, low)))
    added = sparse.csc_array(
        (numpy.concatenate([sizes, -sizes]), (numpy.concatenate([rows, rows]), numpy.arange(2 * count))),
        shape=(matrix.shape[0], 2 * count),
    )
    most = numpy.concatenate([numpy.where(numpy.isfinite(low), numpy.inf, 0.0), numpy.where(numpy.isfinite(high), numpy.inf, 0.0)])
    elastic = replace(
        matrix, rows=sparse.csc_array(sparse.hstack([matrix.rows, added], format="csc")),
        low=numpy.append(matrix.low, numpy.zeros(2 * count)), high=numpy.append(matrix.high, most),
        cost=numpy.append(numpy.zeros_like(matrix.cost), -numpy.ones(2 * count)), offset=0.0,
        integer=numpy.append(matrix.integer, numpy.zeros(2 * count, dtype=bool)), column_names=[],
    )
    every = numpy.zeros(matrix.shape[0])
    every[rows] = sizes
    return _Path(matrix, elastic, every)


def _known(path: _Path, kept: Vector) -> bool | None:
    if any(not (broken & kept).any() for broken in path.broken):
        return True
    if any(not (enough & ~kept).any() for enough in path.enough):
        return False
    return None


def _remember_contradiction(path: _Path, run: Run) -> None:
    assert run.duals is not None
    path.enough.append((numpy.abs(run.duals) * path.sizes > PRICED) & (path.sizes > 0))


def _freed(matrix: Matrix, kept: Vector, droppable: Vector) -> Matrix:
    free = numpy.zeros(len(kept), dtype=bool)
    free[droppable] = ~kept[droppable]
    return replace(
        matrix, row_low=numpy.where(free, -numpy.inf, matrix.row_low), row_high=numpy.where(free, numpy.inf, matrix.row_high)
    )


def _broken(matrix: Matrix, point: Vector) -> Vector:
    amounts = matrix.rows @ point
    slack = BREACH * numpy.maximum(1.0, numpy.abs(amounts))
    return (amounts > matrix.row_high + slack) | (amounts < matrix.row_low - slack)
