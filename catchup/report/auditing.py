"""The audit of a plan file: what was recomputed, what differs, and whether the bound holds when solved again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

from catchup.report.asking import Asked
from catchup.report.console import results
from catchup.report.words import grouped, significant

if TYPE_CHECKING:
    from catchup.audit.report import AuditReport
    from catchup.plan import Plan

MOST_SHOWN = 40


@dataclass(frozen=True)
class BoundCheck:
    """What solving again says of a plan's claims."""

    claimed_value: float
    claimed_bound: float
    found_value: float
    found_bound: float
    holds: bool


def examine(plan: Plan) -> AuditReport:
    """Recomputes the plan."""
    from catchup.audit import audit_plan

    return audit_plan(plan)


def resolve_bound(plan: Plan, solve: Callable[[Asked], Plan]) -> BoundCheck:
    """Solves the plan's request again and compares: its bound must lie above any plan found, its value below any bound."""
    request = plan.request
    options = {
        "objective": request.objective, "overrides": request.overrides, "locks": plan.parameters.locks,
        "targets": plan.parameters.targets, "horizon": request.horizon, "first_year": request.first_year,
        "other_users_weight": request.other_users_weight, "take_power_mw": request.take_power_mw,
        "gap": request.gap, "seed": request.seed, "actuals": request.actuals,
    }
    again = solve(Asked(request.profile_file or request.country, request.scenario, options)).objective
    claimed, slack = plan.objective, 1e-6 * max(abs(plan.objective.bound), 1.0)
    holds = again.value <= claimed.bound + slack and claimed.value <= again.bound + slack
    return BoundCheck(claimed.value, claimed.bound, again.value, again.bound, holds)


def to_json(report: AuditReport, bound: BoundCheck | None) -> str:
    """One JSON document."""
    document = json.loads(report.to_json())
    if bound is not None:
        document["resolve"] = asdict(bound)
    return json.dumps(document, indent=1, ensure_ascii=False)


def show(report: AuditReport, bound: BoundCheck | None) -> None:
    """Prints ok, or every violation with its rule and size, largest first."""
    console = results()
    count = sum(report.checked.values())
    if report.ok:
        console.print(f"ok: {grouped(count)} amounts and rules recomputed from the plan's decisions; none differs.")
    else:
        console.print(_violations(report))
        left = len(report.violations) - MOST_SHOWN
        if left > 0:
            console.print(f"... and {grouped(left)} more; --json gives all.")
        console.print(f"not ok: {grouped(len(report.violations))} violations among {grouped(count)} amounts and rules recomputed.")
    if bound is not None:
        _show_bound(bound)


def _violations(report: AuditReport) -> Table:
    table = Table("rule", "where", "claimed", "recomputed", "size", "what it means", title="Violations", title_justify="left")
    for name in (2, 3, 4):
        table.columns[name].justify = "right"
    for one in sorted(report.violations, key=lambda violation: -abs(violation.size))[:MOST_SHOWN]:
        numbers = [_number(one.claimed), _number(one.recomputed), _number(one.size)]
        table.add_row(str(one.rule), str(one.where), *numbers, str(one.message))
    return table


def _number(amount: Any) -> str:
    return significant(amount, 6) if isinstance(amount, int | float) else str(amount)


def _show_bound(bound: BoundCheck) -> None:
    console = results()
    console.print(
        f"solved again: value {significant(bound.found_value, 6)}, bound {significant(bound.found_bound, 6)}; "
        f"the plan claims value {significant(bound.claimed_value, 6)}, bound {significant(bound.claimed_bound, 6)}."
    )
    console.print("The plan's bound holds." if bound.holds else "The plan's bound does not hold.")
