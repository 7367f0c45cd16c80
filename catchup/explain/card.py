"""What there is to know of one measure without solving anything: its place in the plan, who answers for it, what it rests on."""

from __future__ import annotations

from collections import defaultdict

from catchup.catalogue import LeverFile
from catchup.evidence import Figure
from catchup.explain.figures import leads_of
from catchup.explain.records import Card, Prerequisite, Source
from catchup.explain.trials import used
from catchup.library import Case
from catchup.plan import Plan, Step
from catchup.planner import Answer
from catchup.problem import Prerequisite as Need
from catchup.problem import Problem

MATTERS = ("schedule_overrun_mean", "cost_overrun_mean", "output_per_unit", "lifetime", "abandonment_prob", "political_cost_score")
NOT_NAMED = "not named"


def card_of(answer: Answer, plan: Plan, lever: str) -> Card:
    """The card of a measure."""
    file, owner = answer.case.levers[lever], answer.case.profile.owners.get(lever)
    lines: dict[str, float] = defaultdict(float)
    for one in plan.value_lines:
        if one.item == lever:
            lines[one.line] += one.amount
    spent = [one for one in plan.spending if one.lever == lever]
    return Card(
        summary=_told(file.summary), chain=_told(file.chain), fails_because=_told(file.fails_because), measured_by=_told(file.kpi),
        ended_by=_told(file.sunset_test),
        owner=owner.owner if owner else NOT_NAMED, level=owner.level if owner else "", instrument=owner.instrument if owner else "",
        budget_head=owner.budget_head if owner else "", review_body=owner.review_body if owner else "",
        prerequisites=_prerequisites(answer, lever), steps=steps_of(plan, lever),
        value_lines=dict(lines), public_musd=sum(one.gross_musd for one in spent), private_musd=sum(one.private_musd for one in spent),
        sources=_sources(answer.case, file),
    )


def steps_of(plan: Plan, lever: str) -> tuple[Step, ...]:
    """The steps of a measure; projects called off belong to their own lever and to the closing of firms."""
    exits = lever == plan.parameters.exit_lever
    return tuple(one for one in plan.steps if one.lever == lever or (exits and one.action == "call off"))


def _told(text: str) -> str:
    return " ".join(text.split())


def _prerequisites(answer: Answer, lever: str) -> tuple[Prerequisite, ...]:
    problem: Problem = answer.outcome.problem
    needs: tuple[Need, ...] = next((one.requires for one in problem.plants if one.id == lever), ())
    return tuple(
        Prerequisite(
            lever=need.lever, name=answer.case.levers[need.lever].name, at=need.at, units=need.units,
            present=used(answer, need.lever), standing=bool(need.standing) and need.standing[0] >= need.units,
        )
        for need in needs
    )


def _sources(case: Case, file: LeverFile) -> tuple[Source, ...]:
    """The figures that decide: what flips are sought for, then delivery and output; zeros that mean nothing are left out."""
    found: dict[str, Figure] = {lead.paths[0]: lead.figure for lead in leads_of(case, file.id)}
    for name in MATTERS:
        figure: Figure = getattr(file.canonical, name)
        if figure.value:
            found[f"levers.{file.id}.canonical.{name}"] = figure
    return tuple(
        Source(path=path, **one.model_dump(include={"value", "low", "high", "unit", "year", "source", "quality"}))
        for path, one in found.items()
    )
