"""Charts that belong to no single plan, each with its description and its numbers as a table."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

Chart = alt.Chart | alt.LayerChart


def plot(chart: Chart, words: str) -> None:
    """A chart with its description for screen readers."""
    st.altair_chart(chart, width="stretch", alt=words)


def numbers(frame: pd.DataFrame, title: str) -> None:
    """The numbers of a chart as a table, for reading, copying and screen readers."""
    with st.expander(title):
        st.dataframe(frame, hide_index=True, width="stretch", alt=title)
