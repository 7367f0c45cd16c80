"""The working model of one country, one scenario, one reform path."""

from __future__ import annotations

from collections.abc import Sequence

from catchup.algebra import Model, Sheet, declare
from catchup.levers.build import add_builds
from catchup.levers.cohort import add_cohorts
from catchup.levers.compute import add_compute
from catchup.levers.exits import add_exits
from catchup.levers.programme import add_programme
from catchup.levers.reform import add_reform
from catchup.levers.stance import add_stances
from catchup.model.limits import add_limits
from catchup.model.market import add_market, compute_serves_and_trains
from catchup.model.money import add_money
from catchup.model.objectives import set_objective
from catchup.model.paths import StackedPath, stacked
from catchup.model.power import add_power, power_use_is_met
from catchup.model.wishes import add_wishes
from catchup.problem import Problem, ReformPathData
from catchup.rules import Books, enforce


def build_model(problem: Problem, path: ReformPathData, objective: str = "value", link: str | None = None) -> Model:
    """The mixed-integer model of a problem on one reform path, in Pyomo: to export, to document and to check against."""
    import pyomo.environ as pyo

    model: Model = pyo.ConcreteModel(name=f"{problem.country}_{problem.scenario}_{path.id}")
    _state(model, problem, path)
    set_objective(model, objective, link)
    return model


def build_sheet(problem: Problem, paths: Sequence[ReformPathData]) -> Sheet:
    """The same model as rows of numbers for several reform paths at once: to solve."""
    sheet = Sheet(f"{problem.country}_{problem.scenario}", len(paths))
    _state(sheet, problem, stacked(paths))
    return sheet


def _state(model: Model, problem: Problem, path: ReformPathData | StackedPath) -> None:
    """States the whole model. Levers come first and book what they need and give; ledgers and limits then add up the books."""
    model.problem, model.path, model.books = problem, path, Books()
    add_levers(model)
    add_market(model)
    add_power(model)
    add_money(model)
    add_limits(model)
    add_balances(model)
    if isinstance(model, Sheet):
        model.end_of_rules = len(model.rows)
    add_wishes(model)


def with_wishes_of(sheet: Sheet, problem: Problem) -> Sheet:
    """The sheet of a problem that differs in its wishes only."""
    again = sheet.before_wishes()
    vars(again)["problem"] = problem
    add_wishes(again)
    return again


def add_levers(model: Model) -> None:
    """Adds every kind of lever, in the order in which they build on one another."""
    add_exits(model)
    add_builds(model)
    add_compute(model)
    add_stances(model)
    add_programme(model)
    add_cohorts(model)
    add_reform(model)


def add_balances(model: Model) -> None:
    """Adds the balances that need every entry of their ledger."""
    years = list(model.problem.clock.years)
    declare(model, "compute_left", years, doc="useful kH100e not used")
    enforce(model, power_use_is_met, years)
    enforce(model, compute_serves_and_trains, years)
