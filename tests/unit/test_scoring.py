"""A strategy that somebody wrote: what its file may say, what it asks of the planner, and what it is worth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import catchup

from catchup.audit import audit_plan
from catchup.errors import DataFileError, UnknownNameError
from catchup.library import load_case
from catchup.plan import Plan
from catchup.planner import Planner, request_of
from catchup.problem import Lock
from catchup.report.scoring import verdict
from catchup.requests import lock_text, parse_lock
from catchup.scoring.instructions import Part, locks_of, parts_of, strategy_of
from catchup.scoring.mending import Mender, _Found
from catchup.scoring.score import Score, score
from catchup.scoring.strategy import Decision, Strategy, load_strategy, slate_ids
from catchup.scoring.telling import label_of
from catchup.search import search
from catchup.settling import settle
from catchup.testing import tiny_problem

HEAD = "format: slate/1\nname: a test\ncountry: {country}\nsaid_by: a tester\nsource: a test of the program\nrest: {rest}\ndecisions:\n"


def slate(folder: Path, decisions: str, *, country: str = "NGA", rest: str = "open") -> Path:
    file = folder / "slate.yaml"
    file.write_text(HEAD.format(country=country, rest=rest) + decisions, encoding="utf-8")
    return file


def strategy(*decisions: Decision, country: str = "NGA", rest: str = "open") -> Strategy:
    return Strategy.model_validate(
        {"name": "a test", "country": country, "said_by": "a tester", "source": "a test", "rest": rest, "decisions": decisions}
    )


def said(**decided: object) -> Decision:
    return Decision.model_validate({"lever": "energy_gas", "text": "said", **decided})


def locks(*decisions: Decision, rest: str = "open") -> list[str]:
    one = strategy(*decisions, rest=rest)
    return [lock_text(lock) for lock in locks_of(one, parts_of(one), load_case("NGA"))]


@pytest.mark.parametrize(("decided", "meant"), [
    ({}, ["energy_gas=in"]),
    ({"by": 2030}, ["energy_gas=in:2030"]),
    ({"year": 2030}, ["energy_gas=in:2030", "energy_gas=not_before:2030"]),
    ({"year": 2027}, ["energy_gas=in:2027"]),
    ({"year": 2030, "units": 2}, ["energy_gas=exactly:2@2030"]),
    ({"by": 2030, "units": 2}, ["energy_gas=at_least:2@2030", "energy_gas=at_most:2@2030"]),
    ({"at_least": 2, "at_most": 3}, ["energy_gas=at_least:2", "energy_gas=at_most:3"]),
    ({"by": 2030, "until": 2032}, ["energy_gas=in:2030", "energy_gas=not_after:2032"]),
    ({"out": True}, ["energy_gas=out"]),
])
def test_what_a_decision_means(decided: dict[str, object], meant: list[str]) -> None:
    assert locks(said(**decided)) == meant


def test_a_closed_rest_rules_out_every_other_lever_step_and_firm() -> None:
    found = locks(said(lever="ai_tariff", option="levy10", by=2028), said(lever="close_protected_firms", option="ajaokuta_steel"), rest="closed")
    case = load_case("NGA")
    others = set(case.levers) - {"ai_tariff", "close_protected_firms"}
    assert {f"{lever}=out" for lever in others} <= set(found)
    assert {"ai_datacentre/chips=out", "ai_tariff/levy25=out", "close_protected_firms/nnpc_refineries=out"} <= set(found)
    assert not {"ai_tariff=out", "ai_tariff/levy10=out", "close_protected_firms=out"} & set(found)


def test_milder_steps_of_a_closed_strategy_stay_open() -> None:
    """A stricter step cannot be taken without the milder one."""
    assert "ai_tariff/levy10=out" not in locks(said(lever="ai_tariff", option="levy25", by=2028), rest="closed")


@pytest.mark.parametrize("text", ["osat=at_least:2", "osat=at_least:2@2031", "osat=at_most:2@2031", "osat=not_after:2033", "ai_lab/adapt=not_after:2033"])
def test_locks_survive_being_written_and_read(text: str) -> None:
    assert lock_text(parse_lock(text)) == text


@pytest.mark.parametrize(("lock", "begun"), [
    (Lock(lever="gas", kind="at_least", units=2, year=2028), lambda by: by[1] >= 2 - 1e-6),
    (Lock(lever="gas", kind="at_most", units=1, year=2029), lambda by: by[2] <= 1 + 1e-6),
    (Lock(lever="gas", kind="not_after", year=2027), lambda by: by[3] <= by[0] + 1e-6),
])
def test_a_plan_keeps_to_amounts_and_ends(lock: Lock, begun) -> None:
    problem = tiny_problem(horizon=4, paths=1, levers=("gas",), locks=(lock,))
    reading = settle(search(problem, "value"))
    starts = [reading.amount(reading.starts["gas", year]) if ("gas", year) in reading.starts else 0.0 for year in range(4)]
    assert begun([sum(starts[: year + 1]) for year in range(4)])


WRONG = """\
- {lever: energy_gass, text: said a}
- {lever: ai_tariff, option: levy99, text: said b}
- {lever: osat, by: 2020, text: said c}
- {lever: energy_gas, by: 2030, text: said d}
- {lever: energy_gas, out: true, text: said e}
"""


def test_all_faults_at_once_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        load_strategy(slate(tmp_path, WRONG))
    faults = {line: text for line, _, text in caught.value.faults}
    assert list(faults) == [8, 9, 10, 12]
    assert "energy_gas" in faults[8]
    assert "levy10" in faults[9]
    assert "2027" in faults[10]
    assert "ruled out" in faults[12]


@pytest.mark.parametrize(("decision", "complaint"), [
    ("units: -1", "greater than or equal to 0"), ("year: 2030, by: 2031", "not both"), ("out: true, by: 2030", "out"),
    ("units: 1, at_least: 1", "not both"), ("at_least: 3, at_most: 2", "cannot both be"), ("by: 2032, until: 2030", "ends before"),
    ("colour: red", "Extra inputs"),
])
def test_a_decision_that_cannot_be_meant(tmp_path: Path, decision: str, complaint: str) -> None:
    with pytest.raises(DataFileError) as caught:
        load_strategy(slate(tmp_path, f"- {{lever: osat, text: said, {decision}}}\n"))
    (line, _, text), = caught.value.faults
    assert line == 8
    assert complaint in text


def test_an_unknown_country_scenario_or_slate_is_named_with_its_neighbours(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"slate.yaml:3: country: unknown country 'NGX'.*NGA"):
        load_strategy(slate(tmp_path, "- {lever: osat, text: said}\n", country="NGX"))
    with pytest.raises(DataFileError, match=r"unknown scenario 'basline'"):
        load_strategy(slate(tmp_path, "- {lever: osat, text: said}\nscenario: basline\n"))
    with pytest.raises(UnknownNameError, match="essay_INX"):
        load_strategy("essay_INX")


@pytest.mark.parametrize("name", slate_ids())
def test_slates_that_ship_can_be_read_and_leave_nothing_unsaid(name: str) -> None:
    one = load_strategy(name)
    case = one.case()
    assert one.decisions
    assert one.not_modelled
    assert all(decision.assumed for decision in one.decisions), "a slate without years and amounts needs its readings said"
    assert all(label_of(part, case) for reading in (*one.readings, None) for part in parts_of(one.read(reading) if reading else one))


def test_both_essays_have_two_readings() -> None:
    assert all(set(load_strategy(name).readings) == {"strong", "mild"} for name in ("essay_IND", "essay_NGA"))


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return Planner("NGA").ask(request_of("NGA")).plan()


def own_value(plan: Plan) -> None:
    priced, answer = score(strategy_of(plan), time_limit=0.0)
    assert priced.can_be_done
    assert priced.worth.value == pytest.approx(plan.objective.value, rel=1e-6)
    settled = answer.plan()
    assert settled.objective.value == pytest.approx(plan.objective.value, rel=1e-6)
    assert audit_plan(settled).ok
    assert all(part.verdict == "not priced" for part in priced.parts), "there was no time for them"


def test_a_plans_own_decisions_are_worth_what_the_plan_is_worth(nigeria: Plan) -> None:
    own_value(nigeria)


@pytest.mark.slow
def test_a_plans_own_decisions_are_worth_what_the_plan_is_worth_in_india() -> None:
    own_value(Planner("IND").ask(request_of("IND")).plan())


@pytest.fixture(scope="module")
def priced() -> Score:
    """Three parts of which the best plan takes one, leaves one and never misses the third."""
    return score(strategy(said(lever="ai_tariff", option="levy25", by=2028), said(lever="ports_logistics", by=2030), said(lever="energy_hydro", out=True)))[0]


def test_worth_stays_within_what_is_proven(priced: Score) -> None:
    assert priced.can_be_done
    assert priced.worth.value <= priced.worth.bound <= priced.best.bound + 1e-6
    assert priced.loss.low == pytest.approx(max(priced.best.value - priced.worth.bound, 0))
    assert priced.loss.high == pytest.approx(priced.best.bound - priced.worth.value)
    assert priced.verdict == "loses"
    assert verdict(priced).startswith("It can be done, but it is worth USD ")


def test_parts_are_told_apart(priced: Score) -> None:
    found = {part.part: part for part in priced.parts}
    assert found["ports_logistics"].verdict == "costs"
    assert found["ports_logistics"].instead is not None
    assert found["ports_logistics"].instead.year is None
    assert found["ai_tariff/levy25"].verdict == "helps"
    assert found["energy_hydro"].verdict in ("no difference", "undecided")
    assert priced.changes[0].part == "ports_logistics"
    assert priced.changes[0].worth.value > priced.worth.bound


def test_the_headline_takes_no_more_than_three_cold_solves(priced: Score) -> None:
    assert priced.seconds["headline"] <= 3.5 * max(priced.seconds["best plan"], 1.0)


def test_ranges_that_overlap_are_undecided(nigeria: Plan) -> None:
    priced, _ = score(strategy_of(nigeria), time_limit=0.0)
    assert priced.loss.low == 0
    assert priced.verdict == "undecided"
    assert "undecided" in verdict(priced)


def test_what_cannot_be_done_is_named_and_mended(tmp_path: Path) -> None:
    """No laboratory can work in the first year, without compute; the tariff has nothing to do with that."""
    file = slate(tmp_path, "- {lever: ai_tariff, by: 2028, text: a tariff}\n- {lever: ai_lab, option: adapt, by: 2027, text: a lab at once}\n")
    ran = catchup("score", str(file), "--json", "--time-limit", "0")
    assert ran.returncode == 3, ran.stderr
    found = json.loads(ran.stdout)
    assert found["can_be_done"] is False
    assert [one["parts"] for one in found["collisions"]] == [["ai_lab/adapt"]]
    assert [one["part"] for one in found["mended"]] == ["ai_lab/adapt"]
    assert found["mended"][0]["year"] > 2027
    assert found["worth"]["value"] <= found["best"]["bound"]


def test_fewest_parts_give_way_and_the_last_of_them_first() -> None:
    parts = [Part((name, None)) for name in "abcd"]
    mender = Mender(parts, strategy(), lambda _: None, lambda _: (), lambda _: None, lambda _: (), lambda _: "")  # type: ignore[arg-type, return-value]
    a, b, c, d = parts
    assert mender._hitting([_Found([a, b]), _Found([b, c])]) == [b]
    assert mender._hitting([_Found([a, c]), _Found([d])]) == [c, d]
    assert mender._hitting([]) == []


def test_the_completed_plan_is_written_and_scored_again(tmp_path: Path) -> None:
    file, out = slate(tmp_path, "- {lever: ai_tariff, option: levy10, by: 2028, text: a tariff}\n"), tmp_path / "out.json"
    ran = catchup("score", str(file), "--out", str(out), "--time-limit", "0", "--gap", "0.05")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.index("It can be done") < ran.stdout.index("What the model cannot say")
    again = catchup("score", "--from", str(out), "--json", "--time-limit", "0")
    assert json.loads(again.stdout)["worth"]["value"] == pytest.approx(Plan.from_json(out.read_text()).objective.value, rel=1e-6)


def test_score_needs_a_slate_or_a_plan() -> None:
    assert catchup("score").returncode == 2
    assert catchup("score", "essay_NGA", "--from", "x.json").returncode == 2
    missing = catchup("score", "nowhere.yaml")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", slate_ids())
@pytest.mark.parametrize("reading", ["strong", "mild"])
def test_slates_that_ship_can_be_scored(name: str, reading: str) -> None:
    one = load_strategy(name)
    priced, answer = score(one, reading=reading if one.readings else None, time_limit=0.0)  # type: ignore[arg-type]
    assert priced.worth.value <= priced.best.bound
    assert priced.can_be_done == (not priced.mended)
    assert audit_plan(answer.plan()).ok
