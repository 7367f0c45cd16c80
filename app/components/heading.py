"""The first sentence of the page: what, for whom, how well proven."""

from __future__ import annotations

import streamlit as st

from catchup.language import tr
from catchup.report.proof import proof_sentence
from catchup.report.words import price_basis
from components.words import Reading, horizon_name, objective_name, plain, within_sentence


def show(reading: Reading) -> None:
    """Title and header sentence."""
    problem = reading.plan.parameters
    st.title(tr("{country}: the plan for {years}", country=plain(problem.country_name), years=horizon_name(problem)), anchor=False)
    aim = within_sentence(objective_name(reading.plan.objective.name))
    what = tr("Scenario *{scenario}*; what counts is **{aim}**.", scenario=plain(problem.scenario_name), aim=plain(aim))
    st.markdown(f"{what} {plain(proof_sentence(reading.plan, reading.currency))} {plain(price_basis(problem, reading.currency))}")
    for note in problem.notes:
        st.caption(plain(note))
