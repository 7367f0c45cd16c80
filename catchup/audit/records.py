"""What a plan says beside its tables: closed levers, standing checks and assumptions."""

from __future__ import annotations

from catchup.audit.facts import Facts
from catchup.audit.parameters import number, same_leaf
from catchup.audit.report import Findings
from catchup.checks import standing_checks
from catchup.library import Case, figures
from catchup.plan import Assumption, Plan


def compare_records(plan: Plan, facts: Facts, case: Case | None, findings: Findings) -> None:
    """Closed levers and assumptions are those that the parameters and the data files give."""
    findings.word("closed_levers", "closed levers", plan.closed_levers, facts.problem.closed_levers, "the levers that cannot be started here")
    told = {check.name: (check.passed, check.finding) for check in plan.checks}
    true = standing_checks(facts.problem, plan.ledgers, plan.value_lines, plan.steps, plan.metrics, plan.path)
    for check in true:
        findings.word("checks", check.name, told.get(check.name), (check.passed, check.finding), f"the standing check '{check.name}'")
    if case is not None:
        _compare_assumptions(plan, case, findings)


def _compare_assumptions(plan: Plan, case: Case, findings: Findings) -> None:
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    known = {f"{root}.{path}": figure for root, tree in roots for path, figure in figures(tree)}
    told: dict[str, Assumption] = {}
    for row in plan.assumptions:
        if row.path in told:
            findings.add("assumptions", row.path, 2, 1, f"the assumption {row.path} is listed twice")
        told[row.path] = row
    for path in [*known, *(path for path in told if path not in known)]:
        claimed, true = told.get(path), known.get(path)
        if claimed is None or true is None:
            findings.word("assumptions", path, claimed is not None, true is not None, f"whether {path} is an input")
            continue
        for part in ("value", "low", "high", "unit", "year", "source", "quality"):
            findings.checked["assumptions"] += 1
            said, fact = getattr(claimed, part), getattr(true, part)
            if not same_leaf(said, fact):
                findings.add("assumptions", path, number(said), number(fact), f"{part} of {path} is {said!r} in the plan and {fact!r} in the data")
