"""Flip values: how far a figure moves before a chosen measure leaves the plan or a rejected one enters, solved on both sides.

The first guess comes from what is known: if nothing else in the plan changed, a cost flips where the measure's worth is used up.
Plans do change, so the guess is tried, and the bracket between the two nearest values tried is what is reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catchup.explain.figures import Lead, break_even, cost_in, leads_of
from catchup.explain.records import TOUCHING, FigureKind, Flip, Interval, Side
from catchup.explain.trials import PassedOverError, SpentError, Trials, goodness, level_of, overriding, used
from catchup.planner import Answer
from catchup.problem import Problem
from catchup.sentences import lever_name

MARGIN = 1.05
NARROW = 1.05
"""A bracket whose ends are nearer than this factor is not narrowed further."""
ADAPTS = 2.0
"""Where a measure comes in any amount the plan sheds it little by little, and it lasts about twice as far as a fixed plan would."""
WIDEN = 2.5
NO_PLAN = Interval(low=None, high=-1e300)
"""Goodness where there is no plan: below that of any plan."""
EDGE = 0.02
"""Factors nearer than this share are one."""


@dataclass
class Hunt:
    """One figure's bracket as it narrows. Distances are logarithms of the factor on the figure, away from today."""

    lead: Lead
    present: bool
    guesses: list[float]
    """Factors to try first, farther than today's value; the first is meant to flip, the second not to."""
    same: Side
    flipped: Side | None = None
    solved: int = 0
    barred: bool = False
    """Whether a value was met at which no plan keeps to what is asked, or is found in time."""

    @property
    def edge(self) -> float:
        """Factor at which looking ends."""
        return self.lead.farthest(present=self.present)

    def next(self) -> float | None:
        """Factor to try next, to three figures; None if there is nothing left to learn."""
        if self.barred:
            return None
        factor = self._outward() if self.flipped is None else self._between(self.flipped.factor)
        return None if factor is None else _rounded(factor)

    def _outward(self) -> float | None:
        """Farther out: the first guess, once wider, then the edge."""
        inner, edge = _distance(self.same.factor), _distance(self.edge)
        if inner >= edge - EDGE:
            return None
        if self.solved == 0 and self.guesses and _distance(self.guesses[0]) < edge:
            return self.guesses[0]
        wider = self.same.factor**WIDEN if self.solved == 1 and self.guesses else self.edge
        return wider if _distance(wider) < edge else self.edge

    def _between(self, outer: float) -> float | None:
        """Inside the bracket: the second guess, then the middle."""
        inner = self.same.factor
        if max(inner, outer) / min(inner, outer) <= NARROW:
            return None
        for guess in self.guesses[1:]:
            if _distance(inner) + EDGE < _distance(guess) < _distance(outer) - EDGE:
                return guess
        return math.sqrt(inner * outer)

    def learn(self, side: Side) -> None:
        """Takes a side that was solved."""
        self.solved += 1
        if side.present == self.present:
            self.same = side
        else:
            self.flipped = side

    def flip(self) -> Flip:
        """What is known by now."""
        return Flip(
            figure=self.lead.kind, paths=self.lead.paths, unit=self.lead.figure.unit, holds_at=self.same, flips_at=self.flipped,
            solved=self.solved,
        )


def _rounded(factor: float) -> float:
    return float(f"{factor:.3g}")


def _distance(factor: float) -> float:
    return abs(math.log(factor))


def flips_of(
    trials: Trials, answer: Answer, lever: str, worth: Interval | None, other: Answer | None
) -> tuple[tuple[Flip, ...], tuple[FigureKind, ...]]:
    """The flips of a measure, as far as the plans that may be made reach: one plan for each figure in turn, then again.

    Args:
        worth: best plan with it less best plan without it. other: the plan that does the opposite; None if there is none.

    Returns:
        The flips, and the figures that no plan was left for.
    """
    present = used(answer, lever)
    cost = _own_cost(answer if present else other, lever) if worth is not None else None
    guess = break_even(present, _nearest(worth), cost) if worth is not None else None
    known = _without(answer, worth, other, present=present)
    hunts = [
        Hunt(lead, present, _guesses(answer.outcome.problem, lever, guess, present=present) if lead.kind == "cost" else [],
             _at(lead, 1.0, answer, present, decided=worth is None or worth.verdict != "undecided"))
        for lead in leads_of(answer.case, lever)
    ]
    try:
        unfinished = hunts
        while unfinished:
            # One plan for every figure before a second one for any.
            unfinished = [one for one in unfinished if _advance(trials, answer, lever, one, known)]
    except SpentError:
        pass
    return tuple(one.flip() for one in hunts if one.solved), tuple(one.lead.kind for one in hunts if not one.solved)


def _without(answer: Answer, worth: Interval | None, other: Answer | None, *, present: bool) -> Interval:
    """Goodness of the best plan without the measure."""
    if not present:
        return goodness(answer)
    if other is not None:
        return goodness(other)
    return NO_PLAN if worth is None else Interval(low=None, high=None)


def _advance(trials: Trials, answer: Answer, lever: str, hunt: Hunt, known: Interval) -> bool:
    factor = hunt.next()
    if factor is None:
        return False
    word = {"cost": "cost", "lead_time": "lead time", "leakage": "leakage"}[hunt.lead.kind]
    request = overriding(answer.request, *hunt.lead.overrides(factor))
    try:
        there = trials.ask(request, f"{lever_name(answer.outcome.problem, lever)}: {word} x{factor:.3g}")
    except PassedOverError:
        hunt.barred = True
        return False
    if there is None:
        # No plan at all keeps to what is asked there; nothing can be said beyond.
        hunt.solved, hunt.barred = hunt.solved + 1, True
        return False
    hunt.learn(_side(there, lever, hunt.lead, factor, known))
    return True


def _side(answer: Answer, lever: str, lead: Lead, factor: float, known: Interval) -> Side:
    """A value of a figure, what the plan does there, and whether that is proven.

    Args:
        known: goodness of the best plan without the measure, which its own figures do not change.
    """
    there, present = goodness(answer), used(answer, lever)
    if present:
        return _at(lead, factor, answer, present, decided=lead.own and there.above(known))
    if lead.own and known.low is not None:
        # The plan known without the measure is possible whatever the measure's own figures are.
        there = there.clipped(least=known.low)
    # Where nothing is better than a plan without the measure, nothing with it is.
    width = there.less(there).high
    return _at(lead, factor, answer, present, decided=width is not None and width <= TOUCHING * max(1.0, abs(there.high or 0.0)))


def _at(lead: Lead, factor: float, answer: Answer, present: bool, *, decided: bool) -> Side:
    return Side(factor=factor, value=lead.figure.value * factor, present=present, decided=decided, reached=level_of(answer))


def _nearest(worth: Interval) -> float:
    """The part of a worth that a plan in hand vouches for."""
    ends = [one for one in (worth.low, worth.high) if one is not None]
    return min(ends, key=abs) if len(ends) > 1 else ends[0] if ends else math.nan


def _own_cost(answer: Answer | None, lever: str) -> float | None:
    return None if answer is None else cost_in(answer.plan(), lever)


def _guesses(problem: Problem, lever: str, guess: float | None, *, present: bool) -> list[float]:
    if guess is None:
        return []
    if not present:
        return [guess / MARGIN, math.sqrt(guess)]
    reach = ADAPTS if _divisible(problem, lever) else 1.0
    return [(1 + reach * (guess - 1)) * MARGIN, max(guess / MARGIN, math.sqrt(guess))]


def _divisible(problem: Problem, lever: str) -> bool:
    plants: Sequence[str] = [one.id for one in problem.plants if one.mode == "share"]
    return lever in plants or lever in {one.lever for one in problem.cohorts}
