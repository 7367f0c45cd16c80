"""Reads and checks what a user asks for: locks, targets, objective and limits, from short texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catchup.errors import OverrideError
from catchup.problem import OBJECTIVES, Lock, Target


def check_request(objective: str, targets: Sequence[Target], gap: float, time_limit: float | None) -> None:
    """Refuses an objective, gap or limit that cannot be.

    Raises:
        OverrideError.
    """
    if objective not in OBJECTIVES:
        raise OverrideError(f"unknown objective {objective!r}", f"one of {', '.join(OBJECTIVES)}")
    if objective == "least_cost" and not targets:
        raise OverrideError("least_cost without a target costs nothing", "state one, e.g. --target 'compute_h100e>=100000@2035'")
    if not 0 <= gap < 1:
        raise OverrideError(f"gap {gap}", "choose a number from 0 up to 1, e.g. 0.01 for one per cent")
    if time_limit is not None and not time_limit > 0:
        raise OverrideError(f"time limit of {time_limit} seconds", "give a positive number of seconds")


_LOCK = re.compile(r"^\s*([a-z_]+)(?:/([a-z0-9_]+))?\s*=\s*(in|out|not_before|not_after|at_most|at_least|exactly)\s*(?::\s*([-\d.]+)(?:@(\d{4}))?)?\s*$")
_TARGET = re.compile(r"^\s*([a-z_0-9]+)\s*(>=|<=)\s*([-+\d.eE]+)\s*@\s*(\d{4})(\+?)\s*$")
COUNTED = ("at_most", "at_least", "exactly")
LOCK_FORMS = (
    "write lever=in, lever=in:2029, lever=out, lever=not_before:2030, lever=not_after:2033, lever=at_most:2, lever=at_least:2@2031 "
    "or lever=exactly:1@2029; "
    "one part of a lever is named lever/part"
)


def parse_lock(text: str) -> Lock:
    """Reads `lever=in`, `lever=in:2029`, `lever=out`, `lever=not_before:2030`, `lever=at_most:2` or `lever=exactly:1@2029`.

    Also `lever=not_after:2033`, `lever=at_least:2@2031` and `lever=at_most:2@2031`: nothing begun after the year, units begun by it.
    One part of a lever is named after a slash: `ai_tariff/levy25=in:2030`, `anti_corruption/deep_first=in`, `ai_datacentre/chips=out`.
    """
    match = _LOCK.match(text)
    if match is None:
        raise OverrideError(f"cannot read the lock {text!r}", LOCK_FORMS)
    lever, option, kind, detail, when = match.groups()
    if (when is None and kind == "exactly") or (when is not None and kind not in COUNTED):
        raise OverrideError(f"{text!r}: only a number of units takes a year, and exactly needs one", LOCK_FORMS)
    try:
        if kind in COUNTED:
            units = float(detail)
            if not 0 <= units < float("inf"):
                raise ValueError
            return Lock(lever=lever, kind=kind, units=units, year=int(when) if when else None, option=option)
        year = int(detail) if detail else None
    except (TypeError, ValueError):
        raise OverrideError(f"{text!r}: {detail!r} is not what {kind} needs", "give a year, or a number of units for at_most") from None
    if kind in ("not_before", "not_after") and year is None:
        raise OverrideError(f"{text!r} names no year", f"write lever={kind}:2030")
    return Lock(lever=lever, kind=kind, year=year, option=option)


def lock_text(lock: Lock) -> str:
    """A lock as `parse_lock` reads it."""
    name = lock.lever if lock.option is None else f"{lock.lever}/{lock.option}"
    if lock.kind in COUNTED and lock.year is not None:
        return f"{name}={lock.kind}:{lock.units:g}@{lock.year}"
    detail = lock.year if lock.year is not None else None if lock.units is None else f"{lock.units:g}"
    return f"{name}={lock.kind}" + ("" if detail is None else f":{detail}")


def parse_target(text: str) -> Target:
    """Reads `metric>=amount@year` or `metric<=amount@year`; a plus after the year means that year and all later ones."""
    match = _TARGET.match(text)
    if match is None:
        raise OverrideError(f"cannot read the target {text!r}", "write metric>=amount@year, e.g. 'compute_h100e>=100000@2035'")
    metric, sense, number, year, lasting = match.groups()
    try:
        amount = float(number)
    except ValueError:
        raise OverrideError(f"{text!r}: {number!r} is not a number", "write e.g. compute_h100e>=1e5@2035") from None
    return Target(metric=metric, sense=sense, amount=amount, year=int(year), lasting=bool(lasting))


def target_text(target: Target) -> str:
    """A target as `parse_target` reads it."""
    return f"{target.metric}{target.sense}{target.amount:.10g}@{target.year}{'+' if target.lasting else ''}"
