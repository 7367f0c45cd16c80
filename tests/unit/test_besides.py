"""What a slate holds besides its plan, worked out by the desk: what comes first, reasons and options, and what a stop leaves of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from catchup.desk.pool import Desk, Job
from catchup.errors import CatchupError
from catchup.library import load_country
from catchup.plan import Plan
from catchup.planner import make_plan
from catchup.report.besides import Given, starts_no_ai, worked_out
from catchup.slate.fill import slate_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
PATIENCE = 200


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk(1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return make_plan("NGA", gap=0.02)


def begun(job: Job) -> None:
    """Waits until a question is being worked on."""
    while job.progress is None:
        assert not job.done, job.error
        time.sleep(0.02)


def test_what_has_to_come_first_is_worked_out_and_printed(desk: Desk, nigeria: Plan) -> None:
    assert starts_no_ai(nigeria)
    job = desk.ask("ada", nigeria.request, "NGA", 90, kind="first", given=nigeria, wanted=("first",))
    assert job.over.wait(PATIENCE)
    assert job.worked is not None, job.error
    found = job.worked.readiness
    assert found is not None
    assert found.first_year_home is not None
    assert found.missing
    bare, whole = (slate_of(nigeria, profile=load_country("NGA"), readiness=one, depths=("note",)) for one in (None, found))
    assert [one.id for one in whole.all_tables()] != [one.id for one in bare.all_tables()] or len(whole.model_dump_json()) > len(bare.model_dump_json())
    assert found.missing[0].name in whole.model_dump_json()


def test_reasons_and_options_are_worked_out_in_the_language_asked_for(desk: Desk, nigeria: Plan) -> None:
    job = desk.ask("ada", nigeria.request, "NGA", 90, kind="papers", given=nigeria, wanted=("explain", "options"))
    assert job.over.wait(PATIENCE)
    assert job.worked is not None, job.error
    assert job.worked.explanation is not None
    assert [one for one in job.worked.explanation.measures if one.worth is not None]
    assert any(one.name.startswith("Without: ") for one in job.worked.alternatives)
    assert job.worked.readiness is None
    made = slate_of(nigeria, profile=load_country("NGA"), explanation=job.worked.explanation, alternatives=job.worked.alternatives)
    names = [row.cells[0].text for row in made.table("options").rows]
    assert any(name.startswith("Without: ") for name in names)


def test_a_stop_keeps_what_was_worked_out_and_the_worker_is_free(desk: Desk, nigeria: Plan) -> None:
    request = nigeria.request.model_copy(update={"overrides": ("fiscal.room=x1.3",)})
    plan = make_plan("NGA", gap=0.02, overrides=request.overrides)
    job = desk.ask("ada", request, "NGA", 90, kind="papers", given=plan, wanted=("explain", "options"))
    begun(job)
    pids = desk.pids()
    desk.stop(job)
    assert job.over.wait(PATIENCE)
    assert job.error is None
    assert job.worked is not None
    assert job.worked.alternatives == ()
    assert desk.pids() == pids


def test_a_stop_of_what_comes_first_ends_its_process(desk: Desk, nigeria: Plan) -> None:
    job = desk.ask("ada", nigeria.request, "NGA", 90, kind="first", given=nigeria, wanted=("first",))
    begun(job)
    desk.stop(job)
    assert job.over.wait(PATIENCE)
    assert isinstance(job.error, CatchupError) or job.worked is not None


def test_nothing_is_solved_where_nothing_is_wanted(nigeria: Plan) -> None:
    assert worked_out(nigeria, ("none",)) == Given()
    assert worked_out(nigeria.model_copy(update={"steps": ()}), ()) == Given()


def test_a_halt_leaves_out_what_was_not_begun(nigeria: Plan) -> None:
    found = worked_out(nigeria, ("explain", "options", "first"), seconds=20.0, halted=lambda: True)
    assert found.alternatives == ()
    assert found.readiness is None
    assert found.explanation is None or found.explanation.solves == 0
