"""Saving, sharing, schedules, help and other people's strategies, on pages that wait for no solver."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from streamlit.testing.v1 import AppTest

from catchup.errors import DataFileError, InputError
from catchup.planner import make_plan, request_of
from catchup.report.given import read_plan, read_strategy
from catchup.report.limits import limits
from catchup.report.terms import read_glossary
from catchup.store import Store
from catchup.whatif import Schedule, WhatIf, open_link

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
QUIET = {"welcome": "no"}
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(autouse=True)
def app_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The app's folder on the path and a store of its own; nothing is left behind."""
    import streamlit as st

    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("CATCHUP_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "keeping", "slates", "state", "views"):
            del sys.modules[name]


def opened(**query: str) -> AppTest:
    """The help page, which needs no plan, as a link opens it."""
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=120)
    app.switch_page("views/help.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def parameter(app: AppTest, name: str) -> str:
    """A part of the address; a text if the page wrote it and a list if the link gave it."""
    found = app.query_params[name]
    return found if isinstance(found, str) else found[0]


def question(app: AppTest) -> WhatIf:
    return open_link(parameter(app, "q"))[0]


def words(app: AppTest) -> str:
    shown = [str(one.value) for kind in (app.title, app.header, app.markdown, app.caption, app.info, app.error, app.warning) for one in kind]
    return " ".join(shown)


def save(app: AppTest, name: str) -> AppTest:
    box = next(one for one in app.sidebar.text_input if str(one.key).startswith("save-name"))
    box.set_value(name).run()
    return app.sidebar.button(key="save").click().run()


def test_a_question_is_saved_opened_by_its_name_and_deleted_after_being_asked() -> None:
    app = save(opened(country="NGA", **QUIET), "Ports <b>first</b>\n\u202e")
    assert not app.exception
    assert "Ports" in words(app)
    assert "<b>" not in words(app).replace("\\<b\\>", "")
    named = parameter(app, "id")
    again = opened(id=named)
    assert question(again).request.country == "NGA"
    assert question(again).name == "Ports <b>first</b>"
    again.sidebar.button(key="delete-saved").click().run()
    assert len(Store().listed("local")) == 1
    again.sidebar.button(key="delete-really").click().run()
    assert not again.exception
    assert Store().listed("local") == []
    assert "could not be opened" in words(opened(id=named))


def test_what_changed_since_the_last_save_is_marked_and_reverted() -> None:
    app = save(opened(country="NGA", **QUIET), "Before")
    assert "not saved" not in words(app)
    app.sidebar.selectbox(key=f"Future-{turn(app)}").select("export_cap").run()
    assert "not saved" in words(app)
    app.sidebar.button(key="revert").click().run()
    assert question(app).request.scenario == "baseline"
    assert "not saved" not in words(app)


def turn(app: AppTest) -> int:
    return int(app.session_state["turn"]) if "turn" in app.session_state else 0


def test_whoever_saves_second_is_told_and_both_are_kept() -> None:
    first = save(opened(country="NGA", **QUIET), "Shared")
    second = opened(id=parameter(first, "id"))
    first.sidebar.selectbox(key=f"Future-{turn(first)}").select("export_cap").run()
    save(first, "Shared")
    second.sidebar.selectbox(key=f"Future-{turn(second)}").select("slip_two_years").run()
    save(second, "Shared")
    assert "somebody else" in words(second)
    assert {one.question.request.scenario for one in Store().listed("local")} == {"export_cap", "slip_two_years"}


def test_a_store_that_cannot_be_opened_disables_saving_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATCHUP_STORE", "sqlite:////no/such/folder/store.sqlite")
    app = opened(country="NGA", **QUIET)
    assert not app.exception
    assert "store cannot be opened" in words(app)
    assert question(app).request.country == "NGA"


def test_language_and_currency_are_part_of_the_address_and_not_of_undo() -> None:
    app = opened(country="NGA", **QUIET)
    app.sidebar.selectbox(key="currency-usd-NGN").select("local").run()
    assert question(app).view.currency == "local"
    assert app.sidebar.button(key="undo").disabled
    app.sidebar.selectbox(key=f"Future-{turn(app)}").select("export_cap").run()
    app.sidebar.button(key="undo").click().run()
    assert question(app).view.currency == "local"
    assert question(app).request.scenario == "baseline"


@pytest.mark.parametrize("link", ["not-a-link", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE saved_question;--", "\x00"])
def test_an_identifier_that_is_none_opens_the_usual_page_with_a_word(link: str) -> None:
    app = opened(id=link)
    assert not app.exception
    assert "could not be opened" in words(app)


def test_a_link_cannot_name_a_file_of_the_server() -> None:
    hostile = WhatIf(request=request_of("NGA").model_copy(update={"profile_file": "/etc/hosts.yaml", "country": "/etc/passwd.yaml"}))
    app = opened(q=hostile.to_link())
    assert not app.exception
    assert question(app).request.profile_file is None
    assert not question(app).request.country.startswith("/")
    assert "left out" in words(app)


def test_the_introduction_comes_with_no_question_and_can_be_kept_away() -> None:
    def invited(app: AppTest) -> bool:
        return any(one.key == "welcome-next" for one in app.button)

    assert invited(opened())
    assert not invited(opened(**QUIET))
    assert not invited(opened(country="NGA"))
    app = opened()
    app.button(key="welcome-skip").click().run()
    assert not invited(app)


def test_proven_plans_outlive_the_server_and_a_spoilt_one_is_made_again(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    import cached
    import keeping

    plan = make_plan("NGA", gap=0.02)
    key = cached.key_of(plan.request, cached.data_digest())
    keeping.Plans().put(key, plan)
    assert keeping.Plans().get(key) == plan.model_copy(update={"run": keeping.Plans().get(key).run})
    with create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}").begin() as connection:
        connection.execute(text("UPDATE kept_plan SET plan = :spoilt"), {"spoilt": b"spoilt"})
    with caplog.at_level(logging.WARNING):
        assert keeping.Plans().get(key) is None
    assert "made again" in caplog.text


def test_only_a_proven_plan_is_kept() -> None:
    import keeping

    plan = make_plan("NGA", gap=0.02)
    stopped = plan.model_copy(update={"objective": plan.objective.model_copy(update={"status": "feasible"})})
    keeping.Plans().put("stopped", stopped)
    assert Store().kept("stopped") is None


def test_an_owner_is_an_address_only_if_it_was_verified() -> None:
    from components.signin import identity, loopback

    told = {"iss": "https://id.example", "sub": "17", "email": "Ada@Example.org"}
    assert identity({**told, "email_verified": True}) == "ada@example.org"
    assert identity({**told, "email_verified": False}) == identity(told) == "https://id.example 17"
    assert len(identity({"iss": "x" * 900, "sub": "1"})) <= 200
    assert [loopback(one) for one in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.7", None)] == [True, True, True, False, False, False]


def test_every_term_asked_for_on_hover_is_in_the_glossary() -> None:
    import re

    names = {name for section in read_glossary((ROOT / "docs" / "GLOSSARY.md").read_text()) for term in section.terms for name in term.names}
    asked = {one for file in APP.rglob("*.py") for one in re.findall(r'glossary\.help\("([^"]+)"\)', file.read_text())}
    assert asked
    assert asked <= names


def test_the_help_page_says_what_the_model_does_not_know() -> None:
    app = opened(**QUIET)
    shown = words(app).replace("\\", "")
    for one in limits():
        assert one.title in shown
        assert one.do in shown


STRATEGY = """format: slate/1
name: A test
country: {country}
said_by: nobody
source: this test
rest: open
decisions:
  - lever: {lever}
    text: "two plants"
"""


def test_a_strategy_from_a_file_is_checked_and_all_faults_are_named() -> None:
    assert read_strategy("mine.yaml", STRATEGY.format(country="NGA", lever="energy_gas").encode()).decisions[0].lever == "energy_gas"
    with pytest.raises(DataFileError) as found:
        read_strategy("../../tmp/mine.yaml", STRATEGY.format(country="NGA", lever="energy_gass\n    year: 1999").encode())
    assert len(found.value.faults) >= 1
    assert found.value.file == "mine.yaml"
    assert "/tmp" not in str(found.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 5_000, b"a: &a [*a]", b"x" * 1_200_000, STRATEGY.format(country="/etc/hosts.yaml", lever="energy_gas").encode()])
def test_a_hostile_strategy_is_refused(content: bytes) -> None:
    with pytest.raises(DataFileError) as found:
        read_strategy("mine.yaml", content)
    assert "root:" not in str(found.value)


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b'{"format_version": "plan/1"}', b"\xff"])
def test_a_file_that_is_no_plan_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        read_plan("plan.json", content)


def test_a_plan_of_a_country_file_is_not_opened_from_the_page() -> None:
    plan = make_plan("NGA", gap=0.02)
    assert read_plan("nga.json", plan.to_json().encode()).digest == plan.digest
    content = json.loads(plan.to_json())
    content["request"]["profile_file"] = "/etc/hosts.yaml"
    with pytest.raises(InputError):
        read_plan("nga.json", json.dumps(content).encode())


def test_a_schedule_survives_link_and_package() -> None:
    from catchup.report.asked import asked_lines

    asked = WhatIf(request=request_of("NGA"), schedules=(Schedule(lever="ai_lab", start=2029, end=2034),))
    assert question(opened(q=asked.to_link())).schedules == asked.schedules
    (line, without), = asked_lines(asked)
    assert "2029" in line
    assert "2034" in line
    assert without.schedules == ()
