"""The cluster under attack: workers that die, never end or eat memory, and connections that are cut. With real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from catchup.cluster import Cluster, ClusterLostError, Outcome, Task
from catchup.errors import InputError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
HERE = str(Path(__file__).parent)
PROGRAM = [sys.executable, "-m", "dask"]


def tasks(*payloads: Any) -> list[Task]:
    return [Task(str(one), lambda one=one: one) for one in payloads]


def done(cluster: Cluster, work: Callable[..., Any], *payloads: Any, seen: Callable[[], object] = lambda: None) -> dict[str, Outcome]:
    """Outcomes by key; each key must come once."""
    found: dict[str, Outcome] = {}
    for one in cluster.run(work, tasks(*payloads)):
        seen()
        if one is not None:
            assert one.key not in found
            found[one.key] = one
    return found


def echo(payload: Any, _folder: Path, _stopped: Callable[[], bool]) -> Any:
    import time as clock

    clock.sleep(0.3)
    return payload, os.getpid()


def freed(port: int = 0) -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", port))
        return int(one.getsockname()[1])


@contextmanager
def scheduler_and_worker(port: int, workers: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler and workers as separate programs on this machine."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "PYTHONPATH": HERE}}
    head = subprocess.Popen([*PROGRAM, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet)
    hands = [
        subprocess.Popen(
            [*PROGRAM, "worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"], **quiet
        )
        for _ in range(workers)
    ]
    try:
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert head.poll() is None
            time.sleep(0.05)
        yield head
    finally:
        for one in (*hands, head):
            one.terminate()
        for one in (*hands, head):
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


class Wire:
    """A connection in between that can be cut."""

    def __init__(self, to: int) -> None:
        self.to, self.ends = to, list[socket.socket]()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.server.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.server.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                other.sendall(content)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        for one in self.ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def close(self) -> None:
        self.server.close()
        self.cut()


def test_a_task_that_crashes_its_worker_is_told_and_the_others_are_done() -> None:
    def work(payload: Any, folder: Path, stopped: Callable[[], bool]) -> Any:
        if payload == "bad":
            os._exit(3)
        return payload

    with Cluster(workers=2) as cluster:
        found = done(cluster, work, "a", "bad", "b", "c", "d")
    assert {key: one.result for key, one in found.items() if one.cause is None} == {"a": "a", "b": "b", "c": "c", "d": "d"}
    assert found["bad"].attempts == 3
    assert "died in each of 3 attempts" in str(found["bad"].cause)


def test_a_task_that_raises_is_told_once_with_its_cause() -> None:
    def work(payload: Any, folder: Path, stopped: Callable[[], bool]) -> Any:
        if payload == "bad":
            raise ValueError("the amount is wrong\nwith a second line")
        return payload

    with Cluster(workers=1) as cluster:
        found = done(cluster, work, "bad", "good")
    assert found["bad"].cause == "ValueError: the amount is wrong with a second line"
    assert found["good"].result == "good"


def test_a_task_that_takes_too_much_memory_loses_its_worker_and_nothing_else() -> None:
    def work(payload: Any, folder: Path, stopped: Callable[[], bool]) -> Any:
        held = [bytearray(os.urandom(1) * 2**26) for _ in range(64 if payload == "bad" else 0)]
        time.sleep(60 if held else 0)
        return payload

    with Cluster(workers=1, memory="500MB") as cluster:
        found = done(cluster, work, "bad", "good")
    assert found["good"].result == "good"
    assert "more memory than a worker has" in str(found["bad"].cause)


def test_a_task_that_never_ends_is_ended_by_its_alarm() -> None:
    def work(payload: Any, folder: Path, stopped: Callable[[], bool]) -> Any:
        while payload == "bad":
            time.sleep(1)
        return payload

    with Cluster(workers=2, seconds=1.0, grace=2.0) as cluster:
        found = done(cluster, work, "bad", "a", "b")
    assert "did not end within 3 seconds" in str(found["bad"].cause)
    assert found["bad"].attempts == 1
    assert (found["a"].result, found["b"].result) == ("a", "b")


def test_a_frozen_worker_is_ended_from_outside() -> None:
    frozen: list[int] = []

    def work(payload: Any, folder: Path, stopped: Callable[[], bool]) -> Any:
        time.sleep(2 if payload == "bad" else 0)
        return payload

    with Cluster(workers=1, seconds=3.0, grace=1.0) as cluster:

        def freeze() -> None:
            for one in cluster.running():
                if one.key == "bad" and not frozen:
                    os.kill(one.pid, signal.SIGSTOP)
                    frozen.append(one.pid)

        found = done(cluster, work, "bad", "good", seen=freeze)
    assert frozen
    assert "did not end within" in str(found["bad"].cause)
    assert found["good"].result == "good"


def test_a_killed_worker_costs_nothing() -> None:
    killed: list[int] = []
    with Cluster(workers=2) as cluster:

        def kill() -> None:
            if not killed and cluster.running():
                killed.append(cluster.running()[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        found = done(cluster, echo, *range(8), seen=kill)
    assert killed
    assert {one.result[0] for one in found.values()} == set(range(8))
    assert sorted(one.attempts for one in found.values())[-1] == 2


def test_tasks_taken_back_stop_working() -> None:
    def work(payload: str, folder: Path, stopped: Callable[[], bool]) -> Any:
        while not stopped():
            time.sleep(0.05)
        Path(payload).touch()
        return payload

    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place, Cluster(workers=1) as cluster:
        mark = Path(place) / "stopped"
        for _ in cluster.run(work, tasks(str(mark))):
            if cluster.running():
                break
        cluster.cancel()
        for _ in range(200):
            if mark.exists():
                break
            time.sleep(0.05)
        assert mark.exists()


def test_scheduler_worker_and_client_apart_and_the_wire_between_them_cut() -> None:
    port = freed()
    with scheduler_and_worker(port, workers=2):
        wire = Wire(port)
        try:
            with Cluster(f"tcp://127.0.0.1:{wire.port}", patience=60) as cluster:
                cuts: list[float] = []

                def cut() -> None:
                    if len(cuts) < 2 and cluster.running() and (not cuts or time.monotonic() - cuts[-1] > 1.0):
                        cuts.append(time.monotonic())
                        wire.cut()

                found = done(cluster, echo, *range(12), seen=cut)
                assert len(cuts) == 2
                assert {one.result[0] for one in found.values()} == set(range(12))
                assert {one.attempts for one in found.values()} == {1}
                assert os.getpid() not in {one.result[1] for one in found.values()}
        finally:
            wire.close()


def test_a_scheduler_that_is_gone_is_told() -> None:
    port = freed()
    with scheduler_and_worker(port) as head, Cluster(f"tcp://127.0.0.1:{port}", patience=5) as cluster:
        kept: list[Outcome] = []

        def collect() -> None:
            for one in cluster.run(echo, tasks(*range(50))):
                kept.extend([one] if one is not None else [])
                if len(kept) == 2:
                    head.kill()

        with pytest.raises(ClusterLostError) as found:
            collect()
        assert 2 <= len(kept) < 50
        assert all(one.cause is None for one in kept)
        assert "--resume" in found.value.remedy


def test_an_address_without_a_scheduler_is_refused() -> None:
    with pytest.raises(InputError, match="no scheduler answers"):
        Cluster(f"tcp://127.0.0.1:{freed()}", patience=2)
