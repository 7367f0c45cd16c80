"""Not yet: what has to stand before AI is served at home, when it could stand, and what it unlocks.

For a country whose best plan builds no AI at home. The first year in which a little of its AI demand can be served at home is found
under all rules; the cheapest plan that does it names what has to stand by then.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.evidence import Record
from catchup.impossible.conflict import Collision, conflict_of
from catchup.impossible.reach import bounds_of, has_plan, most_of
from catchup.language import marked, tr
from catchup.plan import Request
from catchup.planner import Answer, Planner
from catchup.problem import Problem, Target
from catchup.search import rewrite, write
from catchup.sentences import lever_name

FIRST_SHARE = 0.01
SECONDS = 10.0


class Missing(Record):
    """Something that has to stand first."""

    lever: str
    name: str
    start_year: int = Field(description="year in which it has to be begun in the cheapest plan that serves AI at home")
    earliest: float = Field(description="calendar time at which it could stand, decimal")
    unlocks: tuple[str, ...] = Field(description="what needs it")


class Closed(Record):
    """A lever that cannot be begun in the planned years, and what it waits for."""

    lever: str
    name: str
    because: str


class Readiness(Record):
    """What a country lacks before AI can be served at home."""

    country: str
    first_year_home: int | None = Field(description="first year in which a hundredth of AI demand can be served at home; None if never")
    proven: bool = Field(description="true if no earlier year is possible")
    missing: tuple[Missing, ...]
    closed: tuple[Closed, ...]
    in_the_way: tuple[Collision, ...] = Field(default=(), description="where no year is possible: the sentences that collide")

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer as a few sentences for a reader."""
        if self.first_year_home is None:
            walls = [str(one) for one in self.in_the_way if one.option is None]
            if not self.proven:
                return (tr("No year was found in which even a hundredth of AI demand can be served at home."),)
            if walls:
                return (tr("Not even a hundredth of AI demand can be served at home in the planned years. In the way:"), *walls)
            return (tr("Not even a hundredth of AI demand can be served at home in the planned years."),)
        head = tr("A hundredth of AI demand could be served at home from {year} at the earliest. What has to stand first:", year=self.first_year_home)
        return (head, *(_said(one) for one in self.missing))


def _said(missing: Missing) -> str:
    return tr(
        "{name}: begun in {start}, it could stand in {stands}. It unlocks {unlocks}.", name=missing.name, start=missing.start_year,
        stands=int(missing.earliest), unlocks=", ".join(map(tr, missing.unlocks)),
    )


@dataclass(frozen=True)
class _Search:
    problem: Problem
    written: Any
    deadline: float

    def target(self, year: int) -> Target:
        return Target(metric="home_share", sense=">=", amount=FIRST_SHARE, year=year)

    def conceivable(self, year: int) -> bool:
        return max(bounds_of(most_of(self.written, self.problem, self.target(year)), self.deadline)) >= FIRST_SHARE

    def possible(self, year: int) -> bool | None:
        asked = self.problem.model_copy(update={"targets": (*self.problem.targets, self.target(year))})
        return has_plan(rewrite(self.written, asked, "value"), self.deadline)


def readiness(planner: Planner, request: Request, seconds: float = SECONDS) -> Readiness:
    """What has to stand first in a country whose plan starts no AI at home.

    Args:
        request: what was asked; its objective plays no part.
        seconds: to spend on it.
    """
    _, problem = planner.resolved(request)
    search = _Search(problem, write(problem, "value"), time.perf_counter() + seconds)
    year, proven = _first_year(search)
    if year is None:
        last = search.target(problem.clock.label(problem.clock.horizon - 1))
        asked = problem.model_copy(update={"targets": (*problem.targets, last)})
        walls = conflict_of(asked, search.deadline + seconds / 2).collisions
        return Readiness(
            country=problem.country, first_year_home=None, proven=proven, missing=(), closed=_closed(problem), in_the_way=walls,
        )
    return Readiness(
        country=problem.country, first_year_home=year, proven=proven, closed=_closed(problem),
        missing=_missing(planner, request, problem, search.target(year)),
    )


def _first_year(search: _Search) -> tuple[int | None, bool]:
    """The first year with a plan, and whether no earlier one is proven possible."""
    clock = search.problem.clock
    years = [clock.label(position) for position in clock.years]
    if not search.conceivable(years[-1]):
        return None, True
    proven = True
    for year in years[bisect_left(years[:-1], True, key=search.conceivable):]:
        possible = search.possible(year)
        if possible:
            return year, proven
        proven = proven and possible is False
    return None, proven


def _missing(planner: Planner, request: Request, problem: Problem, target: Target) -> tuple[Missing, ...]:
    """What the cheapest plan that meets the target builds for it, in the order in which it is begun."""
    asked = request.model_copy(update={"objective": "least_cost", "targets": (*request.targets, target), "gap": max(request.gap, 0.05)})
    try:
        answer = planner.ask(asked, seconds=SECONDS)
    except (NoFeasiblePlanError, NoPlanInTimeError):
        return ()
    return _first_starts(answer, problem, target.year)


def _first_starts(answer: Answer, problem: Problem, by: int) -> tuple[Missing, ...]:
    plants = {plant.id: plant for plant in problem.plants}
    found: dict[str, Missing] = {}
    for step in sorted(answer.plan().steps, key=lambda one: one.year):
        plant = plants.get(step.lever)
        if plant is None or step.lever in found or step.online_year > by + 1:
            continue
        needs = tuple(
            lever_name(problem, one.id) for one in problem.plants if any(need.lever == step.lever for need in one.requires)
        )
        serves = {"firm_power": marked("power for the data centre"), "grid_capacity": marked("wires for new power")}.get(plant.output)
        found[step.lever] = Missing(
            lever=step.lever, name=lever_name(problem, step.lever), start_year=step.year, earliest=step.year + plant.lead,
            unlocks=(*((serves,) if serves else ()), *needs) or (marked("chips and AI services at home"),),
        )
    return tuple(found.values())


def _closed(problem: Problem) -> tuple[Closed, ...]:
    return tuple(
        Closed(lever=plant.id, name=lever_name(problem, plant.id), because=plant.closed_because)
        for plant in problem.plants if plant.closed_because
    )
