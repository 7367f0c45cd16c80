"""Answers questions about one country, and stays warm between them.

A `Planner` keeps what the last answer was made of. An edit that only changes wishes or the objective keeps the matrices; one that
changes numbers writes them anew in a tenth of a second and begins from the plan in hand. Two planners share nothing that
changes. `make_plan` is a planner asked once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy

from catchup.actuals import Actuals
from catchup.assemble import DEFAULT_HORIZON, FIRST_YEAR, Choices, resolve
from catchup.errors import InputError, NoFeasiblePlanError
from catchup.impossible.repairs import BUDGET, explained
from catchup.library import Case, load_case, load_country
from catchup.matrix import Vector, combine, compile_model
from catchup.model import build_model
from catchup.model.objectives import MAXIMISED, baseline
from catchup.plan import Plan, Request
from catchup.problem import LINKS, Lock, Problem, Target
from catchup.requests import check_request, parse_lock, parse_target
from catchup.search import (
    THREADS,
    Interruption,
    Outcome,
    Part,
    Progress,
    Reporter,
    Search,
    Written,
    gap_of,
    rewrite,
    without_collection,
    write,
)
from catchup.solver import Limits, Run, Stopped, polish, solve, write_model
from catchup.writing import write_plan

Edit = Literal["first", "nothing", "in place", "partial", "rebuild"]


@dataclass
class Answer:
    """What a question came to: a plan with the proof of how good it is, or, provisionally, a plan alone."""

    request: Request
    case: Case
    outcome: Outcome
    edit: Edit
    provisional: bool
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = 0.0

    @property
    def value(self) -> float:
        """Level of the objective."""
        return self._level(self.outcome.value)

    @property
    def bound(self) -> float:
        """No plan can be better; infinite while nothing is proven."""
        return self._level(self.outcome.bound)

    @property
    def gap(self) -> float:
        """The product's gap."""
        return self.outcome.gap

    def _level(self, gained: float) -> float:
        level = baseline(self.outcome.problem, self.request.objective)
        return level + (gained if self.request.objective in MAXIMISED else -gained)

    def plan(self) -> Plan:
        """The plan as plain data; audited, unless it is provisional.

        Raises:
            AuditError: a bug of the program.
        """
        request = self.request.model_copy(update={"link": self.outcome.best.link})
        with without_collection():
            return write_plan(self.case, request, self.outcome, {**self.seconds, **self.outcome.seconds}, self.began, provisional=self.provisional)


@dataclass
class _Kept:
    """What a planner remembers of its last answer."""

    request: Request
    problem: Problem
    written: Written
    bases: dict[tuple[str, str | None], Any]
    part: tuple[str, str | None]
    point: Vector


class Planner:
    """Answers one question after another about a country. One question at a time; `stop` may come from any thread.

    Args:
        country: ISO code, or a profile file.
        threads: parts of a search that may run at a time; one where every core has a planner of its own.
    """

    def __init__(self, country: str | Path, threads: int = THREADS) -> None:
        self.country = str(country)
        self._threads = threads
        self._profile = load_country(country)
        self._kept: _Kept | None = None
        self._interruption = Interruption()

    def stop(self) -> None:
        """Stops the search that is running; it ends with the best plan it has."""
        self._interruption.stop()

    def ask(
        self, request: Request, *, seconds: float | None = None, report: Reporter = lambda _: None,
        provisional: Callable[[Answer], None] | None = None,
    ) -> Answer:
        """The best plan for a request, proven to its gap.

        Args:
            seconds: limit for building and solving; the best plan so far is kept.
            report: called as the search goes on. provisional: called with a plan that is possible and
                the bound of the relaxations, before the search begins.

        Raises:
            InputError: something asked cannot be used. NoFeasiblePlanError: the sentences in force contradict each other;
                without its conflict, see `catchup.impossible.conflict`. NoPlanInTimeError: a limit came before any plan.
        """
        began = time.perf_counter()
        self._interruption = Interruption()
        with self._interruption.listening():
            return self._answer(request, seconds, report, provisional, began)

    def _answer(
        self, request: Request, seconds: float | None, report: Reporter, provisional: Callable[[Answer], None] | None, began: float
    ) -> Answer:
        report(Progress("building", "all paths", None, None, None, 0.0))
        case, problem = self.resolved(request)
        loaded = time.perf_counter()
        edit, written = self._written(request, problem)
        built = time.perf_counter()
        run = Search(
            problem, request.objective, written, gap=request.gap, seconds=seconds, seed=request.seed, report=report,
            interruption=self._interruption, bases=self._bases(request, edit), began=began,
        )
        times = {"load": loaded - began, "build": built - loaded}

        def tell(part: Part, point: Vector) -> None:
            if provisional is not None:
                times.setdefault("provisional", time.perf_counter() - began)
                provisional(Answer(request, case, _alone(run, part, point), edit, True, dict(times), began))

        start = self._start(run, tell) if edit != "first" else None
        if edit == "first":
            run.relax_all(self._threads)
        # A first answer has to be the same on every machine; a later one has to be quick.
        run.solve_open(start, threads=1 if edit == "first" else self._threads)
        outcome = run.outcome()
        self._keep(request, outcome, written)
        return Answer(request, case, outcome, edit, False, times, began)

    def resolved(self, request: Request) -> tuple[Case, Problem]:
        """The case and the problem of a request.

        Raises:
            InputError: something asked cannot be used.
        """
        check_request(request.objective, request.targets, request.gap, None)
        with without_collection():
            case = load_case(self._profile, request.scenario, request.overrides)
            return case, resolve(case, choices_of(request))

    def _written(self, request: Request, problem: Problem) -> tuple[Edit, Written]:
        kept = self._kept
        if kept is None:
            return "first", write(problem, request.objective)
        if _wishless(problem) == _wishless(kept.problem):
            if problem == kept.problem and request.objective == kept.request.objective:
                return "nothing", kept.written
            return "in place", rewrite(kept.written, problem, request.objective)
        written = write(problem, request.objective)
        return "partial" if written.sheet.alike(kept.written.sheet) else "rebuild", written

    def _bases(self, request: Request, edit: Edit) -> dict[tuple[str, str | None], Any] | None:
        """Where relaxations of the same shape and objective ended. One for another objective would mislead: it cost seconds when tried."""
        if self._kept is None or edit == "rebuild" or request.objective != self._kept.request.objective:
            return None
        return self._kept.bases

    def _start(self, run: Search, tell: Callable[[Part, Vector], None]) -> tuple[Part, Vector] | None:
        """A plan to begin from: the last one repaired, on the path where it is worth most. Told with the bound of the relaxations."""
        assert self._kept is not None
        point = self._carried_over(run.written)
        run.relax_all(self._threads)
        possible = sorted((one for one in run.parts if one.relaxed.stopped is not Stopped.INFEASIBLE), key=lambda one: -one.relaxed.bound)
        before = [one for one in possible if (one.path, one.link) == self._kept.part]
        best = self._repaired([*before, *(one for one in possible[:2] if one not in before)], point) or self._near(run, possible, point)
        if best is not None:
            tell(*best)
        return best

    def _repaired(self, parts: Sequence[Part], point: Vector) -> tuple[Part, Vector] | None:
        """The last plan's whole numbers with amounts that fit the new problem, on the best of some paths; None if they do not fit."""
        fits = [(part, again) for part, again in ((part, polish(part.matrix, point)) for part in parts) if again.point is not None]
        if not fits:
            return None
        part, again = max(fits, key=lambda one: one[1].value)
        assert again.point is not None
        return part, again.point

    def _near(self, run: Search, parts: Sequence[Part], point: Vector) -> tuple[Part, Vector] | None:
        """A plan near the last one and the relaxation: whole numbers that are zero in both stay zero; the first that fits."""
        for part in parts[:1]:
            if part.relaxed.point is None:
                continue
            matrix = part.matrix
            unused = matrix.integer & (matrix.low <= 0) & (numpy.round(point) == 0) & (part.relaxed.point < TRACE)
            small = replace(matrix, high=numpy.where(unused, 0.0, matrix.high))
            found = solve(small, Limits(1.0, run.floor, REPAIR_SECONDS, run.seed, first=True))
            if found.point is not None:
                clean = polish(matrix, found.point)
                if clean.point is not None:
                    return part, clean.point
        return None

    def _carried_over(self, written: Written) -> Vector:
        """The last plan's amounts under the new model's names; what is new starts at nothing."""
        assert self._kept is not None
        if written.sheet.alike(self._kept.written.sheet):
            return self._kept.point
        before = dict(zip(self._kept.written.sheet.column_names(), self._kept.point, strict=True))
        return numpy.array([before.get(name, 0.0) for name in written.sheet.column_names()])

    def _keep(self, request: Request, outcome: Outcome, written: Written) -> None:
        run = outcome.best.run
        assert run is not None
        assert run.point is not None
        self._kept = _Kept(
            request, outcome.problem, written, {(one.path, one.link): one.relaxed.basis for one in outcome.parts},
            (outcome.best.path, outcome.best.link), run.point.copy(),
        )


TRACE = 1e-6
REPAIR_SECONDS = 0.4


def _wishless(problem: Problem) -> Problem:
    return problem.model_copy(update={"locks": (), "targets": ()})


def _alone(run: Search, part: Part, point: Vector) -> Outcome:
    """An outcome with one plan and the bounds of the relaxations."""
    value = float(part.matrix.cost @ point + part.matrix.offset)
    bound = max(value, *(one.relaxed.bound for one in run.parts))
    shown = replace(part, run=Run(Stopped.BY_USER, value, part.relaxed.bound, point.copy(), 0.0), status="stopped")
    return Outcome(
        problem=run.problem, objective=run.objective, sheet=run.written.sheet, best=shown,
        parts=[shown if one is part else replace(one) for one in run.parts], value=value, bound=bound,
        gap=gap_of(value, bound, run.floor), proven=False,
    )


def choices_of(request: Request) -> Choices:
    """What a request asks for beyond country, scenario and overrides."""
    return Choices(
        horizon=request.horizon, first_year=request.first_year, other_users_weight=request.other_users_weight,
        locks=request.locks, targets=request.targets, take_power_mw=request.take_power_mw, actuals=request.actuals,
    )


def request_of(
    country: str | Path, scenario: str = "baseline", *, objective: str = "value", overrides: Sequence[str] = (),
    locks: Sequence[Lock] = (), targets: Sequence[Target] = (), horizon: int = DEFAULT_HORIZON,
    first_year: int = FIRST_YEAR, other_users_weight: float | None = None, take_power_mw: float = 0.0,
    gap: float = 0.01, seed: int = 1, actuals: Actuals | None = None,
) -> Request:
    """A request, as `make_plan` takes it.

    Raises:
        InputError: something asked cannot be used.
    """
    check_request(objective, targets, gap, None)
    mine = str(country).endswith((".yaml", ".yml"))
    return Request(
        country=load_country(country).iso3 if mine else str(country).upper(), scenario=scenario, objective=objective,
        overrides=tuple(overrides), horizon=horizon, first_year=first_year, other_users_weight=other_users_weight,
        take_power_mw=take_power_mw, locks=tuple(locks), targets=tuple(targets), gap=gap, seed=seed,
        profile_file=str(country) if mine else None, actuals=actuals,
    )


def make_plan(
    country: str | Path, scenario: str = "baseline", *, objective: str = "value", overrides: Sequence[str] = (),
    locks: Sequence[Lock] = (), targets: Sequence[Target] = (), horizon: int = DEFAULT_HORIZON,
    first_year: int = FIRST_YEAR, other_users_weight: float | None = None, take_power_mw: float = 0.0,
    gap: float = 0.01, seed: int = 1, actuals: Actuals | None = None, time_limit: float | None = None, progress: Reporter | None = None,
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
        actuals: what was done before the first year; `catchup.continuing` sets year, horizon and locks to fit.
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
    check_request(objective, targets, gap, time_limit)
    request = request_of(
        country, scenario, objective=objective, overrides=overrides, locks=locks, targets=targets, horizon=horizon,
        first_year=first_year, other_users_weight=other_users_weight, take_power_mw=take_power_mw, gap=gap, seed=seed,
        actuals=actuals,
    )
    planner = Planner(country)
    try:
        return planner.ask(request, seconds=time_limit, report=progress or (lambda _: None)).plan()
    except NoFeasiblePlanError:
        raise explained(planner, request, min(BUDGET, time_limit or BUDGET)) from None


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
    request = request_of(
        country, scenario, objective=objective, overrides=overrides, locks=locks, targets=targets, horizon=horizon,
        first_year=first_year, other_users_weight=other_users_weight, take_power_mw=take_power_mw,
    )
    _, problem = Planner(country).resolved(request)
    links: Sequence[str | None] = LINKS if objective == "position" else (None,)
    named = {
        path.id if link is None else f"{path.id}.{link}": compile_model(build_model(problem, path, objective, link)).matrix
        for path in problem.paths for link in links
    }
    whole = combine(named, f"{problem.country}_{problem.scenario}_{objective}")
    write_model(whole, file)
    return whole.shape


__all__ = [
    "Answer", "Planner", "Progress", "choices_of", "export_model", "make_plan", "parse_lock", "parse_target", "request_of",
]
