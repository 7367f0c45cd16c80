"""Slates once made, and their preview. They are records and bytes that never change, so that visitors may share them."""

from __future__ import annotations

import datetime
import hashlib

import streamlit as st

from catchup.library import load_country
from catchup.plan import Plan
from catchup.report.besides import Given
from catchup.slate.checks import refuse
from catchup.slate.document import Slate
from catchup.slate.fill import slate_of
from catchup.slate.render import render


def slate_of_plan(plan: Plan, country: str, language: str, given: Given) -> Slate:
    """The slate of a plan, checked; made once for a plan, a language and what is known besides.

    Raises:
        SlateError: it is refused; the message names every fault.
    """
    return _slate(f"{plan.digest} {country} {language} {_known(given)} {datetime.datetime.now(tz=datetime.UTC).date()}", plan, country, language, given)


def _known(given: Given) -> str:
    """What a slate holds besides its plan, as a short text."""
    said = [one.model_dump_json() for one in (given.explanation, given.readiness) if one is not None]
    return hashlib.sha256(" ".join([*said, *(f"{one.name} {one.plan.digest}" for one in given.alternatives)]).encode()).hexdigest()


@st.cache_resource(show_spinner=False, max_entries=16)
def _slate(key: str, _plan: Plan, _country: str, _language: str, _given: Given) -> Slate:
    made = slate_of(
        _plan, profile=load_country(_country), explanation=_given.explanation, alternatives=_given.alternatives, readiness=_given.readiness, language=_language,
    )
    refuse(made, _plan)
    return made


def slate_page(slate: Slate, extent: str) -> bytes:
    """A slate as one web page."""
    return _slate_page(f"{slate.signature['slate']} {extent}", slate, extent)


@st.cache_data(show_spinner=False, max_entries=16)
def _slate_page(key: str, _slate: Slate, extent: str) -> bytes:
    return render(_slate, "html", extent)
