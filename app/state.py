"""What one visitor is looking at. Only this file reads or writes the session and the address.

The question itself is a `WhatIf`; the address carries all of it, so that a link opens the same view. Undo and redo walk through the
questions of this visit.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import streamlit as st

from catchup.desk.pool import Job
from catchup.errors import InputError
from catchup.plan import Plan, Request
from catchup.problem import OBJECTIVES
from catchup.whatif import WhatIf, open_link

LINK = "q"
MOST_STEPS_BACK = 100
FIRST = ("IND", "NGA")


@dataclass
class Visit:
    """One visitor's session."""

    question: WhatIf
    asker: str = field(default_factory=lambda: secrets.token_hex(8))
    past: list[WhatIf] = field(default_factory=list)
    future: list[WhatIf] = field(default_factory=list)
    saved: WhatIf | None = None
    notices: list[str] = field(default_factory=list)
    job: tuple[str, Job] | None = None
    provisional_shown: bool = False
    why: tuple[str, Job] | None = None
    beside: tuple[str, Job] | None = None
    shown: Plan | None = None
    before: Plan | None = None


def visit(default_country: str) -> Visit:
    """The visit in hand; a new one begins with the question in the address."""
    if "visit" not in st.session_state:
        question, notices = _from_address(default_country)
        st.session_state["visit"] = Visit(question, saved=question, notices=notices)
    found: Visit = st.session_state["visit"]
    return found


def put(question: WhatIf) -> None:
    """Makes another question the one in hand; the old one can be had back."""
    here: Visit = st.session_state["visit"]
    if question == here.question:
        return
    here.past = [*here.past[1 - MOST_STEPS_BACK:], here.question]
    here.future = []
    _show(here, question)


def undo() -> None:
    """Back to the question before."""
    here: Visit = st.session_state["visit"]
    if here.past:
        here.future = [*here.future, here.question]
        _show(here, here.past.pop())


def redo() -> None:
    """Forward to the question that was undone."""
    here: Visit = st.session_state["visit"]
    if here.future:
        here.past = [*here.past, here.question]
        _show(here, here.future.pop())


def revert() -> None:
    """Back to the question as it was opened or last saved."""
    here: Visit = st.session_state["visit"]
    if here.saved is not None:
        put(here.saved)


def _show(here: Visit, question: WhatIf) -> None:
    """Widgets are drawn anew from the question, so that none keeps a value of its own."""
    here.question = question
    st.session_state["turn"] = turn() + 1


def turn() -> int:
    """Counts questions; part of the key of every widget that shows one."""
    return int(st.session_state.get("turn", 0))


def write_address() -> None:
    """Puts the question in hand into the address."""
    here: Visit = st.session_state["visit"]
    link = here.question.to_link()
    if st.query_params.to_dict() != {LINK: link}:
        st.query_params.from_dict({LINK: link})


def _from_address(default_country: str) -> tuple[WhatIf, list[str]]:
    asked = st.query_params
    if LINK in asked:
        try:
            question, notices = open_link(asked[LINK])
            return question, list(notices)
        except InputError as problem:
            return WhatIf(request=first_request(default_country)), [f"The link could not be opened: {problem.message}."]
    objective = asked.get("objective", "value")
    request = first_request(asked.get("country", default_country).upper())
    known = objective if objective in OBJECTIVES else "value"
    notices = [] if known == objective else [f"The link names a goal that does not exist: {objective[:40]}."]
    return WhatIf(request=request.model_copy(update={"scenario": asked.get("scenario", "baseline"), "objective": known})), notices


def first_country(known: list[str]) -> str:
    """The country shown to a visitor who names none."""
    return next((one for one in FIRST if one in known), known[0] if known else "")


def first_request(country: str) -> Request:
    """What is asked about a country when nothing else was said."""
    return Request(country=country, scenario="baseline", objective="value", horizon=15, first_year=2027, gap=0.01, seed=1)
