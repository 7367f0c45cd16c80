"""Plants and works: started in a year, paid along construction, available after the lead time.

Whole units with learning are stated by `stands[lever, n, year]` (the n-th unit is started by the year), other whole
units by a cumulative integer, modular works by any amount a year once the lever is launched. By-year statements
are tighter to solve than start-year ones and leave no twins: unit n comes before unit n + 1.
"""

from __future__ import annotations

import math

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Build, Prerequisite
from catchup.rules import enforce, rule
from catchup.spending import spend


def open_plants(model: Model) -> list[Build]:
    """Plants that can be started at all in this country."""
    return [plant for plant in model.problem.plants if plant.open]


def add_builds(model: Model) -> None:
    """Adds decisions, rules and ledger entries of everything that is built."""
    plants = open_plants(model)
    model.plant = {plant.id: plant for plant in plants}
    years = list(model.problem.clock.years)
    starts = [(plant.id, year) for plant in plants for year in range(plant.last_start + 1)]
    unit = [plant for plant in plants if plant.mode == "unit"]
    count = [plant for plant in plants if plant.mode == "count"]
    share = [plant for plant in plants if plant.mode == "share"]
    numbered = [
        (plant.id, number, year)
        for plant in unit for number in range(1, int(plant.max_units) + 1) for year in range(plant.last_start + 1)
    ]
    declare(model, "starts", starts, doc="units started in the year")
    declare(model, "stands", numbered, kind="binary", doc="1 if the n-th unit is started by the year")
    later = [(lever, number, year) for lever, number, year in numbered if number > 1]
    declare(model, "learned", later, kind="share", doc="n-th unit started at the learned cost")
    counted = [(plant.id, year) for plant in count for year in range(plant.last_start + 1)]
    declare(
        model, "begun", counted, high=lambda lever, _: model.plant[lever].max_units, kind="whole",
        doc="units started by the year",
    )
    launchable = [(plant.id, year) for plant in (*count, *share) for year in range(plant.last_start + 1)]
    declare(model, "launched", launchable, kind="binary", doc="1 if the lever is launched by the year")
    works = [(plant.id, year) for plant in plants for year in years]
    declare(model, "working", works, doc="expected units available in the year")
    declare(model, "construction", works, doc="delivered capital spending of the year")
    enforce(model, unit_starts_once, [(plant.id, year) for plant in unit for year in range(plant.last_start + 1)])
    enforce(model, started_unit_stays_started, [one for one in numbered if one[2] > 0])
    enforce(model, units_start_in_order, later)
    enforce(model, counted_starts_add_up, counted)
    enforce(model, starts_wait_for_launch, launchable)
    enforce(model, launch_comes_with_a_start, counted)
    enforce(model, launch_stands, [one for one in launchable if one[1] > 0])
    enforce(model, starts_within_sites_and_money, [plant.id for plant in (*count, *share)])
    enforce(model, works_after_lead_time, works)
    enforce(model, capital_is_paid_along_construction, works)
    enforce(model, learned_cost_waits_for_unit_before, later)
    enforce(model, starts_within_unit, list(later))
    needs = [(plant.id, at) for plant in plants for at in range(len(plant.requires))]
    enforce(
        model, prerequisite_stands_first,
        [(lever, at, year) for lever, at in needs for year in range(model.plant[lever].last_start + 1)],
    )
    for plant in plants:
        for year in years:
            _book(model, plant, year)


@rule("definition", "Each start is the start of one numbered unit.", droppable=False)
def unit_starts_once(model: Model, lever: str, year: int) -> Expression:
    r"""starts_{l,t} = \sum_n (stands_{l,n,t} - stands_{l,n,t-1})"""
    numbers = range(1, int(model.plant[lever].max_units) + 1)
    by_now = total(model.stands[lever, number, year] for number in numbers)
    before = total(model.stands[lever, number, year - 1] for number in numbers) if year else 0
    return model.starts[lever, year] == by_now - before


@rule("definition", "A unit that was started stays started.", droppable=False)
def started_unit_stays_started(model: Model, lever: str, number: int, year: int) -> Expression:
    r"""stands_{l,n,t} \ge stands_{l,n,t-1}"""
    return model.stands[lever, number, year] >= model.stands[lever, number, year - 1]


@rule("definition", "The n-th unit is not started before the one in front of it.", droppable=False)
def units_start_in_order(model: Model, lever: str, number: int, year: int) -> Expression:
    r"""stands_{l,n,t} \le stands_{l,n-1,t}"""
    return model.stands[lever, number, year] <= model.stands[lever, number - 1, year]


@rule("definition", "Whole units started by a year are the sum of the starts so far.", droppable=False)
def counted_starts_add_up(model: Model, lever: str, year: int) -> Expression:
    r"""begun_{l,t} = begun_{l,t-1} + starts_{l,t}"""
    before = model.begun[lever, year - 1] if year else 0
    return model.begun[lever, year] == before + model.starts[lever, year]


@rule("15", "Nothing is started before its launch has been paid for in political capital.", droppable=False)
def starts_wait_for_launch(model: Model, lever: str, year: int) -> Expression:
    r"""starts_{l,t} \le \bar n_l \, launched_{l,t}"""
    return model.starts[lever, year] <= model.plant[lever].max_units * model.launched[lever, year]


@rule("15", "A lever of whole units is launched with its first unit.", droppable=False)
def launch_comes_with_a_start(model: Model, lever: str, year: int) -> Expression:
    r"""launched_{l,t} \le begun_{l,t}"""
    return model.launched[lever, year] <= model.begun[lever, year]


@rule("definition", "A launch stands.", droppable=False)
def launch_stands(model: Model, lever: str, year: int) -> Expression:
    r"""launched_{l,t} \ge launched_{l,t-1}"""
    return model.launched[lever, year] >= model.launched[lever, year - 1]


@rule("6", "No more units are started than sites, fuel, partners and all the money of the horizon allow.")
def starts_within_sites_and_money(model: Model, lever: str) -> Expression:
    r"""\sum_t starts_{l,t} \le \bar n_l"""
    plant = model.plant[lever]
    return total(model.starts[lever, year] for year in range(plant.last_start + 1)) <= plant.max_units


@rule("5", "Nothing works before its lead time has run.", droppable=False)
def works_after_lead_time(model: Model, lever: str, year: int) -> Expression:
    r"""working_{l,t} = \sum_{u \le t} a_{l,t-u} \, starts_{l,u}"""
    plant = model.plant[lever]
    return model.working[lever, year] == total(
        plant.available[year - start] * model.starts[lever, start]
        for start in range(min(year, plant.last_start) + 1)
        if plant.available[year - start] > 0
    ) + plant.earlier(year)


@rule("5", "Capital is paid along the construction years.", droppable=False)
def capital_is_paid_along_construction(model: Model, lever: str, year: int) -> Expression:
    r"""construction_{l,t} = \sum_{u \le t} pay_{l,t-u} \, (c_l \, starts_{l,u} - \sum_n (c_l - c_{l,n}) \, learned_{l,n,u})"""
    plant = model.plant[lever]
    return model.construction[lever, year] == total(
        plant.pay[year - start] * _cost_of_starts(model, plant, start)
        for start in range(min(year, plant.last_start) + 1)
        if plant.pay[year - start] > 0
    ) + (plant.carried_capital[year] if plant.carried_capital else 0.0)


def _cost_of_starts(model: Model, plant: Build, start: int) -> Expression:
    price = plant.list_cost[start]
    if plant.mode != "unit":
        return price * model.starts[plant.id, start]
    saved = total(
        price * (1 - plant.learned_factor[number - 1]) * model.learned[plant.id, number, start]
        for number in range(2, int(plant.max_units) + 1)
    )
    return price * model.starts[plant.id, start] - saved


@rule("17", "A later unit costs less only if the one before it is running by then and the line has not gone cold.", droppable=False)
def learned_cost_waits_for_unit_before(model: Model, lever: str, number: int, year: int) -> Expression:
    r"""learned_{l,n,t} \le stands_{l,n-1,t-L} - stands_{l,n-1,t-L-g}"""
    plant = model.plant[lever]
    running = year - math.ceil(plant.lead)
    cold = running - plant.learning_memory
    if running < 0:
        return model.learned[lever, number, year] == 0
    forgotten = model.stands[lever, number - 1, cold] if cold >= 0 else 0
    return model.learned[lever, number, year] <= model.stands[lever, number - 1, running] - forgotten


@rule("17", "The learned cost is paid for a unit that is started.", droppable=False)
def starts_within_unit(model: Model, lever: str, number: int, year: int) -> Expression:
    r"""learned_{l,n,t} \le stands_{l,n,t} - stands_{l,n,t-1}"""
    before = model.stands[lever, number, year - 1] if year else 0
    return model.learned[lever, number, year] <= model.stands[lever, number, year] - before


@rule("6", "A prerequisite stands first.")
def prerequisite_stands_first(model: Model, lever: str, at: int, year: int) -> Expression:
    r"""launched_{l,t} \le \sum_{u \le t + d - L_k} starts_{k,u} / q_{l,k}"""
    plant = model.plant[lever]
    need: Prerequisite = plant.requires[at]
    by = year + (plant.lead if need.at == "online" else 0.0)
    missing = need.units - need.standing[min(math.floor(by), len(need.standing) - 1)]
    if missing <= 0:
        return None
    before = model.plant.get(need.lever)
    ready = [start for start in range(before.last_start + 1) if start + before.lead <= by] if before else []
    carried_on = [one for one in need.kept if model.project[one].ready <= by]
    stands = total(model.starts[need.lever, start] for start in ready)
    stands += total(model.project[one].units * model.kept[one] for one in carried_on)
    return missing * launched(model, plant, year) <= stands


def launched(model: Model, plant: Build, year: int) -> Expression:
    """Whether the lever has its first start by the year."""
    if year < 0 or plant.last_start < 0:
        return 0
    year = min(year, plant.last_start)
    return model.stands[plant.id, 1, year] if plant.mode == "unit" else model.launched[plant.id, year]


def under_construction(model: Model, plant: Build, year: int) -> Expression:
    """Units being built in the year."""
    span = max(math.ceil(plant.lead), 1)
    return total(
        model.starts[plant.id, start]
        for start in range(max(year - span + 1, 0), min(year, plant.last_start) + 1)
    )


def _book(model: Model, plant: Build, year: int) -> None:
    """Ledger entries of one plant in one year."""
    books, problem = model.books, model.problem
    discount, working = problem.clock.discount[year], model.working[plant.id, year]
    capital = model.construction[plant.id, year]
    spend(
        model, "capital", plant.id, plant.spending_class, year, state=plant.state_share * capital,
        private=(1 - plant.state_share) * capital, import_share=plant.import_capex, uplift=plant.capital_uplift,
    )
    running = plant.running_cost * working
    spend(
        model, "running", plant.id, plant.spending_class, year, state=plant.state_running_share * running,
        private=(1 - plant.state_running_share) * running, import_share=plant.import_opex, capital=False,
    )
    for staff, need in plant.staff.items():
        books.add(f"staff_{staff}", f"at work: {plant.id}", year, -need * working if need else 0)
    books.add("power_mw", f"use: {plant.id}", year, -plant.power_need * working if plant.power_need else 0)
    books.add("water", f"use: {plant.id}", year, -plant.water_need * working if plant.water_need else 0)
    _book_earnings(model, plant, year, discount)
    _book_politics(model, plant, year)


def _book_earnings(model: Model, plant: Build, year: int, discount: float) -> None:
    books, problem, working = model.books, model.problem, model.working[plant.id, year]
    shadow = problem.external.shadow_factor
    if plant.revenue:
        books.worth("exports", plant.id, discount * shadow * plant.revenue * working)
        books.add("fx", f"exports: {plant.id}", year, plant.revenue * working)
        books.add("chain", plant.output, year, plant.output_units * working)
    if plant.export_earnings:
        books.worth("other_users", plant.id, discount * problem.weight * (shadow - 1) * plant.export_earnings * working)
        books.add("fx", f"exports: {plant.id}", year, plant.export_earnings * working)
    if plant.state_revenue:
        books.add("receipts", plant.id, year, plant.state_revenue * working)
    if plant.other_users:
        books.worth("other_users", plant.id, discount * problem.weight * plant.other_users * working)
    if plant.output != "firm_power" and year == problem.clock.horizon - 1:
        # Worth that only other users see at the end counts with their weight.
        weight = problem.weight if plant.output in ("port_capacity", "minerals", "grid_capacity") else 1.0
        credit = total(
            plant.credit[start] * model.starts[plant.id, start]
            for start in range(plant.last_start + 1) if plant.credit[start]
        ) + plant.carried_credit
        if plant.output != "shell":
            books.worth("terminal", plant.id, problem.clock.end_discount * weight * credit)


def _book_politics(model: Model, plant: Build, year: int) -> None:
    books = model.books
    new = launched(model, plant, year) - launched(model, plant, year - 1)
    if year > plant.last_start:
        new = 0
    if plant.mode == "share":
        repeats = launched(model, plant, year - 1) if year <= plant.last_start else 0
        load = launched(model, plant, year)
    else:
        repeats = model.starts[plant.id, year] - new if year <= plant.last_start else 0
        load = under_construction(model, plant, year)
    books.add("politics", f"launch: {plant.id}", year, -plant.launch_politics * new if year <= plant.last_start else 0)
    books.add("politics", f"repeat: {plant.id}", year, -plant.repeat_politics * repeats if year <= plant.last_start else 0)
    books.add("administration", f"under way: {plant.id}", year, -plant.admin_load * load)
