"""The timetable: a row for each line of work, building above and service below."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.problem import Problem
from catchup.report.timetable import Span, spans_of
from catchup.report.todo import step_rows, step_sentences, step_tips
from components.look import (
    COLOURS,
    LIMIT,
    Chart,
    Drawn,
    calendar,
    draw,
    named,
    shape,
    table_below,
    year_axis,
    year_scale,
)
from components.words import Reading

BUILDING, SERVING, ENDED = "building", "serving", "ended"
ROW_HEIGHT = 34


def show(reading: Reading) -> None:
    """Chart and table of all steps."""
    st.header(tr("Timetable"), anchor="timetable")
    if not reading.plan.steps:
        st.markdown(tr("Nothing is started, so there is no timetable."))
        return
    st.caption(tr(
        "Hollow bar: being built or prepared. Solid bar: in service or in force. Cross: called off or ended. Darker where several steps overlap. "
        "Point at a bar for money, owner and leakage."
    ))
    draw(reading, "timetable", lambda: _chart(reading), lambda: _description(reading))
    table_below(reading, "timetable", lambda: step_rows(reading.plan, reading.currency), tr("The timetable as a table"))


def _bars(reading: Reading) -> pd.DataFrame:
    """One row for each bar: building and service of every step."""
    rows = []
    for span in spans_of(reading.plan):
        told = {"row": span.row, **step_tips(reading.plan, span.step, reading.currency)}
        rows += [told | {"phase": phase, "from": begin, "to": end} for phase, begin, end in _phases(span)]
    return pd.DataFrame(rows)


def _phases(span: Span) -> list[tuple[str, float, float]]:
    if span.ends_something:
        return [(ENDED, span.begun, span.begun)]
    building = [(BUILDING, span.begun, span.ready)] if span.ready > span.begun else []
    return building + ([(SERVING, span.ready, span.until)] if span.until > span.ready else [])


def _chart(reading: Reading) -> Drawn:
    bars, problem = _bars(reading), reading.plan.parameters
    order = list(dict.fromkeys(bars["row"]))
    tips = [name for name in bars.columns if name not in ("row", "phase", "from", "to")]
    spec = shape("timetable", lambda: _rows(problem, order, tips), calendar(problem), *order, *tips)
    return spec, {"bars": bars}


def _rows(problem: Problem, order: list[str], told: list[str]) -> Chart:
    x = alt.X("from:Q", scale=year_scale(problem), axis=year_axis(problem))
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=270, grid=True, ticks=False, domain=False))
    tips = [alt.Tooltip(f"{name}:N") for name in told]
    base = named("bars").encode(x=x, y=y, tooltip=tips)
    building = base.transform_filter(alt.datum.phase == BUILDING).mark_bar(
        height=9, yOffset=-6, fill=COLOURS[1], fillOpacity=0.15, stroke=COLOURS[1], strokeWidth=1.5
    ).encode(x2="to:Q")
    serving = base.transform_filter(alt.datum.phase == SERVING).mark_bar(
        height=9, yOffset=6, fill=COLOURS[0], fillOpacity=0.55, stroke=COLOURS[0], strokeWidth=0.6
    ).encode(x2="to:Q")
    ended = base.transform_filter(alt.datum.phase == ENDED).mark_point(shape="cross", angle=45, size=130, filled=True, color=LIMIT, opacity=1)
    return alt.layer(building, serving, ended).properties(height=ROW_HEIGHT * len(order))


def _description(reading: Reading) -> str:
    return tr("Timetable of all steps with time of building and of service. {steps}.", steps=tr("; ").join(step_sentences(reading.plan)))
