"""What more of one aim costs in another: the frontier between two of them, each point with its proof.

One aim is held at a level, the other is made as good as it can be, and the level is moved from one end to the other. The ends are
the best plans for one aim alone, and among those the best for the other. Every point carries a proven limit of the second aim.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

import numpy
from pydantic import Field

from catchup.errors import NoFeasiblePlanError, OverrideError
from catchup.evidence import Record
from catchup.library import Case
from catchup.matrix import Matrix, Vector, with_row
from catchup.model import build_sheet
from catchup.model.objectives import MAXIMISED, baseline, scale_floor
from catchup.plan import Request
from catchup.planner import Planner
from catchup.problem import Problem
from catchup.reading import Reading
from catchup.search import (
    Interruption,
    Outcome,
    Part,
    Progress,
    Reporter,
    Search,
    Written,
    objectives_of,
    without_collection,
)
from catchup.solver import cost_scale, polish, relax, with_whole_numbers
from catchup.steps import steps_of

if TYPE_CHECKING:
    import pandas

    from catchup.algebra import Sheet

Aim = Literal["value", "compute", "tokens", "cost", "position"]
AIMS: tuple[Aim, ...] = get_args(Aim)
UNITS: dict[Aim, str] = {
    "value": "discounted MUSD", "compute": "share of world stock, summed over years", "tokens": "mean share of demand",
    "cost": "discounted MUSD of public cash", "position": "mean share of world output",
}
FEWEST, MOST = 2, 200
HELD = 1e-7
"""Share of a level that is given up so that rounding never makes a plan in hand impossible."""
SAME = 1e-6
"""Share of the range of an aim below which two levels are one."""


class FrontierPoint(Record):
    """One plan of the frontier."""

    x: float = Field(description="level of the first aim that the plan reaches")
    y: float = Field(description="level of the second aim that the plan reaches")
    limit: float = Field(description="level at which the first aim was held: at least, or at most where less is better")
    y_bound: float = Field(description="no plan within the limit is better in the second aim")
    gap: float = Field(description="distance of y to its bound, as a share of y or of the range of the frontier, whichever is larger")
    path: str
    levers: tuple[str, ...] = Field(description="levers with at least one step; calling off a project counts as an exit")
    steps_digest: str = Field(description="SHA-256 of what is done when, units to three figures; equal for equal plans")


class Frontier(Record):
    """The frontier between two aims, from the best plan for the first to the best plan for the second."""

    format_version: Literal["frontier/1"] = "frontier/1"
    country: str
    scenario: str
    x: Aim
    y: Aim
    x_unit: str
    y_unit: str
    x_less_is_better: bool
    y_less_is_better: bool
    links: dict[str, str] = Field(description="aim -> link of the chain, for position: the one that can be brought furthest")
    request: Request
    points: tuple[FrontierPoint, ...]
    left_out: int = Field(description="points that another one beats or equals in both aims")
    gap_asked: float
    seconds: float

    def to_json(self) -> str:
        """JSON text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"

    def to_csv(self) -> str:
        """The points as comma-separated text, one a line."""
        text: str = self.to_frame().to_csv(index=False)
        return text

    def to_frame(self) -> pandas.DataFrame:
        """The points as a tidy frame, with the units of both aims."""
        import pandas

        rows = [
            {
                "x_aim": self.x, "x": one.x, "x_unit": self.x_unit, "y_aim": self.y, "y": one.y, "y_unit": self.y_unit,
                "limit": one.limit, "y_bound": one.y_bound, "gap": one.gap, "path": one.path, "levers": " ".join(one.levers),
                "steps_digest": one.steps_digest,
            }
            for one in self.points
        ]
        return pandas.DataFrame(rows)


def frontier(
    planner: Planner, request: Request, x: Aim, y: Aim, points: int = 15, *, seconds: float | None = None,
    report: Reporter = lambda _: None, interruption: Interruption | None = None,
) -> Frontier:
    """The frontier between two aims under a request's scenario, overrides, locks and targets; its objective does not matter.

    Args:
        x: the aim that is held. y: the aim that is made as good as it can be. Each is value, compute, tokens, cost or position.
        points: how many levels are tried, the two ends included; fewer are listed where several give the same plan.
        seconds: limit for all of it; what is not proven by then shows in the gaps.

    Raises:
        InputError: aims that cannot be, or something asked cannot be used. NoFeasiblePlanError: no plan at all.
        NoPlanInTimeError: the limit came before both ends were found.
    """
    _check(x, y, points)
    began = time.perf_counter()
    listening = interruption or Interruption()
    with listening.listening():
        case, problem = planner.resolved(request.model_copy(update={"objective": "value"}))
        sweep = Sweep(problem, x, y, request.gap, seed=request.seed, seconds=seconds, report=report, interruption=listening)
        found = sweep.run(points)
    listed, left_out = undominated(found, sweep.first.less, sweep.second.less)
    return Frontier(
        country=problem.country, scenario=problem.scenario, x=x, y=y, x_unit=UNITS[x], y_unit=UNITS[y],
        x_less_is_better=sweep.first.less, y_less_is_better=sweep.second.less,
        links={one.aim: one.link for one in (sweep.first, sweep.second) if one.link}, request=request,
        points=tuple(_written(one, sweep, case) for one in listed), left_out=left_out, gap_asked=request.gap,
        seconds=round(time.perf_counter() - began, 3),
    )


def _check(x: str, y: str, points: int) -> None:
    for one in (x, y):
        if one not in AIMS:
            raise OverrideError(f"unknown aim {one!r}", f"one of {', '.join(AIMS)}")
    if x == y:
        raise OverrideError(f"both aims are {x}", "name two different ones, e.g. --x cost --y tokens")
    if not FEWEST <= points <= MOST:
        raise OverrideError(f"{points} points", f"choose {FEWEST} to {MOST}")


@dataclass
class Found:
    """One point of a sweep: the plan behind it, the gain of the first aim at which it was held, and levels of both aims."""

    part: Part
    point: Vector
    held: float
    x: float
    y: float
    limit: float
    y_bound: float
    gap: float


@dataclass
class Side:
    """One aim: its matrices by path, how its level follows from a gain, and the link where it is a position."""

    aim: Aim
    problem: Problem
    matrices: dict[tuple[str, str | None], tuple[int, Matrix]]
    link: str | None = None

    @property
    def objective(self) -> str:
        """The planner's name of the aim."""
        return "least_cost" if self.aim == "cost" else self.aim

    @property
    def less(self) -> bool:
        """Whether less of it is better."""
        return self.objective not in MAXIMISED

    @property
    def floor(self) -> float:
        """Least denominator of a gap."""
        return scale_floor(self.problem, self.objective)

    def level(self, gained: float) -> float:
        """Level of the aim from its gain."""
        return baseline(self.problem, self.objective) + (-gained if self.less else gained)

    def gained(self, part: Part, point: Vector) -> float:
        """Gain of a plan in this aim."""
        matrix = self.of(part.path)
        return float(matrix.cost @ point + matrix.offset)

    def of(self, path: str) -> Matrix:
        """The matrix of a path, on the link that was settled."""
        return self.matrices[path, self.link][1]

    def settle(self, link: str | None) -> None:
        """Keeps one link of the chain."""
        self.link = link
        self.matrices = {key: one for key, one in self.matrices.items() if key[1] == link}


class Sweep:
    """Moves the level of the first aim from one end of the frontier to the other."""

    def __init__(
        self, problem: Problem, x: Aim, y: Aim, gap: float, *, seed: int = 1, seconds: float | None = None,
        report: Reporter = lambda _: None, interruption: Interruption | None = None,
    ) -> None:
        self.problem, self.gap, self.seed, self.seconds, self.report = problem, gap, seed, seconds, report
        self.interruption = interruption or Interruption()
        self.began = time.perf_counter()
        with without_collection():
            self.sheet: Sheet = build_sheet(problem, problem.paths)
            self.first, self.second = (self._side(one) for one in (x, y))
        self.done = 0
        self.wanted = 1
        self._bases: dict[tuple[str, str | None], object] = {}
        self._singles: dict[Aim, Outcome] = {}
        self.most = {aim: float("inf") for aim in (x, y)}
        """No plan gains more than this in an aim, whatever the other."""

    def _side(self, aim: Aim) -> Side:
        side = Side(aim, self.problem, {})
        side.matrices = objectives_of(self.problem, self.sheet, side.objective)
        return side

    def run(self, points: int) -> list[Found]:
        """All points, from the best for the first aim to the best for the second.

        Raises:
            NoFeasiblePlanError, NoPlanInTimeError.
        """
        self.wanted = points + 2
        near = self._end(self.first, self.second)
        far = self._end(self.second, self.first)
        best, worst = self.first.gained(*near), self.first.gained(*far)
        span = abs(self.second.gained(*far) - self.second.gained(*near))
        found = [self._at(best, near, span), self._at(worst, far, span)]
        even = numpy.linspace(best, worst, max(points // 2, 2))[1:-1]
        for level in (*even, *(None,) * (points - 2 - len(even))):
            at, middle = _widest(found, span, 1 / (4 * points)) if level is None else (_place(found, float(level)), float(level))
            # The plan at the harder level is possible at every easier one.
            found.insert(at, self._at(middle, (found[at - 1].part, found[at - 1].point), span))
        return _tightened(found, self.second.less, max(span, self.second.floor))

    def _at(self, level: float, start: tuple[Part, Vector], span: float) -> Found:
        return self._found(self._held(self.first, level, self.second, start, span), level, span)

    def _end(self, side: Side, other: Side) -> tuple[Part, Vector]:
        """The best plan for one aim, and of those as good the best for the other."""
        part, point = _plan_of(self._alone(side))
        self._alone(other)
        again = self._held(side, side.gained(part, point), other, (part, point), other.floor, {})
        return _plan_of(again)

    def _alone(self, side: Side) -> Outcome:
        """The best plan for one aim whatever the other; for a position, over all links, of which the best is kept."""
        if side.aim not in self._singles:
            outcome = self._solved(side, Written(self.sheet, side.matrices), None, side.floor, {})
            side.settle(outcome.best.link)
            self.most[side.aim] = outcome.bound
            self._singles[side.aim] = outcome
        return self._singles[side.aim]

    def _held(
        self, side: Side, least: float, goal: Side, start: tuple[Part, Vector], span: float,
        bases: dict[tuple[str, str | None], object] | None = None,
    ) -> Outcome:
        """The best plan for one aim with the other held at a gain or better."""
        kept = least - HELD * max(abs(least), side.floor)
        matrices = {
            (path, link): (position, _with_level(matrix, side.of(path), kept))
            for (path, link), (position, matrix) in goal.matrices.items() if path in self._paths_that_reach(side, kept)
        }
        return self._solved(goal, Written(self.sheet, matrices), start, max(span, goal.floor), bases)

    def _paths_that_reach(self, side: Side, least: float) -> set[str]:
        """Reform paths whose proven limit in an aim is not below a level; others need not be tried."""
        return {part.path for part in self._alone(side).parts if part.link == side.link and part.bound >= least}

    def _solved(
        self, goal: Side, written: Written, start: tuple[Part, Vector] | None, span: float,
        bases: dict[tuple[str, str | None], object] | None,
    ) -> Outcome:
        run = Search(
            self.problem, goal.objective, written, gap=self.gap, seconds=self.seconds, seed=self.seed, report=self._telling(),
            interruption=self.interruption, bases=self._bases if bases is None else bases, began=self.began,
        )
        run.floor = max(span, goal.floor)
        run.relax_all()
        if bases is None:
            self._bases = {(one.path, one.link): one.relaxed.basis for one in run.parts if one.relaxed.basis is not None}
        run.solve_open(None if start is None else self._placed(run, start))
        self.done += 1
        return run.outcome()

    def _placed(self, run: Search, start: tuple[Part, Vector]) -> tuple[Part, Vector] | None:
        """The plan in hand as a plan of this search, its amounts made as good as they can be for what is sought now."""
        part = next((one for one in run.parts if one.path == start[0].path), None)
        if part is None:
            return None
        again = polish(part.matrix, start[1])
        return None if again.point is None else (part, again.point)

    def _telling(self) -> Callable[[Progress], None]:
        return lambda one: self.report(replace(one, stage=f"point {min(self.done + 1, self.wanted)} of {self.wanted}"))

    def _found(self, outcome: Outcome, level: float, span: float) -> Found:
        part, point = _plan_of(outcome)
        point = self._without_waste(part, point)
        reached = self.second.gained(part, point)
        bound = max(min(outcome.bound, self.most[self.second.aim]), reached)
        floor = max(span, self.second.floor)
        return Found(
            part=part, point=point, held=level, x=self._shown(self.first, self.first.gained(part, point)), y=self._shown(self.second, reached),
            limit=self._shown(self.first, level), y_bound=self._shown(self.second, bound), gap=_gap(reached, bound, floor),
        )

    @staticmethod
    def _shown(side: Side, gained: float) -> float:
        """The level of a gain, without the noise of a solver around nothing."""
        return side.level(0.0 if abs(gained) < SAME * side.floor else gained) + 0.0

    def _without_waste(self, part: Part, point: Vector) -> Vector:
        """The same whole decisions with as much of the first aim as the level of the second leaves."""
        goal, held = self.first.of(part.path), self.second.of(part.path)
        reached = self.second.gained(part, point)
        fixed = with_whole_numbers(_with_level(goal, held, reached - HELD * max(abs(reached), self.second.floor)), point)
        again = relax(fixed)
        return again.point if again.point is not None else point


def _with_level(matrix: Matrix, held: Matrix, least: float) -> Matrix:
    """The matrix with one aim held at a gain or better. Shares of the world are brought to the size of the other rows."""
    scale = cost_scale(held)
    return with_row(matrix, held.cost * scale, (least - held.offset) * scale)


def _plan_of(outcome: Outcome) -> tuple[Part, Vector]:
    run = outcome.best.run
    if run is None or run.point is None:
        raise NoFeasiblePlanError("no plan satisfies the rules, targets and locks together", "loosen a target or a lock")
    clean = polish(outcome.best.matrix, run.point)
    return outcome.best, clean.point if clean.point is not None else run.point


def _gap(reached: float, bound: float, floor: float) -> float:
    return max(bound - reached, 0.0) / max(abs(reached), floor)


def _place(found: list[Found], level: float) -> int:
    """Where a level belongs among the points, hardest first."""
    return next(at for at, one in enumerate(found) if one.held < level)


def _widest(found: list[Found], span: float, narrow: float) -> tuple[int, float]:
    """The two neighbours that lie furthest apart, both aims counted over their ranges: the place between them and its level.

    A jump of the second aim within a narrow part of the first is a jump; looking closer would only use up points.
    """
    across = abs(found[0].held - found[-1].held) or 1.0
    wide = [abs(one.held - other.held) / across for one, other in pairwise(found)]
    tall = [abs(one.y - other.y) / (span or 1.0) for one, other in pairwise(found)]
    apart = [dx + (dy if dx > narrow else 0.0) for dx, dy in zip(wide, tall, strict=True)]
    at = max(range(len(apart)), key=apart.__getitem__) + 1
    return at, (found[at - 1].held + found[at].held) / 2


def _tightened(found: list[Found], less: bool, floor: float) -> list[Found]:
    """A bound at an easier level holds at every harder one, so the tightest of them is taken."""
    best = float("inf")
    result = []
    for one in reversed(found):
        sign = -1.0 if less else 1.0
        best = min(best, sign * one.y_bound)
        bound = max(best, sign * one.y)
        result.append(replace(one, y_bound=sign * bound + 0.0, gap=_gap(sign * one.y, bound, floor)))
    return result[::-1]


def undominated(found: list[Found], x_less: bool, y_less: bool) -> tuple[list[Found], int]:
    """The points that no other one beats or equals in both aims, in order of the first aim, and how many were left out."""
    if not found:
        return [], 0
    signed = [(-one.x if x_less else one.x, -one.y if y_less else one.y, one) for one in found]
    same_x, same_y = (SAME * max(numpy.ptp([one[at] for one in signed]), 1e-12) for at in (0, 1))
    kept: list[tuple[float, float, Found]] = []
    for x, y, one in sorted(signed, key=lambda item: (-item[0], -item[1])):
        if all(y > other_y + same_y for _, other_y, _ in kept):
            # A point that gives up nothing of the first aim for more of the second replaces the one before it.
            kept = [item for item in kept if item[0] > x + same_x]
            kept.append((x, y, one))
    return [one for _, _, one in kept], len(found) - len(kept)


def _written(one: Found, sweep: Sweep, case: Case) -> FrontierPoint:
    path = next(path for path in sweep.problem.paths if path.id == one.part.path)
    steps = [step for step in steps_of(Reading(sweep.sheet, one.part.position, path, one.point), case) if step.units > 1e-4]
    said = [f"{step.year} {step.lever} {step.project} {step.action} {step.units:.3g}" for step in steps]
    return FrontierPoint(
        x=one.x, y=one.y, limit=one.limit, y_bound=one.y_bound, gap=one.gap, path=one.part.path,
        levers=tuple(sorted({sweep.problem.exit_lever if step.action == "call off" else step.lever for step in steps})),
        steps_digest=hashlib.sha256("\n".join(said).encode()).hexdigest(),
    )


__all__ = ["AIMS", "Aim", "Found", "Frontier", "FrontierPoint", "Sweep", "frontier", "undominated"]
