"""What can be worked out for a document besides its plan, by solving: why, which other plans there are, and what comes first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.language import tr
from catchup.plan import Plan, Request
from catchup.problem import Lock, Target
from catchup.report.words import last_year, lever_names, short

if TYPE_CHECKING:
    from catchup.comparing import Comparison
    from catchup.explain import PlanExplanation
    from catchup.frontier import Frontier
    from catchup.planner import Planner
    from catchup.readiness import Readiness
    from catchup.scoring.score import Score

FIRST_OUTPUT = ("buy chips", "build shell", "fund")
"""Actions that bring AI home."""
EXTRAS = ("explain", "options", "first")
SECONDS = 60.0
MOST_WITHOUT = 2
# A target a hair below what the plan reaches, so that rounding never makes it impossible.
NEARLY = 0.999
NEAR = 0.05
"""A plan that loses no more than this share of the worth is nearly as good."""
AIMS = ("home_share", "new_power_mw")


@dataclass(frozen=True)
class Alternative:
    """A plan beside the recommended one: nearly as good, or made for another aim.

    Args:
        name: what it is. plan: the plan. why_not: why it is not recommended, in words without numbers. near: whether it is one of the
            plans that lose little, which say how sure each measure is.
    """

    name: str
    plan: Plan
    why_not: str = ""
    near: bool = True


@dataclass(frozen=True)
class Given:
    """What was worked out besides the plan, as far as it was."""

    alternatives: Sequence[Alternative] = ()
    explanation: PlanExplanation | None = None
    score: Score | None = None
    frontier: Frontier | None = None
    comparison: Comparison | None = None
    readiness: Readiness | None = None


def starts_no_ai(plan: Plan) -> bool:
    """Whether a plan starts no AI at home, so that what comes first is a question."""
    return not any(step.action in FIRST_OUTPUT for step in plan.steps)


def worked_out(
    plan: Plan, wanted: Collection[str], *, seconds: float = SECONDS, report: Callable[[Any], None] = lambda _: None,
    planner: Planner | None = None, halted: Callable[[], bool] = lambda: False,
) -> Given:
    """Solves for what is wanted besides the plan.

    Args:
        plan: the plan. wanted: of `EXTRAS`: `explain` says what each measure is worth, `options` makes a least-cost plan and plans without
            the dearest measures, `first` says what a plan without AI at home needs first.
        seconds: for each of them. report: hears of progress. planner: one that is warm; a new one if left out.
        halted: once it says so, what was found by then is the result.

    Raises:
        InputError: the plan's country is not at hand. NoPlanInTimeError: the plan was not found again in the time.
    """
    ready = "first" in wanted and starts_no_ai(plan)
    if not ready and not {"explain", "options"} & set(wanted):
        return Given()
    # Most slates need no solver: what brings one is read only where it is used.
    from catchup.explain import explain_plan, planner_for, request_again
    from catchup.readiness import readiness

    asked, request = planner or planner_for(plan), request_again(plan)
    explanation = None
    if "explain" in wanted:
        try:
            answer = asked.ask(request, seconds=seconds, report=report)
        except NoPlanInTimeError:
            if halted():
                return Given()
            raise
        explanation = explain_plan(asked, request, answer, seconds=seconds, report=report, plan=plan, halted=halted)
    others = _others(asked, request, plan, seconds, report, halted) if "options" in wanted else []
    needs = readiness(planner or planner_for(plan), request, seconds=seconds / 2) if ready and not halted() else None
    return Given(alternatives=tuple(others), explanation=explanation, readiness=needs)


def _others(planner: Planner, request: Request, plan: Plan, seconds: float, report: Callable[[Any], None], halted: Callable[[], bool]) -> list[Alternative]:
    """A least-cost plan for what this one reaches, and plans without its dearest measures."""
    made: list[Alternative] = []
    target = _reached(plan)
    if target is not None and not halted():
        asked = request.model_copy(update={"objective": "least_cost", "targets": (*request.targets, target)})
        made += _made(planner, plan, asked, tr("Least cost for what this plan reaches in its last year"), tr("it reaches the same at the least public money, and leaves out whatever pays in other ways"), seconds, report, comparable=False)
    names = lever_names(plan)
    spent: dict[str, float] = {}
    for step in plan.steps:
        if step.action != "call off":
            spent[step.lever] = spent.get(step.lever, 0.0) + step.gross_musd
    locked = {lock.lever for lock in request.locks}
    for lever in sorted(spent.keys() - locked, key=lambda one: -spent[one])[:MOST_WITHOUT]:
        if halted():
            break
        asked = request.model_copy(update={"locks": (*request.locks, Lock(lever=lever, kind="out"))})
        made += _made(planner, plan, asked, tr("Without: {measure}", measure=short(names.get(lever, lever))), tr("the best there is without it is worth less, or the same within what is proven"), seconds, report, comparable=True)
    return made


def _reached(plan: Plan) -> Target | None:
    """What the plan reaches at its end, as a target: the share of AI served at home, else new power."""
    year = last_year(plan.parameters)
    ends = {one.metric: one.value for one in plan.metrics if one.year == year}
    for metric in AIMS:
        if ends.get(metric, 0.0) > 1e-6:
            return Target(metric=metric, sense=">=", amount=NEARLY * ends[metric], year=year)
    return None


def _made(planner: Planner, plan: Plan, asked: Request, name: str, why: str, seconds: float, report: Callable[[Any], None], *, comparable: bool) -> list[Alternative]:
    """A plan beside this one; none where it cannot be had, which the table then simply does not hold."""
    try:
        answer = planner.ask(asked, seconds=seconds, report=report)
    except (NoFeasiblePlanError, NoPlanInTimeError):
        return []
    found = answer.plan()
    lost = plan.objective.value - found.objective.value
    return [Alternative(name=name, plan=found, why_not=why, near=comparable and lost <= NEAR * abs(plan.objective.value))]
