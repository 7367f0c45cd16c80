"""The Countries page shows a run that was really made, and nothing in a run can draw on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from catchup.batch import BatchJob, Run, batch_of
from catchup.whatif import open_link

APP = Path(__file__).resolve().parents[2] / "app"
SECONDS = 180
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(autouse=True)
def app_on_path(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """Streamlit puts the script's folder on the path; so does the test, and leaves nothing behind."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("CATCHUP_RUNS", str(folder / "runs"))
    monkeypatch.setenv("CATCHUP_STORE", f"sqlite:///{folder}/store.db")
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "keeping", "slates", "state", "views"):
            del sys.modules[name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("countries")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """A run as the page begins one: in a process of its own."""
    patch = pytest.MonkeyPatch()
    patch.setenv("CATCHUP_STORE", f"sqlite:///{folder}/store.db")
    job = BatchJob.start(batch_of(["NGA", "RWA", "SGP"], gap=0.1), folder / "runs" / "20270101-000000-aaaaaa", workers=1)
    assert job.wait(SECONDS) == 0
    patch.undo()
    return job.run


def opened() -> AppTest:
    """The Countries page as a visitor opens it who has seen the introduction."""
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=SECONDS)
    app.query_params["country"] = "NGA"
    app.switch_page("views/countries.py")
    return app.run()


def text_of(app: AppTest) -> str:
    return " ".join(str(one.value) for kind in (app.title, app.header, app.markdown, app.caption, app.info) for one in kind)


def test_without_a_run_the_page_says_how_to_make_one():
    app = opened()
    assert not app.exception
    assert app.title[0].value == "Countries compared"
    assert "No run so far" in text_of(app)


def test_a_run_is_shown_as_places_map_readiness_and_kinds(run: Run):
    app = opened()
    assert not app.exception
    assert not app.error
    shown = app.dataframe[0].value
    # The comparator is in the table, last, and has no place.
    assert list(shown["name"])[-1] == "Singapore *"
    assert shown["best"].isna().tolist() == [False, False, True]
    assert set(shown["grade"]) <= set("ABCDE")
    value = {row.country: row.value for row in run.results()}
    assert list(shown["dollars"][:2]) == pytest.approx(sorted((value["NGA"], value["RWA"]), reverse=True), rel=1e-3)
    headers = [one.value for one in app.header]
    assert {"Places", "Ready for AI at home?", "Kinds of plan", "With another country's institutions"} <= set(headers)
    assert "All 2 places are decided" in text_of(app)


def test_another_measure_turns_the_order_where_the_small_country_gains_more(run: Run):
    app = opened()
    app.selectbox(key="countries_measure_value").select("share_of_gdp").run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown["share_of_gdp"][0] >= shown["share_of_gdp"][1]
    assert "one year" in text_of(app)


def test_a_cell_opens_as_a_plan_with_its_own_question(run: Run):
    app = opened()
    app.selectbox(key=f"open-{run.id}-baseline-0").select("RWA").run()
    app.button(key="open_cell").click().run()
    assert not app.exception
    link = app.query_params["q"]
    asked = open_link(link if isinstance(link, str) else link[0])[0].request
    assert (asked.country, asked.scenario, asked.gap) == ("RWA", "baseline", 0.1)


def test_a_run_without_cells_is_refused_in_words(run: Run):
    app = opened()
    app.radio(key="run_group").set_value("Chosen below")
    app.multiselect(key="run_futures").set_value([])
    next(one for one in app.button if one.label == "Run").click().run()
    assert not app.exception
    assert "at least one country" in app.error[0].value


def test_the_map_colours_what_was_compared_and_small_states_as_circles(run: Run):
    from components import worldmap

    from catchup.standing.of_run import comparison_of

    found = comparison_of(run)
    (view,) = found.views
    rows = found.of(view, "dollars")
    groups = worldmap._groups(rows, worldmap.shades({row.cell.country: row.value for row in rows if row.rank and row.value}), "dollars")
    placed = {country: name for name, (_, members) in groups.items() for country in members}
    assert set(placed) == {"NGA", "RWA", "SGP"}
    assert placed["SGP"] == "comparator, no place"
    by_country = {row.cell.country: (placed[row.cell.country], row) for row in rows}
    shapes = worldmap._land(by_country).values["objects"]["countries"]["geometries"]
    assert {one["properties"]["name"] for one in shapes if "group" in one["properties"]} == {"Nigeria", "Rwanda"}
    assert [one["properties"]["name"] for one in worldmap._points(by_country).values] == ["Singapore"]


def test_a_hostile_name_and_cause_are_shown_as_text(run: Run, monkeypatch: pytest.MonkeyPatch):
    evil = "<img src=x onerror=alert(1)> [a](http://b) $x$"
    rows = run.results()
    spoilt = [one.model_copy(update={"status": "failed", "value": None, "bound": None, "cause": evil}) if one.country == "RWA" else one for one in rows]
    monkeypatch.setattr(Run, "results", lambda self: spoilt)
    # What was made from the run before is kept between visits.
    streamlit.cache_resource.clear()
    app = opened()
    assert not app.exception
    told = [one.value for one in app.caption if "onerror" in one.value]
    assert told
    assert all("\\<img" in one and "\\[a\\]" in one for one in told)
