"""One worker process: reads questions from a pipe, answers with planners that it keeps warm.

Started by `catchup.desk.pool` as `python -m catchup.desk.worker FD`; never by hand.
"""

from __future__ import annotations

import queue
import resource
import sys
import threading
import time
from collections import OrderedDict
from multiprocessing.connection import Connection

from catchup.audit import audit_plan
from catchup.desk.messages import Ask, Audited, Because, Message, News, Priced, Ranked, Refusal, Reply, Stop, Worked
from catchup.errors import CatchupError, NoFeasiblePlanError
from catchup.explain import explain_plan
from catchup.impossible.repairs import explained
from catchup.influence import SECONDS as INFLUENCE_SECONDS
from catchup.influence import influence_of
from catchup.language import speaking
from catchup.planner import Answer, Planner
from catchup.report.besides import EXTRAS, SECONDS, worked_out
from catchup.scoring.score import score
from catchup.search import Progress

MOST_WARM = 3
NEWS_EVERY_SECONDS = 0.1


class Worker:
    """Answers one question at a time; hears a stop at any time."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.waiting: queue.Queue[Ask | None] = queue.Queue()
        self.planners: OrderedDict[str, Planner] = OrderedDict()
        self.job: int | None = None
        self.stopped: set[int] = set()
        self.door = threading.Lock()

    def run(self) -> None:
        """Answers until the pipe closes."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            ask = self.waiting.get()
            if ask is None:
                return
            self.answer(ask)

    def stop(self, job: int) -> None:
        """Ends a question, now if it is the one under way, else as soon as it is begun."""
        self.stopped.add(job)
        if job == self.job:
            self._stop_current()

    def _listen(self) -> None:
        while True:
            try:
                message = self.pipe.recv()
            except (EOFError, OSError):
                self._stop_current()
                self.waiting.put(None)
                return
            if isinstance(message, Stop):
                self.stop(message.job)
            else:
                self.waiting.put(message)

    def _stop_current(self) -> None:
        for planner in list(self.planners.values()):
            planner.stop()

    def _planner(self, country: str) -> Planner:
        if country not in self.planners:
            self.planners[country] = Planner(country)
            while len(self.planners) > MOST_WARM:
                self.planners.popitem(last=False)
        self.planners.move_to_end(country)
        return self.planners[country]

    def answer(self, ask: Ask) -> None:
        """Answers a question; whatever comes of it goes into the pipe."""
        self.job = ask.job
        try:
            self._send(self._answered(ask))
        except NoFeasiblePlanError:
            self._send(Refusal(ask.job, self._explained(ask)))
        except CatchupError as problem:
            self._send(Refusal(ask.job, problem))
        finally:
            self.job = None

    def _answered(self, ask: Ask) -> Message:
        if ask.strategy is not None:
            return self._priced(ask)
        if ask.kind in ("first", "papers"):
            return self._worked(ask)
        if ask.given is not None:
            return Audited(ask.job, audit_plan(ask.given))
        planner = self._planner(ask.country)
        answer = planner.ask(
            ask.request, seconds=ask.seconds, report=lambda news: self._tell(ask.job, news, planner),
            provisional=None if ask.kind in ("why", "influence") else lambda one: self._send(_reply(ask.job, one)),
        )
        if ask.kind == "influence":
            return self._ranked(ask, planner, answer)
        return self._because(ask, planner, answer) if ask.kind == "why" else _reply(ask.job, answer)

    def _priced(self, ask: Ask) -> Priced:
        assert ask.strategy is not None
        found, _ = score(
            ask.strategy, gap=ask.request.gap, seed=ask.request.seed, report=lambda news: self._send(News(ask.job, news)),
        )
        return Priced(ask.job, found)

    def _worked(self, ask: Ask) -> Worked:
        assert ask.given is not None
        planner = self._planner(ask.country)
        if ask.kind == "first":
            self._send(News(ask.job, Progress("what has to stand first", "", None, None, None, 0.0)))
        with speaking(ask.language):
            found = worked_out(
                ask.given, ask.wanted, seconds=(ask.seconds or SECONDS) / len(EXTRAS), report=lambda news: self._tell(ask.job, news, planner),
                planner=planner, halted=lambda: ask.job in self.stopped,
            )
        return Worked(ask.job, found)

    def _because(self, ask: Ask, planner: Planner, answer: Answer) -> Because:
        found = explain_plan(
            planner, ask.request, answer, lever=ask.lever, seconds=ask.seconds, report=lambda news: self._tell(ask.job, news, planner),
            halted=lambda: ask.job in self.stopped,
        )
        return Because(ask.job, found)

    def _ranked(self, ask: Ask, planner: Planner, answer: Answer) -> Ranked:
        # The plan itself was made in the same time.
        spent = time.perf_counter() - answer.began
        found = influence_of(
            planner, ask.request, answer, seconds=max((ask.seconds or INFLUENCE_SECONDS) - spent, 0.0),
            report=lambda news: self._tell(ask.job, news, planner), halted=lambda: ask.job in self.stopped,
        )
        return Ranked(ask.job, found)

    def _explained(self, ask: Ask) -> CatchupError:
        """The sentences that collide and the ways out, in place of a bare refusal."""
        try:
            return explained(self._planner(ask.country), ask.request)
        except CatchupError as problem:
            return problem

    def _tell(self, job: int, news: Progress, planner: Planner) -> None:
        if job in self.stopped:
            planner.stop()
        self._send(News(job, news))

    def _send(self, message: Message) -> None:
        with self.door:
            try:
                self.pipe.send(message)
            except (BrokenPipeError, OSError):
                self._stop_current()


def _reply(job: int, answer: Answer) -> Reply:
    return Reply(job, answer.plan(), answer.provisional, answer.edit, {**answer.seconds, **answer.outcome.seconds})


def main(descriptor: int, memory: int) -> None:
    """Answers on a pipe until it closes.

    Args:
        descriptor: file descriptor of the pipe. memory: bytes of address space at most.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    Worker(Connection(descriptor)).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
