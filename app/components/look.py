"""One look for all charts: colours, axes by fiscal year, and a table beside every chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from catchup.language import language, locale, tr
from catchup.problem import Problem
from catchup.report.words import end_of_horizon, number_signs, planned_years
from components.words import Reading

# Told apart with any colour vision, and at least 3:1 against the light and the dark background.
COLOURS = ["#2f7fb8", "#d0781f", "#2b9372", "#b86aa0", "#a88a1c", "#c4553f", "#6d7fd0", "#7f8b92"]
LEAK = "#c4553f"
LIMIT = "#7f8b92"
MOST_GROUPS = 6
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
# A chart or its shape, which speaks of its data by name, and the data. Data inside the chart would be copied several times on their way.
Drawn = tuple[Chart | dict[str, Any], dict[str, pd.DataFrame]]


def year_axis(problem: Problem, title: str | None = None) -> alt.Axis:
    """An axis over decimal years, with ticks named as the country writes its fiscal years."""
    label = "datum.value + '-' + format((datum.value + 1) % 100, '02d')" if problem.fiscal_spans_two_years else "format(datum.value, 'd')"
    return alt.Axis(values=planned_years(problem), labelExpr=label, title=title, labelOverlap="greedy", grid=True, labelAlign="left", tickOffset=0)


def year_scale(problem: Problem) -> alt.Scale:
    """From the first planned year to the end of the last."""
    return alt.Scale(domain=[problem.clock.first_year, end_of_horizon(problem)], nice=False, zero=False)


def calendar(problem: Problem) -> str:
    """All that an axis of years depends on."""
    return f"{problem.clock.first_year} {end_of_horizon(problem)} {problem.fiscal_spans_two_years}"


def colours(names: Sequence[str], fixed: dict[str, str] | None = None) -> alt.Scale:
    """A colour for each name; `fixed` names keep theirs."""
    kept = fixed or {}
    free = [colour for colour in COLOURS if colour not in kept.values()]
    others = [name for name in names if name not in kept]
    given = {name: free[at % len(free)] for at, name in enumerate(others)} | kept
    return alt.Scale(domain=list(names), range=[given[name] for name in names])


def ink() -> str:
    """The colour of text inside a chart, by the theme of the page; the charts' own look sets it for axes and legends only."""
    return "#e6eaee" if st.context.theme.type == "dark" else "#1b2733"


def legend_columns(usual: int, least_width: int) -> alt.ExprRef:
    """Columns of a legend: one where the chart is narrower than `least_width` pixels, so that nothing is cut on a phone."""
    return alt.ExprRef(f"width < {least_width} ? 1 : {usual}")


def named(name: str) -> alt.Chart:
    """A chart of the data of that name."""
    return alt.Chart(alt.NamedData(name=name))


def draw(reading: Reading, name: str, chart: Callable[[], Drawn], words: Callable[[], str], *details: Any) -> None:
    """A chart with its description for screen readers, written down once for each plan, language and currency.

    Args:
        reading: the plan on screen.
        name: of the chart, unlike any other.
        chart: makes it and the data that it names.
        words: describe it with its numbers.
        details: what else it depends on, such as a chosen year.
    """
    spec, told = reading.once(f"chart {name}", lambda: (_spec_of(*chart()), words()), *details)
    st.vega_lite_chart(spec, width="stretch", alt=told)


def shape(name: str, make: Callable[[], Chart], *details: Any) -> dict[str, Any]:
    """A chart without its data as plain data, made once for all plans: the charts of a page take a third of a second to write down.

    Args:
        name: of the shape, unlike any other.
        make: makes the chart.
        details: everything it depends on besides the reader's language.
    """
    return _shape(name, (language(), str(locale()), *map(str, details)), make)


@st.cache_resource(show_spinner=False, max_entries=1000)
def _shape(name: str, told: tuple[str, ...], _make: Callable[[], Chart]) -> dict[str, Any]:
    return _written_down(_make())


def _spec_of(chart: Chart | dict[str, Any], data: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The chart or its shape, with its data."""
    return {**(chart if isinstance(chart, dict) else _written_down(chart)), "datasets": data}


def _written_down(chart: Chart) -> dict[str, Any]:
    """The chart as plain data, with numbers on axes as the reader's language writes them."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    config = spec.setdefault("config", {})
    # The default look sets a size that a page of flexible width must not have.
    config.get("view", {}).pop("continuousWidth", None)
    config.get("view", {}).pop("continuousHeight", None)
    thousands, decimals, groups = number_signs()
    config["locale"] = {"number": {"decimal": decimals, "thousands": thousands, "grouping": [groups[0], *(groups[1] for _ in range(MOST_GROUPS))], "currency": ["", ""]}}
    # The height is that of the field, so that charts beside one another compare; legends come below it.
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    # A chart is one picture with one description: its marks would be read out one by one, and an empty layer without any words.
    config.setdefault("mark", {})["aria"] = False
    return spec


def table_below(reading: Reading, name: str, rows: Callable[[], Sequence[dict[str, Any]]], title: str | None = None, *details: Any) -> None:
    """The numbers of a chart as a table, for reading, copying and screen readers."""
    said = title or tr("The same as a table")
    frame = reading.once(f"table {name}", lambda: pd.DataFrame(list(rows())), *details)
    with st.expander(said):
        st.dataframe(frame, hide_index=True, width="stretch", alt=said)
