"""Goes on from what was really done: the request for the years that are left, and actuals as an earlier plan would have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catchup.actuals import (
    Actuals,
    ActualsFile,
    Adopted,
    CalledOff,
    Closed,
    Delivered,
    Funded,
    Spent,
    Started,
)
from catchup.assemble import resolve
from catchup.assemble.choices import check_choices
from catchup.assemble.history import locks_of
from catchup.assemble.history_checks import Fault, faults_of
from catchup.errors import OverrideError, PlanFileError
from catchup.library import load_case, load_country
from catchup.plan import Plan, Request, Step
from catchup.planner import choices_of

if TYPE_CHECKING:
    from catchup.library import Case
    from catchup.problem import Problem

AS_PLANNED = "as the earlier plan has it"


def continued(request: Request, read: ActualsFile) -> tuple[Request, Plan | None]:
    """The request for the years that are left, and the earlier plan if the file names one.

    The end of the horizon stays where it was: that of the earlier plan if there is one, else the request's. What is in force is locked in.

    Raises:
        DataFileError: the file says what cannot be, each fault with its line. PlanFileError: the earlier plan cannot be read.
        InputError: something asked cannot be used.
    """
    actuals, earlier_plan = read.actuals, _earlier_plan(read)
    first, horizon = request.first_year, request.horizon
    if earlier_plan is not None:
        if earlier_plan.country != actuals.country:
            raise read.refusal([("against", f"a plan of {earlier_plan.country}; the file speaks of {actuals.country}")])
        if earlier_plan.request.actuals is not None:
            said = "this plan itself goes on from actuals; put all closed years into one file and name the first plan"
            raise read.refusal([("against", said)])
        first, horizon = earlier_plan.request.first_year, earlier_plan.request.horizon
    if actuals.first_year is not None and actuals.first_year != first:
        raise read.refusal([("first_year", f"{actuals.first_year}, but the earlier plan begins in {first}")])
    actuals = actuals.model_copy(update={"first_year": first, "against": None})
    case, earlier = _earlier(request.model_copy(update={"first_year": first, "horizon": horizon}))
    faults: list[Fault] = faults_of(case, earlier, actuals)
    if faults:
        raise read.refusal(faults)
    ready = request.model_copy(update={
        "first_year": actuals.first_planned, "horizon": first + horizon - actuals.first_planned,
        "locks": (*request.locks, *locks_of(actuals, earlier)), "actuals": actuals,
    })
    check_choices(case, choices_of(ready))
    return ready, earlier_plan


def _earlier(request: Request) -> tuple[Case, Problem]:
    case = load_case(load_country(request.profile_file or request.country), request.scenario, request.overrides)
    bare = request.model_copy(update={"locks": (), "targets": ()})
    return case, resolve(case, choices_of(bare))


def _earlier_plan(read: ActualsFile) -> Plan | None:
    file = read.against
    if file is None:
        return None
    try:
        return Plan.from_json(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise PlanFileError(f"{file} cannot be read: {problem.strerror}", "correct `against` in the file of actuals, or leave it out") from None
    except UnicodeDecodeError:
        raise PlanFileError(f"{file} is not UTF-8 text", "name a file written by `catchup plan --out`") from None


def as_planned(plan: Plan, as_of: int) -> Actuals:
    """What the actuals would be if a plan were carried out to the letter up to a year: a file to begin from, and to compare with.

    Raises:
        OverrideError: the year is none of the plan's, or its last.
    """
    clock = plan.parameters.clock
    if not clock.first_year <= as_of < clock.label(clock.horizon - 1):
        raise OverrideError(f"{as_of} is no year of the plan with years after it", f"choose {clock.first_year} to {clock.label(clock.horizon - 2)}")
    steps = [step for step in plan.steps if step.year <= as_of]
    return Actuals(
        format="actuals/1", country=plan.country, as_of=as_of, first_year=clock.first_year,
        spent=tuple(
            Spent(lever=one.lever, year=one.year, state_musd=_round(one.gross_musd), private_musd=_round(one.private_musd), source=AS_PLANNED)
            for one in plan.spending if one.year <= as_of and one.gross_musd + one.private_musd > 0
        ),
        started=(
            *(Started(lever=lever, year=year, units=units, source=AS_PLANNED) for lever, year, units in _starts(plan, as_of)),
            *(
                Started(lever=plan.parameters.compute.lever, part="chips", year=int(year), units=float(units), source=AS_PLANNED)
                for year, units in plan.decisions.get("bought", []) if int(year) <= as_of and float(units) > 1e-6
            ),
        ),
        adopted=tuple(_adoptions(plan, steps)),
        funded=tuple(_funded(plan, as_of)),
        closed=tuple(Closed(firm=firm, year=year, source=AS_PLANNED) for firm, year in _first(plan, "closing") if year <= as_of),
        called_off=tuple(
            CalledOff(project=one.id, year=clock.first_year, source=AS_PLANNED)
            for one in plan.parameters.inherited if one.cancellable and one.id not in {str(row[0]) for row in plan.decisions.get("kept", [])}
        ),
        delivered=tuple(
            Delivered(metric=one.metric, year=one.year, amount=max(_round(one.value - one.do_nothing), 0.0), source=AS_PLANNED)
            for one in plan.metrics
            if one.year <= as_of and one.metric in ("compute_h100e", "new_power_mw") and one.value - one.do_nothing > 1e-6
        ),
    )


def _round(amount: float) -> float:
    return round(amount, 6)


def _starts(plan: Plan, as_of: int) -> Iterator[tuple[str, int, float]]:
    for name in ("starts", "intake"):
        for lever, year, units in plan.decisions.get(name, []):
            if int(year) <= as_of and float(units) > 1e-6:
                yield str(lever), int(year), float(units)


def _adoptions(plan: Plan, steps: list[Step]) -> Iterator[Adopted]:
    begun: dict[tuple[str, str], int] = {}
    for lever, step, year, _ in plan.decisions.get("adopted", []):
        begun[str(lever), str(step)] = min(begun.get((str(lever), str(step)), 9999), int(year))
    last = max((one.year for one in steps), default=0)
    for (lever, option), when in begun.items():
        if when <= last:
            yield Adopted(lever=lever, step=option, year=when, source=AS_PLANNED)
    for one in steps:
        if one.lever == plan.parameters.reform_lever:
            yield Adopted(lever=one.lever, step=plan.path, year=one.year, source=AS_PLANNED)


def _funded(plan: Plan, as_of: int) -> Iterator[Funded]:
    running = {str(tier) for tier, year, _ in plan.decisions.get("fund", []) if int(year) == as_of}
    for tier, year in _first(plan, "take_up"):
        if tier in running and year <= as_of:
            yield Funded(tier=tier, year=year, source=AS_PLANNED)


def _first(plan: Plan, decision: str) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for name, year, amount in plan.decisions.get(decision, []):
        if float(amount) > 0.5:
            found[str(name)] = min(found.get(str(name), 9999), int(year))
    return list(found.items())


def write_actuals(actuals: Actuals, file: Path, remark: str = "") -> None:
    """Writes actuals as YAML, one entry a line."""
    lines = [f"# {one}" for one in remark.splitlines()]
    for name, held in actuals.model_dump(exclude_none=True).items():
        if not isinstance(held, tuple | list):
            lines.append(f"{name}: {held}")
        elif held:
            lines.append(f"{name}:")
            lines += [f"  - {{{', '.join(f'{key}: {_yaml(value)}' for key, value in entry.items())}}}" for entry in held]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _yaml(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{value:.10g}" if isinstance(value, float) else str(value)


__all__ = ["Actuals", "as_planned", "continued", "write_actuals"]
