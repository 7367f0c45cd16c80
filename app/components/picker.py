"""The sidebar's head: country, future and goal, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

import state
import streamlit as st
from state import Visit

from catchup.problem import OBJECTIVES
from components.words import objective_name, plain

Names = Mapping[str, tuple[str, str]]


def show(here: Visit, countries: Names, scenarios: Names) -> None:
    """Draws the pickers; a change is the next question at once."""
    request = here.question.request
    st.markdown("**catchup** · what to build, buy, ban and reform, and when")
    goals = {one: objective_name(one) for one in OBJECTIVES if one != "least_cost" or request.targets}
    country = _pick("Country", request.country, {code: f"{name} ({code})" for code, (name, _) in countries.items()})
    scenario = _pick("Future", request.scenario, {one: name for one, (name, _) in scenarios.items()})
    objective = _pick("What counts as better", request.objective, goals)
    if country != request.country:
        # Numbers and locks of one country say nothing about another.
        state.put(here.question.changed(country=country, overrides=(), locks=(), targets=(), profile_file=None, scenario=scenario, objective="value" if objective == "least_cost" else objective).model_copy(update={"schedules": ()}))
        st.rerun()
    if (scenario, objective) != (request.scenario, request.objective):
        state.put(here.question.changed(scenario=scenario, objective=objective))
        st.rerun()
    _describe(country, scenario, countries, scenarios)
    _ways_back(here)


def _pick(label: str, current: str, options: dict[str, str]) -> str:
    """One select box. A value from the address that does not exist stays visible as such."""
    shown = options if current in options else {current: f"{current} (not offered here)", **options}
    keys = list(shown)
    return str(st.selectbox(label, keys, index=keys.index(current), format_func=lambda key: plain(shown.get(key, key)), key=f"{label}-{state.turn()}"))


def _describe(country: str, scenario: str, countries: Names, scenarios: Names) -> None:
    """What the country stands on and what the future assumes."""
    for names, key in ((countries, country), (scenarios, scenario)):
        if key in names:
            name, note = names[key]
            st.caption(f"**{plain(name)}.** {plain(note)}")


def _ways_back(here: Visit) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button("Undo", icon=":material/undo:", disabled=not here.past, help="Back to the question before", key="undo"):
            state.undo()
            st.rerun()
        if st.button("Redo", icon=":material/redo:", disabled=not here.future, help="Forward again", key="redo"):
            state.redo()
            st.rerun()
        changed = here.saved is not None and here.question != here.saved
        if st.button("Revert", icon=":material/restart_alt:", disabled=not changed, help="Back to how it was opened or last saved", key="revert"):
            state.revert()
            st.rerun()
    if changed:
        st.caption(":material/edit: Changed since it was opened. The address of this page holds all of it: copy it to share.")
