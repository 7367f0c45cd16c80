"""The sidebar: country, scenario and objective in one form, so that two changes make one plan and not two."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from state import PICKABLE_OBJECTIVES, Choice

from components.words import objective_name, plain

Names = Mapping[str, tuple[str, str]]


def sidebar(choice: Choice, countries: Names, scenarios: Names) -> Choice:
    """Draws the form and gives the choice in force."""
    with st.sidebar:
        st.markdown("**catchup** · what to build, buy, ban and reform, and when")
        with st.form("choice", border=False):
            country = _pick("Country", choice.country, {code: f"{name} ({code})" for code, (name, _) in countries.items()})
            scenario = _pick("Scenario", choice.scenario, {one: name for one, (name, _) in scenarios.items()})
            objective = _pick("What counts as better", choice.objective, {one: objective_name(one) for one in PICKABLE_OBJECTIVES})
            made = st.form_submit_button("Make the plan", type="primary", width="stretch")
        chosen = Choice(country, scenario, objective) if made else choice
        _describe(chosen, countries, scenarios)
    return chosen


def _pick(label: str, current: str, options: dict[str, str]) -> str:
    """One select box. A value from the address that does not exist stays visible as such."""
    shown = options if current in options else {current: f"{current} (not offered here)", **options}
    keys = list(shown)
    return str(st.selectbox(label, keys, index=keys.index(current), format_func=lambda key: shown.get(key, key), key=label))


def _describe(choice: Choice, countries: Names, scenarios: Names) -> None:
    """What the country stands on and what the scenario assumes."""
    for names, key in ((countries, choice.country), (scenarios, choice.scenario)):
        if key in names:
            name, note = names[key]
            st.caption(f"**{plain(name)}.** {plain(note)}")
