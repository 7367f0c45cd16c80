"""What the user asks for beyond country and scenario, and what of it cannot be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from catchup.actuals import Actuals
from catchup.catalogue import ComputeDetails, ExitDetails, ProgrammeDetails, ReformDetails, StanceDetails
from catchup.errors import OverrideError, UnknownNameError
from catchup.library import Case
from catchup.problem import (
    Lock,
    Target,
)

LONGEST_HORIZON = 40
FIRST_YEAR = 2027
DEFAULT_HORIZON = 15
METRICS = (
    "compute_h100e", "home_share", "home_services_musd", "new_power_mw", "homes_power_mw",
    "wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips",
)


@dataclass(frozen=True)
class Choices:
    """What the user asks for beyond country and scenario."""

    horizon: int = DEFAULT_HORIZON
    first_year: int = FIRST_YEAR
    other_users_weight: float | None = None
    locks: tuple[Lock, ...] = ()
    targets: tuple[Target, ...] = ()
    take_power_mw: float = 0.0
    actuals: Actuals | None = None


def check_choices(case: Case, choices: Choices) -> None:
    """Refuses what cannot be: a horizon, weight, lock or target out of range.

    Raises:
        OverrideError, UnknownNameError.
    """
    if not 1 <= choices.horizon <= LONGEST_HORIZON:
        raise OverrideError(
            f"horizon of {choices.horizon} years", f"choose 1 to {LONGEST_HORIZON}; the facts carry about 15"
        )
    weight = choices.other_users_weight
    if weight is not None and not 0 <= weight <= 1:
        raise OverrideError(f"weight {weight} of gains outside AI", "choose a number from 0 to 1")
    if not (math.isfinite(choices.take_power_mw) and choices.take_power_mw >= 0):
        raise OverrideError(f"{choices.take_power_mw} MW taken from others", "give a finite number of MW, 0 or more")
    _check_locks(case, choices)
    for target in choices.targets:
        if target.metric not in METRICS:
            raise UnknownNameError("metric", target.metric, METRICS)
        if not 0 <= target.year - choices.first_year < choices.horizon:
            raise OverrideError(
                f"target for {target.metric} names {target.year}",
                f"years run from {choices.first_year} to {choices.first_year + choices.horizon - 1}",
            )


def _check_locks(case: Case, choices: Choices) -> None:
    for lock in choices.locks:
        if lock.lever not in case.levers:
            raise UnknownNameError("lever", lock.lever, list(case.levers))
        if lock.year is not None and not 0 <= lock.year - choices.first_year < choices.horizon:
            raise OverrideError(
                f"lock on {lock.lever} names {lock.year}",
                f"years run from {choices.first_year} to {choices.first_year + choices.horizon - 1}",
            )
        _check_option(case, lock)
    wished: dict[tuple[str, str | None], set[str]] = {}
    for lock in choices.locks:
        wished.setdefault((lock.lever, lock.option), set()).add(lock.kind)
    for (lever, _), kinds in wished.items():
        if {"in", "out"} <= kinds:
            raise OverrideError(f"{lever} is both forced in and kept out", "drop one of the two locks")


def _check_option(case: Case, lock: Lock) -> None:
    """A part of a lever has to exist, and only what is counted in units can be fixed at a number."""
    parts = options_of_lever(case, lock.lever)
    if lock.option is not None and lock.option not in parts:
        if not parts:
            raise OverrideError(f"{lock.lever} has no parts such as {lock.option!r}", f"write {lock.lever}={lock.kind}")
        raise UnknownNameError(f"part of {lock.lever}", lock.option, parts)
    if lock.kind == "exactly" and lock.year is None:
        raise OverrideError(f"{lock.lever}=exactly names no year", "write lever=exactly:1@2029")


def options_of_lever(case: Case, lever: str) -> list[str]:
    """Parts of a lever that a lock can name: steps, tiers, firms and projects, reform paths, or chips."""
    details = case.levers[lever].details
    if isinstance(details, StanceDetails):
        return [step.id for step in details.steps]
    if isinstance(details, ProgrammeDetails):
        return [tier.id for tier in details.tiers]
    if isinstance(details, ReformDetails):
        return [path.id for path in details.paths]
    if isinstance(details, ExitDetails):
        firms = [one.id for one in case.profile.protected_firms]
        return firms + [one.id for one in case.profile.projects if one.status == "under_way"]
    return ["chips"] if isinstance(details, ComputeDetails) else []
