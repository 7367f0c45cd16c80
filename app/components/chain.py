"""Position in the chain: how the country's share of each link of the world's output moves against carrying on."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.problem import Problem
from catchup.report.chain import Share, chain_sentences, chain_shares, link_name, moves
from components.look import COLOURS, Chart, Drawn, calendar, draw, named, shape, table_below, year_axis, year_scale
from components.words import Reading, plain, within_sentence, year_name


def show(reading: Reading) -> None:
    """A small chart of each link that moves, with its range; the links that do not move in one sentence."""
    st.header(tr("Position in the chain"), anchor="chain")
    rows = reading.once("chain", lambda: chain_shares(reading.plan))
    moving = [link for link in rows if moves(rows[link])]
    if moving:
        st.caption(tr("Change of the share of the world's output against carrying on, in %. Line: expected. Band: delivery and yield at their low and high ends."))
        _charts(reading, rows, moving)
    still = [within_sentence(link_name(link)) for link in rows if link not in moving]
    if still:
        st.markdown(plain(tr("No change in any year: {links}.", links=", ".join(still))))
    table_below(reading, "chain", lambda: _table(reading, rows), tr("Position in the chain as a table, %"))


def _charts(reading: Reading, rows: dict[str, list[Share]], moving: list[str]) -> None:
    # One chart alone takes half the width, as two would.
    for column, link in zip(st.columns(len(moving) if moving[1:] else 2, gap="large"), moving, strict=False):
        with column:
            st.markdown(f"**{plain(link_name(link))}**")
            draw(reading, f"chain {link}", lambda link=link: _chart(reading, rows[link]), lambda link=link: _description(reading, link, rows[link]))


def _chart(reading: Reading, rows: list[Share]) -> Drawn:
    problem = reading.plan.parameters
    frame = pd.DataFrame([
        {"year": one.middle, "label": year_name(problem, one.year), "low": one.low, "value": one.value, "high": one.high, "text": one.text} for one in rows
    ])
    return shape("chain", lambda: _band(problem), calendar(problem)), {"shares": frame}


def _band(problem: Problem) -> Chart:
    x = alt.X("year:Q", scale=year_scale(problem), axis=year_axis(problem))
    tips = [alt.Tooltip("label:N", title=tr("Year")), alt.Tooltip("text:N", title=tr("World share"))]
    base = named("shares").encode(x=x, tooltip=tips)
    band = base.mark_area(opacity=0.25, color=COLOURS[0]).encode(y=alt.Y("low:Q", title="%"), y2="high:Q")
    line = base.mark_line(color=COLOURS[0], strokeWidth=2.5, point={"size": 30, "filled": True, "color": COLOURS[0]}).encode(y="value:Q")
    return alt.layer(band, line).properties(height=160)


def _description(reading: Reading, link: str, rows: list[Share]) -> str:
    return tr(
        "{link}: change of the share of the world's output. {years}.", link=link_name(link), years=tr("; ").join(chain_sentences(reading.plan, rows))
    )


def _table(reading: Reading, rows: dict[str, list[Share]]) -> list[dict[str, str]]:
    problem = reading.plan.parameters
    return [{tr("Link"): link_name(link)} | {year_name(problem, one.year): one.text for one in found} for link, found in rows.items()]
