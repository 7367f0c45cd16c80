"""Searches the reform paths: a bound for each, the most promising first, the others pruned by their bounds.

Each path is a matrix of its own, all written from one sheet. The best plan over all paths is found without ever putting the
choice of institutions into the working model, and what each path is worth falls out.
"""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

import numpy

from catchup.algebra import Linear, Sheet, total
from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.matrix import Matrix, Vector, matrices_of, with_rows_from
from catchup.model import build_sheet, with_wishes_of
from catchup.model.objectives import MAXIMISED, gain, scale_floor
from catchup.problem import LINKS, Problem
from catchup.reading import Reading
from catchup.solver import Limits, Run, Stopped, relax, solve

THREADS = 2
GOOD_START = 0.05
"""A plan to begin from within this gap of its relaxation is good."""


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
    """One path (and, for position, one link) with its matrix, relaxation and run."""

    path: str
    position: int
    link: str | None
    matrix: Matrix
    relaxed: Run
    run: Run | None = None
    status: str = "pruned"

    @property
    def bound(self) -> float:
        """Best proven bound of this part."""
        return min(self.relaxed.bound, self.run.bound) if self.run else self.relaxed.bound

    @property
    def found(self) -> bool:
        """Whether a plan of this part is known."""
        return self.run is not None and self.run.point is not None


@dataclass
class Outcome:
    """The best part found, with the bound over all parts."""

    problem: Problem
    objective: str
    sheet: Sheet
    best: Part
    parts: list[Part]
    value: float
    bound: float
    gap: float
    proven: bool
    seconds: dict[str, float] = field(default_factory=dict)
    reading: Reading | None = None
    """The best plan with exact amounts, once it is settled."""


class Interruption:
    """Remembers that a search should stop, by Ctrl-C or by `stop`, so that the incumbent is kept."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    @property
    def asked(self) -> bool:
        """Whether the search should stop."""
        return self._asked.is_set()

    def stop(self) -> None:
        """Asks the search to stop; may be called from any thread."""
        self._asked.set()

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
        self.stop()


def gap_of(value: float, bound: float, floor: float) -> float:
    """The product's gap: distance to the bound over the gain on carrying on, or over the floor."""
    return max(bound - value, 0.0) / max(abs(value), floor)


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


@dataclass
class Written:
    """A sheet and its matrices: what is solved."""

    sheet: Sheet
    matrices: dict[tuple[str, str | None], tuple[int, Matrix]]
    """Path and link -> place of the path in the sheet, and the matrix."""


def write(problem: Problem, objective: str) -> Written:
    """Writes the matrices of every part: one for each path, and for position one for each link on the path's rows."""
    with without_collection():
        sheet = build_sheet(problem, problem.paths)
        return Written(sheet, objectives_of(problem, sheet, objective))


def rewrite(written: Written, problem: Problem, objective: str) -> Written:
    """The same numbers with other wishes or another objective: only the rows of wishes and the costs are written anew."""
    with without_collection():
        sheet = with_wishes_of(written.sheet, problem)
        return Written(sheet, objectives_of(problem, sheet, objective, [one for _, one in written.matrices.values()]))


def objectives_of(
    problem: Problem, sheet: Sheet, objective: str, kept: Sequence[Matrix] = ()
) -> dict[tuple[str, str | None], tuple[int, Matrix]]:
    """The matrices of a sheet for an objective.

    Args:
        kept: matrices of the paths whose rows before the wishes are the sheet's.
    """
    links: Sequence[str | None] = LINKS if objective == "position" else (None,)
    found = {}
    base: list[Matrix] = with_rows_from(sheet, kept[: sheet.paths]) if kept else []
    for link in links:
        expression = total([gain(sheet, objective, link)])
        goal = expression if isinstance(expression, Linear) else Linear({}, expression)
        base = matrices_of(sheet, goal, maximised=objective in MAXIMISED, like=base)
        for position, path in enumerate(problem.paths):
            found[path.id, link] = (position, base[position])
    return found


class Search:
    """One search over the parts of a problem, which can be watched and stopped.

    Args:
        gap: proven distance to the best possible plan at which to stop. seconds: limit from the start.
        bases: where the relaxations of like parts ended. interruption: what may ask it to stop. began: when the question was put.
    """

    def __init__(
        self, problem: Problem, objective: str, written: Written, *, gap: float = 0.01, seconds: float | None = None,
        seed: int = 1, report: Reporter = lambda _: None, interruption: Interruption | None = None,
        bases: dict[tuple[str, str | None], Any] | None = None, began: float | None = None,
    ) -> None:
        self.problem, self.objective, self.written = problem, objective, written
        self.gap, self.seconds, self.seed, self.report = gap, seconds, seed, report
        self.interruption = interruption or Interruption()
        self.bases = bases or {}
        self.began = time.perf_counter() if began is None else began
        self.floor = scale_floor(problem, objective)
        self.parts: list[Part] = []
        self._door = threading.Lock()
        self._best = float("-inf")
        self._live: dict[int, float] = {}

    def relax_all(self, threads: int = THREADS) -> None:
        """Bounds of all parts. Where nothing is known, the first part's basis is where the others begin: they differ little.

        Args:
            threads: parts relaxed at a time; what comes out is the same.
        """

        def bounded(item: tuple[tuple[str, str | None], tuple[int, Matrix]], basis: Any = None) -> Part:
            (path, link), (position, matrix) = item
            return Part(path, position, link, matrix, relax(matrix, self.bases.get((path, link), basis), max(self._left(), 0.1)))

        items = list(self.written.matrices.items())
        first = bounded(items[0])
        with ThreadPoolExecutor(threads) as pool:
            self.parts = [first, *pool.map(lambda item: bounded(item, first.relaxed.basis), items[1:])]

    def solve_open(self, start: tuple[Part, Vector] | None = None, *, threads: int = 1) -> None:
        """Solves parts in the order of their bounds until the rest cannot matter.

        Args:
            start: a part and a plan of it that is known to be possible.
            threads: parts solved at a time. More than one is faster where paths are close, but which of two equally good paths is
                found then depends on the clock.
        """
        self._live = {id(one): one.relaxed.bound for one in self.parts}
        self._best = _worth(*start) if start is not None else float("-inf")
        waiting = sorted(self.parts, key=lambda one: -one.relaxed.bound)

        def work() -> None:
            while True:
                with self._door:
                    if not waiting:
                        return
                    part = waiting.pop(0)
                self._take(part, start[1] if start is not None and part is start[0] else None)

        if threads == 1:
            work()
            return
        with ThreadPoolExecutor(threads) as pool:
            for job in [pool.submit(work) for _ in range(threads)]:
                job.result()

    def _take(self, part: Part, known: Vector | None) -> None:
        """Solves one part, unless it cannot matter or there is no time left."""
        if part.relaxed.stopped is Stopped.INFEASIBLE:
            part.status = "infeasible"
        elif self._settled(part.relaxed.bound):
            if known is not None:
                part.run = _as_run(part, known)
        elif self._left() <= 0 or self.interruption.asked:
            part.status = "stopped"
            part.run = None if known is None else _as_run(part, known)
        else:
            self._solve(part, known)

    def _settled(self, bound: float) -> bool:
        """Whether a part with this bound cannot beat what is known by more than the gap."""
        best = self._best
        return best > float("-inf") and bound <= best + self.gap * max(abs(best), self.floor)

    def _left(self) -> float:
        return float("inf") if self.seconds is None else self.seconds - (time.perf_counter() - self.began)

    def _solve(self, part: Part, known: Vector | None) -> None:
        def watch(value: float, bound: float) -> bool:
            self._live[id(part)] = min(bound, part.relaxed.bound)
            self._tell("solving", part.path, max(value, self._best), max(*self._live.values(), self._best))
            return self.interruption.asked or self._settled(bound)

        near = known is not None and gap_of(_worth(part, known), part.relaxed.bound, self.floor) <= GOOD_START
        limits = Limits(self.gap, self.floor, min(self._left(), 1e9), self.seed, watch, neighbours=not near)
        run = solve(part.matrix, limits, known)
        if known is not None and (run.point is None or run.value < _worth(part, known)):
            run = replace(_as_run(part, known), bound=run.bound, stopped=run.stopped)
        part.run, part.status = run, self._status(run)
        self._live[id(part)] = part.bound
        if run.point is not None:
            with self._door:
                self._best = max(self._best, run.value)

    def _status(self, run: Run) -> str:
        if run.stopped is Stopped.INFEASIBLE:
            return "infeasible"
        if run.stopped is Stopped.BY_GAP:
            return "solved"
        return "stopped" if self.interruption.asked or run.stopped is Stopped.BY_TIME else "pruned"

    def _tell(self, stage: str, path: str, value: float, bound: float) -> None:
        shown = value if numpy.isfinite(value) else None
        limit = bound if numpy.isfinite(bound) else None
        gap = gap_of(value, bound, self.floor) if shown is not None and limit is not None else None
        self.report(Progress(stage, path, shown, limit, gap, time.perf_counter() - self.began))

    def outcome(self) -> Outcome:
        """The best part, with the bound over all.

        Raises:
            NoFeasiblePlanError: no path has a plan. NoPlanInTimeError: a limit came first.
        """
        solved = [part for part in self.parts if part.found]
        if not solved:
            _nothing_found(self.parts)
        best = max(solved, key=lambda part: part.run.value if part.run else 0.0)
        assert best.run is not None
        bound = max(part.bound for part in self.parts)
        final = gap_of(best.run.value, bound, self.floor)
        return Outcome(
            problem=self.problem, objective=self.objective, sheet=self.written.sheet, best=best, parts=self.parts, value=best.run.value, bound=bound,
            gap=final, proven=final <= self.gap,
            seconds={
                "relax": sum(part.relaxed.seconds for part in self.parts),
                "solve": sum(part.run.seconds for part in self.parts if part.run),
            },
        )


def _worth(part: Part, point: Vector) -> float:
    return float(part.matrix.cost @ point + part.matrix.offset)


def _as_run(part: Part, point: Vector) -> Run:
    return Run(Stopped.BY_GAP, _worth(part, point), part.relaxed.bound, point, 0.0)


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
        report(Progress("building", "all paths", None, None, None, 0.0))
        written = write(problem, objective)
        built = time.perf_counter() - began
        run = Search(
            problem, objective, written, gap=gap, seconds=seconds, seed=seed, report=report, interruption=interruption, began=began
        )
        run.relax_all()
        run.solve_open()
    outcome = run.outcome()
    outcome.seconds["build"] = built
    return outcome


def _nothing_found(parts: list[Part]) -> None:
    if all(part.relaxed.stopped is Stopped.INFEASIBLE or part.status == "infeasible" for part in parts):
        raise NoFeasiblePlanError("no plan satisfies the rules, targets and locks together")
    raise NoPlanInTimeError(
        "a limit was reached before any plan was found", "raise --time-limit, or ask for a wider --gap"
    )
