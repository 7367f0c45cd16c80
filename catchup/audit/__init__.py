"""The independent audit: recomputes a plan from its decisions, its parameters and the data files.

It shares no code with the modelling layer. What a plan says about itself is compared with what follows from its
decisions; every difference is named by its rule or ledger, with its size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catchup.allied import AlliedPlan, Terms
from catchup.audit.accounts import recount
from catchup.audit.allies import check_allies
from catchup.audit.borders import compare_borders, members_today
from catchup.audit.compare import compare_ledgers, compare_metrics, compare_spending, compare_value_lines
from catchup.audit.decisions import read_decisions
from catchup.audit.facts import Facts
from catchup.audit.metrics import metrics
from catchup.audit.objective import check_objective, check_wishes
from catchup.audit.parameters import compare_parameters, resolve_again, same_shape
from catchup.audit.records import compare_records
from catchup.audit.report import AuditReport, Findings, Violation
from catchup.audit.rules_decisions import check_decisions
from catchup.audit.rules_levers import check_levers
from catchup.audit.rules_resources import check_resources
from catchup.audit.steps import compare_steps
from catchup.library import Case
from catchup.plan import Plan
from catchup.problem import Problem

UNREADABLE = (ArithmeticError, LookupError, StopIteration, TypeError, ValueError)


def audit_plan(plan: Plan) -> AuditReport:
    """Recomputes a plan and lists everything that does not follow.

    Returns:
        A report that is ok only if nothing was found. It never raises on a plan, however wrong.
    """
    findings = Findings()
    case, today = resolve_again(plan, findings)
    if today is not None:
        compare_parameters(plan, today, findings)
    problem = today if today is not None and not same_shape(plan.parameters, today) else plan.parameters
    try:
        _examine(plan, problem, case, findings)
    except UNREADABLE as refusal:
        findings.add("parameters", "books", 1, 0, f"no books can be drawn up from the plan's parameters: {refusal!r}")
    return findings.report()


def audit_alliance(
    plans: Sequence[AlliedPlan], terms: Terms | None = None, payments: Mapping[str, float] | None = None
) -> AuditReport:
    """Recomputes every member's plan in an alliance, and what crosses the border between them.

    Args:
        plans: all members' plans. terms: what they agreed on; that of the alliance file if None. payments: what each receives from the others.

    Returns:
        A report that is ok only if nothing was found. It never raises on a plan, however wrong.
    """
    findings = Findings()
    today = [resolve_again(plan, findings) for plan in plans]
    problems = members_today(plans, [one for _, one in today], terms, findings)
    for plan, (case, _), problem in zip(plans, today, problems, strict=True):
        own = Findings()
        compare_parameters(plan, problem, own)
        safe = problem if not same_shape(plan.parameters, problem) else plan.parameters
        try:
            _examine(plan, safe, case, own)
        except UNREADABLE as refusal:
            own.add("parameters", "books", 1, 0, f"no books can be drawn up from the plan's parameters: {refusal!r}")
        findings.join(own, plan.country)
    compare_borders(plans, payments, findings)
    return findings.report()


def _examine(plan: Plan, problem: Problem, case: Case | None, findings: Findings) -> None:
    """Rules first, then tables, then the objective."""
    path = next((one for one in problem.paths if one.id == plan.path), None)
    if path is None:
        findings.add("paths", plan.path, 1, 0, f"there is no reform path called {plan.path!r}")
        return
    facts = Facts(problem, path, read_decisions(plan.decisions, problem, findings))
    books = recount(facts)
    check_decisions(facts, findings)
    check_levers(facts, findings)
    check_resources(facts, books, findings)
    check_allies(facts, findings)
    check_wishes(plan, facts, findings)
    compare_ledgers(plan, books, findings)
    compare_value_lines(plan, books, findings)
    compare_spending(plan, books, findings)
    compare_metrics(plan, facts, case, findings)
    if case is not None:
        compare_steps(plan, facts, case, findings)
    check_objective(plan, facts, books, findings)
    compare_records(plan, facts, case, findings)


__all__ = ["UNREADABLE", "AuditReport", "Violation", "audit_alliance", "audit_plan", "metrics"]
