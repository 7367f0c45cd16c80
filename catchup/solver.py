"""The one module that knows HiGHS: hands a matrix over, runs it, and says in two words how it went.

Why it stopped and what is in hand are separate answers. Gaps are stopped on in the product's own measure: the absolute gap
over the gain on carrying on, or over a floor where the gain is near zero.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

import highspy
import numpy

from catchup.errors import SolverError
from catchup.matrix import Matrix, Vector


class Stopped(Enum):
    """Why a run ended."""

    BY_GAP = "the asked gap is proven"
    BY_TIME = "the time limit was reached"
    BY_USER = "the run was interrupted"
    INFEASIBLE = "no point satisfies all rows"
    UNBOUNDED = "the objective has no limit"


@dataclass
class Run:
    """What one run of the solver gave. `point` is None if nothing was found."""

    stopped: Stopped
    value: float
    bound: float
    point: Vector | None
    seconds: float
    nodes: int = 0
    basis: Any = None
    """Where a relaxation ended, for the next one like it to begin at."""
    duals: Vector | None = None
    """Of a relaxation: what one more unit of each row is worth, in the objective's unit."""


@dataclass
class Limits:
    """When to stop. `floor` is the least denominator of a gap, in units of the objective."""

    gap: float = 0.01
    floor: float = 1e-6
    seconds: float = 1e9
    seed: int = 1
    watch: Callable[[float, float], bool] = field(default=lambda value, bound: False)
    """Called with incumbent and bound as the search goes on; True stops it."""
    first: bool = False
    """Whether to stop at the first plan found."""
    neighbours: bool = True
    """Whether to look for plans near the one in hand: pays unless that is good already."""


def solver_name() -> str:
    """Name and version of the solver, for the record."""
    return f"HiGHS {_fresh().version()}"


def _fresh() -> Any:
    make: Any = highspy.Highs
    return make()


def _loaded(matrix: Matrix, *, whole: bool, named: bool = False, scale: float | None = None) -> Any:
    solver = _fresh()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    for option, setting in SEARCH_OPTIONS.items():
        solver.setOptionValue(option, setting)
    problem = highspy.HighsLp()
    problem.model_name_ = matrix.name
    problem.num_row_, problem.num_col_ = matrix.shape
    factor = cost_scale(matrix) if scale is None else scale
    problem.col_cost_, problem.offset_ = matrix.cost * factor, matrix.offset * factor
    problem.col_lower_, problem.col_upper_ = matrix.low, matrix.high
    problem.row_lower_, problem.row_upper_ = matrix.row_low, matrix.row_high
    problem.sense_ = highspy.ObjSense.kMaximize
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    problem.a_matrix_.start_ = matrix.rows.indptr
    problem.a_matrix_.index_ = matrix.rows.indices
    problem.a_matrix_.value_ = matrix.rows.data
    if named:
        problem.row_names_, problem.col_names_ = list(matrix.row_names), list(matrix.column_names)
    if whole:
        # One rule of the mixed-integer presolve lost the optimum and "proved" the loss on 3 of 604 enumerated instances.
        solver.setOptionValue("presolve_rule_off", DOUBLETON_EQUATION)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        problem.integrality_ = [kinds[int(one)] for one in matrix.integer]
    if solver.passModel(problem) == highspy.HighsStatus.kError:
        raise SolverError("the solver refused the model", "report this with the exported model file")
    return solver


DOUBLETON_EQUATION = 512
SEARCH_OPTIONS = {
    # Restarts doubled the time of fixed-path instances when measured.
    "mip_allow_restart": False,
    # These two searches of a neighbourhood cost more than they found when measured; a third, RINS, pays (docs/decisions/0003).
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


def cost_scale(matrix: Matrix) -> float:
    """Power of ten that brings the costs into the solver's range: shares of the world would drown in its tolerances."""
    largest = float(numpy.abs(matrix.cost).max(initial=0.0))
    return 1.0 if largest == 0 or largest >= SMALLEST_COST else 10.0 ** math.ceil(math.log10(SMALLEST_COST / largest))


SMALLEST_COST = 10.0


def relax(matrix: Matrix, basis: Any = None, seconds: float = math.inf) -> Run:
    """Solves the linear relaxation: a bound, or proof that there is no plan.

    Args:
        basis: where the relaxation of a matrix with the same columns ended; its rows may differ at the end.
        seconds: after which to stop with nothing known.
    """
    began, scale = time.perf_counter(), cost_scale(matrix)
    # The simplex method was seen to cycle without end on relaxations that have no solution, above all from a basis that does not
    # fit; the last way is slower and sure.
    ways: list[tuple[Any, str, float]] = [(None, "simplex", PATIENCE), (None, "ipm", math.inf)]
    if basis is not None:
        ways.insert(0, (basis, "simplex", SHORT_PATIENCE))
    for start, method, patience in ways:
        left = seconds - (time.perf_counter() - began)
        solver = _loaded(matrix, whole=False)
        solver.setOptionValue("solver", method)
        solver.setOptionValue("time_limit", max(min(left, patience, 1e9), 0.01))
        if start is not None:
            # The wishes may have changed: rows that are new begin free, and the solver mends what no longer fits.
            solver.setBasis(_fitted(start, matrix.shape[0]))
        run = _finished(solver, began, scale, whole=False)
        if run.stopped is not Stopped.BY_TIME or left <= patience:
            break
    return run


SHORT_PATIENCE, PATIENCE = 0.7, 4.0


def _fitted(basis: Any, rows: int) -> Any:
    """A basis cut or lengthened to a number of rows."""
    if len(basis.row_status) == rows:
        return basis
    fitted = highspy.HighsBasis()
    fitted.col_status = basis.col_status
    kept = list(basis.row_status)[:rows]
    fitted.row_status = kept + [highspy.HighsBasisStatus.kBasic] * (rows - len(kept))
    fitted.valid, fitted.alien = True, True
    return fitted


def solve(matrix: Matrix, limits: Limits, start: Vector | None = None) -> Run:
    """Solves the mixed-integer problem to the asked gap or until a limit.

    Args:
        start: a plan to begin from, by column; only its whole numbers have to be right.
    """
    began, scale = time.perf_counter(), cost_scale(matrix)
    solver = _loaded(matrix, whole=True)
    solver.setOptionValue("time_limit", max(limits.seconds, 0.01))
    solver.setOptionValue("random_seed", limits.seed)
    # The solver divides by the objective; the watch below stops on the product's own gap.
    solver.setOptionValue("mip_rel_gap", limits.gap)
    solver.setOptionValue("mip_abs_gap", limits.gap * limits.floor * scale)
    if not limits.neighbours:
        solver.setOptionValue("mip_heuristic_run_rins", False)
    if limits.first:
        solver.setOptionValue("mip_max_improving_sols", 1)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = list(start)
        solver.setSolution(known)
    solver.cbMipInterrupt.subscribe(lambda event: _watched(event, limits, scale))
    _run(solver)
    return _finished(solver, began, scale, whole=True)


def polish(matrix: Matrix, point: Vector, basis: Any = None) -> Run:
    """Fixes the whole numbers of a point and solves for the rest, so that amounts are exact."""
    return relax(with_whole_numbers(matrix, point), basis)


def with_whole_numbers(matrix: Matrix, point: Vector) -> Matrix:
    """The matrix with its whole numbers fixed at those of a point, as far as their bounds allow."""
    whole = numpy.clip(numpy.round(point), matrix.low, matrix.high)
    return replace(
        matrix, low=numpy.where(matrix.integer, whole, matrix.low), high=numpy.where(matrix.integer, whole, matrix.high)
    )


class Meter:
    """Wall-clock seconds in which at least one run of the solver was under way, for benchmarks."""

    def __init__(self) -> None:
        self.seconds, self._running, self._since, self._door = 0.0, 0, 0.0, threading.Lock()

    def __enter__(self) -> None:
        with self._door:
            if self._running == 0:
                self._since = time.perf_counter()
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._door:
            self._running -= 1
            if self._running == 0:
                self.seconds += time.perf_counter() - self._since


METER = Meter()


def _run(solver: Any) -> None:
    """Runs, and runs again in other ways where the solver gave up (seen after a bad start and on models without a solution)."""
    ways: tuple[tuple[str, str], ...] = (("presolve", "choose"), ("presolve", "choose"), ("presolve", "off"), ("solver", "ipm"))
    for at, (option, setting) in enumerate(ways):
        if at:
            solver.clearSolver()
        solver.setOptionValue(option, setting)
        with METER:
            solver.run()
        if solver.getModelStatus() not in GAVE_UP:
            return


GAVE_UP = (highspy.HighsModelStatus.kSolveError, highspy.HighsModelStatus.kUnknown)


def _watched(event: Any, limits: Limits, scale: float) -> None:
    value, bound = event.data_out.mip_primal_bound / scale, event.data_out.mip_dual_bound / scale
    if limits.watch(value, bound):
        event.interrupt()


def _finished(solver: Any, began: float, scale: float, *, whole: bool) -> Run:
    if not whole:
        _run(solver)
    status, info = solver.getModelStatus(), solver.getInfo()
    found = info.primal_solution_status == 2
    known = {
        highspy.HighsModelStatus.kOptimal: Stopped.BY_GAP,
        highspy.HighsModelStatus.kTimeLimit: Stopped.BY_TIME,
        highspy.HighsModelStatus.kInterrupt: Stopped.BY_USER,
        highspy.HighsModelStatus.kSolutionLimit: Stopped.BY_USER,
        highspy.HighsModelStatus.kInfeasible: Stopped.INFEASIBLE,
        highspy.HighsModelStatus.kUnbounded: Stopped.UNBOUNDED,
        # Every column that could run away is bounded by money, so this state means no point at all.
        highspy.HighsModelStatus.kUnboundedOrInfeasible: Stopped.INFEASIBLE,
        highspy.HighsModelStatus.kModelEmpty: Stopped.BY_GAP,
        # Interrupted before the search began.
        highspy.HighsModelStatus.kNotset: Stopped.BY_USER,
    }
    if status not in known:
        raise SolverError(f"the solver ended with {solver.modelStatusToString(status)}", "report this with the exported model")
    stopped = known[status]
    value = float(info.objective_function_value) / scale if found else -numpy.inf
    begun = status != highspy.HighsModelStatus.kNotset
    bound = float(info.mip_dual_bound) / scale if whole and begun else value
    if not begun or (not whole and stopped is not Stopped.BY_GAP):
        bound = numpy.inf
    if stopped is Stopped.INFEASIBLE:
        value = bound = -numpy.inf
        found = False
    return Run(
        stopped=stopped,
        value=value,
        bound=max(bound, value) if found else bound,
        point=numpy.array(solver.getSolution().col_value) if found else None,
        seconds=time.perf_counter() - began,
        nodes=int(info.mip_node_count) if whole else 0,
        basis=None if whole or not found else solver.getBasis(),
        duals=None if whole or not found else numpy.array(solver.getSolution().row_dual) / scale,
    )


def write_model(matrix: Matrix, file: Path) -> None:
    """Writes a matrix as .mps or .lp, with the names of rules and decisions."""
    # Whoever reads the file wants the objective in its own unit.
    solver = _loaded(matrix, whole=True, named=True, scale=1.0)
    if solver.writeModel(str(file)) == highspy.HighsStatus.kError:
        raise SolverError(f"{file} could not be written", "choose a folder that exists and a name ending in .mps or .lp")
