"""Exits: protected firms closed or sold, and inherited projects called off.

Only transfers that are on the budget are freed. A closure that is carried through makes the state's other cuts believable.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Firm, Inherited
from catchup.rules import enforce, rule


def add_exits(model: Model) -> None:
    """Adds closures and cancellations."""
    problem = model.problem
    years = list(problem.clock.years)
    model.firm = {firm.id: firm for firm in problem.firms}
    pairs = [(firm, year) for firm in model.firm for year in years]
    declare(model, "closing", pairs, kind="binary", doc="1 if closing the firm is begun by the year")
    declare(model, "closed_by", years, doc="expected number of closures carried through")
    model.project = {one.id: one for one in problem.inherited if one.cancellable}
    declare(model, "kept", list(model.project), kind="binary", doc="1 if the project under way is carried on")
    enforce(model, begun_closure_stands, [one for one in pairs if one[1] > 0])
    enforce(model, closures_carried_through, years)
    for firm in problem.firms:
        for year in years:
            _book_firm(model, firm, year)
    for project in model.project.values():
        for year in years:
            _book_project(model, project, year)


def newly_closed(model: Model, firm: str, year: int) -> Expression:
    """1 in the year in which the closure is begun."""
    return model.closing[firm, year] - (model.closing[firm, year - 1] if year else 0)


@rule("definition", "A closure that was begun stands.", droppable=False)
def begun_closure_stands(model: Model, firm: str, year: int) -> Expression:
    r"""closing_{f,t} \ge closing_{f,t-1}"""
    return model.closing[firm, year] >= model.closing[firm, year - 1]


@rule("14", "Only closures carried through count.", droppable=False)
def closures_carried_through(model: Model, year: int) -> Expression:
    r"""closed_t = \sum_f \sum_u d_{t-u} (closing_{f,u} - closing_{f,u-1})"""
    return model.closed_by[year] == total(
        firm.completion[year - when] * newly_closed(model, firm.id, when)
        for firm in model.problem.firms for when in range(year + 1)
    )


def _summed(model: Model, firm: Firm, by_age: tuple[float, ...], year: int) -> Expression:
    return total(
        by_age[year - when] * newly_closed(model, firm.id, when) for when in range(year + 1) if by_age[year - when]
    )


def _book_firm(model: Model, firm: Firm, year: int) -> None:
    problem, books, lever = model.problem, model.books, model.problem.exit_lever
    gross = 1 / (1 - model.path.leakage[lever][year])
    cost = _summed(model, firm, firm.cost, year)
    # Severance and debts are transfers: the budget pays them, the nation loses only what leaks for good.
    books.add("money", f"outlay: {lever}", year, -gross * cost)
    books.add("delivered: institutions", lever, year, cost)
    loss = problem.money.social_loss * (gross - 1)
    books.worth("programmes", lever, -problem.clock.discount[year] * loss * cost)
    books.add("money", "freed by closed firms", year, _summed(model, firm, firm.saving, year))
    for staff, released in firm.staff.items():
        if released:
            books.add(f"staff_{staff}", f"released: {lever}", year, released * _summed(model, firm, firm.completion, year))
    books.add("politics", f"launch: {lever}", year, -firm.launch_politics * newly_closed(model, firm.id, year))
    books.add("administration", f"under way: {lever}", year, -_summed(model, firm, firm.admin, year))


def _book_project(model: Model, project: Inherited, year: int) -> None:
    """A cancelled project frees what was still to be paid and loses what it would have earned, against carrying on."""
    problem, books, plant = model.problem, model.books, model.problem.plant(project.lever)
    dropped = 1 - model.kept[project.id]
    discount, shadow = problem.clock.discount[year], problem.external.shadow_factor
    border = 1 + plant.import_capex * (shadow - 1)
    running_border = 1 + plant.import_opex * (shadow - 1)
    if year == 0:
        # Calling off a project is an exit like any other, decided at once.
        books.add("politics", f"cancelled: {project.id}", year, -project.cancel_politics * dropped)
        books.add("administration", "cancelling projects", year, -project.cancel_admin * dropped)
    books.add("money", "freed by cancelled projects", year, project.state_cost[year] * dropped)
    leak = model.path.leakage[project.lever][year]
    state, private = project.state_cost[year], project.private_cost[year]
    saved = ((1 - leak) * border + leak * problem.money.social_loss) * state + (border + plant.capital_uplift) * private
    output = project.available[year] * project.units
    spared = plant.import_capex * ((1 - leak) * state + private) + output * plant.import_opex * plant.running_cost
    books.add("private", "released by cancelled projects", year, private * dropped)
    books.add("fx", "cancelled projects", year, (spared - output * plant.revenue) * dropped)
    lost = shadow * plant.revenue - running_border * plant.running_cost
    books.worth("cancelled", project.id, discount * (saved - output * lost) * dropped)
    books.add("chain", plant.output, year, -output * plant.output_units * dropped)
    if year == problem.clock.horizon - 1:
        books.worth("cancelled", project.id, -problem.clock.end_discount * project.credit * project.available[year] * dropped)
