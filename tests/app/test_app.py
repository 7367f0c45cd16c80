"""Every page of the app launches and survives its main action."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app"
SECONDS = 180


@pytest.fixture(autouse=True)
def app_on_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit puts the script's folder on the path; so does the test, and leaves nothing behind."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(APP))
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "state", "views"):
            del sys.modules[name]


def opened(**query: str) -> AppTest:
    """The app as a link opens it."""
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def address(app: AppTest) -> dict[str, str]:
    """The query parameters; a value is a text if the page wrote it and a list if the link gave it."""
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def text_of(app: AppTest) -> str:
    return " ".join(str(one.value) for kind in (app.title, app.header, app.markdown, app.caption) for one in kind)


def test_the_plan_of_a_country_says_first_what_to_do_this_year():
    app = opened(country="NGA")
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Nigeria: the plan for 2027 to 2041"
    headers = [one.value for one in app.header]
    assert headers[0] == "What to do this year (2027)"
    assert {"In figures", "Timetable", "Public money by year", "Standing checks", "Certificate", "Assumptions"} <= set(headers)
    assert address(app) == {"country": "NGA", "scenario": "baseline", "objective": "value"}
    assert all(one.value for one in app.metric)


def test_another_country_changes_the_plan_the_address_and_the_name_of_the_years():
    app = opened(country="NGA")
    app.sidebar.selectbox(key="Country").select("IND")
    app.sidebar.button[0].click()
    app.run()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "India: the plan for 2027-28 to 2041-42"
    assert app.header[0].value == "What to do this year (2027-28)"
    assert address(app)["country"] == "IND"


def test_the_assumptions_can_be_searched():
    app = opened(country="NGA")
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
    app.sidebar.selectbox(key="Scenario").select("baseline")
    app.sidebar.button[0].click()
    assert not app.run().error
    assert app.header[0].value.startswith("What to do this year")


def test_an_unknown_country_and_an_objective_without_targets_are_told_too():
    assert "unknown country" in opened(country="XXX").error[0].value
    assert "without a target" in opened(country="NGA", objective="least_cost").error[0].value


def test_text_from_a_data_file_cannot_draw_anything():
    from components.words import plain

    for text in ("[a](http://b)", ":red[c]", "$x^2$", "<img src=x>", "**d**", "`e`", "| f |", ":material/home:", "![g](h)"):
        shown = plain(text)
        assert all(shown[at - 1] == "\\" for at, sign in enumerate(shown) if sign in "*[]<>$`|:!_")


def test_progress_is_told_without_numbers_that_are_not_known():
    from components.solving import describe

    from catchup.planner import Progress

    assert "reading the data" in describe(None, 1.0, "MUSD")
    bare = describe(Progress("solving", "none", float("-inf"), float("inf"), float("nan"), 2.0), 2.0, "MUSD")
    assert "gap" not in bare
    assert "inf" not in bare
    full = describe(Progress("solving", "deep_first", 13_000.0, 13_200.0, 0.0154, 9.0), 9.0, "MUSD")
    assert "deep first" in full
    assert "13,000 MUSD" in full
    assert "gap 1.54 %" in full


def test_every_chart_and_table_has_a_text_for_screen_readers():
    for file in (APP / "components").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in ("altair_chart", "dataframe", "table"):
                assert "alt" in {one.arg for one in node.keywords}, f"{file.name}:{node.lineno}"
