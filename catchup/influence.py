"""Which assumptions move the answer most: each is set to the low and to the high end it is believed in, and the plan is made again.

An answer is known between its plan and its proof, so a swing is an interval too; where the intervals of the two ends overlap, the swing is
undecided. Two solves for each of a thousand figures would take too long. Figures are therefore tried in the order in which they are
likely to matter, as long as the time lasts, and those that were not tried are counted and named as such.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from pydantic import Field

from catchup.binding import binding_years
from catchup.errors import InputError
from catchup.evidence import Record
from catchup.explain.records import Interval
from catchup.explain.trials import PassedOverError, SpentError, Trials, level_of, overriding
from catchup.library import changes_of, load_country
from catchup.plan import Assumption, Plan, Request
from catchup.planner import Answer, Planner
from catchup.search import Reporter

SECONDS = 60.0
SHARE_OF_TIME = 0.15
"""Of the time left that one plan may take."""
MOST_NAMED = 40
"""Figures not looked into that are named; the others are counted."""
Verdict = Literal["moves", "undecided", "no plan"]

LEDGERS = {
    "fiscal": ("money",), "economy": ("money",), "institutions": ("money", "administration"), "external": ("fx", "private"),
    "people": ("staff_technician", "staff_engineer", "staff_researcher"), "power": ("spare_power",), "politics": ("politics",),
    "compute": ("compute_kh100e",), "logistics": ("water",),
}
"""Section of a country file -> ledgers it feeds; a section whose ledger binds is looked into first."""
BINDS, FREE, WORLD, LISTED, USED, UNUSED = 1.0, 0.6, 0.4, 0.15, 0.5, 0.05
"""How likely a figure matters, against one of the country whose limit binds. Guesses that set the order of looking, and no result."""
OVERRUNS = ("sigma", "unit_size", "score")
"""Figures of a measure that describe it more than they move it; tried late."""


class End(Record):
    """One end of a figure's range and the best plan there."""

    value: float = Field(description="in the figure's unit")
    reached: Interval | None = Field(description="level of the objective: the plan found and the best there could be; None if no plan keeps to what is asked")


class Moved(Record):
    """What one assumption does to the answer over its believed range."""

    path: str
    unit: str
    quality: str
    value: float
    low: End
    high: End
    swing: Interval = Field(description="distance between the answers at both ends, never below zero")
    verdict: Verdict = Field(description="moves: proven to make a difference; undecided: within the gap; no plan: at an end there is none")


class Influence(Record):
    """Assumptions of a plan by how much they move its answer, most first."""

    plan: str = Field(description="digest of the plan")
    unit: str
    reached: Interval
    moved: tuple[Moved, ...]
    not_examined: tuple[str, ...] = Field(description="figures with a range that were not looked into, likeliest first; the first forty")
    left: int = Field(description="how many figures with a range were not looked into")
    certain: int = Field(description="figures stated without a range; they cannot be moved")
    solves: int
    seconds: float = Field(description="time that was granted")
    stopped: bool


def influence_of(
    planner: Planner, request: Request, answer: Answer, *, plan: Plan | None = None, seconds: float = SECONDS, most: int | None = None,
    report: Reporter = lambda _: None, halted: Callable[[], bool] = lambda: False,
) -> Influence:
    """Ranks the assumptions of a plan by how much they move its answer.

    Args:
        request: what the plan was asked for. answer: the planner's answer to it. plan: the answer's plan, if it was written already.
        seconds: time for all plans that are made. most: figures to look into; as many as the time allows if None.
        halted: asked before each figure; once it says so, what was found by then is the result.
    """
    written = plan or answer.plan()
    ranged = [one for one in written.assumptions if one.low < one.high]
    movable = sorted(ranged, key=lambda one: (-weight_of(one, written), one.path))
    trials = Trials(planner, seconds=seconds, share=SHARE_OF_TIME, report=report, halted=halted)
    moved: list[Moved] = []
    left: list[str] = []
    profile = load_country(planner.country)
    for at, one in enumerate(movable):
        try:
            if halted() or (most is not None and len(moved) >= most):
                raise SpentError("as many as were asked for")
            changes_of(profile, (change_to(one, one.low),))
            moved.append(_moved(trials, request, one))
        except PassedOverError:
            left.append(one.path)
        except SpentError:
            left += [each.path for each in movable[at:]]
            break
        except InputError:
            left.append(one.path)  # a figure of a list that goes by its place: no change can call it by name
    return Influence(
        plan=written.digest, unit=written.objective.unit, reached=level_of(answer), moved=tuple(sorted(moved, key=_order)),
        not_examined=tuple(left[:MOST_NAMED]), left=len(left), certain=len(written.assumptions) - len(ranged), solves=trials.made,
        seconds=seconds, stopped=trials.stopped or halted(),
    )


def change_to(one: Assumption, end: float) -> str:
    """The change that brings a figure to an end of its range; it scales, so that the year and the prices of the figure stay.

    Example:
        >>> rate = Assumption(path="country.fiscal.room", value=2.0, low=1.0, high=3.0, unit="ratio", year="2026", source="", quality="assumed")
        >>> change_to(rate, 3.0)
        'country.fiscal.room=x1.5'
    """
    return f"{one.path}=x{end / one.value:.12g}" if one.value else f"{one.path}=+{end:.12g}"


def weight_of(one: Assumption, plan: Plan) -> float:
    """How likely a figure moves the answer: width of its range times how near it is to what decides the plan."""
    size = max(abs(one.value), abs(one.low), abs(one.high))
    # A range on both sides of zero is wider than any other in proportion, and does not for that matter more.
    width = min((one.high - one.low) / size, 1.0) if size else 0.0
    return width * _nearness(one.path, plan)


def _nearness(path: str, plan: Plan) -> float:
    root, section, *rest = path.split(".")
    if root == "world":
        return LISTED if section in ("scales", "deflator") else WORLD
    if root == "levers":
        late = any(word in rest[-1] for word in OVERRUNS)
        return (LISTED if late else USED) * _weight_in(section, plan) if _used(section, plan) else UNUSED
    if section == "demand":
        return BINDS  # all that AI is worth to a country is worth it through demand, whatever binds
    if section in LEDGERS:
        return BINDS if set(LEDGERS[section]) & set(binding_years(plan)) else FREE
    if section == "adjustments":
        return USED if _used(rest[0], plan) else UNUSED
    return LISTED


def _used(lever: str, plan: Plan) -> bool:
    return any(step.lever == lever for step in plan.steps)


def _weight_in(lever: str, plan: Plan) -> float:
    """A measure's share of the largest outlay of the plan, between one half and one and a half."""
    spent: dict[str, float] = {}
    for one in plan.spending:
        spent[one.lever] = spent.get(one.lever, 0.0) + one.gross_musd + one.private_musd
    return 0.5 + spent.get(lever, 0.0) / max([1.0, *spent.values()])


def _moved(trials: Trials, request: Request, one: Assumption) -> Moved:
    ends = [_end(trials, request, one, end, word) for end, word in ((one.low, "low"), (one.high, "high"))]
    swing = _swing(ends[0].reached, ends[1].reached)
    verdict: Verdict = "no plan" if None in (ends[0].reached, ends[1].reached) else "moves" if (swing.low or 0.0) > 0 else "undecided"
    return Moved(path=one.path, unit=one.unit, quality=one.quality, value=one.value, low=ends[0], high=ends[1], swing=swing, verdict=verdict)


def _end(trials: Trials, request: Request, one: Assumption, end: float, word: str) -> End:
    if end == one.value:
        # The end is the central value: its plan is the plan itself, asked again in no time.
        answer = trials.ask(request, f"{one.path}: {word}")
    else:
        answer = trials.ask(overriding(request, change_to(one, end)), f"{one.path}: {word}")
    return End(value=end, reached=None if answer is None else level_of(answer))


def _swing(low: Interval | None, high: Interval | None) -> Interval:
    if low is None or high is None:
        return Interval(low=None, high=None)
    apart = high.less(low)
    if apart.verdict == "needed":
        return apart
    if apart.verdict == "costs":
        return Interval(low=-apart.high if apart.high is not None else None, high=-apart.low if apart.low is not None else None)
    ends = [abs(end) for end in (apart.low, apart.high) if end is not None]
    return Interval(low=0.0, high=max(ends) if len(ends) > 1 else None)


def _order(one: Moved) -> tuple[int, float, float, str]:
    """Where there is no plan at an end first, then by the least that is proven, then by the most there could be."""
    return (0 if one.verdict == "no plan" else 1, -(one.swing.low or 0.0), -(math.inf if one.swing.high is None else one.swing.high), one.path)
