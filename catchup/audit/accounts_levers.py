"""What each kind of lever books: money, power, people, politics, administration, value."""

from __future__ import annotations

from collections.abc import Mapping

from catchup.audit.books import Books
from catchup.audit.facts import Facts
from catchup.problem import Build, Cohort, Firm, Inherited, Stance
from catchup.profile import StaffClass

SEEN_BY_OTHERS_ONLY = ("port_capacity", "minerals", "grid_capacity")


def book_levers(books: Books, facts: Facts) -> None:
    """Books every lever in every year."""
    problem = facts.problem
    for year in facts.years:
        for plant in problem.plants:
            _book_plant(books, facts, plant, year)
            _book_plant_burden(books, facts, plant, year)
        _book_chips(books, facts, year)
        for stance in problem.stances:
            _book_stance(books, facts, stance, year)
        for firm in problem.firms:
            _book_firm(books, facts, firm, year)
        for project in problem.inherited:
            if project.cancellable:
                _book_project(books, facts, project, year)
        _book_programme(books, facts, year)
        for cohort in problem.cohorts:
            _book_cohort(books, facts, cohort, year)
        _book_reform(books, facts, year)
    _book_ends(books, facts)


def _at_work(books: Books, lever: str, staff: Mapping[StaffClass, float], units: float, year: int) -> None:
    for name, need in staff.items():
        books.add(f"staff_{name}", f"at work: {lever}", year, -need * units)


def _book_plant(books: Books, facts: Facts, plant: Build, year: int) -> None:
    problem, working, capital = facts.problem, facts.working(plant, year), facts.construction(plant, year)
    discount, shadow = problem.clock.discount[year], problem.external.shadow_factor
    running = plant.running_cost * working
    books.spend(
        "capital", plant.id, plant.spending_class, year, state=plant.state_share * capital,
        private=(1 - plant.state_share) * capital, import_share=plant.import_capex, uplift=plant.capital_uplift,
    )
    books.spend(
        "running", plant.id, plant.spending_class, year, state=plant.state_running_share * running,
        private=(1 - plant.state_running_share) * running, import_share=plant.import_opex, capital=False,
    )
    _at_work(books, plant.id, plant.staff, working, year)
    books.add("power_mw", f"use: {plant.id}", year, -plant.power_need * working)
    books.add("water", f"use: {plant.id}", year, -plant.water_need * working)
    books.add("fx", f"exports: {plant.id}", year, (plant.revenue + plant.export_earnings) * working)
    books.add("receipts", plant.id, year, plant.state_revenue * working)
    if plant.revenue:
        books.add("chain", plant.output, year, plant.output_units * working)
    books.worth("exports", plant.id, discount * shadow * plant.revenue * working)
    others = (shadow - 1) * plant.export_earnings + plant.other_users
    books.worth("other_users", plant.id, discount * problem.weight * others * working)


def _book_plant_burden(books: Books, facts: Facts, plant: Build, year: int) -> None:
    """Political and administrative burden. Modular works pay again each year after their launch."""
    load = facts.under_construction(plant, year)
    if plant.mode == "share":
        load = facts.launched(plant, year)
    books.add("administration", f"under way: {plant.id}", year, -plant.admin_load * load)
    if year > plant.last_start:
        return
    new = facts.launched(plant, year) - facts.launched(plant, year - 1)
    repeats = facts.launched(plant, year - 1) if plant.mode == "share" else facts.chosen.get("starts", plant.id, year) - new
    books.add("politics", f"launch: {plant.id}", year, -plant.launch_politics * new)
    books.add("politics", f"repeat: {plant.id}", year, -plant.repeat_politics * repeats)


def _book_chips(books: Books, facts: Facts, year: int) -> None:
    problem, data = facts.problem, facts.problem.compute
    paid = data.chip_price[year] * facts.chosen.get("bought", year)
    running = facts.vintages(year, data.chip_running)
    power = facts.vintages(year, data.chip_power)
    for line, cost, share, uplift, duty in (
        ("chips", paid, data.chip_import, data.chip_uplift, data.chip_duty),
        ("running", running, problem.shell.import_opex, 0.0, 0.0),
    ):
        books.spend(
            line, data.lever, problem.shell.spending_class, year, state=data.state_share * cost,
            private=(1 - data.state_share) * cost, import_share=share, uplift=uplift, duty=duty, capital=line == "chips",
        )
    books.add("power_mw", "use: running chips", year, -power)
    _at_work(books, data.lever, data.staff, power, year)
    books.add("compute_kh100e", "useful compute", year, facts.chosen.get("useful", year))


def _book_stance(books: Books, facts: Facts, stance: Stance, year: int) -> None:
    first = stance.steps[0].id
    cost = stance.cost * facts.newly("adopted", stance.lever, first, year)
    cost += stance.yearly_cost * facts.chosen.get("adopted", stance.lever, first, year)
    books.spend("programmes", stance.lever, "institutions", year, state=cost)
    loss = launch = standing = 0.0
    for step in stance.steps:
        added = step.retaliation - loss
        books.worth(
            "risk", stance.lever, -facts.problem.clock.discount[year] * added * facts.in_force(stance, step.id, year)
        )
        new, stands = facts.newly("adopted", stance.lever, step.id, year), facts.chosen.get("adopted", stance.lever, step.id, year)
        books.add("politics", f"launch: {stance.lever}", year, -(step.launch_politics - launch) * new)
        books.add("politics", f"standing: {stance.lever}", year, -(step.standing_politics - standing) * stands)
        loss, launch, standing = step.retaliation, step.launch_politics, step.standing_politics
    load = sum(stance.admin[year - at] * facts.newly("adopted", stance.lever, first, at) for at in range(year + 1))
    books.add("administration", f"under way: {stance.lever}", year, -load)


def _book_firm(books: Books, facts: Facts, firm: Firm, year: int) -> None:
    """Severance is a transfer: the budget pays it, the nation loses only what leaks for good."""
    problem, lever = facts.problem, facts.problem.exit_lever
    leak = facts.path.leakage[lever][year]
    cost = facts.by_closure(firm, firm.cost, year)
    books.outlay(lever, "institutions", year, cost / (1 - leak), cost)
    books.worth(
        "programmes", lever, -problem.clock.discount[year] * problem.money.social_loss * leak / (1 - leak) * cost
    )
    books.add("money", "freed by closed firms", year, facts.by_closure(firm, firm.saving, year))
    done = facts.by_closure(firm, firm.completion, year)
    for staff, released in firm.staff.items():
        books.add(f"staff_{staff}", f"released: {lever}", year, released * done)
    books.add("politics", f"launch: {lever}", year, -firm.launch_politics * facts.newly("closing", firm.id, year))
    books.add("administration", f"under way: {lever}", year, -facts.by_closure(firm, firm.admin, year))


def _book_project(books: Books, facts: Facts, project: Inherited, year: int) -> None:
    """A project called off frees what was still to be paid and loses what it would have earned."""
    problem, plant = facts.problem, facts.problem.plant(project.lever)
    dropped, shadow = 1 - facts.chosen.get("kept", project.id), problem.external.shadow_factor
    border, running = (1 + share * (shadow - 1) for share in (plant.import_capex, plant.import_opex))
    if year == 0:
        books.add("politics", f"cancelled: {project.id}", year, -project.cancel_politics * dropped)
        books.add("administration", "cancelling projects", year, -project.cancel_admin * dropped)
    books.add("money", "freed by cancelled projects", year, project.state_cost[year] * dropped)
    leak = facts.path.leakage[project.lever][year]
    state, private = project.state_cost[year], project.private_cost[year]
    saved = ((1 - leak) * border + leak * problem.money.social_loss) * state + (border + plant.capital_uplift) * private
    output = project.available[year] * project.units
    lost = output * (shadow * plant.revenue - running * plant.running_cost)
    spared = plant.import_capex * ((1 - leak) * state + private) + output * plant.import_opex * plant.running_cost
    books.add("private", "released by cancelled projects", year, private * dropped)
    books.add("fx", "cancelled projects", year, (spared - output * plant.revenue) * dropped)
    books.worth("cancelled", project.id, problem.clock.discount[year] * (saved - lost) * dropped)
    books.add("chain", plant.output, year, -output * plant.output_units * dropped)
    if year == problem.clock.horizon - 1:
        books.worth("cancelled", project.id, -problem.clock.end_discount * project.credit * project.available[year] * dropped)


def _book_programme(books: Books, facts: Facts, year: int) -> None:
    programme = facts.problem.programme
    if programme is None:
        return
    for tier in facts.tiers:
        funded = facts.chosen.get("fund", tier.id, year)
        books.spend(
            "people", programme.lever, "knowledge", year, state=facts.tier_outlay(tier, year), import_share=programme.import_share
        )
        books.add("compute_kh100e", "training", year, -tier.compute * funded)
        books.add("administration", f"under way: {programme.lever}", year, -programme.admin * funded)
        books.add("politics", f"launch: {programme.lever}", year, -programme.politics * facts.chosen.get("take_up", tier.id, year))
        _at_work(books, programme.lever, tier.staff, funded, year)


def _book_cohort(books: Books, facts: Facts, cohort: Cohort, year: int) -> None:
    problem, lever, cost = facts.problem, cohort.lever, facts.cohort_cost(cohort, year)
    books.spend(
        "people", lever, "knowledge", year, state=cohort.state_share * cost, private=(1 - cohort.state_share) * cost,
        import_share=cohort.import_share, capital=False,
    )
    placed = facts.chosen.get("placed", lever, year)
    for staff, supply in cohort.supply.items():
        idle_without = cohort.needs_compute and staff == "researcher"
        books.add(f"staff_{staff}", f"supplied: {lever}", year, placed if idle_without else facts.by_intake(cohort, supply, year))
    _at_work(books, lever, cohort.staff, facts.by_intake(cohort, cohort.running, year), year)
    gain = facts.by_intake(cohort, cohort.other_users, year)
    if cohort.needs_compute:
        pairs = zip(cohort.other_users, cohort.supply["researcher"], strict=True)
        gain = placed * next((worth / people for worth, people in pairs if people > 0), 0.0)
    books.worth("other_users", lever, problem.clock.discount[year] * problem.weight * gain)
    standing = facts.chosen.get("recruiting", lever, min(year, cohort.last_start))
    books.add("administration", f"under way: {lever}", year, -cohort.admin * standing)
    if year <= cohort.last_start:
        before = facts.chosen.get("recruiting", lever, year - 1)
        books.add("politics", f"launch: {lever}", year, -cohort.launch_politics * (standing - before))
        books.add("politics", f"repeat: {lever}", year, -cohort.repeat_politics * before)
    credit = cohort.credit[year] * facts.chosen.get("intake", lever, year)
    books.worth("terminal", lever, problem.clock.end_discount * problem.weight * credit)


def _book_reform(books: Books, facts: Facts, year: int) -> None:
    problem, path, lever = facts.problem, facts.path, facts.problem.reform_lever
    discount, lost = problem.clock.discount[year], path.cost[year] - path.delivered[year]
    books.outlay(lever, "institutions", year, path.cost[year], path.delivered[year])
    books.worth("programmes", lever, -discount * (path.delivered[year] + problem.money.social_loss * lost))
    books.worth("other_users", lever, discount * problem.weight * path.spillover[year])
    books.add("politics", f"launch: {lever}", year, -path.politics[year])
    books.add("administration", f"under way: {lever}", year, -path.admin[year])
    for staff, need in path.staff.items():
        books.add(f"staff_{staff}", f"at work: {lever}", year, -need[year])


def _book_ends(books: Books, facts: Facts) -> None:
    """What outlives the horizon."""
    problem, end = facts.problem, facts.problem.clock.end_discount
    for plant in problem.plants:
        if plant.output == "firm_power":
            credited = facts.chosen.get("credit_own", plant.id) + problem.weight * facts.chosen.get("credit_homes", plant.id)
            books.worth("terminal", plant.id, end * plant.credit_rate * credited)
        elif plant.output == "shell":
            books.worth("terminal", plant.id, end * facts.chosen.get("shell_credit"))
        else:
            weight = problem.weight if plant.output in SEEN_BY_OTHERS_ONLY else 1.0
            credit = plant.carried_credit + sum(plant.credit[year] * facts.chosen.get("starts", plant.id, year) for year in facts.years)
            books.worth("terminal", plant.id, end * weight * credit)
    data = problem.compute
    for year in facts.years:
        books.worth("terminal", data.lever, end * max(data.chip_credit[year], 0.0) * facts.chosen.get("bought", year))
