"""What a country would do with another's institutions: one block of its profile replaced, and the same question asked again.

The block is how money is kept and how firmly rules hold: both governance indices, leakage, and the odds that a missed benchmark ends
funding. The size of public investment stays the country's own: it is a budget and not an institution. The answer is stated
against carrying on WITH the borrowed institutions, so it is what the plan adds there, and not what the institutions themselves are worth:
where little leaks, a programme against leakage has less to win.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from catchup.errors import InputError
from catchup.library import load_country
from catchup.plan import Request
from catchup.standing.cells import Interval
from catchup.standing.ranks import Order, order_of

BORROWED = ("control_of_corruption", "government_effectiveness", "leakage", "sunset_credibility")
BLOCK = "institutions"


class Answered(Protocol):
    """What answers a question: a level of the objective and a bound on it, as an `Answer` of the planner has them."""

    @property
    def value(self) -> float:
        """Level of the objective."""

    @property
    def bound(self) -> float:
        """No plan is better than this."""


@dataclass(frozen=True)
class Swap:
    """A country's plan with its own institutions and with another's; amounts in the objective's own unit."""

    country: str
    donor: str
    overrides: tuple[str, ...]
    own: Interval
    borrowed: Interval
    order: Order

    @property
    def change(self) -> Interval:
        """What is proven of the change: borrowed less own."""
        return Interval(self.borrowed.low - self.own.high, self.borrowed.high - self.own.low)


def swap_overrides(donor: str) -> tuple[str, ...]:
    """The donor's institutions as `--set` takes them.

    Raises:
        UnknownNameError: no such country. DataFileError: its file has faults.
    """
    block = load_country(donor).institutions
    return tuple(f"{BLOCK}.{name}={getattr(block, name).value:.10g}" for name in BORROWED)


def swapped(request: Request, donor: str) -> Request:
    """The same question with the donor's institutions; what was set by hand in the block gives way to them.

    Raises:
        InputError: the donor is the country itself. UnknownNameError: no such country.
    """
    if donor == request.country:
        raise InputError(f"{donor} already has its own institutions", "name another country")
    prefixes = tuple(f"{root}{BLOCK}.{name}" for root in ("", "country.") for name in BORROWED)
    kept = tuple(one for one in request.overrides if one.split("=")[0].strip() not in prefixes)
    return request.model_copy(update={"overrides": (*kept, *swap_overrides(donor))})


def swap(request: Request, donor: str, ask: Callable[[Request], Answered]) -> Swap:
    """Asks a question as it stands and with the donor's institutions.

    Args:
        ask: answers a request, e.g. `Planner(request.country).ask`. Two solves.
    """
    other = swapped(request, donor)
    own, borrowed = (_interval(ask(one)) for one in (request, other))
    order = order_of(borrowed, own, less_is_better=request.objective == "least_cost")
    return Swap(request.country, donor, other.overrides, own, borrowed, order)


def _interval(answer: Answered) -> Interval:
    return Interval(*sorted((answer.value, answer.bound)))
