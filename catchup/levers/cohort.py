"""People brought home or trained: places paid for now, people at work years later.

Returnees are useless without compute and teams to work with; graduates pile up from the sixth year on.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Cohort
from catchup.rules import enforce, rule
from catchup.spending import spend


def add_cohorts(model: Model) -> None:
    """Adds intakes, their launch, their people and their cost."""
    problem = model.problem
    cohorts = [one for one in problem.cohorts if one.last_start >= 0 and one.max_units > 0]
    model.cohort = {one.lever: one for one in cohorts}
    intakes = [(one.lever, year) for one in cohorts for year in range(one.last_start + 1)]
    years = list(problem.clock.years)
    declare(model, "intake", intakes, doc="units of people taken in, by year of the decision")
    declare(model, "recruiting", intakes, kind="binary", doc="1 if the scheme is launched by the year")
    placed = [(one.lever, year) for one in cohorts if one.needs_compute for year in years]
    declare(model, "placed", placed, doc="returned researchers with compute to work on")
    enforce(model, intake_waits_for_launch, intakes)
    enforce(model, recruiting_stands, [one for one in intakes if one[1] > 0])
    enforce(model, intake_within_pool, [one.lever for one in cohorts])
    enforce(model, returnees_come_back_first, placed)
    enforce(model, returnees_need_compute, placed)
    for cohort in cohorts:
        for year in years:
            _book(model, cohort, year)


def summed(model: Model, cohort: Cohort, by_age: tuple[float, ...], year: int) -> Expression:
    """What all intakes so far give in a year, each at its age."""
    return total(
        by_age[year - start] * model.intake[cohort.lever, start]
        for start in range(min(year, cohort.last_start) + 1) if by_age[year - start] != 0
    )


@rule("15", "Nobody is taken in before the scheme has been launched.", droppable=False)
def intake_waits_for_launch(model: Model, lever: str, year: int) -> Expression:
    r"""intake_{c,t} \le \bar n_c \, recruiting_{c,t}"""
    return model.intake[lever, year] <= model.cohort[lever].max_units * model.recruiting[lever, year]


@rule("definition", "A scheme that was launched stands.", droppable=False)
def recruiting_stands(model: Model, lever: str, year: int) -> Expression:
    r"""recruiting_{c,t} \ge recruiting_{c,t-1}"""
    return model.recruiting[lever, year] >= model.recruiting[lever, year - 1]


@rule("8", "No more people are brought home or trained than there are to find, house and pay.")
def intake_within_pool(model: Model, lever: str) -> Expression:
    r"""\sum_t intake_{c,t} \le \bar n_c"""
    cohort = model.cohort[lever]
    return total(model.intake[lever, year] for year in range(cohort.last_start + 1)) <= cohort.max_units


@rule("8", "Returned researchers at work have come back first.", droppable=False)
def returnees_come_back_first(model: Model, lever: str, year: int) -> Expression:
    r"""placed_{c,t} \le \sum_u r_{c,t-u} \, intake_{c,u}"""
    cohort = model.cohort[lever]
    return model.placed[lever, year] <= summed(model, cohort, cohort.supply["researcher"], year)


@rule("8", "A returned researcher without compute is idle.", droppable=False)
def returnees_need_compute(model: Model, lever: str, year: int) -> Expression:
    r"""h \, placed_{c,t} \le base + running_t"""
    data = model.problem.compute
    return data.researchers_idle_without * model.placed[lever, year] <= data.base_stock + model.running[year]


def _book(model: Model, cohort: Cohort, year: int) -> None:
    problem, books = model.problem, model.books
    discount = problem.clock.discount[year]
    cost = summed(model, cohort, cohort.first_cost, year) + cohort.yearly_cost * summed(model, cohort, cohort.running, year)
    spend(
        model, "people", cohort.lever, "knowledge", year, state=cohort.state_share * cost,
        private=(1 - cohort.state_share) * cost, import_share=cohort.import_share, capital=False,
    )
    for staff, supply in cohort.supply.items():
        if cohort.needs_compute and staff == "researcher":
            books.add(f"staff_{staff}", f"supplied: {cohort.lever}", year, model.placed[cohort.lever, year])
        elif any(supply):
            books.add(f"staff_{staff}", f"supplied: {cohort.lever}", year, summed(model, cohort, supply, year))
    for staff, need in cohort.staff.items():
        books.add(f"staff_{staff}", f"at work: {cohort.lever}", year, -need * summed(model, cohort, cohort.running, year) if need else 0)
    books.worth("other_users", cohort.lever, discount * problem.weight * _gain(model, cohort, year))
    if year <= cohort.last_start:
        before = model.recruiting[cohort.lever, year - 1] if year else 0
        launch = model.recruiting[cohort.lever, year] - before
        books.add("politics", f"launch: {cohort.lever}", year, -cohort.launch_politics * launch)
        books.add("politics", f"repeat: {cohort.lever}", year, -cohort.repeat_politics * before if year else 0)
        books.worth(
            "terminal", cohort.lever,
            problem.clock.end_discount * problem.weight * cohort.credit[year] * model.intake[cohort.lever, year],
        )
    standing = model.recruiting[cohort.lever, min(year, cohort.last_start)]
    books.add("administration", f"under way: {cohort.lever}", year, -cohort.admin * standing)


def _gain(model: Model, cohort: Cohort, year: int) -> Expression:
    """Gain outside AI. An idle returnee teaches nobody, so it follows those at work."""
    if not cohort.needs_compute:
        return summed(model, cohort, cohort.other_users, year)
    return gain_per_researcher(cohort) * model.placed[cohort.lever, year]


def gain_per_researcher(cohort: Cohort) -> float:
    """Gain outside AI a year per placed researcher, MUSD."""
    pairs = zip(cohort.other_users, cohort.supply["researcher"], strict=True)
    return next((gain / supply for gain, supply in pairs if supply > 0), 0.0)
