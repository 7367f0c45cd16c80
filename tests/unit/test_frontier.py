"""The frontier between two aims: its ends, its limits, and that nothing on it is beaten."""

from __future__ import annotations

import json

import pytest

from catchup.errors import OverrideError
from catchup.frontier import Aim, Found, Frontier, FrontierPoint, Sweep, frontier, undominated
from catchup.planner import Planner, request_of
from catchup.report.frontier import plot, sentences
from catchup.search import search
from catchup.testing import random_problem

GAP = 1e-3


def _sweep(seed: int, x: Aim, y: Aim, points: int = 5) -> tuple[Sweep, list[Found]]:
    problem = random_problem(seed)
    sweep = Sweep(problem, x, y, GAP)
    return sweep, sweep.run(points)


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_ends_are_the_best_plans_for_one_aim_alone(seed: int) -> None:
    sweep, found = _sweep(seed, "value", "tokens")
    best_value = search(sweep.problem, "value", gap=GAP).value
    best_tokens = search(sweep.problem, "tokens", gap=GAP).value
    slack = GAP * max(abs(best_value), sweep.first.floor) * 2 + 1e-6
    assert found[0].x == pytest.approx(best_value, abs=slack)
    assert found[-1].y == pytest.approx(best_tokens, abs=GAP * 2 * max(best_tokens, 1e-3) + 1e-6)


@pytest.mark.parametrize("seed", [3, 5])
def test_a_point_obeys_its_limit_and_its_bound(seed: int) -> None:
    _, found = _sweep(seed, "cost", "value")
    for one in found:
        assert one.x <= one.limit + 1e-3
        assert one.y <= one.y_bound + 1e-6
        assert one.gap <= GAP + 1e-9


def test_more_money_never_buys_less() -> None:
    _, found = _sweep(5, "cost", "value", points=6)
    bounds = [one.y_bound for one in found]
    assert bounds == sorted(bounds)
    listed, _ = undominated(found, x_less=True, y_less=False)
    assert [one.x for one in listed] == sorted(one.x for one in listed)
    assert [one.y for one in listed] == sorted(one.y for one in listed)


def test_no_listed_point_is_beaten_in_both_aims() -> None:
    _, found = _sweep(8, "value", "compute", points=6)
    listed, left_out = undominated(found, x_less=False, y_less=False)
    assert len(listed) + left_out == len(found)
    for one in listed:
        assert not [other for other in listed if other is not one and other.x >= one.x and other.y >= one.y]


def test_position_keeps_one_link() -> None:
    sweep, found = _sweep(3, "cost", "position", points=4)
    assert sweep.second.link is not None
    assert {key[1] for key in sweep.second.matrices} == {sweep.second.link}
    assert found[-1].y >= found[0].y


def test_a_point_between_is_as_good_as_a_search_of_its_own() -> None:
    """Held at a cost, the value is that of the best plan that pays no more: the warm start costs nothing."""
    problem = random_problem(5)
    warm = Sweep(problem, "cost", "value", GAP).run(5)[2]
    cold = Sweep(problem, "cost", "value", GAP)
    far = cold._end(cold.second, cold.first)
    alone = cold._held(cold.first, warm.held, cold.second, far, 1.0)
    assert alone.bound >= warm.y - 1e-3
    assert warm.y_bound >= alone.value - 1e-3


@pytest.mark.parametrize(("x", "y", "points"), [("cost", "cost", 5), ("cost", "fame", 5), ("cost", "value", 1)])
def test_aims_that_cannot_be_are_refused(x: Aim, y: Aim, points: int) -> None:
    with pytest.raises(OverrideError) as caught:
        frontier(Planner("NGA"), request_of("NGA"), x, y, points)
    assert caught.value.remedy


@pytest.mark.slow
def test_the_document_of_a_country_reads_back() -> None:
    found = frontier(Planner("NGA"), request_of("NGA", gap=0.05), "cost", "value", 5)
    assert Frontier.model_validate(json.loads(found.to_json())) == found
    assert len(found.to_csv().splitlines()) == 1 + len(found.points)
    assert set(found.to_frame()["y_unit"]) == {"discounted MUSD"}
    assert found.points[0].x == 0
    assert found.points[-1].y == max(one.y for one in found.points)


def test_the_picture_has_one_dot_a_point_and_both_ends_named() -> None:
    def point(x: float, y: float) -> FrontierPoint:
        return FrontierPoint(x=x, y=y, limit=x, y_bound=y, gap=0.0, path="none", levers=("energy_gas",), steps_digest="")

    found = Frontier(
        country="NGA", scenario="baseline", x="cost", y="tokens", x_unit="", y_unit="", x_less_is_better=True, y_less_is_better=False, links={},
        request=request_of("NGA"), points=(point(0, 0), point(40, 0.3), point(100, 0.5)), left_out=0, gap_asked=0.02, seconds=0.0,
    )
    lines = plot(found, "o", "|", "-", "+")
    assert sum(line.count("o") for line in lines[1:-1]) == 3
    assert "50.0 %" in lines[1]
    assert lines[-1].split()[-1] == "100"
    assert "USD 40 million" in " ".join(sentences(found))
