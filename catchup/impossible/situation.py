"""A request without a plan, what is known of it, and what a way out of it is."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import Field

from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError, OverrideError, UnknownNameError
from catchup.evidence import Record
from catchup.impossible.conflict import Collision
from catchup.plan import Request
from catchup.problem import Problem
from catchup.requests import lock_text, target_text
from catchup.search import Written

Kind = Literal[
    "money", "private money", "foreign exchange", "power", "wires", "politics", "people", "export regime", "several", "target", "time",
    "lock", "drop",
]
VERIFYING = 4.0
# Wide enough to be quick: what a way out is worth is said as a range.
VERIFYING_GAP = 0.03
# Nine tenths of a change that is the least of its kind are not enough.
LESS = 0.9


class Repair(Record):
    """One way out, solved."""

    kind: Kind
    sentence: str = Field(description="what to do, in plain words")
    cost_musd: float | None = Field(description="what it costs the state or the plan, discounted; None where that cannot be said")
    cost_note: str = Field(description="what the cost is, or why it cannot be said")
    options: tuple[str, ...] = Field(description="command line options to add")
    removed_options: tuple[str, ...] = Field(default=(), description="command line options to leave out")
    command: str = Field(description="the whole command")
    proven: bool = Field(description="true if it is proven that a smaller change of its kind is not enough")
    value: float = Field(description="level of the objective with it")
    bound: float = Field(description="no plan with it can be better")
    request: Request = Field(exclude=True, description="the request it comes to")


class Reached(Protocol):
    """What an answer tells: a level of the objective, and what no plan can exceed."""

    @property
    def value(self) -> float:
        """Level of the objective."""

    @property
    def bound(self) -> float:
        """No plan can be better."""


class Asker(Protocol):
    """Who answers requests: a planner."""

    def resolved(self, request: Request) -> tuple[Any, Problem]:
        """The data and the problem of a request."""

    def ask(self, request: Request, *, seconds: float | None = None) -> Reached:
        """The best plan.

        Raises:
            NoFeasiblePlanError: there is none. NoPlanInTimeError: none was found in time.
        """


@dataclass
class Situation:
    """A request without a plan, and what is known of it."""

    asker: Asker
    request: Request
    problem: Problem
    written: Written
    deadline: float
    collisions: Sequence[Collision] = ()
    without: dict[str, Reached] = field(default_factory=dict)
    """Option of a target or lock -> the best plan without it."""

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.perf_counter()

    def solved(self, request: Request) -> Reached | None:
        """The answer to a changed request; None if it has no plan, or none in time."""
        if self.left <= 0:
            return None
        try:
            quick = request.model_copy(update={"gap": max(request.gap, VERIFYING_GAP)})
            return self.asker.ask(quick, seconds=min(self.left, VERIFYING))
        except (NoFeasiblePlanError, NoPlanInTimeError, OverrideError, UnknownNameError):
            return None

    def problem_of(self, request: Request) -> Problem:
        """The problem of a changed request."""
        return self.asker.resolved(request)[1]

    def repair(self, kind: Kind, sentence: str, request: Request, answer: Reached, proven: bool, cost: tuple[float | None, str]) -> Repair:
        """A way out that was solved."""
        options, removed = _difference(self.request, request)
        return Repair(
            kind=kind, sentence=sentence, cost_musd=cost[0], cost_note=cost[1], options=options, removed_options=removed,
            command=command_of(request), proven=proven, value=answer.value, bound=answer.bound, request=request,
        )

    def loss(self, option: str, answer: Reached) -> tuple[float | None, str]:
        """What keeping a wish in a weaker form costs: the value lost against the best plan without the wish."""
        free = self.without.get(option)
        if self.request.objective != "value" or free is None:
            return None, "its cost can be said only where the goal is value and the plan without it is known"
        least, most = max(free.value - answer.bound, 0.0), max(free.bound - answer.value, 0.0)
        note = "value the plan loses against the best plan without this wish"
        if least < most:
            note += f", USD {least:,.0f} to {most:,.0f} million"
        return max(free.value - answer.value, 0.0), note


def command_of(request: Request) -> str:
    """The command line that makes the plan of a request."""
    words = ["catchup", "plan", request.profile_file or request.country]
    plain = {
        "--scenario": (request.scenario, "baseline"), "--objective": (request.objective, "value"), "--horizon": (request.horizon, 15),
        "--first-year": (request.first_year, 2027), "--weight": (request.other_users_weight, None),
        "--take-power": (request.take_power_mw, 0.0), "--gap": (request.gap, 0.01), "--seed": (request.seed, 1),
    }
    for option, (value, usual) in plain.items():
        if value != usual:
            words += [option, f"{value:.10g}" if isinstance(value, float) else str(value)]
    for option, text in _listed(request):
        words += [option, text]
    return " ".join(shlex.quote(word) for word in words)


def _listed(request: Request) -> list[tuple[str, str]]:
    return [
        *(("--set", one) for one in request.overrides), *(("--lock", lock_text(one)) for one in request.locks),
        *(("--target", target_text(one)) for one in request.targets),
    ]


def _difference(before: Request, after: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Options to add and to leave out."""
    old, new = _listed(before), _listed(after)
    added = [f"{option} {text}" for option, text in new if (option, text) not in old]
    removed = [f"{option} {text}" for option, text in old if (option, text) not in new]
    if after.take_power_mw != before.take_power_mw:
        added.append(f"--take-power {after.take_power_mw:.10g}")
        removed += [f"--take-power {before.take_power_mw:.10g}"] if before.take_power_mw else []
    return tuple(added), tuple(removed)
