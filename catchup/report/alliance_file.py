"""The file of an alliance's plan: known by its format, audited, solved again, and made again from what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from catchup.errors import PlanFileError
from catchup.evidence import parse_json
from catchup.language import tr
from catchup.report.alliance import made as plan_made
from catchup.report.auditing import BoundCheck

if TYPE_CHECKING:
    from catchup.alliance.document import AlliancePlan
    from catchup.audit.report import AuditReport

SLACK = 1e-6


@dataclass(frozen=True)
class AskedTogether:
    """Members, a scenario and the planner's options, the same for every member."""

    members: tuple[str, ...]
    scenario: str
    options: dict[str, Any]


def alliance_in(text: str) -> AlliancePlan | None:
    """The alliance's plan that a text holds; None if it holds something else.

    Raises:
        PlanFileError: it says that it is one, and is not whole.
    """
    from catchup.alliance.document import AlliancePlan

    try:
        content = parse_json(text)
    except ValueError:
        return None  # the reader of plans says what is wrong with it
    kind = content.get("format_version") if isinstance(content, dict) else None
    return AlliancePlan.from_json(text) if isinstance(kind, str) and kind.startswith("alliance/") else None


def examine(plan: AlliancePlan) -> AuditReport:
    """Recomputes the alliance's plan."""
    from catchup.alliance.auditing import audit_file

    return audit_file(plan)


def asked_again(plan: AlliancePlan) -> AskedTogether:
    """What an alliance's plan was made from.

    Raises:
        PlanFileError: its members were not all asked the same.
    """
    requests = [one.request for one in plan.alone]
    if not requests or any(_shared(one) != _shared(requests[0]) for one in requests):
        raise PlanFileError("the members' requests differ, so the file cannot be made again", "make the plan again with `catchup plan A+B`")
    return AskedTogether(
        members=tuple(one.profile_file or one.country for one in requests), scenario=requests[0].scenario,
        options={**_shared(requests[0]), "gap": plan.certificate.gap_asked, "seed": plan.seed},
    )


def _shared(request: Any) -> dict[str, Any]:
    names = ("objective", "overrides", "locks", "targets", "horizon", "first_year", "other_users_weight", "take_power_mw")
    return {name: getattr(request, name) for name in names}


def made_again(plan: AlliancePlan, time_limit: float | None) -> AlliancePlan:
    """The alliance's plan made from what its file asks, with a progress line on stderr."""
    asked = asked_again(plan)
    return plan_made(asked.members, asked.scenario, asked.options, time_limit)


def resolve_bound(plan: AlliancePlan) -> BoundCheck:
    """Solves again and compares: the claimed bound must lie above any plan found, the claimed value below any bound."""
    claimed, again = plan.certificate, made_again(plan, None).certificate
    slack = SLACK * max(abs(claimed.bound), 1.0)
    holds = again.value <= claimed.bound + slack and claimed.value <= again.bound + slack
    return BoundCheck(claimed.value, claimed.bound, again.value, again.bound, holds)


def compare_with(file: Path, before: AlliancePlan, made: AlliancePlan) -> None:
    """Says on stderr whether an alliance's plan made again is the plan of its file."""
    same = before.to_json(canonical=True) == made.to_json(canonical=True)
    typer.echo(tr("the same plan as in {file}", file=file) if same else tr("not the plan in {file}", file=file), err=True)
