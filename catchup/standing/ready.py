"""Whether a plan serves AI at home, from when, and what it builds before; "not yet" where it never does.

Read from the plan alone, so that it costs nothing for a whole batch. What a country that is not ready would need first, and when, is
a question of its own with several solves: `catchup.readiness.readiness`.
"""

from __future__ import annotations

from dataclasses import dataclass

from catchup.plan import Plan
from catchup.readiness import FIRST_SHARE

MOST_FIRST = 3


@dataclass(frozen=True)
class Ready:
    """`first_year` is the first planned year in which a hundredth of AI demand is served at home; None means not yet."""

    country: str
    scenario: str
    first_year: int | None
    share_at_end: float
    first_steps: tuple[tuple[str, int], ...]

    @property
    def not_yet(self) -> bool:
        """Whether the plan serves no AI at home within the planned years."""
        return self.first_year is None


def ready_of(plan: Plan) -> Ready:
    """Reads from a plan when AI is served at home, and the first things it begins (lever, year) up to then."""
    shares = sorted((one.year, one.value) for one in plan.metrics if one.metric == "home_share")
    first = next((year for year, share in shares if share >= FIRST_SHARE), None)
    begun: dict[str, int] = {}
    for step in sorted(plan.steps, key=lambda one: (one.year, -one.gross_musd, one.lever)):
        if first is None or step.year <= first:
            begun.setdefault(step.lever, step.year)
    return Ready(plan.country, plan.scenario, first, shares[-1][1] if shares else 0.0, tuple(begun.items())[:MOST_FIRST])
