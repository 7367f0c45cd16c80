"""Why a plan is what it is: what each measure is worth, when it would flip, and what more of what binds would bring.

Every statement rests on a plan that was made to check it. The number of plans made is counted and kept within a budget.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from catchup.errors import NoFeasiblePlanError, UnknownNameError
from catchup.explain.card import card_of
from catchup.explain.flips import flips_of
from catchup.explain.loosening import Step, loosened, steps_for
from catchup.explain.measures import chosen, closed, examined, known_lever, rejected
from catchup.explain.records import Explanation, FigureKind, Flip, Interval, Loosening, Measure, PlanExplanation, Side
from catchup.explain.trials import SpentError, Trials, level_of
from catchup.impossible.repairs import explained
from catchup.library import lever_ids
from catchup.plan import Plan, Request
from catchup.planner import Answer, Planner
from catchup.search import Reporter

SOLVES, SOLVES_DEEP = 4, 18
"""Plans made to explain one measure: one for its opposite, the others for flips."""
MOST_REJECTED = 6
"""Rejected measures examined unless all are asked for."""
SECONDS = 60.0
SHARE_OF_ONE, SHARE_OF_MANY = 0.5, 0.15
"""Share of the time left that a single plan may take, where few and where many are made."""


def request_again(plan: Plan) -> Request:
    """The request of a plan, to be asked again; locks and targets of files that keep them elsewhere included."""
    request, problem = plan.request, plan.parameters
    return request.model_copy(
        update={"link": None, "locks": request.locks or problem.locks, "targets": request.targets or problem.targets}
    )


def planner_for(plan: Plan) -> Planner:
    """A planner for the country of a plan.

    Raises:
        InputError: the country's file is gone or has faults.
    """
    return Planner(plan.request.profile_file or plan.request.country)


def remarks_on(before: Plan, again: Plan) -> tuple[str, ...]:
    """What a reader of a plan file has to know first: that it was made from other data, or by another program."""
    if before.digest == again.digest:
        return ()
    moved = [
        word for word, name in (
            ("the country's file", "profile_digest"), ("the catalogue of measures", "catalogue_digest"), ("the program", "code_version"),
        ) if getattr(before, name) != getattr(again, name)
    ]
    if moved:
        changed = f"{' and '.join(moved)} changed since the plan was made"
        return (f"{changed[:1].upper()}{changed[1:]}: what follows explains the plan made anew from today's data.",)
    return ("The plan in the file is not the plan that its request gives today: what follows explains the plan made anew.",)


def explain_file(
    read: Plan, lever: str | None = None, *, deep: bool = False, seconds: float | None = SECONDS, report: Reporter = lambda _: None
) -> tuple[PlanExplanation, Plan]:
    """Explains a plan read from a file: its request is asked again of today's data, and the answer explained.

    Returns:
        The explanation, with a remark if the file's plan is not today's, and the plan that is explained.

    Raises:
        UnknownNameError: no such lever. InputError: the request no longer fits the data. NoFeasiblePlanError: it has no plan any more.
        NoPlanInTimeError: the time ran out before the plan was found again.
    """
    if lever is not None and lever not in lever_ids():
        raise UnknownNameError("lever", lever, lever_ids())
    began = time.monotonic()
    planner, request = planner_for(read), request_again(read)
    try:
        answer = planner.ask(request, seconds=seconds, report=report)
    except NoFeasiblePlanError:
        raise explained(planner, request) from None
    plan = answer.plan()
    left = None if seconds is None else max(seconds - (time.monotonic() - began), 0.0)
    found = explain_plan(
        planner, request, answer, lever=lever, deep=deep, seconds=left, report=report, plan=plan, remarks=remarks_on(read, plan)
    )
    return found, plan


def explain_measure(
    planner: Planner, request: Request, answer: Answer, lever: str, *, deep: bool = False, seconds: float | None = None,
    report: Reporter = lambda _: None, plan: Plan | None = None, halted: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Why one measure is in or out of a plan, and how far its cost, lead time and leakage can move before that changes.

    Args:
        request: what the plan was asked for. answer: the planner's answer to it. lever: the measure.
        deep: make up to 18 further plans and not 4. seconds: time for all of them.
        plan: the answer's plan, if it was written already. halted: once it says so, what was found by then is the result.

    Raises:
        UnknownNameError: no such lever.
    """
    known_lever(answer, lever)
    answer = replace(answer, request=request)
    trials = Trials(planner, most=SOLVES_DEEP if deep else SOLVES, seconds=seconds, share=SHARE_OF_ONE, report=report, halted=halted)
    return _measure(trials, answer, plan or answer.plan(), lever)


def _measure(trials: Trials, answer: Answer, plan: Plan, lever: str) -> Explanation:
    try:
        measure, other = examined(trials, answer, lever)
    except SpentError:
        measure, other = _unexamined(answer, lever), None
    flips: tuple[Flip, ...] = ()
    left: tuple[FigureKind, ...] = ()
    if measure.verdict != "closed" and not measure.locked:
        flips, left = flips_of(trials, answer, lever, measure.worth, other)
    return Explanation(
        measure=measure, flips=flips, not_sought=left, card=card_of(answer, plan, lever), unit=plan.objective.unit, stopped=trials.stopped,
        solves=trials.made,
    )


def _unexamined(answer: Answer, lever: str) -> Measure:
    return Measure(
        lever=lever, name=known_lever(answer, lever), present=lever in chosen(answer), verdict="undecided",
        worth=Interval(low=None, high=None), why="the time ran out before a plan that does the opposite was found",
    )


def explain_plan(
    planner: Planner, request: Request, answer: Answer, *, lever: str | None = None, deep: bool = False,
    seconds: float | None = SECONDS, report: Reporter = lambda _: None, plan: Plan | None = None, remarks: tuple[str, ...] = (),
    halted: Callable[[], bool] = lambda: False,
) -> PlanExplanation:
    """Why the measures of a plan are in, why some are out, and what more of what binds would bring; or one measure in full.

    Args:
        lever: one measure to explain in full, and nothing else. deep: all rejected measures and not the nearest six.
        seconds: time for all plans that are made; what does not fit is named in `not_examined`. halted: once it says so, what was found by then is the result.

    Raises:
        UnknownNameError: no such lever.
    """
    answer = replace(answer, request=request)
    written = plan or answer.plan()
    if lever is not None:
        one = explain_measure(planner, request, answer, lever, deep=deep, seconds=seconds, report=report, plan=written, halted=halted)
        return PlanExplanation(
            plan=written.digest, unit=written.objective.unit, reached=level_of(answer), lever=one, measures=(one.measure,), remarks=remarks,
            stopped=one.stopped, solves=one.solves,
        )
    trials = Trials(planner, seconds=seconds, share=SHARE_OF_MANY, report=report, halted=halted)
    measures, binding, left = _overview(trials, answer, written, deep=deep)
    return PlanExplanation(
        plan=written.digest, unit=written.objective.unit, reached=level_of(answer), measures=(*measures, *closed(answer)),
        binding=tuple(binding), not_examined=tuple(left), remarks=remarks, stopped=trials.stopped, solves=trials.made,
    )


def _overview(trials: Trials, answer: Answer, plan: Plan, *, deep: bool) -> tuple[list[Measure], list[Loosening], list[str]]:
    """Measures in the plan, then what binds, then rejected measures, nearest first, as far as the time goes."""
    inside, outside, steps = chosen(answer), rejected(answer), steps_for(answer, plan)
    tried = outside if deep else outside[:MOST_REJECTED]
    measures: list[Measure] = []
    binding: list[Loosening] = []
    left: list[str] = []
    jobs: list[str | Step] = [*inside, *steps, *tried]
    for job in jobs:
        try:
            if isinstance(job, Step):
                binding.append(loosened(trials, answer, job))
            else:
                measures.append(examined(trials, answer, job)[0])
        except SpentError:
            left.append(job.change if isinstance(job, Step) else job)
    return measures, binding, left + outside[len(tried):]


__all__ = [
    "SECONDS", "Explanation", "Flip", "Interval", "Loosening", "Measure", "PlanExplanation", "Side", "explain_file", "explain_measure",
    "explain_plan", "planner_for", "remarks_on", "request_again",
]
