"""Words and number formats of the app: those of the terminal report, made safe for Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from catchup.plan import ObjectiveRecord, Plan, Step
from catchup.problem import Problem
from catchup.report.steps import sentence
from catchup.report.words import (
    dollars,
    grouped,
    lever_names,
    listed,
    local,
    moment,
    share,
    short,
    significant,
    supported,
    year_name,
    year_names,
)
from catchup.report.words import money as money_phrase

OBJECTIVE_NAMES = {
    "value": "Value to the country", "compute": "Share of the world's AI compute", "tokens": "AI demand served at home",
    "position": "Best position in one link of the chain", "least_cost": "Least public money for stated targets",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>$#~|:!])")


@st.cache_data(show_spinner=False, max_entries=128)
def _told(request: str, digests: tuple[str, str], _plan: Plan) -> tuple[dict[str, str], list[str]]:
    """Names of levers and sentences of steps. The report reads lever files for each of them, which takes a second a page."""
    return lever_names(_plan), [sentence(_plan, step) for step in _plan.steps]


def names_of(plan: Plan) -> dict[str, str]:
    """Names of all levers."""
    return _told(plan.request.model_dump_json(), (plan.profile_digest, plan.catalogue_digest), plan)[0]


def said(plan: Plan, step: Step) -> str:
    """One step of the plan as an instruction."""
    told = _told(plan.request.model_dump_json(), (plan.profile_digest, plan.catalogue_digest), plan)[1]
    return told[plan.steps.index(step)]


def plain(text: str) -> str:
    r"""Text from a data file as Markdown that shows exactly that text: no links, formulas, colours or icons.

    >>> plain("a *b* :red[c] $d$")
    'a \\*b\\* \\:red\\[c\\] \\$d\\$'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def amount_of(amount: float | None, objective: ObjectiveRecord) -> str:
    """A level of the objective with its unit."""
    if amount is None or abs(amount) == float("inf"):
        return "not known"
    return money_phrase(amount) if "USD" in objective.unit else f"{significant(amount)} {objective.unit}"


def objective_name(name: str) -> str:
    """What counts as better, as a reader says it."""
    return OBJECTIVE_NAMES.get(name, name)


def sentence_case(text: str) -> str:
    """Text with a capital first letter."""
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """Text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def years_of(plan: Plan) -> list[int]:
    """The planned years."""
    clock = plan.parameters.clock
    return [clock.label(at) for at in clock.years]


def by_weight(steps: Sequence[Step]) -> list[Step]:
    """Steps with the most money first."""
    return sorted(steps, key=lambda step: (-step.gross_musd - step.private_musd, step.lever, step.project))


def horizon_name(problem: Problem) -> str:
    """First and last planned year."""
    clock = problem.clock
    return f"{year_name(problem, clock.first_year)} to {year_name(problem, clock.label(clock.horizon - 1))}"


__all__ = [
    "OBJECTIVE_NAMES", "amount_of", "by_weight", "dollars", "grouped", "horizon_name", "listed", "local",
    "moment", "money_phrase", "names_of", "objective_name", "plain", "said", "sentence_case", "share", "short", "significant", "supported", "within_sentence",
    "year_name", "year_names", "years_of",
]
