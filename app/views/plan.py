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
from components.words import Reading, digest_of, plain

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
            st.caption(plain(problem.message))
    state.write_address()
    for notice in here.notices:
        st.info(plain(notice), icon=":material/info:")
    package.show(here)
    try:
        plan, provisional = answering.answer(here)
    except CatchupError as problem:
        show_error(problem, here)
        return
    progress = st.container()
    before = here.shown if here.shown is not None and here.shown.country == here.question.request.country else None
    if plan is None and before is None:
        st.title(plain(countries[here.question.request.country][0]) if here.question.request.country in countries else tr("Plan"), anchor=False)
    _draw(here, plan or before, before if provisional else plan, provisional=provisional)
    if provisional:
        # Drawn last although it stands above, because it waits for the answer a little: by then the page is complete.
        with progress:
            st.info(_meanwhile(plan, before), icon=":material/hourglass_top:")
            answering.watch(here.asker)


def _meanwhile(plan: Plan | None, shown: Plan | None) -> str:
    if plan is not None:
        return tr("A possible plan, not yet proven to be the best.")
    return tr("Making the first plan.") if shown is None else tr("The plan before your change, until the new one is there.")


def _draw(here: state.Visit, above: Plan | None, below: Plan | None, *, provisional: bool) -> None:
    """The page in two parts. Until the proof is there, charts and tables stay those of the plan before, so that nothing is drawn twice."""
    currency = here.question.view.currency
    if above is not None:
        _head(Reading(above, None if provisional else here.before, currency))
    between = st.container()
    if below is not None:
        if above is not below:
            between.caption(tr("From here on, charts and tables are still those of the plan before your change."))
        _rest(Reading(below, None, currency))


def _head(reading: Reading) -> None:
    """What to do, what it is worth, and the figures."""
    heading.show(reading)
    left, right = st.columns([5, 3], gap="large")
    with left:
        todo.show(reading)
        worth.show(reading)
    with right:
        figures.show(reading)
    # Nothing to see: says to programs that look at the page which plan it shows.
    st.html(f'<i hidden data-plan="{digest_of(reading.plan)}"></i>')


def _rest(reading: Reading) -> None:
    """Charts and tables."""
    gantt.show(reading)
    flows.show(reading)
    money.show(reading)
    ledgers.show(reading)
    chain.show(reading)
    proof.show(reading)
    assumptions.show(reading)


show()
