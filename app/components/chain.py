"""Position in the chain: the country's share of the world's output, link by link."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import streamlit as st

from catchup.plan import Metric, Plan
from catchup.problem import LINKS
from catchup.report.results import METRICS
from components.look import COLOURS, draw, table_below, year_axis, year_scale
from components.words import supported, within_sentence, year_name

NOTHING = 1e-9


def show(plan: Plan) -> None:
    """A small chart of each link that moves, with its range; the links that do not move in one sentence."""
    st.header("Position in the chain", anchor="chain")
    st.caption("Change of the share of the world's output against carrying on, in %. Line: expected. Band: delivery and yield at their low and high ends.")
    rows = {link: [one for one in plan.metrics if one.metric == f"{link}_share"] for link in LINKS}
    moving = [link for link in LINKS if any(max(abs(one.value), abs(one.low), abs(one.high)) > NOTHING for one in rows[link])]
    if moving:
        for column, link in zip(st.columns(max(len(moving), 2), gap="large"), moving, strict=False):
            with column:
                st.markdown(f"**{_title(link)}**")
                draw(_chart(plan, rows[link]), _description(plan, link, rows[link]))
    still = [within_sentence(_title(link)) for link in LINKS if link not in moving]
    if still:
        st.markdown(f"No change in any year: {', '.join(still)}.")
    table_below(_table(plan, rows), "Position in the chain as a table, %")


def _title(link: str) -> str:
    name, _ = METRICS.get(f"{link}_share", (link.replace("_", " "), ""))
    text = re.sub("^World share[,:] ", "", name)
    return text[:1].upper() + text[1:]


def _chart(plan: Plan, rows: list[Metric]) -> alt.LayerChart:
    problem = plan.parameters
    frame = pd.DataFrame([
        {"year": one.year + 0.5, "label": year_name(problem, one.year), "low": 100 * one.low, "value": 100 * one.value, "high": 100 * one.high}
        for one in rows
    ]).assign(text=lambda all_: [f"{supported(row.value, row.low, row.high)} % ({supported(row.low, row.low, row.high)} to {supported(row.high, row.low, row.high)})" for row in all_.itertuples()])
    x = alt.X("year:Q", scale=year_scale(problem), axis=year_axis(problem))
    tips = [alt.Tooltip("label:N", title="Year"), alt.Tooltip("text:N", title="World share")]
    base = alt.Chart(frame).encode(x=x, tooltip=tips)
    band = base.mark_area(opacity=0.25, color=COLOURS[0]).encode(y=alt.Y("low:Q", title="%"), y2="high:Q")
    line = base.mark_line(color=COLOURS[0], strokeWidth=2.5, point={"size": 30, "filled": True, "color": COLOURS[0]}).encode(y="value:Q")
    return alt.layer(band, line).properties(height=190)


def _description(plan: Plan, link: str, rows: list[Metric]) -> str:
    told = [f"{year_name(plan.parameters, one.year)}: {_cell(one)}" for one in rows]
    return f"{_title(link)}: change of the share of the world's output. " + "; ".join(told) + "."


def _cell(one: Metric) -> str:
    low, value, high = 100 * one.low, 100 * one.value, 100 * one.high
    ends = f" ({supported(low, low, high)} to {supported(high, low, high)})" if high - low > NOTHING else ""
    return f"{supported(value, low, high)} %{ends}"


def _table(plan: Plan, rows: dict[str, list[Metric]]) -> pd.DataFrame:
    return pd.DataFrame([
        {"Link": _title(link)} | {year_name(plan.parameters, one.year): _cell(one) for one in found} for link, found in rows.items()
    ])
