"""Resolves the parameters again from the data files and compares every leaf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catchup.assemble import Choices, resolve
from catchup.audit.report import Findings
from catchup.errors import CatchupError
from catchup.library import Case, load_case
from catchup.plan import Plan
from catchup.problem import Problem

RULE = "parameters"
DIGITS = 1e-9


def choices_of(plan: Plan) -> Choices:
    """What the user asked for, as the plan records it."""
    request = plan.request
    return Choices(
        horizon=request.horizon,
        first_year=request.first_year,
        other_users_weight=request.other_users_weight,
        locks=plan.request.locks,
        targets=plan.request.targets,
        take_power_mw=request.take_power_mw,
        actuals=request.actuals,
    )


def resolve_again(plan: Plan, findings: Findings) -> tuple[Case | None, Problem | None]:
    """The case and problem that today's data files give for what the plan says was asked."""
    request = plan.request
    try:
        case = load_case(request.profile_file or request.country, request.scenario, request.overrides)
        problem = resolve(case, choices_of(plan))
    except (CatchupError, OSError) as refusal:
        findings.add(RULE, "request", 1, 0, f"the request cannot be resolved from the data files: {str(refusal).splitlines()[0]}")
        return None, None
    _check_digests(plan, case, findings)
    _check_names(plan, findings)
    return case, problem


def _check_digests(plan: Plan, case: Case, findings: Findings) -> None:
    kinds = (
        ("profile_digest", plan.profile_digest, case.profile_digest, "the country's profile"),
        ("catalogue_digest", plan.catalogue_digest, case.catalogue_digest, "the levers, scenarios or world figures"),
    )
    for where, claimed, today, what in kinds:
        findings.checked[RULE] += 1
        if claimed != today:
            findings.add(RULE, where, 1, 0, f"{what} have changed since the plan was made, or the plan's digest was changed")


def _check_names(plan: Plan, findings: Findings) -> None:
    request = plan.request
    findings.word(RULE, "country", plan.country, request.country, "the country of the plan")
    findings.word(RULE, "scenario", plan.scenario, request.scenario, "the scenario of the plan")
    findings.word(RULE, "seed", plan.seed, request.seed, "the seed of the plan")


def compare_parameters(plan: Plan, problem: Problem, findings: Findings) -> None:
    """Every resolved value of the plan is the one that the data files give."""
    known = dict(leaves(problem.model_dump()))
    if plan.parameters == problem:
        findings.checked[RULE] += len(known)
        return
    claimed = dict(leaves(plan.parameters.model_dump()))
    for path in [*known, *(path for path in claimed if path not in known)]:
        findings.checked[RULE] += 1
        told, true = claimed.get(path), known.get(path)
        if same_leaf(told, true):
            continue
        findings.add(RULE, path, number(told), number(true), f"{path} is {told!r} in the plan and {true!r} by the data files")


def number(leaf: Any) -> float:
    """A leaf as a number, 0 for words."""
    return float(leaf) if isinstance(leaf, int | float) else 0.0


def same_leaf(told: Any, true: Any) -> bool:
    """Whether two leaves say the same, numbers up to their ninth digit."""
    numeric = [isinstance(one, int | float) and not isinstance(one, bool) for one in (told, true)]
    if all(numeric):
        return bool(abs(told - true) <= DIGITS * abs(true))
    return bool(told == true)


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of plain data with its path; list members go by their own name where they have one."""
    if isinstance(node, dict):
        for name, item in node.items():
            yield from leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(node, list | tuple):
        yield f"{path}.length", len(node)
        for at, item in enumerate(node):
            name = (item.get("id") or f"{at}-{item.get('lever', '')}") if isinstance(item, dict) else str(at)
            yield from leaves(item, f"{path}.{name}")
    else:
        yield path, node


def same_shape(left: Problem, right: Problem) -> bool:
    """Whether two problems have the same lists and names, so that one can be read where the other was meant."""
    if left == right:
        return True
    one, other = list(leaves(left.model_dump())), list(leaves(right.model_dump()))
    return [path for path, _ in one] == [path for path, _ in other] and all(
        here == there for (path, here), (_, there) in zip(one, other, strict=True) if path.endswith(".length")
    )
