"""Ways out that change an amount the country has: money, foreign exchange, power, people, politics.

The least change is found in one solve for each path, with the change itself as a decision, and then offered rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from catchup.impossible.reach import bounds_of, furthest, has_plan, in_step, least_turn
from catchup.impossible.situation import LESS, Kind, Reached, Repair, Situation
from catchup.plan import Request
from catchup.problem import Problem
from catchup.search import Written, write

MOST_TIMES = 20.0
MOST_TAKEN_MW = 5000.0
GAP = 0.02
TRIES = 3
TRACE = 1e-6
# Over the least change that a relaxation allows; nine tenths of either are still less than it.
MARGINS = (1.005, 1.08)


@dataclass(frozen=True)
class Dial:
    """An amount that can be turned up. `turned(x)` is the request with it up by x: a part of what there is, or MW."""

    kind: Kind
    top: float
    turned: Callable[[float], Request]
    said: Callable[[float], str]
    cost: Callable[[Problem], tuple[float | None, str]]


def amounts(situation: Situation) -> Iterator[Repair]:
    """Every way out through one amount of the conflict, or through all of them together where none helps alone."""
    alone = _dials(situation)
    found = False
    for dial in alone:
        repair = _turned_least(situation, dial)
        if repair is not None:
            found = True
            yield repair
    if not found and alone:
        needed = _needed(situation)
        if len(needed) > 1:
            repair = _turned_least(situation, _together(situation, needed))
            if repair is not None:
                yield repair


def _needed(situation: Situation) -> list[Dial]:
    """The fewest amounts that make a plan conceivable when all of them are as high as can be; none if even all do not."""
    needed = [one for one in _every_dial(situation) if one.top == MOST_TIMES - 1]
    if not _conceivable(situation, needed):
        return []
    for dial in tuple(needed):
        fewer = [one for one in needed if one is not dial]
        if situation.left > 0 and _conceivable(situation, fewer):
            needed = fewer
    return needed


def _conceivable(situation: Situation, dials: Sequence[Dial]) -> bool:
    joint = _together(situation, dials)
    written = write(situation.problem_of(joint.turned(joint.top)), "value")
    return max(bounds_of([matrix for _, matrix in written.matrices.values()], situation.deadline)) > float("-inf")


def _turned_least(situation: Situation, dial: Dial) -> Repair | None:
    if situation.left <= 0:
        return None
    top = write(situation.problem_of(dial.turned(dial.top)), "value")
    matrices = least_turn(situation.written, top)
    least = -max(bounds_of(matrices, situation.deadline)) * dial.top
    if not math.isfinite(least):
        return None
    for margin in MARGINS:
        # The relaxation's least change is most often nearly enough, and then proven at once.
        repair = _tried(situation, dial, top, rounded_up(max(least, TRACE) * margin), least)
        if repair is not None:
            return repair
    reach = furthest(matrices, situation.deadline, gap=GAP)
    if not reach.exists:
        return None
    return _tried(situation, dial, top, rounded_up(max(-reach.value * dial.top, TRACE) * MARGINS[0]), -reach.bound * dial.top)


def _tried(situation: Situation, dial: Dial, top: Written, change: float, least: float) -> Repair | None:
    """A change that was solved, made smaller while nine tenths of it are enough."""
    request = dial.turned(change)
    answer = situation.solved(request) if change < dial.top else None
    if answer is None:
        return None
    for _ in range(TRIES):
        enough = _nine_tenths(situation, dial, top, change, least)
        fewer = dial.turned(rounded_up(LESS * change)) if enough else None
        better = situation.solved(fewer) if fewer is not None else None
        if fewer is None or better is None:
            return _offer(situation, dial, change, request, answer, proven=enough is False)
        change, request, answer = rounded_up(LESS * change), fewer, better
    return _offer(situation, dial, change, request, answer, proven=False)


def _nine_tenths(situation: Situation, dial: Dial, top: Written, change: float, bound: float) -> bool | None:
    """Whether nine tenths of a change are enough; None if that is not known in time."""
    less = LESS * change
    between = write(situation.problem_of(dial.turned(less)), "value")
    if bound > less and in_step(situation.written, between, top, less / dial.top):
        return False
    return has_plan(between, situation.deadline)


def _offer(situation: Situation, dial: Dial, change: float, request: Request, answer: Reached, *, proven: bool) -> Repair:
    cost = dial.cost(situation.problem_of(request))
    return situation.repair(dial.kind, dial.said(change), request, answer, proven, cost)


def rounded_up(change: float) -> float:
    """A change in three significant figures, never less.

    Example:
        >>> rounded_up(0.034112)
        0.0342
    """
    unit = 10.0 ** (math.floor(math.log10(change)) - 2)
    return float(f"{math.ceil(change / unit - 1e-9) * unit:.10g}")


# Rule that stands in a conflict -> kinds of amounts that weaken it. What can be started is bounded by all the money there is.
WEAKENED_BY: dict[str, tuple[Kind, ...]] = {
    "spending_within_fiscal_room": ("money",), "private_money_within_ceiling": ("private money",),
    "starts_within_sites_and_money": ("money", "private money"), "imports_within_foreign_exchange": ("foreign exchange",),
    "spare_power_is_not_stretched": ("power",), "new_supply_within_wires": ("wires",), "compute_within_export_regime": ("export regime",),
    "political_capital_is_spent_once": ("politics",), "hiring_within_hirable_staff": ("people",),
}


def _dials(situation: Situation) -> list[Dial]:
    """The amounts that stand in the conflict."""
    kinds = {kind for one in situation.collisions for kind in WEAKENED_BY.get(one.rule, ())}
    return [dial for dial in _every_dial(situation) if dial.kind in kinds]


def _every_dial(situation: Situation) -> list[Dial]:
    """Every amount there is in the country and could be more."""
    problem = situation.problem
    named = {one.part for one in situation.collisions}
    staff = [one for one in problem.staff if one in named] or list(problem.staff)
    amounts: list[tuple[Kind, tuple[str, ...], str, float]] = [
        ("money", ("fiscal.room",), "public money for the plan every year", max(problem.money.cash)),
        ("private money", ("external.private_ceiling",), "private investment", max(problem.money.private_ceiling)),
        ("foreign exchange", ("external.fx_envelope",), "foreign exchange every year", max(problem.external.envelope)),
        ("power", ("power.spare_for_ai",), "spare power for AI", max(problem.power.spare)),
        ("wires", ("power.wires_spare",), "new supply that the grid can carry", max(problem.power.wires)),
        ("politics", ("politics.inflow",), "political capital every year", max(problem.politics.inflow)),
        (
            "people", tuple(f"people.{one}" for one in staff), f"{' and '.join(f'{one}s' for one in staff)} who can be hired",
            max(max(problem.staff[one]) for one in staff),
        ),
        (
            "export regime", ("chips.export_cap",), "compute that the export regime lets the country hold",
            max(problem.compute.export_cap or (0.0,)),
        ),
    ]
    cost = {"money": _money_cost(problem)}
    found = [_factor(situation, kind, paths, of, cost.get(kind, _unknown)) for kind, paths, of, most in amounts if most > 0]
    return found if max(problem.power.spare) > 0 else [*found, _taken(situation)]


def _factor(
    situation: Situation, kind: Kind, figures: Sequence[str], of: str, cost: Callable[[Problem], tuple[float | None, str]]
) -> Dial:
    def turned(change: float) -> Request:
        texts = [f"{figure}=x{1 + change:.10g}" for figure in figures]
        return situation.request.model_copy(update={"overrides": (*situation.request.overrides, *texts)})

    return Dial(kind, MOST_TIMES - 1, turned, lambda change: f"Find {_more(change, of)}.", cost)


def _more(change: float, of: str) -> str:
    return f"{100 * change:.3g} % more {of}" if change < 1 else f"{1 + change:.3g} times the {of}"


def _taken(situation: Situation) -> Dial:
    before = situation.request.take_power_mw

    def turned(change: float) -> Request:
        return situation.request.model_copy(update={"take_power_mw": before + change})

    return Dial("power", MOST_TAKEN_MW, turned, lambda change: f"Let AI take {change:,.4g} MW from existing users.", _unknown)


def _together(situation: Situation, dials: Sequence[Dial]) -> Dial:
    """All amounts of the conflict turned up by the same part."""
    factors = [one for one in dials if one.top == MOST_TIMES - 1]

    def turned(change: float) -> Request:
        texts = [text for one in factors for text in one.turned(change).overrides[len(situation.request.overrides) :]]
        return situation.request.model_copy(update={"overrides": (*situation.request.overrides, *texts)})

    names = ", ".join(one.kind if one.kind != "money" else "public money" for one in factors)
    money = any(one.kind == "money" for one in factors)
    return Dial(
        "several", MOST_TIMES - 1, turned, lambda change: f"Find {_more(change, 'amount')} of each of these: {names}.",
        _money_cost(situation.problem) if money else _unknown,
    )


def _unknown(_: Problem) -> tuple[None, str]:
    return None, "it has no known price"


def _money_cost(before: Problem) -> Callable[[Problem], tuple[float | None, str]]:
    def cost(after: Problem) -> tuple[float | None, str]:
        extra = [more - less for more, less in zip(after.money.cash, before.money.cash, strict=True)]
        total = sum(factor * one for factor, one in zip(before.clock.discount, extra, strict=True))
        return total, f"extra public money over all planned years, discounted; USD {extra[0]:,.0f} million of it in {before.clock.first_year}"

    return cost
