"""What all visitors share: the desk of planners, names, and plans once made. Every key holds the digest of the data files."""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
import uuid
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import pycountry
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

import catchup
from catchup.catalogue import LeverFile
from catchup.desk.pool import Desk
from catchup.errors import CatchupError, InputError, PlanFileError, UnknownNameError
from catchup.evidence import Figure
from catchup.explain import PlanExplanation
from catchup.influence import Influence
from catchup.kept import NotKeptError, digest_in, file_of, keep_text, missing
from catchup.language import language
from catchup.library import (
    CODE,
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
from catchup.profile import CountryProfile
from catchup.register import Row, register_of
from catchup.scoring.score import Score
from catchup.scoring.strategy import Strategy, load_strategy, slate_ids
from catchup.store import Saved, Store
from catchup.whatif import WhatIf

MOST_KEPT = 64
RETRY_SECONDS = 30.0
LOG = logging.getLogger("catchup.app")


def data_digest() -> str:
    """Digest of all data files; a few milliseconds."""
    return digest_of(list(data_root().rglob("*.yaml")))


@functools.cache
def program_digest() -> str:
    """Digest of the program itself: a plan that was kept outlives the version that made it, and must not answer for another."""
    return digest_of(list(Path(catchup.__file__).parent.rglob("*.py")))


def key_of(request: Request, digest: str) -> str:
    """Key of a question, the data it is asked about and the program that answers it."""
    return hashlib.sha256(f"{program_digest()} {digest} {request.model_dump_json()}".encode()).hexdigest()


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

    def drop(self, key: str) -> None:
        """Forgets an answer."""
        with self._door:
            self._kept.pop(key, None)


class Opening:
    """The way to the store. What cannot be opened is tried again after a while, not at every click."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._refusal: InputError | None = None
        self._tried = 0.0
        self._door = threading.Lock()

    def store(self) -> Store:
        """The store.

        Raises:
            InputError: it cannot be opened, or did not answer a moment ago.
        """
        with self._door:
            if self._refusal is not None and time.monotonic() - self._tried < RETRY_SECONDS:
                raise self._refusal
            if self._store is None:
                self._tried = time.monotonic()
                try:
                    self._store, self._refusal = Store(), None
                except InputError as problem:
                    self._refusal = problem
                    raise
            return self._store

    def lost(self, problem: SQLAlchemyError) -> InputError:
        """Notes that the store does not answer, and says so in words."""
        LOG.warning("the store does not answer: %s", problem)
        with self._door:
            self._store, self._tried = None, time.monotonic()
            self._refusal = InputError("the store of saved questions does not answer", "try again in a minute; nothing on the page is lost")
            return self._refusal


@st.cache_resource(show_spinner=False)
def opening() -> Opening:
    """The way to the store, one for the whole server."""
    return Opening()


def store() -> Store:
    """The store of saved questions, kept plans and country files.

    Raises:
        InputError: it cannot be opened; its remedy says what to do.
    """
    return opening().store()


Result = TypeVar("Result")


def ask_store(question: Callable[[Store], Result]) -> Result:
    """What the store answers.

    Raises:
        InputError: it cannot be opened, does not answer, or says no.
    """
    try:
        return question(store())
    except SQLAlchemyError as problem:
        raise opening().lost(problem) from None


def saved_question(identifier: str) -> Saved:
    """A saved question by its identifier.

    Raises:
        InputError: there is none, or the store cannot be asked.
    """
    try:
        known = str(uuid.UUID(identifier))
    except ValueError:
        raise InputError("this is not the identifier of a saved question", "copy the link again, whole") from None
    return ask_store(lambda store: store.open(known))


class Plans(Shelf[Plan]):
    """Plans once made. Proven ones are in the store too, so that a server that starts again answers at once."""

    def get(self, key: str) -> Plan | None:
        """A plan, if it was made before by this server or one before it."""
        known = super().get(key)
        if known is not None:
            return known
        try:
            kept = ask_store(lambda store: store.kept(key))
        except PlanFileError as problem:
            LOG.warning("a kept plan cannot be read and is made again: %s", problem)
            return None
        except InputError:
            return None  # the sidebar says that nothing can be kept, and why
        except (zlib.error, UnicodeDecodeError, RecursionError) as problem:
            LOG.warning("a kept plan cannot be read and is made again: %s", problem)
            return None
        if kept is not None:
            super().put(key, kept)
        return kept

    def put(self, key: str, answer: Plan) -> None:
        """Keeps a plan; in the store only if it is proven."""
        super().put(key, answer)
        if answer.objective.status != "optimal":
            return
        try:
            ask_store(lambda store: store.keep(key, WhatIf(request=answer.request), answer))
        except InputError:
            return  # the sidebar says that nothing can be kept, and why


@st.cache_resource(show_spinner=False)
def plans() -> Shelf[Plan]:
    """The plans of this server."""
    return Plans()


@st.cache_resource(show_spinner=False)
def scores() -> Shelf[Score]:
    """The strategies priced by this server."""
    return Shelf()


@st.cache_data(show_spinner=False, max_entries=4)
def strategies(digest: str) -> dict[str, Strategy]:
    """The strategies that ship and can be read, by name of their file."""
    found = {}
    for one in slate_ids():
        try:
            found[one] = load_strategy(one)
        except CatchupError as problem:
            LOG.warning("a strategy that ships has faults: %s", problem)
    return found


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


def country_of(request: Request) -> str:
    """What the desk and `load_country` take for the country of a question: its code, or the reference of a country file kept here.

    The one way from a question to a file: whatever else a question names, nothing but these is opened.

    Raises:
        UnknownNameError: the code is none. NotKeptError: the country file is not in this server's store.
    """
    if request.profile_file is None:
        if not CODE.fullmatch(request.country):
            raise UnknownNameError("country", request.country[:40], country_codes())
        return request.country
    digest = digest_in(request.profile_file)
    if digest is None:
        raise missing(None)
    try:
        file_of(request.profile_file)
    except NotKeptError:
        kept = ask_store(lambda store: store.country(digest))
        if kept is None:
            raise
        keep_text(kept.text)
    code = _code_of(request.profile_file)
    if code != request.country:
        raise InputError(
            f"the question speaks of {request.country[:12]}, and its country file of {code}", "choose a country anew, or upload the file on the page Evidence"
        )
    return request.profile_file


@functools.lru_cache(maxsize=128)
def _code_of(reference: str) -> str:
    """The country that a kept file speaks of. What a reference means never changes."""
    return load_country(reference).iso3


@st.cache_data(show_spinner=False, max_entries=16)
def profile_of(country: str, digest: str) -> CountryProfile:
    """A country's file, by code or by reference.

    Raises:
        CatchupError: it is not there or has faults.
    """
    return load_country(country)


@functools.lru_cache(maxsize=512)
def region_of(country: str) -> str:
    """Two-letter code of a country, for formats of numbers and dates; nothing where it is unknown."""
    known = pycountry.countries.get(alpha_3=country)
    return str(known.alpha_2) if known is not None else ""


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


@st.cache_resource(show_spinner=False, max_entries=4)
def levers(digest: str) -> dict[str, LeverFile]:
    """The catalogue; frozen records, so that visitors may share them."""
    return {one: load_lever(one) for one in lever_ids()}


@st.cache_data(show_spinner=False, max_entries=4)
def lever_texts(digest: str) -> dict[str, tuple[str, str, str]]:
    """Lever -> name, spending class, and what it does, how it fails, and what its success is measured by."""
    found = {}
    for one, lever in levers(digest).items():
        text = f"{lever.summary} **Fails when:** {lever.fails_because} **Measured by:** {lever.kpi}"
        found[one] = (lever.name, lever.spending_class, text)
    return found


@st.cache_resource(show_spinner=False)
def influences() -> Shelf[Influence]:
    """What moves the plans of this server most, by digest of the plan."""
    return Shelf()


@st.cache_resource(show_spinner=False, max_entries=16)
def _register(country: str, scenario: str, digest: str, language: str) -> tuple[Row, ...]:
    return register_of(load_case(country, scenario))


def register(country: str, scenario: str, digest: str) -> tuple[Row, ...]:
    """Every figure with its name, meaning and user, in the reader's language, before the visitor's own changes. Shared, and never changed.

    Raises:
        CatchupError: the country or the scenario cannot be read.
    """
    return _register(country, scenario, digest, language())


@st.cache_data(show_spinner=False, max_entries=16)
def figures_of(country: str, scenario: str, digest: str) -> dict[str, Figure]:
    """Every figure that can be set, by path, before the visitor's own changes."""
    case = load_case(country, scenario)
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    return {f"{root}.{path}": one for root, tree in roots for path, one in figures(tree)}
