"""The world map of a comparison: outlines that ship with the program, so that nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import streamlit as st

from catchup.language import tr
from catchup.report.standing import amount_text, measure_name, place_text, status_words
from catchup.standing.atlas import Shades, code_of_outline, outlines, shades, small_states
from catchup.standing.table import Row
from catchup.standing.yardsticks import Measure
from components.look import legend_columns
from components.plots import plot

# Five steps from dark to light that read in order with any colour vision (viridis, its dark end lighter, so that it shows on a dark page).
STEPS = ("#5d4a9c", "#3f74a8", "#2a9d8f", "#6cc96a", "#e0d02a")
YARDSTICK, NO_PLAN, NOT_COMPARED, BORDER = "#a7adb3", "#c4553f", "rgba(128,128,128,0.10)", "#8a9096"
# A circle is easier to hit and to see than the state it stands for.
CIRCLE = 70
HEIGHT = 470
# Nobody plans for it, and it would take a fifth of the map.
ANTARCTICA = "010"


def show(rows: Sequence[Row], measure: Measure) -> None:
    """The map of one view in one measure."""
    ranked = {row.cell.country: row.value for row in rows if row.value is not None and row.rank is not None}
    shade = shades(ranked)
    groups = _groups(rows, shade, measure)
    names = list(groups)
    by_country = {country: (name, row) for name, (_, members) in groups.items() for country, row in members.items()}
    scale = alt.Scale(domain=names, range=[colour for colour, _ in groups.values()])
    colour = alt.Color("properties.group:N", scale=scale, sort=names, legend=alt.Legend(title=measure_name(measure), orient="bottom", columns=legend_columns(3, 480), symbolType="square", symbolOpacity=1, symbolStrokeWidth=0, labelLimit=220, clipHeight=20))
    tips = [alt.Tooltip(f"properties.{one}:N", title=title) for one, title in (("name", tr("Country")), ("amount", measure_name(measure)), ("place", tr("Place")), ("data", tr("Data grade")), ("proof", tr("Proof, gap")))]
    land = _land(by_country)
    base = alt.Chart(land).mark_geoshape(fill=NOT_COMPARED, stroke=BORDER, strokeWidth=0.4, strokeDash=[2, 2])
    told = alt.Chart(land).transform_filter("isValid(datum.properties.group)").mark_geoshape(stroke=BORDER, strokeWidth=0.6).encode(color=colour, tooltip=tips)
    circles = alt.Chart(_points(by_country)).mark_circle(size=CIRCLE, opacity=1, stroke=BORDER).encode(longitude="longitude:Q", latitude="latitude:Q", color=colour, tooltip=tips)
    chart = alt.layer(base, told, circles).project("equalEarth").properties(height=HEIGHT)
    plot(chart, _described(rows, measure))
    st.caption(tr("Dashed outline without colour: not compared. Small states are circles. Outlines and names: Natural Earth, public domain, drawn as they are there; no position is taken on any boundary."))


def _groups(rows: Sequence[Row], shade: Shades, measure: Measure) -> dict[str, tuple[str, dict[str, Row]]]:
    """Name of a group in the legend -> its colour and countries, largest amounts first."""
    found: dict[str, tuple[str, dict[str, Row]]] = {}
    last = len(shade.ends) - 1
    for at in range(last, -1, -1):
        low, high = (amount_text(one, measure) for one in shade.ends[at])
        name = low if low == high else tr("{low} to {high}", low=low, high=high)
        # Fewer groups than colours: spread over the whole scale, the lightest always for the most.
        colour = STEPS[round(at * (len(STEPS) - 1) / last)] if last else STEPS[-2]
        members = {row.cell.country: row for row in rows if shade.by_country.get(row.cell.country) == at}
        found.setdefault(name, (colour, {}))[1].update(members)
    shaded = set(shade.by_country)
    rest = {row.cell.country: row for row in rows if row.cell.country not in shaded}
    yardsticks = {code: row for code, row in rest.items() if row.value is not None}
    without = {code: row for code, row in rest.items() if row.value is None}
    if yardsticks:
        found[tr("comparator, no place")] = (YARDSTICK, yardsticks)
    if without:
        found[tr("no plan or no figure")] = (NO_PLAN, without)
    return found


def _properties(name: str, group: str, row: Row) -> dict[str, str]:
    return {"name": name, "group": group, "amount": amount_text(row.value, row.measure), "place": place_text(row), "data": row.by.grade, "proof": status_words(row)}


def _land(by_country: dict[str, tuple[str, Row]]) -> alt.InlineData:
    """The outlines with what a country is coloured and told by; the shared outlines themselves stay as they are."""
    world, codes = outlines(), code_of_outline()
    shapes: list[dict[str, Any]] = []
    for one in world["objects"]["countries"]["geometries"]:
        if one.get("id") == ANTARCTICA:
            continue
        found = by_country.get(codes.get(str(one.get("id")), ""))
        shapes.append({**one, "properties": _properties(found[1].by.name, *found)} if found else {**one, "properties": {"name": one["properties"]["name"]}})
    content = {**world, "objects": {"countries": {**world["objects"]["countries"], "geometries": shapes}}}
    return alt.InlineData(values=content, format=alt.TopoDataFormat(feature="countries", type="topojson"))


def _points(by_country: dict[str, tuple[str, Row]]) -> alt.InlineData:
    values = [
        {"longitude": one.longitude, "latitude": one.latitude, "properties": _properties(by_country[one.country][1].by.name, *by_country[one.country])}
        for one in small_states() if one.country in by_country
    ]
    return alt.InlineData(values=values)


def _described(rows: Sequence[Row], measure: Measure) -> str:
    told = [f"{row.by.name}: {amount_text(row.value, measure)}" for row in rows]
    return tr("World map, {measure}, best first.", measure=measure_name(measure)) + " " + tr("; ").join(told) + ". " + tr("The table below says the same.")
