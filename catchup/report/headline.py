"""The first sentence of a plan: what it does for AI at home by its last year, or that it builds none, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catchup.report.words import lever_names, listed, short, significant, supported, year_name

if TYPE_CHECKING:
    from catchup.plan import Metric, Plan

COMPUTE_ACTIONS = ("buy chips", "build shell", "fund")
CHIP_OUTPUTS = ("wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips")
RULES_AND_REFORMS = ("adopt", "begin", "close or sell", "call off", "end funding")
MOST_NAMED = 3
LEAST_SHARE = 0.1  # percent


def headline(plan: Plan) -> str:
    """What the plan does for AI at home, in two or three sentences."""
    problem = plan.parameters
    last = problem.clock.label(problem.clock.horizon - 1)
    found = {one.metric: one for one in plan.metrics if one.year == last}
    compute, home = found.get("compute_h100e"), found.get("home_share")
    if not any(step.action in COMPUTE_ACTIONS for step in plan.steps) or compute is None or home is None:
        return " ".join(filter(None, _none_at_home(plan, year_name(problem, last), compute)))
    low, now, high = (100 * amount if amount > 1e-6 else 0.0 for amount in (home.low, home.value, home.high))
    served = "less than 0.1" if 0 < now < LEAST_SHARE else supported(now, low, high)
    return (
        f"By {year_name(problem, last)}: AI compute of {_compute(compute)} H100 equivalents "
        f"({significant(compute.do_nothing)} with nothing done), and {served} % of AI demand served at home "
        f"({significant(100 * home.do_nothing)} % with nothing done)."
    )


def _compute(metric: Metric) -> str:
    """Compute as a figure or in millions, to what its range supports."""
    if metric.value < 1e6:
        return supported(metric.value, metric.low, metric.high)
    return f"{supported(metric.value / 1e6, metric.low / 1e6, metric.high / 1e6)} million"


def _none_at_home(plan: Plan, last: str, compute: Metric | None) -> list[str]:
    """Sentences of a plan without AI at home. What would have to come first, and when, belongs behind the reason."""
    makes = _chips_made(plan)
    opening = f"By {last} this plan makes chips at home ({listed(makes)}), but it runs no AI there" if makes else (
        f"Not yet: this plan builds no AI at home by {last}"
    )
    stays = f"AI compute stays at {_compute(compute)} H100 equivalents." if compute else ""
    return [f"{opening}, because {_why_none(plan)}.", stays, _what_else(plan), _basics(plan)]


def _why_none(plan: Plan) -> str:
    """The plainest reason why no data centre is built."""
    closed = plan.closed_levers.get(plan.parameters.compute.lever)
    if closed:
        return f"data centres cannot be built here ({closed})"
    if plan.objective.name == "value":
        return "a data centre would cost the country more than it adds"
    if plan.objective.name == "least_cost":
        return "the targets do not ask for any"
    return "none of what could be started brings the goal nearer"


def _chips_made(plan: Plan) -> list[str]:
    plants = {plant.id: plant for plant in plan.parameters.plants if plant.output in CHIP_OUTPUTS}
    return sorted({_plain(plants[step.lever].name) for step in plan.steps if step.action == "build" and step.lever in plants})


def _what_else(plan: Plan) -> str:
    """What the plan does instead."""
    names = lever_names(plan)
    works = [step for step in plan.steps if step.action not in RULES_AND_REFORMS]
    others = sorted({_plain(names[step.lever]) for step in works} - set(_chips_made(plan)))
    if others:
        return f"What is started serves others: {_some(others)}."
    if works:
        return ""
    rules = sorted({_plain(names[step.lever]) for step in plan.steps if step.action in ("adopt", "begin")})
    if not rules:
        return "Nothing new is started." if not plan.steps else "It only ends what does not pay."
    levy = " The levy raises revenue and moves nobody home while nothing is served there." if _levied(plan) else ""
    return f"All it takes is rules and reform: {_some(rules)}.{levy}"


def _levied(plan: Plan) -> bool:
    levies = {one.lever for one in plan.parameters.stances if one.effect == "levies_foreign_supply"}
    return any(step.lever in levies for step in plan.steps)


def _plain(name: str) -> str:
    """A lever's name within a sentence: small first letter unless it is an abbreviation."""
    text = short(name)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)


def _basics(plan: Plan) -> str:
    """The country file's sentence on power, ports and institutions, where the file is at hand."""
    from catchup.errors import CatchupError
    from catchup.library import load_country

    try:
        return load_country(plan.request.profile_file or plan.country).basics_note
    except CatchupError:
        return ""
