"""The plans made to explain another one: each is counted, timed and turned into an interval."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from catchup.errors import CatchupError, NoFeasiblePlanError, NoPlanInTimeError
from catchup.explain.records import Interval
from catchup.model.objectives import MAXIMISED
from catchup.model.wishes import CHIPS, engaged
from catchup.plan import Request
from catchup.planner import Answer, Planner
from catchup.problem import Lock, Problem
from catchup.reading import Reading
from catchup.search import Reporter
from catchup.settling import settle
from catchup.solver import Stopped

SMALL = 1e-6
"""Least amount of a lever that counts as using it; the plan's steps begin at the same amount."""

LEAST_SECONDS = 2.0
SOON = 0.9


class SpentError(CatchupError):
    """The plans or the time granted for an explanation are used up, or the user stopped it."""


class PassedOverError(SpentError):
    """No plan was found in the share of the time that one plan may take; others may still be made."""


class Trials:
    """Makes further plans of one country within a number of plans and a time.

    Args:
        most: plans that may be made; None for as many as the time allows. seconds: time for all of them.
        share: of the time left that a single plan may take, so that one hard plan does not cost all the others.
        halted: asked before and after each plan; once it says so, no further plan is made.
    """

    def __init__(
        self, planner: Planner, *, most: int | None = None, seconds: float | None = None, share: float = 1.0,
        report: Reporter = lambda _: None, halted: Callable[[], bool] = lambda: False,
    ) -> None:
        self.planner, self.most, self.share, self.report, self.halted = planner, most, share, report, halted
        self.until = None if seconds is None else time.monotonic() + seconds
        self.made = 0
        self.stopped = False

    def ask(self, request: Request, stage: str) -> Answer | None:
        """The best plan of a request; None if it has none.

        Args:
            stage: what is being looked into, for the progress line.

        Raises:
            SpentError: no plan is left to make, the time is out, or the user stopped. PassedOverError: it takes too long.
        """
        left = math.inf if self.until is None else self.until - time.monotonic()
        self.stopped = self.stopped or self.halted()
        if self.stopped or left <= 0 or (self.most is not None and self.made >= self.most):
            self.stopped = self.stopped or left <= 0
            raise SpentError(f"no plan is left for: {stage}")
        self.made += 1
        granted = max(self.share * left, min(left, LEAST_SECONDS))
        began = time.monotonic()
        try:
            answer = self.planner.ask(request, seconds=None if math.isinf(granted) else granted, report=self._telling(stage))
        except NoFeasiblePlanError:
            return None
        except NoPlanInTimeError:
            # One that ends without a plan before its time was stopped by the user, and so are all that would follow.
            self.stopped = self.halted() or time.monotonic() - began < SOON * granted
            if self.stopped:
                raise SpentError(f"stopped while looking into: {stage}") from None
            raise PassedOverError(f"no plan was found in time: {stage}") from None
        cut_short = any(part.status == "stopped" for part in answer.outcome.parts)
        # A search that ends before its time without its proof was stopped by the user.
        self.stopped = self.halted() or (cut_short and time.monotonic() - began < SOON * granted)
        return answer

    def _telling(self, stage: str) -> Reporter:
        return lambda progress: self.report(replace(progress, stage=stage, path="", incumbent=None, bound=None, gap=None))


def level_of(answer: Answer) -> Interval:
    """Level of the objective: the plan found and the best there could be, whichever is lower first."""
    ends = [answer.value, answer.bound] if answer.request.objective in MAXIMISED else [answer.bound, answer.value]
    return Interval(low=_finite(ends[0]), high=_finite(ends[1]))


def goodness(answer: Answer) -> Interval:
    """The same with more always better: costs count negative."""
    level = level_of(answer)
    if answer.request.objective in MAXIMISED:
        return level
    return Interval(low=None if level.high is None else -level.high, high=None if level.low is None else -level.low)


def _finite(amount: float) -> float | None:
    return amount if math.isfinite(amount) else None


def used(answer: Answer, lever: str) -> bool:
    """Whether the plan found uses a lever, chips of the data centre included."""
    reading = answer.outcome.reading or settle(answer.outcome)
    return _amount(reading, lever) > SMALL


def wanted(answer: Answer, lever: str) -> float:
    """How much of a lever the best mixture of plans uses if plans could be mixed: above zero for what comes close."""
    part = answer.outcome.best
    if part.relaxed.stopped is Stopped.INFEASIBLE or part.relaxed.point is None:
        return 0.0
    path = next(one for one in answer.outcome.problem.paths if one.id == part.path)
    return _amount(Reading(answer.outcome.sheet, part.position, path, part.relaxed.point), lever)


def _amount(reading: Reading, lever: str) -> float:
    problem: Problem = reading.problem
    last = problem.clock.horizon - 1
    amount = reading.amount(engaged(reading, lever, last))
    if lever == problem.compute.lever:
        amount += reading.amount(engaged(reading, lever, last, CHIPS))
    return amount


def without_locks(request: Request, lever: str) -> Request:
    """The request without its locks on a lever."""
    return request.model_copy(update={"locks": tuple(one for one in request.locks if one.lever != lever)})


def barring(request: Request, problem: Problem, lever: str) -> Request:
    """The request with a lever kept out, chips of the data centre included."""
    parts = [None, CHIPS] if lever == problem.compute.lever else [None]
    return _with_locks(request, lever, [Lock(lever=lever, kind="out", option=part) for part in parts])


def forcing(request: Request, lever: str) -> Request:
    """The request with a lever forced in."""
    return _with_locks(request, lever, [Lock(lever=lever, kind="in")])


def _with_locks(request: Request, lever: str, locks: list[Lock]) -> Request:
    return request.model_copy(update={"locks": (*without_locks(request, lever).locks, *locks)})


def overriding(request: Request, *overrides: str) -> Request:
    """The request with further changes of figures, after its own."""
    return request.model_copy(update={"overrides": (*request.overrides, *overrides)})
