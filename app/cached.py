"""What all visitors share: the desk of planners, names, and plans once made. Every key holds the digest of the data files."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

import streamlit as st

from catchup.desk.pool import Desk
from catchup.errors import CatchupError
from catchup.evidence import Figure
from catchup.explain import PlanExplanation
from catchup.library import (
    country_codes,
    data_root,
    digest_of,
    figures,
    lever_ids,
    load_case,
    load_country,
    load_lever,
    load_scenario,
    scenario_ids,
)
from catchup.plan import Plan, Request

MOST_KEPT = 64


def data_digest() -> str:
    """Digest of all data files; a few milliseconds."""
    return digest_of(list(data_root().rglob("*.yaml")))


def key_of(request: Request, digest: str) -> str:
    """Key of a question and the data it is asked about."""
    return hashlib.sha256(f"{digest} {request.model_dump_json()}".encode()).hexdigest()


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """The desk of planner processes, one for the whole server."""
    return Desk()


Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Finished answers by key; immutable, so that visitors may share them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._door = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """An answer, if it was made before."""
        with self._door:
            return self._kept.get(key)

    def put(self, key: str, answer: Kept) -> None:
        """Keeps an answer; the oldest goes where there are too many."""
        with self._door:
            self._kept[key] = answer
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def plans() -> Shelf[Plan]:
    """The plans of this server."""
    return Shelf()


@st.cache_resource(show_spinner=False)
def explanations() -> Shelf[PlanExplanation]:
    """The explanations of this server."""
    return Shelf()


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


@st.cache_data(show_spinner=False, max_entries=4)
def lever_texts(digest: str) -> dict[str, tuple[str, str, str]]:
    """Lever -> name, spending class, and what it does, how it fails, and what its success is measured by."""
    found = {}
    for one in lever_ids():
        lever = load_lever(one)
        text = f"{lever.summary} **Fails when:** {lever.fails_because} **Measured by:** {lever.kpi}"
        found[one] = (lever.name, lever.spending_class, text)
    return found


@st.cache_data(show_spinner=False, max_entries=16)
def figures_of(country: str, scenario: str, digest: str) -> dict[str, Figure]:
    """Every figure that can be set, by path, before the visitor's own changes."""
    case = load_case(country, scenario)
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    return {f"{root}.{path}": one for root, tree in roots for path, one in figures(tree)}
