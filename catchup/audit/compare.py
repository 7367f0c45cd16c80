"""The tables of a plan against the recomputed books, entry by entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from catchup.assemble import resolve
from catchup.audit.books import Books
from catchup.audit.ends import end_of
from catchup.audit.facts import Facts
from catchup.audit.metrics import UNITS as METRIC_UNITS
from catchup.audit.metrics import metrics
from catchup.audit.parameters import choices_of
from catchup.audit.report import Findings
from catchup.library import Case
from catchup.plan import Plan
from catchup.problem import Problem

LEDGER_UNITS = {
    **dict.fromkeys(("money", "private", "fx", "debt", "concessional_debt", "demand_state", "demand_private"), "MUSD"),
    **dict.fromkeys(("power_mw", "grid_mw"), "MW"),
    **dict.fromkeys(("compute_kh100e", "chips_kh100e"), "kH100e"),
    **dict.fromkeys(("staff_technician", "staff_engineer", "staff_researcher"), "persons"),
    **dict.fromkeys(("politics", "administration"), "points"),
    "water": "ML/day",
}
SERVED = ("home_share", "home_services_musd", "ai_services_share")
Ends = dict[tuple[str, int], float]


def _once(findings: Findings, rule: str, keys: Iterable[tuple[object, ...]]) -> None:
    seen: set[tuple[object, ...]] = set()
    for key in keys:
        if key in seen:
            findings.add(rule, " ".join(map(str, key)), 2, 1, f"{' '.join(map(str, key))} is listed twice")
        seen.add(key)


def compare_ledgers(plan: Plan, books: Books, findings: Findings) -> None:
    """Every entry of every ledger is the recomputed one, and every ledger of every year sums to zero."""
    label = books.facts.problem.clock.label
    claimed: dict[tuple[str, str, int], float] = defaultdict(float)
    sums: dict[tuple[str, int], float] = defaultdict(float)
    for row in plan.ledgers:
        rule = f"ledger:{row.ledger}"
        claimed[row.ledger, row.entry, row.year] += row.amount
        sums[row.ledger, row.year] += row.amount
        findings.word(rule, f"{row.entry} {row.year}", row.unit, LEDGER_UNITS.get(row.ledger), f"the unit of {row.ledger}")
    for ledger in LEDGER_UNITS:
        _once(findings, f"ledger:{ledger}", ((row.entry, row.year) for row in plan.ledgers if row.ledger == ledger))
    known = {
        (ledger, entry, label(year)): amount for (ledger, entry, year), amount in books.entries.items() if ledger in LEDGER_UNITS
    }
    scale: dict[tuple[str, int], float] = defaultdict(lambda: 1.0)
    for (ledger, _, year), amount in known.items():
        scale[ledger, year] = max(scale[ledger, year], abs(amount))
    for key in [*known, *(key for key in claimed if key not in known)]:
        ledger, entry, year = key
        findings.same(
            f"ledger:{ledger}", f"{entry} {year}", claimed.get(key, 0.0), known.get(key, 0.0),
            f"{entry!r} in the {ledger} ledger of {year}", scale=scale[ledger, year],
        )
    for (ledger, year), total in sums.items():
        findings.same(f"ledger:{ledger}", str(year), total, 0.0, f"the sum of the {ledger} ledger of {year}", scale=10 * scale[ledger, year])


def compare_value_lines(plan: Plan, books: Books, findings: Findings) -> None:
    """Every value line is the recomputed one."""
    claimed: dict[tuple[str, str], float] = defaultdict(float)
    for row in plan.value_lines:
        claimed[row.line, row.item] += row.amount
    _once(findings, "value_lines", ((row.line, row.item) for row in plan.value_lines))
    scale = max([1.0, *(abs(amount) for amount in books.value.values())])
    for key in [*books.value, *(key for key in claimed if key not in books.value)]:
        where = f"{key[0]}: {key[1]}"
        findings.same("value_lines", where, claimed.get(key, 0.0), books.value.get(key, 0.0), f"the value line {where}", scale=scale)


def compare_spending(plan: Plan, books: Books, findings: Findings) -> None:
    """State and private money of every lever and year is the recomputed one."""
    label = books.facts.problem.clock.label
    known = {(lever, label(year)): amounts for (lever, year), amounts in books.spending.items()}
    claimed = {(row.lever, row.year): [row.gross_musd, row.net_musd, row.private_musd] for row in plan.spending}
    _once(findings, "spending", ((row.lever, row.year) for row in plan.spending))
    scale = max([1.0, *(abs(amount) for amounts in known.values() for amount in amounts)])
    nothing = [0.0, 0.0, 0.0]
    for key in [*known, *(key for key in claimed if key not in known)]:
        pairs = zip(("gross", "net", "private"), claimed.get(key, nothing), known.get(key, nothing), strict=True)
        for kind, told, true in pairs:
            findings.same("spending", f"{key[0]} {key[1]}", told, true, f"{kind} spending on {key[0]} in {key[1]}", scale=scale)


def compare_metrics(plan: Plan, facts: Facts, case: Case | None, findings: Findings) -> None:
    """Every metric, its range and its do-nothing level are the recomputed ones."""
    problem = facts.problem
    known = metrics(plan.decisions, problem)
    ends = _ends(plan, case)
    idle = {"compute_h100e": 1000 * problem.compute.base_stock}
    claimed = {(row.metric, row.year): row for row in plan.metrics}
    _once(findings, "metrics", ((row.metric, row.year) for row in plan.metrics))
    for key in [*known, *(key for key in claimed if key not in known)]:
        name, row = key[0], claimed.get(key)
        where, true = f"{name} {key[1]}", known.get(key, 0.0)
        if row is None or key not in known:
            findings.add("metrics", where, row.value if row else 0.0, true, f"{where} is {'not listed' if row is None else 'no metric'}")
            continue
        # Shares of the world's output are small numbers: a millionth of one would hide a change of size.
        scale = 1e-3 if row.unit == "fraction" else 1.0
        findings.same("metrics", where, row.value, true, where, scale=scale)
        findings.same("metrics", f"{where} do nothing", row.do_nothing, idle.get(name, 0.0), f"{where} without the plan", scale=scale)
        findings.word("metrics", f"{where} unit", row.unit, METRIC_UNITS.get(name), f"the unit of {name}")
        if ends is not None:
            reach = _reach(key, known, ends, idle["compute_h100e"])
            findings.same("metrics", f"{where} low", row.low, reach[0], f"the low end of {where}", scale=scale)
            findings.same("metrics", f"{where} high", row.high, reach[-1], f"the high end of {where}", scale=scale)


def _reach(key: tuple[str, int], known: Ends, ends: tuple[Ends, Ends], idle: float) -> list[float]:
    """Low and high end of a metric. What is served cannot exceed the compute that delivery leaves to serve it."""
    true = known[key]
    if key[0] not in SERVED:
        return sorted((ends[0].get(key, true), true, ends[1].get(key, true)))
    compute = "compute_h100e", key[1]
    running = known[compute] - idle
    left = [min((end[compute] - idle) / running, 1.0) if running > 0 else 1.0 for end in ends]
    return sorted((true * min(left), true))


def _ends(plan: Plan, case: Case | None) -> tuple[Ends, Ends] | None:
    """Metrics under the low and the high end of delivery and yield."""
    if case is None:
        return None
    low, high = (_at(plan, case, end) for end in (False, True))
    return metrics(plan.decisions, low), metrics(plan.decisions, high)


def _at(plan: Plan, case: Case, high: bool) -> Problem:
    return resolve(end_of(case, good=high), choices_of(plan))
