"""What the user asks for: targets and locks. All of them are droppable."""

from __future__ import annotations

import pyomo.environ as pyo

from catchup.problem import Lock, Target
from catchup.rules import Expression, enforce, rule


def add_wishes(model: pyo.ConcreteModel) -> None:
    """Adds the rows of targets and locks."""
    enforce(model, target_is_met, range(len(model.problem.targets)))
    enforce(model, lock_holds, range(len(model.problem.locks)))


def metric(model: pyo.ConcreteModel, name: str, year: int) -> Expression:
    """A metric of a year as an expression: what targets, objectives and the plan's tables speak of."""
    problem = model.problem
    if name == "compute_h100e":
        return 1000 * (problem.compute.base_stock + model.running[year])
    if name in ("home_share", "home_services_musd"):
        home = chain_output(model, "ai_services", year)
        total = sum(problem.market.demand[segment][year] for segment in problem.market.demand)
        return home / total if name == "home_share" else home
    if name == "new_power_mw":
        return pyo.quicksum(
            plant.output_units * model.working[plant.id, year]
            for plant in model.plant.values() if plant.output == "firm_power"
        )
    if name == "homes_power_mw":
        return model.to_homes[year]
    return chain_output(model, name, year)


def chain_output(model: pyo.ConcreteModel, link: str, year: int) -> Expression:
    """Change of output of a link of the chain against doing nothing."""
    return pyo.quicksum(model.books.entries.get(("chain", link, year), []))


@rule("target", "A stated target is met in its year.")
def target_is_met(model: pyo.ConcreteModel, at: int) -> Expression:
    r"""metric_{m,t} \ge target"""
    target: Target = model.problem.targets[at]
    amount = metric(model, target.metric, target.year - model.problem.clock.first_year)
    return amount >= target.amount if target.sense == ">=" else amount <= target.amount


@rule("lock", "An instruction about a lever is followed.")
def lock_holds(model: pyo.ConcreteModel, at: int) -> Expression:
    r"""units_{l,\le t} \ge least,\; = 0,\; \text{or} \le n"""
    lock: Lock = model.problem.locks[at]
    clock = model.problem.clock
    by = (lock.year - clock.first_year) if lock.year is not None else clock.horizon - 1
    if lock.kind == "in":
        return engaged(model, lock.lever, by) >= least_units(model, lock.lever)
    if lock.kind == "out":
        return engaged(model, lock.lever, clock.horizon - 1) <= 0
    if lock.kind == "not_before":
        return None if by == 0 else engaged(model, lock.lever, by - 1) <= 0
    return engaged(model, lock.lever, clock.horizon - 1) <= (lock.units or 0)


def least_units(model: pyo.ConcreteModel, lever: str) -> float:
    """What counts as doing a lever at all: one unit, or all there is if less."""
    offered = model.plant.get(lever) or model.cohort.get(lever)
    return min(1.0, offered.max_units) if offered is not None else 1.0


def engaged(model: pyo.ConcreteModel, lever: str, year: int) -> Expression:
    """Units of a lever started by the year; steps taken, tiers or firms begun. The reform path is data."""
    problem = model.problem
    if lever in model.plant:
        last = min(year, model.plant[lever].last_start)
        return pyo.quicksum(model.starts[lever, when] for when in range(last + 1))
    if lever in model.cohort:
        last = min(year, model.cohort[lever].last_start)
        return pyo.quicksum(model.intake[lever, when] for when in range(last + 1))
    if lever in model.stance:
        stance = model.stance[lever]
        return model.adopted[lever, stance.steps[0].id, year]
    if problem.programme is not None and lever == problem.programme.lever and model.tier:
        return pyo.quicksum(model.take_up[tier, when] for tier in model.tier for when in range(year + 1))
    if lever == problem.exit_lever:
        called_off = pyo.quicksum(1 - model.kept[project] for project in model.project)
        return pyo.quicksum(model.closing[firm, year] for firm in model.firm) + called_off
    return float(lever == problem.reform_lever and any(model.path.politics[: year + 1]))
