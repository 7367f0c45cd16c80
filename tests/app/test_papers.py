"""The page of documents: what was worked out besides the plan is in the slate, and what was not can be asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catchup.plan import Plan
from catchup.planner import make_plan, request_of
from catchup.report.besides import Alternative, Given, worked_out

APP = Path(__file__).resolve().parents[2] / "app"
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def first(nigeria: Plan) -> Given:
    return worked_out(nigeria, ("first",), seconds=20.0)


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


def opened(plan: Plan, **known: Given) -> AppTest:
    """The page for a plan that is there already, with what is known besides it, by kind of question."""
    import cached
    import keeping

    keeping.plans().put(cached.key_of(request_of("NGA"), cached.data_digest()), plan)
    for kind, given in known.items():
        cached.besides().put(f"{plan.digest} {kind} {'en' if kind == 'papers' else ''}", given)
    app = AppTest.from_file(str(APP / "streamlit_app.py"), default_timeout=120)
    app.switch_page("views/slate.py")
    app.query_params["country"], app.query_params["welcome"] = "NGA", "no"
    return app.run()


def buttons(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def test_what_comes_first_is_in_the_slate_and_the_rest_can_be_asked_for(nigeria: Plan, first: Given) -> None:
    import slates

    app = opened(nigeria, first=first)
    assert not app.exception
    assert "slate-work-out" in buttons(app)
    made = slates.slate_of_plan(nigeria, "NGA", "en", first)
    assert first.readiness is not None
    assert first.readiness.missing[0].name in made.model_dump_json()
    assert made != slates.slate_of_plan(nigeria, "NGA", "en", Given())


def test_what_was_worked_out_is_not_asked_for_again(nigeria: Plan, first: Given) -> None:
    papers = Given(alternatives=(Alternative(name="Without: everything dear", plan=nigeria, why_not="it is the same"),))
    app = opened(nigeria, first=first, papers=papers)
    assert not app.exception
    assert "slate-work-out" not in buttons(app)
    assert not [one for one in buttons(app) if one.startswith("stop-")]
