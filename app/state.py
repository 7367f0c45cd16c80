"""What the user looks at, kept in the address so that a link opens the same view. Only this file reads or writes it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from catchup.problem import OBJECTIVES

# Least cost needs targets, which this page does not ask for yet; a link that names it gets the planner's remedy.
PICKABLE_OBJECTIVES = tuple(one for one in OBJECTIVES if one != "least_cost")


@dataclass(frozen=True)
class Choice:
    """A country, a scenario and what counts as better."""

    country: str
    scenario: str
    objective: str


def current(default_country: str) -> Choice:
    """The choice in the address, with defaults for what it leaves out."""
    asked = st.query_params
    return Choice(
        country=asked.get("country", default_country).upper(),
        scenario=asked.get("scenario", "baseline"),
        objective=asked.get("objective", "value"),
    )


def choose(choice: Choice) -> None:
    """Puts a choice into the address. All three are written, so that a change of default never changes a link."""
    wanted = {"country": choice.country, "scenario": choice.scenario, "objective": choice.objective}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
