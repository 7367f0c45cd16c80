"""Page 2: why the plan is what it is, or why there is none and what the ways out cost."""

from __future__ import annotations

import cached
import state
import streamlit as st
from components import answering, picker, reasons
from components.errors import show_error

from catchup.errors import CatchupError


def show() -> None:
    """Draws the page for the question in hand."""
    digest = cached.data_digest()
    countries, scenarios = cached.country_names(digest), cached.scenario_names(digest)
    here = state.visit(state.first_country(list(countries)))
    with st.sidebar:
        picker.show(here, countries, scenarios)
    state.write_address()
    st.title("Why", anchor=False)
    try:
        plan, provisional = answering.answer(here)
    except CatchupError as problem:
        show_error(problem, here)
        return
    if provisional or plan is None:
        answering.watch(here.asker)
        st.info("The plan comes first; its reasons follow.", icon=":material/hourglass_top:")
        return
    reasons.show(here, plan)


show()
