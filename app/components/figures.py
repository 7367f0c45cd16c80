"""Headline figures with units, ranges and changes."""

from __future__ import annotations

import streamlit as st

from catchup.language import tr
from catchup.report.figures import Figure, headline_figures
from components.words import Reading, digest_of, plain


def show(reading: Reading) -> None:
    """Worth and proof, public and private money, and what stands at the end of the horizon."""
    before = digest_of(reading.before) if reading.before is not None else ""
    groups = reading.once("figures", lambda: headline_figures(reading.plan, reading.before, reading.currency), before)
    st.header(tr("In figures"), anchor="figures")
    for at, group in enumerate(groups):
        with st.container(border=True):
            for figure in group:
                _figure(figure)
            if at == len(groups[1:]):
                st.caption(tr("H100e: H100 equivalents. Ranges: delivery and yield at their low and high ends."))


def _figure(figure: Figure) -> None:
    with st.container(gap=None):
        # No green or red: whether more spending or less power is good news is not for a colour to say.
        st.metric(plain(figure.name), plain(figure.value), delta=plain(figure.change) if figure.change else None, delta_color="off")
        st.caption(plain(figure.below))
