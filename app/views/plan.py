"""Page 1: the plan of one country, what to do this year first."""

from __future__ import annotations

import cached
import state
import streamlit as st
from components import (
    assumptions,
    chain,
    figures,
    gantt,
    heading,
    ledgers,
    money,
    picker,
    proof,
    todo,
    worth,
)
from components.errors import show_error
from components.solving import make_with_progress

from catchup.errors import CatchupError
from catchup.plan import Plan


def show() -> None:
    """Draws the page for the choice in the address."""
    digest = cached.data_digest()
    countries, scenarios = cached.country_names(digest), cached.scenario_names(digest)
    choice = picker.sidebar(state.current(next(iter(countries), "")), countries, scenarios)
    state.choose(choice)
    try:
        plan = make_with_progress(choice, digest)
    except CatchupError as problem:
        show_error(problem)
        return
    _draw(plan)


def _draw(plan: Plan) -> None:
    heading.show(plan)
    left, right = st.columns([5, 3], gap="large")
    with left:
        todo.show(plan)
        worth.show(plan)
    with right:
        figures.show(plan)
    gantt.show(plan)
    money.show(plan)
    ledgers.show(plan)
    chain.show(plan)
    proof.show(plan)
    assumptions.show(plan)


show()
