"""What a slate says: every measure in full, the plan's own numbers, the country's own conventions, and nothing a file could smuggle in."""

from __future__ import annotations

import datetime
import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catchup import make_plan
from catchup.cli import app
from catchup.language import speaking
from catchup.library import country_codes, lever_ids, load_country, load_lever
from catchup.plan import Plan
from catchup.planner import parse_lock
from catchup.profile import CountryProfile
from catchup.readiness import Missing, Readiness
from catchup.report.besides import Alternative
from catchup.report.money import totals
from catchup.slate.checks import faults_of
from catchup.slate.conventions import clean, day_of, part_of_year
from catchup.slate.document import Figure, Paragraph, Slate, Table
from catchup.slate.fill import slate_of
from catchup.slate.signature import replay_command
from catchup.slate.texts import ROLES, load_measures, load_offices

DAY = datetime.date(2027, 1, 15)


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def india() -> Plan:
    return make_plan("IND", gap=0.01)


@pytest.fixture(scope="module")
def slates(nigeria: Plan, india: Plan) -> dict[str, Slate]:
    return {plan.country: slate_of(plan, profile=load_country(plan.country), date=DAY) for plan in (nigeria, india)}


def words_of(slate: Slate, depth: str) -> str:
    """A part's paragraphs as a reader sees them."""
    return "\n".join("".join(slate.text_of(run) for run in block.runs) for block in slate.part(depth).blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("country", ["NGA", "IND"])
def test_a_slate_of_a_sound_plan_has_no_fault(slates: dict[str, Slate], nigeria: Plan, india: Plan, country: str) -> None:
    assert faults_of(slates[country], {"NGA": nigeria, "IND": india}[country]) == ()


@pytest.mark.parametrize("country", ["NGA", "IND"])
def test_every_step_is_under_one_measure_with_owner_money_indicator_review_and_test(slates: dict[str, Slate], nigeria: Plan, india: Plan, country: str) -> None:
    slate, plan = slates[country], {"NGA": nigeria, "IND": india}[country]
    measures, given = slate.table("A"), slate.table("rec")
    assert sum(row.cells[11].number or 0.0 for row in measures.rows) == pytest.approx(sum(step.gross_musd for step in plan.steps))
    assert [row.key for row in given.rows] == [row.key for row in measures.rows] == [f"M{at}" for at in range(1, len(measures.rows) + 1)]
    for row in given.rows:
        for column in ("owner", "deadline", "money", "kpi", "review", "sunset"):
            assert given.cell(row.key, column).text, (row.key, column)
    assert len(slate.table("F").rows) == len(plan.steps)


def test_money_by_year_is_the_plans_own(slates: dict[str, Slate], india: Plan) -> None:
    whole, slate = totals(india), slates["IND"]
    assert slate.table("fiscal").cell("total", "all").number == pytest.approx(whole["outlay"], rel=1e-6)
    assert slate.table("uses").cell("leaks", "all").number == pytest.approx(whole["leaks"], rel=1e-6)
    assert slate.table("money").cell("private", "all").number == pytest.approx(whole["private"], rel=1e-6)
    assert slate.table("sources").cell("total", "y2030").number == pytest.approx(slate.table("uses").cell("total", "y2030").number, rel=1e-6)


def test_the_three_depths_speak_of_the_same_cells(slates: dict[str, Slate]) -> None:
    slate = slates["IND"]
    worth = slate.table("key").cell("worth", "value").text
    assert worth in words_of(slate, "brief")
    assert worth in words_of(slate, "note")
    assert [part.depth for part in slate.parts] == ["brief", "note", "annex"]


def test_the_note_has_its_sections_in_order(slates: dict[str, Slate]) -> None:
    headings = [block.id.removeprefix("note.") for block in slates["IND"].part("note").blocks if block.block == "heading"]
    assert headings == [
        "decision", "recommendations", "situation", "options", "slate", "money", "results", "risks", "uncertainty", "implementation", "people", "reviews", "limits",
    ]


def test_the_annex_prints_tables_a_to_k(slates: dict[str, Slate]) -> None:
    printed = {block.id for block in slates["IND"].part("annex").blocks if isinstance(block, Table)}
    # J needs other plans, which this slate was not given.
    assert set("ABCDEFGHIK") <= printed
    assert "J" not in printed


def test_india_counts_in_lakh_and_crore_and_nigeria_in_billions(slates: dict[str, Slate]) -> None:
    assert "lakh crore" in slates["IND"].table("key").cell("worth", "local").text
    assert slates["IND"].table("results").cell("metric.compute_h100e", "y2041").text.count(",") >= 2
    assert "1 April" in slates["IND"].table("basis").cell("years", "said").text
    assert "NGN" in slates["NGA"].table("key").cell("worth", "local").text
    assert slates["IND"].language == "en-IN"


def test_a_called_off_project_is_measured_by_the_money_it_still_gets(slates: dict[str, Slate]) -> None:
    given = slates["IND"].table("rec")
    off = next(row.key for row in given.rows if given.cell(row.key, "measure").text.startswith("Call off"))
    assert "still paid" in given.cell(off, "kpi").text
    assert slates["IND"].table("A").cell(off, "decision").text == "end"


def test_chips_wait_for_their_halls_and_the_slack_says_how_long(slates: dict[str, Slate], india: Plan) -> None:
    table = slates["IND"].table("F")
    halls = {f"S{at}" for at, step in enumerate(india.steps, 1) if step.action == "build shell"}
    chips = [f"S{at}" for at, step in enumerate(india.steps, 1) if step.action == "buy chips"]
    assert chips
    for key in chips:
        assert set(table.cell(key, "before").text.removesuffix(" and others").split(", ")) <= halls
    slacks = [table.cell(key, "slack").number for key in halls]
    assert all(slack is None or slack >= 0 for slack in slacks)
    assert any(slack is not None for slack in slacks)


def test_a_country_that_is_not_ready_is_told_not_yet_and_what_comes_first(nigeria: Plan) -> None:
    first = Readiness(
        country="NGA", first_year_home=2031, proven=True, missing=(Missing(lever="energy_gas", name="Gas power plant", start_year=2027, earliest=2031.5, unlocks=("power",)),), closed=(),
    )
    slate = slate_of(nigeria, profile=load_country("NGA"), readiness=first, date=DAY)
    assert "Not yet" in words_of(slate, "brief")
    assert "2031" in words_of(slate, "brief")
    assert slate.table("first").cell("energy_gas", "begin").text == "2027"
    assert faults_of(slate, nigeria) == ()


@pytest.mark.parametrize(("proven", "said"), [(True, "in the planned years"), (False, "does not say that there is none")])
def test_a_year_that_was_not_found_is_not_called_impossible(nigeria: Plan, proven: bool, said: str) -> None:
    found = Readiness(country="NGA", first_year_home=None, proven=proven, missing=(), closed=())
    brief = words_of(slate_of(nigeria, profile=load_country("NGA"), readiness=found, date=DAY, depths=("brief",)), "brief")
    assert said in brief
    assert ("Not even a hundredth" in brief) is proven


def test_a_plan_without_any_step_still_makes_a_sound_slate() -> None:
    plan = make_plan("NGA", gap=0.01, locks=tuple(parse_lock(f"{lever}=out") for lever in lever_ids()))
    assert plan.steps == ()
    slate = slate_of(plan, profile=load_country("NGA"), date=DAY)
    assert faults_of(slate, plan) == ()
    assert "start nothing new" in words_of(slate, "brief")
    assert not any(isinstance(block, Table) and not block.rows for part in slate.parts for block in part.blocks)


def test_other_plans_show_how_sure_each_measure_is(nigeria: Plan) -> None:
    without = make_plan("NGA", gap=0.01, locks=(parse_lock("ai_tariff=out"),))
    slate = slate_of(nigeria, profile=load_country("NGA"), alternatives=[Alternative("Without the levy", without)], date=DAY)
    levy = next(row.key for row in slate.table("A").rows if "Levy" in slate.table("A").cell(row.key, "measure").text)
    assert slate.table("A").cell(levy, "near").text == "0 of 1"
    loss = slate.table("J").cell("P1", "loss").number
    assert loss is not None
    assert loss > 0
    assert faults_of(slate, nigeria) == ()


def test_hostile_text_of_a_profile_ends_as_one_plain_line(nigeria: Plan) -> None:
    profile = load_country("NGA")
    bad = '=HYPERLINK("http://x")\x00\x1b[31m\n<script>alert(1)</script>\u202e #let x = {{ 7*7 }}'
    owners = {lever: owner.model_copy(update={"owner": bad, "instrument": bad, "budget_head": bad, "review_body": bad}) for lever, owner in profile.owners.items()}
    hostile: CountryProfile = profile.model_copy(update={"owners": owners, "basics_note": bad})
    slate = slate_of(nigeria, profile=hostile, date=DAY)
    owner = slate.table("rec").cell("M1", "owner").text
    assert owner == '=HYPERLINK("http://x")[31m <script>alert(1)</script> #let x = {{ 7*7 }}'
    assert faults_of(slate, nigeria) == ()


def test_control_characters_and_turned_text_are_taken_out() -> None:
    assert clean("a\x07\u202eb\u200bc\r\nd") == "abc d"
    assert clean("नमस्ते ‌‍ مرحبا") != ""
    assert len(clean("x" * 100_000)) <= 2000


def test_the_command_in_the_signature_gives_the_same_plan(nigeria: Plan) -> None:
    command = shlex.split(replay_command(nigeria))
    assert command[0] == "catchup"
    done = CliRunner().invoke(app, [*command[1:], "--json"])
    assert done.exit_code == 0, done.output
    assert Plan.from_json(done.stdout).digest == nigeria.digest


def test_the_command_carries_every_wish() -> None:
    plan = make_plan("NGA", "export_cap", gap=0.05, seed=3, overrides=("fiscal.room=x2",), locks=(parse_lock("energy_gas=not_before:2030"),), other_users_weight=0.5)
    words = shlex.split(replay_command(plan))
    for part in ("export_cap", "0.05", "3", "fiscal.room=x2", "energy_gas=not_before:2030", "0.5"):
        assert part in words, part
    done = CliRunner().invoke(app, [*words[1:], "--json"])
    assert Plan.from_json(done.stdout).digest == plan.digest


def test_the_same_plan_and_day_give_the_same_slate(nigeria: Plan, slates: dict[str, Slate]) -> None:
    again = slate_of(nigeria, profile=load_country("NGA"), date=DAY)
    assert again == slates["NGA"]
    later = slate_of(nigeria, profile=load_country("NGA"), date=DAY + datetime.timedelta(days=1))
    assert later.signature["slate"] != again.signature["slate"]


def test_drawings_are_vega_lite_with_their_data_inside(slates: dict[str, Slate]) -> None:
    drawn = [block for part in slates["IND"].parts for block in part.blocks if isinstance(block, Figure)]
    assert {one.id for one in drawn} >= {"fig.gantt", "fig.money", "fig.ledgers"}
    for one in drawn:
        assert "url" not in json.dumps({key: value for key, value in json.loads(one.drawing).items() if key != "$schema"})


def test_every_lever_has_a_card_and_every_country_offices() -> None:
    assert set(load_measures().measures) == set(lever_ids())
    for country in (*country_codes(), "QQQ"):
        assert set(load_offices(country).offices) == set(ROLES)
    assert load_offices("QQQ").offices["finance"].name == "Finance ministry"


def test_every_card_ends_after_it_is_reviewed_and_its_lever_says_how_it_fails() -> None:
    for lever, card in load_measures().measures.items():
        assert card.sunset_period.value >= 12, lever
        assert load_lever(lever).fails_because
        assert card.raci.A not in (*card.raci.C, *card.raci.I)


def test_dates_follow_the_fiscal_year(india: Plan) -> None:
    assert day_of(2027.0, 4) == datetime.date(2027, 4, 1)
    assert day_of(2027.75, 4) == datetime.date(2028, 1, 1)
    assert day_of(2027.0, 1, months_later=13) == datetime.date(2028, 2, 1)
    with speaking("en", "IN"):
        assert part_of_year(india.parameters, 2030.75) == "late 2030-31"


def test_files_are_written_whole_or_not_at_all(nigeria: Plan, tmp_path: Path) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "out"
    file.write_text(nigeria.to_json(), encoding="utf-8")
    arguments = ["slate", str(file), "--to", "json", "--out", str(out), "--with", "none", "--date", "2027-01-15", "--json"]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    assert [one.name for one in out.iterdir()] == ["NGA-slate.json"]
    before = (out / "NGA-slate.json").read_bytes()
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code != 0
    assert (out / "NGA-slate.json").read_bytes() == before
    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == 0
    checked = CliRunner().invoke(app, ["slate", "--check", str(out / "NGA-slate.json"), str(file)])
    assert checked.exit_code == 0, checked.output
    assert [one.name for one in out.iterdir()] == ["NGA-slate.json"]
