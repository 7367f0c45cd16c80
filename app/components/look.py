"""One look for all charts: colours, axes by fiscal year, and a table beside every chart."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.problem import Problem

# Told apart with any colour vision, and at least 3:1 against the light and the dark background.
COLOURS = ["#2f7fb8", "#d0781f", "#2b9372", "#b86aa0", "#a88a1c", "#c4553f", "#6d7fd0", "#7f8b92"]
LEAK = "#c4553f"
LIMIT = "#7f8b92"
MOST_SERIES = 7


def year_axis(problem: Problem, title: str | None = None) -> alt.Axis:
    """An axis over decimal years, with ticks named as the country writes its fiscal years."""
    label = "datum.value + '-' + format((datum.value + 1) % 100, '02d')" if problem.fiscal_spans_two_years else "format(datum.value, 'd')"
    ticks = [problem.clock.label(at) for at in problem.clock.years]
    return alt.Axis(values=ticks, labelExpr=label, title=title, labelOverlap="greedy", grid=True, labelAlign="left", tickOffset=0)


def year_scale(problem: Problem) -> alt.Scale:
    """From the first planned year to the end of the last."""
    clock = problem.clock
    return alt.Scale(domain=[clock.first_year, clock.first_year + clock.horizon], nice=False, zero=False)


def colours(names: list[str], fixed: dict[str, str] | None = None) -> alt.Scale:
    """A colour for each name; `fixed` names keep theirs."""
    kept = fixed or {}
    free = [colour for colour in COLOURS if colour not in kept.values()]
    others = [name for name in names if name not in kept]
    given = {name: free[at % len(free)] for at, name in enumerate(others)} | kept
    return alt.Scale(domain=names, range=[given[name] for name in names])


def grouped_small(frame: pd.DataFrame, name: str, amount: str, rest: str = "All others") -> pd.DataFrame:
    """The frame with all but the largest series renamed, so that a legend stays readable. Amounts stay as they are."""
    size = frame.groupby(name)[amount].sum().sort_values(ascending=False)
    small = set(size.index[MOST_SERIES:])
    return frame.assign(**{name: [rest if one in small else one for one in frame[name]]})


def draw(chart: alt.Chart | alt.LayerChart | alt.FacetChart, words: str) -> None:
    """A chart with its description for screen readers."""
    st.altair_chart(chart, width="stretch", alt=words)


def table_below(frame: pd.DataFrame, title: str = "The same as a table") -> None:
    """The numbers of a chart as a table, for reading, copying and screen readers."""
    with st.expander(title):
        st.dataframe(frame, hide_index=True, width="stretch", alt=title)
