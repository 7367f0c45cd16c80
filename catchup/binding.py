"""What holds a plan back: the limits of which nothing is left over, and in which years. Read from the plan's own ledgers."""

from __future__ import annotations

from collections import defaultdict

from catchup.plan import Plan

# Ledger -> (entries that are left over, sentence when nothing is left over, name of the limit).
LIMITS = {
    "money": (("lapsed", "closing balance"), "Public money is spent to the last dollar", "public money"),
    "private": (("unused",), "Private investors bring all they would bring", "private money"),
    "fx": (("unused",), "Foreign exchange for imports is used up", "foreign exchange"),
    "politics": (("closing", "lost"), "Political capital is used up", "political capital"),
    "administration": (("unused",), "Administrations have as much under way as they can carry", "administrative capacity"),
    "staff_technician": (("not hired",), "Every technician who can be hired is hired", "technicians"),
    "staff_engineer": (("not hired",), "Every engineer who can be hired is hired", "engineers"),
    "staff_researcher": (("not hired",), "Every researcher who can be hired is hired", "researchers"),
    "water": (("unused",), "Water at industrial sites is used up", "water"),
    "compute_kh100e": (("idle",), "All useful compute is in use", "compute"),
}
TIGHT = 1e-5


def binding_years(plan: Plan) -> dict[str, list[int]]:
    """For each limit, the years in which nothing of it is left over."""
    sources: dict[tuple[str, int], float] = defaultdict(float)
    left: dict[tuple[str, int], float] = defaultdict(float)
    for entry in plan.ledgers:
        if entry.ledger not in LIMITS:
            continue
        sources[entry.ledger, entry.year] += max(entry.amount, 0.0)
        if entry.entry in LIMITS[entry.ledger][0]:
            left[entry.ledger, entry.year] += abs(entry.amount)
    found: dict[str, list[int]] = defaultdict(list)
    for (ledger, year), amount in sorted(sources.items()):
        if amount > 0 and left[ledger, year] <= TIGHT * amount:
            found[ledger].append(year)
    found |= _spare_power(plan, defaultdict(list))
    return found


def _spare_power(plan: Plan, found: dict[str, list[int]]) -> dict[str, list[int]]:
    power, clock = plan.parameters.power, plan.parameters.clock
    for entry in plan.ledgers:
        if entry.ledger == "power_mw" and entry.entry == "spare power":
            most = power.spare[entry.year - clock.first_year] + power.taken
            if most > 0 and entry.amount >= (1 - TIGHT) * most:
                found["spare_power"].append(entry.year)
    return found
