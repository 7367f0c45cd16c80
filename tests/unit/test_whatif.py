"""A question survives its link and its file, whatever version wrote it and whoever tampered with it."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from catchup.errors import InputError
from catchup.planner import request_of
from catchup.requests import parse_lock, parse_target
from catchup.whatif import LONGEST_LINK, Schedule, View, WhatIf, open_link, read_whatif

FULL = WhatIf(
    name="Grid repair slips two years", schedules=(Schedule(lever="energy_grid_td", start=2030),), view=View(currency="local", language="fr"),
    request=request_of(
        "NGA", "export_cap", objective="least_cost", overrides=("country.fiscal.room=0.002",), locks=(parse_lock("ai_tariff/levy25=in:2030"),),
        targets=(parse_target("home_share>=0.2@2035+"),), horizon=12, gap=0.02,
    ),
)


def test_a_link_and_a_file_give_the_same_question_back() -> None:
    assert open_link(FULL.to_link()) == (FULL, ())
    assert read_whatif(FULL.to_json()) == (FULL, ())
    assert len(FULL.to_link()) < 700


def test_a_schedule_is_two_instructions() -> None:
    kinds = {lock.kind for lock in FULL.asked.locks if lock.lever == "energy_grid_td"}
    assert kinds == {"in", "not_before"}


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
