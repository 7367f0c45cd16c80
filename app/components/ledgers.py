"""Scarce things by year: what uses them, and the limit."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd
import streamlit as st

from catchup.plan import Entry, Plan
from components.look import LIMIT, colours, draw, grouped_small, table_below, year_axis, year_scale
from components.words import grouped, names_of, sentence_case, short, significant, within_sentence, year_name, years_of


@dataclass(frozen=True)
class Shown:
    """How one ledger is drawn: its sources make the limit, its uses the area; what is left is neither."""

    title: str
    unit: str
    left: tuple[str, ...]


LEDGERS = {
    "fx": Shown("Foreign exchange", "USD million", ("unused",)),
    "private": Shown("Private money", "USD million", ("unused",)),
    "power_mw": Shown("Power for AI and industry", "MW", ()),
    "grid_mw": Shown("New power to homes and firms", "MW", ()),
    "politics": Shown("Political capital", "points", ("closing", "lost")),
    "administration": Shown("Administrative capacity", "points", ("unused",)),
}

LEGEND_ROW = 24


def show(plan: Plan) -> None:
    """A small chart for each ledger, two in a row."""
    st.header("What is scarce, and how much of it is used", anchor="ledgers")
    st.caption("Area: used in the year. Line: all there is in that year, what the plan itself brings included. Where they touch, the limit binds.")
    used = {name: uses(plan, name) for name in LEDGERS}
    drawn = [name for name, frame in used.items() if not frame.empty]
    for at in range(0, len(drawn), 2):
        for column, name in zip(st.columns(2, gap="large"), drawn[at : at + 2], strict=False):
            with column:
                st.markdown(f"**{LEDGERS[name].title}**, {LEDGERS[name].unit}")
                draw(_chart(plan, name, used[name]), _description(plan, name, used[name]))
    idle = [within_sentence(LEDGERS[name].title) for name in LEDGERS if name not in drawn]
    if idle:
        st.caption(f"Not used by this plan in any year: {', '.join(idle)}.")
    table_below(_table(plan), "All ledgers as a table")


def uses(plan: Plan, ledger: str) -> pd.DataFrame:
    """What draws on a ledger by year and user; the remainder is left out."""
    names, left = names_of(plan), LEDGERS[ledger].left
    rows = [
        {"year": entry.year, "use": _use_name(entry, names), "amount": -entry.amount}
        for entry in plan.ledgers if entry.ledger == ledger and entry.amount < 0 and entry.entry not in left
    ]
    frame = pd.DataFrame(rows, columns=["year", "use", "amount"])
    return frame.groupby(["year", "use"], as_index=False)["amount"].sum()


def limit(plan: Plan, ledger: str) -> dict[int, float]:
    """All there is by year: the sources of the ledger, and for power all that can be spared and not only what is taken.

    The plan has no record of its own for this; it belongs in catchup beside `binding_years`.
    """
    found = dict.fromkeys(years_of(plan), 0.0)
    for entry in plan.ledgers:
        if entry.ledger == ledger and entry.amount > 0 and entry.entry != "spare power":
            found[entry.year] += entry.amount
    if ledger == "power_mw":
        power, first = plan.parameters.power, plan.parameters.clock.first_year
        return {year: amount + power.spare[year - first] + power.taken for year, amount in found.items()}
    return found


def _use_name(entry: Entry, names: dict[str, str]) -> str:
    what, _, whom = entry.entry.partition(": ")
    return short(names[whom]) if whom in names else sentence_case(whom or what)


def _steps(plan: Plan, frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Every series in every year, the last year drawn to its end, so that areas stack as steps."""
    problem = plan.parameters
    years = [*years_of(plan), problem.clock.first_year + problem.clock.horizon]
    known = {(row.year, row.use): row.amount for row in frame.itertuples()}
    return pd.DataFrame([
        {"year": year, "label": year_name(problem, min(year, years[-2])), "use": name, "amount": known.get((min(year, years[-2]), name), 0.0)}
        for name in names for year in years
    ])


def _chart(plan: Plan, ledger: str, frame: pd.DataFrame) -> alt.LayerChart:
    problem, unit = plan.parameters, LEDGERS[ledger].unit
    frame = grouped_small(frame, "use", "amount").groupby(["year", "use"], as_index=False)["amount"].sum()
    names = list(frame.groupby("use")["amount"].sum().sort_values(ascending=False).index)
    there = limit(plan, ledger)
    edge = pd.DataFrame([{"year": year, "amount": there[min(year, max(there))]} for year in [*there, max(there) + 1]])
    areas = _steps(plan, frame, names).assign(text=lambda one: [f"{significant(amount)} {unit}" for amount in one["amount"]])
    x = alt.X("year:Q", scale=year_scale(problem), axis=year_axis(problem))
    area = alt.Chart(areas).mark_area(interpolate="step-after", opacity=0.8).encode(
        x=x, y=alt.Y("amount:Q", stack="zero", title=unit, axis=alt.Axis(format=",.6~g", tickCount=4)),
        color=alt.Color("use:N", scale=colours(names), legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=180, labelFontSize=11)),
        tooltip=[alt.Tooltip("label:N", title="Year"), alt.Tooltip("use:N", title="Use"), alt.Tooltip("text:N", title="Amount")],
    )
    line = alt.Chart(edge).mark_line(interpolate="step-after", color=LIMIT, strokeWidth=2.5, strokeDash=[5, 3]).encode(x=x, y="amount:Q")
    return alt.layer(area, line).properties(height=190 + LEGEND_ROW * (len(names) + 1) // 2)


def _description(plan: Plan, ledger: str, frame: pd.DataFrame) -> str:
    shown, there = LEDGERS[ledger], limit(plan, ledger)
    used = frame.groupby("year")["amount"].sum()
    told = [
        f"{year_name(plan.parameters, year)}: {significant(float(used.get(year, 0.0)))} of {significant(amount)}"
        for year, amount in there.items()
    ]
    return f"{shown.title} used of what there is, {shown.unit}. " + "; ".join(told) + "."


def _table(plan: Plan) -> pd.DataFrame:
    """Every entry of every ledger, one row each."""
    return pd.DataFrame([
        {"Year": year_name(plan.parameters, one.year), "Ledger": one.ledger, "Entry": one.entry, "Amount": grouped(one.amount, 2), "Unit": one.unit}
        for one in plan.ledgers
    ])
