"""A planner that remembers answers as one that does not: value and bound of both belong to the same optimum.

Two answers to one question, each proven to a gap, may differ, but neither plan may be better than the other's bound. The seeds of all
sequences of edits are the numbers in the test names.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy
import pytest

from catchup.errors import NoFeasiblePlanError
from catchup.library import Case, load_case
from catchup.matrix import Matrix
from catchup.model.objectives import MAXIMISED
from catchup.plan import Request
from catchup.planner import Answer, Planner, request_of
from catchup.problem import Lock, Problem, Target
from catchup.search import Search, search, write
from catchup.solver import Limits, solve
from catchup.testing import GAS, LEVERS, PLANT, PORT, REFORM, changed, random_problem, scaled

NEAR = 1e-6
GAP = 0.02
STEPS = 3
SEQUENCES = 200
SEVERAL = 10
"""Sequences in one test."""
IN_A_HURRY = 2
"""Tests of that size that run every time; the others are marked slow."""
REAL = 12
OBJECTIVES = ("value", "value", "compute", "tokens", "position", "least_cost")


@cache
def some_case() -> Case:
    """Any case: a plan's evidence is not what is looked at here."""
    return load_case("NGA")


class SmallPlanner(Planner):
    """A planner whose questions are about the problem last given to it, not about a country that ships."""

    def __init__(self) -> None:
        super().__init__("NGA")
        self.problem: Problem | None = None

    def resolved(self, request: Request) -> tuple[Case, Problem]:
        assert self.problem is not None
        return some_case(), self.problem

    def about(self, problem: Problem, objective: str) -> Answer:
        self.problem = problem
        any_target = problem.targets or (Target(metric="compute_h100e", sense=">=", amount=0.0, year=2027),)
        return self.ask(request_of("NGA", objective=objective, targets=any_target, gap=GAP))


@cache
def untouched() -> SmallPlanner:
    """A planner that was never asked anything: reading the country's file takes longer than a small question."""
    return SmallPlanner()


def planner() -> SmallPlanner:
    return copy(untouched())


@dataclass(frozen=True)
class State:
    """A problem under edits: which country, what was changed in its numbers, what is wished and what counts."""

    seed: int
    horizon: int
    numbers: dict[str, Callable[[Problem], Problem]] = field(default_factory=dict)
    locks: tuple[Lock, ...] = ()
    targets: tuple[Target, ...] = ()
    objective: str = "value"

    def problem(self) -> Problem:
        problem = random_problem(self.seed, horizon=self.horizon)
        for change in self.numbers.values():
            problem = change(problem)
        last = problem.clock.first_year + problem.clock.horizon - 1
        return problem.model_copy(update={
            "locks": tuple(one for one in self.locks if one.year is None or one.year <= last),
            "targets": tuple(one for one in self.targets if one.year <= last),
        })

    def with_number(self, name: str, change: Callable[[Problem], Problem]) -> State:
        return replace(self, numbers={**self.numbers, name: change})


def budget(state: State, dice: random.Random) -> State:
    factor = dice.uniform(0.5, 1.6)
    return state.with_number("budget", lambda problem: changed(problem, "money.cash", scaled(factor)))


def leakage(state: State, dice: random.Random) -> State:
    factor = dice.uniform(0.5, 1.5)

    def leak(problem: Problem) -> Problem:
        for path in problem.paths:
            lost = {lever: tuple(min(one * factor, 0.9) for one in years) for lever, years in path.leakage.items()}
            gross = tuple(net / (1 - lost[REFORM][year]) for year, net in enumerate(path.delivered))
            problem = changed(problem, f"paths.{path.id}", path.model_copy(update={"leakage": lost, "cost": gross}))
        return problem

    return state.with_number("leakage", leak)


def lead_time(state: State, dice: random.Random) -> State:
    plant = dice.choice((PORT, PLANT, GAS))

    def later(problem: Problem) -> Problem:
        if plant not in {one.id for one in problem.builds}:
            return problem
        last = problem.clock.horizon - 1

        def delay(build: Any) -> Any:
            return build.model_copy(update={
                "lead": build.lead + 1, "last_start": min(build.last_start, last - int(build.lead + 1)),
                "available": (0.0, *build.available)[: last + 1], "standing": (0.0, *build.standing)[: last + 1],
            })

        return changed(problem, f"builds.{plant}", delay)

    return state.with_number("lead time", later)


def scenario(state: State, dice: random.Random) -> State:
    cap, wanted = dice.choice((None, 0.3, 2.0)), dice.uniform(0.7, 1.3)

    def moved(problem: Problem) -> Problem:
        limit = None if cap is None else (10 * cap,) * problem.clock.horizon
        return changed(changed(problem, "compute.export_cap", limit), "market.demand", scaled(wanted))

    return state.with_number("scenario", moved)


def lock(state: State, dice: random.Random) -> State:
    """Asks for something about a lever, instead of what was asked about it before; or takes a lock away."""
    if state.locks and dice.random() < 0.3:
        return replace(state, locks=state.locks[1:])
    lever, kind = dice.choice([one for one in LEVERS if one != REFORM]), dice.choice(("in", "out", "not_before", "at_most"))
    year = 2027 + dice.randrange(state.horizon) if kind in ("in", "not_before") else None
    wished = Lock(lever=lever, kind=kind, year=year, units=1.0 if kind == "at_most" else None)
    return replace(state, locks=(*(one for one in state.locks if one.lever != lever), wished))


def target(state: State, dice: random.Random) -> State:
    """Asks for an amount that is sometimes more than can be."""
    if state.targets and dice.random() < 0.4:
        return replace(state, targets=())
    metric, most = dice.choice((("compute_h100e", 6000.0), ("home_services_musd", 60.0), ("new_power_mw", 25.0)))
    asked = Target(
        metric=metric, sense=">=", amount=round(dice.uniform(0, most), 2), year=2027 + dice.randrange(state.horizon),
        lasting=dice.random() < 0.3,
    )
    return replace(state, targets=(asked,))


def objective(state: State, dice: random.Random) -> State:
    return replace(state, objective=dice.choice(OBJECTIVES))


def horizon(state: State, dice: random.Random) -> State:
    return replace(state, horizon=dice.choice((3, 4)))


def too_much(state: State, _: random.Random) -> State:
    """A wish that cannot come true, so that the next question follows one without an answer."""
    return replace(state, targets=(Target(metric="compute_h100e", sense=">=", amount=1e9, year=2028),))


def without_wishes(state: State, _: random.Random) -> State:
    return replace(state, locks=(), targets=())


def back(state: State, _: random.Random) -> State:
    """Takes all edits back."""
    return State(state.seed, state.horizon)


EDITS = (budget, budget, leakage, lead_time, scenario, lock, lock, lock, target, target, objective, horizon, too_much, back)


def asked(of: SmallPlanner, state: State) -> Answer | None:
    try:
        return of.about(state.problem(), state.objective)
    except NoFeasiblePlanError:
        return None


def slack(amount: float) -> float:
    return NEAR * max(abs(amount), 1)


def assert_same_optimum(warm: Answer | None, cold: Answer | None, said: str) -> None:
    """Neither plan is better than what the other answer proves."""
    assert (warm is None) == (cold is None), f"{said}: only one of the two finds a plan"
    if warm is None or cold is None:
        return
    sign = 1.0 if warm.request.objective in MAXIMISED else -1.0
    best = max(sign * warm.value, sign * cold.value)
    least = min(sign * warm.bound, sign * cold.bound)
    assert best <= least + slack(best), f"{said}: warm {warm.value} to {warm.bound}, cold {cold.value} to {cold.bound}"


def assert_plan_is_possible(answer: Answer, problem: Problem, said: str) -> None:
    """The plan keeps every row of its path, written anew, its whole numbers are whole, and it is worth what the answer says."""
    for part in answer.outcome.parts:
        if part.run is not None and part.run.point is not None:
            told = float(part.matrix.cost @ part.run.point) + part.matrix.offset
            assert told == pytest.approx(part.run.value, rel=1e-5, abs=1e-4), f"{said}: {part.path}"
    best = answer.outcome.best
    _, matrix = write(problem, answer.request.objective).matrices[best.path, best.link]
    assert best.run is not None
    point = best.run.point
    assert point is not None
    done = matrix.rows @ point
    size = 1e-5 * numpy.maximum(1.0, abs(matrix.rows) @ numpy.abs(point))
    assert numpy.all(done <= matrix.row_high + size), said
    assert numpy.all(done >= matrix.row_low - size), said
    assert numpy.all(point <= matrix.high + 1e-5), said
    assert numpy.all(point >= matrix.low - 1e-5), said
    assert numpy.all(numpy.abs(point - numpy.round(point))[matrix.integer] <= 1e-5), said
    worth = float(matrix.cost @ point) + matrix.offset
    assert worth == pytest.approx(answer.outcome.value, rel=1e-5, abs=1e-4), said
    assert answer.outcome.value <= answer.outcome.bound + slack(answer.outcome.value), said


def run_sequence(seed: int) -> list[str]:
    """Edits one small country; gives what kinds of edits the planner saw, infeasible ones as such."""
    dice = random.Random(f"warm and cold {seed}")
    state = State(seed, 3)
    warm = planner()
    seen, names = [], ["first"]
    for step in range(STEPS + 1):
        if step:
            edit = without_wishes if seen[-1] == "infeasible" and dice.random() < 0.6 else dice.choice(EDITS)
            state = edit(state, dice)
            names.append(edit.__name__)
        if state.objective == "least_cost" and not state.targets:
            state = replace(state, objective="value")
        said = f"sequence {seed}, {', '.join(names)}"
        first, second = asked(warm, state), asked(planner(), state)
        assert_same_optimum(first, second, said)
        if first is not None:
            assert_plan_is_possible(first, state.problem(), said)
        seen.append("infeasible" if first is None else first.edit)
    return seen


def batches() -> list[Any]:
    every = range(SEQUENCES // SEVERAL)
    return [pytest.param(one, marks=() if one < IN_A_HURRY else pytest.mark.slow, id=f"{SEVERAL * one}-{SEVERAL * one + SEVERAL - 1}") for one in every]


@pytest.mark.parametrize("batch", batches())
def test_a_warm_planner_answers_as_a_cold_one(batch):
    seen = [one for seed in range(SEVERAL * batch, SEVERAL * (batch + 1)) for one in run_sequence(seed)]
    assert seen.count("first") >= SEVERAL - 2
    assert {"in place", "partial"} <= set(seen), "the sequences try nothing"


def worst(matrix: Matrix) -> Any:
    """A plan that is possible and worth little."""
    run = solve(replace(matrix, cost=-matrix.cost, offset=0.0), Limits(gap=0.5, floor=1.0))
    assert run.point is not None
    return run.point


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_a_poor_plan_to_begin_from_changes_no_answer(seed, threads):
    """Whichever path it stands on, it is told at its own worth, and the best plan of all is found."""
    problem = random_problem(seed, horizon=3, paths=2)
    best = search(problem, "value", gap=GAP)
    for begun in range(len(problem.paths)):
        run = Search(problem, "value", write(problem, "value"), gap=GAP)
        run.relax_all()
        run.solve_open((run.parts[begun], worst(run.parts[begun].matrix)), threads=threads)
        outcome = run.outcome()
        for part in outcome.parts:
            if part.run is not None and part.run.point is not None:
                worth = float(part.matrix.cost @ part.run.point) + part.matrix.offset
                assert worth == pytest.approx(part.run.value, rel=1e-5, abs=1e-4)
        assert max(best.value, outcome.value) <= min(best.bound, outcome.bound) + slack(best.value)
        assert outcome.gap <= GAP


REAL_COUNTRY, REAL_STEPS, REAL_HORIZON, REAL_GAP = "NGA", 3, 8, 0.05
FIGURES = ("fiscal.room", "institutions.leakage", "energy_gas.lead_time", "osat.capex_per_unit", "external.fx_envelope")
REAL_LEVERS = ("energy_gas", "ai_datacentre", "diaspora_talent", "ai_lab", "ai_tariff", "energy_solar_storage")


def edited(request: Request, dice: random.Random) -> Request:
    """One edit of a question about a country that ships."""
    last = request.first_year + request.horizon - 1
    year = dice.randint(request.first_year + 1, last)
    figure, factor = dice.choice(FIGURES), round(dice.uniform(0.7, 1.4), 2)
    kept = tuple(one for one in request.overrides if not one.startswith(figure))
    lever, kind = dice.choice(REAL_LEVERS), dice.choice(("in", "out", "not_before"))
    others = tuple(one for one in request.locks if one.lever != lever)
    amount, goal = dice.choice((5e3, 2e4, 1e9)), dice.choice(("value", "compute", "least_cost"))
    update: dict[str, Any] = dice.choice((
        {"overrides": (*kept, f"{figure}=x{factor}")},
        {"overrides": (*kept, f"{figure}=x{factor}"), "locks": (), "targets": ()},
        {"locks": (*others, Lock(lever=lever, kind=kind, year=None if kind == "out" else year))},
        {"targets": (Target(metric="compute_h100e", sense=">=", amount=amount, year=year),)},
        {"objective": goal if request.targets or goal != "least_cost" else "tokens"},
        {"scenario": dice.choice(("baseline", "export_cap", "cheap_money"))},
        {"horizon": dice.choice((REAL_HORIZON, REAL_HORIZON - 2)), "locks": (), "targets": (), "objective": "value"},
    ))
    return request.model_copy(update=update)


@pytest.mark.parametrize("seed", [pytest.param(one, marks=() if one < 1 else pytest.mark.slow) for one in range(REAL)])
def test_a_warm_planner_of_a_real_country_answers_as_a_cold_one(seed):
    dice = random.Random(f"real country {seed}")
    request = request_of(REAL_COUNTRY, horizon=REAL_HORIZON, gap=REAL_GAP)
    warm = Planner(REAL_COUNTRY)
    for step in range(REAL_STEPS + 1):
        if step:
            request = edited(request, dice)
        said = f"sequence {seed}, {request.model_dump_json(exclude_defaults=True)}"
        found = []
        for one in (warm, Planner(REAL_COUNTRY)):
            try:
                found.append(one.ask(request))
            except NoFeasiblePlanError:
                found.append(None)
        assert_same_optimum(*found, said)
        if found[0] is not None:
            assert_plan_is_possible(found[0], warm.resolved(request)[1], said)
