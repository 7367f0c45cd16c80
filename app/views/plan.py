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
    flows,
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
from components.words import Reading

from catchup.errors import CatchupError
from catchup.language import tr
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
    shown = plan or here.shown
    if shown is not None:
        _draw(Reading(shown, None if provisional else here.before, here.question.view.currency))


def _meanwhile(plan: Plan | None, shown: Plan | None) -> str:
    if plan is not None:
        return tr("A possible plan, not yet proven to be the best.")
    return tr("Making the first plan.") if shown is None else tr("The plan before your change, until the new one is there.")


def _draw(reading: Reading) -> None:
    heading.show(reading)
    left, right = st.columns([5, 3], gap="large")
    with left:
        todo.show(reading)
        worth.show(reading)
    with right:
        figures.show(reading)
    gantt.show(reading)
    flows.show(reading)
    money.show(reading)
    ledgers.show(reading)
    chain.show(reading)
    proof.show(reading)
    assumptions.show(reading)


show()
