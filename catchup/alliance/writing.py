"""Writes what an alliance's search found: each member's plan with its tables, and what crosses the border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

from catchup.alliance.document import Flow, Signature
from catchup.alliance.joint import Joint, Member
from catchup.alliance.search import Found
from catchup.allied import AlliedPlan, AlliedProblem
from catchup.assemble import resolve
from catchup.checks import standing_checks
from catchup.extract import decisions_of, ledgers_of, normalise, spending_of, value_lines_of
from catchup.library import Case, figures
from catchup.matrix import Vector
from catchup.metrics import metric_rows
from catchup.model.objectives import gain, scale_floor
from catchup.plan import Assumption, ObjectiveRecord, PathRecord, Request, RunRecord, Value
from catchup.planner import choices_of
from catchup.ranges import at_end
from catchup.reading import Reading
from catchup.search import gap_of
from catchup.solver import polish, solver_name
from catchup.steps import steps_of

PLACES = 9
CROSSING = ("to_ally", "from_ally")


@dataclass
class Asked:
    """One member's question: its case and request."""

    case: Case
    request: Request


def write_members(joint: Joint, found: Found, asked: Sequence[Asked]) -> tuple[AlliedPlan, ...]:
    """Every member's plan, in the order of the alliance. Amounts are exact; what is sent is what is received, to the last digit."""
    point = _same_on_both_sides(joint, found.point)
    readings = [_settled(member, path, point) for member, path in zip(joint.members, found.paths, strict=True)]
    worths = [one.amount(gain(one.sheet, "value")) for one in readings]
    return tuple(
        _member_plan(joint, found, at, one, worths, question)
        for at, (one, question) in enumerate(zip(readings, asked, strict=True))
    )


def _same_on_both_sides(joint: Joint, point: Vector) -> Vector:
    """The point with each crossing amount rounded once and given to both sides."""
    again = point.copy()
    links = vars(joint.links)
    for key, column in links["sent"].items():
        other = links["taken"][key]
        places = [*column.terms, *other.terms]
        amount = max(round(float(point[places[0]]), PLACES), 0.0) if len(places) == 2 else 0.0
        for place in places:
            again[place] = amount
    return again


def _settled(member: Member, path: int, point: Vector) -> Reading:
    """A member's exact plan at what crosses the border: whole numbers fixed, the rest solved again."""
    own = point[member.columns]
    clean = polish(member.at_flows_of(path, own), own)
    reading = Reading(member.sheet, path, member.problem.paths[path], own if clean.point is None else clean.point)
    for name in CROSSING:
        for column in (reading.component(name) or {}).values():
            (place,) = column.terms
            reading.assign(column, float(own[place]))
    for column in (reading.component("signed") or {}).values():
        reading.assign(column, float(round(reading.amount(column))))
    normalise(reading)
    return reading


def _member_plan(joint: Joint, found: Found, at: int, model: Reading, worths: Sequence[float], asked: Asked) -> AlliedPlan:
    problem, request, case = joint.problems[at], asked.request, asked.case
    decisions = decisions_of(model) | _crossing_decisions(model)
    ledgers, value_lines, steps = ledgers_of(model), value_lines_of(model), steps_of(model, case)
    choices = choices_of(request)
    metrics = metric_rows(decisions, problem, resolve(at_end(case, "low"), choices), resolve(at_end(case, "high"), choices))
    matrix = joint.members[at].matrices[found.paths[at]]
    return AlliedPlan(
        country=problem.country, scenario=problem.scenario, seed=request.seed, code_version=metadata.version("catchup"),
        profile_digest=case.profile_digest, catalogue_digest=case.catalogue_digest, request=request, parameters=problem,
        alliance=tuple(one.country for one in joint.problems), decisions=decisions, path=model.path.id,
        objective=_objective(found, at, worths, problem, request), paths=_paths(found, at, worths, problem), steps=steps,
        spending=spending_of(model), ledgers=ledgers, metrics=metrics, value_lines=value_lines, closed_levers=problem.closed_levers,
        checks=standing_checks(problem, ledgers, value_lines, steps, metrics, model.path.id), assumptions=_assumptions(case),
        run=RunRecord(
            solver=solver_name(), options={"gap": str(request.gap), "seed": str(request.seed)}, rows=matrix.shape[0],
            columns=matrix.shape[1], integers=int(matrix.integer.sum()),
        ),
    )


def _crossing_decisions(model: Reading) -> dict[str, list[list[Value]]]:
    """Signing and what crosses the border, sparse, with calendar years."""
    found: dict[str, list[list[Value]]] = {}
    for name in ("signed", *CROSSING):
        rows: list[list[Value]] = []
        for index, column in (model.component(name) or {}).items():
            *head, year = index if isinstance(index, tuple) else (index,)
            amount = model.amount(column)
            if amount:
                rows.append([*head, model.problem.clock.label(year), amount])
        if rows:
            found[name] = rows
    return found


def _objective(found: Found, at: int, worths: Sequence[float], problem: AlliedProblem, request: Request) -> ObjectiveRecord:
    """A member's worth, and the most it could have while the others keep theirs."""
    worth = worths[at]
    bound = max(found.bound - sum(worths) + worth, worth)
    gap = gap_of(worth, bound, scale_floor(problem, "value"))
    return ObjectiveRecord(
        name="value", value=worth, bound=bound, gap=gap, baseline=0.0, status="optimal" if gap <= request.gap + 1e-9 else "feasible",
        unit="discounted MUSD",
    )


def _paths(found: Found, at: int, worths: Sequence[float], problem: AlliedProblem) -> tuple[PathRecord, ...]:
    """What each of a member's reform paths could bring it at most, over all paths of the others."""
    others = sum(worths) - worths[at]
    most = max(found.bound, sum(worths))
    rows = []
    for place, path in enumerate(problem.paths):
        chosen = place == found.paths[at]
        bound = found.bound_with(at, place)
        impossible = bound == float("-inf") and not chosen
        reached = max(min(bound, most), sum(worths)) if chosen else min(bound, most)
        rows.append(
            PathRecord(
                path=path.id, name=path.name, status="chosen" if chosen else "infeasible" if impossible else "pruned",
                value=worths[at] if chosen else None, bound=None if impossible else reached - others,
            )
        )
    return tuple(rows)


def _assumptions(case: Case) -> tuple[Assumption, ...]:
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    return tuple(
        Assumption(path=f"{root}.{path}", **one.model_dump(include={"value", "low", "high", "unit", "year", "source", "quality"}))
        for root, tree in roots for path, one in figures(tree)
    )


def flows_of(plans: Sequence[AlliedPlan]) -> tuple[Flow, ...]:
    """What crosses the border by year, from the givers' decisions."""
    problems = {plan.country: plan.parameters for plan in plans}
    amounts: dict[tuple[int, str, str], float] = defaultdict(float)
    for plan in plans:
        for row in plan.decisions.get("to_ally", []):
            amounts[int(row[-2]), plan.country, str(row[0])] += float(row[-1])
    found = []
    for (label, giver, taker), musd in sorted(amounts.items()):
        there, clock = problems[taker].market, problems[taker].clock
        year = label - clock.first_year
        need = there.compute_per_musd[year] / (1 - problems[giver].terms.transit_loss)
        found.append(
            Flow(
                year=label, giver=giver, taker=taker, musd=musd, kh100e=need * musd,
                demand_share=musd / sum(one[year] for one in there.demand.values()),
            )
        )
    return tuple(found)


def signatures_of(plans: Sequence[AlliedPlan]) -> tuple[Signature, ...]:
    """When each member signs, and when that works."""
    found = []
    for plan in plans:
        years = [int(row[-2]) for row in plan.decisions.get("signed", [])]
        agreement = plan.parameters.agreement
        wait = sum(1 for force in agreement.in_force if force == 0) if agreement else 0
        first = min(years, default=None)
        found.append(Signature(country=plan.country, year=first, in_force=None if first is None else float(first + wait)))
    return tuple(found)
