"""Drift: what an earlier plan had for the closed years against what was really done, and what the new plan does differently."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from catchup.actuals import Actuals
from catchup.continuing import as_planned
from catchup.evidence import Record
from catchup.plan import Plan

if TYPE_CHECKING:
    import pandas

SAME = 0.01
"""Share of the larger amount within which two amounts are one."""


class LeverYear(Record):
    """One lever in one closed year."""

    lever: str
    year: int
    planned_units: float = Field(description="units begun, steps taken, tiers, firms or projects, as the lever counts")
    actual_units: float
    planned_state_musd: float
    actual_state_musd: float
    planned_private_musd: float
    actual_private_musd: float


class LeverDrift(Record):
    """One lever over the closed years."""

    lever: str
    planned_start: int | None = Field(description="first closed year in which the earlier plan began it; null if in none of them")
    actual_start: int | None
    slip_years: float | None = Field(description="actual less planned start, and what expected completions are behind; null if nothing was begun")
    not_begun: bool = Field(description="planned for a closed year and not begun")
    planned_units: float
    actual_units: float
    planned_state_musd: float
    actual_state_musd: float
    cost_ratio: float | None = Field(description="state money a unit, actual over planned; of the sums where no units are counted")


class DeliveryDrift(Record):
    """One metric in one closed year, as a change against doing nothing."""

    metric: str
    year: int
    planned: float
    actual: float


class Change(Record):
    """One line of work in the next window, in the earlier and in the new plan."""

    lever: str
    action: str
    project: str
    unit: str
    before: dict[int, float] = Field(description="year -> units in the earlier plan")
    now: dict[int, float] = Field(description="year -> units in the new plan")


class Drift(Record):
    """All of it."""

    format_version: Literal["drift/1"] = "drift/1"
    country: str
    as_of: int
    window: tuple[int, int] = Field(description="first and last year of the next window")
    levers: tuple[LeverDrift, ...]
    years: tuple[LeverYear, ...]
    delivered: tuple[DeliveryDrift, ...]
    changes: tuple[Change, ...]

    def to_json(self) -> str:
        """JSON text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"

    def to_frame(self, table: str = "levers") -> pandas.DataFrame:
        """One table as a tidy frame: levers, years, delivered or changes."""
        import pandas

        return pandas.DataFrame([row.model_dump() for row in getattr(self, table)])


def drift(earlier: Plan, actuals: Actuals, new: Plan) -> Drift:
    """The drift of what was done against an earlier plan, and what the new plan does differently in its window.

    Raises:
        OverrideError: the earlier plan does not cover the closed years.
    """
    planned = as_planned(earlier, actuals.as_of)
    years = tuple(_years(planned, actuals, earlier))
    clock = new.parameters.clock
    window = (clock.first_year, clock.label(clock.window - 1))
    return Drift(
        country=new.country, as_of=actuals.as_of, window=window, levers=tuple(_levers(earlier, planned, actuals, years)), years=years,
        delivered=tuple(_delivered(earlier, actuals)), changes=tuple(_changes(earlier, new, window)),
    )


def _units(actuals: Actuals, plan: Plan) -> dict[tuple[str, int], float]:
    """Units begun by lever and year: chips count beside their halls as `lever/chips`."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    problem = plan.parameters
    for one in actuals.started:
        found[f"{one.lever}/{one.part}" if one.part else one.lever, one.year] += one.units
    for step in actuals.adopted:
        found[step.lever, step.year] += 1
    for tier in actuals.funded:
        found[problem.programme.lever if problem.programme else "", tier.year] += 1
    for year in (*(one.year for one in actuals.closed), *(one.year for one in actuals.called_off)):
        found[problem.exit_lever, year] += 1
    return found


def _years(planned: Actuals, actuals: Actuals, plan: Plan) -> Iterable[LeverYear]:
    units = [_units(one, plan) for one in (planned, actuals)]
    state: list[dict[tuple[str, int], float]] = [defaultdict(float), defaultdict(float)]
    private: list[dict[tuple[str, int], float]] = [defaultdict(float), defaultdict(float)]
    for at, book in enumerate((planned, actuals)):
        for one in book.spent:
            state[at][one.lever, one.year] += one.state_musd
            private[at][one.lever, one.year] += one.private_musd
    for lever, year in sorted({*units[0], *units[1], *state[0], *state[1]}):
        key = (lever, year)
        yield LeverYear(
            lever=lever, year=year, planned_units=units[0].get(key, 0.0), actual_units=units[1].get(key, 0.0),
            planned_state_musd=state[0].get(key, 0.0), actual_state_musd=state[1].get(key, 0.0),
            planned_private_musd=private[0].get(key, 0.0), actual_private_musd=private[1].get(key, 0.0),
        )


def _levers(earlier: Plan, planned: Actuals, actuals: Actuals, years: tuple[LeverYear, ...]) -> Iterable[LeverDrift]:
    leads = {one.id: one.lead for one in earlier.parameters.plants}
    for lever in dict.fromkeys(one.lever for one in years):
        mine = [one for one in years if one.lever == lever]
        first = min((one.year for one in mine if one.planned_units > 0), default=None)
        began = min((one.year for one in mine if one.actual_units > 0), default=None)
        behind = max(
            (one.expected_completion - one.year - leads[lever] for one in actuals.begun if one.lever == lever and one.expected_completion and lever in leads),
            default=0.0,
        )
        wanted, got = sum(one.planned_units for one in mine), sum(one.actual_units for one in mine)
        budget, paid = sum(one.planned_state_musd for one in mine), sum(one.actual_state_musd for one in mine)
        # Money of halls and chips is booked together, so there is no cost of one unit of either.
        both = wanted > 0 and got > 0 and not any(one.lever == f"{lever}/chips" for one in years)
        yield LeverDrift(
            lever=lever, planned_start=first, actual_start=began, not_begun=first is not None and began is None,
            slip_years=None if began is None else (began - first if first is not None else 0) + behind,
            planned_units=wanted, actual_units=got, planned_state_musd=budget, actual_state_musd=paid,
            cost_ratio=None if budget <= 0 or (not both and paid <= 0) else (paid / got) / (budget / wanted) if both else paid / budget,
        )


def _delivered(earlier: Plan, actuals: Actuals) -> Iterable[DeliveryDrift]:
    known = {(one.metric, one.year): one.value - one.do_nothing for one in earlier.metrics}
    for one in actuals.delivered:
        yield DeliveryDrift(metric=one.metric, year=one.year, planned=known.get((one.metric, one.year), 0.0), actual=one.amount)


def _changes(earlier: Plan, new: Plan, window: tuple[int, int]) -> Iterable[Change]:
    before, now = (_work(plan, window) for plan in (earlier, new))
    for key in sorted({*before, *now}):
        old, fresh = before.get(key, {}), now.get(key, {})
        if any(abs(old.get(year, 0.0) - fresh.get(year, 0.0)) > SAME * max(old.get(year, 0.0), fresh.get(year, 0.0)) for year in {*old, *fresh}):
            lever, action, project, unit = key
            yield Change(lever=lever, action=action, project=project, unit=unit, before=old, now=fresh)


def _work(plan: Plan, window: tuple[int, int]) -> dict[tuple[str, str, str, str], dict[int, float]]:
    found: dict[tuple[str, str, str, str], dict[int, float]] = defaultdict(dict)
    for step in plan.steps:
        if window[0] <= step.year <= window[1]:
            by_year = found[step.lever, step.action, step.project, step.unit]
            by_year[step.year] = by_year.get(step.year, 0.0) + step.units
    return found
