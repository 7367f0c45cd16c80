"""The desk: hands questions to workers, keeps a queue, and replaces workers that die.

Each asker has at most one question under way: a new one ends the old one. Whoever waits can see their place. A worker that dies
costs its question and nothing else.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from catchup.audit import AuditReport
from catchup.desk.messages import (
    Ask,
    Audited,
    Because,
    Kind,
    Message,
    News,
    Priced,
    Ranked,
    Refusal,
    Reply,
    Stop,
    Worked,
)
from catchup.errors import CatchupError
from catchup.explain import PlanExplanation
from catchup.influence import Influence
from catchup.plan import Plan, Request
from catchup.report.besides import Given
from catchup.scoring.score import Score
from catchup.scoring.strategy import Strategy
from catchup.search import Progress

MEMORY = 4 * 1024**3
SECONDS = 120.0
SCHEDULER = "CATCHUP_SCHEDULER"
"""Names the address of a Dask scheduler to which questions that take long go instead."""
LONG = ("why", "score", "influence")
ENDED_BY_FORCE = ("score", "audit", "first")
"""Kinds of question that have no answer before their end: a stop ends the process, which frees its processor at once."""


class WorkerLostError(CatchupError):
    """A worker process died under a question."""

    exit_code = 4


@dataclass
class Job:
    """A question under way. Read it from any thread; only the desk writes it."""

    number: int
    asker: str
    request: Request
    country: str
    seconds: float
    kind: Kind = "plan"
    lever: str | None = None
    strategy: Strategy | None = None
    given: Plan | None = None
    wanted: tuple[str, ...] = ()
    language: str = "en"
    began: float = field(default_factory=time.monotonic)
    progress: Progress | None = None
    provisional: Reply | None = None
    reply: Reply | None = None
    because: PlanExplanation | None = None
    influence: Influence | None = None
    score: Score | None = None
    audit: AuditReport | None = None
    worked: Given | None = None
    error: CatchupError | None = None
    stopped: bool = False
    worker: int | None = None
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        """Whether the answer or a refusal is there."""
        return self.over.is_set()


class _Seat:
    """A worker process and the pipe to it; with an address, one that passes long questions on to a cluster."""

    def __init__(self, memory: int, address: str | None = None) -> None:
        ours, theirs = Pipe()
        self.pipe: Connection = ours
        self.address = address
        program = ["catchup.desk.relay", str(theirs.fileno()), address] if address else ["catchup.desk.worker", str(theirs.fileno()), str(memory)]
        # A plain subprocess: forking or spawning from the app's server would run its script again.
        self.process = subprocess.Popen(
            [sys.executable, "-m", *program], pass_fds=[theirs.fileno()],
            env={**os.environ, "OMP_NUM_THREADS": "1"}, stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self.job: Job | None = None
        self.countries: list[str] = []


def _end_with(job: Job, message: Message) -> None:
    """Keeps what ends a question."""
    if isinstance(message, Reply):
        job.reply = message
    elif isinstance(message, Because):
        job.because = message.explanation
    elif isinstance(message, Ranked):
        job.influence = message.influence
    elif isinstance(message, Priced):
        job.score = message.score
    elif isinstance(message, Audited):
        job.audit = message.report
    elif isinstance(message, Worked):
        job.worked = message.given
    elif isinstance(message, Refusal):
        job.error = message.error


class Desk:
    """Planner workers for many askers.

    Args:
        workers: processes; the machine's cores if None. memory: bytes of address space a worker may use.
        scheduler: address of a Dask cluster for questions that take long; what `CATCHUP_SCHEDULER` names if None.
    """

    def __init__(self, workers: int | None = None, memory: int = MEMORY, scheduler: str | None = None) -> None:
        self._memory = memory
        self._numbers = itertools.count(1)
        self._queue: list[Job] = []
        self._door = threading.RLock()
        self._closed = False
        self._scheduler = scheduler or os.environ.get(SCHEDULER) or None
        self._seats = [_Seat(memory) for _ in range(workers or os.cpu_count() or 1)]
        self._seats += [_Seat(memory, self._scheduler) for _ in range(RELAYS if self._scheduler else 0)]
        self._waker, self._woken = Pipe()
        threading.Thread(target=self._listen, name="desk", daemon=True).start()

    def ask(
        self, asker: str, request: Request, country: str, seconds: float = SECONDS, *, kind: Kind = "plan", lever: str | None = None,
        strategy: Strategy | None = None, given: Plan | None = None, wanted: tuple[str, ...] = (), language: str = "en",
    ) -> Job:
        """Puts a question; the asker's question of the same kind before it is ended.

        Args:
            kind: plan, or why a plan is what it is; then `lever` names one lever, or none for all in short. score: what `strategy`
                is worth, to the gap and with the seed of the request. audit: whether `given` is a plan that holds.
                influence: which assumptions move the plan most, as far as the time goes; a stop keeps what was found.
                first and papers: what is `wanted` besides the plan `given`, said in `language`; a stop of papers keeps what was found.
        """
        with self._door:
            self._end_questions_of(asker, kind)
            job = Job(next(self._numbers), asker, request, country, seconds, kind, lever, strategy, given, wanted, language)
            self._queue.append(job)
            self._hand_out()
            return job

    def stop(self, job: Job) -> None:
        """Ends a search; its best plan so far becomes the answer, and no solver keeps running. A score has no answer so far."""
        with self._door:
            job.stopped = True
            if job in self._queue:
                self._queue.remove(job)
                self._refuse(job, CatchupError("stopped before it began", "ask again"))
            elif not job.done:
                for seat in self._seats:
                    if seat.job is job:
                        self._end(seat, job)

    def place(self, job: Job) -> int:
        """Questions that come before this one; 0 if it is being answered or done."""
        with self._door:
            return self._queue.index(job) + 1 if job in self._queue else 0

    def pids(self) -> Sequence[int]:
        """Process numbers of the workers."""
        with self._door:
            return [seat.process.pid for seat in self._seats]

    def close(self) -> None:
        """Ends all workers."""
        with self._door:
            self._closed = True
            for seat in self._seats:
                seat.pipe.close()
                seat.process.terminate()
            self._waker.send(None)
        for seat in self._seats:
            seat.process.wait(timeout=5)

    def _end_questions_of(self, asker: str, kind: str) -> None:
        for job in [one for one in self._queue if one.asker == asker and one.kind == kind]:
            self._queue.remove(job)
            self._refuse(job, CatchupError("replaced by a newer question"))
        for seat in self._seats:
            if seat.job is not None and seat.job.asker == asker and seat.job.kind == kind:
                seat.job.stopped = True
                self._end(seat, seat.job)

    def _end(self, seat: _Seat, job: Job) -> None:
        """Asks a worker to end its question, or ends the worker where it could not answer before the end."""
        if job.kind in ENDED_BY_FORCE and seat.address is None:
            seat.process.kill()
            return
        try:
            seat.pipe.send(Stop(job.number))
        except OSError:
            seat.process.kill()

    def _hand_out(self) -> None:
        """Gives waiting questions to free workers, to one that knows the country if there is one."""
        for job in list(self._queue):
            far = self._scheduler is not None and job.kind in LONG
            free = [seat for seat in self._seats if seat.job is None and (seat.address is not None) == far]
            if not free:
                continue
            self._queue.remove(job)
            seat = min(free, key=lambda one: (job.country not in one.countries, len(one.countries)))
            seat.job, job.worker = job, seat.process.pid
            seat.countries = [*(one for one in seat.countries if one != job.country), job.country][-3:]
            job.began = time.monotonic()
            try:
                seat.pipe.send(Ask(job.number, job.request, job.country, job.seconds, job.kind, job.lever, job.strategy, job.given, job.wanted, job.language))
            except OSError:
                seat.process.kill()  # the listener replaces it; a second thread must not close a pipe that is waited on

    def _listen(self) -> None:
        while True:
            with self._door:
                if self._closed:
                    return
                pipes = {seat.pipe: seat for seat in self._seats}
            ready = wait([*pipes, self._woken], timeout=0.5)
            with self._door:
                for one in ready:
                    if one is self._woken:
                        self._woken.recv()
                    elif one in pipes and pipes[one] in self._seats:
                        self._read(pipes[one])
                self._end_overdue()

    def _read(self, seat: _Seat) -> None:
        if self._closed:
            return
        try:
            message = seat.pipe.recv()
        except (EOFError, OSError):
            self._replace(seat)
            return
        job = seat.job
        if job is None or message.job != job.number:
            return
        if isinstance(message, News):
            job.progress = message.progress
        elif isinstance(message, Reply) and message.provisional:
            job.provisional = message
        else:
            _end_with(job, message)
            self._free(seat)

    def _free(self, seat: _Seat) -> None:
        if seat.job is not None:
            seat.job.over.set()
        seat.job = None
        self._hand_out()

    def _refuse(self, job: Job, error: CatchupError) -> None:
        job.error = error
        job.over.set()

    def _end_overdue(self) -> None:
        """A worker that has not answered long after its time is ended: the bound on time holds even if the solver hangs."""
        for seat in list(self._seats):
            grace = GRACE if seat.address is None else FAR_GRACE
            if seat.job is not None and time.monotonic() - seat.job.began > seat.job.seconds + grace:
                seat.process.kill()

    def _replace(self, seat: _Seat) -> None:
        job = seat.job
        seat.pipe.close()
        seat.process.kill()
        seat.process.wait()
        self._seats[self._seats.index(seat)] = _Seat(self._memory, seat.address)
        if job is not None:
            forced = job.stopped and job.kind in ENDED_BY_FORCE
            lost = WorkerLostError("the process that worked on this was lost", "ask again; nothing else was lost")
            self._refuse(job, CatchupError("stopped before it was done", "ask again") if forced else lost)
        self._hand_out()


GRACE = 20.0
FAR_GRACE = 90.0
"""The cluster ends a question itself; this is for a relay that hangs."""
RELAYS = 4
