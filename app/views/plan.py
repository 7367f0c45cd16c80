"""Page 1: the plan of one country, what to do this year first."""

from __future__ import annotations

import cached
import state
import streamlit as st
from components import (
    answering,
    assumptions,
    chain,
    controls,
    figures,
    gantt,
    heading,
    ledgers,
    money,
    package,
    picker,
    proof,
    todo,
    worth,
)
from components.errors import show_error

from catchup.errors import CatchupError
from catchup.plan import Plan


def show() -> None:
    """Draws the page for the question in hand."""
    digest = cached.data_digest()
    countries, scenarios = cached.country_names(digest), cached.scenario_names(digest)
    here = state.visit(state.first_country(list(countries)))
    with st.sidebar:
        picker.show(here, countries, scenarios)
        try:
            controls.show(here)
        except CatchupError as problem:
            st.caption(problem.message)
    state.write_address()
    for notice in here.notices:
        st.info(notice, icon=":material/info:")
    package.show(here)
    try:
        plan, provisional = answering.answer(here)
    except CatchupError as problem:
        show_error(problem, here)
        return
    if provisional:
        answering.watch(here.asker)
        st.info(_meanwhile(plan, here.shown), icon=":material/hourglass_top:")
    _draw(plan or here.shown, None if provisional else here.before)


def _meanwhile(plan: Plan | None, shown: Plan | None) -> str:
    if plan is not None:
        return "A possible plan, not yet proven to be the best."
    return "Making the first plan." if shown is None else "The plan before your change, until the new one is there."


def _draw(plan: Plan | None, before: Plan | None) -> None:
    if plan is None:
        return
    heading.show(plan)
    left, right = st.columns([5, 3], gap="large")
    with left:
        todo.show(plan)
        worth.show(plan)
    with right:
        figures.show(plan, before)
    gantt.show(plan)
    money.show(plan)
    ledgers.show(plan)
    chain.show(plan)
    proof.show(plan)
    assumptions.show(plan)


show()
