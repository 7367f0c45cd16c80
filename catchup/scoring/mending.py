"""When a strategy cannot be done: which of its parts collide, and the nearest version that can be done.

Parts that cannot be done even alone are found first, then smallest sets that cannot be done together. What has to give way is a
smallest choice of parts that meets every collision found; what remains is tried, and what still collides adds another. Each part that
gives way is moved to a later year, cut to fewer units or made milder, the nearest first, and dropped only if nothing of that fits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal

from pydantic import Field

from catchup.evidence import Record
from catchup.impossible.trials import Trials
from catchup.problem import Lock, Problem, Target
from catchup.rules import REGISTRY
from catchup.scoring.instructions import Part, targets_of
from catchup.scoring.strategy import Decision, Strategy
from catchup.search import write

QUESTION_SECONDS, EXPLAINING_SECONDS = 4.0, 10.0
UNSETTLED = 3
LATER_YEARS, SOON = 9, 3
MOST_FEWER = 12
WISHES = ("lock_holds", "target_is_met")


class Collision(Record):
    """Parts that cannot all be done, though all but any one of them can."""

    parts: tuple[str, ...]
    labels: tuple[str, ...]
    rules: tuple[str, ...] = Field(default=(), description="rules that stand against them; empty where no short reason was found")
    proven: bool = Field(default=True, description="false where in the time for it no plan was found, nor shown that there is none")


class Mended(Record):
    """What was changed in one part so that the strategy can be done."""

    part: str
    label: str = Field(description="the part as it was written")
    change: Literal["changed", "dropped"]
    year: int | None = Field(default=None, description="the later year, if it was moved")
    units: float | None = Field(default=None, description="the fewer units, if it was cut")
    option: str | None = Field(default=None, description="the milder step or tier, or the other reform path, if it was replaced")


class Together:
    """Whether parts can be done together: every question is asked of one set of rows.

    Args:
        problem: without wishes. locks: what each part comes to. always: locks and targets that hold in every question.
    """

    def __init__(self, problem: Problem, locks: Mapping[Part, Sequence[Lock]], always: tuple[Sequence[Lock], Sequence[Target]]) -> None:
        stated, promised = list(always[0]), list(always[1])
        places: dict[Part, tuple[set[int], set[int]]] = {}
        for part, mine in locks.items():
            targets = targets_of([part])
            places[part] = (
                set(range(len(stated), len(stated) + len(mine))), set(range(len(promised), len(promised) + len(targets)))
            )
            stated += mine
            promised += targets
        written = write(problem.model_copy(update={"locks": tuple(stated), "targets": tuple(promised)}), "value")
        self.trials = Trials(written, time.perf_counter())
        ruled = written.sheet.ruled
        self._rules = [row for name, rows in ruled.items() if REGISTRY[name].droppable and name not in WISHES for row in rows.values()]
        held, met = ruled.get("lock_holds", {}), ruled.get("target_is_met", {})
        first = (len(always[0]), len(always[1]))
        self._rules += [row for at, row in held.items() if at < first[0]] + [row for at, row in met.items() if at[0] < first[1]]
        self._rows = {
            part: [held[at] for at in places[part][0] if at in held] + [row for at, row in met.items() if at[0] in places[part][1]]
            for part in locks
        }

    def possible(self, parts: Iterable[Part], *, whole: bool) -> bool | None:
        """Whether some parts can be done together; None if the time for one question did not tell.

        Args:
            whole: False asks with everything divisible, which may be possible where the strategy is not.
        """
        self.trials.deadline = time.perf_counter() + QUESTION_SECONDS
        return self.trials.possible([*self._rules, *(row for part in parts for row in self._rows[part])], whole=whole)


@dataclass(frozen=True)
class _Found:
    """Parts that were found to collide."""

    parts: list[Part]
    proven: bool = True


@dataclass
class Mender:
    """One search for collisions and for the nearest version.

    Args:
        together: opens a `Together` over some parts. explain: the rules against parts. say: called with the stage of the search.
        options: the parts of a lever among which another can be taken, mildest first. label: a part in words.
    """

    parts: Sequence[Part]
    strategy: Strategy
    together: Callable[[Sequence[Part]], Together]
    explain: Callable[[Sequence[Part]], tuple[str, ...]]
    say: Callable[[str], None]
    options: Callable[[str], Sequence[str]]
    label: Callable[[Part], str]
    proven: bool = True
    _asked: Together = field(init=False)

    def mend(self) -> tuple[list[Collision], list[Mended], list[Part], bool]:
        """Collisions, changes, the parts that can be done, and whether every "cannot" on the way was proven."""
        self.say("finding out what collides")
        self._asked = self.together(self.parts)
        collisions, leaving = self._collisions()
        told = self._told(collisions)
        kept = [part for part in self.parts if part not in leaving]
        variants = {part: list(self._variants(part)) for part in leaving}
        self.say("looking for the nearest version that can be done")
        self._asked = self.together([*kept, *(again for found in variants.values() for _, again in found)])
        self.proven = all(one.proven for one in collisions)
        changes = []
        for part, found in variants.items():
            change, again = self._nearest(part, found, kept)
            changes.append(change)
            kept += [again] if again else []
        order = [part.key[0] for part in self.parts]
        return told, changes, sorted(kept, key=lambda part: order.index(part.key[0])), self.proven

    def _told(self, collisions: Sequence[_Found]) -> list[Collision]:
        began, told = time.perf_counter(), []
        for one in collisions:
            self.say("finding out what stands against it")
            asked = one.proven and time.perf_counter() - began < EXPLAINING_SECONDS
            told.append(Collision(
                parts=tuple(part.name for part in one.parts), labels=tuple(map(self.label, one.parts)),
                rules=self.explain(one.parts) if asked else (), proven=one.proven,
            ))
        return told

    def _collisions(self) -> tuple[list[_Found], list[Part]]:
        """Smallest sets that cannot be done, until what is left of the strategy can; and what has to give way."""
        found = [_Found([part]) for part in self.parts if self._asked.possible([part], whole=False) is False]
        for whole in (False, True):
            while True:
                leaving = self._hitting(found)
                rest = [part for part in self.parts if part not in leaving]
                answer = self._asked.possible(rest, whole=whole) if rest else True
                if answer or (answer is None and not whole):
                    break
                found.append(self._smallest(rest, whole) if answer is False else _Found(rest, proven=False))
        return found, leaving

    def _smallest(self, parts: list[Part], whole: bool) -> _Found:
        """Parts of which none can be spared; not proven where the time did not tell."""
        kept, proven = list(parts), True
        for part in parts:
            fewer = [one for one in kept if one is not part]
            answer = self._asked.possible(fewer, whole=whole) if fewer else True
            proven &= answer is not None
            if answer is False:
                kept = fewer
        return _Found(kept, proven)

    def _hitting(self, collisions: Sequence[_Found]) -> list[Part]:
        """Fewest parts that meet every collision; of equally few, those that stand last in the file."""
        for size in range(len(self.parts) + 1):
            for chosen in combinations(reversed(self.parts), size):
                if all(any(part in one.parts for part in chosen) for one in collisions):
                    return list(reversed(chosen))
        return list(self.parts)

    def _nearest(self, part: Part, found: Sequence[tuple[Mended, Part]], kept: Sequence[Part]) -> tuple[Mended, Part | None]:
        unsettled = 0
        for change, again in found:
            if self._asked.possible([*kept, again], whole=False) is False:
                continue
            answer = self._asked.possible([*kept, again], whole=True)
            if answer:
                return change, again
            unsettled += answer is None
            # What the time did not settle is passed over, and the score says so.
            self.proven &= answer is not None
            if unsettled >= UNSETTLED:
                break
        return Mended(part=part.name, label=self.label(part), change="dropped"), None

    def _variants(self, part: Part) -> Iterator[tuple[Mended, Part]]:
        """Weaker forms of a part, the nearest first: a short delay, fewer units, both, a long delay, a milder form."""
        if part.target is not None or len(part.decisions) != 1:
            return
        one = part.decisions[0]
        later = list(_later(one, self.strategy))
        soon, late, fewer = later[:SOON], later[SOON:], list(_fewer(one))
        both = [when | less for less in fewer for when in soon]
        others: list[Changes] = [{"option": name} for name in self._others(one)]
        milder: list[Changes] = [other | when for other in others for when in [{}, *later]]
        for change in [*soon, *fewer, *both, *late, *milder]:
            decision = one.model_copy(update=change)
            told = Mended(
                part=part.name, label=self.label(part), change="changed", year=change.get("year") or change.get("by"),
                units=change.get("units") or change.get("at_least"), option=change.get("option"),
            )
            yield told, replace(part, key=decision.key, decisions=(decision,))

    def _others(self, one: Decision) -> Iterator[str]:
        """The next milder step or tier; of reform paths every other that does something, the likest first."""
        options = list(self.options(one.lever))
        if one.option not in options or one.out:
            return
        likest = one.option.partition("_")[0]
        after = [name for name in options[options.index(one.option) + 1 :] if "_" in name and name.startswith(likest)]
        before = reversed(options[: options.index(one.option)])
        yield from sorted([*after, *before], key=lambda name: not name.startswith(f"{likest}_"))


Changes = dict[str, Any]


def _later(one: Decision, strategy: Strategy) -> Iterator[Changes]:
    """Later years, the next first."""
    name = "year" if one.year is not None else "by" if one.by is not None else None
    if name is not None:
        year = one.year or one.by or 0
        last = min(year + LATER_YEARS, strategy.first_year + strategy.horizon - 1, one.until or year + LATER_YEARS)
        yield from ({name: later} for later in range(year + 1, last + 1))


def _fewer(one: Decision) -> Iterator[Changes]:
    """Fewer whole units, most first."""
    name = "units" if one.units is not None else "at_least" if one.at_least is not None else None
    if name is not None:
        amount = one.units if one.units is not None else one.at_least or 0.0
        yield from ({name: float(fewer)} for fewer in range(min(-int(-amount // 1) - 1, MOST_FEWER), 0, -1))
