"""When there is no plan: which droppable sentences cannot all hold, and in which years.

A trial drops some sentences and asks whether any reform path then has a plan; it is impossible only if it is impossible on every path.
What can be dropped without making a plan possible is dropped: family by family first, then year by year inside the families that are
left. Definitions and balances are never named. Each trial is a linear relaxation first; the whole problem is solved only if that does
not settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from catchup.algebra import Sheet
from catchup.evidence import Record
from catchup.impossible.trials import Trials
from catchup.problem import Problem
from catchup.requests import lock_text, target_text
from catchup.rules import REGISTRY
from catchup.search import Written, write
from catchup.sentences import lock_sentence, target_sentence, years_in_words

# Kept in the conflict rather than the others, first to last: what a minister can speak of.
SPOKEN_OF_FIRST = (
    "target_is_met", "lock_holds", "spending_within_fiscal_room", "private_money_within_ceiling", "imports_within_foreign_exchange",
    "compute_within_export_regime", "spare_power_is_not_stretched", "new_supply_within_wires", "hiring_within_hirable_staff",
    "political_capital_is_spent_once", "programmes_within_administrative_capacity",
)
WISHES = ("target_is_met", "lock_holds")
STAFF_WORDS = {"technician": "technicians", "engineer": "engineers", "researcher": "researchers"}


class Collision(Record):
    """One sentence of a conflict."""

    rule: str = Field(description="name of the rule, `target_is_met` or `lock_holds`")
    sentence: str = Field(description="the sentence in plain words, without its years")
    years: tuple[int, ...] = Field(description="calendar years in which it stands in the way; empty if it has none")
    option: str | None = Field(default=None, description="the command line option that states it, for a target or a lock")
    part: str | None = Field(default=None, description="kind of people, for a sentence that speaks of one kind only")

    def __str__(self) -> str:
        if self.option is not None or not self.years:
            return self.sentence
        return f"{self.sentence.rstrip('.')} ({years_in_words(self.years)})."


@dataclass(frozen=True)
class Conflict:
    """Sentences that cannot all hold. `proven` says that each of them is needed: without any one of them there is a plan."""

    collisions: tuple[Collision, ...]
    proven: bool


@dataclass(frozen=True)
class Saying:
    """Rows that state one droppable sentence, or a part of one: rule, and the members of the rule they belong to."""

    rule: str
    members: tuple[Any, ...]
    rows: tuple[int, ...]

    def each(self) -> list[Saying]:
        """The sentence taken apart, member by member; a wish stays whole."""
        if self.rule in WISHES:
            return [self]
        return [Saying(self.rule, (member,), (row,)) for member, row in zip(self.members, self.rows, strict=True)]


def conflict_of(problem: Problem, deadline: float, written: Written | None = None) -> Conflict:
    """A smallest conflict of a problem that has no plan.

    Args:
        deadline: moment of `time.perf_counter` at which to settle for what is known.
        written: the problem as rows, if they are at hand.
    """
    trials = Trials(written or write(problem, "value"), deadline)
    whole = trials.possible(whole=False) is not False
    wishes = [one for one in _families(trials.sheet) if one.rule in WISHES]
    if whole and trials.possible() is not False:
        # Nothing is settled: all that can be said is what was asked.
        return Conflict(tuple(_collision(problem, one) for one in wishes), proven=False)
    core = _smallest(trials, _sufficient(trials), whole)
    parts = _smallest(trials, [part for family in core for part in family.each()], whole)
    kept, proven = _irreducible(trials, _joined(parts))
    return Conflict(tuple(_collision(problem, one) for one in kept), proven)


def _sufficient(trials: Trials) -> list[Saying]:
    """Sentences that cannot all hold, to begin with: those a relaxation gives as its reasons, else all."""
    families = _families(trials.sheet)
    reasons = trials.contradiction()
    if reasons is None:
        return families
    return [one for one in families if reasons[list(one.rows)].any()]


def _families(sheet: Sheet) -> list[Saying]:
    """Every droppable rule, target and lock, those to keep first."""
    found = []
    for name, members in sheet.ruled.items():
        if not REGISTRY[name].droppable or not members:
            continue
        groups: dict[Any, list[Any]] = {}
        for member in members:
            groups.setdefault(member[0] if name == "target_is_met" else member if name == "lock_holds" else None, []).append(member)
        found += [Saying(name, tuple(group), tuple(members[one] for one in group)) for group in groups.values()]
    place = {name: at for at, name in enumerate(SPOKEN_OF_FIRST)}
    return sorted(found, key=lambda one: place.get(one.rule, len(place)))


def _smallest(trials: Trials, sayings: list[Saying], whole: bool) -> list[Saying]:
    """The least of the sentences that still cannot all hold, halving: what is not settled in time is kept."""

    def impossible(held: Sequence[Saying]) -> bool:
        return trials.possible([row for one in held for row in one.rows], whole=whole) is False

    return halved(sayings, impossible)


def halved(candidates: list[Saying], impossible: Callable[[Sequence[Saying]], bool]) -> list[Saying]:
    """A smallest part of the candidates that is impossible on its own, preferring those in front.

    Args:
        candidates: impossible all together. impossible: whether some of them cannot all hold.
    """

    def reduced(held: list[Saying], tried: bool, rest: list[Saying]) -> list[Saying]:
        if tried and impossible(held):
            return []
        if len(rest) <= 1:
            return rest
        middle = (len(rest) + 1) // 2
        front, back = rest[:middle], rest[middle:]
        needed_back = reduced(held + front, bool(front), back)
        needed_front = reduced(held + needed_back, bool(needed_back), front)
        return needed_front + needed_back

    return [] if impossible([]) else reduced([], False, candidates)


def _joined(parts: Sequence[Saying]) -> list[Saying]:
    """Parts of one sentence put together again; people stay apart by kind."""
    groups: dict[Any, list[Saying]] = {}
    for part in parts:
        apart = part.members[0] if part.rule in WISHES else _kind_of_staff(part)
        groups.setdefault((part.rule, apart), []).append(part)
    return [
        Saying(rule, tuple(member for one in group for member in one.members), tuple(row for one in group for row in one.rows))
        for (rule, _), group in groups.items()
    ]


def _kind_of_staff(saying: Saying) -> str | None:
    return str(saying.members[0][0]) if saying.rule == "hiring_within_hirable_staff" else None


def _irreducible(trials: Trials, sayings: list[Saying]) -> tuple[list[Saying], bool]:
    """Drops what whole numbers make needless; says whether everything that is left is proven to be needed."""
    kept, proven = list(sayings), True
    for saying in reversed(sayings):
        without = [one for one in kept if one is not saying]
        answer = trials.possible([row for one in without for row in one.rows])
        if answer is False:
            kept = without
        elif answer is None:
            proven = False
    return kept, proven


def _collision(problem: Problem, saying: Saying) -> Collision:
    rule, first = saying.rule, problem.clock.first_year
    if rule == "target_is_met":
        target = problem.targets[saying.members[0][0]]
        text = f"Target: {target_sentence(target)}."
        return Collision(rule=rule, sentence=text, years=(target.year,), option=f"--target {target_text(target)}")
    if rule == "lock_holds":
        lock = problem.locks[saying.members[0]]
        years = (lock.year,) if lock.year is not None else ()
        return Collision(rule=rule, sentence=f"Lock: {lock_sentence(problem, lock)}.", years=years, option=f"--lock {lock_text(lock)}")
    positions = {one for one in (_year(member) for member in saying.members) if one is not None}
    sentence = REGISTRY[rule].sentence
    staff = _kind_of_staff(saying)
    if staff is not None:
        sentence = sentence.replace("the people", f"the {STAFF_WORDS.get(staff, staff)}")
    return Collision(rule=rule, sentence=sentence, years=tuple(sorted(first + one for one in positions)), part=staff)


def _year(member: Any) -> int | None:
    """Year position of a member of a rule: its last part, if that is a number."""
    last = member[-1] if isinstance(member, tuple) and member else member
    return last if isinstance(last, int) else None
