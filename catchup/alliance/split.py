"""Who gets what of an alliance's gain: Nash bargaining for two, the Shapley value for three or four, with what is proven of each.

Values are national benefits in discounted USD million, and members may pay one another, so the surplus can be shared at will. For two
members Nash's bargaining solution (Nash 1950) then gives each what it would have alone and half of the surplus. For more, the Shapley
value (Shapley 1953) gives each the mean of what it adds to the others over all orders in which they could have come together.
A value is only known between what is in hand and its proven bound, and so is a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import factorial
from typing import Literal

from pydantic import Field

from catchup.evidence import Record

Method = Literal["Nash bargaining", "Shapley value"]
SLACK = 1e-6


class CoalitionValue(Record):
    """What some of the members could have together."""

    members: tuple[str, ...]
    value: float = Field(description="of the plan in hand, discounted MUSD against carrying on")
    bound: float = Field(description="no plan of theirs can be worth more")


class Payoff(Record):
    """One member's part."""

    country: str
    alone: float = Field(description="worth of its plan alone")
    alone_bound: float
    together: float = Field(description="worth of its plan in the alliance, before payments")
    payoff: float = Field(description="what the split gives it")
    low: float = Field(description="least that the split could give it if every value were proven to the end")
    high: float
    payment: float = Field(description="present worth of what it receives from the others; negative: it pays")
    rational: Literal["proven", "in hand", "no"] = Field(description="whether it gets at least what it could have alone: against the bound, or against the plan in hand")


class Blocked(Record):
    """Members that could do better by themselves than the split gives them."""

    members: tuple[str, ...]
    short: float = Field(description="what they are short of, MUSD")
    proven: bool = Field(description="false if more exact values could remove it")


class Split(Record):
    """A division of what an alliance is worth."""

    method: Method
    surplus: float = Field(description="worth together less the sum of the worths alone, plans in hand")
    surplus_low: float = Field(description="least that it is proven to be; never below zero, because nobody has to sign")
    surplus_high: float
    payoffs: tuple[Payoff, ...]
    core: Literal["in the core", "undecided", "not in the core"] = Field(description="whether no group of members could do better by itself")
    blocked_by: tuple[Blocked, ...] = ()


Values = Mapping[frozenset[str], CoalitionValue]


def coalitions(members: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All groups of members, single ones first.

    >>> list(coalitions(("A", "B")))
    [('A',), ('B',), ('A', 'B')]
    """
    for size in range(1, len(members) + 1):
        yield from combinations(members, size)


def split(members: tuple[str, ...], values: Values, together: Mapping[str, float]) -> Split:
    """Divides what an alliance is worth.

    Args:
        members: two to four countries. values: every group's value and bound. together: each member's own worth in the alliance plan.
    """
    whole, everybody = values[frozenset(members)], frozenset(members)
    alone = {one: values[frozenset((one,))] for one in members}
    payoffs = tuple(_payoff(one, members, values, together[one]) for one in members)
    blocked = tuple(_blocked(values, {one.country: one.payoff for one in payoffs}, everybody))
    return Split(
        method="Nash bargaining" if len(members) == 2 else "Shapley value",
        surplus=whole.value - sum(one.value for one in alone.values()),
        surplus_low=max(whole.value - sum(one.bound for one in alone.values()), 0.0),
        surplus_high=max(whole.bound - sum(one.value for one in alone.values()), 0.0),
        payoffs=payoffs, blocked_by=blocked, core=_core(values, {one.country: (one.payoff, one.low) for one in payoffs}, everybody, blocked),
    )


def weights(member: str, members: tuple[str, ...]) -> dict[frozenset[str], float]:
    """How much each group's value counts for a member in the Shapley value.

    With two members that is a half of its own value, less a half of the other's, and a half of both: Nash's equal split of the surplus.

    >>> sorted(weights("A", ("A", "B")).values())
    [-0.5, 0.5, 0.5]
    """
    found: dict[frozenset[str], float] = {}
    count = len(members)
    for group in coalitions(members):
        size, inside = len(group), member in group
        others = size - 1 if inside else size
        weight = factorial(others) * factorial(count - others - 1) / factorial(count)
        found[frozenset(group)] = weight if inside else -weight
    return found


def _payoff(member: str, members: tuple[str, ...], values: Values, worth: float) -> Payoff:
    counts = weights(member, members)
    payoff = sum(weight * values[group].value for group, weight in counts.items())
    low = sum(weight * (values[group].value if weight > 0 else values[group].bound) for group, weight in counts.items())
    high = sum(weight * (values[group].bound if weight > 0 else values[group].value) for group, weight in counts.items())
    alone = values[frozenset((member,))]
    slack = SLACK * max(abs(alone.value), 1.0)
    rational: Literal["proven", "in hand", "no"] = (
        "proven" if payoff >= alone.bound - slack else "in hand" if payoff >= alone.value - slack else "no"
    )
    return Payoff(
        country=member, alone=alone.value, alone_bound=alone.bound, together=worth, payoff=payoff, low=low, high=high,
        payment=payoff - worth, rational=rational,
    )


def _blocked(values: Values, payoffs: Mapping[str, float], everybody: frozenset[str]) -> Iterator[Blocked]:
    """Groups whose plan in hand is worth more than what the split gives them."""
    for group, one in values.items():
        short = one.value - sum(payoffs[name] for name in group)
        if group != everybody and short > SLACK * max(abs(one.value), 1.0):
            most = values[everybody].bound - values[everybody].value
            yield Blocked(members=one.members, short=short, proven=short > most + SLACK)


def _core(
    values: Values, payoffs: Mapping[str, tuple[float, float]], everybody: frozenset[str], blocked: tuple[Blocked, ...]
) -> Literal["in the core", "undecided", "not in the core"]:
    if blocked:
        return "not in the core"
    sure = all(
        one.bound <= sum(payoffs[name][0] for name in group) + SLACK * max(abs(one.bound), 1.0)
        for group, one in values.items() if group != everybody
    )
    return "in the core" if sure else "undecided"
