"""The frame of a page that speaks about a plan: the sidebar, the plan or the reason why there is none, then the page's own part."""

from __future__ import annotations

from collections.abc import Callable

import cached
import state
import streamlit as st
from state import Visit

from catchup.errors import CatchupError
from catchup.plan import Plan
from components import answering, picker
from components.errors import show_error
from components.words import plain


def begun(title: str) -> Visit:
    """Sidebar, address, title and notices of a page; the visit in hand."""
    digest = cached.data_digest()
    countries, scenarios = cached.country_names(digest), cached.scenario_names(digest)
    here = state.visit(state.first_country(list(countries)))
    with st.sidebar:
        picker.show(here, countries, scenarios)
    state.write_address()
    st.title(title, anchor=False)
    for notice in here.notices:
        st.info(plain(notice), icon=":material/info:")
    return here


def about_a_plan(title: str, meanwhile: str, draw: Callable[[Visit, Plan], None]) -> None:
    """Draws a page whose own part needs the proven plan; until it is there, how far it is."""
    here = begun(title)
    try:
        plan, provisional = answering.answer(here)
    except CatchupError as problem:
        show_error(problem, here)
        return
    if provisional or plan is None:
        progress = st.container()
        st.info(meanwhile, icon=":material/hourglass_top:")
        with progress:
            answering.watch(here.asker)
        return
    draw(here, plan)
