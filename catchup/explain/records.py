"""What an explanation says: intervals, verdicts, flips and loosened limits, as plain data.

Every difference between two answers is an interval, because each answer is known only to lie between its plan and its proof.
Amounts are in the unit of the plan's objective; a positive worth means that the country is better off with it.
"""

from __future__ import annotations

import json
from typing import Literal

from pydantic import Field

from catchup.evidence import Quality, Record
from catchup.plan import Step

Verdict = Literal["needed", "costs", "undecided", "closed"]
FigureKind = Literal["cost", "lead_time", "leakage"]
TOUCHING = 1e-6
"""Intervals nearer to each other than this share of their size touch: the solver's own tolerance."""


class Interval(Record):
    """Between which two amounts a number is proven to lie; None where nothing is proven."""

    low: float | None
    high: float | None

    @property
    def verdict(self) -> Verdict:
        """What a worth is proven to be: above zero needed, below zero costs, else undecided."""
        least = TOUCHING * max(1.0, abs(self.low or 0.0), abs(self.high or 0.0))
        if self.low is not None and self.low > least:
            return "needed"
        if self.high is not None and self.high < -least:
            return "costs"
        return "undecided"

    def less(self, other: Interval) -> Interval:
        """This number less another one."""
        return Interval(low=_minus(self.low, other.high), high=_minus(self.high, other.low))

    def above(self, other: Interval) -> bool:
        """Whether it is proven to be larger than another one."""
        return self.less(other).verdict == "needed"

    def clipped(self, *, least: float | None = None, most: float | None = None) -> Interval:
        """The part within limits that are known for another reason."""
        low, high = self.low, self.high
        if least is not None:
            low = least if low is None else max(low, least)
            high = high if high is None else max(high, least)
        if most is not None:
            high = most if high is None else min(high, most)
            low = low if low is None else min(low, most)
        return Interval(low=low, high=high)


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


class Measure(Record):
    """One lever, in or out of the plan, and what doing the opposite would come to."""

    lever: str
    name: str
    present: bool = Field(description="whether the plan uses it")
    verdict: Verdict
    worth: Interval | None = Field(description="best plan with it less best plan without it; None where one of the two does not exist")
    why: str = Field(default="", description="why it is closed, or why the opposite cannot be done")
    locked: bool = Field(default=False, description="true if a lock of the request speaks of it; the worth is then without that lock")


class Side(Record):
    """One value of a figure and what the plan found there does."""

    factor: float = Field(description="times today's value")
    value: float = Field(description="in the figure's unit")
    present: bool = Field(description="whether the plan found there uses the measure")
    decided: bool = Field(description="whether it is proven that no better plan does the opposite")
    reached: Interval = Field(description="level of the objective there: the plan found and the best there could be")


class Flip(Record):
    """How far one figure of a measure can move before the plan changes its mind about the measure."""

    figure: FigureKind
    paths: tuple[str, ...] = Field(description="figures moved together; the first is the one that `value` speaks of")
    unit: str
    holds_at: Side = Field(description="farthest value tried at which the plan is as today")
    flips_at: Side | None = Field(description="nearest value tried at which it is not; None if none was found")
    solved: int = Field(description="plans made to find this out; 0 if the bracket says nothing beyond today's value")


class Loosening(Record):
    """What more of something that binds would be worth."""

    limit: str = Field(description="ledger, or the text of a lock or target")
    years: tuple[int, ...] = Field(description="calendar years in which nothing of it is left over")
    change: str = Field(description="what was loosened, and how far")
    override: str = Field(description="the same as a change that `--set` takes; empty for a lock or target left out")
    verdict: Verdict = Field(description="needed: proven to be worth something; undecided: perhaps nothing")
    worth: Interval


class Prerequisite(Record):
    """What has to stand first."""

    lever: str
    name: str
    at: str = Field(description="start: before it is begun; online: before it works")
    units: float
    present: bool = Field(description="whether the plan starts it")
    standing: bool = Field(description="whether enough of it stands from the first year on, whatever the plan does")


class Source(Record):
    """A figure the answer hangs on."""

    path: str
    value: float
    low: float
    high: float
    unit: str
    year: str
    source: str
    quality: Quality


class Card(Record):
    """What there is to know of one measure besides what was solved for."""

    summary: str
    chain: str
    fails_because: str
    measured_by: str
    ended_by: str
    owner: str
    level: str
    instrument: str
    budget_head: str
    review_body: str
    prerequisites: tuple[Prerequisite, ...]
    steps: tuple[Step, ...]
    value_lines: dict[str, float] = Field(description="line of the value objective -> amount that is the measure's own, discounted MUSD")
    public_musd: float = Field(description="public money over the horizon, leakage included")
    private_musd: float
    sources: tuple[Source, ...]


class Explanation(Record):
    """Why one measure is in or out."""

    measure: Measure
    flips: tuple[Flip, ...]
    not_sought: tuple[FigureKind, ...] = Field(default=(), description="figures for which the solves or the time did not suffice")
    card: Card
    unit: str
    stopped: bool = Field(default=False, description="true if the time ran out or the work was interrupted")
    solves: int

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


class PlanExplanation(Record):
    """Why the measures of a plan are in, some others out, and what loosening what binds is worth."""

    plan: str = Field(description="digest of the plan that is explained")
    unit: str
    reached: Interval
    lever: Explanation | None = None
    measures: tuple[Measure, ...] = ()
    binding: tuple[Loosening, ...] = ()
    not_examined: tuple[str, ...] = Field(default=(), description="levers and limits that were not looked into")
    remarks: tuple[str, ...] = Field(default=(), description="what the reader has to know first, e.g. that the data changed")
    stopped: bool = Field(default=False, description="true if the time ran out or the work was interrupted")
    solves: int

    def to_json(self) -> str:
        """One JSON document; `lever` is left out where none was asked for."""
        content = self.model_dump(mode="json", exclude=None if self.lever else {"lever"})
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
