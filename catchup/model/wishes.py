"""What the user asks for: targets and locks. All of them are droppable."""

from __future__ import annotations

import pyomo.environ as pyo

from catchup.levers.build import launched
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
    if isinstance(amount, int | float):
        amount = amount + 0 * model.carried[0]
    return amount >= target.amount if target.sense == ">=" else amount <= target.amount


@rule("lock", "An instruction about a lever is followed.")
def lock_holds(model: pyo.ConcreteModel, at: int) -> Expression:
    r"""started_{l,t} = 1,\; = 0,\; \text{or at most } n"""
    lock: Lock = model.problem.locks[at]
    clock = model.problem.clock
    by = (lock.year - clock.first_year) if lock.year is not None else clock.horizon - 1
    if lock.kind == "in":
        return engaged(model, lock.lever, by) >= 1
    if lock.kind == "out":
        return engaged(model, lock.lever, clock.horizon - 1) <= 0
    if lock.kind == "not_before":
        return None if by == 0 else engaged(model, lock.lever, by - 1) <= 0
    return total_units(model, lock.lever) <= (lock.units or 0)


def engaged(model: pyo.ConcreteModel, lever: str, year: int) -> Expression:
    """0 if the lever is untouched by the year; at least 1 if it was started. The reform path is data."""
    problem = model.problem
    if lever in model.plant:
        return launched(model, model.plant[lever], year)
    if lever in model.cohort:
        return model.recruiting[lever, min(year, model.cohort[lever].last_start)]
    if lever in model.stance:
        stance = model.stance[lever]
        return model.adopted[lever, stance.steps[0].id, year]
    if problem.programme is not None and lever == problem.programme.lever and model.tier:
        return pyo.quicksum(model.take_up[tier, when] for tier in model.tier for when in range(year + 1))
    if lever == problem.exit_lever and model.firm:
        return pyo.quicksum(model.closing[firm, year] for firm in model.firm)
    done = float(lever == problem.reform_lever and any(model.path.politics[: year + 1]))
    return done + 0 * model.carried[0]


def total_units(model: pyo.ConcreteModel, lever: str) -> Expression:
    """Units of a lever started over the horizon."""
    last = model.problem.clock.horizon - 1
    if lever in model.plant:
        return pyo.quicksum(model.starts[lever, year] for year in range(model.plant[lever].last_start + 1))
    if lever in model.cohort:
        return pyo.quicksum(model.intake[lever, year] for year in range(model.cohort[lever].last_start + 1))
    return engaged(model, lever, last)
