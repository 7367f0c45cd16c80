"""What more of what binds would be worth: each limit loosened by a stated step and the plan made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from catchup.binding import binding_years
from catchup.calibration import administrative_capacity
from catchup.explain.records import Loosening
from catchup.explain.trials import Trials, goodness, overriding
from catchup.library import Case
from catchup.plan import Plan, Request
from catchup.planner import Answer
from catchup.problem import Lock, Target
from catchup.requests import lock_text, target_text
from catchup.sentences import lock_sentence, target_sentence

Wish = TypeVar("Wish", Lock, Target)
SPARE_MEGAWATTS = 50.0
STEP = 0.1
SCALED = {
    "money": ("fiscal.room", "10 % more public money a year"),
    "private": ("external.private_ceiling", "10 % more private money a year"),
    "fx": ("external.fx_envelope", "10 % more foreign exchange a year"),
    "politics": ("politics.inflow", "10 % more political capital a year"),
    "staff_technician": ("people.technician", "10 % more technicians to hire"),
    "staff_engineer": ("people.engineer", "10 % more engineers to hire"),
    "staff_researcher": ("people.researcher", "10 % more researchers to hire"),
    "water": ("logistics.industrial_sites", "10 % more sites with water"),
}
"""Ledger -> the figure its limit is made from, and the step in words. Compute is no limit: the plan itself buys it."""


@dataclass(frozen=True)
class Step:
    """One limit, loosened by a stated step."""

    limit: str
    years: tuple[int, ...]
    change: str
    request: Request
    override: str = ""


def steps_for(answer: Answer, plan: Plan) -> list[Step]:
    """Everything that holds the plan back and can be loosened: limits used up, then targets and locks."""
    found = [step for limit, years in binding_years(plan).items() if (step := _limit(answer, limit, years)) is not None]
    return [*found, *_wishes(answer)]


def _limit(answer: Answer, limit: str, years: Sequence[int]) -> Step | None:
    override, change = _override(answer.case, limit)
    if not override:
        return None
    return Step(limit, tuple(years), change, overriding(answer.request, override), override)


def _override(case: Case, limit: str) -> tuple[str, str]:
    if limit == "spare_power":
        return f"power.spare_for_ai=+{SPARE_MEGAWATTS:g}", f"{SPARE_MEGAWATTS:g} MW more spare power"
    if limit == "administration":
        effect = case.world.scales.admin_multiplier.value ** case.profile.institutions.government_effectiveness.value
        more = STEP * administrative_capacity(case.profile, case.world) / effect
        return f"world.scales.admin_base=+{more:.6g}", "10 % more programmes under way at once"
    path, change = SCALED.get(limit, ("", ""))
    return (f"{path}=x{1 + STEP:g}", change) if path else ("", "")


def _wishes(answer: Answer) -> list[Step]:
    """Each target and each lock left out; the only target of a least-cost plan is what is costed, so it stays."""
    request, problem = answer.request, answer.outcome.problem
    targets, locks = request.targets, request.locks
    only = request.objective == "least_cost" and len(targets) == 1
    found = [
        Step(target_text(one), (), f"without the target: {target_sentence(one)}", request.model_copy(update={"targets": _but(targets, at)}))
        for at, one in enumerate(targets) if not only
    ]
    return found + [
        Step(lock_text(one), (), f"without the lock: {lock_sentence(problem, one)}", request.model_copy(update={"locks": _but(locks, at)}))
        for at, one in enumerate(locks)
    ]


def _but(items: tuple[Wish, ...], at: int) -> tuple[Wish, ...]:
    return items[:at] + items[at + 1:]


def loosened(trials: Trials, answer: Answer, step: Step) -> Loosening:
    """What one step is worth; loosening cannot make the best plan worse.

    Raises:
        SpentError: there is no plan left to make.
    """
    there = trials.ask(step.request, step.change)
    # What is possible today stays possible.
    worth = goodness(there or answer).less(goodness(answer)).clipped(least=0.0)
    return Loosening(
        limit=step.limit, years=step.years, change=step.change, override=step.override, verdict=worth.verdict, worth=worth
    )
