"""What this question changes against the country as it stands: the package at a glance, each part with its way out."""

from __future__ import annotations

import state
import streamlit as st
from state import Visit

from catchup.language import tr
from catchup.report.asked import asked_lines
from components.words import plain


def show(here: Visit) -> None:
    """The changes, one line each, with a button that takes it back."""
    lines = asked_lines(here.question)
    if not lines:
        return
    with st.container(border=True):
        st.markdown(tr("**What you changed** ({count})", count=len(lines)))
        for at, (text, without) in enumerate(lines):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(plain(text), width="stretch")
                if st.button(tr("Take back"), icon=":material/close:", key=f"back-{at}-{state.turn()}", type="tertiary"):
                    state.put(without)
                    st.rerun()
