"""Cached calls of the planner. Every key holds the digest of the data files, so that an edited file is never served stale."""

from __future__ import annotations

import threading
from collections.abc import Callable

import streamlit as st
from state import Choice

from catchup import make_plan
from catchup.errors import CatchupError
from catchup.library import country_codes, data_root, digest_of, load_country, load_scenario, scenario_ids
from catchup.plan import Plan
from catchup.planner import Progress

MOST_PLANS = 64


def data_digest() -> str:
    """Digest of all data files; a few milliseconds."""
    return digest_of(list(data_root().rglob("*.yaml")))


@st.cache_data(show_spinner=False, max_entries=4)
def country_names(digest: str) -> dict[str, tuple[str, str]]:
    """Code -> name and readiness sentence of the countries that ship; a faulty file keeps its code as its name."""
    found = {}
    for code in country_codes():
        try:
            profile = load_country(code)
            found[code] = (profile.name, profile.basics_note)
        except CatchupError:
            found[code] = (code, "The file of this country has faults.")
    return found


@st.cache_data(show_spinner=False, max_entries=4)
def scenario_names(digest: str) -> dict[str, tuple[str, str]]:
    """Identifier -> name and what it assumes, the baseline first."""
    found = {}
    for one in sorted(scenario_ids(), key=lambda name: (name != "baseline", name)):
        try:
            scenario = load_scenario(one)
            found[one] = (scenario.name, f"{scenario.summary} Believed by: {scenario.believed_by}")
        except CatchupError:
            found[one] = (one, "The file of this scenario has faults.")
    return found


@st.cache_resource(show_spinner=False)
def _one_at_a_time() -> threading.Lock:
    """Pyomo and the solver's task pool are shared by the whole process, so plans are made one after the other."""
    return threading.Lock()


@st.cache_data(show_spinner=False, max_entries=MOST_PLANS)
def plan_for(choice: Choice, digest: str, _tell: Callable[[Progress], None]) -> Plan:
    """The plan of a choice.

    Raises:
        CatchupError: whatever the planner says no to; errors are not cached.
    """
    with _one_at_a_time():
        return make_plan(choice.country, choice.scenario, objective=choice.objective, progress=_tell)
