"""The money as one picture, from its sources through leakage to the levers, with the same as a table."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.report.flows import Drawing, drawing_of, flow_rows, flows_of, leak_sentence
from components.look import COLOURS, LEAK, LIMIT, Chart, Drawn, draw, ink, named, shape, table_below
from components.words import Reading, plain, year_name, years_of

HEIGHT = 420
FILL = {"source": COLOURS[0], "pool": COLOURS[0], "lever": COLOURS[2], "leak": LEAK, "left": LIMIT}
# Names stand inside the picture: to the right of a bar, at the last column to its left. On a narrow screen there is room for the outer columns only.
LAST_COLUMN = 3
NARROW = 560  # pixels


def show(reading: Reading) -> None:
    """The picture for the whole horizon or for one chosen year."""
    st.header(tr("Where the money comes from and where it goes"), anchor="flows")
    year = _year(reading)
    flows = reading.once("flows", lambda: flows_of(reading.plan, year), year)
    if not flows.links:
        st.markdown(tr("No money moves."))
        return
    st.caption(plain(tr("Width: amount of money. {leak} Leakage is striped.", leak=leak_sentence(reading.plan, year, reading.currency))))
    draw(reading, "flows", lambda: _chart(reading, drawing_of(flows)), lambda: _description(reading, year), year, ink())
    table_below(reading, "flows", lambda: flow_rows(reading.plan, flows, reading.currency), tr("The flows of money as a table"), year)


def _year(reading: Reading) -> int | None:
    problem = reading.plan.parameters
    years = [None, *years_of(reading.plan)]
    return st.selectbox(
        tr("Years"), years, format_func=lambda year: tr("The whole horizon") if year is None else year_name(problem, year),
        key="flow-year", width=220,
    )


def _chart(reading: Reading, drawing: Drawing) -> Drawn:
    return shape("flows", _picture, ink()), {"ribbons": _ribbons(reading, drawing), "bars": _bars(reading, drawing)}


def _picture() -> Chart:
    field = alt.Scale(domain=[0, 1], nice=False)
    x, y = alt.X("x:Q", scale=field, axis=None), alt.Y("top:Q", scale=alt.Scale(domain=[1, 0], nice=False), axis=None)
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in (("from", tr("From")), ("to", tr("To")), ("text", tr("Amount")))]
    ribbons, bars = named("ribbons"), named("bars")
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(FILL), range=list(FILL.values())), legend=None)
    areas = ribbons.mark_area(opacity=0.35, interpolate="monotone").encode(x=x, y=y, y2="bottom:Q", detail="link:N", color=colour, tooltip=tips)
    stripes = ribbons.transform_filter(alt.datum.kind == "leak").mark_rule(color=LEAK, strokeWidth=2).encode(x=x, y=y, y2="bottom:Q", tooltip=tips)
    blocks = bars.mark_rect(stroke=None).encode(x=x, x2="right:Q", y=y, y2="bottom:Q", color=colour, tooltip=tips[2:])
    return alt.layer(areas, stripes, blocks, *_names(bars)).properties(height=HEIGHT).configure_view(strokeWidth=0)


def _names(bars: alt.Chart) -> list[alt.Chart]:
    """Names beside the bars."""
    sides = (
        (alt.datum.column == 0, "left", 6, "right:Q", f"width < {NARROW} ? width / 2 : width / 4", "1"),
        ((alt.datum.column > 0) & (alt.datum.column < LAST_COLUMN), "left", 6, "right:Q", "width / 4", f"width < {NARROW} ? 0 : 1"),
        (alt.datum.column == LAST_COLUMN, "right", -6, "x:Q", f"width < {NARROW} ? width / 2 : width / 3", "1"),
    )
    field, down = alt.Scale(domain=[0, 1], nice=False), alt.Scale(domain=[1, 0], nice=False)
    return [
        bars.transform_filter(which).mark_text(
            align=side, baseline="middle", dx=offset, fontSize=12, lineBreak="\n", color=ink(), limit=alt.ExprRef(room), opacity=alt.ExprRef(shown)
        ).encode(x=alt.X(place, scale=field, axis=None), y=alt.Y("middle:Q", scale=down, axis=None), text="label:N")
        for which, side, offset, place, room, shown in sides
    ]


def _ribbons(reading: Reading, drawing: Drawing) -> pd.DataFrame:
    names = {bar.node.id: bar.node.name for bar in drawing.bars}
    return pd.DataFrame([
        {
            "x": x, "top": top, "bottom": bottom, "link": at, "kind": one.link.kind, "from": names[one.link.source], "to": names[one.link.target],
            "text": reading.money(one.link.amount),
        }
        for at, one in enumerate(drawing.ribbons) for x, top, bottom in one.points
    ])


def _bars(reading: Reading, drawing: Drawing) -> pd.DataFrame:
    return pd.DataFrame([
        {
            "x": bar.left, "right": bar.right, "top": bar.top, "bottom": bar.bottom, "middle": bar.middle, "kind": bar.node.kind,
            "column": bar.node.column, "label": f"{bar.node.name}\n{reading.money(bar.node.amount)}", "text": reading.money(bar.node.amount),
        }
        for bar in drawing.bars
    ])


def _description(reading: Reading, year: int | None) -> str:
    rows = flow_rows(reading.plan, flows_of(reading.plan, year), reading.currency)
    told = tr("; ").join(" → ".join(list(row.values())[:2]) + f": {list(row.values())[2]}" for row in rows)
    return tr("Money from its sources through leakage to the levers. {flows}.", flows=told)
