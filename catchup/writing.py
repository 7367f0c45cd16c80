"""Writes a search's best plan as plain data, with its steps, ledgers, evidence and proof. No answer leaves here that failed its audit."""

from __future__ import annotations

import time
from importlib import metadata
from typing import Any

from catchup.assemble import Choices, resolve
from catchup.checks import standing_checks
from catchup.errors import AuditError
from catchup.extract import decisions_of, ledgers_of, normalise, spending_of, value_lines_of
from catchup.library import Case, figures
from catchup.metrics import metric_rows
from catchup.model.objectives import MAXIMISED, baseline, gain, scale_floor
from catchup.plan import Assumption, ObjectiveRecord, PathRecord, Plan, Request, RunRecord
from catchup.problem import Problem
from catchup.ranges import at_end
from catchup.reading import Reading
from catchup.search import Outcome, gap_of, write
from catchup.settling import settle
from catchup.solver import polish, solver_name
from catchup.steps import steps_of

OBJECTIVE_UNITS = {
    "value": "discounted MUSD", "compute": "share of world stock, summed over years", "tokens": "mean share of demand",
    "position": "mean share of world output", "least_cost": "discounted MUSD of public cash",
}


def write_plan(case: Case, request: Request, outcome: Outcome, seconds: dict[str, float], began: float, *, provisional: bool = False) -> Plan:
    """Reads the best part of a search into a plan and audits it.

    Args:
        provisional: the plan is looked at for the second until the search ends, and its place is taken by one that is audited. It is not
            audited itself, and does not say what picking laboratories by connection would lose: half of the time goes into these two.

    Raises:
        AuditError: a bug of the program.
    """
    problem, best = outcome.problem, outcome.best
    model = settle(outcome)
    normalise(model)
    decisions = decisions_of(model)
    ledgers, value_lines, steps = ledgers_of(model), value_lines_of(model), steps_of(model, case)
    choices = Choices(
        horizon=request.horizon, first_year=request.first_year, other_users_weight=request.other_users_weight,
        locks=problem.locks, targets=problem.targets, take_power_mw=request.take_power_mw, actuals=request.actuals,
    )
    metrics = metric_rows(
        decisions, problem, resolve(at_end(case, "low"), choices), resolve(at_end(case, "high"), choices)
    )
    rows, columns = best.matrix.shape
    connection = None if provisional else _connection_cost(outcome, model)
    seconds["all"] = time.perf_counter() - began
    plan = Plan(
        country=problem.country, scenario=problem.scenario, seed=request.seed, code_version=metadata.version("catchup"),
        profile_digest=case.profile_digest, catalogue_digest=case.catalogue_digest, request=request, parameters=problem,
        decisions=decisions, path=best.path, objective=_objective(request, outcome, model), paths=_paths(problem, outcome, request),
        steps=steps, spending=spending_of(model), ledgers=ledgers, metrics=metrics, value_lines=value_lines,
        connection_cost=connection,
        closed_levers=problem.closed_levers,
        checks=standing_checks(problem, ledgers, value_lines, steps, metrics, best.path),
        assumptions=_assumptions(case),
        run=RunRecord(
            seconds={name: round(one, 3) for name, one in seconds.items()}, solver=solver_name(),
            options={"gap": str(request.gap), "seed": str(request.seed)}, rows=rows, columns=columns,
            integers=int(best.matrix.integer.sum()),
        ),
    )
    return plan if provisional else _audited(plan)


def _objective(request: Request, outcome: Outcome, model: Reading) -> ObjectiveRecord:
    """Level, bound and gap. The level is read from the plan as written, not from the solver."""
    problem = outcome.problem
    level = baseline(problem, request.objective)
    sign = 1.0 if request.objective in MAXIMISED else -1.0
    reached = sign * model.amount(gain(model.sheet, request.objective, request.link))
    bound = max(outcome.bound, reached)
    gap = gap_of(reached, bound, scale_floor(problem, request.objective))
    return ObjectiveRecord(
        name=request.objective, value=level + sign * reached, bound=level + sign * bound, gap=gap, baseline=level,
        status="optimal" if gap <= request.gap + 1e-9 else "feasible", unit=OBJECTIVE_UNITS[request.objective],
    )


def _paths(problem: Problem, outcome: Outcome, request: Request) -> tuple[PathRecord, ...]:
    names = {path.id: path.name for path in problem.paths}
    sign = 1.0 if request.objective in MAXIMISED else -1.0
    level = baseline(problem, request.objective)
    rows = []
    for part in outcome.parts:
        found = part.run is not None and part.run.point is not None
        status: Any = "chosen" if part is outcome.best else part.status
        rows.append(
            PathRecord(
                path=part.path if part.link is None else f"{part.path}: {part.link}", name=names[part.path], status=status,
                value=level + sign * part.run.value if found and part.run else None,
                bound=None if part.bound == float("-inf") else level + sign * part.bound,
            )
        )
    return tuple(rows)


def _connection_cost(outcome: Outcome, model: Reading) -> float | None:
    """What picking labs by connection would lose at most: the same whole decisions with the lower odds of success.

    The state could still stop funding, so the true loss may be smaller.
    """
    problem, part = outcome.problem, outcome.best
    programme = problem.programme
    if programme is None:
        return None
    if not (model.tier and any(model.amount(one) > 0.5 for one in model.fund.values())):
        return 0.0
    kept, path = programme.success_kept_if_connected, model.path
    worse = path.model_copy(update={"miss": {tier: 1 - (1 - odds) * kept for tier, odds in path.miss.items()}})
    again = write(problem.model_copy(update={"paths": (worse,)}), outcome.objective)
    _, matrix = again.matrices[worse.id, part.link]
    assert part.run is not None
    run = polish(matrix, part.run.point)
    return part.run.value - run.value if run.point is not None else None


def _assumptions(case: Case) -> tuple[Assumption, ...]:
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    return tuple(
        Assumption(
            path=f"{root}.{path}", value=one.value, low=one.low, high=one.high, unit=one.unit, year=one.year,
            source=one.source, quality=one.quality,
        )
        for root, tree in roots for path, one in figures(tree)
    )


def _audited(plan: Plan) -> Plan:
    from catchup.audit import audit_plan

    report = audit_plan(plan)
    if not report.ok:
        said = [f"{one.rule}: {one.where}: {one.message}" for one in report.violations]
        raise AuditError(
            f"the plan failed its own audit in {len(said)} places:\n  " + "\n  ".join(said[:10]),
            "this is a bug of the program; report it with the command used", said,
        )
    return plan
