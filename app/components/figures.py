"""Headline figures with units and ranges."""

from __future__ import annotations

import streamlit as st

from catchup.plan import Metric, Plan
from catchup.report.money import yearly_money
from components.words import amount_of, grouped, local, money_phrase, plain, share, supported, year_name

NO_PLAN = "Doing nothing"


def show(plan: Plan) -> None:
    """Value and proof, public money, leakage, home share and power at the end of the horizon."""
    problem, one = plan.parameters, plan.objective
    st.header("In figures", anchor="figures")
    with st.container(border=True):
        better = f"at most {amount_of(one.bound, one)} for any plan; gap {share(one.gap, 2)}"
        _figure("Worth against carrying on" if one.name == "value" else "Reached", amount_of(one.value, one), better)
        if one.name == "value":
            st.caption(plain(f"{local(one.value, problem)} at {problem.currency} {problem.currency_rate:,.6g} to the dollar."))
    money, ends = totals(plan), _at_end(plan)
    with st.container(border=True):
        _figure(
            "Public money used, of money released", f"{money_phrase(money['outlay'])}",
            f"of {money_phrase(money['released'])} released in {problem.clock.horizon} years; {money_phrase(money['lapses'])} lapses",
        )
        lost = f"{share(money['leaks'] / money['outlay'])} of the money used" if money["outlay"] >= 0.5 else "nothing is spent"
        _figure("Leaks on the way", money_phrase(money["leaks"]), lost)
        _figure("Private money drawn", money_phrase(money["private"]), "over the horizon")
    with st.container(border=True):
        last = year_name(problem, problem.clock.label(problem.clock.horizon - 1))
        _metric(ends.get("home_share"), f"AI demand served at home, {last}", "%", 100)
        _metric(ends.get("new_power_mw"), f"New firm power, {last}", "MW", 1)
        _metric(ends.get("compute_h100e"), f"AI compute, {last}", "thousand H100e", 0.001)
        st.caption("H100e: H100 equivalents. Ranges: delivery and yield at their low and high ends.")


def _figure(label: str, value: str, below: str) -> None:
    st.metric(plain(label), plain(value), delta=below, delta_color="off", delta_arrow="off")


def _metric(metric: Metric | None, label: str, unit: str, factor: float) -> None:
    """A metric with its range; `factor` turns its unit into the one shown."""
    if metric is None:
        return
    low, value, high, idle = (factor * amount for amount in (metric.low, metric.value, metric.high, metric.do_nothing))
    ends = supported(low, low, high), supported(high, low, high)
    spread = f"range {ends[0]} to {ends[1]} {unit}" if ends[0] != ends[1] else "no range: the same at both ends"
    _figure(label, f"{supported(value, low, high)} {unit}", f"{spread}; {NO_PLAN.lower()}: {grouped(idle, 0 if idle >= 10 or not idle else 1)} {unit}")


def totals(plan: Plan) -> dict[str, float]:
    """Sums of the money table over the horizon. A total row belongs in catchup.report.money."""
    rows = yearly_money(plan)
    return {name: sum(row[name] for row in rows) for name in rows[0]}


def _at_end(plan: Plan) -> dict[str, Metric]:
    last = plan.parameters.clock.label(plan.parameters.clock.horizon - 1)
    return {metric.metric: metric for metric in plan.metrics if metric.year == last}
