"""Which steps are printed: the strictest setting of a rule, and runs of tiny starts as one. The plan itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic import Field

from catchup.plan import Step

if TYPE_CHECKING:
    from catchup.problem import Problem

# A start below this share of the lever's largest is too small for a line of its own.
TINY_SHARE = 0.1
MONEY = ("gross_musd", "net_musd", "leaked_musd", "private_musd")


class PrintedStep(Step):
    """A step as printed, which may stand for several tiny ones."""

    last_year: int = Field(description="year of the last start that is counted in; the step's own year if it stands for itself")


def strictest(steps: Iterable[Step], problem: Problem) -> list[Step]:
    """Steps without the milder settings of a rule that is taken to a stricter one in the same year; their money is in the stricter one's."""
    rank = {(stance.lever, one.name): at for stance in problem.stances for at, one in enumerate(stance.steps)}
    highest: dict[tuple[str, int], int] = {}
    money: dict[tuple[str, int], list[Step]] = {}
    kept = list(steps)
    for step in kept:
        if step.action == "adopt":
            key = step.lever, step.year
            highest[key] = max(highest.get(key, 0), rank.get((step.lever, step.project), 0))
            money.setdefault(key, []).append(step)
    return [
        _with_money_of(step, money[step.lever, step.year]) if step.action == "adopt" else step for step in kept
        if step.action != "adopt" or rank.get((step.lever, step.project), 0) == highest[step.lever, step.year]
    ]


def _with_money_of(step: Step, several: Sequence[Step]) -> Step:
    return step if len(several) == 1 else step.model_copy(update={name: sum(getattr(one, name) for one in several) for name in MONEY})


def gathered(steps: Sequence[Step], problem: Problem) -> list[Step]:
    """Steps with tiny starts of the same lever in consecutive years drawn together, at the first of them.

    Tiny is a start of works that can be of any size, below a tenth of the lever's largest start.
    """
    divisible = {plant.id for plant in problem.plants if plant.mode == "share"}
    works = [step for step in steps if step.action in ("build", "build shell") and step.lever in divisible]
    largest = {lever: max(step.units for step in works if step.lever == lever) for lever in {step.lever for step in works}}
    tiny = [step for step in works if step.units < TINY_SHARE * largest[step.lever]]
    kept = [step for step in steps if step not in tiny]
    for _, several in groupby(sorted(tiny, key=lambda one: (one.lever, one.year)), key=lambda one: one.lever):
        kept += [_drawn_together(run) for run in _runs(list(several))]
    return sorted(kept, key=lambda step: (step.year, step.lever, step.project, step.action))


def _runs(steps: list[Step]) -> list[list[Step]]:
    """Steps in order of year, cut where a year is skipped."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and step.year == runs[-1][-1].year + 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _drawn_together(run: list[Step]) -> Step:
    if len(run) == 1:
        return run[0]
    sums = {name: sum(getattr(step, name) for step in run) for name in ("units", *MONEY)}
    return PrintedStep(**(run[0].model_dump() | sums), last_year=run[-1].year)
