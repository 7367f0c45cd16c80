"""The desk of planners: many askers, a queue, stops, and workers that die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catchup.desk.messages import Kind
from catchup.desk.pool import Desk, Job, WorkerLostError
from catchup.errors import NoFeasiblePlanError, UnknownNameError
from catchup.planner import request_of
from catchup.requests import parse_target
from catchup.scoring.strategy import load_strategy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
PATIENCE = 120


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk(2)
    yield made
    made.close()


def busy(pid: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def at_work(job: Job) -> None:
    """Waits until a question is being worked on."""
    while job.worker is None or job.progress is None:
        assert not job.done
        time.sleep(0.05)
    until = busy(job.worker) + 0.5
    while busy(job.worker) < until:
        assert not job.done
        time.sleep(0.05)


def test_an_answer_comes_provisionally_and_then_with_its_proof(desk: Desk) -> None:
    first = desk.ask("ada", request_of("NGA"), "NGA")
    assert first.over.wait(PATIENCE)
    assert first.reply is not None
    again = desk.ask("ada", request_of("NGA", overrides=("fiscal.room=x1.1",)), "NGA")
    assert again.over.wait(PATIENCE)
    assert again.reply is not None
    assert again.reply.edit == "partial"
    assert again.provisional is not None
    assert again.provisional.plan.objective.value <= again.reply.plan.objective.bound + 1e-6


def test_askers_with_different_countries_get_their_own_numbers(desk: Desk) -> None:
    jobs = []
    for turn in range(4):
        jobs += [desk.ask("ada", request_of("NGA", overrides=(f"fiscal.room=x1.{turn}",)), "NGA"), desk.ask("bob", request_of("KEN"), "KEN")]
        for job in jobs[-2:]:
            assert job.over.wait(PATIENCE)
    assert {job.reply.plan.country for job in jobs if job.asker == "ada" and job.reply} == {"NGA"}
    assert {job.reply.plan.country for job in jobs if job.asker == "bob" and job.reply} == {"KEN"}


def test_refusals_come_back_as_themselves(desk: Desk) -> None:
    wrong = desk.ask("ada", request_of("NGA", "basline"), "NGA")
    impossible = desk.ask("bob", request_of("NGA", targets=(parse_target("compute_h100e>=1000000@2029"),)), "NGA")
    assert wrong.over.wait(PATIENCE)
    assert isinstance(wrong.error, UnknownNameError)
    assert impossible.over.wait(PATIENCE)
    assert isinstance(impossible.error, NoFeasiblePlanError)
    assert impossible.error.conflict
    assert impossible.error.repairs


def test_a_stopped_search_answers_with_what_it_has_and_frees_its_processor(desk: Desk) -> None:
    job = desk.ask("ada", request_of("IND", objective="tokens", gap=0.0), "IND")
    while job.progress is None or job.progress.incumbent is None:
        time.sleep(0.05)
        assert not job.done
    began = time.monotonic()
    desk.stop(job)
    assert job.over.wait(PATIENCE)
    assert job.reply is not None
    assert job.reply.plan.objective.status == "feasible"
    assert time.monotonic() - began < 15
    assert job.worker is not None
    before = busy(job.worker)
    time.sleep(1.0)
    assert busy(job.worker) - before < 0.3


@pytest.mark.parametrize("kind", ["plan", "why", "score"])
def test_a_stop_leaves_no_solver_running_and_costs_less_than_two_seconds(desk: Desk, kind: Kind) -> None:
    """Counted in processor seconds of the worker, as the system counts them, so that a busy machine changes nothing."""
    request = request_of("IND", objective="value" if kind == "score" else "tokens", gap=0.0)
    job = desk.ask("ada", request, "IND", kind=kind, strategy=load_strategy("essay_IND") if kind == "score" else None)
    at_work(job)
    pid = job.worker
    assert pid is not None
    before = busy(pid)
    desk.stop(job)
    assert job.over.wait(PATIENCE)
    if kind == "score":
        assert pid not in desk.pids()
        assert not Path(f"/proc/{pid}").exists()
        return
    at_end = busy(pid)
    assert at_end - before < 2.0
    time.sleep(0.5)
    assert busy(pid) - at_end < 0.2


def test_a_strategy_is_priced_and_a_stopped_one_says_so(desk: Desk) -> None:
    strategy = load_strategy("nigeria_ai_strategy_2024")
    job = desk.ask("ada", request_of("NGA"), "NGA", 240, kind="score", strategy=strategy)
    at_work(job)
    again = desk.ask("ada", request_of("NGA"), "NGA", 240, kind="score", strategy=strategy)
    assert job.over.wait(PATIENCE)
    assert job.error is not None
    assert "stopped" in job.error.message
    assert not isinstance(job.error, WorkerLostError)
    assert again.over.wait(PATIENCE)
    assert again.score is not None
    assert again.score.can_be_done
    assert again.score.loss.low > 0
    assert {part.verdict for part in again.score.parts} <= {"helps", "costs", "no difference", "costs nothing", "undecided", "not priced"}


def test_a_plan_from_outside_is_audited_in_a_worker(desk: Desk) -> None:
    made = desk.ask("ada", request_of("NGA"), "NGA")
    assert made.over.wait(PATIENCE)
    assert made.reply is not None
    plan = made.reply.plan
    forged = plan.model_copy(update={"objective": plan.objective.model_copy(update={"value": 2 * plan.objective.value})})
    for given, ok in ((plan, True), (forged, False)):
        job = desk.ask("ada", given.request, "NGA", kind="audit", given=given)
        assert job.over.wait(PATIENCE)
        assert job.audit is not None
        assert job.audit.ok is ok


def test_a_process_killed_while_it_prices_a_strategy_is_replaced(desk: Desk) -> None:
    job = desk.ask("ada", request_of("NGA"), "NGA", 240, kind="score", strategy=load_strategy("essay_NGA"))
    at_work(job)
    assert job.worker is not None
    os.kill(job.worker, signal.SIGKILL)
    assert job.over.wait(PATIENCE)
    assert isinstance(job.error, WorkerLostError)
    assert job.worker not in desk.pids()
    assert len(set(desk.pids())) == 2


def test_a_killed_worker_costs_its_question_and_nothing_else(desk: Desk) -> None:
    job = desk.ask("ada", request_of("IND", objective="tokens", gap=0.0), "IND")
    while job.worker is None:
        time.sleep(0.02)
    os.kill(job.worker, signal.SIGKILL)
    assert job.over.wait(PATIENCE)
    assert isinstance(job.error, WorkerLostError)
    again = desk.ask("ada", request_of("NGA"), "NGA")
    assert again.over.wait(PATIENCE)
    assert again.reply is not None
    assert len(set(desk.pids())) == 2


def test_a_newer_question_ends_the_older_one_and_who_waits_sees_the_place(desk: Desk) -> None:
    long = request_of("IND", objective="tokens", gap=0.0)
    first, second = desk.ask("ada", long, "IND"), desk.ask("bob", long, "IND")
    third = desk.ask("eve", request_of("NGA"), "NGA")
    assert desk.place(third) == 1
    newer = desk.ask("ada", request_of("NGA"), "NGA")
    desk.stop(second)
    for job in (first, second, third, newer):
        assert job.over.wait(PATIENCE)
    assert third.reply is not None
    assert newer.reply is not None
    assert desk.place(third) == 0


def test_workers_end_with_their_desk() -> None:
    desk = Desk(1)
    pids = list(desk.pids())
    desk.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_long_questions_go_to_a_cluster_and_short_ones_stay() -> None:
    from test_cluster import freed, scheduler_and_worker

    port = freed()
    with scheduler_and_worker(port):
        far = Desk(1, scheduler=f"tcp://127.0.0.1:{port}")
        try:
            short = far.ask("ada", request_of("NGA"), "NGA")
            long = far.ask("ada", request_of("NGA"), "NGA", kind="why", lever="ai_tariff")
            assert short.over.wait(PATIENCE)
            assert long.over.wait(PATIENCE)
            assert short.reply is not None
            assert long.because is not None, long.error
            assert long.because.lever is not None
            assert short.worker != long.worker
            taken_back = far.ask("ada", request_of("NGA"), "NGA", kind="why")
            far.stop(taken_back)
            assert taken_back.over.wait(PATIENCE)
            assert taken_back.because is None
        finally:
            far.close()


def test_a_cluster_that_does_not_answer_is_told_in_words() -> None:
    from test_cluster import freed

    far = Desk(1, scheduler=f"tcp://127.0.0.1:{freed()}")
    try:
        job = far.ask("ada", request_of("NGA"), "NGA", kind="why")
        assert job.over.wait(PATIENCE)
        assert job.error is not None
        assert "scheduler" in job.error.message
    finally:
        far.close()
