"""What somebody else's strategy is worth: whether it can be done, its worth beside the best plan, its parts, what to change first.

Every comparison is between proven ranges: a plan's true best lies between the plan found and the bound. Where the ranges of two
questions overlap nothing is said but "undecided".
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from catchup.assemble.choices import options_of_lever
from catchup.catalogue import ProgrammeDetails, ReformDetails, StanceDetails
from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
from catchup.evidence import Record
from catchup.impossible.conflict import conflict_of
from catchup.model.objectives import scale_floor
from catchup.plan import Request
from catchup.planner import Answer, Planner, request_of
from catchup.problem import Lock
from catchup.scoring.instructions import Key, Part, locks_of, parts_of, targets_of
from catchup.scoring.mending import Collision, Mended, Mender, Together
from catchup.scoring.strategy import Reading, Strategy
from catchup.scoring.telling import Begun, amount_of, begun_in, biggest_line, label_of, value_by_line
from catchup.search import Progress, Reporter

Verdict = Literal["helps", "costs", "no difference", "costs nothing", "undecided", "not priced"]
REST: Key = ("rest", None)
EXACT_GAP = 1e-7
HEADLINE_SHARE = 1.9
"""Seconds the strategy may take, in those of the best plan: with both the headline stays within three of them."""
SHORTEST, LONGEST = 2.0, 60.0
PART_SECONDS, EXPLAIN_SECONDS = 6.0, 5.0
MOST_CHANGES, TRIED = 3, 3
DUST = 1e-4
MOST_RULES = 3


class Range(Record):
    """Between what the truth lies, in the unit of the objective."""

    low: float
    high: float


class Worth(Record):
    """Level of the objective: the plan found, and what no plan can beat."""

    value: float
    bound: float
    path: str = Field(description="reform path of the plan found")


class PartScore(Record):
    """What one part of a strategy does to its worth."""

    part: str = Field(description="lever, lever/option, target, or rest")
    label: str
    verdict: Verdict
    released: Range | None = Field(default=None, description="gained if this part alone is left to the planner")
    barred: Range | None = Field(default=None, description="lost if this part alone is ruled out; negative where the best plan then is better")
    needed: bool = Field(default=False, description="the other parts cannot be done without it")
    instead: Begun | None = Field(default=None, description="what the planner does when it is left open")
    line: str | None = Field(default=None, description="line of the value that moves most when it is left open, or ruled out")
    line_amount: float = 0.0


class Change(Record):
    """One of the changes that win most, with what has been won up to and including it."""

    part: str
    label: str
    worth: Worth
    gained: Range = Field(description="against the strategy as scored")
    loss: Range = Field(description="still lost against the best plan")
    instead: Begun | None = None


class Score(Record):
    """What a strategy is worth."""

    format_version: Literal["score/1"] = "score/1"
    strategy: Strategy
    reading: Reading | None = None
    unit: str
    can_be_done: bool
    collisions: tuple[Collision, ...] = ()
    mended: tuple[Mended, ...] = Field(default=(), description="the nearest version that can be done differs in this")
    nearest_proven: bool = True
    scored: Strategy = Field(description="what was priced: the strategy, or its nearest version that can be done")
    worth: Worth
    best: Worth
    loss: Range
    verdict: Literal["loses", "undecided"]
    parts: tuple[PartScore, ...] = ()
    changes: tuple[Change, ...] = ()
    other_readings: dict[str, Worth | str] = Field(default_factory=dict)
    gap: float
    seconds: dict[str, float] = Field(default_factory=dict)

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


@dataclass
class Scoring:
    """One strategy being priced. `headline` first; the rest is priced while there is time.

    Args:
        strategy: what is priced, in one reading. gap: as for a plan. seconds: for the parts and what follows.
    """

    strategy: Strategy
    gap: float = 0.01
    seed: int = 1
    seconds: float = 30.0
    report: Reporter = field(default=lambda _: None)

    def __post_init__(self) -> None:
        self.case = self.strategy.case()
        self.planner = Planner(self.strategy.country)
        self.parts = parts_of(self.strategy)
        self.scored = self.strategy
        self.took: dict[str, float] = {}
        self.dropped: list[Key] = []
        self.began = time.perf_counter()

    @property
    def exact(self) -> bool:
        """Whether every decision is settled, as in a plan's own."""
        paths = {name for name, lever in self.case.levers.items() if isinstance(lever.details, ReformDetails)}
        dated = all(one.out or one.year is not None or one.lever in paths for one in self.strategy.decisions)
        return self.strategy.rest == "closed" and dated and bool(self.strategy.decisions)

    def request(self, parts: Sequence[Part], locks: Sequence[Lock] = (), *, gap: float | None = None) -> Request:
        """The request that some parts and further locks come to."""
        one = self.strategy
        needed = parts_of(one) if one.objective == "least_cost" else []
        return request_of(
            one.country, one.scenario, objective=one.objective, overrides=one.overrides, locks=locks,
            targets=tuple(dict.fromkeys((*targets_of(parts), *targets_of(needed)))), horizon=one.horizon, first_year=one.first_year,
            other_users_weight=one.other_users_weight, take_power_mw=one.take_power_mw, gap=self.gap if gap is None else gap, seed=self.seed,
        )

    def locked(self, parts: Sequence[Part], released: Sequence[Key] = (), closed: bool | None = None, gap: float | None = None) -> Request:
        """The request of some parts of the strategy."""
        return self.request(parts, locks_of(self.strategy, parts, self.case, [*released, *self.dropped], closed), gap=gap)

    def headline(self) -> Answer:
        """The best plan, and the strategy or its nearest version that can be done."""
        self._say("the best plan")
        self.best = self.planner.ask(self.request(()))
        self.took["best plan"] = time.perf_counter() - self.began
        self._say("the strategy as it is written")
        self.collisions: list[Collision] = []
        self.changed: list[Mended] = []
        self.nearest_proven = True
        try:
            self.answer = self._first()
        except NoFeasiblePlanError:
            self.took["strategy"] = time.perf_counter() - self.began - self.took["best plan"]
            self.answer = self._nearest()
        self.took["headline"] = time.perf_counter() - self.began
        return self.answer

    def _first(self) -> Answer:
        gap = EXACT_GAP if self.exact else self.gap
        asked = self.locked(self.parts, gap=gap)
        limit = max(SHORTEST, HEADLINE_SHARE * self.took["best plan"])
        try:
            return self.planner.ask(asked, seconds=limit)
        except NoPlanInTimeError:
            return self.planner.ask(asked, seconds=LONGEST)

    def _nearest(self) -> Answer:
        mender = Mender(
            self.parts, self.strategy, self._together, self._explain, self._say, self._choices, lambda part: label_of(part, self.case)
        )
        before = [part.key for part in self.parts]
        self.collisions, self.changed, self.parts, self.nearest_proven = mender.mend()
        self.dropped = [key for key in before if key not in [part.key for part in self.parts]]
        kept = tuple(one for part in self.parts for one in part.decisions)
        self.scored = self.strategy.model_copy(update={
            "decisions": kept, "targets": tuple(part.target for part in self.parts if part.target),
        })
        return self.planner.ask(self.locked(self.parts), seconds=LONGEST)

    def _together(self, parts: Sequence[Part]) -> Together:
        """The questions which of some parts can be done together. What is closed is closed in all of them."""
        keys = [part.key for part in (*self.parts, *parts)]
        always = locks_of(self.strategy, [], self.case, keys), self.request(()).targets
        locks = {part: locks_of(self.strategy, [part], self.case, closed=False) for part in parts}
        return Together(self.planner.resolved(self.request(()))[1], locks, always)

    def _explain(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """The rules that some parts break together."""
        problem = self.planner.resolved(self.locked(parts))[1]
        shut = [problem.closed_levers[part.key[0]] for part in parts if part.key[0] in problem.closed_levers]
        if shut:
            return tuple(f"It is closed here: {why.rstrip('.')}." for why in shut)
        most = {one.id: one.max_units for one in problem.plants} | {one.lever: one.max_units for one in problem.cohorts}
        wanted = [(part.key, one.units or one.at_least or 0.0) for part in parts for one in part.decisions if part.key[1] is None]
        over = [key[0] for key, units in wanted if units > most.get(key[0], units)]
        if over:
            return tuple(f"Sites, partners and money allow {amount_of(lever, None, most[lever], self.case)} at most." for lever in over)
        found = conflict_of(problem, time.perf_counter() + EXPLAIN_SECONDS)
        rules = tuple(str(one) for one in found.collisions if one.option is None)
        # A long list, or one that may be longer than it need be, explains nothing.
        return rules if len(rules) <= (MOST_RULES if found.proven else 1) else ()

    def _choices(self, lever: str) -> list[str]:
        """Steps, tiers or reform paths of a lever, of which another could be taken; firms are no such choice."""
        details = self.case.levers[lever].details
        return options_of_lever(self.case, lever) if isinstance(details, StanceDetails | ProgrammeDetails | ReformDetails) else []

    def _say(self, stage: str) -> None:
        self.report(Progress(stage, "", None, None, None, time.perf_counter() - self.began))

    def refine(self) -> None:
        """Searches the strategy on where the headline had no time to prove it to the gap."""
        if self.answer.outcome.proven or self.answer.gap <= self.gap:
            return
        self._say("proving what the strategy is worth")
        again = self._try(lambda: self.locked(self.parts))
        if again is not None and again.outcome.bound - again.outcome.value < self.answer.outcome.bound - self.answer.outcome.value:
            self.answer = again

    def start_clock(self) -> None:
        """From here on the time limit counts; it is counted anew for the parts."""
        self._until = time.perf_counter() + self.seconds
        self._released: dict[Key, Answer] = {}

    def price_released(self) -> dict[Key, PartScore]:
        """What leaving each part to the planner gains, until the time is up; the rest is marked as not priced."""
        keys = [part.key for part in self.parts] + ([REST] if self.strategy.rest == "closed" else [])
        found = {}
        for at, key in enumerate(keys, 1):
            self._say(f"leaving part {at} of {len(keys)} open")
            found[key] = self._priced(key)
        return found

    def price_barred(self, found: dict[Key, PartScore]) -> None:
        """What ruling out each part loses that gains nothing proven by being left open."""
        open_ones = [key for key, one in found.items() if one.verdict in ("undecided", "costs nothing")]
        for at, key in enumerate(open_ones, 1):
            self._say(f"ruling part {at} of {len(open_ones)} out")
            found[key] = self._barred(key, found[key])

    def _left(self) -> float:
        return self._until - time.perf_counter()

    def _name(self, key: Key) -> dict[str, str]:
        part = next((part for part in self.parts if part.key == key), None)
        return {"part": part.name, "label": label_of(part, self.case)} if part else {"part": "rest", "label": "Everything else is left alone"}

    def _priced(self, key: Key) -> PartScore:
        open_answer = self._try(self._without(key))
        if open_answer is None:
            return PartScore(**self._name(key), verdict="not priced")
        self._released[key] = open_answer
        gain = self._range(open_answer, self.answer)
        line, amount = biggest_line(value_by_line(open_answer), value_by_line(self.answer))
        return PartScore(
            **self._name(key), verdict=self._verdict(gain.low > 0, gain, key), released=gain, instead=self._instead(open_answer, key), line=line, line_amount=amount,
        )

    def _verdict(self, costs: bool, gain: Range, key: Key) -> Verdict:
        if costs and gain.high > self._dust():
            return "costs"
        part = next((part for part in self.parts if part.key == key), None)
        # Where the planner would leave it out as well, ruling it out is no news.
        if gain.high > self._dust():
            return "undecided"
        return "no difference" if part is None or part.target is not None or part.ruled_out else "costs nothing"

    def _dust(self) -> float:
        """Below this nothing is worth a sentence."""
        return DUST * max(abs(self.best.outcome.value), scale_floor(self.best.outcome.problem, self.strategy.objective))

    def _instead(self, answer: Answer, key: Key) -> Begun | None:
        return None if key == REST or key[0] == "target" else begun_in(answer, key)

    def _barred(self, key: Key, one: PartScore) -> PartScore:
        part = next((part for part in self.parts if part.key == key), None)
        if part is None or part.target or part.ruled_out:
            return one
        rest = [other for other in self.parts if other.key != key]
        locks = (*locks_of(self.strategy, rest, self.case, [key]), Lock(lever=key[0], option=key[1], kind="out"))
        try:
            without = self._ask(self.request(rest, tuple(dict.fromkeys(locks))))
        except NoFeasiblePlanError:
            return one.model_copy(update={"verdict": "helps", "needed": True})
        if without is None:
            return one
        lost = self._signed(self.answer, without)
        line, amount = biggest_line(value_by_line(self.answer), value_by_line(without))
        if lost.low <= 0:
            verdict = "no difference" if one.verdict == "costs nothing" and lost.high <= self._dust() else one.verdict
            return one.model_copy(update={"barred": lost, "verdict": verdict})
        return one.model_copy(update={"barred": lost, "line": line, "line_amount": amount, "verdict": "helps"})

    def _without(self, *keys: Key) -> Callable[[], Request]:
        rest = [part for part in self.parts if part.key not in keys]
        return lambda: self.locked(rest, list(keys), False if REST in keys else None)

    def _try(self, asked: Callable[[], Request]) -> Answer | None:
        try:
            return self._ask(asked())
        except NoFeasiblePlanError:
            return None

    def _ask(self, request: Request) -> Answer | None:
        if self._left() <= 0:
            return None
        try:
            return self.planner.ask(request, seconds=min(PART_SECONDS, max(self._left(), 0.5)))
        except NoPlanInTimeError:
            return None

    def _signed(self, one: Answer, other: Answer) -> Range:
        """How much better one answer is than another; negative where it is worse."""
        return Range(low=one.outcome.value - other.outcome.bound, high=one.outcome.bound - other.outcome.value)

    def _range(self, freer: Answer, bound: Answer) -> Range:
        """How much better an answer is than one from which more is asked: never less than nothing."""
        found = self._signed(freer, bound)
        return Range(low=max(found.low, 0.0), high=max(found.high, 0.0))

    def loss(self) -> Range:
        """What the strategy loses against the best plan."""
        return self._range(self.best, self.answer)

    def price_changes(self, parts: dict[Key, PartScore]) -> list[Change]:
        """The parts whose release wins most, one after another."""
        costly = [key for key, one in parts.items() if one.verdict == "costs"]
        costly.sort(key=lambda key: -self._released[key].outcome.value)
        found: list[Change] = []
        taken: list[Key] = []
        reached = self.answer
        while costly and len(found) < MOST_CHANGES:
            self._say("looking for the changes that win most")
            step = self._next(taken, costly)
            if step is None or self._range(step[1], reached).low <= self._dust():
                break
            key, reached = step
            taken.append(key)
            costly.remove(key)
            found.append(Change(
                **self._name(key), worth=worth_of(reached), gained=self._range(reached, self.answer), loss=self._range(self.best, reached),
                instead=self._instead(reached, key),
            ))
        return found

    def _next(self, taken: Sequence[Key], keys: Sequence[Key]) -> tuple[Key, Answer] | None:
        tried = [(key, self._try(self._without(*taken, key)) if taken else self._released[key]) for key in keys[:TRIED]]
        known = [(key, answer) for key, answer in tried if answer is not None]
        return max(known, key=lambda one: one[1].outcome.value, default=None)

    def price_other(self, other: Strategy) -> Worth | str:
        """What another reading of the same words is worth."""
        self._say("the other reading")
        parts = parts_of(other)
        try:
            answer = self._ask(self.request(parts, locks_of(other, parts, self.case)))
        except NoFeasiblePlanError:
            return "cannot be done"
        return worth_of(answer) if answer else "not priced"


def worth_of(answer: Answer) -> Worth:
    """Level and bound of an answer."""
    return Worth(value=answer.value, bound=answer.bound, path=answer.outcome.best.path)


def score(
    strategy: Strategy, *, reading: Reading | None = None, gap: float = 0.01, seed: int = 1, time_limit: float = 30.0,
    report: Reporter = lambda _: None,
) -> tuple[Score, Answer]:
    """What a strategy is worth, and the answer that completes it.

    Args:
        reading: which of two readings, if the strategy has them; the first it states if None.
        gap: proven distance at which each search may stop. time_limit: seconds for the parts, after the headline.

    Raises:
        NoFeasiblePlanError: nothing at all can be done in this country and scenario. NoPlanInTimeError.
    """
    chosen = reading or next(iter(strategy.readings), None)
    read = strategy.read(chosen) if chosen else strategy
    scoring = Scoring(read, gap=gap, seed=seed, seconds=time_limit, report=report)
    scoring.headline()
    scoring.start_clock()
    scoring.refine()
    others = {one: scoring.price_other(strategy.read(one)) for one in strategy.readings if one != chosen}
    scoring.start_clock()
    parts = scoring.price_released()
    changes = scoring.price_changes(parts)
    scoring.price_barred(parts)
    scoring.took["all"] = time.perf_counter() - scoring.began
    loss = scoring.loss()
    return Score(
        strategy=strategy, reading=chosen, unit=unit_of(strategy.objective), can_be_done=not scoring.collisions,
        collisions=tuple(scoring.collisions), mended=tuple(scoring.changed), nearest_proven=scoring.nearest_proven, scored=scoring.scored,
        worth=worth_of(scoring.answer), best=worth_of(scoring.best), loss=loss, verdict="loses" if loss.low > scoring._dust() else "undecided",
        parts=tuple(parts.values()), changes=tuple(changes), other_readings=others, gap=gap,
        seconds={name: round(seconds, 2) for name, seconds in scoring.took.items()},
    ), scoring.answer


def unit_of(objective: str) -> str:
    """Unit of an objective."""
    return "USD million of 2025, discounted" if objective in ("value", "least_cost") else objective


__all__ = ["Change", "PartScore", "Range", "Score", "Scoring", "Worth", "score", "unit_of", "worth_of"]
