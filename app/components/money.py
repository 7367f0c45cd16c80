"""Money by year: what each lever receives, what leaks, and what is released."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.report.outlay import leaks_name, money_sentences, money_table, money_table_title, outlay_points, released
from catchup.report.series import Point, sizes
from catchup.report.words import money_unit
from components.look import LEAK, LIMIT, Chart, Drawn, colours, draw, legend_columns, named, shape, table_below
from components.words import Reading, plain, significant, year_name, years_of


def show(reading: Reading) -> None:
    """Stacked outlay by lever with leakage on top and the released cash as a limit."""
    plan, currency = reading.plan, reading.currency
    st.header(tr("Public money by year"), anchor="money")
    points = reading.once("outlay", lambda: outlay_points(plan, currency))
    if points:
        st.caption(plain(tr(
            "{unit} of 2025. Bars: what arrives at each lever, and what leaks before it becomes anything. Grey line: cash released to the plan; "
            "what the bars leave of it lapses, is carried over or serves debt.", unit=money_unit(plan.parameters, currency),
        )))
        draw(reading, "money", lambda: _chart(reading, points), lambda: _description(reading))
    else:
        st.markdown(tr("No public money is spent."))
    table_below(reading, "money", lambda: money_table(plan, currency), money_table_title(plan, currency))


def _chart(reading: Reading, points: list[Point]) -> Drawn:
    problem = reading.plan.parameters
    unit = money_unit(problem, reading.currency)
    years = [year_name(problem, year) for year in years_of(reading.plan)]
    leaks = leaks_name()
    items = [*(name for name in sizes(points) if name != leaks), leaks]
    frame = pd.DataFrame([
        {"year": year_name(problem, one.year), "item": one.name, "amount": one.amount, "order": items.index(one.name), "text": f"{unit}: {significant(one.amount)}"}
        for one in points
    ])
    spec = shape("money", lambda: _bars(years, items, unit), *years, *items, unit)
    return spec, {"outlay": frame, "released": _released(reading, unit)}


def _bars(years: list[str], items: list[str], unit: str) -> Chart:
    x = alt.X("year:N", sort=years, scale=alt.Scale(domain=years), title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy"))
    bars = named("outlay").mark_bar().encode(
        x=x, y=alt.Y("amount:Q", title=unit, axis=alt.Axis(format=",.6~g")),
        color=alt.Color("item:N", scale=colours(items, {items[-1]: LEAK}), legend=alt.Legend(title=None, orient="bottom", columns=legend_columns(3, 560), labelLimit=220)),
        order="order:Q",
        tooltip=[alt.Tooltip("year:N", title=tr("Year")), alt.Tooltip("item:N", title=tr("Item")), alt.Tooltip("text:N", title=tr("Amount"))],
    )
    ticks = named("released").mark_tick(thickness=3, width={"band": 0.9}, color=LIMIT).encode(
        x=x, y="released:Q", tooltip=[alt.Tooltip("year:N", title=tr("Year")), alt.Tooltip("text:N", title=tr("Released"))]
    )
    return alt.layer(bars, ticks).properties(height=260)


def _released(reading: Reading, unit: str) -> pd.DataFrame:
    problem = reading.plan.parameters
    return pd.DataFrame([
        {"year": year_name(problem, year), "released": cash, "text": f"{unit}: {significant(cash)}"}
        for year, cash in released(reading.plan, reading.currency).items()
    ])


def _description(reading: Reading) -> str:
    return tr(
        "Public outlay by year and lever, with leakage and released cash. {years}.", years=tr("; ").join(money_sentences(reading.plan, reading.currency))
    )
