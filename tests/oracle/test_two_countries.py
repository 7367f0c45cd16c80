"""Two tiny countries together, enumerated and solved by another solver: the alliance's search must find the same."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pyscipopt
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from brute import best_by_enumeration

from catchup.alliance.joint import Joint
from catchup.alliance.search import AllianceSearch, Found
from catchup.allied import Terms
from catchup.assemble.allies import allied
from catchup.problem import Problem
from catchup.search import search
from catchup.solver import write_model
from catchup.testing import AGREEMENT, GAS, REFORM, SHELL, changed, tiny_problem, varied

NEAR = 1e-6
FREE = Terms(crossing_share=1.0, transit_loss=0.05, distance_loss=0.01)


def two_countries(seed: int, *, paths: int = 1) -> tuple[Problem, Problem]:
    """A random host and a random ally that may host too; few whole decisions each."""
    dice = random.Random(seed)
    found = []
    for name, levers in (("TNY", (GAS, SHELL, AGREEMENT, REFORM)), ("OTH", (GAS, AGREEMENT, REFORM))):
        one = varied(tiny_problem(horizon=3, paths=paths, levers=levers), dice)
        one = changed(changed(one, "compute.fleet_share_small", 1.0), "power.deficit_can_close", False)
        # Gas is any amount here: its blocks would multiply the assignments and say nothing about alliances.
        one = changed(one, "builds.gas.mode", "share")
        found.append(one.model_copy(update={"country": name}))
    found[0] = changed(found[0], "market.demand", lambda old: {name: tuple(0.3 * year for year in years) for name, years in old.items()})
    return found[0], found[1]


def solved(problems: tuple[Problem, ...], terms: Terms = FREE) -> tuple[Joint, Found]:
    joint = Joint(allied(problems, terms))
    run = AllianceSearch(joint, gap=0.0)
    run.bound_all(tuple(0 for _ in problems))
    run.solve_open()
    return joint, run.found()


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_the_enumerated_optimum(seed):
    joint, found = solved(two_countries(seed))
    best, count = best_by_enumeration(joint.matrix((0, 0)))
    assert count > 10
    assert found.value == pytest.approx(best, rel=NEAR, abs=NEAR)
    assert found.bound >= best - NEAR * max(abs(best), 1)


@pytest.mark.parametrize("seed", range(6, 18))
def test_over_all_combinations_another_solver_agrees(seed, tmp_path):
    joint, found = solved(two_countries(seed, paths=2))
    values = []
    for at, paths in enumerate(joint.combinations):
        file = tmp_path / f"{at}.mps"
        write_model(joint.matrix(paths), file)
        model = pyscipopt.Model()
        model.hideOutput()
        model.readProblem(str(file))
        model.optimize()
        if model.getStatus() == "optimal":
            # A file holds small costs in larger units.
            values.append(model.getObjVal())
    assert len(joint.combinations) == 4
    assert found.value == pytest.approx(max(values), rel=1e-5, abs=1e-5)
    assert found.bound >= max(values) - 1e-5 * max(abs(found.value), 1)


@pytest.mark.parametrize("seed", range(30))
def test_nothing_across_the_border_is_the_sum_of_the_plans_alone(seed):
    problems = two_countries(seed, paths=2)
    alone = sum(search(one, "value", gap=0.0).value for one in problems)
    shut = solved(problems, FREE.model_copy(update={"crossing_share": 0.0}))[1].value
    assert shut == pytest.approx(alone, rel=NEAR, abs=NEAR)
    assert solved(problems)[1].value >= alone - NEAR * max(abs(alone), 1)


def test_instances_are_not_trivial():
    """In some of them the alliance gains, in others it does not."""
    gains = []
    for seed in range(30):
        problems = two_countries(seed, paths=2)
        gains.append(solved(problems)[1].value - sum(search(one, "value", gap=0.0).value for one in problems))
    assert sum(one > 0.1 for one in gains) >= 5
    assert sum(one < 1e-4 for one in gains) >= 3
