"""The low and the high end of delivery and yield, as cases of their own, read from the figures' ranges."""

from __future__ import annotations

from dataclasses import replace

from catchup.evidence import Figure
from catchup.library import Case

# Figures of a lever whose high end is bad for what a plan achieves, and those whose low end is.
SLOW, POOR = ("schedule_overrun_mean", "abandonment_prob", "ramp_years"), ("output_per_unit", "lifetime")


def end_of(case: Case, *, good: bool) -> Case:
    """The case with every lever's delivery and yield, and the chips' life, at their good or bad end."""

    def at(figure: Figure, high: bool) -> Figure:
        return figure.model_copy(update={"value": figure.high if high else figure.low})

    levers = {}
    for name, lever in case.levers.items():
        slow = {row: at(getattr(lever.canonical, row), not good) for row in SLOW}
        poor = {row: at(getattr(lever.canonical, row), good) for row in POOR}
        levers[name] = lever.model_copy(update={"canonical": lever.canonical.model_copy(update={**slow, **poor})})
    old = case.world.chips
    chips = old.model_copy(update={"failure": at(old.failure, not good), "life": at(old.life, good)})
    return replace(case, levers=levers, world=case.world.model_copy(update={"chips": chips}))
