"""Targets, locks and years in plain words: what a user asked for, said back as a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from catchup.errors import UnknownNameError
from catchup.language import marked, tr, written
from catchup.library import load_lever
from catchup.problem import Lock, Problem, Target

METRIC_WORDS = {
    "compute_h100e": (marked("AI compute"), marked("H100 equivalents")),
    "home_services_musd": (marked("AI services from home"), marked("USD million a year")),
    "new_power_mw": (marked("new firm power"), marked("MW")),
    "homes_power_mw": (marked("new power to homes and firms"), marked("MW")),
    "wafers_mature": (marked("mature wafers"), marked("wafers a year more")),
    "wafers_advanced": (marked("advanced wafers"), marked("wafers a year more")),
    "wafers_memory": (marked("memory wafers"), marked("wafers a year more")),
    "packaged_chips": (marked("packaged chips"), marked("million chips a year more")),
    "ai_services": (marked("AI services from home"), marked("USD million a year")),
}
"""Metric -> name and unit as a reader expects them, to be put into the language in force."""
_TARGETS = {
    (">=", True): marked("{name} of at least {amount} from {year} on"), (">=", False): marked("{name} of at least {amount} in {year}"),
    ("<=", True): marked("{name} of at most {amount} from {year} on"), ("<=", False): marked("{name} of at most {amount} in {year}"),
}


def target_sentence(target: Target) -> str:
    """A target as a sentence part, e.g. "AI compute of at least 5,000 H100 equivalents in 2029"."""
    name, amount = amount_words(target.metric, target.amount)
    form = _TARGETS[">=" if target.sense == ">=" else "<=", target.lasting]
    return tr(form, name=name, amount=amount, year=target.year)


def amount_words(metric: str, amount: float) -> tuple[str, str]:
    """A metric's name, and an amount of it with its unit."""
    if metric == "home_share":
        return tr("a share of AI demand served at home"), tr("{amount} %", amount=written(f"{100 * amount:.4g}"))
    name, unit = METRIC_WORDS.get(metric, (metric.replace("_", " "), ""))
    return tr(name), f"{written(f'{amount:,.10g}')} {tr(unit) if unit else ''}".rstrip()


_LOCKS = {
    "in": (marked("begun by {year}"), marked("begun at some time")),
    "out": (marked("left out"), marked("left out")),
    "not_before": (marked("not before {year}"), marked("not before {year}")),
    "not_after": (marked("not after {year}"), marked("not after {year}")),
    "at_most": (marked("{amount} at most by {year}"), marked("{amount} at most")),
    "at_least": (marked("{amount} at least by {year}"), marked("{amount} at least")),
    "exactly": (marked("exactly {amount} in {year}"), marked("exactly {amount} in {year}")),
}
"""Kind of lock -> what it says with a year, and without one."""


def lock_sentence(problem: Problem, lock: Lock) -> str:
    """A lock as a sentence part, e.g. "Gas plants: not before 2030"."""
    said = f"{lever_name(problem, lock.lever)}{_part(problem, lock)}"
    return tr("{name}: {text}", name=said, text=instruction(lock))


def lever_name(problem: Problem, lever: str) -> str:
    """A lever's name without its explanation: from the problem, else from the catalogue."""
    named = {plant.id: plant.name for plant in problem.plants}
    named |= {cohort.lever: cohort.name for cohort in problem.cohorts} | {stance.lever: stance.name for stance in problem.stances}
    if lever not in named:
        try:
            named[lever] = load_lever(lever).name
        except UnknownNameError:
            named[lever] = lever.replace("_", " ").capitalize()
    return tr(named[lever]).split(" (")[0].split(":")[0].strip()


def _part(problem: Problem, lock: Lock) -> str:
    if lock.option is None:
        return ""
    steps = {step.id: step.name for stance in problem.stances if stance.lever == lock.lever for step in stance.steps}
    named = steps | {path.id: path.name for path in problem.paths} | {firm.id: firm.name for firm in problem.firms}
    named |= {project.id: project.name for project in problem.inherited}
    return f" ({tr(named.get(lock.option, lock.option.replace('_', ' ')))})"


def instruction(lock: Lock) -> str:
    """What a lock says of its lever, e.g. "not before 2030"."""
    form, bare = _LOCKS[lock.kind]
    return tr(form if lock.year is not None else bare, amount=written(f"{lock.units or 0:,.6g}"), year=lock.year)


def years_in_words(years: Iterable[int]) -> str:
    """Calendar years as a sentence part, with runs drawn together, e.g. "2027 to 2029 and 2031"."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    named = [str(first) if first == last else tr("{first} to {last}", first=first, last=last) for first, last in runs]
    return tr("{words} and {last}", words=", ".join(named[:-1]), last=named[-1]) if len(named) > 1 else "".join(named)
