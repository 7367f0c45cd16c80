"""Why a measure is in or out: differences are intervals, flips hold when solved afresh, and the budget of plans is kept."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError, UnknownNameError
from catchup.evidence import Figure
from catchup.explain import (
    Explanation,
    Interval,
    PlanExplanation,
    Side,
    explain_measure,
    explain_plan,
    remarks_on,
    request_again,
)
from catchup.explain.figures import Lead, break_even, leads_of
from catchup.explain.flips import Hunt
from catchup.explain.loosening import steps_for
from catchup.explain.measures import worth_of
from catchup.plan import Plan, Request
from catchup.planner import Answer, Planner, parse_lock, parse_target, request_of
from catchup.report.words import between

UNTRIED = Interval(low=None, high=None)


class CountingPlanner(Planner):
    """Counts the plans it makes."""

    def __init__(self, country: str) -> None:
        super().__init__(country)
        self.asked = 0

    def ask(self, *arguments: Any, **options: Any) -> Answer:
        self.asked += 1
        return super().ask(*arguments, **options)


class Nigeria:
    """The plan of Nigeria, the planner that made it, and the plan as written."""

    def __init__(self) -> None:
        self.planner = CountingPlanner("NGA")
        self.request = request_of("NGA", gap=0.01)
        self.answer = self.planner.ask(self.request)
        self.plan: Plan = self.answer.plan()

    def why(self, lever: str) -> Explanation:
        return explain_measure(self.planner, self.request, self.answer, lever, plan=self.plan)


@pytest.fixture(scope="module")
def nigeria() -> Nigeria:
    return Nigeria()


@pytest.fixture(scope="module")
def levy(nigeria: Nigeria) -> tuple[Explanation, int]:
    """The levy explained, and how many plans that took."""
    before = nigeria.planner.asked
    found = nigeria.why("ai_tariff")
    return found, nigeria.planner.asked - before


def span(low: float | None, high: float | None) -> Interval:
    return Interval(low=low, high=high)


def test_a_difference_of_two_intervals_holds_every_difference_of_their_members() -> None:
    assert span(10, 12).less(span(3, 4)) == span(6, 9)
    assert span(10, None).less(span(3, 4)) == span(6, None)


def test_overlapping_intervals_are_undecided() -> None:
    assert span(10, 12).less(span(11, 13)).verdict == "undecided"
    assert span(10, 12).less(span(12, 13)).verdict == "undecided"
    assert not span(10, 12).above(span(11, 13))
    assert span(10, 12).above(span(8, 9))
    assert UNTRIED.verdict == "undecided"


def test_forcing_a_free_choice_cannot_make_the_best_plan_better() -> None:
    out = worth_of(span(100, 101), span(100.5, 100.8), present=True, locked=False)
    assert out == span(0, 0.5)
    assert out.verdict == "undecided"
    assert worth_of(span(100, 101), span(100.5, 103), present=False, locked=False) == span(-0.5, 0)
    # Where a lock held the choice, the opposite may well be better.
    assert worth_of(span(100, 101), span(110, 111), present=True, locked=True).verdict == "costs"


def test_a_cost_breaks_even_where_the_worth_is_used_up() -> None:
    assert break_even(True, 50.0, 200.0) == pytest.approx(1.25)
    assert break_even(False, -50.0, 200.0) == pytest.approx(0.75)
    assert break_even(False, -250.0, 200.0) is None, "even free it would not pay"
    assert break_even(True, 50.0, 0.0) is None


def lead(*, low: float = 1.0, high: float = 4.0) -> Lead:
    figure = Figure(value=2.0, low=low, high=high, unit="MUSD", year="2026", source="made up for a test", quality="assumed")
    return Lead("cost", ("some.path",), figure)


def hunted(true_flip: float, guesses: list[float], *, present: bool, plans: int) -> Hunt:
    """A hunt after a flip that lies at a known factor."""
    def side(factor: float) -> Side:
        beyond = factor > true_flip if present else factor < true_flip
        return Side(factor=factor, value=2 * factor, present=present != beyond, decided=True, reached=UNTRIED)

    hunt = Hunt(lead(), present, guesses, side(1.0))
    for _ in range(plans):
        factor = hunt.next()
        if factor is None:
            break
        hunt.learn(side(factor))
    return hunt


@pytest.mark.parametrize("true_flip", [1.02, 1.3, 1.9, 3.7])
@pytest.mark.parametrize("guesses", [[], [1.4, 1.15], [2.0, 1.6], [60.0, 8.0]])
def test_a_hunt_closes_in_on_the_flip_of_a_chosen_measure(true_flip: float, guesses: list[float]) -> None:
    flip = hunted(true_flip, guesses, present=True, plans=12).flip()
    assert flip.flips_at is not None
    assert flip.holds_at.factor <= true_flip <= flip.flips_at.factor
    assert flip.flips_at.factor / flip.holds_at.factor <= 1.06
    assert flip.solved <= 9


@pytest.mark.parametrize("true_flip", [0.93, 0.6, 0.35])
@pytest.mark.parametrize("guesses", [[], [0.8, 0.9], [0.5, 0.7]])
def test_a_hunt_closes_in_on_the_flip_of_a_rejected_measure(true_flip: float, guesses: list[float]) -> None:
    flip = hunted(true_flip, guesses, present=False, plans=12).flip()
    assert flip.flips_at is not None
    assert flip.flips_at.factor <= true_flip <= flip.holds_at.factor
    assert flip.holds_at.factor / flip.flips_at.factor <= 1.06


def test_a_hunt_ends_at_twice_the_believed_range() -> None:
    hunt = hunted(math.inf, [], present=True, plans=12)
    assert hunt.flip().flips_at is None
    assert hunt.flip().holds_at.factor == 4.0
    assert hunt.solved == 1
    assert lead(high=2.0).farthest(present=True) == 3.0
    assert lead(low=1.0).farthest(present=False) == 0.25


def test_one_plan_for_a_flip_already_has_two_sides() -> None:
    flip = hunted(1.3, [1.4, 1.15], present=True, plans=1).flip()
    assert (flip.holds_at.factor, flip.flips_at.factor if flip.flips_at else None) == (1.0, 1.4)


def test_the_cost_that_matters_is_found_for_every_kind_of_lever(nigeria: Nigeria) -> None:
    paths = {lever: [path for one in leads_of(nigeria.answer.case, lever) if one.kind == "cost" for path in one.paths]
             for lever in nigeria.answer.case.levers}
    assert paths["ai_datacentre"] == ["country.compute.shell_cost"]
    assert all(path.endswith("first_cost") for path in paths["ai_lab"])
    assert paths["procurement_ban"][0].endswith("premium")
    assert paths["energy_gas"] == ["levers.energy_gas.canonical.capex_per_unit"]
    firms = len(nigeria.answer.case.profile.protected_firms)
    assert len(paths["close_protected_firms"]) <= firms


def test_every_figure_can_be_moved(nigeria: Nigeria) -> None:
    for lever in nigeria.answer.case.levers:
        for one in leads_of(nigeria.answer.case, lever):
            moved = nigeria.request.model_copy(update={"overrides": one.overrides(1.25)})
            nigeria.planner.resolved(moved)


def test_four_plans_are_enough_for_a_measure(nigeria: Nigeria, levy: tuple[Explanation, int]) -> None:
    found, made = levy
    assert found.solves == made <= 4
    assert found.measure.present
    assert found.measure.verdict == "needed"
    worth = found.measure.worth
    assert worth is not None
    assert worth.low is not None
    assert worth.high is not None
    assert 0 < worth.low <= worth.high <= nigeria.answer.bound


def test_the_card_names_owner_steps_and_sources(levy: tuple[Explanation, int]) -> None:
    card = levy[0].card
    assert card.owner
    assert {step.lever for step in card.steps} == {"ai_tariff"}
    assert "levers.ai_tariff.canonical.capex_per_unit" in {one.path for one in card.sources}
    assert card.value_lines


@pytest.mark.slow
@pytest.mark.parametrize("lever", ["ai_tariff", "energy_solar_storage"])
def test_flips_hold_on_both_sides_when_solved_afresh(nigeria: Nigeria, lever: str) -> None:
    found = nigeria.why(lever)
    assert found.solves <= 4
    assert found.flips
    for flip in found.flips:
        for side in filter(None, (flip.holds_at, flip.flips_at)):
            overrides = tuple(f"{path}=x{side.factor:.4g}" for path in flip.paths) if side.factor != 1.0 else ()
            plan = Planner("NGA").ask(nigeria.request.model_copy(update={"overrides": overrides})).plan()
            assert any(step.lever == lever for step in plan.steps) == side.present, (flip.figure, side.factor)
        assert flip.holds_at.present
        assert flip.flips_at is None or not flip.flips_at.present


def test_a_closed_lever_costs_no_plan(nigeria: Nigeria) -> None:
    before = nigeria.planner.asked
    found = nigeria.why("fab_advanced")
    assert nigeria.planner.asked == before
    assert found.measure.verdict == "closed"
    assert found.measure.why == nigeria.plan.closed_levers["fab_advanced"]
    assert found.flips == ()


def test_an_unknown_lever_is_refused_with_near_names(nigeria: Nigeria) -> None:
    with pytest.raises(UnknownNameError, match="ai_tariff"):
        nigeria.why("ai_tarif")


def test_without_time_everything_is_left_unexamined(nigeria: Nigeria) -> None:
    found = explain_plan(nigeria.planner, nigeria.request, nigeria.answer, seconds=0.0, plan=nigeria.plan)
    assert found.stopped
    assert found.solves == 0
    assert {"ai_tariff", "energy_solar_storage"} <= set(found.not_examined)
    assert {one.verdict for one in found.measures} == {"closed"}


def test_one_hard_plan_costs_neither_the_others_nor_the_finding(nigeria: Nigeria, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_hard(request: Request, **_: Any) -> Answer:
        raise NoPlanInTimeError("made up for a test")

    monkeypatch.setattr(nigeria.planner, "ask", too_hard)
    found = nigeria.why("ai_tariff")
    assert found.measure.verdict == "undecided"
    assert found.flips == ()
    assert found.not_sought == ("cost", "lead_time", "leakage")


def test_where_no_plan_does_the_opposite_the_measure_is_needed(nigeria: Nigeria, monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(request: Request, **_: Any) -> Answer:
        raise NoFeasiblePlanError("made up for a test")

    monkeypatch.setattr(nigeria.planner, "ask", impossible)
    found = nigeria.why("ai_tariff")
    assert (found.measure.verdict, found.measure.worth) == ("needed", None)
    assert "no plan without it" in found.measure.why


@pytest.mark.slow
def test_a_plan_is_explained_with_what_binds(nigeria: Nigeria) -> None:
    found = explain_plan(nigeria.planner, nigeria.request, nigeria.answer, plan=nigeria.plan)
    inside = {one.lever for one in found.measures if one.present}
    assert inside == {step.lever for step in nigeria.plan.steps}
    assert all(one.verdict == "needed" for one in found.measures if one.present)
    (private,) = [one for one in found.binding if one.limit == "private"]
    assert private.verdict == "needed"
    assert private.override == "external.private_ceiling=x1.1"
    assert PlanExplanation.model_validate(json.loads(found.to_json())) == found


def test_targets_and_locks_are_loosened_one_at_a_time(nigeria: Nigeria) -> None:
    wishes = {"locks": (parse_lock("ai_lab=out"), parse_lock("osat=out")), "targets": (parse_target("new_power_mw>=100@2035"),)}
    asked = nigeria.request.model_copy(update=wishes)
    answer = Answer(asked, nigeria.answer.case, nigeria.answer.outcome, "nothing", False)
    steps = [one for one in steps_for(answer, nigeria.plan) if not one.override]
    assert [one.limit for one in steps] == ["new_power_mw>=100@2035", "ai_lab=out", "osat=out"]
    assert [len(one.request.targets) + len(one.request.locks) for one in steps] == [2, 2, 2]


def test_a_plan_of_other_data_is_announced(nigeria: Nigeria) -> None:
    assert remarks_on(nigeria.plan, nigeria.plan) == ()
    (said,) = remarks_on(nigeria.plan.model_copy(update={"catalogue_digest": "0" * 64}), nigeria.plan)
    assert said.startswith("The catalogue of measures changed since")


def test_the_request_of_a_file_comes_back_whole(nigeria: Nigeria) -> None:
    assert request_again(nigeria.plan) == nigeria.request


def test_json_is_one_document(nigeria: Nigeria, tmp_path: Path) -> None:
    from catchup.cli import app

    file = tmp_path / "nga.plan.json"
    file.write_text(nigeria.plan.model_copy(update={"profile_digest": "0" * 64}).to_json(), encoding="utf-8")
    ran = CliRunner().invoke(app, ["explain", str(file), "fab_advanced", "--json"])
    assert ran.exit_code == 0, ran.output
    document = json.loads(ran.stdout)
    assert document["lever"]["measure"]["verdict"] == "closed"
    assert document["plan"] == nigeria.plan.digest
    assert "changed since" in document["remarks"][0]
    assert "changed since" in ran.stderr


def test_spans_are_written_as_far_as_they_are_known() -> None:
    assert between(209.88, 210.73) == "210 to 211"
    assert between(87.7, 87.7049) == "88"
    assert between(0.0, 1.24) == "at most 1.2"
    assert between(None, None) == "not known"
    assert between(3.4, None) == "at least 3.4"
