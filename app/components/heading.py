"""The first sentence of the page: what, for whom, how well proven."""

from __future__ import annotations

import streamlit as st

from catchup.plan import Plan
from components.words import amount_of, horizon_name, objective_name, plain, share

# Below this a gap is rounding of the solver and prints as zero.
SMALL_GAP = 5e-5


def show(plan: Plan) -> None:
    """Title and header sentence."""
    problem = plan.parameters
    st.title(f"{plain(problem.country_name)}: the plan for {horizon_name(problem)}", anchor=False)
    st.markdown(f"{_what(plan)} {_proof(plan)}")
    for note in problem.notes:
        st.caption(plain(note))


def _what(plan: Plan) -> str:
    problem = plan.parameters
    aim = objective_name(plan.objective.name).lower()
    return f"Scenario *{plain(problem.scenario_name)}*; what counts is **{aim}**."


def _proof(plan: Plan) -> str:
    one = plan.objective
    if one.status == "optimal" and one.gap < SMALL_GAP:
        return f"It is proven that no plan is better than this one, which reaches {amount_of(one.value, one)}. Money is in US dollars of 2025."
    if one.status == "optimal":
        proof = f"It is proven that no plan is better by more than {share(one.gap, 2)} of its gain"
    else:
        proof = f"A limit stopped the search: a better plan may exist, by up to {share(one.gap, 2)} of its gain"
    return f"{proof}: this one reaches {amount_of(one.value, one)}, none can exceed {amount_of(one.bound, one)}. Money is in US dollars of 2025."
