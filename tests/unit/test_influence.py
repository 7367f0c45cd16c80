"""Which assumptions move the answer: both ends are solved, a swing is what is proven of it, and a stop keeps what was found."""

from __future__ import annotations

import time

import pytest

from catchup.desk.pool import Desk
from catchup.explain.records import Interval
from catchup.influence import End, Influence, Moved, _order, _swing, change_to, influence_of, weight_of
from catchup.library import load_case
from catchup.plan import Assumption
from catchup.planner import Planner, request_of
from catchup.report.influence import bars, influence_rows, summary

REQUEST = request_of("NGA")


def interval(low: float | None, high: float | None) -> Interval:
    return Interval(low=low, high=high)


def test_a_swing_is_proven_only_where_both_answers_stand_apart():
    assert _swing(interval(1, 2), interval(5, 7)) == interval(3, 6)
    assert _swing(interval(5, 7), interval(1, 2)) == interval(3, 6)
    assert _swing(interval(1, 4), interval(3, 6)) == interval(0, 5)
    assert _swing(interval(1, None), interval(1, 2)) == interval(0, None)
    assert _swing(None, interval(1, 2)) == interval(None, None)


def test_the_order_is_no_plan_then_what_is_proven_then_what_may_be():
    def moved(path: str, low: Interval | None, high: Interval | None) -> Moved:
        swing = _swing(low, high)
        verdict = "no plan" if low is None or high is None else "moves" if (swing.low or 0) > 0 else "undecided"
        return Moved(path=path, unit="ratio", quality="assumed", value=1, low=End(value=0, reached=low), high=End(value=2, reached=high), swing=swing, verdict=verdict)

    some = [
        moved("vague", interval(0, 90), interval(0, 90)), moved("small", interval(0, 1), interval(2, 3)), moved("large", interval(50, 51), interval(2, 3)),
        moved("breaks", None, interval(2, 3)), moved("none", interval(2, 3), interval(2, 3)),
    ]
    ordered = sorted(some, key=_order)
    assert [one.path for one in ordered] == ["breaks", "large", "small", "vague", "none"]
    found = Influence(plan="x", unit="discounted MUSD", reached=interval(2, 3), moved=tuple(ordered), not_examined=("more",), left=1, certain=0, solves=10, seconds=60, stopped=True)
    rows = influence_rows(found, {"large": "The large one"})
    assert [row["Finding"] for row in rows] == [
        "decides whether there is a plan", "moves the answer", "moves the answer", "undecided: the same plan at both ends", "undecided: the same plan at both ends",
    ]
    assert rows[1]["Assumption"] == "The large one"
    assert all(row["Quality"] == "⚠ assumed" for row in rows)
    assert [one["amount"] for one in bars(found, {})] == [50, 2, 0, 2]
    assert "5 of 6 figures" in summary(found)
    assert "nothing is said" in summary(found)


def test_a_change_reaches_the_end_of_the_range_and_keeps_prices_and_year():
    case = load_case("IND")
    for path, figure in (("country.economy.gdp", case.profile.economy.gdp), ("country.compute.shell_cost", case.profile.compute.shell_cost)):
        one = Assumption(path=path, **figure.model_dump(exclude={"price_year"}))
        section, field = path.split(".")[1:]
        for end in (figure.low, figure.high):
            moved = getattr(getattr(load_case("IND", overrides=(change_to(one, end),)).profile, section), field)
            assert moved.value == pytest.approx(end, rel=1e-9)
            assert (moved.year, moved.price_year) == (figure.year, figure.price_year)
    nothing = Assumption(path="country.power.spare_for_ai", value=0, low=0, high=100, unit="MW", year="2026", source="none at all", quality="assumed")
    assert load_case("NGA", overrides=(change_to(nothing, 100.0),)).profile.power.spare_for_ai.value == 100


def test_both_ends_of_the_likeliest_figures_are_solved_and_the_rest_is_counted():
    planner = Planner("NGA")
    answer = planner.ask(REQUEST)
    plan = answer.plan()
    found = influence_of(planner, REQUEST, answer, plan=plan, seconds=60, most=2)
    ranged = [one for one in plan.assumptions if one.low < one.high]
    likeliest = sorted(ranged, key=lambda one: (-weight_of(one, plan), one.path))[:2]
    assert {one.path for one in found.moved} == {one.path for one in likeliest}
    assert found.plan == plan.digest
    assert found.solves == 4
    assert found.left == len(ranged) - 2
    assert found.certain == len(plan.assumptions) - len(ranged)
    one = found.moved[0]
    again = planner.ask(REQUEST.model_copy(update={"overrides": (f"{one.path}={one.high.value!r}",)}))
    assert one.high.reached is not None
    assert one.high.reached.low is not None
    assert one.high.reached.high is not None
    # Both are within the gap of the same best plan, so each one's plan lies below the other's bound.
    assert again.value <= one.high.reached.high * (1 + 1e-6)
    assert one.high.reached.low <= again.bound * (1 + 1e-6)


@pytest.mark.xdist_group("processes")
def test_a_desk_tells_how_far_it_is_and_a_stop_keeps_what_was_found():
    desk = Desk(workers=1)
    try:
        job = desk.ask("me", REQUEST, "NGA", 60.0, kind="influence")
        until = time.monotonic() + 120
        seen: set[str] = set()
        while len(seen) < 3 and time.monotonic() < until:
            if job.progress is not None and job.progress.stage.endswith((": low", ": high")):
                seen.add(job.progress.stage)
            job.over.wait(0.02)
        desk.stop(job)
        assert job.over.wait(30)
        assert job.error is None
        assert job.influence is not None
        assert job.influence.stopped
        assert 1 <= len(job.influence.moved) <= 3
        assert job.influence.left > 500
    finally:
        desk.close()
