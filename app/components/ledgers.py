"""Scarce things by year: what uses them, and the limit."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.problem import Problem
from catchup.report.scarce import SCARCE, edge, scarce_sentences, unit_of, uses
from catchup.report.series import Point, sizes, stepped, with_few_names
from components.look import (
    LIMIT,
    Chart,
    Drawn,
    calendar,
    colours,
    draw,
    legend_columns,
    named,
    shape,
    table_below,
    year_axis,
    year_scale,
)
from components.words import Reading, grouped, plain, retold, significant, within_sentence, year_name, years_of

HEIGHT = 180


def show(reading: Reading) -> None:
    """A small chart for each ledger, two in a row."""
    st.header(tr("What is scarce, and how much of it is used"), anchor="ledgers")
    st.caption(tr("Area: used in the year. Line: all there is in that year, what the plan itself brings included. Where they touch, the limit binds."))
    used = reading.once("scarce", lambda: {name: uses(reading.plan, name, reading.currency) for name in SCARCE})
    drawn = iter([name for name in SCARCE if used[name]])
    for name in drawn:
        for column, one in zip(st.columns(2, gap="large"), (name, next(drawn, None)), strict=True):
            if one is not None:
                with column:
                    _ledger(reading, one, used[one])
    idle = [within_sentence(tr(SCARCE[name].title)) for name in SCARCE if not used[name]]
    if idle:
        st.caption(tr("Not used by this plan in any year: {ledgers}.", ledgers=", ".join(idle)))
    table_below(reading, "ledgers", lambda: _table(reading), tr("All ledgers as a table"))


def _ledger(reading: Reading, name: str, used: list[Point]) -> None:
    unit = unit_of(reading.plan, name, reading.currency)
    st.markdown(f"**{plain(tr(SCARCE[name].title))}**, {plain(unit)}")
    draw(reading, f"ledger {name}", lambda: _chart(reading, name, used, unit), lambda: _description(reading, name, unit))


def _chart(reading: Reading, ledger: str, used: list[Point], unit: str) -> Drawn:
    problem, years = reading.plan.parameters, years_of(reading.plan)
    points = stepped(with_few_names(used), years)
    names = list(sizes(points))
    areas = pd.DataFrame([
        {
            "year": one.year, "label": year_name(problem, one.year if one.year in years else years[-1]), "use": one.name, "amount": one.amount,
            "text": f"{significant(one.amount)} {unit}",
        }
        for one in points
    ])
    limit = pd.DataFrame(edge(reading.plan, ledger, reading.currency), columns=["year", "amount"])
    spec = shape("ledger", lambda: _areas(problem, names, unit), calendar(problem), *names, unit)
    return spec, {"used": areas, "limit": limit}


def _areas(problem: Problem, names: list[str], unit: str) -> Chart:
    x = alt.X("year:Q", scale=year_scale(problem), axis=year_axis(problem))
    area = named("used").mark_area(interpolate="step-after", opacity=0.8).encode(
        x=x, y=alt.Y("amount:Q", stack="zero", title=unit, axis=alt.Axis(format=",.6~g", tickCount=4)),
        color=alt.Color("use:N", scale=colours(names), legend=alt.Legend(title=None, orient="bottom", columns=legend_columns(2, 340), labelLimit=150, labelFontSize=11)),
        tooltip=[alt.Tooltip("label:N", title=tr("Year")), alt.Tooltip("use:N", title=tr("Use")), alt.Tooltip("text:N", title=tr("Amount"))],
    )
    line = named("limit").mark_line(interpolate="step-after", color=LIMIT, strokeWidth=2.5, strokeDash=[5, 3]).encode(x=x, y="amount:Q")
    return alt.layer(area, line).properties(height=HEIGHT)


def _description(reading: Reading, ledger: str, unit: str) -> str:
    return tr(
        "{ledger} used of what there is, {unit}. {years}.", ledger=tr(SCARCE[ledger].title), unit=unit,
        years=tr("; ").join(scarce_sentences(reading.plan, ledger, reading.currency)),
    )


def _table(reading: Reading) -> list[dict[str, str]]:
    """Every entry of every ledger, one row each, in the unit of the books."""
    problem = reading.plan.parameters
    return [
        {
            tr("Year"): year_name(problem, one.year), tr("Ledger"): retold(one.ledger), tr("Entry"): retold(one.entry), tr("Amount"): grouped(one.amount, 2),
            tr("Unit"): retold(one.unit.replace("MUSD", tr("USD million"))),
        }
        for one in reading.plan.ledgers
    ]
