"""Makes a plan: resolves the case, searches the paths, reads the result, audits it.

Nothing leaves this module that failed its own audit.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from catchup.assemble import DEFAULT_HORIZON, FIRST_YEAR, Choices, resolve
from catchup.checks import standing_checks
from catchup.conflict import explain_infeasible
from catchup.errors import AuditError, InputError, NoFeasiblePlanError, OverrideError
from catchup.extract import decisions_of, ledgers_of, normalise, spending_of, value_lines_of
from catchup.library import Case, figures, load_case
from catchup.matrix import combine
from catchup.metrics import metric_rows
from catchup.model.objectives import MAXIMISED, baseline, gain
from catchup.plan import Assumption, ObjectiveRecord, PathRecord, Plan, Request, RunRecord
from catchup.problem import OBJECTIVES, Lock, Problem, Target
from catchup.ranges import at_end
from catchup.search import Outcome, Part, Progress, Reporter, prepare, search, settle, without_collection
from catchup.solver import relax, solver_name, write_model
from catchup.steps import steps_of

OBJECTIVE_UNITS = {
    "value": "discounted MUSD", "compute": "share of world stock, summed over years", "tokens": "mean share of demand",
    "position": "mean share of world output", "least_cost": "discounted MUSD of public cash",
}


def make_plan(
    country: str | Path, scenario: str = "baseline", *, objective: str = "value", overrides: Sequence[str] = (),
    locks: Sequence[Lock] = (), targets: Sequence[Target] = (), horizon: int = DEFAULT_HORIZON,
    first_year: int = FIRST_YEAR, other_users_weight: float | None = None, take_power_mw: float = 0.0,
    gap: float = 0.01, seed: int = 1, time_limit: float | None = None, progress: Reporter | None = None,
) -> Plan:
    """The best plan for a country, with the proof of how good it is.

    Args:
        country: ISO code of a country that ships, or a profile file.
        scenario: identifier of a scenario.
        objective: value, compute, tokens, position or least_cost (needs targets).
        overrides: texts such as `energy_gas.lead_time=4`; applied after the scenario.
        locks, targets: see `parse_lock` and `parse_target`.
        other_users_weight: weight of gains outside AI, 0 to 1; the world file's if None.
        take_power_mw: power that AI may take from existing users, an explicit choice.
        gap: proven distance to the best possible plan at which the search may stop.
        time_limit: seconds for building and solving; the best plan so far is kept.
        progress: called as the search goes on.

    Raises:
        InputError: something given cannot be used. NoFeasiblePlanError: the sentences in force contradict each other.
        NoPlanInTimeError: a limit came before any plan. AuditError: a bug.

    Example:
        >>> plan = make_plan("NGA")  # doctest: +SKIP
        >>> plan.objective.status  # doctest: +SKIP
        'optimal'
    """
    began = time.perf_counter()
    _check_request(objective, targets, gap, time_limit)
    with without_collection():
        case, problem = _resolved(
            country, scenario, overrides, locks, targets, horizon, first_year, other_users_weight, take_power_mw
        )
    report = progress or (lambda _: None)
    loaded = time.perf_counter() - began
    try:
        outcome = search(problem, objective, gap=gap, seconds=time_limit, seed=seed, report=report)
    except NoFeasiblePlanError:
        raise explain_infeasible(problem, objective) from None
    request = Request(
        country=case.profile.iso3, scenario=scenario, objective=objective, link=outcome.best.link,
        overrides=tuple(overrides), horizon=horizon, first_year=first_year, other_users_weight=other_users_weight,
        take_power_mw=take_power_mw, locks=tuple(locks), targets=tuple(targets), gap=gap, seed=seed,
        profile_file=str(country) if str(country).endswith((".yaml", ".yml")) else None,
    )
    with without_collection():
        plan = _written(case, problem, request, outcome, {"load": loaded, **outcome.seconds}, began)
        return _audited(plan)


def _check_request(objective: str, targets: Sequence[Target], gap: float, time_limit: float | None) -> None:
    if objective not in OBJECTIVES:
        raise OverrideError(f"unknown objective {objective!r}", f"one of {', '.join(OBJECTIVES)}")
    if objective == "least_cost" and not targets:
        raise OverrideError("least_cost without a target costs nothing", "state one, e.g. --target 'compute_h100e>=100000@2035'")
    if not 0 <= gap < 1:
        raise OverrideError(f"gap {gap}", "choose a number from 0 up to 1, e.g. 0.01 for one per cent")
    if time_limit is not None and not time_limit > 0:
        raise OverrideError(f"time limit of {time_limit} seconds", "give a positive number of seconds")


def _resolved(
    country: str | Path, scenario: str, overrides: Sequence[str], locks: Sequence[Lock], targets: Sequence[Target],
    horizon: int, first_year: int, weight: float | None, taken: float,
) -> tuple[Case, Problem]:
    case = load_case(country, scenario, overrides)
    choices = Choices(
        horizon=horizon, first_year=first_year, other_users_weight=weight, locks=tuple(locks), targets=tuple(targets),
        take_power_mw=taken,
    )
    return case, resolve(case, choices)


def export_model(
    country: str | Path, scenario: str, file: Path, *, objective: str = "value", overrides: Sequence[str] = (),
    locks: Sequence[Lock] = (), targets: Sequence[Target] = (), horizon: int = DEFAULT_HORIZON,
    first_year: int = FIRST_YEAR, other_users_weight: float | None = None, take_power_mw: float = 0.0,
) -> tuple[int, int]:
    """Writes the whole problem, all reform paths in one, as .mps or .lp; its optimum is the plan's objective as a gain.

    Returns:
        Rows and columns.
    """
    if file.suffix not in (".mps", ".lp"):
        raise InputError(f"{file.name}: unknown kind of model file", "end the name in .mps or .lp")
    _check_request(objective, targets, 0.0, None)
    _, problem = _resolved(
        country, scenario, overrides, locks, targets, horizon, first_year, other_users_weight, take_power_mw
    )
    parts = prepare(problem, objective, lambda _: None, time.perf_counter())
    named = {part.path if part.link is None else f"{part.path}.{part.link}": part.compiled.matrix for part in parts}
    whole = combine(named, f"{problem.country}_{problem.scenario}_{objective}")
    write_model(whole, file)
    return whole.shape


def _written(
    case: Case, problem: Problem, request: Request, outcome: Outcome, seconds: dict[str, float], began: float
) -> Plan:
    """Reads the best part into a plan."""
    best = outcome.best
    settle(best, problem, request.objective)
    normalise(best.model)
    decisions = decisions_of(best.model)
    ledgers, value_lines, steps = ledgers_of(best.model), value_lines_of(best.model), steps_of(best.model, case)
    choices = Choices(
        horizon=request.horizon, first_year=request.first_year, other_users_weight=request.other_users_weight,
        locks=problem.locks, targets=problem.targets, take_power_mw=request.take_power_mw,
    )
    metrics = metric_rows(
        decisions, problem, resolve(at_end(case, "low"), choices), resolve(at_end(case, "high"), choices)
    )
    rows, columns = best.compiled.matrix.shape
    connection = _connection_cost(best, problem)
    seconds["all"] = time.perf_counter() - began
    return Plan(
        country=problem.country, scenario=problem.scenario, seed=request.seed, code_version=metadata.version("catchup"),
        profile_digest=case.profile_digest, catalogue_digest=case.catalogue_digest, request=request, parameters=problem,
        decisions=decisions, path=best.path, objective=_objective(problem, request, outcome), paths=_paths(problem, outcome, request),
        steps=steps, spending=spending_of(best.model), ledgers=ledgers, metrics=metrics, value_lines=value_lines,
        connection_cost=connection,
        closed_levers={plant.id: plant.closed_because for plant in problem.plants if plant.closed_because},
        checks=standing_checks(problem, ledgers, value_lines, steps, metrics, best.path),
        assumptions=_assumptions(case),
        run=RunRecord(
            seconds={name: round(one, 3) for name, one in seconds.items()}, solver=solver_name(),
            options={"gap": str(request.gap), "seed": str(request.seed)}, rows=rows, columns=columns,
            integers=int(best.compiled.matrix.integer.sum()),
        ),
    )


def _objective(problem: Problem, request: Request, outcome: Outcome) -> ObjectiveRecord:
    """Level, bound and gap. The level is read from the plan as written, not from the solver."""
    level = baseline(problem, request.objective)
    sign = 1.0 if request.objective in MAXIMISED else -1.0
    reached = sign * _gain_value(outcome.best, request)
    bound = max(outcome.bound, reached)
    gap = outcome.gap if outcome.value == reached else _gap(problem, request, reached, bound)
    return ObjectiveRecord(
        name=request.objective, value=level + sign * reached, bound=level + sign * bound, gap=gap, baseline=level,
        status="optimal" if gap <= request.gap + 1e-9 else "feasible", unit=OBJECTIVE_UNITS[request.objective],
    )


def _gap(problem: Problem, request: Request, reached: float, bound: float) -> float:
    from catchup.model.objectives import scale_floor
    from catchup.search import gap_of

    return gap_of(reached, bound, scale_floor(problem, request.objective))


def _gain_value(part: Part, request: Request) -> float:
    from catchup.extract import amount

    return amount(gain(part.model, request.objective, request.link))


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


def _connection_cost(best: Part, problem: Problem) -> float | None:
    """What picking labs by connection would lose at most: the same whole decisions with the lower odds of success.

    The state could still stop funding, so the true loss may be smaller.
    """
    programme = problem.programme
    if programme is None:
        return None
    if not _funds_labs(best):
        return 0.0
    kept = programme.success_kept_if_connected
    path = best.model.path
    worse = path.model_copy(update={"miss": {tier: 1 - (1 - odds) * kept for tier, odds in path.miss.items()}})
    from catchup.matrix import compile_model
    from catchup.model import build_model

    compiled = compile_model(build_model(problem, worse, best.model.objective.doc.split(":")[0], best.link))
    matrix = compiled.matrix
    whole = {one.name: one.value for one in best.compiled.variables if not one.is_continuous()}
    for at, variable in enumerate(compiled.variables):
        if variable.name in whole and matrix.integer[at]:
            matrix.low[at] = matrix.high[at] = round(whole[variable.name] or 0.0)
    run = relax(matrix)
    assert best.run is not None
    return best.run.value - run.value if run.point is not None else None


def _funds_labs(best: Part) -> bool:
    return bool(best.model.tier) and any((one.value or 0.0) > 0.5 for one in best.model.fund.values())


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


_LOCK = re.compile(r"^\s*([a-z_]+)\s*=\s*(in|out|not_before|at_most)\s*(?::\s*([-\d.]+))?\s*$")
_TARGET = re.compile(r"^\s*([a-z_0-9]+)\s*(>=|<=)\s*([-+\d.eE]+)\s*@\s*(\d{4})\s*$")


def parse_lock(text: str) -> Lock:
    """Reads `lever=in`, `lever=in:2029`, `lever=out`, `lever=not_before:2030` or `lever=at_most:2`."""
    match = _LOCK.match(text)
    if match is None:
        raise OverrideError(
            f"cannot read the lock {text!r}",
            "write lever=in, lever=in:2029, lever=out, lever=not_before:2030 or lever=at_most:2",
        )
    lever, kind, detail = match.groups()
    try:
        if kind == "at_most":
            units = float(detail)
            if not 0 <= units < float("inf"):
                raise ValueError
            return Lock(lever=lever, kind="at_most", units=units)
        year = int(detail) if detail else None
    except (TypeError, ValueError):
        raise OverrideError(f"{text!r}: {detail!r} is not what {kind} needs", "give a year, or a number of units for at_most") from None
    if kind == "not_before" and year is None:
        raise OverrideError(f"{text!r} names no year", "write lever=not_before:2030")
    return Lock(lever=lever, kind=kind, year=year)


def parse_target(text: str) -> Target:
    """Reads `metric>=amount@year` or `metric<=amount@year`."""
    match = _TARGET.match(text)
    if match is None:
        raise OverrideError(f"cannot read the target {text!r}", "write metric>=amount@year, e.g. 'compute_h100e>=100000@2035'")
    metric, sense, number, year = match.groups()
    try:
        amount = float(number)
    except ValueError:
        raise OverrideError(f"{text!r}: {number!r} is not a number", "write e.g. compute_h100e>=1e5@2035") from None
    return Target(metric=metric, sense=sense, amount=amount, year=int(year))


__all__ = ["Progress", "export_model", "make_plan", "parse_lock", "parse_target"]
