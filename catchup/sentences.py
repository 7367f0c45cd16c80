"""Targets, locks and years in plain words: what a user asked for, said back as a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from catchup.errors import UnknownNameError
from catchup.library import load_lever
from catchup.problem import Lock, Problem, Target

METRIC_WORDS = {
    "compute_h100e": ("AI compute", "H100 equivalents"),
    "home_services_musd": ("AI services from home", "USD million a year"),
    "new_power_mw": ("new firm power", "MW"),
    "homes_power_mw": ("new power to homes and firms", "MW"),
    "wafers_mature": ("mature wafers", "wafers a year more"),
    "wafers_advanced": ("advanced wafers", "wafers a year more"),
    "wafers_memory": ("memory wafers", "wafers a year more"),
    "packaged_chips": ("packaged chips", "million chips a year more"),
    "ai_services": ("AI services from home", "USD million a year"),
}
"""Metric -> name and unit as a reader expects them."""


def target_sentence(target: Target) -> str:
    """A target as a sentence part, e.g. "AI compute of at least 5,000 H100 equivalents in 2029"."""
    name, amount = amount_words(target.metric, target.amount)
    side = "at least" if target.sense == ">=" else "at most"
    when = f"from {target.year} on" if target.lasting else f"in {target.year}"
    return f"{name} of {side} {amount} {when}"


def amount_words(metric: str, amount: float) -> tuple[str, str]:
    """A metric's name, and an amount of it with its unit."""
    if metric == "home_share":
        return "a share of AI demand served at home", f"{100 * amount:.4g} %"
    name, unit = METRIC_WORDS.get(metric, (metric.replace("_", " "), ""))
    return name, f"{amount:,.10g} {unit}".rstrip()


def lock_sentence(problem: Problem, lock: Lock) -> str:
    """A lock as a sentence part, e.g. "Gas plants: not before 2030"."""
    return f"{lever_name(problem, lock.lever)}{_part(problem, lock)}: {instruction(lock)}"


def lever_name(problem: Problem, lever: str) -> str:
    """A lever's name without its explanation: from the problem, else from the catalogue."""
    named = {plant.id: plant.name for plant in problem.plants}
    named |= {cohort.lever: cohort.name for cohort in problem.cohorts} | {stance.lever: stance.name for stance in problem.stances}
    if lever not in named:
        try:
            named[lever] = load_lever(lever).name
        except UnknownNameError:
            named[lever] = lever.replace("_", " ").capitalize()
    return named[lever].split(" (")[0].split(":")[0].strip()


def _part(problem: Problem, lock: Lock) -> str:
    if lock.option is None:
        return ""
    steps = {step.id: step.name for stance in problem.stances if stance.lever == lock.lever for step in stance.steps}
    named = steps | {path.id: path.name for path in problem.paths} | {firm.id: firm.name for firm in problem.firms}
    named |= {project.id: project.name for project in problem.inherited}
    return f" ({named.get(lock.option, lock.option.replace('_', ' '))})"


def instruction(lock: Lock) -> str:
    """What a lock says of its lever, e.g. "not before 2030"."""
    units = f"{lock.units or 0:,.6g}"
    words = {
        "in": f"begun by {lock.year}" if lock.year is not None else "begun at some time",
        "out": "left out",
        "not_before": f"not before {lock.year}",
        "not_after": f"not after {lock.year}",
        "at_most": f"{units} at most" + (f" by {lock.year}" if lock.year is not None else ""),
        "at_least": f"{units} at least" + (f" by {lock.year}" if lock.year is not None else ""),
        "exactly": f"exactly {units} in {lock.year}",
    }
    return words[lock.kind]


def years_in_words(years: Iterable[int]) -> str:
    """Calendar years as a sentence part, with runs drawn together, e.g. "2027 to 2029 and 2031"."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    named = [str(first) if first == last else f"{first} to {last}" for first, last in runs]
    return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else "".join(named)
