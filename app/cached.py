"""What all visitors share: the desk of planners, names, and answers once made. Every key holds the digest of the data files."""

from __future__ import annotations

import functools
import gc
import hashlib
import logging
from pathlib import Path

import pycountry
import streamlit as st
import yaml
from keeping import Shelf, ask_store

import catchup
from catchup.catalogue import LeverFile
from catchup.desk.pool import Desk
from catchup.errors import CatchupError, InputError, UnknownNameError
from catchup.evidence import Figure
from catchup.explain import PlanExplanation
from catchup.influence import Influence
from catchup.kept import NotKeptError, digest_in, file_of, keep_text, missing
from catchup.language import language, marked
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
from catchup.plan import Request
from catchup.profile import CountryProfile
from catchup.register import Row, register_of
from catchup.report.besides import Given
from catchup.scoring.score import Score
from catchup.scoring.strategy import Strategy, load_strategy, slate_ids

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


@st.cache_resource(show_spinner=False, max_entries=256)
def freeze(country: str, page: str, planned: bool) -> None:
    """Takes what a page has loaded out of the collector's sight, once for each page and country.

    Streamlit runs a full collection after every run of a page. With the libraries, the catalogue and the country in memory that is a fifth
    of a second in which nobody is answered.
    """
    gc.collect()
    gc.freeze()


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


def _title(code: str) -> tuple[str, str]:
    """Name and readiness sentence from the head of a country's file: reading all files whole takes most of a second of the first visit."""
    head: dict[str, str] = {}
    with (data_root() / "countries" / f"{code}.yaml").open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name, _, rest = line.partition(": ")
            head.setdefault(name, rest)
            if "name" in head and "basics_note" in head:
                break
    try:
        name, note = yaml.safe_load(head["name"]), yaml.safe_load(head["basics_note"])
    except (KeyError, yaml.YAMLError):
        name = note = None
    if isinstance(name, str) and isinstance(note, str):
        return name, note
    profile = load_country(code)
    return profile.name, profile.basics_note


@st.cache_data(show_spinner=False, max_entries=4)
def country_names(digest: str) -> dict[str, tuple[str, str]]:
    """Code -> name and readiness sentence of the countries that ship; a faulty file keeps its code as its name."""
    found = {}
    for code in country_codes():
        try:
            found[code] = _title(code)
        except CatchupError:
            found[code] = (code, marked("The file of this country has faults."))
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
            found[one] = (one, marked("The file of this scenario has faults."))
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
def besides() -> Shelf[Given]:
    """What was worked out for slates by this server, by digest of the plan."""
    return Shelf()


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
