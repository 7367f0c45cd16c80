"""Whole batches with real workers: the same plans as one by one, and nothing lost when a worker, the client or the disk gives way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catchup import make_plan
from catchup.batch import BatchJob, CellResult, Run, Status, Workers, batch_of, run_batch
from catchup.batch.keeping import clear_away, found_run, kept_runs, old_runs
from catchup.errors import CatchupError, InputError
from catchup.requests import parse_target
from catchup.store.runs import RunIndex

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
ROOT = Path(__file__).resolve().parents[2]
QUICK: dict[str, Any] = {"horizon": 3, "gap": 0.2}
QUICK_OPTIONS = ["--horizon", "3", "--gap", "0.2"]
SEVERAL = ["baseline", "export_cap", "cheap_money", "slow_demand"]
PATIENCE = 120


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATCHUP_STORE", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv("CATCHUP_RUNS", str(tmp_path / "runs"))


def solved(run: Run, news: Callable[[Status], None] = lambda _: None, **where: Any) -> list[CellResult]:
    return list(run_batch(run, workers=Workers(**{"count": 2, **where}), news=news))


def catchup(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "catchup", *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def whole(run: Run) -> None:
    """Every cell is settled, and counted once in every table."""
    rows = run.results()
    assert {one.status for one in rows} == {"optimal"}
    cells = run.to_frame("cells")
    assert sorted(cells["key"]) == sorted(one.key for one in run.batch.cells)
    metrics = run.to_frame("metrics")
    assert not metrics.duplicated(["key", "year", "metric"]).any()
    assert set(metrics["key"]) == set(cells["key"])
    for one in rows:
        plan = run.plan(one.key)
        assert plan.digest == one.plan_digest
        steps = run.to_frame("steps")
        assert int((steps["key"] == one.key).sum()) == len(plan.steps)


def test_a_batch_gives_the_same_bytes_as_plans_made_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine.yaml"
    shutil.copy(ROOT / "data" / "countries" / "KEN.yaml", mine)
    run = Run.create(batch_of(["NGA", str(mine)], ["baseline", "export_cap"], **QUICK))
    alone = [
        make_plan(country, scenario, **QUICK).to_json(canonical=True)
        for country in ("NGA", str(mine)) for scenario in ("baseline", "export_cap")
    ]
    # The cells are what was asked: neither the file nor the data folder is needed any more.
    mine.unlink()
    monkeypatch.setenv("CATCHUP_DATA", str(tmp_path / "empty"))
    rows = solved(run)
    monkeypatch.delenv("CATCHUP_DATA")
    assert len(rows) == 4
    assert [run.plan(one.key).to_json(canonical=True) for one in run.batch.cells] == alone
    whole(run)


def test_a_cell_without_a_plan_is_a_result_with_its_reason_and_nothing_is_solved_twice() -> None:
    batch = batch_of(["NGA"], targets=(parse_target("compute_h100e>=1000000@2029"),), **QUICK)
    first = Run.create(batch)
    (row,) = solved(first, count=1)
    assert row.status == "infeasible"
    assert row.plan_digest is None
    assert "1,000,000" in str(row.cause) or "1000000" in str(row.cause)
    states: list[Status] = []
    again = Run.create(batch)
    (copied,) = solved(again, states.append)
    assert copied == row
    assert all(one.workers == 0 for one in states)
    assert states[-1].state == "finished"


def test_a_worker_killed_in_mid_run_costs_nothing() -> None:
    # Long enough to be seen under way.
    run = Run.create(batch_of(["NGA"], SEVERAL))
    killed: list[int] = []

    def kill(status: Status) -> None:
        if status.running and not killed:
            killed.append(status.running[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    rows = list(solved(run, kill))
    assert killed
    assert len(rows) == len({one.key for one in rows}) == len(SEVERAL)
    whole(run)


def test_a_poisoned_cell_is_reported_and_a_resume_completes_the_table() -> None:
    # The process dies whenever it is seen at this one cell; it is long enough to be seen.
    run = Run.create(batch_of(["IND", "NGA"], time_limit=15.0, horizon=8, gap=0.0005, objectives=["value"]))
    poisoned = run.batch.cells[0].key

    def kill(status: Status) -> None:
        for one in status.running:
            if one.key == poisoned:
                os.kill(one.pid, signal.SIGKILL)

    states: list[Status] = []
    rows = {one.country: one for one in solved(run, lambda one: (kill(one), states.append(one))[1])}
    assert rows["IND"].status == "failed"
    assert rows["IND"].attempts == 3
    assert "process died" in str(rows["IND"].cause)
    assert rows["NGA"].final
    assert states[-1].failed == 1
    assert [one.key for one in run.remaining()] == [poisoned]
    (row,) = solved(Run.open(run.folder))
    assert row.final
    assert row.country == "IND"
    assert not run.remaining()
    assert len(run.to_frame("cells")) == 2


def test_a_killed_client_loses_nothing_and_the_run_goes_on_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    client = catchup(
        "batch", "--countries", "NGA,KEN,BGD", "--scenarios", ",".join(SEVERAL), "--out", str(folder), "--workers", "1",
        "--horizon", "6", "--gap", "0.2", start_new_session=True,
    )
    worker = 0
    for _ in range(PATIENCE * 10):
        time.sleep(0.1)
        status = Run.open(folder).status() if (folder / "run.json").exists() else None
        if status and status.running:
            worker = status.running[0].pid
        if status and status.done >= 2:
            break
    client.kill()
    client.communicate()
    moved = tmp_path / "another machine"
    shutil.copytree(folder, moved)
    run = Run.open(moved)
    before = {one.key: one for one in run.results() if one.final}
    assert 2 <= len(before) < 12
    assert run.status().state == "stopped"
    rows = solved(run)
    assert len(rows) == 12 - len(before)
    whole(run)
    assert all(one == before[one.key] for one in run.results() if one.key in before)
    assert worker
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds little."""
    if os.geteuid() != 0:
        pytest.skip("only the administrator can make a small disk; another test refuses single files")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this system lets nobody mount a disk; another test refuses single files")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_keeps_what_it_had_and_can_be_gone_on_from(small_disk: Path) -> None:
    folder = small_disk / "run"
    client = catchup("batch", "--countries", "NGA", "--scenarios", "all", "--out", str(folder), "--json", *QUICK_OPTIONS)
    out, err = client.communicate(timeout=PATIENCE)
    assert client.returncode == 1, err
    told = json.loads(out)
    assert "No space left" in told["error"]
    assert "--resume" in told["remedy"]
    assert "Traceback" not in err
    run = Run.open(folder)
    assert run.remaining()
    assert not list(folder.rglob("*.part"))
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    solved(run)
    whole(run)


def test_ctrl_c_stops_the_solvers_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    client = catchup(
        "batch", "--countries", "IND", "--objectives", "tokens,compute", "--gap", "0", "--out", str(folder), "--json", start_new_session=True,
    )
    pid = 0
    while not pid:
        time.sleep(0.1)
        assert client.poll() is None
        status = Run.open(folder).status() if (folder / "run.json").exists() else None
        pid = status.running[0].pid if status and status.running else 0
    os.killpg(client.pid, signal.SIGINT)
    out, err = client.communicate(timeout=60)
    assert client.returncode == 4, err
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["state"] == "stopped"
    assert [one["status"] for one in document["cells"]] == ["stopped", "stopped"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_document_has_what_a_program_needs(tmp_path: Path) -> None:
    client = catchup("batch", "--countries", "NGA", "--json", "--workers", "1", *QUICK_OPTIONS)
    out, err = client.communicate(timeout=PATIENCE)
    assert client.returncode == 0, err
    (cell,) = json.loads(out)["cells"]
    assert {"country", "scenario", "objective", "value", "bound", "gap", "status", "seconds", "plan_digest", "cause"} <= set(cell)
    assert cell["plan_digest"] == make_plan("NGA", **QUICK).digest
    with RunIndexed() as index:
        (kept,) = kept_runs(index)
        assert kept.status is not None
        assert kept.status.state == "finished"
        assert found_run(kept.listed.id[:12], index).id == kept.listed.id
        assert old_runs(index, 1.0) == []
        note = Path(kept.listed.folder) / "my notes.txt"
        note.write_text("mine")
        clear_away(kept, index)
        assert note.read_text() == "mine"
        assert index.runs() == []
        with pytest.raises(InputError, match="no run"):
            found_run(kept.listed.id, index)


class RunIndexed:
    """The index of the store in force, closed at the end."""

    def __enter__(self) -> RunIndex:
        self.index = RunIndex()
        return self.index

    def __exit__(self, *_: object) -> None:
        self.index.close()


def test_two_batches_at_once_share_a_store_and_lose_nothing(tmp_path: Path) -> None:
    clients = [
        catchup("batch", "--countries", country, "--scenarios", "baseline,export_cap", "--workers", "1", "--json", *QUICK_OPTIONS)
        for country in ("NGA", "KEN")
    ]
    documents = []
    for one in clients:
        out, err = one.communicate(timeout=PATIENCE)
        assert one.returncode == 0, err
        documents.append(json.loads(out))
    with RunIndexed() as index:
        assert {one.id for one in index.runs()} == {one["run"] for one in documents}
        for one in documents:
            assert index.cells(one["run"]) == 2
            keys = [cell["key"] for cell in one["cells"]]
            assert set(index.whereabouts(keys)) == set(keys)


def test_a_job_of_the_app_is_begun_cancelled_gone_on_with_and_opened(tmp_path: Path) -> None:
    job = BatchJob.start(batch_of(["NGA"], ["all"], horizon=8), tmp_path / "run", workers=1)
    assert job.progress().state in ("starting", "running")
    while not job.progress().done:
        time.sleep(0.05)
        assert job.alive
    job.cancel()
    assert job.wait(PATIENCE) == 4
    assert job.progress().state == "stopped"
    done = job.progress().done
    assert 1 <= done < len(job.run.batch.cells)
    again = BatchJob(Run.open(tmp_path / "run"))
    again.resume(workers=1)
    again.resume(workers=1)
    assert again.wait(PATIENCE) == 0
    assert again.progress().state == "finished"
    whole(again.run)


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    job = BatchJob.start(batch_of(["NGA"], **QUICK), tmp_path / "run", memory="nonsense")
    assert job.wait(PATIENCE) == 1
    assert job.progress().state == "failed"
    assert "nonsense" in job.progress().message
    assert job.progress().remedy


def test_a_run_of_another_version_is_not_mixed_with_this_one(tmp_path: Path) -> None:
    run = Run.create(batch_of(["NGA"], **QUICK), tmp_path / "run")
    asked = json.loads((run.folder / "run.json").read_text())
    (run.folder / "run.json").write_text(json.dumps({**asked, "code": "0.0.1"}))
    with pytest.raises(CatchupError, match="was asked by catchup"):
        solved(Run.open(run.folder))


def test_a_finished_run_starts_no_worker(tmp_path: Path) -> None:
    from catchup.batch.results import Solved, row_of

    batch = batch_of(["NGA"], overrides=(), **QUICK)
    run = Run.create(batch, tmp_path / "run")
    run.keep([(row_of(batch.cells[0], "infeasible", cause="x"), Solved({}))])
    states: list[Status] = []
    assert solved(run, states.append) == []
    assert [one.state for one in states] == ["starting", "finished"]
