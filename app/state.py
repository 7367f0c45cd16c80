"""What one visitor is looking at. Only this file reads or writes the session and the address.

The question itself is a `WhatIf`; the address carries all of it, so that a link opens the same view. Undo and redo walk through the
questions of this visit. How a question is shown (language, currency) belongs to the address too, but changes no number and is no
step that can be undone.

The language belongs to the running thread, and every page run and every fragment run has a thread of its own: whoever asks for the
visit, through `visit` or `here`, has its language set.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import cached
import keeping
import streamlit as st

from catchup.desk.pool import Job
from catchup.errors import InputError
from catchup.kept import digest_in
from catchup.language import speak, tr
from catchup.library import country_codes
from catchup.plan import Plan, Request
from catchup.problem import OBJECTIVES
from catchup.store import Saved
from catchup.whatif import View, WhatIf, open_link

LINK, BY_NAME, WELCOME = "q", "id", "welcome"
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
    kept_as: Saved | None = None
    notices: list[str] = field(default_factory=list)
    job: tuple[str, Job] | None = None
    provisional_shown: bool = False
    why: tuple[str, Job] | None = None
    beside: dict[str, tuple[str, Job]] = field(default_factory=dict)
    moves: tuple[str, Job] | None = None
    welcome: int | None = None
    introduced: bool = False
    deleting: str | None = None
    touched: str | None = None
    shown: Plan | None = None
    before: Plan | None = None


def visit(default_country: str) -> Visit:
    """The visit in hand; a new one begins with the question in the address."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = _opened(default_country)
    return here()


def here() -> Visit:
    """The visit in hand, in its language; for fragments, which run without their page."""
    found: Visit = st.session_state["visit"]
    speak(found.question.view.language, cached.region_of(found.question.request.country))
    return found


def put(question: WhatIf) -> None:
    """Makes another question the one in hand; the old one can be had back."""
    now = here()
    if not differ(question, now.question):
        return
    now.past = [*now.past[1 - MOST_STEPS_BACK:], now.question]
    now.future, now.notices = [], []
    _show(now, question)


def differ(one: WhatIf, other: WhatIf) -> bool:
    """Whether two questions ask different things, or under different names; how they are shown does not count."""
    return one.model_copy(update={"view": View()}) != other.model_copy(update={"view": View()})


def changed() -> bool:
    """Whether the question in hand is another than the one that was opened or last saved."""
    now = here()
    return now.saved is None or differ(now.question, now.saved)


def look(view: View) -> None:
    """Shows the same question in another way; no step that can be undone."""
    now = here()
    now.question = now.question.model_copy(update={"view": view})


def rest(kept: Saved) -> None:
    """The question in hand has been saved, or was opened from the store: from here on it counts as unchanged."""
    now = here()
    notices = list(kept.notices)
    put(admitted(kept.question, notices))
    now.saved, now.kept_as, now.notices = now.question, kept, notices


def take(question: WhatIf, notices: tuple[str, ...]) -> None:
    """Opens a question from a file; it belongs to no saved one."""
    now = here()
    found = list(notices)
    put(admitted(question, found))
    now.saved, now.kept_as, now.notices = now.question, None, found


def forget(identifier: str) -> None:
    """A saved question was deleted; where it is the one in hand, that one is saved no longer."""
    now = here()
    if now.kept_as is not None and now.kept_as.id == identifier:
        now.kept_as, now.saved = None, None


def undo() -> None:
    """Back to the question before."""
    now = here()
    if now.past:
        now.future = [*now.future, now.question]
        _show(now, now.past.pop())


def redo() -> None:
    """Forward to the question that was undone."""
    now = here()
    if now.future:
        now.past = [*now.past, now.question]
        _show(now, now.future.pop())


def revert() -> None:
    """Back to the question as it was opened or last saved."""
    now = here()
    if now.saved is not None:
        put(now.saved)


def _show(here: Visit, question: WhatIf) -> None:
    """Widgets are drawn anew from the question, so that none keeps a value of its own."""
    here.question = question.model_copy(update={"view": here.question.view})
    st.session_state["turn"] = turn() + 1


def redraw() -> None:
    """Draws all widgets anew from the question in hand; what was typed and not taken is gone."""
    st.session_state["turn"] = turn() + 1


def turn() -> int:
    """Counts questions; part of the key of every widget that shows one."""
    return int(st.session_state.get("turn", 0))


def key(name: str, value: object) -> str:
    """Key of a widget that shows a part of the question and whose changes are taken at once.

    It stays the same while the widget shows what the question says, so that the one in use keeps the keyboard's focus and no other is
    drawn anew. Where the part was changed elsewhere, by undo or a link, the key is another one and the widget begins from the question.
    """
    known: dict[str, tuple[str, int]] = st.session_state.setdefault("widgets", {})
    was, count = known.get(name, (str(value), 0))
    known[name] = (str(value), count if was == str(value) else count + 1)
    return f"{name}-{known[name][1]}"


def chosen(name: str, value: object) -> None:
    """What the widget of that name now shows."""
    known = st.session_state["widgets"]
    known[name] = (str(value), known[name][1])


def write_address() -> None:
    """Puts the question in hand into the address."""
    now = here()
    parts = {LINK: now.question.to_link()}
    if now.kept_as is not None:
        parts[BY_NAME] = now.kept_as.id
    if st.query_params.to_dict() != parts:
        st.query_params.from_dict(parts)


def _opened(default_country: str) -> Visit:
    """The visit as the address opens it: by content, by the name it was saved under, or by both.

    With both, the content is shown and the saved one is what it is compared with.
    """
    question, notices = _from_address(default_country)
    question = admitted(question, notices)
    visit = Visit(question, saved=question, notices=notices, welcome=_welcome())
    if BY_NAME in st.query_params:
        try:
            kept = keeping.saved_question(st.query_params[BY_NAME])
        except InputError as problem:
            visit.notices.append(tr("The saved question could not be opened: {why}.", why=problem.message))
            return visit
        visit.saved, visit.kept_as = admitted(kept.question, visit.notices), kept
        if LINK not in st.query_params:
            visit.question = visit.saved
            visit.notices += kept.notices
    return visit


def admitted(question: WhatIf, notices: list[str]) -> WhatIf:
    """A question from outside without what it may not name: a file of this server by its path.

    Country files come by upload and are referred to by their content (see `catchup.kept`). What was left out is added to the notices.
    """
    request = question.request
    if request.profile_file is not None and digest_in(request.profile_file) is None:
        notices.append(tr("The question names a country file by its path. It was left out: upload the file on the page Evidence."))
        request = request.model_copy(update={"profile_file": None})
    if request.country.endswith((".yaml", ".yml")) and digest_in(request.country) is None:
        notices.append(tr("The question names a country file by its path. It was left out: upload the file on the page Evidence."))
        request = request.model_copy(update={"country": first_country(country_codes())})
    return question.model_copy(update={"request": request})


def _welcome() -> int | None:
    """The first step of the introduction, for a visitor who came with no question and has not closed it before."""
    asked = st.query_params
    known = {LINK, BY_NAME, WELCOME, "country", "scenario", "objective"} & set(asked)
    return None if known or st.context.cookies.get(SEEN) == "1" else 0


SEEN = "catchup_introduced"
"""Cookie of a browser in which the introduction was closed; it holds nothing else."""


def _from_address(default_country: str) -> tuple[WhatIf, list[str]]:
    asked = st.query_params
    if LINK in asked:
        try:
            question, notices = open_link(asked[LINK])
            return question, list(notices)
        except InputError as problem:
            return WhatIf(request=first_request(default_country)), [tr("The link could not be opened: {why}.", why=problem.message)]
    objective = asked.get("objective", "value")
    request = first_request(asked.get("country", default_country).upper())
    known = objective if objective in OBJECTIVES else "value"
    notices = [] if known == objective else [tr("The link names a goal that does not exist: {goal}.", goal=objective[:40])]
    return WhatIf(request=request.model_copy(update={"scenario": asked.get("scenario", "baseline"), "objective": known})), notices


def first_country(known: list[str]) -> str:
    """The country shown to a visitor who names none."""
    return next((one for one in FIRST if one in known), known[0] if known else "")


def first_request(country: str) -> Request:
    """What is asked about a country when nothing else was said."""
    return Request(country=country, scenario="baseline", objective="value", horizon=15, first_year=2027, gap=0.01, seed=1)
