"""The comparison of a run: map, table, small multiples, how far the order holds, and what the plans tell beyond it."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import cached
import pandas as pd
import state
import streamlit as st
from downloads import held
from state import Visit

from catchup.batch import Run
from catchup.language import tr, trn
from catchup.report.standing import (
    class_name,
    comparator_sentence,
    goal_name,
    kind_name,
    kinds_sentence,
    measure_name,
    measure_words,
    ready_sentence,
    status_words,
    steadiness_sentence,
    undecided_sentence,
)
from catchup.standing.archetypes import CLASSES
from catchup.standing.export import KINDS, MIME, table_bytes
from catchup.standing.of_run import Insight, comparison_of, insight_of
from catchup.standing.ranks import Steadiness
from catchup.standing.table import Table, View, name_of
from catchup.standing.yardsticks import Measure, measures_of
from components import borrowing, worldmap
from components.look import COLOURS, legend_columns
from components.plots import numbers, plot
from components.words import plain

MOST_SHOWN = 15
ROW_HEIGHT = 22
TABLE_HEIGHT, TABLE_ROW = 560, 35
PANELS = 3


@st.cache_resource(show_spinner=False, max_entries=8)
def comparison(identifier: str, stamp: str, digest: str, _run: Run) -> Table:
    """The comparison of a run as far as it is; made anew when cells came in or data files changed."""
    return comparison_of(_run)


@st.cache_resource(show_spinner=False, max_entries=16)
def insight(identifier: str, stamp: str, view: View, _run: Run) -> Insight:
    """What the plans of a view tell."""
    return insight_of(_run, view)


def show(here: Visit, run: Run, stamp: str) -> None:
    """Draws the comparison of a run."""
    found = comparison(run.id, stamp, cached.data_digest(), run)
    futures = {one: tr(name) for one, (name, _) in cached.scenario_names(cached.data_digest()).items()}
    if not any(row.interval for row in found.rows):
        st.info(tr("No cell of this run has a plan so far."), icon=":material/hourglass_empty:")
        for cause in dict.fromkeys(f"**{plain(row.by.name)}**: {plain(row.cell.cause)}" for row in found.rows if row.cell.cause):
            st.caption(cause)
        return
    view, measure = _asked(found, futures)
    rows = found.of(view, measure)
    worldmap.show(rows, measure)
    st.header(tr("Places"), anchor="places")
    st.markdown(undecided_sentence(rows))
    _places(here, run, found, view, measure)
    _multiples(found, view, measure, futures)
    steady = found.steadiness.get((view.objective, measure))
    if steady is not None:
        _steady(found, steady, futures)
    _plans_tell(run, stamp, view, found)
    borrowing.show(here, run, view, {row.cell.country: row.by.name for row in rows if row.interval})


def _asked(found: Table, futures: Mapping[str, str]) -> tuple[View, Measure]:
    """Which future, goal and measure are shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        goals = list(dict.fromkeys(one.objective for one in found.views))
        goal = st.selectbox(tr("Goal"), goals, format_func=lambda one: goal_name(one), key="countries_goal")
        views = [one for one in found.views if one.objective == goal]
        view = st.selectbox(tr("Future"), views, format_func=lambda one: _view_name(one, futures), key=f"countries_future_{goal}")
        options = list(measures_of(view.objective))
        measure = st.selectbox(tr("Measured in"), options, format_func=measure_name, key=f"countries_measure_{goal}", help=tr("A fair comparison reads all of them: no single one is right."))
    st.caption(measure_words(measure))
    return view, measure


def _view_name(view: View, futures: Mapping[str, str]) -> str:
    return name_of(View(futures.get(view.scenario, view.scenario), view.objective, view.weight))


def _places(here: Visit, run: Run, found: Table, view: View, measure: Measure) -> None:
    """The table, the way into a cell, and the files."""
    frame = found.wide(view, measure)
    chosen = st.dataframe(
        _named(frame, found, view, measure), hide_index=True, width="stretch", height=_height(len(frame)), on_select="rerun", selection_mode="single-row", key=f"places-{run.id}-{name_of(view)}-{measure}",
        column_config=_columns(view), alt=tr("Countries with their places, amounts in every measure, data grade and proof; best first"),
    )
    st.caption(f"{tr('Place: the best and the worst that is proven possible. Click a heading to sort.')} {comparator_sentence()} {tr('Data grade A to E: how much of the country file is known; a file graded D is mostly assumptions.')}")
    _open_cell(here, run, view, frame, chosen.selection.rows)
    with st.container(horizontal=True):
        for kind in KINDS:
            name = f"catchup-{run.id}.{kind}"
            made = held(lambda kind=kind: table_bytes(found.to_frame(), kind), MIME[kind], name)
            st.download_button(kind.upper(), made, file_name=name, mime=MIME[kind], icon=":material/download:", on_click="ignore")
    for row in found.of(view, measure):
        if row.interval is None and row.cell.cause:
            st.caption(f"**{plain(row.by.name)}**: {plain(row.cell.cause)}")


def _named(frame: pd.DataFrame, found: Table, view: View, measure: Measure) -> pd.DataFrame:
    """The table as a reader sees it."""
    proof = {row.cell.country: status_words(row) for row in found.of(view, measure)}
    names = [f"{name} *" if comparator else name for comparator, name in zip(frame["comparator"], frame["name"], strict=True)]
    return pd.DataFrame({
        "name": names, "best": frame["place_best"].astype("Int64"), "worst": frame["place_worst"].astype("Int64"),
        **{one: frame[one].map(_shown, na_action="ignore") for one in measures_of(view.objective)},
        "grade": frame["data_grade"], "proof": [proof[one] for one in frame["country"]],
    })


def _height(rows: int) -> int:
    """Height of the table in pixels: all rows, or as many as fit a screen."""
    return min(TABLE_HEIGHT, TABLE_ROW * (rows + 1) + 3)


def _shown(amount: float) -> float:
    """An amount to the four figures that are shown of it."""
    return float(f"{amount:.4g}")


def _columns(view: View) -> dict[str, object]:
    amounts: dict[str, object] = {
        one: st.column_config.NumberColumn(measure_name(one), format="percent" if one == "share_of_gdp" else "localized")
        for one in measures_of(view.objective)
    }
    return {
        "best": st.column_config.NumberColumn(tr("Best place"), width="small"), "worst": st.column_config.NumberColumn(tr("Worst place"), width="small"),
        "name": st.column_config.TextColumn(tr("Country"), pinned=True), "grade": st.column_config.TextColumn(tr("Data"), width="small"),
        "proof": st.column_config.TextColumn(tr("Proof, gap")), **amounts,
    }


def _open_cell(here: Visit, run: Run, view: View, frame: pd.DataFrame, selected: list[int]) -> None:
    """A country of the table as a plan: the question is asked again, with the data of today."""
    names = dict(zip(frame["country"], frame["name"], strict=True))
    codes = list(names)
    at = selected[0] if selected and selected[0] < len(codes) else 0
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(tr("Country"), codes, index=at, format_func=lambda one: names[one], key=f"open-{run.id}-{name_of(view)}-{at}")
        if st.button(tr("Open as a plan"), icon=":material/event_note:", help=tr("Asks the same question on the Plan page, with the data files of today."), key="open_cell"):
            state.put(here.question.model_copy(update={"request": borrowing.request_of(run, view, code), "schedules": ()}))
            st.switch_page("views/plan.py")


def _multiples(found: Table, view: View, measure: Measure, futures: Mapping[str, str]) -> None:
    """The same countries in every future, one small chart each, on one scale."""
    views = [one for one in found.views if one.objective == view.objective]
    if len(views) < 2:
        return
    codes = [row.cell.country for row in found.of(view, measure) if row.rank][:MOST_SHOWN]
    if not codes:
        return
    st.header(tr("In every future"), anchor="futures")
    st.caption(trn("The first country of the table.", "The first {count} countries of the table, on one scale. Bar: from what the plan reaches to what no plan can exceed, and what is not known of the country's size.", len(codes)))
    frame = found.to_frame()
    frame = frame[(frame.objective == view.objective) & (frame.measure == measure) & frame.country.isin(codes) & frame.low.notna()]
    names = {row.cell.country: row.by.name for row in found.of(view, measure)}
    scale = alt.Scale(domain=[float(min(0, frame.low.min())), float(frame.high.max())], nice=True)
    panels = st.columns(min(len(views), PANELS), gap="medium")
    for at, one in enumerate(views):
        with panels[at % len(panels)]:
            st.markdown(f"**{plain(_view_name(one, futures))}**")
            of_view = frame[(frame.scenario == one.scenario) & (frame.weight.isna() if one.weight is None else frame.weight == one.weight)]
            plot(_panel(of_view, [names[code] for code in codes], scale, measure), _panel_words(of_view, measure))
    numbers(frame.pivot_table(index="name", columns="scenario", values="value", observed=True).reset_index(), tr("Amounts in every future as a table"))


def _panel(frame: pd.DataFrame, order: list[str], scale: alt.Scale, measure: Measure) -> alt.LayerChart:
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=110, labelOverlap=False), scale=alt.Scale(domain=order))
    form = "%" if measure == "share_of_gdp" else "~s"
    tips = [alt.Tooltip("name:N", title=tr("Country")), alt.Tooltip("low:Q", title=tr("At least"), format=".4g"), alt.Tooltip("high:Q", title=tr("At most"), format=".4g")]
    base = alt.Chart(frame).encode(y=y, tooltip=tips)
    bar = base.mark_bar(height=5, opacity=0.45, color=COLOURS[0]).encode(x=alt.X("low:Q", scale=scale, title=None, axis=alt.Axis(format=form, tickCount=4)), x2="high:Q")
    point = base.mark_circle(size=45, opacity=1, color=COLOURS[0]).encode(x=alt.X("value:Q", scale=scale))
    return alt.layer(bar, point).properties(height=ROW_HEIGHT * max(len(order), 2) + 40)


def _panel_words(frame: pd.DataFrame, measure: Measure) -> str:
    told = tr("; ").join(f"{row['name']}: {row['low']:.4g}-{row['high']:.4g}" for row in frame.to_dict("records"))
    return f"{measure_name(measure)}. {told}."


def _steady(found: Table, steady: Steadiness, futures: Mapping[str, str]) -> None:
    """For each country the places that it can take, over all futures."""
    st.header(tr("How far the order holds"), anchor="steadiness")
    st.markdown(steadiness_sentence(steady))
    names = {row.cell.country: row.by.name for row in found.rows}
    if steady.left_out:
        st.caption(tr("Left out, because some future has no plan for them: {countries}.", countries=plain(", ".join(names.get(one, one) for one in steady.left_out))))
    order = sorted(steady.places, key=lambda one: (steady.places[one].middle, names[one]))
    ranges = pd.DataFrame([{"name": names[one], "best": steady.places[one].best, "worst": steady.places[one].worst} for one in order])
    if ranges.empty:
        return
    points = pd.DataFrame([
        {"name": names[one], "future": futures.get(view, view), "place": ranks[one].middle, "text": str(ranks[one])} for view, ranks in steady.by_view.items() for one in order
    ])
    y = alt.Y("name:N", sort=[names[one] for one in order], title=None, axis=alt.Axis(labelLimit=150, labelOverlap=False))
    x = alt.Scale(domain=[1, max(len(order), 2)], nice=False)
    bar = alt.Chart(ranges).mark_bar(height=8, opacity=0.3, color=COLOURS[7], cornerRadius=4).encode(
        y=y, x=alt.X("best:Q", scale=x, title=tr("Place"), axis=alt.Axis(tickMinStep=1)), x2="worst:Q", tooltip=[alt.Tooltip("name:N", title=tr("Country")), alt.Tooltip("best:Q", title=tr("Best place")), alt.Tooltip("worst:Q", title=tr("Worst place"))],
    )
    marks = alt.Chart(points).mark_point(filled=True, size=55, opacity=0.9).encode(
        y=y, x=alt.X("place:Q", scale=x), color=alt.Color("future:N", scale=alt.Scale(range=COLOURS), legend=alt.Legend(title=tr("Future"), orient="bottom", columns=legend_columns(3, 480))), shape=alt.Shape("future:N", legend=alt.Legend(title=tr("Future"), orient="bottom", columns=legend_columns(3, 150))),
        tooltip=[alt.Tooltip("name:N", title=tr("Country")), alt.Tooltip("future:N", title=tr("Future")), alt.Tooltip("text:N", title=tr("Place"))],
    )
    told = tr("; ").join(f"{row['name']}: {row['best']}-{row['worst']}" for row in ranges.to_dict("records"))
    plot(alt.layer(bar, marks).properties(height=ROW_HEIGHT * len(order) + 120), tr("Places over all futures.") + f" {told}.")
    numbers(points.pivot_table(index="name", columns="future", values="text", aggfunc="first", sort=False).reset_index(), tr("Places in every future as a table"))


def _plans_tell(run: Run, stamp: str, view: View, found: Table) -> None:
    """Readiness and kinds of plan, read from the plans of the view."""
    told = insight(run.id, stamp, view, run)
    if not told.readies:
        return
    sizes = {row.cell.country: row.by for row in found.rows}
    names = {country: by.name for country, by in sizes.items()}
    levers = {one: name for one, (name, _, _) in cached.lever_texts(cached.data_digest()).items()}
    st.header(tr("Ready for AI at home?"), anchor="readiness")
    # Countries inside the chain serve AI at home already; their latecomer's plan says nothing about that.
    asked = [one for one in told.readies if not sizes[one.country].comparator]
    waiting = [one for one in asked if one.not_yet]
    st.markdown(trn("{count} of these plans serves no AI at home: not yet.", "{count} of these plans serve no AI at home: not yet.", len(waiting)))
    for one in waiting:
        st.markdown(f"- {plain(ready_sentence(one, names.get(one.country, one.country), levers))}")
    borrowing.what_first(run, view, {one.country: names.get(one.country, one.country) for one in waiting})
    with st.expander(tr("When the others serve AI at home, and what they begin with")):
        for one in sorted((one for one in asked if not one.not_yet), key=lambda one: (one.first_year or 0, one.country)):
            st.markdown(f"- {plain(ready_sentence(one, names.get(one.country, one.country), levers))}")
    _kinds(told, names)


def _kinds(told: Insight, names: Mapping[str, str]) -> None:
    st.header(tr("Kinds of plan"), anchor="kinds")
    st.markdown(kinds_sentence(told.kinds))
    if told.kinds.silhouette is None:
        return
    # Numbered: two kinds may have the same largest parts.
    titles = [f"{at}. {kind_name(kind)}" for at, kind in enumerate(told.kinds.kinds, start=1)]
    for title, kind in zip(titles, told.kinds.kinds, strict=True):
        st.markdown(f"- **{plain(title)}** · {plain(', '.join(names.get(one, one) for one in kind.countries))}")
    rows = [{"kind": title, "number": title.split(".")[0], "class": class_name(one), "share": kind.shares[one]} for title, kind in zip(titles, told.kinds.kinds, strict=True) for one in CLASSES]
    classes = [class_name(one) for one in CLASSES]
    chart = alt.Chart(pd.DataFrame(rows)).mark_bar().encode(
        y=alt.Y("number:O", title=tr("Kind"), axis=alt.Axis(labelOverlap=False)),
        x=alt.X("sum(share):Q", title=tr("Share of the state's outlay"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("class:N", sort=classes, scale=alt.Scale(domain=classes, range=COLOURS), legend=alt.Legend(title=None, orient="bottom", columns=legend_columns(3, 480))),
        tooltip=[alt.Tooltip("kind:N", title=tr("Kind")), alt.Tooltip("class:N", title=tr("Spent on")), alt.Tooltip("share:Q", title=tr("Share of spending"), format=".0%")],
    )
    words = tr("; ").join(f"{row['kind']}, {row['class']}: {row['share']:.0%}" for row in rows if row["share"] > 0)
    plot(chart.properties(height=36 * len(told.kinds.kinds) + 170), words)
