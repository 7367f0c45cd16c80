"""The headline figures of a plan for a page: each with its unit, its range, what doing nothing gives, and its change since the last plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.report.changes import change_between, change_of, comparable
from catchup.report.money import leak_share, totals
from catchup.report.proof import level
from catchup.report.words import (
    Currency,
    grouped,
    last_year,
    local,
    marked,
    money,
    money_in,
    share,
    supported,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Metric, Plan

MILLION, THOUSAND = 1e6, 1e3


@dataclass(frozen=True)
class Figure:
    """One headline figure as words."""

    name: str
    value: str
    below: str
    change: str | None = None


@dataclass(frozen=True)
class _Scale:
    """How a metric is written: a factor, digits by its range, and the unit."""

    factor: float
    text: str
    change: str = ""

    def said(self, amount: float, low: float, high: float, *, change: bool = False) -> str:
        text = self.change if change and self.change else self.text
        return tr(text, amount=supported(self.factor * amount, self.factor * low, self.factor * high))


def headline_figures(plan: Plan, before: Plan | None = None, currency: Currency = "usd") -> tuple[tuple[Figure, ...], ...]:
    """Worth; public, leaked and private money; and what stands in the last year. A group each.

    Args:
        plan: the plan.
        before: the proven plan shown before it, for the changes.
        currency: of all money.
    """
    other = before if comparable(plan, before) else None
    return (_worth(plan, before, currency),), _money(plan, other, currency), _at_the_end(plan, other)


def _worth(plan: Plan, before: Plan | None, currency: Currency) -> Figure:
    one, problem = plan.objective, plan.parameters
    below = tr("no plan exceeds {most}; gap {gap}", most=level(plan, one.bound, currency), gap=share(one.gap, 2))
    if one.name == "value":
        below = f"{money(one.value) if currency == 'local' else local(one.value, problem)}; {below}"
    name = tr("Worth against carrying on") if one.name == "value" else tr("Reached")
    return Figure(name, level(plan, one.value, currency), below, change_of(plan, before, currency))


def _money(plan: Plan, before: Plan | None, currency: Currency) -> tuple[Figure, ...]:
    problem, now = plan.parameters, totals(plan)
    then = totals(before) if before is not None else now
    part = leak_share(now)

    def said(million: float) -> str:
        return money_in(million, problem, currency)

    def figure(column: str, name: str, below: str) -> Figure:
        return Figure(name, said(now[column]), below, change_between(now[column], then[column], said))

    years = problem.clock.horizon
    return (
        figure("outlay", tr("Public money used"), tr("of {released} released in {years} years", released=said(now["released"]), years=years)),
        figure("leaks", tr("Leaks on the way"), tr("{share} of the public money used", share=share(part)) if part is not None else tr("nothing is spent")),
        figure("private", tr("Private money drawn"), tr("over the horizon")),
    )


def _at_the_end(plan: Plan, before: Plan | None) -> tuple[Figure, ...]:
    year = last_year(plan.parameters)
    now, then = _metrics(plan, year), _metrics(before, year) if before is not None else {}
    said = year_name(plan.parameters, year)
    found = [
        _metric(now.get("home_share"), then.get("home_share"), tr("AI demand served at home, {year}", year=said), _Scale(100, marked("{amount} %"), marked("{amount} percentage points"))),
        _metric(now.get("new_power_mw"), then.get("new_power_mw"), tr("New firm power, {year}", year=said), _Scale(1, marked("{amount} MW"))),
        _metric(
            now.get("compute_h100e"), then.get("compute_h100e"), tr("AI compute, {year}", year=said),
            _compute_scale(now["compute_h100e"].high if "compute_h100e" in now else 0.0),
        ),
    ]
    return tuple(one for one in found if one is not None)


def _metrics(plan: Plan, year: int) -> dict[str, Metric]:
    return {metric.metric: metric for metric in plan.metrics if metric.year == year}


def _compute_scale(largest: float) -> _Scale:
    """Millions, thousands or single H100 equivalents, by size."""
    if largest >= MILLION:
        return _Scale(1 / MILLION, marked("{amount} million H100e"))
    return _Scale(1 / THOUSAND, marked("{amount} thousand H100e")) if largest >= THOUSAND else _Scale(1, marked("{amount} H100e"))


def _metric(now: Metric | None, then: Metric | None, name: str, scale: _Scale) -> Figure | None:
    """A metric with its range. A change is written to the digits that the range of the figure supports."""
    if now is None:
        return None

    def said(amount: float) -> str:
        return scale.said(amount, now.low, now.high)

    low, high = supported(scale.factor * now.low, scale.factor * now.low, scale.factor * now.high), said(now.high)
    idle = tr("doing nothing: {amount}", amount=_idle(now))
    below = tr("{low} to {high}; {idle}", low=low, high=high, idle=idle) if said(now.low) != high else idle
    return Figure(name, said(now.value), below, _change(now, then, scale) if then is not None else None)


def _change(now: Metric, then: Metric, scale: _Scale) -> str | None:
    return change_between(now.value, then.value, lambda amount: scale.said(amount, now.low, now.high, change=True))


def _idle(metric: Metric) -> str:
    """The level without the plan, in the metric's own unit."""
    return share(metric.do_nothing) if metric.unit == "fraction" else f"{grouped(metric.do_nothing)} {metric.unit}"
