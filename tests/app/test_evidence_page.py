"""The page of numbers: it is searched, figures are changed and taken back, and country files come in and go out whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catchup import kept
from catchup.editing import text_of, written_in
from catchup.planner import request_of
from catchup.store import Store
from catchup.whatif import WhatIf, open_link

APP = Path(__file__).resolve().parents[2] / "app"
SECONDS = 180
pytestmark = pytest.mark.xdist_group("processes")
NGA = WhatIf(request=request_of("NGA"))


@pytest.fixture(autouse=True)
def app_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The script's folder on the path, a store of its own, and no page of an earlier test."""
    import streamlit as st

    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("CATCHUP_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    st.cache_resource.clear()
    yield
    desk = getattr(sys.modules.get("cached"), "desk", None)
    if desk is not None:
        desk().close()
    st.cache_resource.clear()
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "keeping", "slates", "state", "views"):
            del sys.modules[name]


def opened(question: WhatIf = NGA, part: str = "figures") -> AppTest:
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=SECONDS)
    app.query_params["q"] = question.to_link()
    app.run()
    app.switch_page("views/evidence.py")
    app.run()
    if part != "figures":
        app.button_group(key="evidence-part").set_value(part)
        app.run()
    assert not app.exception
    return app


def question(app: AppTest) -> WhatIf:
    link = app.query_params["q"]
    return open_link(link if isinstance(link, str) else link[0])[0]


def text(app: AppTest) -> str:
    return " ".join(str(one.value) for kind in (app.title, app.header, app.markdown, app.caption, app.error, app.info) for one in kind)


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def test_the_table_is_searched_with_synonyms_and_narrowed_and_counted():
    app = opened()
    whole = app.dataframe[0].value
    assert set(whole["path"]) >= {"country.institutions.leakage", "levers.energy_gas.canonical.lead_time", "world.chips.price"}
    assert f"of {len(whole)} figures" in text(app).replace(",", "")
    app.text_input(key="evidence-word").set_value("bribery").run()
    assert "country.institutions.leakage" in set(app.dataframe[0].value["path"])
    app.button_group(key="evidence-group").set_value("country").run()
    app.button_group(key="evidence-quality").set_value("assumed").run()
    found = app.dataframe[0].value
    assert 0 < len(found) < len(whole)
    assert set(found["quality"]) == {"⚠ assumed"}
    assert all(path.startswith("country.") for path in found["path"])
    links = [one for one in whole["page"] if isinstance(one, str)]
    assert links
    assert all(one.lower().startswith(("http://", "https://")) for one in links)
    app.text_input(key="evidence-word").set_value("xylophone").run()
    assert "No figure matches." in text(app)


def test_a_value_is_checked_taken_shown_beside_the_files_and_taken_back():
    app = opened()
    path = "country.institutions.leakage"
    app.selectbox(key="evidence-figure").set_value(path).run()
    app.number_input(key=f"value-of-{path}-0").set_value(7.0)
    button(app, "Use this value in my question").click().run()
    assert "nothing was changed" in app.error[0].value
    assert "0 to 1" in app.error[0].value
    assert question(app).request.overrides == ()
    app.number_input(key=f"value-of-{path}-0").set_value(0.6)
    button(app, "Use this value in my question").click().run()
    assert not app.exception
    assert question(app).request.overrides == (f"{path}=0.6",)
    assert "in the file 0.42" in text(app).replace("\\", "")
    assert "outside the range" in text(app)
    row = app.dataframe[0].value.set_index("path").loc[path]
    assert (row["value"], row["file"]) == (0.6, "0.42")
    app.button(key=f"take-back-{path}-1").click().run()
    assert question(app).request.overrides == ()


def test_a_whole_figure_becomes_a_country_file_of_ones_own():
    app = opened()
    path = "country.institutions.leakage"
    app.selectbox(key="evidence-figure").set_value(path).run()
    app.number_input(key=f"low-{path}-0").set_value(0.9)
    app.text_input(key=f"year-{path}-0").set_value("soon")
    button(app, "Write it into a country file of my own").click().run()
    assert "changes cannot be planned with" in app.error[0].value
    assert question(app).request.profile_file is None
    app.number_input(key=f"low-{path}-0").set_value(0.3)
    app.number_input(key=f"central-{path}-0").set_value(0.5)
    app.text_input(key=f"year-{path}-0").set_value("2027")
    app.text_area(key=f"source-{path}-0").set_value("our own survey <script>alert(1)</script>")
    button(app, "Write it into a country file of my own").click().run()
    assert not app.exception
    assert not app.error
    name = question(app).request.profile_file
    digest = kept.digest_in(name)
    stored = Store().country(str(digest))
    assert stored is not None
    assert "our own survey <script>" in stored.text
    app.text_input(key="evidence-word").set_value("survey").run()
    row = app.dataframe[0].value.set_index("path").loc[path]
    assert (row["value"], row["low"], row["year"]) == (0.5, "0.3", "2027")
    app.button_group(key="evidence-part").set_value("own").run()
    assert "1 figure differs" in text(app)
    app.button(key="own-back").click().run()
    assert question(app).request.profile_file is None


def test_changes_become_a_file_and_the_answer_is_cached_under_its_content():
    asked = NGA.changed(overrides=("fiscal.room=0.002", "energy_gas.lead_time=6"))
    app = opened(asked, "own")
    button(app, "Make my changes a country file of my own").click().run()
    now = question(app).request
    assert now.overrides == ("energy_gas.lead_time=6",)
    import cached

    assert cached.key_of(now, "d") != cached.key_of(now.model_copy(update={"profile_file": kept.reference("0" * 64)}), "d")
    assert cached.country_of(now) == now.profile_file


@pytest.mark.parametrize("change", [
    {"profile_file": "/etc/passwd.yaml"}, {"profile_file": "../../secret.yaml"}, {"profile_file": "kept:../x.yaml"}, {"country": "/etc/passwd.yaml"},
])
def test_a_path_in_a_link_opens_nothing(change: dict[str, str]):
    app = opened(NGA.changed(**change))
    told = text(app).replace("\\", "")
    assert "passwd" not in told
    assert "secret" not in told
    assert "by its path" in told or "unknown country" in told
    assert question(app).request.profile_file is None


def test_a_file_that_is_not_here_is_said_and_giving_it_mends_the_link():
    content, _ = written_in("NGA", ("institutions.leakage=0.6",))
    missing = NGA.changed(profile_file=kept.reference(kept.digest_of_text(content)))
    app = opened(missing)
    assert "not kept here" in app.error[0].value
    assert "upload" in app.error[0].value
    app.button_group(key="evidence-part").set_value("own").run()
    app.file_uploader[0].set_value(("mine.yaml", content.encode(), "application/yaml")).run()
    app.button(key="own-check").click().run()
    assert not app.error
    assert question(app).request == missing.request
    assert "a country file of your own" in text(app)


def test_a_faulty_file_is_refused_with_all_its_faults_and_nothing_is_kept():
    app = opened(part="own")
    wrong = text_of("NGA").replace("iso3: NGA", "iso3: nga").replace("growth: {value: 0.035", 'growth: {value: "=cmd()"')
    app.file_uploader[0].set_value(("wrong.yaml", wrong.encode(), "application/yaml")).run()
    app.button(key="own-check").click().run()
    assert "2 faults in wrong" in app.error[0].value
    assert len(app.dataframe[-1].value) == 2
    assert question(app).request.profile_file is None
    assert Store().countries("local") == []


def test_a_question_of_another_country_than_its_file_is_refused():
    name = kept.keep_text(text_of("KEN"))
    app = opened(NGA.changed(profile_file=name))
    assert "speaks of NGA" in app.error[0].value


def test_what_is_not_known_is_listed():
    app = opened(part="limits")
    assert "Data grade" in text(app)
    assert len(app.expander) > 5


def test_nothing_in_the_app_goes_from_a_question_to_a_file_but_one_function():
    for file in APP.rglob("*.py"):
        assert "profile_file or" not in file.read_text(encoding="utf-8"), file.name
