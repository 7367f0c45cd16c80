"""What a slate is filled from, and the plan's steps gathered into numbered measures."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.register import names_in
from catchup.report.besides import FIRST_OUTPUT, Given
from catchup.report.shown import strictest
from catchup.report.words import last_year, short
from catchup.slate.conventions import clean, clipped, day_of, start_month
from catchup.slate.texts import MeasureCard, MeasureFile, Office, Offices, Role

if TYPE_CHECKING:
    from catchup.catalogue import LeverFile
    from catchup.plan import Assumption, Metric, Plan, Step
    from catchup.profile import CountryProfile

ENDING = ("call off", "close or sell", "end funding")




@dataclass(frozen=True)
class Item:
    """One measure of the plan: the steps of one line of work, under a number."""

    id: str
    lever: str
    name: str
    action: str
    steps: tuple[Step, ...]

    @property
    def first_year(self) -> int:
        """Planned year of the first step."""
        return min(step.year for step in self.steps)

    @property
    def works_from(self) -> float:
        """Time of first output, decimal; 0 where it brings none."""
        return min((step.online_year for step in self.steps if step.online_year), default=0.0)

    @property
    def works_in_full(self) -> float:
        """Time at which the last step works, decimal; 0 where it brings none."""
        return max((step.online_year for step in self.steps), default=0.0)

    @property
    def size(self) -> float:
        """Units in all; a rule that is tightened in steps is one rule."""
        return 1.0 if self.action == "adopt" else self.total("units")

    @property
    def unit(self) -> str:
        """Unit of the size."""
        return tr("rule") if self.action == "adopt" else clean(self.steps[0].unit)

    def total(self, name: str) -> float:
        """Sum of an amount over its steps."""
        return float(sum(getattr(step, name) for step in self.steps))


@dataclass(frozen=True)
class Setting:
    """Everything a part of the slate may look at."""

    plan: Plan
    profile: CountryProfile
    catalogue: Mapping[str, LeverFile]
    texts: MeasureFile
    offices: Offices
    given: Given
    day: datetime.date
    notes: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def digest(self) -> str:
        """Digest of the plan, worked out once: it takes a tenth of a second."""
        return self.plan.digest

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The measures in the order in which they begin, the dearest first, numbered M1, M2, ..."""
        groups: dict[tuple[str, str, str], list[Step]] = {}
        for step in self.plan.steps:
            groups.setdefault((step.lever, *_line(step)), []).append(step)
        ordered = sorted(groups.items(), key=lambda one: (one[1][0].year, -sum(step.gross_musd for step in one[1]), one[0]))
        return tuple(
            Item(f"M{at}", key[0], self._name(key[0], steps), key[1], tuple(steps)) for at, (key, steps) in enumerate(ordered, 1)
        )

    def _name(self, lever: str, steps: Sequence[Step]) -> str:
        """What the measure does, in a few words and without numbers of its own."""
        strict = strictest(steps, self.plan.parameters)[-1]
        project = clipped(strict.project)
        thing = clean(short(self.lever_name(lever)))
        said = {
            "build": tr("Build: {thing}", thing=thing), "build shell": tr("Build: {thing}, halls and power", thing=thing),
            "buy chips": tr("Buy: AI chips"), "bring home": thing, "open places": thing,
            "adopt": tr("Adopt: {thing}", thing=project), "begin": tr("Begin: {thing}", thing=project),
            "fund": tr("Fund: {thing}", thing=clipped(strict.project.partition(":")[0])),
            "end funding": tr("End funding: {thing}", thing=clipped(strict.project.partition(":")[0])),
            "call off": tr("Call off: {thing}", thing=project), "close or sell": tr("Close or sell: {thing}", thing=project),
        }
        return said.get(strict.action, tr("{action}: {thing}", action=strict.action, thing=thing))

    def lever_name(self, lever: str) -> str:
        """A lever's name, from the catalogue."""
        found = self.catalogue.get(lever)
        return clean(found.name) if found else clean(lever.replace("_", " ").capitalize())

    def items_of(self, lever: str) -> list[Item]:
        """The measures of a lever."""
        return [item for item in self.items if item.lever == lever]

    def owner(self, item: Item) -> str:
        """Who answers for a measure: the country's file, else what the step says; empty if nobody is named."""
        named = self.profile.owners.get(item.lever)
        said = named.owner if named else item.steps[0].owner
        return "" if said in ("", "not named") else clean(said.split(". Level:")[0])

    def office(self, role: Role) -> Office:
        """Who plays a role."""
        return self.offices.offices[role]

    @cached_property
    def start_month(self) -> int:
        """Month in which the fiscal year begins."""
        return start_month(self.plan)

    def card(self, item: Item) -> MeasureCard:
        """What the texts say of a measure; what is ended has a card of its own."""
        if item.action == "call off":
            return self.texts.endings["call_off"]
        return self.texts.endings["end_funding"] if item.action == "end funding" else self.texts.measures[item.lever]

    def kpi(self, item: Item) -> str:
        """What is measured."""
        lever = self.catalogue.get(item.lever)
        return clean(self.card(item).kpi or (lever.kpi if lever else ""))

    def test(self, item: Item) -> str:
        """What ends the measure."""
        lever = self.catalogue.get(item.lever)
        return clean(self.card(item).sunset_test or (lever.sunset_test if lever else ""))

    def fails(self, item: Item) -> str:
        """What makes the measure fail."""
        lever = self.catalogue.get(item.lever)
        return clean(self.card(item).fails_because or (lever.fails_because if lever else ""))

    def begins(self, item: Item) -> datetime.date:
        """First day of the fiscal year in which a measure begins."""
        return day_of(item.first_year, self.start_month)

    def review(self, item: Item) -> datetime.date:
        """When a measure is reviewed: some months after its first output, or after its start where it brings none."""
        return day_of(item.works_from or item.first_year, self.start_month, round(self.card(item).review_period.value))

    def sunset(self, item: Item) -> datetime.date:
        """When a measure ends unless its test was passed."""
        card = self.card(item)
        return day_of(item.works_from or item.first_year, self.start_month, round(card.review_period.value + card.sunset_period.value))

    @cached_property
    def assumptions(self) -> dict[str, Assumption]:
        """Every input of the plan by its path."""
        return {one.path: one for one in self.plan.assumptions}

    @cached_property
    def input_name(self) -> Callable[[str], str]:
        """What an input of the plan is called, by its path."""
        return names_in(self.profile, self.catalogue)

    @cached_property
    def ends(self) -> dict[str, Metric]:
        """Metrics of the last planned year."""
        last = last_year(self.plan.parameters)
        return {one.metric: one for one in self.plan.metrics if one.year == last}

    @property
    def not_yet(self) -> bool:
        """Whether the plan starts no AI at home."""
        return not any(step.action in FIRST_OUTPUT for step in self.plan.steps)

    def canonical(self, lever: str, name: str) -> Assumption | None:
        """One of the figures that every lever carries, as the plan used it."""
        return self.assumptions.get(f"levers.{lever}.canonical.{name}")

    def note_for(self, path: str) -> tuple[str, ...]:
        """A footnote with the source of an input; nothing if the plan has no such input."""
        if path not in self.assumptions:
            return ()
        name = f"n.{path.removeprefix('levers.').replace('/', '.')}"[:80]
        self.notes[name] = path
        return (name,)

    def by_year(self) -> Iterator[int]:
        """The planned years by the calendar year in which each starts."""
        clock = self.plan.parameters.clock
        return (clock.label(at) for at in clock.years)


def _line(step: Step) -> tuple[str, str]:
    """The line of work a step belongs to: its action, and its name where each name is a matter of its own."""
    if step.action in ("call off", "close or sell"):
        return step.action, step.project
    if step.action in ("fund", "end funding"):
        return step.action, step.project.partition(":")[0]
    return step.action, ""
