"""Runs a batch: hands its cells to workers, keeps what comes back, and tells how far it is."""

from __future__ import annotations

import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from catchup.batch.cells import Cell
from catchup.batch.code import code_version
from catchup.batch.files import held
from catchup.batch.results import CellResult, Solved, row_of
from catchup.batch.reuse import taken_over
from catchup.batch.run import Run
from catchup.batch.status import Running, State, Status
from catchup.errors import CatchupError, InputError
from catchup.store.runs import RunIndex

if TYPE_CHECKING:
    from catchup.cluster import Cluster, Outcome, Task

KEEP_EVERY_SECONDS = 2.0
KEEP_AT_MOST_EVERY_SECONDS = 30.0
KEEP_SHARE = 0.01
TELL_EVERY_SECONDS = 0.5
MOST_UNKEPT = 200

News = Callable[[Status], None]


@dataclass(frozen=True)
class Workers:
    """Where cells are solved; see `catchup.cluster.Cluster`."""

    scheduler: str | None = None
    count: int | None = None
    memory: str | None = None
    priority: int = 0
    grace: float = 30.0
    patience: float = 60.0


@dataclass
class _Watch:
    """What is known of a batch while it runs."""

    run: Run
    news: News
    stop: Callable[[], bool]
    counts: Counter[str]
    began: float = field(default_factory=time.monotonic)
    fresh: int = 0
    told: float = 0.0
    stopping: bool = False

    def status(self, state: State, cluster: Cluster | None = None, message: str = "", remedy: str = "") -> Status:
        total, seconds = len(self.run.batch.cells), time.monotonic() - self.began
        done = sum(self.counts.values())
        words = {one.key: one.words for one in self.run.batch.cells} if cluster else {}
        running = tuple(
            Running(key=at.key, words=words[at.key], seconds=round(time.monotonic() - at.since, 1), pid=at.pid, worker=at.worker)
            for at in (cluster.running() if cluster else ())
        )
        left = seconds / self.fresh * (total - done) if self.fresh and state == "running" else None
        return Status(
            state=state, total=total, done=done, failed=self.counts["failed"], counts=dict(self.counts), running=running,
            workers=cluster.workers if cluster else 0, seconds=round(seconds, 1), seconds_left=left, message=message, remedy=remedy,
            pid=os.getpid(), host=platform.node(), updated=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def look(self, cluster: Cluster) -> bool:
        """Tells how far it is now and then; False if it is to stop."""
        self.stopping = self.stopping or self.stop() or self.run.asked_to_stop
        if self.stopping or time.monotonic() - self.told >= TELL_EVERY_SECONDS:
            self.tell(self.status("stopping" if self.stopping else "running", cluster))
        return not self.stopping

    def tell(self, status: Status) -> None:
        self.told = time.monotonic()
        self.run.tell(status)
        self.news(status)


def run_batch(
    run: Run, *, workers: Workers = Workers(), news: News = lambda _: None, stop: Callable[[], bool] = lambda: False,
    index: RunIndex | None = None,
) -> Iterator[CellResult]:
    """Solves the cells of a run that are not settled, and gives each as it is kept.

    Args:
        news: called about twice a second. stop: asked several times a second; True ends the run and keeps what is done.
        index: where runs are listed and cells of earlier runs are found; the store's own if None.

    Raises:
        InputError: the run was asked by another version of the program, or no scheduler answers.
        RunFolderError: its folder cannot be written. ClusterLostError: the cluster is gone. In each case what was kept stays.
    """
    if run.batch.code != code_version():
        raise InputError(
            f"the run was asked by catchup {run.batch.code}, and this is {code_version()}",
            "go on with the same version, or begin a new run: cells of two versions are not comparable",
        )
    with ExitStack() as stack:
        listed = index or stack.enter_context(closing(RunIndex()))
        stack.enter_context(held(run.folder))
        run.forget_stop()
        watch = _Watch(run, news, stop, Counter(one.status for one in run.results() if one.final))
        watch.tell(watch.status("starting"))
        listed.register(run.id, str(run.folder), run.created, run.batch.code, len(run.batch.cells))
        try:
            yield from _finished(run, watch, listed, workers)
        except CatchupError as problem:
            _tell_failure(run, watch, problem)
            raise


def _tell_failure(run: Run, watch: _Watch, problem: CatchupError) -> None:
    """Leaves the cause beside the run, if the folder takes it; the caller gets it in any case."""
    try:
        run.tell(watch.status("failed", message=problem.message, remedy=problem.remedy))
    except CatchupError:
        return


def _finished(run: Run, watch: _Watch, index: RunIndex, workers: Workers) -> Iterator[CellResult]:
    for row in taken_over(run, index):
        watch.counts[row.status] += 1
        yield row
    remaining = run.remaining()
    if remaining:
        yield from _solved(run, remaining, watch, index, workers)
    run.tables.compact()
    done = sum(watch.counts.values()) == len(run.batch.cells)
    watch.tell(watch.status("finished" if done else "stopped"))
    index.settle(run.id, dict(watch.counts), finished=done)


def _solved(run: Run, cells: Sequence[Cell], watch: _Watch, index: RunIndex, workers: Workers) -> Iterator[CellResult]:
    from catchup.batch.solving import solve_job
    from catchup.cluster import Cluster

    by_key = {one.key: one for one in cells}
    kept, unkept = time.monotonic(), list[tuple[CellResult, Solved]]()
    watch.began = time.monotonic()
    with Cluster(
        workers.scheduler, workers=workers.count, memory=workers.memory, seconds=run.batch.seconds, grace=workers.grace,
        priority=workers.priority, patience=workers.patience,
    ) as cluster:
        try:
            for outcome in cluster.run(solve_job, _tasks(run, cells)):
                if not watch.look(cluster):
                    break
                if outcome is not None:
                    unkept.append(_read(by_key[outcome.key], outcome))
                if unkept and (len(unkept) >= MOST_UNKEPT or time.monotonic() - kept >= _pause(watch)):
                    yield from _keep(run, watch, index, unkept)
                    kept = time.monotonic()
        finally:
            # Also when the cluster is lost: what came back is kept.
            last = list(_keep(run, watch, index, unkept)) if unkept else []
        yield from last


def _pause(watch: _Watch) -> float:
    """Seconds between two parts: short at first, longer in a long run, so that parts stay few."""
    return min(max(KEEP_EVERY_SECONDS, KEEP_SHARE * (time.monotonic() - watch.began)), KEEP_AT_MOST_EVERY_SECONDS)


def _keep(run: Run, watch: _Watch, index: RunIndex, unkept: list[tuple[CellResult, Solved]]) -> Iterator[CellResult]:
    run.keep(unkept)
    rows = [row for row, _ in unkept]
    unkept.clear()
    index.add(run.id, [(row.key, row.status, row.plan_digest) for row in rows if row.final])
    for row in rows:
        watch.counts[row.status] += 1
        watch.fresh += 1
        yield row


def _tasks(run: Run, cells: Sequence[Cell]) -> Iterator[Task]:
    from catchup.batch.solving import Job
    from catchup.cluster import Task

    inputs = run.batch.inputs

    def job(cell: Cell) -> Job:
        return Job(
            cell.request, inputs.shared, inputs.shared_digest, inputs.files[cell.profile], cell.profile, run.batch.seconds, run.batch.code
        )

    for cell in cells:
        yield Task(cell.key, lambda cell=cell: job(cell))  # type: ignore[misc]


def _read(cell: Cell, outcome: Outcome) -> tuple[CellResult, Solved]:
    """The row of what came back."""
    solved = outcome.result if isinstance(outcome.result, Solved) else Solved({"status": "failed", "cause": outcome.cause})
    found: dict[str, Any] = {name: None if value in (float("inf"), float("-inf")) else value for name, value in solved.row.items()}
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return row_of(cell, attempts=outcome.attempts, finished=moment, **found), solved
