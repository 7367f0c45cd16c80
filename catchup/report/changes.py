"""What changed between two plans, in a few words: the objective, any figure, and the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catchup.language import tr
from catchup.plan import Plan
from catchup.report.shown import strictest
from catchup.report.timetable import row_of
from catchup.report.words import Currency, lever_names, listed, money_in, significant, year_name

MOST_NAMED = 6
LEAST_CHANGE = 0.02  # of the size before; a smaller one is the solver choosing between plans of the same worth


def change_of(plan: Plan, before: Plan | None, currency: Currency = "usd") -> str | None:
    """Change of the objective against the plan shown before; None where the two are not comparable or the same.

    Where what is proven of the two overlaps, the change is called undecided.
    """
    if before is None or before.country != plan.country or before.objective.name != plan.objective.name:
        return None
    one, other = plan.objective, before.objective
    change = one.value - other.value
    if change == 0:
        return None
    lows, highs = sorted((one.value, one.bound)), sorted((other.value, other.bound))
    overlap = lows[0] <= highs[1] and highs[0] <= lows[1]
    in_money = one.unit.startswith("discounted MUSD")
    size = money_in(abs(change), plan.parameters, currency) if in_money else significant(abs(change), 3)
    sign = "+" if change > 0 else "-"
    if overlap:
        return tr("{sign}{size} since the last plan (undecided: within the gap)", sign=sign, size=size)
    return tr("{sign}{size} since the last plan", sign=sign, size=size)


def comparable(plan: Plan, before: Plan | None) -> bool:
    """Whether figures of two plans may stand beside one another: the same country over the same years."""
    if before is None:
        return False
    return (before.country, before.parameters.clock.first_year, before.parameters.clock.horizon) == (
        plan.country, plan.parameters.clock.first_year, plan.parameters.clock.horizon
    )


def change_between(now: float, then: float, said: Callable[[float], str]) -> str | None:
    """Change of a figure; None where both read the same.

    Args:
        now: the figure.
        then: the same figure of the plan before.
        said: writes an amount of it with its unit.
    """
    if said(now) == said(then):
        return None
    return tr("{sign}{size} since the last plan", sign="+" if now > then else "-", size=said(abs(now - then)))


@dataclass(frozen=True)
class StepChanges:
    """Lines of work that are new, gone, begun at another time, or of another size."""

    added: tuple[tuple[str, int], ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    moved: tuple[tuple[str, int, int], ...] = ()
    larger: tuple[str, ...] = ()
    smaller: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether both plans do the same."""
        return not (self.added or self.removed or self.moved or self.larger or self.smaller)


@dataclass
class _Work:
    first: int
    units: float = 0.0


def step_changes(plan: Plan, before: Plan) -> StepChanges:
    """What the plan does otherwise than the one before, by line of work; the first year of each counts as its begin."""
    now, then = _works(plan), _works(before)
    both = [name for name in now if name in then]
    kept = [name for name in both if now[name].first == then[name].first]
    size = {name: now[name].units - then[name].units for name in kept if abs(now[name].units - then[name].units) > LEAST_CHANGE * then[name].units}
    return StepChanges(
        added=tuple((name, now[name].first) for name in now if name not in then),
        removed=tuple((name, then[name].first) for name in then if name not in now),
        moved=tuple((name, then[name].first, now[name].first) for name in both if now[name].first != then[name].first),
        larger=tuple(name for name, change in size.items() if change > 0),
        smaller=tuple(name for name, change in size.items() if change < 0),
    )


def _works(plan: Plan) -> dict[str, _Work]:
    names = lever_names(plan)
    found: dict[str, _Work] = {}
    for step in sorted(strictest(plan.steps, plan.parameters), key=lambda one: one.year):
        work = found.setdefault(row_of(step, names), _Work(step.year))
        work.units += step.units
    return found


def change_lines(plan: Plan, before: Plan | None) -> list[str]:
    """The changes of the steps as sentences; empty where there is nothing to compare with."""
    if before is None or not comparable(plan, before) or before == plan:
        return []
    found = step_changes(plan, before)
    if found.none:
        return [tr("The steps stay the same.")]
    problem = plan.parameters

    def since(works: Sequence[tuple[str, int]]) -> str:
        return _some([tr("{what} from {year}", what=name, year=year_name(problem, at)) for name, at in works])

    moved = [tr("{what} from {old} to {new}", what=name, old=year_name(problem, old), new=year_name(problem, new)) for name, old, new in found.moved]
    lines = (
        found.added and tr("New: {steps}.", steps=since(found.added)),
        found.removed and tr("No longer: {steps}.", steps=since(found.removed)),
        moved and tr("Moved: {steps}.", steps=_some(moved)),
        found.larger and tr("More of: {steps}.", steps=_some(found.larger)),
        found.smaller and tr("Less of: {steps}.", steps=_some(found.smaller)),
    )
    return [line for line in lines if line]


def _some(parts: Sequence[str]) -> str:
    more = len(parts) - MOST_NAMED
    return listed([*parts[:MOST_NAMED], tr("{count} more", count=more)] if more > 0 else parts)
