"""The pessimistic and the optimistic end of delivery and yield, as cases of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from catchup.catalogue import Canonical, LeverFile
from catchup.evidence import Figure
from catchup.library import Case

# Which end of a figure is the bad one for what a plan achieves.
BAD_WHEN_HIGH = ("schedule_overrun_mean", "abandonment_prob", "ramp_years")
BAD_WHEN_LOW = ("output_per_unit", "lifetime")


def at_end(case: Case, end: Literal["low", "high"]) -> Case:
    """The case with delivery and yield at their low (bad) or high (good) end. Costs and prices stay.

    All levers move together, so the range is wider than a likely one: it says how far delivery alone
    can carry a metric, not how probable that is.
    """
    levers = {name: _lever_at(lever, end) for name, lever in case.levers.items()}
    chips = case.world.chips
    world = case.world.model_copy(
        update={
            "chips": chips.model_copy(
                update={"failure": _at(chips.failure, end, bad_when_high=True), "life": _at(chips.life, end, bad_when_high=False)}
            )
        }
    )
    return replace(case, levers=levers, world=world)


def _lever_at(lever: LeverFile, end: Literal["low", "high"]) -> LeverFile:
    old: Canonical = lever.canonical
    changed = {
        **{name: _at(getattr(old, name), end, bad_when_high=True) for name in BAD_WHEN_HIGH},
        **{name: _at(getattr(old, name), end, bad_when_high=False) for name in BAD_WHEN_LOW},
    }
    return lever.model_copy(update={"canonical": old.model_copy(update=changed)})


def _at(figure: Figure, end: Literal["low", "high"], *, bad_when_high: bool) -> Figure:
    takes_high = bad_when_high == (end == "low")
    return figure.model_copy(update={"value": figure.high if takes_high else figure.low})
