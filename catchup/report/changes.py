"""What changed between two plans, in a few words."""

from __future__ import annotations

from catchup.plan import Plan
from catchup.report.words import money, significant


def change_of(plan: Plan, before: Plan | None) -> str | None:
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
    size = money(abs(change)) if in_money else significant(abs(change), 3)
    return f"{'+' if change > 0 else '-'}{size} since the last plan{' (undecided: within the gap)' if overlap else ''}"
