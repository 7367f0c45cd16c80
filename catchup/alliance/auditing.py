"""The audit of an alliance's file: every plan in it, and every table that follows from them."""

from __future__ import annotations

from collections.abc import Sequence

from catchup.alliance.document import AlliancePlan
from catchup.alliance.split import coalitions, split
from catchup.alliance.writing import flows_of, signatures_of
from catchup.assemble.allies import load_alliance
from catchup.audit import UNREADABLE, AuditReport, audit_alliance, audit_plan
from catchup.audit.report import Findings
from catchup.evidence import Record


def audit_file(made: AlliancePlan) -> AuditReport:
    """Recomputes an alliance's plan: members together and alone, what crosses the border, who gains what, and the proof's own sums.

    The bound itself is a claim; only solving again tests it.

    Returns:
        A report that is ok only if nothing was found. It never raises on a plan, however wrong.
    """
    found = Findings()
    named = tuple(one.country for one in made.plans), tuple(one.country for one in made.alone)
    for kind, names in zip(("plans", "alone"), named, strict=True):
        found.word("members", kind, made.members, names, "members of the alliance")
    if found.violations or len(set(made.members)) != len(made.members):
        found.add("members", "members", 1, 0, "every member needs one plan in the alliance and one alone; nothing else was recomputed")
        return found.report()
    found.take(audit_alliance(made.plans, None, {one.country: one.payment for one in made.split.payoffs}))
    for plan in made.alone:
        found.take(audit_plan(plan), f"{plan.country} alone")
    try:
        _compare_tables(made, found)
    except UNREADABLE as refusal:
        found.add("alliance", "tables", 1, 0, f"the tables cannot be drawn up from the members' plans: {refusal!r}")
    return found.report()


def _compare_tables(made: AlliancePlan, found: Findings) -> None:
    """What follows from the members' plans, each against what the file says."""
    found.word("figures", "terms", made.figures == load_alliance(), True, "whether the terms are those of the data files, with range and source")
    _compare_rows("signatures", made.signatures, signatures_of(made.plans), found)
    _compare_rows("flows", made.flows, flows_of(made.plans), found)
    _compare_values(made, found)
    divided = split(made.members, {frozenset(one.members): one for one in made.coalitions}, {one.country: one.objective.value for one in made.plans})
    _compare_rows("split", (made.split,), (divided,), found)
    _compare_rows("payoffs", made.split.payoffs, divided.payoffs, found)


def _compare_values(made: AlliancePlan, found: Findings) -> None:
    """What groups are worth: each member alone as its own plan, all together as the proof, and no value above its bound."""
    values = {one.members: one for one in made.coalitions}
    found.word("coalitions", "members", sorted(values), sorted(coalitions(made.members)), "the groups")
    for plan in made.alone:
        found.same("coalitions", plan.country, values[plan.country,].value, plan.objective.value, "worth alone")
    proof, whole = made.certificate, values[made.members]
    found.same("certificate", "value", proof.value, sum(one.objective.value for one in made.plans), "worth of all members' plans")
    found.same("certificate", "whole group", whole.value, proof.value, "worth together")
    found.same("certificate", "bound", whole.bound, proof.bound, "the proven bound")
    for one in made.coalitions:
        found.at_most("coalitions", " + ".join(one.members), one.value, one.bound, "a plan in hand is worth no more than is possible")
    within = "optimal" if proof.gap <= proof.gap_asked + 1e-9 else "feasible"
    found.word("certificate", "status", proof.status, within, "status of the proof")


def _compare_rows(table: str, said: Sequence[Record], known: Sequence[Record], found: Findings) -> None:
    """Rows of the file against recomputed rows: words to the letter, numbers within a millionth."""
    found.same(table, "rows", len(said), len(known), "number of rows")
    for at, (one, other) in enumerate(zip(said, known, strict=False)):
        for name in type(other).model_fields:
            claimed, right = getattr(one, name), getattr(other, name)
            where = f"row {at + 1}, {name}"
            if isinstance(claimed, float) and isinstance(right, float):
                found.same(table, where, claimed, right, name, scale=max(1.0, abs(right)))
            elif not isinstance(right, tuple):
                found.word(table, where, claimed, right, name)


__all__ = ["audit_file"]
