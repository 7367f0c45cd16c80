"""How far a problem can go in one direction: the most of a metric, or the least turn of a number that makes a plan possible.

Both add one column to the rows of every reform path and search the paths from the most promising down. A turn is measured from how
the problem stands (0) to its furthest setting (1): right-hand sides move in step with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy
from scipy import sparse

from catchup.algebra import Linear, Sheet, at_path
from catchup.matrix import Matrix, Vector
from catchup.model.wishes import metric
from catchup.problem import Problem, Target
from catchup.search import THREADS, Written, rewrite
from catchup.solver import Limits, Stopped, relax, solve

SECONDS_A_PATH = 2.0
CLOSE = 1e-6
Enough = Callable[[float, float], bool]


@dataclass(frozen=True)
class Reach:
    """The best that was found and what no plan can exceed. The value is minus infinity where nothing was found."""

    value: float
    bound: float

    @property
    def exists(self) -> bool:
        """Whether anything was found."""
        return self.value > float("-inf")


def furthest(matrices: Sequence[Matrix], deadline: float, enough: Enough = lambda value, bound: False, gap: float = 0.01) -> Reach:
    """The best value over all paths.

    Args:
        deadline: moment of `time.perf_counter` at which to stop with what is known.
        enough: told the best value and the bound of a path as its search goes on; True ends that path.
        gap: proven distance to the best, over the value, at which to stop.
    """
    bounds = bounds_of(matrices, deadline)
    best = float("-inf")
    for at in sorted(range(len(matrices)), key=lambda one: -bounds[one]):
        left = deadline - time.perf_counter()
        settled = best > float("-inf") and bounds[at] <= best + gap * abs(best) + CLOSE
        if settled or left <= 0 or bounds[at] == float("-inf") or enough(best, bounds[at]):
            continue
        known = best

        def watch(value: float, bound: float, known: float = known) -> bool:
            return enough(max(value, known), bound)

        run = solve(matrices[at], Limits(gap, CLOSE, min(left, SECONDS_A_PATH), watch=watch))
        bounds[at] = float("-inf") if run.stopped is Stopped.INFEASIBLE else min(bounds[at], run.bound)
        if run.point is not None:
            best = max(best, run.value)
    return Reach(best, max([best, *bounds]))


def bounds_of(matrices: Sequence[Matrix], deadline: float) -> list[float]:
    """What no plan of each path can exceed, by its relaxation; minus infinity where a path has no plan."""
    left = deadline - time.perf_counter()
    if left <= 0:
        return [float("inf")] * len(matrices)
    # The paths have the same columns and rows: where the first ended, the others begin.
    first = relax(matrices[0], None, left)
    with ThreadPoolExecutor(THREADS) as pool:
        relaxed = [first, *pool.map(lambda one: relax(one, first.basis, left), matrices[1:])]
    known = {Stopped.INFEASIBLE: float("-inf"), Stopped.BY_TIME: float("inf")}
    return [known.get(run.stopped, run.bound) for run in relaxed]


def most_of(written: Written, problem: Problem, target: Target) -> list[Matrix]:
    """The rows of a problem, asking for as much of a target's metric as can be (for a ceiling: as little, with its sign turned).

    Args:
        written: the problem as rows; its wishes are replaced by those of `problem`, which should not hold the target itself.
    """
    bare = rewrite(written, problem, "value")
    first, horizon = problem.clock.first_year, problem.clock.horizon
    position = target.year - first
    years = range(position, horizon if target.lasting else position + 1)
    sign = 1.0 if target.sense == ">=" else -1.0
    amounts = [sign * metric(bare.sheet, target.metric, year) for year in years]
    return [_beside(one, at, amounts) for at, one in sorted(bare.matrices.values(), key=lambda item: item[0])]


def _beside(matrix: Matrix, path: int, amounts: Sequence[Linear | float]) -> Matrix:
    """One more column, as large as can be but no larger than any of some amounts."""
    count = matrix.shape[1]
    extra = numpy.zeros((len(amounts), count + 1))
    least = numpy.zeros(len(amounts))
    for row, amount in enumerate(amounts):
        extra[row, count] = -1.0
        if isinstance(amount, Linear):
            for column, factor in amount.terms.items():
                extra[row, column] = at_path(factor, path)
            least[row] = -at_path(amount.constant, path)
        else:
            least[row] = -float(amount)
    wide = sparse.hstack([matrix.rows, sparse.csc_array((matrix.shape[0], 1))], format="csc")
    return replace(
        _widened(matrix, -numpy.inf, numpy.inf, 1.0), rows=sparse.csc_array(sparse.vstack([wide, sparse.csc_array(extra)], format="csc")),
        row_low=numpy.append(matrix.row_low, least), row_high=numpy.append(matrix.row_high, numpy.full(len(amounts), numpy.inf)),
    )


def least_turn(base: Written, top: Written) -> list[Matrix]:
    """The rows of the furthest setting with their right-hand sides moved back in step to how the problem stands.

    Returns:
        Matrices whose value is minus the turn, from 0 to 1. It is exact where only right-hand sides and bounds of amounts differ, in
        step with the turn; else an estimate.
    """
    stands = dict(base.matrices.values())
    return [_turned(base.sheet, stands[at], top.sheet, far) for at, far in sorted(top.matrices.values(), key=lambda item: item[0])]


def _turned(near_sheet: Sheet, near: Matrix, far_sheet: Sheet, far: Matrix) -> Matrix:
    count, rows = far.shape[1], far.shape[0]
    low, high, step = far.row_low.copy(), far.row_high.copy(), numpy.zeros(rows)
    for rule, members in far_sheet.ruled.items():
        before = near_sheet.ruled.get(rule, {})
        for member, row in members.items():
            if member not in before:
                continue
            was = near.row_high[before[member]]
            step[row] = far.row_high[row] - was
            if numpy.isfinite(low[row]):
                low[row] -= step[row]
            high[row] -= step[row]
    wide = sparse.hstack([far.rows, sparse.csc_array(-step.reshape(-1, 1))], format="csc")
    moved = _bounds_in_step(near_sheet, near, far_sheet, far)
    extra = sparse.csr_array(
        (
            [factor for _, by, _ in moved for factor in (1.0, -by)],
            ([row for row in range(len(moved)) for _ in range(2)], [column for at, _, _ in moved for column in (at, count)]),
        ),
        shape=(len(moved), count + 1),
    )
    return replace(
        _widened(far, 0.0, 1.0, -1.0), rows=sparse.csc_array(sparse.vstack([wide, extra], format="csc")),
        row_low=numpy.append(low, numpy.full(len(moved), -numpy.inf)), row_high=numpy.append(high, [start for _, _, start in moved]),
    )


def _bounds_in_step(near_sheet: Sheet, near: Matrix, far_sheet: Sheet, far: Matrix) -> list[tuple[int, float, float]]:
    """Amounts whose upper bound moves: column, by how much, from where."""
    found = []
    for name, made in far_sheet.decisions.items():
        before = near_sheet.decisions.get(name, {})
        for key, column in made.items():
            at = next(iter(column.terms))
            if key not in before or far.integer[at]:
                continue
            was = near.high[next(iter(before[key].terms))]
            if numpy.isfinite(was) and numpy.isfinite(far.high[at]) and was != far.high[at]:
                found.append((at, float(far.high[at] - was), float(was)))
    return found


def _widened(matrix: Matrix, low: float, high: float, cost: float) -> Matrix:
    """The columns of a matrix and one more, which alone counts."""
    nothing: Vector = numpy.zeros_like(matrix.cost)
    return replace(
        matrix, low=numpy.append(matrix.low, low), high=numpy.append(matrix.high, high), cost=numpy.append(nothing, cost), offset=0.0,
        integer=numpy.append(matrix.integer, False), row_names=[], column_names=[],
    )


def in_step(base: Written, between: Written, top: Written, turn: float) -> bool:
    """Whether a setting between two others lies on the line from one to the other, so that a bound on the turn holds for it."""
    if not (base.sheet.alike(top.sheet) and base.sheet.alike(between.sheet)):
        return False
    triples = zip(base.matrices.values(), between.matrices.values(), top.matrices.values(), strict=True)
    return all(_on_line(near, middle, far, turn) for (_, near), (_, middle), (_, far) in triples)


def _on_line(near: Matrix, middle: Matrix, far: Matrix, turn: float) -> bool:
    if near.shape != far.shape or near.shape != middle.shape:
        return False
    same_rows = (abs(near.rows - far.rows).max() if near.rows.nnz else 0.0) == 0 and abs(near.rows - middle.rows).max() == 0
    whole = numpy.array_equal(near.high[near.integer], far.high[far.integer])
    pairs = ((near.row_high, middle.row_high, far.row_high), (near.high, middle.high, far.high))
    return bool(same_rows and whole and all(_between(*three, turn) for three in pairs))


def _between(near: Vector, middle: Vector, far: Vector, turn: float) -> bool:
    finite = numpy.isfinite(near) & numpy.isfinite(far)
    start, end, shown = near[finite], far[finite], middle[finite]
    return bool(numpy.all(shown <= start + turn * (end - start) + CLOSE * numpy.maximum(1.0, numpy.abs(shown))))


def has_plan(written: Written, deadline: float) -> bool | None:
    """Whether a problem has a plan; None if that is not known in time."""
    answer: bool | None = False
    open_paths = []
    for _, matrix in written.matrices.values():
        left = deadline - time.perf_counter()
        if left <= 0:
            return None
        run = relax(matrix, None, left)
        if run.stopped is not Stopped.INFEASIBLE:
            open_paths.append(matrix)
    for matrix in open_paths:
        left = deadline - time.perf_counter()
        found = solve(matrix, Limits(gap=1.0, seconds=min(max(left, 0.01), SECONDS_A_PATH), first=True))
        if found.point is not None:
            return True
        if found.stopped is not Stopped.INFEASIBLE:
            answer = None
    return answer
