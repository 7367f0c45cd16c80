"""What a question changes, as sentences, each with the question that leaves it out."""

from __future__ import annotations

from catchup.language import tr
from catchup.library import load_lever
from catchup.sentences import METRIC_WORDS, instruction, target_sentence
from catchup.whatif import WhatIf


def asked_lines(question: WhatIf) -> list[tuple[str, WhatIf]]:
    """A sentence for each override, lock, schedule and target, and the question without it."""
    request = question.request
    found: list[tuple[str, WhatIf]] = []
    for at, text in enumerate(request.overrides):
        found.append((override_sentence(text), question.changed(overrides=_without(request.overrides, at))))
    for at, lock in enumerate(request.locks):
        found.append((f"{_lever(lock.lever)}{f' ({lock.option})' if lock.option else ''}: {instruction(lock)}", question.changed(locks=_without(request.locks, at))))
    for at, one in enumerate(question.schedules):
        when = tr("begin in {start}, nothing more after {end}", start=one.start, end=one.end) if one.end else tr("begin in {start}", start=one.start)
        found.append((f"{_lever(one.lever)}: {when}", question.model_copy(update={"schedules": _without(question.schedules, at)})))
    for at, target in enumerate(request.targets):
        rest = _without(request.targets, at)
        goal = "value" if request.objective == "least_cost" and not rest else request.objective
        found.append((f"Target: {target_sentence(target)}", question.changed(targets=rest, objective=goal)))
    if request.other_users_weight is not None:
        found.append((f"Gains outside AI count with weight {request.other_users_weight:g}", question.changed(other_users_weight=None)))
    if request.take_power_mw:
        found.append((f"AI may take {request.take_power_mw:,.0f} MW from existing users", question.changed(take_power_mw=0.0)))
    return found


METRICS = {"home_share": "share of AI demand served at home (0 to 1)"} | {
    metric: f"{name} ({unit})" for metric, (name, unit) in METRIC_WORDS.items() if metric != "ai_services"
}


def _without(items: tuple, at: int) -> tuple:  # type: ignore[type-arg]
    return (*items[:at], *items[at + 1:])


def _lever(lever: str) -> str:
    return load_lever(lever).name


def override_sentence(text: str) -> str:
    """An override such as `energy_gas.lead_time=x1.5` as words."""
    path, _, change = text.partition("=")
    said = path.replace(".", ", ").replace("_", " ")
    if change.startswith("x"):
        return f"{said}: times {float(change[1:]):g}"
    if change.startswith("+"):
        return f"{said}: {float(change[1:]):+g}"
    return f"{said}: {float(change):,g}"
