"""The drawings of a slate as Vega-Lite specifications: timetable, money from source to use, limits, frontier and worth.

Written as plain data, so that a slate needs no charting library. Every drawing holds in black and white: kinds differ by
outline, pattern or label and not by colour alone, and each has its numbers in a table.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

from catchup.language import tr
from catchup.report.flows import Bar, drawing_of, flows_of
from catchup.report.palette import COLOURS, GREYS, INK, LEAK, LIMIT
from catchup.report.scarce import SCARCE, limit, unit_of, uses
from catchup.report.series import by_year
from catchup.report.timetable import spans_of
from catchup.report.words import dollars, end_of_horizon, planned_years, significant, year_name
from catchup.slate.conventions import clean
from catchup.slate.document import Figure
from catchup.slate.setting import Setting
from catchup.slate.tables_delivery import F
from catchup.slate.tables_money import SHORT, USES
from catchup.slate.tables_options import FRONTIER, WORTH

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 520
ROW = 26
MOST_ROWS = 30
LAST_COLUMN = 3
LEAST_TALL = 0.2
FLOW_WIDTH, FLOW_HEIGHT = 680, 440
MARGIN = 0.35
"""Room for names at each side of the drawing of money, in widths of the drawing itself."""
CLEAR = 0.012
LINE = 12.5
NAME_SIGNS = 22
HALO = {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "color": "white"}
"""Under a name, so that it reads on a ribbon."""
Spec = dict[str, Any]


def _figure(name: str, caption: str, words: str, spec: Spec, tall: float, table: str | None) -> Figure:
    look = {
        "view": {"stroke": None}, "font": "Noto Sans", "axis": {"labelColor": INK, "titleColor": INK, "gridColor": "#d8dee2", "labelFontSize": 13, "titleFontSize": 13},
        "legend": {"labelColor": INK, "titleColor": INK, "orient": "bottom"}, "text": {"color": INK},
    }
    wide = {} if "concat" in spec else {"width": WIDTH}
    whole = {"$schema": SCHEMA, "background": "white", "config": look, **wide, **spec}
    return Figure(id=name, caption=caption, words=words, table=table, drawing=json.dumps(whole, ensure_ascii=False, sort_keys=True), tall=max(tall, LEAST_TALL))


def gantt(s: Setting) -> Figure | None:
    """The timetable: hollow while it is built or prepared, solid while it works, a cross where something ends."""
    spans = spans_of(s.plan)
    rows = list(dict.fromkeys(clean(one.row) for one in spans))[:MOST_ROWS]
    data = [
        {"row": clean(one.row), "from": one.begun, "ready": one.ready, "until": one.until, "ends": one.ends_something} for one in spans if clean(one.row) in rows
    ]
    if not data:
        return None
    problem = s.plan.parameters
    first, last = problem.clock.first_year, end_of_horizon(problem)
    span = "datum.value + '-' + format((datum.value + 1) % 100, '02d')" if problem.fiscal_spans_two_years else "format(datum.value, 'd')"
    x = {"type": "quantitative", "scale": {"domain": [first, last], "nice": False}, "axis": {"values": planned_years(problem)[::3], "labelExpr": span, "title": None, "labelAlign": "left"}}
    y = {"field": "row", "type": "nominal", "sort": rows, "title": None, "axis": {"labelLimit": 260, "grid": True}}
    built = {"type": "bar", "height": 8, "yOffset": -5, "fill": "white", "stroke": COLOURS[1], "strokeWidth": 1.4, "strokeDash": [3, 2]}
    serving = {"type": "bar", "height": 8, "yOffset": 5, "fill": COLOURS[0], "stroke": COLOURS[0]}
    layers = [
        {"transform": [{"filter": "!datum.ends && datum.ready > datum.from"}], "mark": built, "encoding": {"x": {"field": "from", **x}, "x2": {"field": "ready"}, "y": y}},
        {"transform": [{"filter": "!datum.ends && datum.until > datum.ready"}], "mark": serving, "encoding": {"x": {"field": "ready", **x}, "x2": {"field": "until"}, "y": y}},
        {"transform": [{"filter": "datum.ends"}], "mark": {"type": "point", "shape": "cross", "angle": 45, "size": 90, "filled": True, "color": INK}, "encoding": {"x": {"field": "from", **x}, "y": y}},
    ]
    words = tr("One row for each line of work. Dashed and hollow: being built or prepared. Solid: in service or in force. Cross: called off or ended.")
    spec = {"data": {"values": data}, "layer": layers, "height": ROW * len(rows) + 10}
    return _figure("fig.gantt", tr("Timetable of the plan"), words, spec, (ROW * len(rows) + 40) / (WIDTH + 230), F)


def money_flow(s: Setting) -> Figure | None:
    """Public and private money from source to use; what is lost on the way is hatched and named."""
    drawn = drawing_of(flows_of(s.plan))
    if not drawn.ribbons:
        return None
    ribbons = [
        {"id": at, "order": order, "x": point[0], "top": 1 - point[1], "low": 1 - point[2], "kind": ribbon.link.kind}
        for at, ribbon in enumerate(drawn.ribbons) for order, point in enumerate(ribbon.points)
    ]
    bars = [
        {"x": bar.left, "x2": bar.right, "y": 1 - bar.top, "y2": 1 - bar.bottom, "kind": bar.node.kind, **_label(bar)} for bar in drawn.bars
    ]
    flat = {"scale": {"domain": [0, 1]}, "axis": None, "type": "quantitative"}
    # The names stand in margins of their own, where no ribbon passes.
    wide = {**flat, "scale": {"domain": [-MARGIN, 1 + MARGIN], "nice": False}}
    kinds = ["source", "pool", "lever", "leak", "left"]
    colour = {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": kinds, "range": [GREYS[2], GREYS[1], GREYS[0], LEAK, GREYS[7]]}}
    label = {"type": "text", "baseline": "middle", "fontSize": 11, "lineHeight": LINE}
    name = {"x": {"field": "at", **wide}, "y": {"field": "middle", **flat}, "text": {"field": "name"}}
    layers = [
        {"data": {"values": ribbons}, "mark": {"type": "area", "opacity": 0.35, "line": False}, "encoding": {"x": {"field": "x", **wide}, "y": {"field": "top", **flat}, "y2": {"field": "low"}, "detail": {"field": "id"}, "color": colour}},
        {"data": {"values": [one for one in ribbons if one["kind"] == "leak"]}, "mark": {"type": "line", "strokeDash": [2, 2], "strokeWidth": 1, "color": INK}, "encoding": {"x": {"field": "x", **wide}, "y": {"field": "top", **flat}, "detail": {"field": "id"}}},
        {"data": {"values": bars}, "mark": {"type": "rect"}, "encoding": {"x": {"field": "x", **wide}, "x2": {"field": "x2"}, "y": {"field": "y", **flat}, "y2": {"field": "y2"}, "color": colour}},
        *(
            {"data": {"values": [one for one in bars if one["align"] == align]}, "mark": {**label, "align": align, **look}, "encoding": name}
            for align in ("left", "center", "right") for look in (HALO, {"color": INK})
        ),
    ]
    words = tr("Money of the whole horizon from left to right: sources, public money, outlay, and what it reaches. The dashed ribbon is lost on the way. USD million of the price year.")
    return _figure("fig.money", tr("Money from source to use, with what is lost on the way"), words, {"layer": layers, "width": FLOW_WIDTH, "height": FLOW_HEIGHT}, FLOW_HEIGHT / FLOW_WIDTH + 0.02, SHORT)


def _label(bar: Bar) -> Spec:
    """The name of a node in short lines with its amount, and where it stands: beside the outer ones, above the inner ones, and for what is left over on its ribbon."""
    lines = [*textwrap.wrap(clean(bar.node.name), NAME_SIGNS, max_lines=2, placeholder=" ..."), dollars(bar.node.amount)]
    # A text of several lines hangs from its first one.
    lift = (len(lines) - 1) * LINE / 2 / FLOW_HEIGHT
    where: Spec = {"align": "center", "at": (bar.left + bar.right) / 2, "middle": 1 - bar.top + 2 * lift + LINE / FLOW_HEIGHT}
    if bar.node.column == 0 or bar.node.kind == "left":
        where = {"align": "right", "at": bar.left - CLEAR, "middle": 1 - bar.middle + lift}
    elif bar.node.column == LAST_COLUMN:
        where = {"align": "left", "at": bar.right + CLEAR, "middle": 1 - bar.middle + lift}
    return {"name": lines, **where}


def ledgers(s: Setting) -> Figure | None:
    """What is scarce: use by year as bars, what there is as a stepped line."""
    panels = []
    for ledger in SCARCE:
        used, most = by_year(uses(s.plan, ledger)), limit(s.plan, ledger)
        if sum(used.values()) <= 1e-6 or not most:
            continue
        values = [{"year": year_name(s.plan.parameters, year), "used": used.get(year, 0.0), "limit": amount} for year, amount in most.items()]
        panels.append(_ledger(tr(SCARCE[ledger].title), unit_of(s.plan, ledger), values))
    if not panels:
        return None
    words = tr("Bars: what the plan uses in each year. Line: all there is of it, what the plan itself brings included.")
    spec = {"concat": panels, "columns": 2, "spacing": 18}
    return _figure("fig.ledgers", tr("What is scarce, and how much of it is used"), words, spec, 0.22 * ((len(panels) + 1) // 2) + 0.02, USES)


def _ledger(title: str, unit: str, values: list[dict[str, Any]]) -> Spec:
    x = {"field": "year", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": -90, "labelFontSize": 9}}
    return {
        "title": {"text": f"{title}, {unit}", "fontSize": 11, "anchor": "start", "color": INK}, "width": 260, "height": 90, "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "color": GREYS[2], "stroke": COLOURS[0]}, "encoding": {"x": x, "y": {"field": "used", "type": "quantitative", "title": None}}},
            {"mark": {"type": "line", "interpolate": "step", "color": INK, "strokeWidth": 1.6}, "encoding": {"x": x, "y": {"field": "limit", "type": "quantitative", "title": None}}},
        ],
    }


def frontier_figure(s: Setting) -> Figure | None:
    """What more of one aim costs in another, each point with its proven limit."""
    found = s.given.frontier
    if found is None or not found.points:
        return None
    values = [{"x": one.x, "y": one.y, "bound": one.y_bound, "label": significant(one.y)} for one in found.points]
    x = {"field": "x", "type": "quantitative", "title": f"{found.x} ({found.x_unit})", "scale": {"zero": False}}
    y = {"type": "quantitative", "title": f"{found.y} ({found.y_unit})", "scale": {"zero": False}}
    layers = [
        {"mark": {"type": "rule", "color": LIMIT}, "encoding": {"x": x, "y": {"field": "y", **y}, "y2": {"field": "bound"}}},
        {"mark": {"type": "line", "point": {"filled": True, "color": INK}, "color": COLOURS[0]}, "encoding": {"x": x, "y": {"field": "y", **y}}},
    ]
    words = tr("Each point is a plan. The bar at a point reaches from the plan to what no plan can beat.")
    return _figure("fig.frontier", tr("What more of one aim costs in another"), words, {"data": {"values": values}, "layer": layers, "height": 260}, 0.48, FRONTIER)


def worth_figure(s: Setting) -> Figure | None:
    """What each measure is worth, as the interval that is proven."""
    found = s.given.explanation
    known = [one for one in (found.measures if found else ()) if one.worth and one.worth.low is not None and one.worth.high is not None]
    if not known:
        return None
    values = [{"row": clean(one.name), "low": one.worth.low, "high": one.worth.high} for one in known if one.worth]
    y = {"field": "row", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 230}}
    layers = [
        {"mark": {"type": "bar", "height": 10, "color": GREYS[1], "stroke": INK}, "encoding": {"y": y, "x": {"field": "low", "type": "quantitative", "title": found.unit if found else ""}, "x2": {"field": "high"}}},
        {"mark": {"type": "tick", "color": INK, "thickness": 2}, "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}}},
    ]
    words = tr("Bars reach from the least to the most a measure is proven to be worth; left of zero it costs more than it adds.")
    spec = {"data": {"values": values}, "layer": layers, "height": ROW * len(values)}
    return _figure("fig.worth", tr("What each measure is worth"), words, spec, (ROW * len(values) + 40) / (WIDTH + 230), WORTH)
