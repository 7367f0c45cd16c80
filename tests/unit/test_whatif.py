"""A question survives its link and its file, whatever version wrote it and whoever tampered with it."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from pydantic import ValidationError

from catchup.errors import InputError
from catchup.extract import decisions_of, normalise
from catchup.planner import request_of
from catchup.requests import parse_lock, parse_target
from catchup.search import search
from catchup.settling import settle
from catchup.testing import FIRST_YEAR, LABS, tiny_problem
from catchup.whatif import LONGEST_LINK, Schedule, View, WhatIf, open_link, read_whatif

FULL = WhatIf(
    name="Grid repair slips two years", schedules=(Schedule(lever="energy_grid_td", start=2030, end=2033),), view=View(currency="local", language="fr"),
    request=request_of(
        "NGA", "export_cap", objective="least_cost", overrides=("country.fiscal.room=0.002",), locks=(parse_lock("ai_tariff/levy25=in:2030"),),
        targets=(parse_target("home_share>=0.2@2035+"),), horizon=12, gap=0.02,
    ),
)


def test_a_link_and_a_file_give_the_same_question_back() -> None:
    assert open_link(FULL.to_link()) == (FULL, ())
    assert read_whatif(FULL.to_json()) == (FULL, ())
    assert len(FULL.to_link()) < 700


def test_a_schedule_is_begun_in_its_year_and_not_after_its_end() -> None:
    asked = {(lock.kind, lock.year) for lock in FULL.asked.locks if lock.lever == "energy_grid_td"}
    assert asked == {("in", 2030), ("not_before", 2030), ("not_after", 2033)}
    assert {lock.kind for lock in Schedule(lever="ai_tariff", start=2030).locks} == {"in", "not_before"}


def test_a_schedule_that_ends_before_it_starts_is_left_out_of_a_file_with_a_notice() -> None:
    with pytest.raises(ValidationError):
        Schedule(lever="energy_grid_td", start=2031, end=2030)
    content = json.loads(FULL.to_json())
    content["schedules"][0]["end"] = 2029
    question, notices = read_whatif(json.dumps(content))
    assert question.schedules == ()
    assert any("schedules" in one for one in notices)


def test_a_scheduled_end_holds_in_the_plan() -> None:
    schedule = Schedule(lever=LABS, start=FIRST_YEAR + 1, end=FIRST_YEAR + 3)
    outcome = search(tiny_problem(locks=schedule.locks), "value", gap=0.0)
    settle(outcome)
    normalise(outcome.reading)
    funded = {row[1] for row in decisions_of(outcome.reading)["fund"] if float(row[-1]) > 0.5}
    assert funded
    assert min(funded) == FIRST_YEAR + 1
    assert max(funded) <= FIRST_YEAR + 3


@pytest.mark.parametrize(("horizon", "first", "years"), [(15, 2027, 15), (10**12, 2027, 40), (-3, 10**30, 1), (0, 2030, 1)])
def test_the_years_offered_are_few_and_sensible_whatever_a_link_says(horizon: int, first: int, years: int) -> None:
    offered = WhatIf(request=request_of("NGA").model_copy(update={"horizon": horizon, "first_year": first})).years
    assert len(offered) == years
    assert 1950 <= offered[0] < 2200


@pytest.mark.parametrize("text", ["[" * 100_000, '{"request": ' * 50_000, '{"name": "\\ud800", "request": {}}'])
def test_files_that_nest_without_end_or_hold_half_a_character_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_whatif(text)


def test_a_question_of_another_version_opens_with_a_notice() -> None:
    content = json.loads(FULL.to_json())
    content["format"] = "whatif/0"
    content["colour"] = "green"
    content["request"]["locks"].append({"lever": "x", "kind": "sometimes"})
    question, notices = read_whatif(json.dumps(content))
    assert question.request.targets == FULL.request.targets
    assert "another version" in notices[0]
    assert any("colour" in one for one in notices)
    assert any("locks" in one for one in notices)


def test_the_request_of_a_plan_file_is_a_question() -> None:
    question, notices = read_whatif(json.dumps({"format_version": "plan/1", "request": json.loads(FULL.request.model_dump_json()), "steps": []}))
    assert question.request == FULL.request
    assert notices == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"request": 3}', '{"request": {}}', "not json", '{"request": {"country": "IND"}}'])
def test_what_is_no_question_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InputError) as found:
        read_whatif(text)
    assert found.value.remedy


@pytest.mark.parametrize("link", ["", "x", "%%%", "A" * 10, "A" * (LONGEST_LINK + 1), base64.urlsafe_b64encode(b"plain").decode()])
def test_a_damaged_link_is_refused(link: str) -> None:
    with pytest.raises(InputError):
        open_link(link)


def test_a_link_that_unpacks_to_a_flood_is_refused() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000, 9)).decode()
    with pytest.raises(InputError):
        open_link(bomb[:LONGEST_LINK])
