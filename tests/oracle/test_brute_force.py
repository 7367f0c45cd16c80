"""Small instances, enumerated: the search over paths must find exactly the same optimum."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from brute import MOST_WHOLE, assignments, best_by_enumeration, small_problem
from modelkit import matrix_of

from catchup.errors import NoFeasiblePlanError
from catchup.matrix import combine
from catchup.search import search
from catchup.solver import Limits, solve

COUNT = 200
NEAR = 1e-6


@pytest.mark.parametrize("seed", range(COUNT))
def test_search_finds_the_enumerated_optimum(seed):
    problem = small_problem(seed)
    found = [best_by_enumeration(matrix_of(problem, path)) for path in range(len(problem.paths))]
    best = max(value for value, _ in found)
    if best == -numpy.inf:
        with pytest.raises(NoFeasiblePlanError):
            search(problem, "value", gap=0.0)
        return
    outcome = search(problem, "value", gap=0.0)
    assert outcome.value == pytest.approx(best, rel=NEAR, abs=NEAR)
    assert outcome.bound >= best - NEAR * max(abs(best), 1)


@pytest.mark.parametrize("seed", range(COUNT, COUNT + 20))
def test_all_paths_in_one_problem_give_the_same(seed):
    problem = small_problem(seed)
    parts = {path.id: matrix_of(problem, at) for at, path in enumerate(problem.paths)}
    run = solve(combine(parts, "all"), Limits(gap=0.0))
    assert run.value == pytest.approx(search(problem, "value", gap=0.0).value, rel=NEAR, abs=NEAR)


def test_instances_are_small_and_not_trivial():
    wholes, worth = [], []
    for seed in range(0, COUNT, 5):
        matrix = matrix_of(small_problem(seed))
        wholes.append(int(matrix.integer.sum()))
        worth.append(search(small_problem(seed), "value").value)
    assert max(wholes) <= MOST_WHOLE
    assert sum(one > 1 for one in worth) > len(worth) / 2
    assert any(len(small_problem(seed).paths) == 2 for seed in range(10))


def test_enumeration_leaves_nothing_out():
    """Against a plain product on an instance small enough for it."""
    from itertools import product

    matrix = matrix_of(small_problem(3))
    whole = numpy.flatnonzero(matrix.integer)
    rows = matrix.rows.tocsr()
    only = [row for row in range(rows.shape[0]) if set(rows.indices[rows.indptr[row]:rows.indptr[row + 1]]) <= set(whole) and rows.indptr[row] < rows.indptr[row + 1]]
    every = product(*(range(int(matrix.low[one]), int(matrix.high[one]) + 1) for one in whole))
    allowed = 0
    for levels in every:
        point = numpy.zeros(matrix.shape[1])
        point[whole] = levels
        activity = (rows @ point)[only]
        allowed += bool(numpy.all((activity >= matrix.row_low[only] - 1e-9) & (activity <= matrix.row_high[only] + 1e-9)))
    assert allowed == sum(1 for _ in assignments(matrix))
