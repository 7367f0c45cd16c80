"""What a question changes, as sentences, each with the question that leaves it out."""

from __future__ import annotations

from catchup.language import tr, written
from catchup.library import load_lever
from catchup.report.retold import retold
from catchup.sentences import METRIC_WORDS, instruction, target_sentence
from catchup.whatif import WhatIf


def asked_lines(question: WhatIf) -> list[tuple[str, WhatIf]]:
    """A sentence for each override, lock, schedule and target, and the question without it."""
    request = question.request
    found: list[tuple[str, WhatIf]] = []
    for at, text in enumerate(request.overrides):
        found.append((override_sentence(text), question.changed(overrides=_without(request.overrides, at))))
    for at, lock in enumerate(request.locks):
        name = f"{_lever(lock.lever)}{f' ({lock.option})' if lock.option else ''}"
        found.append((tr("{name}: {text}", name=name, text=instruction(lock)), question.changed(locks=_without(request.locks, at))))
    for at, one in enumerate(question.schedules):
        when = tr("begin in {start}, nothing more after {end}", start=one.start, end=one.end) if one.end else tr("begin in {start}", start=one.start)
        found.append((tr("{name}: {text}", name=_lever(one.lever), text=when), question.model_copy(update={"schedules": _without(question.schedules, at)})))
    for at, target in enumerate(request.targets):
        rest = _without(request.targets, at)
        goal = "value" if request.objective == "least_cost" and not rest else request.objective
        found.append((tr("Target: {target}", target=target_sentence(target)), question.changed(targets=rest, objective=goal)))
    if request.other_users_weight is not None:
        found.append((tr("Gains outside AI count with weight {weight}", weight=written(f"{request.other_users_weight:g}")), question.changed(other_users_weight=None)))
    if request.take_power_mw:
        found.append((tr("AI may take {amount} MW from existing users", amount=written(f"{request.take_power_mw:,.0f}")), question.changed(take_power_mw=0.0)))
    return found


METRICS = ("home_share", *(metric for metric in METRIC_WORDS if metric != "ai_services"))
"""Metrics that a target can be set for."""


def metric_name(metric: str) -> str:
    """A metric with its unit, as a list of choices shows it."""
    if metric == "home_share":
        return tr("share of AI demand served at home (0 to 1)")
    name, unit = METRIC_WORDS[metric]
    return tr("{name} ({unit})", name=tr(name), unit=tr(unit))


def _without(items: tuple, at: int) -> tuple:  # type: ignore[type-arg]
    return (*items[:at], *items[at + 1:])


def _lever(lever: str) -> str:
    return tr(load_lever(lever).name)


def override_sentence(text: str) -> str:
    """An override such as `energy_gas.lead_time=x1.5` as words."""
    path, _, change = text.partition("=")
    said = ", ".join(retold(part.replace("_", " ")) for part in path.split("."))
    if change.startswith("x"):
        return tr("{name}: times {factor}", name=said, factor=written(f"{float(change[1:]):g}"))
    if change.startswith("+"):
        return tr("{name}: {text}", name=said, text=written(f"{float(change[1:]):+g}"))
    return tr("{name}: {text}", name=said, text=written(f"{float(change):,g}"))
