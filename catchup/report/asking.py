"""What the user asks for, from options or from a plan file, in the planner's own terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from catchup.errors import InputError, PlanFileError
from catchup.evidence import parse_json

if TYPE_CHECKING:
    from catchup.plan import Plan

# Options that a file being replayed does not settle.
FREE_WITH_FROM = {"source", "out", "force", "as_json", "steps_only", "time_limit"}


@dataclass(frozen=True)
class Asked:
    """A country, a scenario and the planner's options."""

    country: str
    scenario: str
    options: dict[str, Any]


def options_of(
    objective: str, overrides: Sequence[str] | None, locks: Sequence[str] | None, targets: Sequence[str] | None,
    horizon: int, first_year: int, weight: float | None, take_power: float,
) -> dict[str, Any]:
    """What is planned, in the planner's words; how well it is solved comes on top.

    Raises:
        OverrideError: a lock or target that cannot be read.
    """
    from catchup.planner import parse_lock, parse_target

    return {
        "objective": objective,
        "overrides": tuple(overrides or ()),
        "locks": tuple(parse_lock(text) for text in locks or ()),
        "targets": tuple(parse_target(text) for text in targets or ()),
        "horizon": horizon,
        "first_year": first_year,
        "other_users_weight": weight,
        "take_power_mw": take_power,
    }


def new(country: str | None, scenario: str, options: dict[str, Any]) -> Asked:
    """A new request."""
    if country is None:
        raise typer.BadParameter("name a country, e.g. `catchup plan IND`, or give --from FILE", param_hint="COUNTRY")
    return Asked(country, scenario, options)


def replayed(context: typer.Context, file: Path, country: str | None) -> Asked:
    """The request of a plan or manifest file.

    Raises:
        PlanFileError: the file holds no request.
    """
    refuse_settled(context, country)
    return replayed_file(file)


def refuse_settled(context: typer.Context, country: str | None) -> None:
    """Refuses options beside --from that its file settles."""
    given = [name for name in context.params if _given(context, name) and name not in FREE_WITH_FROM]
    if country is not None or given:
        raise typer.BadParameter(f"--from settles {', '.join(given)}; leave it out", param_hint="--from")


def replayed_file(file: Path) -> Asked:
    """The request of a plan or manifest file, whatever else was given.

    Raises:
        PlanFileError: the file holds no request.
    """
    document = _document(file)
    request = document.get("request")
    if not isinstance(request, dict):
        raise PlanFileError(f"{file} holds no request", "name a file written by `catchup plan --out`")
    return _asked(file, request, _wishes(file, document))


def _given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT")


def _document(file: Path) -> dict[str, Any]:
    try:
        document = parse_json(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise PlanFileError(f"{file} cannot be read: {problem.strerror}", "name a file that exists") from None
    except ValueError:
        raise PlanFileError(f"{file} is not JSON", "name a file written by `catchup plan --out`") from None
    if not isinstance(document, dict):
        raise PlanFileError(f"{file} holds no request", "name a file written by `catchup plan --out`")
    return document


def _wishes(file: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """Locks and targets: in a plan they are part of the resolved problem, in a manifest they stand beside the request."""
    from pydantic import ValidationError

    from catchup.problem import Lock, Target

    holder = document.get("parameters", document)
    locks, targets = (holder.get(name, []) if isinstance(holder, dict) else None for name in ("locks", "targets"))
    if not (isinstance(locks, list) and isinstance(targets, list)):
        raise PlanFileError(f"{file}: locks and targets have to be lists", "make the plan again")
    try:
        return {
            "locks": tuple(Lock.model_validate(one) for one in locks),
            "targets": tuple(Target.model_validate(one) for one in targets),
        }
    except ValidationError as problem:
        raise PlanFileError(f"{file}: locks and targets: {problem.errors(include_url=False)[0]['msg']}", "make the plan again") from None


def _asked(file: Path, document: Mapping[str, Any], wishes: dict[str, Any]) -> Asked:
    from pydantic import ValidationError

    from catchup.plan import Request

    try:
        request = Request.model_validate(document)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlanFileError(f"{file}: request.{where}: {first['msg']}", "make the plan again") from None
    return Asked(request.profile_file or request.country, request.scenario, wishes | {
        "objective": request.objective,
        "overrides": request.overrides,
        "horizon": request.horizon,
        "first_year": request.first_year,
        "other_users_weight": request.other_users_weight,
        "take_power_mw": request.take_power_mw,
        "gap": request.gap,
        "seed": request.seed,
        "actuals": request.actuals,
    })


def compare_with(file: Path, made: Plan) -> None:
    """Says on stderr whether a replayed plan is the plan of the file."""
    from catchup.plan import Plan

    document = _document(file)
    if "decisions" not in document:
        return
    before = Plan.from_json(json.dumps(document))
    same = before.digest == made.digest
    moved = [
        name for name in ("code_version", "profile_digest", "catalogue_digest")
        if getattr(before, name) != getattr(made, name)
    ]
    because = f" (changed since: {', '.join(name.replace('_', ' ') for name in moved)})" if moved else ""
    typer.echo(f"the same plan as in {file}" if same else f"not the plan in {file}{because}", err=True)


def refuse_overwriting(file: Path | None, force: bool) -> None:
    """Keeps a file that exists, before any time is spent.

    Raises:
        InputError: the file exists, or its folder does not.
    """
    if file is None:
        return
    if file.is_dir() or not file.parent.is_dir():
        raise InputError(f"{file} cannot be written", "name a file in a folder that exists")
    if file.exists() and not force:
        raise InputError(f"{file} exists", "give --force to overwrite it, or another name")
