"""Position in the chain: the change of a country's share of the world's output, by link and year, with its range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.problem import LINKS
from catchup.report.results import METRICS
from catchup.report.words import supported, year_name

if TYPE_CHECKING:
    from catchup.plan import Metric, Plan

NOTHING = 1e-9


@dataclass(frozen=True)
class Share:
    """A link in one year: change of the share of the world's output against carrying on, in %."""

    year: int
    low: float
    value: float
    high: float

    @property
    def middle(self) -> float:
        """Where in the calendar the year is drawn."""
        return self.year + 0.5

    @property
    def text(self) -> str:
        """The share with its range, as words."""
        if self.high - self.low <= 100 * NOTHING:
            return tr("{amount} %", amount=supported(self.value, self.low, self.high))
        low, value, high = (supported(one, self.low, self.high) for one in (self.low, self.value, self.high))
        return tr("{amount} % ({low} to {high})", amount=value, low=low, high=high)


def chain_shares(plan: Plan) -> dict[str, list[Share]]:
    """Every link of the chain, by year."""
    found: dict[str, list[Share]] = {link: [] for link in LINKS}
    for one in plan.metrics:
        link = one.metric.removesuffix("_share")
        if link in found and one.metric.endswith("_share"):
            found[link].append(_share(one))
    return found


def _share(one: Metric) -> Share:
    return Share(one.year, 100 * one.low, 100 * one.value, 100 * one.high)


def moves(rows: list[Share]) -> bool:
    """Whether the plan changes a link in any year, range included."""
    return any(max(abs(one.low), abs(one.value), abs(one.high)) > 100 * NOTHING for one in rows)


def link_name(link: str) -> str:
    """A link of the chain as a title."""
    name = tr(METRICS[f"{link}_share"][0]) if f"{link}_share" in METRICS else link.replace("_", " ")
    text = re.sub("^[^:,]*[:,] ", "", name)
    return text[:1].upper() + text[1:]


def chain_sentences(plan: Plan, rows: list[Share]) -> list[str]:
    """A link year by year, in words."""
    return [tr("{year}: {share}", year=year_name(plan.parameters, one.year), share=one.text) for one in rows]
