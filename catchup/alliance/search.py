"""Searches the reform paths of several countries at once: a bound for every combination, the most promising first, the rest pruned.

With two members of five paths there are twenty-five combinations, with three a hundred and twenty-five. They are bounded without being
solved: give what crosses the border any price, let every member trade at it without a partner, and the sum of what the members could have
is more than any agreement between them can give (Lagrangian relaxation: Geoffrion 1974). So one linear problem for each path of each
member bounds them all. The prices are those of the relaxation of one combination.
"""

from __future__ import annotations

import heapq
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy

from catchup.alliance.joint import Joint, Paths
from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.matrix import Matrix, Vector
from catchup.search import THREADS, Interruption, Progress, Reporter, gap_of
from catchup.solver import Limits, Run, Stopped, polish, relax, solve

SIGNED_IN = (0, 1, 2, 3, 5)
"""Years in which a first alliance plan is tried; the search finds the others."""


@dataclass
class Combination:
    """One choice of reform paths and what is known of it."""

    paths: Paths
    bound: float
    matrix: Matrix | None = None
    run: Run | None = None
    status: Literal["pruned", "solved", "infeasible", "stopped"] = "pruned"


@dataclass
class Found:
    """The best alliance plan in hand and the bound over all combinations."""

    paths: Paths
    point: Vector
    value: float
    bound: float
    gap: float
    combinations: list[Combination]
    relaxed: int
    """Combinations whose own relaxation was solved."""
    solved: int
    seconds: float

    def bound_with(self, member: int, path: int) -> float:
        """The best that an alliance could do with a member on one of its paths."""
        bounds = [one.bound for one in self.combinations if one.paths[member] == path]
        return max(bounds, default=float("-inf"))


class AllianceSearch:
    """One search over all combinations of paths, which can be watched and stopped.

    Args:
        gap: proven distance to the best possible at which to stop. seconds: limit from the start.
    """

    def __init__(
        self, joint: Joint, *, gap: float = 0.01, seconds: float | None = None, seed: int = 1, report: Reporter = lambda _: None,
        interruption: Interruption | None = None, began: float | None = None,
    ) -> None:
        self.joint, self.gap, self.seconds, self.seed, self.report = joint, gap, seconds, seed, report
        self.interruption = interruption or Interruption()
        self.began = time.perf_counter() if began is None else began
        self.best: tuple[float, Paths, Vector] | None = None
        self.combinations: list[Combination] = []
        self.relaxed = 0

    def offer(self, paths: Paths, point: Vector) -> None:
        """A plan that is known to be possible; kept if it is the best so far."""
        matrix = self.joint.matrix(paths)
        clean = polish(matrix, point)
        if clean.point is not None and (self.best is None or clean.value > self.best[0]):
            self.best = clean.value, paths, clean.point

    def offer_signed(self, paths: Paths, point: Vector) -> None:
        """The same whole decisions with everybody signing in one of a few years."""
        horizon = self.joint.problems[0].clock.horizon
        for year in (one for one in SIGNED_IN if one < horizon):
            again = point.copy()
            for member in self.joint.members:
                for when, column in member.sheet.decisions.get("signed", {}).items():
                    (place,) = column.terms
                    again[member.offset + place] = float(when >= year)
            self.offer(paths, again)

    def bound_all(self, reference: Paths) -> None:
        """Bounds of all combinations, from the prices of one of them and a linear problem for each member and path."""
        first = relax(self.joint.matrix(reference), seconds=max(self._left(), 0.1))
        self.relaxed = 1
        count = self.joint.rows.shape[0]
        # Any prices give true bounds; without a relaxation to take them from, nothing is charged.
        prices = numpy.zeros(count) if first.duals is None or not count else first.duals[-count:]
        jobs = [(at, path) for at, member in enumerate(self.joint.members) for path in range(len(member.matrices))]

        def bounded(job: tuple[int, int]) -> float:
            at, path = job
            return relax(self.joint.members[at].priced(path, prices), seconds=max(self._left(), 0.1)).bound

        with ThreadPoolExecutor(THREADS) as pool:
            alone = dict(zip(jobs, pool.map(bounded, jobs), strict=True))
        self.combinations = [
            Combination(paths, sum(alone[at, path] for at, path in enumerate(paths))) for paths in self.joint.combinations
        ]
        for one in self.combinations:
            if one.bound == float("-inf"):
                one.status = "infeasible"
            if one.paths == reference:
                one.bound = min(one.bound, first.bound)

    def solve_open(self) -> None:
        """Takes combinations in the order of their bounds: relaxes them, then solves them, until the rest cannot matter."""
        waiting = [(-one.bound, at, one) for at, one in enumerate(self.combinations) if one.status != "infeasible"]
        heapq.heapify(waiting)
        while waiting:
            _, at, one = heapq.heappop(waiting)
            if self._settled(one.bound):
                return
            if self._left() <= 0 or self.interruption.asked:
                one.status = "stopped"
                return
            if one.matrix is None:
                self._relax(one)
                if one.status != "infeasible":
                    heapq.heappush(waiting, (-one.bound, at, one))
            else:
                self._solve(one, -waiting[0][0] if waiting else float("-inf"))
                one.matrix = None

    def _relax(self, one: Combination) -> None:
        one.matrix = self.joint.matrix(one.paths)
        run = relax(one.matrix, seconds=max(self._left(), 0.1))
        self.relaxed += 1
        one.bound = min(one.bound, run.bound)
        if run.stopped is Stopped.INFEASIBLE:
            one.status = "infeasible"

    def _solve(self, one: Combination, others: float) -> None:
        assert one.matrix is not None
        known = self.best[2] if self.best is not None and self.best[1] == one.paths else None
        before = one.bound

        def watch(value: float, bound: float) -> bool:
            reached = max(value, self.best[0] if self.best else float("-inf"))
            self._tell(one.paths, reached, max(min(bound, before), others, reached))
            return self.interruption.asked or self._settled(min(bound, before))

        limits = Limits(self.gap, self.joint.floor, min(self._left(), 1e9), self.seed, watch)
        run = solve(one.matrix, limits, known)
        one.run, one.bound = run, min(one.bound, run.bound)
        one.status = "infeasible" if run.stopped is Stopped.INFEASIBLE else "solved" if run.stopped is Stopped.BY_GAP else "pruned"
        if self.interruption.asked or run.stopped is Stopped.BY_TIME:
            one.status = "stopped"
        if run.point is not None and (self.best is None or run.value > self.best[0]):
            self.best = run.value, one.paths, run.point

    def _settled(self, bound: float) -> bool:
        if self.best is None:
            return False
        return bound <= self.best[0] + self.gap * max(abs(self.best[0]), self.joint.floor)

    def _left(self) -> float:
        return float("inf") if self.seconds is None else self.seconds - (time.perf_counter() - self.began)

    def _tell(self, paths: Paths, value: float, bound: float) -> None:
        shown = value if numpy.isfinite(value) else None
        gap = gap_of(value, bound, self.joint.floor) if shown is not None and numpy.isfinite(bound) else None
        named = [member.problem.paths[path].id for member, path in zip(self.joint.members, paths, strict=True)]
        self.report(Progress(f"solving {self.joint.name}", "+".join(named), shown, bound, gap, time.perf_counter() - self.began))

    def found(self) -> Found:
        """The best plan with the bound over all combinations.

        Raises:
            NoFeasiblePlanError: no combination has a plan. NoPlanInTimeError: a limit came first.
        """
        if self.best is None:
            if all(one.status == "infeasible" for one in self.combinations):
                raise NoFeasiblePlanError("no plan of the alliance satisfies the rules, targets and locks of all members together")
            raise NoPlanInTimeError("a limit was reached before any plan of the alliance was found", "raise --time-limit, or ask for a wider --gap")
        value, paths, point = self.best
        bound = max([value, *(one.bound for one in self.combinations)])
        return Found(
            paths, point, value, bound, gap_of(value, bound, self.joint.floor), self.combinations, self.relaxed,
            sum(one.run is not None for one in self.combinations), time.perf_counter() - self.began,
        )
