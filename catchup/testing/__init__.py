"""A tiny country for tests: one lever of every kind, four to six years, plain numbers.

The numbers are round and of a sensible size, so that the best plan does something and every rule has something to
say. Nothing is read from the data files: a test that fails here has found a fault in the model, not in a fact.

    >>> from catchup.testing import changed, tiny_problem
    >>> tiny_problem().country
    'TNY'
    >>> changed(tiny_problem(), "money.cost_of_funds", 1.0).money.cost_of_funds
    1.0
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from catchup.errors import UnknownNameError
from catchup.problem import Build, Problem
from catchup.testing.country import (
    AGREEMENT,
    BAN,
    EXITS,
    FIRST_YEAR,
    GAS,
    LABS,
    LEVERS,
    LEVY,
    PLANT,
    PORT,
    RATE,
    REFORM,
    RETURNEES,
    SHELL,
    whole,
)

SHORTEST, LONGEST = 3, 6

Change = Callable[[Any], Any] | Any
Row = TypeVar("Row", bound=BaseModel)


def tiny_problem(
    *, horizon: int = 5, paths: int = 2, levers: Sequence[str] = LEVERS, **changes: Any
) -> Problem:
    """A small problem with one lever of every kind.

    Args:
        horizon: planned years, 3 to 6.
        paths: 1 leaves institutions as they are, 2 adds a reform path.
        levers: levers that the country has; the others are left out (a data centre that is left out is closed).
        changes: parts to replace, with `__` for each dot of the path `changed` takes, e.g. `money__cash=(9.0,) * 5`.

    Example:
        >>> tiny_problem(horizon=4, levers=("datacentre",), money__cost_of_funds=1.0).programme is None
        True
    """
    if not SHORTEST <= horizon <= LONGEST:
        raise ValueError(f"horizon {horizon}: the tiny country is written for {SHORTEST} to {LONGEST} years")
    problem = _consistent(whole(horizon, max(1, min(paths, 2))))
    for lever in LEVERS:
        if lever not in levers:
            problem = without(problem, lever)
    for path, value in changes.items():
        problem = changed(problem, path.replace("__", "."), value)
    return problem


def changed(problem: Problem, path: str, change: Change) -> Problem:
    """A copy of a problem with one part replaced.

    Args:
        problem: the problem, which stays as it is.
        path: dotted path; members of a list are found by their `id` or `lever`, e.g. `builds.packaging.lead`; `*` is
            every member, e.g. `paths.*.credibility`.
        change: the new part, or a function of the old one.

    Raises:
        UnknownNameError: the path leads nowhere.

    Example:
        >>> changed(tiny_problem(), "builds.packaging.lead", lambda years: years + 1).plant("packaging").lead
        2.5
    """
    result = _replaced(problem, path.split("."), change, path)
    assert isinstance(result, Problem)
    return result


def scaled(by: float) -> Callable[[Any], Any]:
    """A change that multiplies a number, or every number of a list or a table.

    Example:
        >>> scaled(2.0)((1.0, {"a": 2.0}))
        (2.0, {'a': 4.0})
    """

    def multiply(old: Any) -> Any:
        if isinstance(old, Mapping):
            return {name: multiply(one) for name, one in old.items()}
        if isinstance(old, tuple):
            return tuple(multiply(one) for one in old)
        return old * by

    return multiply


def without(problem: Problem, lever: str) -> Problem:
    """The problem of a country that does not have the lever at all."""
    if lever == SHELL:
        shut: dict[str, Any] = {"last_start": -1, "max_units": 0.0, "closed_because": "left out"}
        return problem.model_copy(update={"shell": problem.shell.model_copy(update=shut)})
    if lever == LABS:
        return problem.model_copy(update={"programme": None})
    if lever == EXITS:
        return problem.model_copy(update={"firms": (), "inherited": ()})
    parts: dict[str, Any] = {
        "builds": tuple(_without_edge(one, lever) for one in problem.builds if one.id != lever),
        "cohorts": tuple(one for one in problem.cohorts if one.lever != lever),
        "stances": tuple(one for one in problem.stances if one.lever != lever),
        "inherited": tuple(one for one in problem.inherited if one.lever != lever),
    }
    if lever == REFORM:
        parts["paths"] = problem.paths[:1]
    return problem.model_copy(update=parts)


def random_problem(seed: int, *, horizon: int | None = None, paths: int | None = None) -> Problem:
    """A random variation of the tiny country: which levers it has, and every amount scaled within a factor of about two.

    Doing nothing is always possible in it, so that it has a plan.

    Example:
        >>> random_problem(1) == random_problem(1), random_problem(1) == random_problem(2)
        (True, False)
    """
    dice = random.Random(seed)
    years = horizon if horizon is not None else dice.randint(SHORTEST, LONGEST)
    count = paths if paths is not None else dice.randint(1, 2)
    dropped = set(dice.sample([one for one in LEVERS if one != SHELL], dice.randint(1, 5)))
    if dice.random() < 0.1:
        dropped.add(SHELL)
    problem = tiny_problem(horizon=years, paths=count, levers=[one for one in LEVERS if one not in dropped])
    return varied(problem, dice)


def varied(problem: Problem, dice: random.Random) -> Problem:
    """Scales the amounts of a problem by random factors; what carrying on needs stays affordable."""
    for path in _AMOUNTS:
        problem = _scaled_if_there(problem, path, 2 ** dice.uniform(-1, 1))
    for path, low, high in _CHOICES:
        if _leads_somewhere(problem, path):
            problem = changed(problem, path, round(dice.uniform(low, high), 3))
    leak = round(dice.uniform(0, 0.4), 3)
    for at, reform in enumerate(problem.paths):
        cut = 1 - 0.4 * at
        now = {lever: tuple(leak * cut for _ in problem.clock.years) for lever in reform.leakage}
        gross = tuple(one / (1 - leak * cut) for one in reform.delivered)
        problem = changed(problem, f"paths.{reform.id}", reform.model_copy(update={"leakage": now, "cost": gross}))
    if dice.random() < 0.3:
        problem = changed(problem, "compute.fleet_share_small", 1.0)
    if dice.random() < 0.3:
        problem = changed(problem, "compute.export_cap", None)
    return _consistent(problem)


_AMOUNTS = (
    "money.cash", "money.borrow_limit", "money.concessional_limit", "money.private_ceiling", "external.envelope",
    "absorption.room", "politics.inflow", "admin", "staff", "water", "power.spare", "power.deficit", "power.wires",
    "power.value", "market.demand", "market.cutoff_loss", "compute.chip_price", "compute.chip_power",
    "builds.packaging.list_cost", "builds.packaging.revenue", "builds.gas.list_cost", "builds.ports.other_users",
    "shell.list_cost", "programme.tiers.adapt.yearly_cost", "cohorts.returnees.max_units",
)
_CHOICES = (
    ("money.carry_over", 0.0, 0.6), ("money.cost_of_funds", 1.0, 1.4), ("money.social_loss", 0.2, 1.0),
    ("external.shadow_factor", 1.0, 1.3), ("power.household_first", 0.0, 0.9), ("weight", 0.0, 1.0),
    ("market.worth", 1.2, 2.5), ("market.quality_loss", 0.0, 0.06), ("compute.fleet_share_small", 0.3, 0.9),
    ("programme.credibility_per_exit", 0.0, 0.4),
)


def _scaled_if_there(problem: Problem, path: str, by: float) -> Problem:
    return changed(problem, path, scaled(by)) if _leads_somewhere(problem, path) else problem


def _leads_somewhere(problem: Problem, path: str) -> bool:
    try:
        changed(problem, path, lambda old: old)
    except UnknownNameError:
        return False
    return True


def _consistent(problem: Problem) -> Problem:
    """Recomputes what follows from other numbers: the most power there can be, and the most chips."""
    most = sum(one.max_units * one.output_units for one in problem.builds if one.output == "firm_power")
    power = problem.power.model_copy(
        update={"most_supply": most, "deficit_can_close": most > min(problem.power.deficit)}
    )
    compute, years = problem.compute, problem.clock.years
    spend = tuple(one / (1 - compute.state_share) / 0.9 for one in problem.money.private_ceiling)
    bought = [money / price for money, price in zip(spend, compute.chip_price, strict=True)]
    stock = tuple(sum(compute.chip_alive[year - one] * bought[one] for one in range(year + 1)) for year in years)
    politics = problem.politics.model_copy(
        update={"opening": max(problem.politics.inflow), "cap": 2 * max(problem.politics.inflow)}
    )
    return problem.model_copy(
        update={
            "power": power, "politics": politics,
            "compute": compute.model_copy(update={"max_spend": spend, "max_stock": stock}),
        }
    )


def _without_edge(build: Build, lever: str) -> Build:
    return build.model_copy(update={"requires": tuple(one for one in build.requires if one.lever != lever)})


def _replaced(node: Any, parts: Sequence[str], change: Change, path: str) -> Any:
    if not parts:
        return change(node) if callable(change) else change
    name, rest = parts[0], parts[1:]
    if isinstance(node, BaseModel) and name in type(node).model_fields:
        return node.model_copy(update={name: _replaced(getattr(node, name), rest, change, path)})
    if isinstance(node, dict) and (name in node or name == "*"):
        return {key: _replaced(one, rest, change, path) if name in (key, "*") else one for key, one in node.items()}
    if isinstance(node, tuple) and any(_is(one, name) for one in node):
        return tuple(_replaced(one, rest, change, path) if _is(one, name) else one for one in node)
    raise UnknownNameError("part of a problem", path, sorted(Problem.model_fields))


def _is(row: Any, name: str) -> bool:
    return isinstance(row, BaseModel) and name in ("*", getattr(row, "id", None), getattr(row, "lever", None))


__all__ = [
    "AGREEMENT", "BAN", "EXITS", "FIRST_YEAR", "GAS", "LABS", "LEVERS", "LEVY", "PLANT", "PORT", "RATE", "REFORM", "RETURNEES", "SHELL",
    "changed", "random_problem", "scaled", "tiny_problem", "varied", "without",
]
