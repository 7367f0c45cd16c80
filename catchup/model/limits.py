"""People, water, politics and administration (rules 8, 9, 15, 16)."""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare
from catchup.problem import STAFF_CLASSES
from catchup.profile import StaffClass
from catchup.rules import enforce, rule


def add_limits(model: Model) -> None:
    """Adds the limits that every lever draws on; called when all levers have booked."""
    problem = model.problem
    years = list(problem.clock.years)
    for year in years:
        for staff in STAFF_CLASSES:
            model.books.add(f"staff_{staff}", "hirable", year, problem.staff[staff][year])
        model.books.add("politics", "inflow", year, problem.politics.inflow[year])
        model.books.add("administration", "capacity", year, problem.admin[year])
        model.books.add("water", "sites", year, problem.water)
    declare(
        model, "staff_left", [(staff, year) for staff in STAFF_CLASSES for year in years],
        doc="people who could be hired and are not",
    )
    declare(
        model, "political_capital", years, high=problem.politics.cap,
        doc="political capital at the end of the year",
    )
    declare(model, "capital_lost", years, doc="political capital that could not be kept")
    declare(model, "capacity_left", years, doc="administrative capacity not used")
    declare(model, "water_left", years, doc="water not used")
    enforce(model, hiring_within_hirable_staff, STAFF_CLASSES, years)
    enforce(model, political_capital_is_spent_once, years)
    enforce(model, programmes_within_administrative_capacity, years)
    enforce(model, water_within_site_limits, years)


@rule("8", "Hiring stays within the people who can be hired, brought home, trained or released.")
def hiring_within_hirable_staff(model: Model, staff: StaffClass, year: int) -> Expression:
    r"""hirable_{c,t} + supplied_{c,t} - at\,work_{c,t} = left_{c,t}"""
    return model.books.total(f"staff_{staff}", year) - model.staff_left[staff, year] == 0


@rule("15", "Launches, standing stances, reforms and exits are paid from political capital, which cannot be hoarded.")
def political_capital_is_spent_once(model: Model, year: int) -> Expression:
    r"""P_t = P_{t-1} + inflow_t - spent_t - lost_t, \quad P_t \le cap"""
    opening = model.political_capital[year - 1] if year else model.problem.politics.opening
    flows = model.books.total("politics", year)
    return opening + flows - model.capital_lost[year] - model.political_capital[year] == 0


@rule("16", "What is under way at once stays within administrative capacity.")
def programmes_within_administrative_capacity(model: Model, year: int) -> Expression:
    r"""\sum_l load_{l,t} \le capacity_t"""
    return model.books.total("administration", year) - model.capacity_left[year] == 0


@rule("9", "Water drawn stays within what industrial sites can give.")
def water_within_site_limits(model: Model, year: int) -> Expression:
    r"""\sum_l water_{l,t} \le sites \cdot limit"""
    return model.books.total("water", year) - model.water_left[year] == 0
