"""What counts as better: five objectives, all stated as a gain over carrying on with commitments only."""

from __future__ import annotations

from catchup.algebra import Expression, Model, total
from catchup.errors import OverrideError
from catchup.model.wishes import chain_output, metric
from catchup.problem import LINKS, Problem

MAXIMISED = {"value", "compute", "tokens", "position"}


def set_objective(model: Model, objective: str, link: str | None = None) -> None:
    """Gives a Pyomo model its objective.

    Args:
        objective: value, compute, tokens, position or least_cost. link: the link of the chain, for position.
    """
    import pyomo.environ as pyo

    if model.component("objective") is not None:
        model.del_component("objective")
    sense = pyo.maximize if objective in MAXIMISED else pyo.minimize
    model.objective = pyo.Objective(
        expr=gain(model, objective, link), sense=sense, doc=f"{objective}{f': {link}' if link else ''}"
    )


def gain(model: Model, objective: str, link: str | None = None) -> Expression:
    """The objective as a gain over carrying on."""
    problem: Problem = model.problem
    years = problem.clock.years
    if objective == "value":
        return total(one for amounts in model.books.value.values() for one in amounts)
    if objective == "compute":
        return total(model.running[year] / problem.chain.world_stock[year] for year in years)
    if objective == "tokens":
        return total(metric(model, "home_share", year) for year in years) / problem.clock.horizon
    if objective == "position":
        if link not in LINKS:
            raise OverrideError(f"position needs a link of the chain, not {link!r}", f"one of {', '.join(LINKS)}")
        world = problem.chain.world[link]
        return total(chain_output(model, link, year) / world[year] for year in years) / problem.clock.horizon
    if objective == "least_cost":
        # Gross public cash, discounted; receipts and loans do not make a plan cheaper to deliver.
        return -total(
            problem.clock.discount[year] * one
            for (ledger, entry, year), amounts in model.books.entries.items()
            if ledger == "money" and entry.startswith(("outlay", "hurry", "premium"))
            for one in amounts
        )
    raise OverrideError(f"unknown objective {objective!r}", "one of value, compute, tokens, position, least_cost")


def baseline(problem: Problem, objective: str) -> float:
    """Level of the objective when only commitments are carried on."""
    if objective == "compute":
        return sum(problem.compute.base_stock / world for world in problem.chain.world_stock)
    return 0.0


def scale_floor(problem: Problem, objective: str) -> float:
    """Least denominator of a gap: 0.1 % of discounted fiscal room, or of one unit for the share objectives."""
    if objective in ("value", "least_cost"):
        room = sum(
            factor * cash for factor, cash in zip(problem.clock.discount, problem.money.appropriation, strict=True)
        )
        return SCALE_SHARE * room
    return SCALE_SHARE * SHARE_UNIT


SCALE_SHARE = 0.001
SHARE_UNIT = 1.0
