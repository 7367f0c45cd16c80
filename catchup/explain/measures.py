"""What doing the opposite of the plan would come to, one lever at a time."""

from __future__ import annotations

from catchup.errors import UnknownNameError
from catchup.explain.records import Interval, Measure, Verdict
from catchup.explain.trials import Trials, barring, forcing, goodness, used, wanted, without_locks
from catchup.planner import Answer
from catchup.problem import Problem
from catchup.sentences import lever_name

NOTHING_HERE = "the country's file names nothing of the kind"


def closed_because(problem: Problem, lever: str) -> str | None:
    """Why a lever cannot be used in the country at all; None if it can."""
    closed = problem.closed_levers
    if lever in closed:
        return closed[lever]
    if lever == problem.exit_lever and not problem.firms and not any(one.cancellable for one in problem.inherited):
        return NOTHING_HERE
    if problem.programme is not None and lever == problem.programme.lever and not problem.programme.tiers:
        return NOTHING_HERE
    if lever == problem.reform_lever and len(problem.paths) < 2:
        return NOTHING_HERE
    return None


def known_lever(answer: Answer, lever: str) -> str:
    """The lever's name as people say it.

    Raises:
        UnknownNameError: no such lever.
    """
    if lever not in answer.case.levers:
        raise UnknownNameError("lever", lever, list(answer.case.levers))
    return answer.case.levers[lever].name


def chosen(answer: Answer) -> list[str]:
    """Levers that the plan uses, in the order of the catalogue."""
    problem = answer.outcome.problem
    return [one for one in answer.case.levers if closed_because(problem, one) is None and used(answer, one)]


def rejected(answer: Answer) -> list[str]:
    """Open levers that the plan does not use; those that come nearest to being used first."""
    problem, inside = answer.outcome.problem, set(chosen(answer))
    others = [one for one in answer.case.levers if one not in inside and closed_because(problem, one) is None]
    return sorted(others, key=lambda one: -min(wanted(answer, one), 1.0))


def closed(answer: Answer) -> list[Measure]:
    """Levers that cannot be used here, each with the reason."""
    problem = answer.outcome.problem
    return [
        Measure(lever=one, name=file.name, present=False, verdict="closed", worth=None, why=why)
        for one, file in answer.case.levers.items() if (why := closed_because(problem, one)) is not None
    ]


def examined(trials: Trials, answer: Answer, lever: str) -> tuple[Measure, Answer | None]:
    """A lever's measure, and the plan that does the opposite; closed levers cost no plan.

    Raises:
        UnknownNameError: no such lever. SpentError: there is no plan left to make.
    """
    name, problem = known_lever(answer, lever), answer.outcome.problem
    why = closed_because(problem, lever)
    if why is not None:
        return Measure(lever=lever, name=name, present=False, verdict="closed", worth=None, why=why), None
    present, request = used(answer, lever), answer.request
    locked = request.locks != without_locks(request, lever).locks
    turned = barring(request, problem, lever) if present else forcing(request, lever)
    other = trials.ask(turned, f"{'without' if present else 'with'} {lever_name(problem, lever)}")
    if other is None:
        said = f"no plan {'without' if present else 'with'} it keeps to what is asked"
        verdict: Verdict = "needed" if present else "costs"
        return Measure(lever=lever, name=name, present=present, verdict=verdict, worth=None, why=said, locked=locked), None
    worth = worth_of(goodness(answer), goodness(other), present=present, locked=locked)
    return Measure(lever=lever, name=name, present=present, verdict=worth.verdict, worth=worth, locked=locked), other


def worth_of(plan: Interval, other: Interval, *, present: bool, locked: bool) -> Interval:
    """Best plan with a measure less best plan without it.

    Args:
        plan: goodness of the plan explained. other: goodness of the plan that does the opposite. present: whether the plan has it.
        locked: whether the request itself speaks of the measure, so that the opposite may be better.
    """
    worth = plan.less(other) if present else other.less(plan)
    if locked:
        return worth
    # Forcing a free choice cannot make the best plan better.
    return worth.clipped(least=0.0) if present else worth.clipped(most=0.0)
