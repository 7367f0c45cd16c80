"""What the members of an alliance say of one another: terms, and service that one sends and another receives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from catchup.allied import AlliedPlan, AlliedProblem, Terms
from catchup.assemble.allies import allied, load_alliance, terms_of
from catchup.audit.decisions import read_decisions
from catchup.audit.report import Findings
from catchup.errors import CatchupError
from catchup.problem import Problem

RULE = "service_sent_is_received"


def members_today(
    plans: Sequence[AlliedPlan], resolved: Sequence[Problem | None], terms: Terms | None, findings: Findings
) -> tuple[AlliedProblem, ...]:
    """The members' problems inside the alliance by today's data files; those of the plans where there are none."""
    named = tuple(plan.country for plan in plans)
    for plan in plans:
        findings.word("parameters", f"{plan.country}: alliance", plan.alliance, named, "the members of the alliance")
    told = tuple(plan.parameters for plan in plans)
    problems = [one for one in resolved if one is not None]
    if len(problems) < len(plans):
        return told
    try:
        return allied(problems, terms or terms_of(load_alliance()))
    except (CatchupError, OSError) as refusal:
        findings.add("parameters", "alliance", 1, 0, f"the alliance cannot be resolved from the data files: {str(refusal).splitlines()[0]}")
        return told


def compare_borders(plans: Sequence[AlliedPlan], payments: Mapping[str, float] | None, findings: Findings) -> None:
    """What crosses the border is the same on both sides, and payments between members come to nothing."""
    sent: dict[tuple[Any, ...], float] = defaultdict(float)
    taken: dict[tuple[Any, ...], float] = defaultdict(float)
    for plan in plans:
        chosen = read_decisions(plan.decisions, plan.parameters)
        for (ally, *cell), amount in chosen.rows("to_ally"):
            sent[plan.country, ally, *cell] += amount
        for (ally, *cell), amount in chosen.rows("from_ally"):
            taken[ally, plan.country, *cell] += amount
    for key in sorted({*sent, *taken}, key=repr):
        where = " ".join(map(str, key))
        findings.same(RULE, where, taken[key], sent[key], "what one member sends an ally is what the ally receives")
    if payments is not None:
        scale = sum(abs(one) for one in payments.values())
        findings.balanced("payments", "+".join(payments), sum(payments.values()), 0.0, "what members pay one another comes to nothing", scale=scale)
