"""Every page of the app launches and survives its main action."""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catchup.whatif import WhatIf, open_link

APP = Path(__file__).resolve().parents[2] / "app"
SECONDS = 180
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(autouse=True)
def app_on_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit puts the script's folder on the path; so does the test, and leaves nothing behind."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(APP))
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "keeping", "slates", "state", "views"):
            del sys.modules[name]


def opened(**query: str) -> AppTest:
    """The app as a link opens it."""
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def question(app: AppTest) -> WhatIf:
    """The question in the address; a value is a text if the page wrote it and a list if the link gave it."""
    link = app.query_params["q"]
    return open_link(link if isinstance(link, str) else link[0])[0]


def text_of(app: AppTest) -> str:
    return " ".join(str(one.value) for kind in (app.title, app.header, app.markdown, app.caption) for one in kind)


def charts_of(app: AppTest) -> list[str]:
    """What a screen reader says of each chart."""
    return [one.proto.alt for one in app.get("vega_lite_chart")]


def until_proven(app: AppTest) -> AppTest:
    """Runs the page until the proof is there; a browser does so by itself."""
    for _ in range(200):
        if not any(words in one.value for one in app.info for words in ("not yet proven", "first plan", "until the new one")):
            return app
        time.sleep(0.1)
        app.run()
    raise AssertionError("no proven plan came")


def test_the_plan_of_a_country_says_first_what_to_do_this_year():
    app = until_proven(opened(country="NGA"))
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Nigeria: the plan for 2027 to 2041"
    headers = [one.value for one in app.header]
    assert headers[0] == "What to do this year (2027)"
    assert {"In figures", "Timetable", "Public money by year", "Standing checks", "Certificate", "Assumptions"} <= set(headers)
    assert question(app).request.country == "NGA"
    assert all(one.value for one in app.metric)


def test_another_country_changes_the_plan_the_address_and_the_name_of_the_years():
    app = until_proven(opened(country="NGA"))
    app.sidebar.selectbox(key="Country-0").select("IND").run()
    until_proven(app)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "India: the plan for 2027-28 to 2041-42"
    assert app.header[0].value == "What to do this year (2027-28)"
    assert question(app).request.country == "IND"


def test_a_lock_and_an_assumption_change_the_plan_and_can_be_undone():
    app = until_proven(opened(country="NGA"))
    before = app.metric[0].value
    app.sidebar.button_group(key="lock-ai_tariff-0").set_value("Must not").run()
    until_proven(app)
    assert [lock.kind for lock in question(app).request.locks] == ["out"]
    assert "left out" in text_of(app)
    after = app.metric[0].value
    assert after != before
    assert "since the last plan" in app.metric[0].delta
    assert app.metric[0].delta.startswith("-USD")
    assert "Since your change" in text_of(app)
    assert "No longer\\: Rule\\: levy of 25% from 2027." in text_of(app)
    app.session_state["controls"] = "Assumptions"
    app.run().sidebar.slider(key="dial-country.fiscal.room-0").set_value(0.002).run()
    until_proven(app)
    assert question(app).request.overrides == ("country.fiscal.room=0.002",)
    for left in (1, 0):
        app.sidebar.button(key="undo").click().run()
        until_proven(app)
        assert len(question(app).request.overrides) == 0
        assert len(question(app).request.locks) == left
    assert app.metric[0].value == before


def test_money_is_shown_in_the_currency_of_the_link():
    from state import first_request

    link = WhatIf.model_validate({"request": first_request("NGA"), "view": {"currency": "local"}}).to_link()
    app = until_proven(opened(q=link))
    assert not app.exception
    assert app.metric[0].value.startswith("NGN ")
    assert "to the US dollar" in text_of(app)
    assert any("NGN billion" in str(one.value.columns) for one in app.dataframe)
    assert question(app).view.currency == "local"


def test_the_flows_of_money_can_be_shown_for_one_year():
    app = until_proven(opened(country="NGA"))
    assert any("Private money → Solar with storage" in alt for alt in charts_of(app))
    whole = next(alt for alt in charts_of(app) if "→" in alt)
    app.selectbox(key="flow-year").select(2029).run()
    assert not app.exception
    year = next(alt for alt in charts_of(app) if "→" in alt)
    assert year != whole
    assert "Leaks on the way" in year


def test_a_second_run_of_the_page_makes_no_text_or_chart_again(monkeypatch):
    app = until_proven(opened(country="NGA"))
    from components import flows, gantt, words

    for module, name in ((flows, "flows_of"), (gantt, "spans_of"), (words, "lever_names")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("made a second time"))
    assert not app.run().exception


def test_the_assumptions_can_be_searched():
    app = until_proven(opened(country="NGA"))
    whole = len(app.dataframe[-1].value)
    app.text_input(key="assumption_word").set_value("currency").run()
    found = app.dataframe[-1].value
    assert 0 < len(found) < whole
    assert set(found.columns) >= {"Figure", "Value", "Low", "High", "Unit", "Quality", "Source"}
    app.text_input(key="assumption_word").set_value("no such word").run()
    assert "No figure matches." in text_of(app)


def test_a_broken_scenario_is_told_with_its_remedy_and_no_trace():
    app = opened(country="NGA", scenario="basline")
    assert not app.exception
    assert len(app.error) == 1
    assert "unknown scenario" in app.error[0].value
    assert "What to do:" in app.error[0].value
    assert "baseline" in app.error[0].value
    app.sidebar.selectbox(key="Future-0").select("baseline").run()
    assert not until_proven(app).error
    assert app.header[0].value.startswith("What to do this year")


def test_an_unknown_country_and_an_objective_without_targets_are_told_too():
    assert "unknown country" in opened(country="XXX").error[0].value
    assert "without a target" in opened(country="NGA", objective="least_cost").error[0].value


def test_text_from_a_data_file_cannot_draw_anything():
    from components.words import plain

    for text in ("[a](http://b)", ":red[c]", "$x^2$", "<img src=x>", "**d**", "`e`", "| f |", ":material/home:", "![g](h)"):
        shown = plain(text)
        assert all(shown[at - 1] == "\\" for at, sign in enumerate(shown) if sign in "*[]<>$`|:!_")


def test_every_chart_and_table_has_a_text_for_screen_readers():
    for file in (APP / "components").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in ("altair_chart", "vega_lite_chart", "dataframe", "table"):
                assert "alt" in {one.arg for one in node.keywords}, f"{file.name}:{node.lineno}"


def test_a_process_spawned_below_the_script_draws_no_page():
    """Python's spawned processes import the main module of their parent under this name; a page drawn there would end them."""
    import runpy

    left = runpy.run_path(str(APP / "streamlit_app.py"), run_name="__mp_main__")
    assert callable(left["main"])
    assert "here" not in left, "the page was drawn"
