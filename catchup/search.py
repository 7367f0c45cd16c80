"""Searches the reform paths: a bound for each, the most promising first, the others pruned by their bounds.

Each path is a model of its own. The best plan over all paths is found without ever putting the choice of institutions into the
working model, and what each path is worth falls out.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pyomo.environ as pyo

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.matrix import Compiled, compile_model
from catchup.model import build_model
from catchup.model.objectives import scale_floor, set_objective
from catchup.problem import LINKS, Problem
from catchup.solver import Limits, Run, Stopped, polish, relax, solve


@dataclass(frozen=True)
class Progress:
    """Where a search stands. Incumbent and bound are gains over carrying on."""

    stage: str
    path: str
    incumbent: float | None
    bound: float | None
    gap: float | None
    seconds: float


Reporter = Callable[[Progress], None]


@dataclass
class Part:
    """One path (and, for position, one link) with its model, relaxation and run."""

    path: str
    link: str | None
    model: pyo.ConcreteModel
    compiled: Compiled
    relaxed: Run
    run: Run | None = None
    status: str = "pruned"

    @property
    def bound(self) -> float:
        """Best proven bound of this part."""
        return min(self.relaxed.bound, self.run.bound) if self.run else self.relaxed.bound


@dataclass
class Outcome:
    """The best part found, with the bound over all parts."""

    best: Part
    parts: list[Part]
    value: float
    bound: float
    gap: float
    proven: bool
    seconds: dict[str, float] = field(default_factory=dict)


class Interruption:
    """Remembers Ctrl-C while the solver runs, so that the incumbent is kept."""

    def __init__(self) -> None:
        self.asked = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listens for the signal; elsewhere than in the main thread it cannot."""
        try:
            before = signal.signal(signal.SIGINT, self._note)
        except ValueError:
            yield
            return
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True


def gap_of(value: float, bound: float, floor: float) -> float:
    """The product's gap: distance to the bound over the gain on carrying on, or over the floor."""
    return max(bound - value, 0.0) / max(abs(value), floor)


def prepare(problem: Problem, objective: str, report: Reporter, began: float) -> list[Part]:
    """Builds, compiles and relaxes every part: one for each path, and for position one for each link on the path's model."""
    links: list[str | None] = list(LINKS) if objective == "position" else [None]
    parts = []
    with without_collection():
        for path in problem.paths:
            report(Progress("building", path.id, None, None, None, time.perf_counter() - began))
            model = build_model(problem, path, objective, links[0])
            for link in links:
                set_objective(model, objective, link)
                compiled = compile_model(model)
                parts.append(Part(path.id, link, model, compiled, relax(compiled.matrix)))
    return parts


@contextmanager
def without_collection() -> Iterator[None]:
    """Keeps the garbage collector out of model building, where it took two thirds of the time when measured."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def search(
    problem: Problem, objective: str, *, gap: float = 0.01, seconds: float | None = None, seed: int = 1,
    report: Reporter = lambda _: None,
) -> Outcome:
    """Finds the best plan over all reform paths, proven to a gap.

    Raises:
        NoFeasiblePlanError: no path has a plan. NoPlanInTimeError: a limit came first.
    """
    began = time.perf_counter()
    interruption = Interruption()
    with interruption.listening():
        parts = prepare(problem, objective, report, began)
        built = time.perf_counter() - began
        _run_parts(problem, objective, parts, gap, seconds, seed, report, began, interruption)
    solved = [part for part in parts if part.run is not None and part.run.point is not None]
    if not solved:
        _nothing_found(parts)
    best = max(solved, key=lambda part: part.run.value if part.run else 0.0)
    assert best.run is not None
    bound = max(part.bound for part in parts)
    floor = scale_floor(problem, objective)
    final = gap_of(best.run.value, bound, floor)
    relaxing = sum(part.relaxed.seconds for part in parts)
    return Outcome(
        best=best, parts=parts, value=best.run.value, bound=bound, gap=final, proven=final <= gap,
        seconds={
            "build": built - relaxing,
            "solve": relaxing + sum(part.run.seconds for part in parts if part.run),
        },
    )


def _nothing_found(parts: list[Part]) -> None:
    if all(part.relaxed.stopped is Stopped.INFEASIBLE or part.status == "infeasible" for part in parts):
        raise NoFeasiblePlanError("no plan satisfies the rules, targets and locks together")
    raise NoPlanInTimeError(
        "a limit was reached before any plan was found", "raise --time-limit, or ask for a wider --gap"
    )


def _run_parts(
    problem: Problem, objective: str, parts: list[Part], gap: float, seconds: float | None, seed: int,
    report: Reporter, began: float, interruption: Interruption,
) -> None:
    """Solves parts in the order of their bounds until the rest cannot matter."""
    floor = scale_floor(problem, objective)
    best = float("-inf")
    for part in sorted(parts, key=lambda one: -one.relaxed.bound):
        if part.relaxed.stopped is Stopped.INFEASIBLE:
            part.status = "infeasible"
            continue
        if best > float("-inf") and part.relaxed.bound <= best + gap * max(abs(best), floor):
            continue
        left = float("inf") if seconds is None else seconds - (time.perf_counter() - began)
        if left <= 0 or interruption.asked:
            part.status = "stopped"
            continue
        rest = max((one.relaxed.bound for one in parts if one.run is None and one is not part), default=float("-inf"))

        def watch(value: float, bound: float, path: str = part.path, known: float = best, others: float = rest) -> bool:
            incumbent = max(value, known)
            overall = max(bound, others, known)
            report(Progress("solving", path, incumbent, overall, gap_of(incumbent, overall, floor), time.perf_counter() - began))
            # A part whose bound cannot beat the incumbent by more than the gap is settled.
            return interruption.asked or (bound <= known + gap * max(abs(known), floor) if known > float("-inf") else False)

        part.run = solve(part.compiled.matrix, Limits(gap, floor, min(left, 1e9), seed, watch))
        part.status = _status(part.run, interruption.asked)
        if part.run.point is not None:
            best = max(best, part.run.value)


def _status(run: Run, interrupted: bool) -> str:
    if run.stopped is Stopped.INFEASIBLE:
        return "infeasible"
    if run.stopped is Stopped.BY_GAP:
        return "solved"
    return "stopped" if interrupted or run.stopped is Stopped.BY_TIME else "pruned"


def settle(part: Part, problem: Problem, objective: str) -> None:
    """Leaves the best part's model with exact amounts: whole numbers fixed, the rest solved again.

    Where the objective is not value, the most valuable of the equally good plans is taken, so that no money is burnt for nothing.
    """
    assert part.run is not None
    clean = polish(part.compiled.matrix, part.run.point)
    if clean.point is not None:
        part.run.point, part.run.value = clean.point, max(part.run.value, clean.value)
    _load(part.compiled, part.run.point)
    set_objective(part.model, objective, part.link)
    if objective != "value":
        _take_most_valuable(part, scale_floor(problem, objective))


def _load(compiled: Compiled, point: Any) -> None:
    for variable, amount in zip(compiled.variables, point, strict=True):
        whole = not variable.is_continuous()
        variable.set_value(float(round(amount)) if whole else float(amount), skip_validation=True)


def _take_most_valuable(part: Part, floor: float) -> None:
    assert part.run is not None
    model, reached = part.model, part.run.value
    slack = KEPT * max(abs(reached), floor)
    if model.objective.sense == pyo.maximize:
        model.held = pyo.Constraint(expr=model.objective.expr >= reached - slack)
    else:
        model.held = pyo.Constraint(expr=model.objective.expr <= -reached + slack)
    for variable in part.compiled.variables:
        if not variable.is_continuous():
            variable.fix(variable.value)
    model.objective.deactivate()
    model.second = pyo.Objective(
        expr=pyo.quicksum(one for amounts in model.books.value.values() for one in amounts), sense=pyo.maximize
    )
    again = compile_model(model, objective=model.second)
    run = relax(again.matrix)
    if run.point is not None:
        _load(again, run.point)


KEPT = 1e-7
