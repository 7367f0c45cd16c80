"""Headline figures with units and ranges."""

from __future__ import annotations

import streamlit as st

from catchup.plan import Metric, Plan
from catchup.report.changes import change_of
from catchup.report.money import yearly_money
from components.words import amount_of, grouped, local, money_phrase, plain, share, supported, year_name

H100E = (("million H100e", 1e6), ("thousand H100e", 1e3), ("H100e", 1.0))


def show(plan: Plan, before: Plan | None = None) -> None:
    """Value and proof, public money, leakage, home share and power at the end of the horizon."""
    problem, one = plan.parameters, plan.objective
    st.header("In figures", anchor="figures")
    with st.container(border=True):
        better = f"no plan exceeds {amount_of(one.bound, one)}; gap {share(one.gap, 2)}"
        if one.name == "value":
            better = f"{local(one.value, problem)}; {better}"
        _figure("Worth against carrying on" if one.name == "value" else "Reached", amount_of(one.value, one), better, change_of(plan, before))
    money, ends = totals(plan), _at_end(plan)
    with st.container(border=True):
        _figure(
            "Public money used, of money released", money_phrase(money['outlay']),
            f"of {money_phrase(money['released'])} released in {problem.clock.horizon} years",
        )
        lost = f"{share(money['leaks'] / money['outlay'])} of the money used" if money["outlay"] >= 0.5 else "nothing is spent"
        _figure("Leaks on the way", money_phrase(money["leaks"]), lost)
        _figure("Private money drawn", money_phrase(money["private"]), "over the horizon")
    with st.container(border=True):
        last = year_name(problem, problem.clock.label(problem.clock.horizon - 1))
        _metric(ends.get("home_share"), f"AI demand served at home, {last}", "%", 100)
        _metric(ends.get("new_power_mw"), f"New firm power, {last}", "MW", 1)
        _metric(ends.get("compute_h100e"), f"AI compute, {last}", *_compute_unit(ends.get("compute_h100e")))
        st.caption("H100e: H100 equivalents. Ranges: delivery and yield at their low and high ends.")


def _figure(label: str, value: str, below: str, delta: str | None = None) -> None:
    with st.container(gap=None):
        st.metric(plain(label), plain(value), delta=plain(delta) if delta else None)
        st.caption(plain(below))


def _metric(metric: Metric | None, label: str, unit: str, factor: float) -> None:
    """A metric with its range; `factor` turns its unit into the one shown."""
    if metric is None:
        return
    low, value, high = (factor * amount for amount in (metric.low, metric.value, metric.high))
    ends = supported(low, low, high), supported(high, low, high)
    spread = f"{ends[0]} to {ends[1]} {unit}; " if ends[0] != ends[1] else ""
    _figure(label, f"{supported(value, low, high)} {unit}", f"{spread}doing nothing: {_idle(metric)}")


def _idle(metric: Metric) -> str:
    """The level without the plan, in the metric's own unit."""
    return share(metric.do_nothing) if metric.unit == "fraction" else f"{grouped(metric.do_nothing)} {metric.unit}"


def _compute_unit(metric: Metric | None) -> tuple[str, float]:
    """Millions, thousands or single H100 equivalents, by size."""
    size = metric.high if metric else 0.0
    return next((unit, 1 / scale) for unit, scale in H100E if size >= scale or scale == 1.0)


def totals(plan: Plan) -> dict[str, float]:
    """Sums of the money table over the horizon. A total row belongs in catchup.report.money."""
    rows = yearly_money(plan)
    return {name: sum(row[name] for row in rows) for name in rows[0]}


def _at_end(plan: Plan) -> dict[str, Metric]:
    last = plan.parameters.clock.label(plan.parameters.clock.horizon - 1)
    return {metric.metric: metric for metric in plan.metrics if metric.year == last}
