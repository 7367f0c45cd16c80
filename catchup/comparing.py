"""Two plans beside one another: what only one of them does, what both do in other years or sizes, and what that comes to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from catchup.evidence import Record
from catchup.plan import Plan, Step

if TYPE_CHECKING:
    import pandas

Finding = Literal["only in the first", "only in the second", "sooner in the first", "later in the first", "another size", "something else", "the same"]
SAME_SIZE = 0.02
"""Sizes nearer to each other than this share are the same: within what a gap leaves open."""


class Part(Record):
    """One lever and kind of step in both plans."""

    lever: str
    action: str
    what: tuple[str, str] = Field(description="what is taken up in each plan, where it has a name: the strictest step, a firm, labs, a reform")
    first_year: tuple[int | None, int | None] = Field(description="first year in each plan")
    units: tuple[float, float] = Field(description="in units as each country is offered them")
    unit: str
    output: tuple[float, float] | None = Field(default=None, description="what they give at full availability, of plants whose output is counted")
    output_kind: str = Field(default="", description="what is given, e.g. firm_power in MW")
    public_musd: tuple[float, float] = Field(description="state outlay over the horizon, leakage included")
    finding: Finding


class Amount(Record):
    """One metric at the end of the horizon in both plans."""

    metric: str
    unit: str
    year: tuple[int, int]
    value: tuple[float, float]


class Comparison(Record):
    """What sets two plans apart."""

    countries: tuple[str, str]
    objective: tuple[str, str]
    value: tuple[float, float] | None = Field(description="level of the objective; None where the two pursue different ones")
    bound: tuple[float, float] | None
    difference: tuple[float, float] | None = Field(description="the first less the second is proven to lie between these, for plans as good as can be")
    undecided: bool = Field(description="true if what is proven of the two overlaps")
    parts: tuple[Part, ...]
    amounts: tuple[Amount, ...]

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"

    def to_frame(self) -> pandas.DataFrame:
        """The parts as a tidy frame, one row for each part and plan."""
        import pandas

        return pandas.DataFrame([
            {"lever": one.lever, "action": one.action, "what": one.what[at], "plan": at + 1, "first_year": one.first_year[at], "units": one.units[at],
             "unit": one.unit, "public_musd": one.public_musd[at], "finding": one.finding}
            for one in self.parts for at in (0, 1)
        ])


def compare(first: Plan, second: Plan) -> Comparison:
    """Sets two plans beside one another, differences first."""
    value, bound, difference = _levels(first, second)
    return Comparison(
        countries=(first.country, second.country), objective=(first.objective.name, second.objective.name), value=value, bound=bound,
        difference=difference, undecided=difference is not None and difference[0] <= 0 <= difference[1],
        parts=tuple(_parts(first, second)), amounts=tuple(_amounts(first, second)),
    )


def _levels(first: Plan, second: Plan) -> tuple[tuple[float, float] | None, tuple[float, float] | None, tuple[float, float] | None]:
    one, other = first.objective, second.objective
    if one.name != other.name:
        return None, None, None
    (low, high), (least, most) = sorted((one.value, one.bound)), sorted((other.value, other.bound))
    return (one.value, other.value), (one.bound, other.bound), (low - most, high - least)


def _parts(first: Plan, second: Plan) -> list[Part]:
    groups = _grouped(first.steps), _grouped(second.steps)
    found = [_part(key, groups[0].get(key, []), groups[1].get(key, []), _given(key, first, second)) for key in {*groups[0], *groups[1]}]
    return sorted(found, key=lambda one: (one.finding == "the same", -max(one.public_musd), one.lever, one.what))


def _grouped(steps: Sequence[Step]) -> dict[tuple[str, str, str], list[Step]]:
    """Steps by lever and action; firms and projects that are given up by their name too."""
    found: dict[tuple[str, str, str], list[Step]] = defaultdict(list)
    for step in steps:
        found[step.lever, step.action, step.project if step.action in GIVEN_UP else ""].append(step)
    return found


GIVEN_UP = ("close or sell", "call off")
NAMED = (*GIVEN_UP, "adopt", "begin", "fund")


def _given(key: tuple[str, str, str], first: Plan, second: Plan) -> tuple[str, tuple[float, float]]:
    """What a plant gives and how much one unit gives in each plan; countries may be offered it in different sizes."""
    lever, action, _ = key
    plants = [next((one for one in plan.parameters.plants if one.id == lever), None) for plan in (first, second)]
    if plants[0] is None or plants[1] is None or not action.startswith("build"):
        return "", (1.0, 1.0)
    return plants[0].output, (plants[0].output_units, plants[1].output_units)


def _part(key: tuple[str, str, str], one: Sequence[Step], other: Sequence[Step], given: tuple[str, tuple[float, float]]) -> Part:
    years = (min((step.year for step in one), default=None), min((step.year for step in other), default=None))
    units = (sum(step.units for step in one), sum(step.units for step in other))
    what = (_what(one), _what(other))
    output = (units[0] * given[1][0], units[1] * given[1][1]) if given[0] and any(given[1]) else None
    return Part(
        lever=key[0], action=key[1], what=what, first_year=years, units=units, unit=(*one, *other)[0].unit, output=output, output_kind=given[0] if output else "",
        public_musd=(sum(step.gross_musd for step in one), sum(step.gross_musd for step in other)), finding=_finding(years, output or units, what),
    )


def _what(steps: Sequence[Step]) -> str:
    """Name of what is taken up; of a rule that is tightened, its last step."""
    return steps[-1].project if steps and steps[0].action in NAMED else ""


def _finding(years: tuple[int | None, int | None], units: tuple[float, float], what: tuple[str, str]) -> Finding:
    one, other = years
    if other is None:
        return "only in the first"
    if one is None:
        return "only in the second"
    if one != other:
        return "sooner in the first" if one < other else "later in the first"
    if what[0] != what[1]:
        return "something else"
    return "another size" if abs(units[0] - units[1]) > SAME_SIZE * max(units) else "the same"


def _amounts(first: Plan, second: Plan) -> list[Amount]:
    ends = _ends(first), _ends(second)
    return [
        Amount(metric=name, unit=unit, year=(year, ends[1][name][1]), value=(value, ends[1][name][2]))
        for name, (unit, year, value) in ends[0].items() if name in ends[1]
    ]


def _ends(plan: Plan) -> dict[str, tuple[str, int, float]]:
    clock = plan.parameters.clock
    last = clock.label(clock.horizon - 1)
    return {one.metric: (one.unit, last, one.value) for one in plan.metrics if one.year == last}
