"""A stop ends an explanation with what it has: no further plan is begun."""

from __future__ import annotations

from catchup.explain import explain_plan
from catchup.planner import Planner, request_of
from catchup.search import Progress

REQUEST = request_of("NGA", gap=0.05)


def test_a_stop_before_a_trial_has_a_plan_ends_the_explanation() -> None:
    planner = Planner("NGA")
    answer = planner.ask(REQUEST)

    def stop(_: Progress) -> None:
        planner.stop()

    found = explain_plan(planner, REQUEST, answer, seconds=600.0, report=stop)
    assert found.stopped
    assert found.solves == 1
    assert len(found.not_examined) > 3


def test_a_halt_between_two_plans_keeps_what_was_found() -> None:
    planner = Planner("NGA")
    answer = planner.ask(REQUEST)
    asked = []

    def halted() -> bool:
        asked.append(True)
        return len(asked) > 3

    found = explain_plan(planner, REQUEST, answer, seconds=600.0, halted=halted)
    assert found.stopped
    assert 1 <= found.solves <= 3
    assert [one for one in found.measures if one.verdict != "closed"]
    assert found.not_examined
