"""Workers on this machine or on many: the one module that knows Dask.

A task is handed out when a worker is free for it and no earlier, so that the death of a worker hits the task it was at and no other. A
task that was there when a worker died is tried again after all fresh ones, and at last alone: only what is really to blame fails. The
time of a task is bounded three times: by itself, by an alarm in its process that needs no help of the program, and from outside.
"""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dask
import distributed
from distributed.worker import get_worker

from catchup.errors import CatchupError, InputError

TRIES = 3
GRACE_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
WORKERLESS_PATIENCES = 5
LOOK_EVERY_SECONDS = 0.2
COUNT_EVERY_SECONDS = 2.0
LOOPBACK = "127.0.0.1"
_LOCAL = {
    # The client counts deaths itself; see the first paragraph.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.admin.tick.limit": "1h",
}

Stopped = Callable[[], bool]
Work = Callable[[Any, Path, Stopped], Any]


class ClusterLostError(CatchupError):
    """No worker can be reached any more."""


@dataclass(frozen=True)
class Task:
    """Something to do: `work(payload, scratch folder, stopped)` under a key."""

    key: str
    payload: Callable[[], Any]
    """Called when the task is handed out, so that the client holds few payloads at a time."""


@dataclass(frozen=True)
class Outcome:
    """What a task came to: a result, or the cause why there is none."""

    key: str
    attempts: int
    result: Any = None
    cause: str | None = None


@dataclass
class At:
    """A task that a worker has begun."""

    key: str
    pid: int
    worker: str
    since: float


@dataclass
class _Sent:
    """A task handed out."""

    task: Task
    attempt: int
    future: Any


@dataclass
class _Lines:
    """Tasks that wait: fresh ones, those to try again, those to try alone."""

    fresh: Iterator[Task]
    again: deque[tuple[Task, int]] = field(default_factory=deque)

    def next(self, out: int, alone: bool) -> tuple[Task, int] | None:
        """The next task and its attempt, if one may go out beside `out` others."""
        if alone:
            return None
        task = next(self.fresh, None)
        if task is not None:
            return task, 1
        if not self.again or (out and self.again[0][1] >= TRIES):
            return None
        return self.again.popleft()


class Cluster:
    """Workers to hand tasks to: processes of this machine, or a cluster that runs already.

    Args:
        address: of a running scheduler, e.g. `tcp://10.0.0.5:8786`; None for workers on this machine.
        workers: processes on this machine; its cores if None. memory: most memory of each, e.g. `2GiB`; an even share if None.
        seconds: most a task may take; it is ended `grace` seconds later, whatever it does. priority: among clients of one scheduler.

    Raises:
        InputError: no scheduler at that address. ClusterLostError: it has no workers.
    """

    def __init__(
        self, address: str | None = None, *, workers: int | None = None, memory: str | None = None, seconds: float | None = None,
        grace: float = GRACE_SECONDS, priority: int = 0, patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._limit = None if seconds is None else seconds + grace
        self._grace, self._priority, self._patience = grace, priority, patience
        self._topic = f"catchup-{uuid.uuid4().hex}"
        self._ready: queue.Queue[Any] = queue.Queue()
        self._sent: dict[str, _Sent] = {}
        self._at: dict[str, At] = {}
        self._numbers = 0
        self._count, self._counted = 0, 0.0
        self._seen = time.monotonic()
        self._local: Any = None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._client = self._joined(address) if address else self._started(workers, memory)
        self._deaf = True
        """Whether the workers' news have to be asked for, at first and after a cut."""

    def _started(self, workers: int | None, memory: str | None) -> Any:
        make: Any = distributed.LocalCluster
        # With no address at all the scheduler asks for a port that another run may hold; 0 takes any that is free.
        with dask.config.set(_LOCAL):
            try:
                self._local = make(
                    n_workers=workers, threads_per_worker=1, processes=True, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0", worker_dashboard_address=None,
                    memory_limit=memory or "auto", silence_logs=logging.CRITICAL, preload="catchup.cluster",
                )
            except ValueError as problem:
                raise InputError(f"workers cannot be started: {problem}", "give memory as 2GiB or 500MB") from None
        client: Any = distributed.Client
        return client(self._local, set_as_default=False)

    def _joined(self, address: str) -> Any:
        make: Any = distributed.Client
        try:
            client = make(address, timeout=self._patience, set_as_default=False)
        except (OSError, ValueError, KeyError) as problem:
            raise InputError(
                f"no scheduler answers at {address}: {str(problem).splitlines()[0]}", "start one by `dask scheduler` and give its address, tcp://host:8786"
            ) from None
        try:
            client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError:
            client.close()
            raise ClusterLostError(f"the scheduler at {address} has no workers", f"start one by `dask worker {address} --nthreads 1`") from None
        return client

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the workers; those of this machine end."""
        self.cancel()
        self._client.close(timeout=5)
        if self._local is not None:
            self._local.close(timeout=10)

    @property
    def workers(self) -> int:
        """Processes that take tasks, as last counted."""
        return self._count

    def running(self) -> list[At]:
        """Tasks that workers are at."""
        found = [self._at.get(one.future.key) for one in self._sent.values()]
        return sorted((one for one in found if one is not None), key=lambda one: one.since)

    def cancel(self) -> None:
        """Takes all tasks back. Their solvers stop; nothing more comes of them."""
        for one in self._sent.values():
            if self._client.status == "running":
                one.future.cancel(force=True)
        self._sent.clear()

    def run(self, work: Work, tasks: Iterable[Task]) -> Iterator[Outcome | None]:
        """Does tasks and gives what they come to, as they finish; nothing several times a second, so that the caller can look about.

        Args:
            work: a function that workers can import.

        Raises:
            ClusterLostError: the cluster is gone; what was not given is not done.
        """
        lines = _Lines(iter(tasks))
        while True:
            self._hand_out(work, lines)
            if not self._sent:
                return
            try:
                ended = self._ready.get(timeout=LOOK_EVERY_SECONDS)
            except queue.Empty:
                self._check_connection()
                yield from self._overdue()
                yield None
                continue
            yield from self._ended(ended, lines)

    def _hand_out(self, work: Work, lines: _Lines) -> None:
        if self._deaf and self._client.status == "running":
            self._client.subscribe_topic(self._topic, self._begun)
            self._deaf = False
        alone = any(one.attempt >= TRIES for one in self._sent.values())
        while len(self._sent) < self._room():
            found = lines.next(len(self._sent), alone)
            if found is None:
                return
            task, attempt = found
            self._numbers += 1
            name = f"{self._topic}-{self._numbers}"
            future = self._client.submit(
                _attempt, work, task.payload(), task.key, self._topic, self._limit, key=name, pure=False, priority=self._priority,
            )
            self._sent[task.key] = _Sent(task, attempt, future)
            alone = attempt >= TRIES
            future.add_done_callback(self._ready.put)

    def _room(self) -> int:
        """Tasks that may be out at once: one for each worker."""
        if time.monotonic() - self._counted > COUNT_EVERY_SECONDS and self._client.status == "running":
            try:
                self._count = len(self._client.nthreads())
            except (OSError, TimeoutError):
                self._count = max(self._count, 1)  # the connection is being mended; the next look tells
            self._counted = time.monotonic()
        return max(self._count, 1)

    def _begun(self, event: tuple[float, Any]) -> None:
        """Hears from a worker that it begins a task. Called from the client's own thread."""
        told = event[1]
        self._at[told["name"]] = At(told["key"], told["pid"], told["worker"], time.monotonic())

    def _ended(self, future: Any, lines: _Lines) -> Iterator[Outcome]:
        at = self._at.pop(future.key, None)
        sent = next((one for one in self._sent.values() if one.future.key == future.key), None)
        if sent is None:
            return
        del self._sent[sent.task.key]
        if future.status == "finished":
            yield self._result(sent, future)
        elif future.status == "error":
            yield from self._blamed(sent, at, future.exception(), lines)
        else:
            # The connection was cut: nobody's fault, so it does not count as an attempt.
            lines.again.appendleft((sent.task, sent.attempt))
            self._deaf = True
            self._check_connection()

    def _result(self, sent: _Sent, future: Any) -> Outcome:
        try:
            return Outcome(sent.task.key, sent.attempt, future.result(timeout=self._patience))
        except Exception as problem:  # whatever it is, it is the cause that is reported
            return Outcome(sent.task.key, sent.attempt, cause=_named(problem))

    def _blamed(self, sent: _Sent, at: At | None, problem: BaseException, lines: _Lines) -> Iterator[Outcome]:
        if not isinstance(problem, distributed.KilledWorker):
            yield Outcome(sent.task.key, sent.attempt, cause=_named(problem))
        elif self._limit is not None and at is not None and time.monotonic() - at.since >= self._limit - 1:
            yield Outcome(sent.task.key, sent.attempt, cause=self._too_long())
        elif sent.attempt >= TRIES:
            yield Outcome(
                sent.task.key, sent.attempt,
                cause=f"its process died in each of {TRIES} attempts, the last one alone: it crashed, or took more memory than a worker has",
            )
        else:
            lines.again.append((sent.task, sent.attempt + 1))

    def _too_long(self) -> str:
        assert self._limit is not None
        return f"it did not end within {self._limit:.0f} seconds, limit and grace together, and its process was ended"

    def _overdue(self) -> Iterator[Outcome]:
        """Ends tasks whose process does not even heed its alarm, by ending the process from outside."""
        if self._limit is None:
            return
        for at in self.running():
            if time.monotonic() - at.since > self._limit + self._grace:
                sent = self._sent.pop(at.key)
                sent.future.cancel(force=True)
                threading.Thread(target=self._restart, args=(at.worker,), daemon=True).start()
                yield Outcome(at.key, sent.attempt, cause=self._too_long())

    def _restart(self, worker: str) -> None:
        """Ends a worker through its nanny, which starts another. A worker without one is left to whoever runs the cluster."""
        # It may be gone by now, or the client may be: then there is nothing to end.
        with suppress(OSError, TimeoutError, ValueError, RuntimeError):
            self._client.restart_workers([worker], timeout=self._patience, raise_for_error=False)

    def _check_connection(self) -> None:
        if self._client.status in ("closed", "closing"):
            raise ClusterLostError(
                f"the scheduler could not be reached for {self._patience:.0f} seconds",
                "what is done is kept; start the cluster again and go on by `catchup batch --resume`",
            )
        if self._count:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > WORKERLESS_PATIENCES * self._patience:
            raise ClusterLostError(
                f"there has been no worker for {WORKERLESS_PATIENCES * self._patience:.0f} seconds",
                "what is done is kept; start workers again and go on by `catchup batch --resume`",
            )


def _named(problem: BaseException) -> str:
    said = " ".join((problem.message if isinstance(problem, CatchupError) else str(problem)).split())[:LONGEST_CAUSE]
    return said if isinstance(problem, CatchupError) else f"{type(problem).__name__}: {said}"


LONGEST_CAUSE = 400
_DOOR = threading.Lock()


def _attempt(work: Work, payload: Any, key: str, topic: str, limit: float | None) -> Any:
    """Runs in a worker: does a task under an alarm that ends the process if nothing else does."""
    import os

    worker: Any = get_worker()
    name = worker.get_current_task()

    def stopped() -> bool:
        # A worker that lost its scheduler, or whose client took the task back, has nobody to work for.
        known = worker.state.tasks.get(name)
        return known is None or known.state in ("cancelled", "released", "forgotten")

    with _DOOR:
        worker.log_event(topic, {"key": key, "name": name, "pid": os.getpid(), "worker": worker.address})
        if limit is not None:
            signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            return work(payload, Path(worker.local_directory) / "catchup", stopped)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def dask_setup(_worker: Any) -> None:
    """Called when a worker of this machine starts: Ctrl-C is for the client, which then ends its workers in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
