"""Standing rules: procurement bans, levies, agreements. On after notice, monotone, and worn by politics."""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Stance
from catchup.rules import enforce, rule
from catchup.spending import spend


def add_stances(model: Model) -> None:
    """Adds the steps of each stance and what they cost; what they move is in the market's rules."""
    problem = model.problem
    stances = [one for one in problem.stances if one.last_start >= 0]
    model.stance = {one.lever: one for one in stances}
    steps = [
        (one.lever, step.id, year) for one in stances for step in one.steps for year in problem.clock.years
    ]
    declare(model, "adopted", steps, kind="binary", doc="1 if the step is adopted by the year")
    enforce(model, adopted_step_stands, [one for one in steps if one[2] > 0])
    enforce(
        model, steps_are_taken_in_order,
        [(one.lever, one.steps[at].id, one.steps[at - 1].id, year)
         for one in stances for at in range(1, len(one.steps)) for year in problem.clock.years],
    )
    for stance in stances:
        for year in problem.clock.years:
            _book(model, stance, year)


def in_force(model: Model, stance: Stance, step: str, year: int) -> Expression:
    """Expected degree to which a step is in force: notice, phasing in, odds of repeal."""
    force = stance.in_force
    # Summation by parts of the yearly adoptions, so that each by-year variable appears once.
    return total(
        (force[year - when] - (force[year - when - 1] if year - when - 1 >= 0 else 0.0)) * model.adopted[stance.lever, step, when]
        for when in range(year + 1)
    )


def newly(model: Model, stance: Stance, step: str, year: int) -> Expression:
    """1 in the year in which the step is adopted."""
    before = model.adopted[stance.lever, step, year - 1] if year else 0
    return model.adopted[stance.lever, step, year] - before


@rule("11", "A stance once taken stands.", droppable=False)
def adopted_step_stands(model: Model, lever: str, step: str, year: int) -> Expression:
    r"""adopted_{s,r,t} \ge adopted_{s,r,t-1}"""
    return model.adopted[lever, step, year] >= model.adopted[lever, step, year - 1]


@rule("11", "The milder step comes first or at the same time.", droppable=False)
def steps_are_taken_in_order(model: Model, lever: str, step: str, milder: str, year: int) -> Expression:
    r"""adopted_{s,r,t} \le adopted_{s,r-1,t}"""
    return model.adopted[lever, step, year] <= model.adopted[lever, milder, year]


def _book(model: Model, stance: Stance, year: int) -> None:
    problem, books = model.problem, model.books
    discount = problem.clock.discount[year]
    first = stance.steps[0].id
    cost = stance.cost * newly(model, stance, first, year) + stance.yearly_cost * model.adopted[stance.lever, first, year]
    spend(model, "programmes", stance.lever, "institutions", year, state=cost)
    previous_loss = previous_launch = previous_standing = 0.0
    for step in stance.steps:
        stands = model.adopted[stance.lever, step.id, year]
        loss = step.retaliation - previous_loss
        if loss:
            books.worth("risk", stance.lever, -discount * loss * in_force(model, stance, step.id, year))
        launch = (step.launch_politics - previous_launch) * newly(model, stance, step.id, year)
        books.add("politics", f"launch: {stance.lever}", year, -launch)
        books.add("politics", f"standing: {stance.lever}", year, -(step.standing_politics - previous_standing) * stands)
        previous_loss, previous_launch, previous_standing = step.retaliation, step.launch_politics, step.standing_politics
    books.add(
        "administration", f"under way: {stance.lever}", year,
        -total(
            stance.admin[year - when] * newly(model, stance, first, when)
            for when in range(year + 1) if stance.admin[year - when]
        ),
    )
