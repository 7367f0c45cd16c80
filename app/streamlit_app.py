"""Entry of the app: page configuration and the list of pages."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)

st.set_page_config(page_title="catchup", page_icon="📈", layout="wide", initial_sidebar_state="auto")
# Less empty room above the title than the default.
st.html("<style>.stMainBlockContainer{padding-top:3rem}</style>")
st.navigation([
    st.Page("views/plan.py", title="Plan", icon=":material/event_note:", default=True),
    st.Page("views/why.py", title="Why", icon=":material/help_center:"),
    st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
]).run()
