"""Words of the app: those of the terminal report, made safe for Markdown, and texts that are made once for each plan and reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from catchup.language import language, locale, tr
from catchup.plan import ObjectiveRecord, Plan
from catchup.report.proof import level
from catchup.report.retold import retold
from catchup.report.words import (
    Currency,
    dollars,
    grouped,
    horizon_name,
    lever_names,
    listed,
    local,
    moment,
    money_in,
    share,
    short,
    significant,
    supported,
    year_name,
    year_names,
)
from catchup.report.words import money as money_phrase
from catchup.report.words import planned_years as _planned_years

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>$#~|:!])")
# Not every blank: numbers in French keep their digits together with blanks that do not break.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Reading:
    """A plan as one reader has it on screen: beside the proven plan shown before it, and in the currency of their choice."""

    plan: Plan
    before: Plan | None = None
    currency: Currency = "usd"

    def money(self, million: float) -> str:
        """USD million as a phrase in the reader's currency."""
        return money_in(million, self.plan.parameters, self.currency)

    def once(self, name: str, make: Callable[[], Made], *details: Any) -> Made:
        """Something that depends on nothing but the plan, language and currency, made once and kept. It is shared, so nobody may change it.

        Args:
            name: what it is, unlike any other name.
            make: makes it.
            details: what else it depends on, such as a chosen year.
        """
        told = (language(), str(locale()), self.currency, *map(str, details))
        found: Made = _kept(name, digest_of(self.plan), told, make)
        return found


@st.cache_resource(show_spinner=False, max_entries=1500)
def _kept(name: str, digest: str, told: tuple[str, ...], _make: Callable[[], Any]) -> Any:
    return _make()


@st.cache_resource(show_spinner=False, max_entries=128)
def _digest(identity: int, _plan: Plan, _name: str) -> tuple[Plan, str]:
    # The plan is kept beside its digest, so that no other plan can come to have its identity.
    return _plan, _name or _plan.digest


def digest_of(plan: Plan, name: str = "") -> str:
    """Digest of a plan. Writing the whole plan down for it takes longer than drawing it, so it is done once for each.

    Args:
        plan: a plan. name: what a plan goes by that is on screen for a second only, given when it is seen first; it has no need of a digest.
    """
    return _digest(id(plan), plan, name)[1]


def names_of(plan: Plan) -> dict[str, str]:
    """Names of all levers."""
    return Reading(plan).once("names", lambda: lever_names(plan))


def plain(text: str) -> str:
    r"""Text from a data file as Markdown that shows exactly that text: no links, formulas, colours or icons.

    What the catalogue knows, such as the name of a measure or a finding of a plan, is told in the language in force.

    >>> plain("a *b* :red[c] $d$")
    'a \\*b\\* \\:red\\[c\\] \\$d\\$'
    """
    return _MARKDOWN.sub(r"\\\1", _BLANKS.sub(" ", retold(text)).strip(" "))


def amount_of(amount: float | None, objective: ObjectiveRecord) -> str:
    """A level of the objective with its unit, in US dollars where it is money."""
    if amount is None or abs(amount) == float("inf"):
        return tr("not known")
    return money_phrase(amount) if "USD" in objective.unit else f"{significant(amount)} {objective.unit}"


def objective_names() -> dict[str, str]:
    """What counts as better, as a reader says it."""
    return {
        "value": tr("Value to the country"), "compute": tr("Share of the world's AI compute"), "tokens": tr("AI demand served at home"),
        "position": tr("Best position in one link of the chain"), "least_cost": tr("Least public money for stated targets"),
    }


def objective_name(name: str) -> str:
    """One goal, as a reader says it."""
    return objective_names().get(name, name)


def sentence_case(text: str) -> str:
    """Text with a capital first letter."""
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """Text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def years_of(plan: Plan) -> list[int]:
    """The planned years."""
    return _planned_years(plan.parameters)


__all__ = [
    "Reading", "amount_of", "digest_of", "dollars", "grouped", "horizon_name", "level", "listed", "local", "moment",
    "money_in", "money_phrase", "names_of", "objective_name", "objective_names", "plain", "retold", "sentence_case", "share", "short", "significant",
    "supported", "within_sentence", "year_name", "year_names", "years_of",
]
