"""Power: who gets the megawatts (rule 7). Nobody's supply falls below what it would be without the plan."""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Build
from catchup.rules import enforce, rule


def power_plants(model: Model) -> list[Build]:
    """Plants of the plan that deliver firm power."""
    return [plant for plant in model.plant.values() if plant.output == "firm_power"]


def add_power(model: Model) -> None:
    """Adds supply, its split between campus, grid, homes and AI, and its worth."""
    problem, power = model.problem, model.problem.power
    years = list(problem.clock.years)
    plants = [plant.id for plant in power_plants(model)]
    captive = [plant.id for plant in power_plants(model) if plant.captive]
    declare(
        model, "at_campus", [(one, year) for one in captive for year in years],
        doc="MW delivered beside the campus",
    )
    declare(model, "to_grid", [(one, year) for one in plants for year in years], doc="MW delivered through the grid")
    declare(model, "to_homes", years, doc="MW of new supply that reaches unserved homes and firms")
    declare(model, "ai_from_grid", years, doc="MW of new grid supply used by the plan")
    declare(model, "spare_used", years, doc="MW of spare power used")
    declare(model, "taken_used", years, high=power.taken, doc="MW taken from existing users by explicit choice")
    declare(model, "power_left", years, doc="MW of spare power not used")
    declare(model, "grid_left", years, doc="MW of new grid supply nobody takes")
    enforce(model, supply_is_delivered_once, [(one, year) for one in plants for year in years])
    enforce(model, new_supply_within_wires, years)
    enforce(model, grid_supply_is_shared, years)
    enforce(model, spare_power_is_not_stretched, years)
    enforce(model, homes_take_what_they_lack, years)
    if power.household_first > 0:
        if power.deficit_can_close:
            declare(model, "deficit_closed", years, kind="binary", doc="1 once nobody wants for power")
            enforce(model, closed_deficit_is_served, years)
        enforce(model, homes_come_first, years)
    for year in years:
        _book(model, year)
    _credit(model)


def supply(model: Model, plant: str, year: int) -> Expression:
    """Firm MW of a plant's units in a year."""
    return model.plant[plant].output_units * model.working[plant, year]


@rule("7", "Each new megawatt is delivered once: beside the campus or through the grid.", droppable=False)
def supply_is_delivered_once(model: Model, plant: str, year: int) -> Expression:
    r"""campus_{l,t} + grid_{l,t} \le MW_l \, working_{l,t}"""
    beside = model.at_campus[plant, year] if model.plant[plant].captive else 0
    return beside + model.to_grid[plant, year] <= supply(model, plant, year)


@rule("7", "New supply reaches users only through wires that can carry it.")
def new_supply_within_wires(model: Model, year: int) -> Expression:
    r"""\sum_l grid_{l,t} \le wires_t + MW_{grid} \, working_{grid,t}"""
    new = total(
        plant.output_units * model.working[plant.id, year]
        for plant in model.plant.values() if plant.output == "grid_capacity"
    )
    return grid_supply(model, year) <= model.problem.power.wires[year] + new


def grid_supply(model: Model, year: int) -> Expression:
    """New MW that go through the grid."""
    return total(model.to_grid[plant.id, year] for plant in power_plants(model))


@rule("7", "New grid supply goes to homes and firms or to the plan's own use.", droppable=False)
def grid_supply_is_shared(model: Model, year: int) -> Expression:
    r"""\sum_l grid_{l,t} = homes_t + ai\,grid_t + left_t"""
    return grid_supply(model, year) == model.to_homes[year] + model.ai_from_grid[year] + model.grid_left[year]


@rule("7", "The plan uses spare power, what it takes by explicit choice, and no more: nobody's supply falls.")
def spare_power_is_not_stretched(model: Model, year: int) -> Expression:
    r"""spare\,used_t + left_t = spare_t + taken_t, \quad taken_t \le chosen"""
    power = model.problem.power
    return model.spare_used[year] + model.power_left[year] == power.spare[year] + model.taken_used[year]


@rule("7", "Homes and firms take no more than they lack.", droppable=False)
def homes_take_what_they_lack(model: Model, year: int) -> Expression:
    r"""homes_t \le deficit_t"""
    return model.to_homes[year] <= model.problem.power.deficit[year]


@rule("7", "Of new grid supply a share goes to the unserved while the deficit lasts.")
def homes_come_first(model: Model, year: int) -> Expression:
    r"""homes_t \ge h \sum_l grid_{l,t} - h \bar G \, closed_t"""
    power = model.problem.power
    excused = power.household_first * power.most_supply * model.deficit_closed[year] if power.deficit_can_close else 0
    return model.to_homes[year] >= power.household_first * grid_supply(model, year) - excused


@rule("7", "The deficit is closed when it is served.", droppable=False)
def closed_deficit_is_served(model: Model, year: int) -> Expression:
    r"""homes_t \ge deficit_t \, closed_t"""
    return model.to_homes[year] >= model.problem.power.deficit[year] * model.deficit_closed[year]


@rule("7", "The plan's own use of power is met by spare power and by the supply it pays for.", droppable=False)
def power_use_is_met(model: Model, year: int) -> Expression:
    r"""\sum_l use_{l,t} = spare\,used_t + \sum_l campus_{l,t} + ai\,grid_t"""
    return model.books.total("power_mw", year) == 0


def _book(model: Model, year: int) -> None:
    problem, power, books = model.problem, model.problem.power, model.books
    discount = problem.clock.discount[year]
    books.add("power_mw", "spare power", year, model.spare_used[year])
    for plant in power_plants(model):
        if plant.captive:
            books.add("power_mw", f"campus: {plant.id}", year, model.at_campus[plant.id, year])
        books.add("grid_mw", f"supply: {plant.id}", year, model.to_grid[plant.id, year])
    books.add("power_mw", "from the grid", year, model.ai_from_grid[year])
    books.add("grid_mw", "homes and firms", year, -model.to_homes[year])
    books.add("grid_mw", "the plan's use", year, -model.ai_from_grid[year])
    books.add("grid_mw", "unused", year, -model.grid_left[year])
    books.worth("running", "spare power", -discount * power.tariff * model.spare_used[year])
    # Whoever loses power loses its worth to them, whatever weight gains of others carry.
    books.worth("other_users", "power taken from others", -discount * (power.value - power.tariff) * model.taken_used[year])
    books.worth("other_users", "homes", discount * problem.weight * power.value * model.to_homes[year])


def _credit(model: Model) -> None:
    """Power plants are worth something after the horizon as far as somebody uses them in its last year."""
    problem, last = model.problem, model.problem.clock.horizon - 1
    plants = power_plants(model)
    if not plants:
        return
    names = [plant.id for plant in plants]
    declare(model, "credit_own", names, doc="MW credited for the plan's own use")
    declare(model, "credit_homes", names, doc="MW credited for homes and firms")
    enforce(model, plants_are_credited_once, names)
    enforce(model, credit_follows_own_use, [last])
    enforce(model, credit_follows_homes, [last])
    for plant in plants:
        rate = problem.clock.end_discount * plant.credit_rate
        model.books.worth("terminal", plant.id, rate * model.credit_own[plant.id])
        model.books.worth("terminal", plant.id, rate * problem.weight * model.credit_homes[plant.id])


@rule("terminal", "A plant is credited for the years it has left.", droppable=False)
def plants_are_credited_once(model: Model, name: str) -> Expression:
    r"""\rho_l (own_l + homes_l) \le \sum_u credit_{l,u} \, starts_{l,u}"""
    plant = model.plant[name]
    worth = total(plant.credit[start] * model.starts[name, start] for start in range(plant.last_start + 1)) + plant.carried_credit
    return plant.credit_rate * (model.credit_own[name] + model.credit_homes[name]) <= worth


@rule("terminal", "A plant is credited only for power that is used in the last year.", droppable=False)
def credit_follows_own_use(model: Model, last: int) -> Expression:
    r"""\sum_l own_l \le \sum_l campus_{l,T} + ai\,grid_T"""
    beside = total(model.at_campus[plant.id, last] for plant in power_plants(model) if plant.captive)
    return total(model.credit_own[plant.id] for plant in power_plants(model)) <= beside + model.ai_from_grid[last]


@rule("terminal", "A plant is credited for homes and firms only as far as they use it in the last year.", droppable=False)
def credit_follows_homes(model: Model, last: int) -> Expression:
    r"""\sum_l homes_l \le homes_T"""
    return total(model.credit_homes[plant.id] for plant in power_plants(model)) <= model.to_homes[last]
