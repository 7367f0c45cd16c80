"""Ranks that say no more than is proven: an interval of places for each country, and "undecided" wherever two intervals overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from catchup.standing.cells import Interval

Order = Literal["ahead", "behind", "undecided"]


@dataclass(frozen=True)
class Rank:
    """The places a country can hold among `among` countries: 1 is the best."""

    best: int
    worst: int
    among: int

    @property
    def decided(self) -> bool:
        """Whether there is one place only."""
        return self.best == self.worst

    @property
    def middle(self) -> float:
        """Half way between best and worst place."""
        return (self.best + self.worst) / 2

    def __str__(self) -> str:
        return str(self.best) if self.decided else f"{self.best}-{self.worst}"


def order_of(one: Interval, other: Interval, *, less_is_better: bool = False) -> Order:
    """Whether the first is ahead of the second whatever values within both intervals are true."""
    if one.overlaps(other):
        return "undecided"
    return "ahead" if (one.low > other.high) != less_is_better else "behind"


def ranks(intervals: Mapping[str, Interval], *, less_is_better: bool = False) -> dict[str, Rank]:
    """Best and worst place of each name: one plus those surely ahead, and all less those surely behind.

    With n intervals this compares n x n pairs; it is meant for hundreds of countries, not for millions.
    """
    found = {}
    for name, one in intervals.items():
        orders = [order_of(one, other, less_is_better=less_is_better) for key, other in intervals.items() if key != name]
        found[name] = Rank(1 + orders.count("behind"), len(intervals) - orders.count("ahead"), len(intervals))
    return found


@dataclass(frozen=True)
class Steadiness:
    """How the places of countries hold over several views; the three shares are of all pairs of countries and add up to 1.

    same: one is ahead in every view. turned: one is ahead in some view and behind in another. open: neither is proven of the pair.
    `by_view` holds the places in each view, among the countries that have a plan in all of them.
    """

    views: int
    places: dict[str, Rank]
    same: float
    turned: float
    open: float
    left_out: tuple[str, ...] = ()
    by_view: dict[str, dict[str, Rank]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """steady, partly or unsteady: nine tenths of the pairs the same, a tenth of them turned, or between."""
        if self.same >= STEADY:
            return "steady"
        return "unsteady" if self.turned > 1 - STEADY else "partly"


STEADY = 0.9  # a convention of this program for the word alone; the shares are shown beside it


def steadiness(views: Mapping[str, Mapping[str, Interval]], *, less_is_better: bool = False) -> Steadiness:
    """How ranks hold over views (futures, weights): for each country the best and the worst place it can take in any of them.

    Countries that have no plan in some view are left out of all of them and named, so that every view ranks the same set.

    Args:
        views: name of a view -> country -> interval.
    """
    everybody = list(dict.fromkeys(name for one in views.values() for name in one))
    common = [name for name in everybody if all(name in one for one in views.values())]
    kept = [{name: one[name] for name in common} for one in views.values()]
    found = [ranks(one, less_is_better=less_is_better) for one in kept]
    places = {
        name: Rank(min(one[name].best for one in found), max(one[name].worst for one in found), len(common)) for name in common
    }
    kinds = [_pair({order_of(one[first], one[second], less_is_better=less_is_better) for one in kept}) for first, second in combinations(common, 2)]
    same, turned = (kinds.count(kind) / len(kinds) if kinds else 0.0 for kind in ("same", "turned"))
    left_out = tuple(name for name in everybody if name not in common)
    by_view = dict(zip(views, found, strict=True))
    return Steadiness(len(kept), places, same, turned, 1 - same - turned if kinds else 0.0, left_out, by_view)


def _pair(orders: set[Order]) -> str:
    if {"ahead", "behind"} <= orders:
        return "turned"
    return "same" if len(orders) == 1 and "undecided" not in orders else "open"
