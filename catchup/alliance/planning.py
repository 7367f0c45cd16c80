"""Plans several countries together: each alone, every group of them, all of them, and the split.

Nobody has to sign, so the plans alone, side by side, are always a plan of the alliance: it is where each search begins, and an alliance
is never worth less than its members alone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import Any

import numpy

from catchup.algebra import Sheet
from catchup.alliance.document import AlliancePlan, Certificate
from catchup.alliance.joint import Joint
from catchup.alliance.search import AllianceSearch, Found
from catchup.alliance.split import CoalitionValue, coalitions, split
from catchup.alliance.writing import Asked, flows_of, signatures_of, write_members
from catchup.allied import Terms
from catchup.assemble.allies import allied, load_alliance, terms_of
from catchup.audit import audit_alliance
from catchup.errors import AuditError, InputError
from catchup.matrix import Vector
from catchup.planner import Planner, request_of
from catchup.problem import Problem
from catchup.search import Interruption, Outcome, Progress, Reporter, Search, write
from catchup.solver import Run, Stopped, polish
from catchup.writing import write_plan

FEWEST, MOST = 2, 4
GAP = 0.001
"""Gap unless another is asked for: an alliance's gain is small beside a large member's worth, and a wider gap drowns it."""
SHARE_ALONE = 0.5
"""Share of the time limit after which the plans alone are taken as they are."""


@dataclass
class Alone:
    """One member planning alone, and where a plan of it stands in its model."""

    asked: Asked
    problem: Problem
    outcome: Outcome

    @property
    def point(self) -> Vector:
        """The best plan in hand."""
        assert self.outcome.best.run is not None
        return self.outcome.best.run.point


@dataclass
class Group:
    """Some members together."""

    joint: Joint
    found: Found


@dataclass
class _Run:
    """What one question about an alliance shares."""

    gap: float
    seconds: float | None
    seed: int
    report: Reporter
    began: float
    interruption: Interruption = field(default_factory=Interruption)


def members_of(text: str) -> tuple[str, ...]:
    """The members of `A+B`.

    Raises:
        InputError: fewer than two, more than four, or one twice.

    >>> members_of("IND + nga")
    ('IND', 'NGA')
    """
    names = tuple(one.strip() if one.strip().endswith((".yaml", ".yml")) else one.strip().upper() for one in text.split("+"))
    if not all(names) or not FEWEST <= len(names) <= MOST:
        raise InputError(f"{text!r} names no alliance of {FEWEST} to {MOST} countries", "join their codes, e.g. IND+NGA")
    if len(set(names)) != len(names):
        raise InputError(f"{text!r} names a country twice", "name each member once, e.g. IND+NGA")
    return names


def plan_together(
    members: Sequence[str], scenario: str = "baseline", *, gap: float = GAP, seed: int = 1, time_limit: float | None = None,
    progress: Reporter | None = None, terms: Terms | None = None, **options: Any,
) -> AlliancePlan:
    """The best plan for several countries that sign free trade and information sharing, with the split of what they gain.

    Args:
        members: two to four ISO codes or profile files.
        scenario, options: as for `make_plan`, the same for every member. The objective is value: no other can be shared out.
        gap: proven distance to the best possible at which a search may stop. time_limit: seconds for all searches together.
        terms: what crosses the border at what loss; those of `data/alliance.yaml` if None.

    Raises:
        InputError: something given cannot be used. NoFeasiblePlanError: a member has no plan even alone.
        NoPlanInTimeError: a limit came before every member had a plan. AuditError: a bug.
    """
    if options.get("objective", "value") != "value":
        raise InputError("an alliance is planned for value alone", "leave out --objective: only worth in money can be shared out")
    if options.get("actuals") is not None:
        raise InputError("an alliance cannot go on from what was really done", "leave out --actuals")
    run = _Run(gap, time_limit, seed, progress or (lambda _: None), time.perf_counter())
    with run.interruption.listening():
        alone = _all_alone(run, members, scenario, options)
        file = load_alliance()
        agreed = terms or terms_of(file)
        groups = _all_groups(run, alone, agreed)
    whole = groups[frozenset(alone)]
    solved = time.perf_counter() - run.began
    plans = write_members(whole.joint, whole.found, [one.asked for one in alone.values()])
    lone = tuple(write_plan(one.asked.case, one.asked.request, one.outcome, {}, run.began) for one in alone.values())
    values = _values(alone, groups, sum(one.objective.value for one in plans))
    divided = split(tuple(alone), values, {one.country: one.objective.value for one in plans})
    made = AlliancePlan(
        members=tuple(alone), scenario=scenario, seed=seed, code_version=metadata.version("catchup"), terms=agreed, figures=file,
        plans=plans, alone=lone, signatures=signatures_of(plans), flows=flows_of(plans), coalitions=tuple(values.values()),
        split=divided, certificate=_certificate(whole.found, values[frozenset(alone)], gap, whole.joint.floor),
        seconds={"search": round(solved, 3), "all": round(time.perf_counter() - run.began, 3)},
    )
    return _audited(made, terms)


def _audited(made: AlliancePlan, terms: Terms | None) -> AlliancePlan:
    report = audit_alliance(made.plans, terms, {one.country: one.payment for one in made.split.payoffs})
    if not report.ok:
        said = [f"{one.rule}: {one.where}: {one.message}" for one in report.violations]
        raise AuditError(
            f"the alliance's plan failed its own audit in {len(said)} places:\n  " + "\n  ".join(said[:10]),
            "this is a bug of the program; report it with the command used", said,
        )
    return made


def _all_alone(run: _Run, members: Sequence[str], scenario: str, options: dict[str, Any]) -> dict[str, Alone]:
    """Every member's best plan alone, by country."""
    found: dict[str, Alone] = {}
    for name in members:
        request = request_of(name, scenario, gap=run.gap, seed=run.seed, **options)
        case, problem = Planner(name).resolved(request)
        if problem.country in found:
            raise InputError(f"{problem.country} is named twice", "name each member once, e.g. IND+NGA")
        found[problem.country] = Alone(Asked(case, request), problem, _search_alone(run, problem))
    return found


def _search_alone(run: _Run, problem: Problem) -> Outcome:
    limit = None if run.seconds is None else run.seconds * SHARE_ALONE

    def tell(news: Progress) -> None:
        run.report(replace(news, stage=f"{problem.country} alone"))

    search = Search(
        problem, "value", write(problem, "value"), gap=run.gap, seconds=limit, seed=run.seed, report=tell,
        interruption=run.interruption, began=run.began,
    )
    search.relax_all()
    search.solve_open()
    return search.outcome()


def _all_groups(run: _Run, alone: dict[str, Alone], terms: Terms) -> dict[frozenset[str], Group]:
    """Every group of two or more, small ones first; each begins from what its parts can do."""
    groups: dict[frozenset[str], Group] = {}
    for names in coalitions(tuple(alone)):
        if len(names) < FEWEST:
            continue
        joint = Joint(allied([alone[name].problem for name in names], terms))
        search = AllianceSearch(
            joint, gap=run.gap, seconds=run.seconds, seed=run.seed, report=run.report, interruption=run.interruption, began=run.began
        )
        _offer(search, names, alone, groups)
        search.bound_all(tuple(alone[name].outcome.best.position for name in names))
        search.solve_open()
        groups[frozenset(names)] = Group(joint, search.found())
        for at, name in enumerate(names):
            _take_over(alone[name], groups[frozenset(names)], at)
    _offer_again(alone, groups)
    return groups


def _offer(search: AllianceSearch, names: tuple[str, ...], alone: dict[str, Alone], groups: dict[frozenset[str], Group]) -> None:
    """Plans that are known: everybody alone, the same with signatures, and all but one together."""
    joint = search.joint
    lone = {name: (alone[name].outcome.sheet, alone[name].point, alone[name].outcome.best.position) for name in names}
    paths, point = _placed(joint, lone)
    search.offer(paths, point)
    search.offer_signed(paths, point)
    for name in names:
        smaller = groups.get(frozenset(names) - {name})
        if smaller is not None:
            together = {
                one.problem.country: (one.sheet, smaller.found.point[one.columns], path)
                for one, path in zip(smaller.joint.members, smaller.found.paths, strict=True)
            }
            search.offer(*_placed(joint, lone | together))


def _placed(joint: Joint, known: dict[str, tuple[Sheet, Vector, int]]) -> tuple[tuple[int, ...], Vector]:
    """Members' points in their own models as one point of a joint model: amounts go by decision and index."""
    points = [carried(*known[member.problem.country][:2], member.sheet) for member in joint.members]
    return tuple(known[member.problem.country][2] for member in joint.members), numpy.concatenate(points)


def carried(before: Sheet, point: Vector, after: Sheet) -> Vector:
    """A point of one model in another: what is new stands at nothing."""
    found = numpy.zeros(len(after.low))
    for name, made in after.decisions.items():
        known = before.decisions.get(name, {})
        for index, column in made.items():
            if index in known:
                (place,), (old,) = column.terms, known[index].terms
                found[place] = point[old]
    return found


def _take_over(member: Alone, group: Group, at: int) -> None:
    """Keeps a member's whole decisions in an alliance as its plan alone where that is better: a lucky search is no gain of the alliance."""
    outcome, inside = member.outcome, group.joint.members[at]
    path = member.problem.paths[group.found.paths[at]].id
    part = next(one for one in outcome.parts if one.path == path)
    clean = polish(part.matrix, carried(inside.sheet, group.found.point[inside.columns], outcome.sheet))
    if clean.point is not None and clean.value > outcome.value:
        bound = part.bound
        part.run = Run(Stopped.BY_GAP, clean.value, max(bound, clean.value), clean.point, 0.0)
        part.status = "solved"
        outcome.best, outcome.value, outcome.bound = part, clean.value, max(outcome.bound, clean.value)


def _offer_again(alone: dict[str, Alone], groups: dict[frozenset[str], Group]) -> None:
    """The whole alliance against plans that became known after it was searched."""
    whole = groups[frozenset(alone)]
    search = AllianceSearch(whole.joint)
    search.best = whole.found.value, whole.found.paths, whole.found.point
    search.combinations = whole.found.combinations
    _offer(search, tuple(alone), alone, groups)
    value, paths, point = search.best
    if value > whole.found.value:
        bound = max(whole.found.bound, value)
        whole.found = replace(whole.found, value=value, paths=paths, point=point, bound=bound)


def _values(alone: dict[str, Alone], groups: dict[frozenset[str], Group], together: float) -> dict[frozenset[str], CoalitionValue]:
    """Value and bound of every group. A group is worth at least what its parts are worth apart."""
    everybody = frozenset(alone)
    found: dict[frozenset[str], CoalitionValue] = {}
    for names in coalitions(tuple(alone)):
        group = frozenset(names)
        if len(names) == 1:
            value, bound = alone[names[0]].outcome.value, alone[names[0]].outcome.bound
        else:
            value, bound = together if group == everybody else groups[group].found.value, groups[group].found.bound
        if group != everybody:
            parts = [found[frozenset(some)].value + found[group - frozenset(some)].value for some in coalitions(names) if len(some) < len(names)]
            value = max([value, *parts])
        found[group] = CoalitionValue(members=names, value=value, bound=max(value, bound))
    return found


def _certificate(found: Found, whole: CoalitionValue, asked: float, floor: float) -> Certificate:
    gap = (whole.bound - whole.value) / max(abs(whole.value), floor)
    return Certificate(
        value=whole.value, bound=whole.bound, gap=gap, gap_asked=asked, status="optimal" if gap <= asked + 1e-9 else "feasible",
        combinations=len(found.combinations), infeasible=sum(one.status == "infeasible" for one in found.combinations),
        relaxed=found.relaxed, solved=found.solved,
    )
