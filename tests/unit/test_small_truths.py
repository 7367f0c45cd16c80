"""Small truths a reader relies on: names, reasons and sizes as they are printed, and levers that a treaty keeps out."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

from catchup.assemble import resolve
from catchup.audit import audit_plan
from catchup.comparing import compare
from catchup.errors import OverrideError, UnknownNameError
from catchup.library import load_case, load_country, load_lever, scenario_ids
from catchup.plan import Plan, Step
from catchup.planner import Planner, make_plan, request_of
from catchup.problem import Lock, Problem
from catchup.report import headline as headlines
from catchup.report import money as money_report
from catchup.report.comparing import amount_rows, part_rows
from catchup.report.document import print_plan
from catchup.report.layout import Page
from catchup.report.shown import PrintedStep, gathered
from catchup.report.steps import sentence, terms
from catchup.starter.known import look_up
from catchup.starter.mapping import entry_for
from catchup.starter.text import LAST_PLANNED_YEAR, write_profile

SETTING = "adjustments.{}.partner_probability=0.3"
EVERY_KIND = (
    "osat", "ai_datacentre", "diaspora_talent", "education_stem", "ai_lab", "procurement_ban", "ai_tariff", "trade_info_agreement",
    "anti_corruption", "close_protected_firms",
)


@cache
def nigeria() -> Plan:
    """Nigeria's plan, proven loosely."""
    return make_plan("NGA", gap=0.02)


@cache
def with_models() -> Plan:
    """India's plan with model work in it, whatever that is worth."""
    return make_plan("IND", gap=0.5, locks=(Lock(lever="ai_lab", kind="in"),))


def problem_with(country: str, *overrides: str) -> Problem:
    return resolve(load_case(country, overrides=overrides))


def printed(plan: Plan, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    text = io.StringIO()
    console = Console(file=text, width=columns, highlight=False)
    monkeypatch.setattr("catchup.report.document.results", lambda: console)
    print_plan(plan)
    return text.getvalue()


def test_laboratories_go_by_their_names() -> None:
    plan = with_models()
    step = next(one for one in plan.steps if one.action == "fund")
    names = {lab.name for lab in load_country("IND").labs}
    assert set(step.project.partition(": ")[2].split("; ")) <= names
    assert "AI4Bharat" in step.project or "Sarvam" in step.project
    assert "Sarvam" in sentence(plan, step)
    assert audit_plan(plan).ok


def test_no_site_is_not_no_money() -> None:
    closed = problem_with("NGA", "adjustments.energy_hydro.max_units=0").closed_levers
    assert closed["energy_hydro"] == "sites, fuel or partners allow none here"
    assert "money" in problem_with("KEN", "adjustments.fab_mature.partner_probability=0.9").closed_levers["fab_mature"]


@pytest.mark.parametrize("lever", EVERY_KIND)
def test_low_odds_close_every_kind_of_lever(lever: str) -> None:
    problem = problem_with("IND", SETTING.format(lever))
    assert "odds 0.30" in problem.closed_levers[lever]
    by_law = lever not in ("osat", "ai_datacentre", "diaspora_talent", "education_stem")
    assert ("treaty" in problem.closed_levers[lever]) == by_law
    assert lever not in problem_with("IND").closed_levers


def test_a_barred_levy_is_in_no_plan_and_the_audit_refuses_it() -> None:
    planner = Planner("NGA")
    free = planner.ask(request_of("NGA", gap=0.2)).plan()
    assert any(step.lever == "ai_tariff" for step in free.steps)
    barred = planner.ask(request_of("NGA", gap=0.2, overrides=(SETTING.format("ai_tariff"),))).plan()
    assert all(step.lever != "ai_tariff" for step in barred.steps)
    assert "treaty" in barred.closed_levers["ai_tariff"]
    smuggled = barred.model_copy(update={"decisions": barred.decisions | {"adopted": free.decisions["adopted"]}})
    assert any("treaty" in one.message for one in audit_plan(smuggled).violations)
    assert any(one.rule == "closed_levers" for one in audit_plan(barred.model_copy(update={"closed_levers": {}})).violations)


def test_barred_reform_leaves_carrying_on_as_it_is() -> None:
    problem = problem_with("NGA", SETTING.format("anti_corruption"), SETTING.format("close_protected_firms"))
    assert len(problem.paths) == 1
    assert not any(problem.paths[0].politics)
    assert problem.firms == ()


@pytest.mark.parametrize("iso3", ["BGD", "EGY", "IDN", "KEN", "VNM", "ZAF"])
def test_unitary_countries_have_no_states(iso3: str) -> None:
    assert not {"federal", "state", "joint"} & {owner.level for owner in load_country(iso3).owners.values()}


def test_both_levels_of_a_unitary_country_are_named() -> None:
    plan = nigeria()
    step = plan.steps[0].model_copy(update={"level_of_government": "national_and_local", "owner": "Ministry of Works"})
    assert "(national and local government)" in terms(plan.parameters, step)


def test_only_the_strictest_levy_is_named_as_early() -> None:
    finding = next(check.finding for check in nigeria().checks if check.name == "stance after supply")
    assert "Levy of 25" in finding
    assert "Levy of 10" not in finding


def test_a_country_that_does_not_ship_is_one_command_away() -> None:
    with pytest.raises(UnknownNameError) as caught:
        load_country("URY")
    assert "catchup new URY" in caught.value.remedy
    with pytest.raises(UnknownNameError) as misspelt:
        load_country("nigeria")
    assert "catchup new" not in misspelt.value.remedy


def test_an_empty_figure_can_be_set_and_not_scaled() -> None:
    empty = "adjustments.osat.cost_factor"
    case = load_case("NGA", overrides=(f"{empty}=1.2",))
    osat = next(one for one in case.profile.adjustments if one.lever == "osat")
    assert osat.cost_factor is not None
    assert (osat.cost_factor.value, osat.cost_factor.unit) == (1.2, "ratio")
    with pytest.raises(OverrideError, match="empty"):
        load_case("NGA", overrides=(f"{empty}=x1.2",))
    with pytest.raises(UnknownNameError):
        load_case("NGA", overrides=("adjustments.osat.colour=1",))
    with pytest.raises(UnknownNameError):
        load_case("NGA", overrides=("adjustments.windmill.cost_factor=1",))


@pytest.mark.parametrize("scenario", scenario_ids())
def test_every_scenario_still_reaches_its_figures(scenario: str) -> None:
    assert load_case("MEX", scenario).scenario.id == scenario


def test_a_plan_without_ai_says_so_and_why() -> None:
    plan = nigeria()
    said = headlines.headline(plan)
    assert said.startswith("Not yet: this plan builds no AI at home by 2041, because a data centre would cost")
    assert "AI compute stays at 200 H100 equivalents" in said
    rules = plan.model_copy(update={"steps": tuple(step for step in plan.steps if step.action == "adopt")})
    assert "moves nobody home" in headlines.headline(rules)
    shut = plan.model_copy(update={"closed_levers": {"ai_datacentre": "sites, fuel or partners allow none here"}})
    assert "cannot be built here (sites" in headlines.headline(shut)
    assert headlines.headline(with_models()).startswith("By 20")


def start(year: int, units: float) -> Step:
    like = next(step for step in nigeria().steps if step.action == "build")
    return like.model_copy(update={"year": year, "units": units, "gross_musd": units})


def test_tiny_starts_are_printed_as_one_and_kept_in_the_plan() -> None:
    problem = nigeria().parameters
    steps = [start(2027, 10.0), start(2028, 0.1), start(2029, 0.2), start(2031, 0.3), start(2032, 5.0)]
    shown = gathered(steps, problem)
    assert [step.year for step in shown] == [2027, 2028, 2031, 2032]
    run = shown[1]
    assert isinstance(run, PrintedStep)
    assert (run.units, run.gross_musd, run.last_year) == (pytest.approx(0.3), pytest.approx(0.3), 2029)
    assert sum(step.units for step in shown) == pytest.approx(sum(step.units for step in steps))


def test_a_size_below_one_megawatt_claims_no_digits() -> None:
    assert "less than 1 MW" in sentence(nigeria(), start(2028, 0.006))


@pytest.mark.parametrize("columns", [72, 100])
def test_a_plan_fits_a_narrow_page(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for plan in (nigeria(), with_models()):
        text = printed(plan, columns, monkeypatch)
        assert all(len(line.rstrip()) <= columns for line in text.splitlines())
        assert "…" not in text
        for title in ("Value to the country against carrying on, USD million of 2025, discounted", "What is left alone, and why"):
            assert title in " ".join(text.split())


def test_a_money_table_too_wide_is_two(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = with_models()
    monkeypatch.setattr(Page, "fits", lambda *_, **__: False)
    text = io.StringIO()
    money_report.money_by_year(Page(Console(file=text, width=72, highlight=False)), plan)
    years = [line for line in text.getvalue().splitlines() if line.startswith("2027-28")]
    assert len(years) == 2


@pytest.mark.parametrize("iso3", ["IND", "NGA", "KEN", "ZAF", "IDN", "MEX", "BRA", "EGY", "BGD"])
def test_a_starter_has_a_plausible_stock_of_compute(iso3: str) -> None:
    entry, written = entry_for(look_up(iso3), "compute.stock"), load_country(iso3).compute.stock.value
    assert entry.value is not None
    assert entry.low <= written <= entry.high
    assert written / 15 < entry.value < written * 15


def test_a_starter_names_elections_that_a_plan_can_meet(tmp_path: Path) -> None:
    text = write_profile(look_up("MEX"))
    file = tmp_path / "MEX.yaml"
    file.write_text(text, encoding="utf-8")
    years = [one.value for one in load_country(file).politics.elections]
    assert years == [2030, 2036]
    assert max(years) <= LAST_PLANNED_YEAR
    assert "Mid-terms" in text


@pytest.mark.parametrize(("lever", "scale", "said"), [
    ("energy_solar_storage", 0.25, "25 MW firm"), ("energy_gas", 0.2, "block of 100 MW"), ("education_stem", 0.5, "10,000 degree places"),
    ("ports_logistics", 0.5, "terminal of 0.6 million TEU a year"), ("minerals_formalisation", 0.3, "0.3 times one national programme"),
    ("energy_nuclear", 1, "reactor of 700 MW (about 560 MW firm)"),
])
def test_a_unit_is_named_in_the_size_a_country_is_offered(lever, scale, said):
    assert load_lever(lever).unit_at(scale) == said


def test_a_step_and_a_comparison_speak_of_units_in_the_countrys_own_size():
    plan = nigeria()
    scale = load_country("NGA").unit_scale("energy_solar_storage")
    assert scale == 0.25
    built = [one for one in plan.steps if one.lever == "energy_solar_storage"]
    assert {one.unit for one in built} == {"25 MW firm"}
    whole = sum(one.units for one in built)
    expected = whole * plan.parameters.plant("energy_solar_storage").output_units
    part = next(one for one in compare(plan, plan).parts if one.lever == "energy_solar_storage")
    assert part.output == pytest.approx((expected, expected))
    # What is dropped on the way makes the last year's supply less than what was begun, never more.
    supply = next(one.value for one in plan.metrics if one.metric == "new_power_mw" and one.year == 2041)
    assert 0 < supply <= expected <= 25 * whole
    row = next(one for one in part_rows(compare(plan, plan), plan, ("one", "other")) if one["Measure"].startswith("Solar"))
    assert row["one"] == row["other"]
    assert row["one"].endswith("MW of firm power")
    assert "New firm power" in {one["Metric"] for one in amount_rows(compare(plan, plan), ("one", "other"))}
