"""Fifty seeded requests without a plan: every way out solves and is the least of its kind, every conflict is irreducible."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass

import numpy
import pytest

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.impossible.conflict import Collision, conflict_of
from catchup.impossible.repairs import explained
from catchup.impossible.situation import LESS, Repair, command_of
from catchup.plan import Request
from catchup.planner import Planner, request_of
from catchup.problem import Lock, Problem, Target
from catchup.requests import lock_text, parse_lock, parse_target, target_text
from catchup.rules import REGISTRY
from catchup.search import search, write
from catchup.solver import Limits, Stopped, solve
from catchup.testing import GAS, LEVERS, changed, random_problem, scaled, tiny_problem

ENOUGH_TIME = 60.0
FIGURES = {
    "fiscal.room": ("money.cash",), "external.private_ceiling": ("money.private_ceiling",), "external.fx_envelope": ("external.envelope",),
    "politics.inflow": ("politics.inflow", "politics.opening", "politics.cap"), "power.spare_for_ai": ("power.spare",),
    "power.wires_spare": ("power.wires",), "chips.export_cap": ("compute.export_cap",), "people.technician": ("staff.technician",),
    "people.engineer": ("staff.engineer",), "people.researcher": ("staff.researcher",),
}


@dataclass(frozen=True)
class Worth:
    """What an answer tells."""

    value: float
    bound: float


@dataclass
class Bench:
    """Answers requests about a problem that is not in the data files."""

    problem: Problem

    def resolved(self, request: Request) -> tuple[None, Problem]:
        problem = self.problem
        for text in request.overrides:
            figure, factor = text.split("=x")
            for path in FIGURES[figure]:
                problem = changed(problem, path, scaled(float(factor)))
        problem = changed(problem, "power.taken", request.take_power_mw)
        return None, problem.model_copy(update={"locks": request.locks, "targets": request.targets})

    def ask(self, request: Request, *, seconds: float | None = None) -> Worth:
        outcome = search(self.resolved(request)[1], request.objective, gap=request.gap, seconds=seconds)
        return Worth(outcome.value, outcome.bound)


def plain_request(problem: Problem, **wishes) -> Request:
    return Request(
        country=problem.country, scenario="baseline", objective="value", horizon=problem.clock.horizon,
        first_year=problem.clock.first_year, gap=0.01, seed=1, **wishes,
    )


def seeded(seed: int) -> tuple[Bench, Request]:
    """A problem and a request that most often has no plan."""
    dice = random.Random(seed)
    problem = random_problem(seed) if seed % 3 else tiny_problem(horizon=dice.randint(3, 6))
    first, last = problem.clock.first_year, problem.clock.label(problem.clock.horizon - 1)
    kind = seed % 6
    high = Target(metric=dice.choice(["compute_h100e", "new_power_mw", "home_services_musd"]), sense=">=", amount=10.0 ** dice.uniform(2, 5), year=dice.randint(first, last))
    lever = dice.choice([one for one in LEVERS if one != "reform"])
    if kind == 0:
        return Bench(problem), plain_request(problem, targets=(high,))
    if kind == 1:
        begun = Lock(lever=lever, kind="in", year=first + 1)
        return Bench(problem), plain_request(problem, locks=(begun, Lock(lever=lever, kind="not_before", year=first + 2)))
    if kind == 2:
        exact = Lock(lever=GAS, kind="exactly", units=2, year=first + 1)
        return Bench(problem), plain_request(problem, locks=(exact, Lock(lever=GAS, kind="at_most", units=1)))
    if kind == 3:
        capped = changed(problem, "compute.export_cap", (0.3,) * problem.clock.horizon)
        return Bench(capped), plain_request(capped, targets=(high.model_copy(update={"metric": "compute_h100e", "amount": 700.0}),))
    if kind == 4:
        poor = changed(problem, "money.cash", scaled(0.3))
        return Bench(poor), plain_request(poor, targets=(high.model_copy(update={"lasting": True, "amount": high.amount / 10}),))
    quiet = changed(problem, "politics", problem.politics.model_copy(update={"inflow": (0.2,) * problem.clock.horizon, "opening": 0.2, "cap": 0.4}))
    return Bench(quiet), plain_request(quiet, locks=(Lock(lever=lever, kind="in"),), targets=(high.model_copy(update={"amount": 50.0}),))


def possible(asker, request: Request) -> bool:
    try:
        asker.ask(request, seconds=ENOUGH_TIME)
    except NoFeasiblePlanError:
        return False
    return True


def smaller(before: Request, repair: Repair) -> Request | None:
    """The request with nine tenths of a change of amount, or one step less; None for a wish given up."""
    if repair.kind in ("target", "time"):
        at = next(at for at, (old, new) in enumerate(zip(before.targets, repair.request.targets, strict=True)) if old != new)
        old, new = before.targets[at], repair.request.targets[at]
        less = {"amount": old.amount - LESS * (old.amount - new.amount)} if repair.kind == "target" else {"year": new.year - 1}
        return before.model_copy(update={"targets": (*before.targets[:at], new.model_copy(update={**less}), *before.targets[at + 1 :])})
    if repair.kind == "lock":
        at = next(at for at, (old, new) in enumerate(zip(before.locks, repair.request.locks, strict=True)) if old != new)
        new = repair.request.locks[at]
        less = {"units": new.units - 1} if new.kind == "at_most" else {"year": new.year + (1 if new.kind == "not_before" else -1)}
        return before.model_copy(update={"locks": (*before.locks[:at], new.model_copy(update=less), *before.locks[at + 1 :])})
    if repair.kind == "drop":
        return None
    taken = before.take_power_mw + LESS * (repair.request.take_power_mw - before.take_power_mw)
    texts = [_less(text) for text in repair.request.overrides[len(before.overrides) :]]
    return before.model_copy(update={"overrides": (*before.overrides, *texts), "take_power_mw": taken})


def _less(text: str) -> str:
    path, factor = text.split("=x")
    return f"{path}=x{1 + LESS * (float(factor) - 1)}"


def holds(problem: Problem, kept: list[Collision]) -> bool | None:
    """Whether the definitions and some sentences have a plan, by plain solves that know nothing of the conflict's own trials."""
    written = write(problem, "value")
    wanted = set()
    for one in kept:
        for member, row in written.sheet.ruled[one.rule].items():
            if says(problem, one, member):
                wanted.add(row)
    free = [row for rule, members in written.sheet.ruled.items() if REGISTRY[rule].droppable for row in members.values() if row not in wanted]
    answer: bool | None = False
    for _, matrix in written.matrices.values():
        low, high = matrix.row_low.copy(), matrix.row_high.copy()
        low[free], high[free] = -numpy.inf, numpy.inf
        loose = type(matrix)(**{**vars(matrix), "row_low": low, "row_high": high, "cost": numpy.zeros_like(matrix.cost)})
        run = solve(loose, Limits(gap=1.0, seconds=20, first=True))
        if run.point is not None:
            return True
        answer = answer if run.stopped is Stopped.INFEASIBLE else None
    return answer


def says(problem: Problem, one: Collision, member: object) -> bool:
    if one.rule == "target_is_met":
        return f"--target {target_text(problem.targets[member[0]])}" == one.option
    if one.rule == "lock_holds":
        return f"--lock {lock_text(problem.locks[member])}" == one.option
    if not one.years:
        return True
    last = member[-1] if isinstance(member, tuple) else member
    fits = one.part is None or member[0] == one.part
    return fits and problem.clock.label(last) in one.years


def check(asker, request: Request, refusal: NoFeasiblePlanError) -> None:
    _, problem = asker.resolved(request)
    assert holds(problem, refusal.conflict) is not True
    if refusal.proven:
        for one in refusal.conflict:
            assert holds(problem, [other for other in refusal.conflict if other is not one]) is not False, str(one)
    for repair in refusal.repairs:
        assert possible(asker, repair.request), repair.sentence
        less = smaller(request, repair) if repair.proven else None
        if less is not None:
            assert not possible(asker, less), f"{repair.sentence}: less is enough"


@pytest.mark.slow
def test_fifty_requests_without_a_plan():
    refused = helped = 0
    seed = 0
    while refused < 50:
        seed += 1
        bench, request = seeded(seed)
        if possible(bench, request):
            continue
        refused += 1
        refusal = explained(bench, request, ENOUGH_TIME)
        check(bench, request, refusal)
        assert refusal.conflict, seed
        helped += bool(refusal.repairs)
    assert helped >= 48


@pytest.mark.slow
@pytest.mark.parametrize(
    ("country", "scenario", "targets", "locks"),
    [
        ("NGA", "baseline", ["compute_h100e>=1000000@2029"], []),
        ("NGA", "baseline", ["new_power_mw>=200@2036"], ["energy_solar_storage=out", "energy_gas=out", "energy_hydro=out"]),
        ("IND", "export_cap", ["compute_h100e>=100000@2032"], []),
    ],
)
def test_a_country_gets_ways_out_that_its_own_command_takes(country, scenario, targets, locks):
    planner = Planner(country)
    request = request_of(country, scenario, targets=[parse_target(one) for one in targets], locks=[parse_lock(one) for one in locks])
    with pytest.raises(NoFeasiblePlanError):
        planner.ask(request)
    refusal = explained(planner, request, ENOUGH_TIME)
    assert refusal.repairs
    costs = [one.cost_musd for one in refusal.repairs if one.cost_musd is not None]
    assert costs == sorted(costs)
    for repair in refusal.repairs:
        try:
            assert planner.ask(repair.request, seconds=20) is not None
        except NoPlanInTimeError:  # a busy machine proves nothing
            continue
        assert not (set(repair.removed_options) & set(repair.options))
        assert repair.command == command_of(repair.request)


def test_the_command_of_a_way_out_says_everything():
    problem = tiny_problem()
    target = Target(metric="compute_h100e", sense=">=", amount=1e9, year=2029)
    refusal = explained(Bench(problem), plain_request(problem, targets=(target,)), 20)
    assert {"drop"} <= {one.kind for one in refusal.repairs}
    assert all(re.match(r"catchup plan TNY --horizon 5( |$)", one.command) for one in refusal.repairs)
    assert all(one.command.count("--target") == len(one.request.targets) for one in refusal.repairs)


def test_what_cannot_be_proven_in_time_is_said_not_to_be():
    target = Target(metric="compute_h100e", sense=">=", amount=1e9, year=2029)
    problem = tiny_problem().model_copy(update={"targets": (target,)})
    assert not conflict_of(problem, time.perf_counter() - 1).proven
