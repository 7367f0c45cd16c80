"""Brute force: every assignment of the whole numbers, and a linear problem for the rest of each. Slow, plain, and right."""

from __future__ import annotations

import random
from collections.abc import Iterator

import highspy
import numpy

from catchup.matrix import Matrix
from catchup.problem import Problem
from catchup.testing import (
    AGREEMENT,
    BAN,
    EXITS,
    GAS,
    LABS,
    LEVY,
    PLANT,
    PORT,
    REFORM,
    RETURNEES,
    SHELL,
    changed,
    tiny_problem,
    varied,
)

MOST_WHOLE = 12
COST = {PORT: 2, PLANT: 4, GAS: 4, BAN: 3, AGREEMENT: 3, LEVY: 6, LABS: 3, RETURNEES: 2, EXITS: 3}
"""Whole decisions that a lever brings at a horizon of three years."""


def small_problem(seed: int) -> Problem:
    """A random country with at most a dozen whole decisions on each path."""
    dice = random.Random(seed)
    # Gas stays: a country without any power plant is a case of its own.
    levers, used = [GAS, REFORM], COST[GAS]
    if dice.random() < 0.7:
        levers, used = [*levers, SHELL], used + 3
    others = list(COST)
    dice.shuffle(others)
    for lever in others:
        if lever not in levers and used + COST[lever] <= MOST_WHOLE:
            levers, used = [*levers, lever], used + COST[lever]
    problem = varied(tiny_problem(horizon=3, paths=dice.randint(1, 2), levers=levers), dice)
    fleet = SHELL in levers and used + 3 <= MOST_WHOLE
    if not fleet:
        problem = changed(problem, "compute.fleet_share_small", 1.0)
    closes = used + 3 * (1 + fleet) <= MOST_WHOLE
    problem = changed(problem, "power.deficit_can_close", closes and dice.random() < 0.5)
    problem = changed(problem, "power.spare", lambda spare: tuple(one + 2 for one in spare))
    return changed(problem, "builds.gas.max_units", float(dice.randint(1, 2)))


def assignments(matrix: Matrix) -> Iterator[list[float]]:
    """Every assignment of the whole columns that the rows with nothing but whole columns allow."""
    whole = numpy.flatnonzero(matrix.integer)
    place = {int(column): at for at, column in enumerate(whole)}
    rows = matrix.rows.tocsr()
    checks: list[list[tuple[list[int], numpy.ndarray, float, float]]] = [[] for _ in whole]
    for row in range(rows.shape[0]):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        columns = rows.indices[part]
        if len(columns) and all(int(one) in place for one in columns):
            places = [place[int(one)] for one in columns]
            checks[max(places)].append((places, rows.data[part], matrix.row_low[row], matrix.row_high[row]))
    ranges = [range(int(matrix.low[one]), int(matrix.high[one]) + 1) for one in whole]
    chosen: list[float] = []

    def deeper() -> Iterator[list[float]]:
        at = len(chosen)
        if at == len(whole):
            yield list(chosen)
            return
        for level in ranges[at]:
            chosen.append(float(level))
            if all(low - 1e-9 <= sum(f * chosen[one] for f, one in zip(factors, places, strict=True)) <= high + 1e-9
                   for places, factors, low, high in checks[at]):
                yield from deeper()
            chosen.pop()

    return deeper()


def best_by_enumeration(matrix: Matrix) -> tuple[float, int]:
    """Best objective over all whole assignments (minus infinity if none has a plan), and how many there were."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    problem = highspy.HighsLp()
    problem.num_row_, problem.num_col_ = matrix.shape
    problem.col_cost_, problem.offset_ = matrix.cost, matrix.offset
    problem.col_lower_, problem.col_upper_ = matrix.low, matrix.high
    problem.row_lower_, problem.row_upper_ = matrix.row_low, matrix.row_high
    problem.sense_ = highspy.ObjSense.kMaximize
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    problem.a_matrix_.start_, problem.a_matrix_.index_ = matrix.rows.indptr, matrix.rows.indices
    problem.a_matrix_.value_ = matrix.rows.data
    solver.passModel(problem)
    whole = numpy.flatnonzero(matrix.integer).astype(numpy.int32)
    best, count = -numpy.inf, 0
    for one in assignments(matrix):
        count += 1
        levels = numpy.array(one)
        solver.changeColsBounds(len(whole), whole, levels, levels)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            # The basis of the assignment before can be a bad start: begin afresh.
            solver.clearSolver()
            solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            best = max(best, solver.getInfo().objective_function_value)
        else:
            assert status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible), status
    return float(best), count
