"""A seat of the desk whose work is done on a cluster: it passes a question on, listens for a stop, and brings the answer back.

Started by `catchup.desk.pool` as `python -m catchup.desk.relay FD ADDRESS`, for the kinds of question that take long. The worker there needs
the same version of catchup and the same data files; a country file of one's own travels with the question.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from catchup.cluster import Cluster, Stopped, Task
from catchup.desk.messages import Ask, Message, News, Refusal, Stop
from catchup.desk.worker import Worker
from catchup.errors import CatchupError, InputError
from catchup.kept import digest_in, file_of, keep_text
from catchup.library import data_root, digest_of
from catchup.search import Progress

LOOK_EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 10.0
"""How long to wait for a scheduler: somebody sits before the page."""


@dataclass(frozen=True)
class Sealed:
    """A question on its way: with the country file it is about, if that is one's own, and the digest of the data it is asked of."""

    ask: Ask
    own_file: str | None
    data: str


def data_digest() -> str:
    """Digest of the data files at hand."""
    return digest_of(list(data_root().rglob("*.yaml")))


def sealed(ask: Ask) -> Sealed:
    """A question with all that a machine elsewhere needs to answer it."""
    own = file_of(ask.country).read_text(encoding="utf-8") if digest_in(ask.country) else None
    return Sealed(ask, own, data_digest())


class _Heard:
    """Stands for the pipe of a worker: keeps the last thing it said that ends a question."""

    def __init__(self) -> None:
        self.last: Message | None = None

    def send(self, message: Message) -> None:
        """Hears a message."""
        if not isinstance(message, News):
            self.last = message


def answered(payload: Sealed, _scratch: Path, stopped: Stopped) -> Message:
    """Answers a question in a worker of the cluster. Its solver ends soon after the question was taken back."""
    ask = payload.ask
    if payload.data != data_digest():
        return Refusal(ask.job, InputError("the cluster's workers have other data files than this server", "install the same version of catchup and its data there"))
    if payload.own_file is not None:
        keep_text(payload.own_file)
    heard: Any = _Heard()
    worker = Worker(heard)
    with _heeding(worker, ask, stopped):
        worker.answer(ask)
    assert heard.last is not None
    return heard.last  # type: ignore[no-any-return]


@contextmanager
def _heeding(worker: Worker, ask: Ask, stopped: Stopped) -> Iterator[None]:
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_SECONDS):
            if stopped():
                worker.stop(ask.job)

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        over.set()


class Relay:
    """Passes one question at a time to a cluster, which it joins when the first one comes."""

    def __init__(self, pipe: Connection, address: str) -> None:
        self.pipe, self.address = pipe, address
        self.stopped: set[int] = set()

    def run(self) -> None:
        """Passes questions on until the pipe closes."""
        while True:
            try:
                message = self.pipe.recv()
            except (EOFError, OSError):
                return
            if isinstance(message, Stop):
                self.stopped.add(message.job)
            else:
                self.pipe.send(self._brought(message))

    def _brought(self, ask: Ask) -> Message:
        began = time.monotonic()
        self.pipe.send(News(ask.job, Progress("on the cluster", "", None, None, None, 0.0)))
        try:
            parcel = sealed(ask)
            with Cluster(self.address, seconds=ask.seconds, patience=PATIENCE_SECONDS) as cluster:
                for outcome in cluster.run(answered, [Task(str(ask.job), lambda: parcel)]):
                    if outcome is not None:
                        return outcome.result if outcome.cause is None else Refusal(ask.job, CatchupError(outcome.cause, "ask again"))
                    if self._taken_back(ask.job):
                        cluster.cancel()
                        break
                    self.pipe.send(News(ask.job, Progress("on the cluster", "", None, None, None, time.monotonic() - began)))
        except CatchupError as problem:
            return Refusal(ask.job, problem)
        return Refusal(ask.job, CatchupError("stopped before it was done", "ask again"))

    def _taken_back(self, job: int) -> bool:
        while self.pipe.poll():
            message = self.pipe.recv()
            if isinstance(message, Stop):
                self.stopped.add(message.job)
        return job in self.stopped


def main(descriptor: int, address: str) -> None:
    """Passes questions from a pipe to a cluster until the pipe closes.

    Args:
        descriptor: file descriptor of the pipe. address: of the scheduler, such as `tcp://10.0.0.5:8786`.
    """
    Relay(Connection(descriptor), address).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
