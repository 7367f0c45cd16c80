"""The plan as one printed document, in the order in which a finance secretary asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.money import money_by_year
from catchup.report.proof import certificate, reform_paths, standing_checks, what_binds
from catchup.report.results import key_figures, value_by_line
from catchup.report.steps import left_alone, what_to_do
from catchup.report.timetable import timetable
from catchup.report.words import local, money, share, significant, supported, year_name

if TYPE_CHECKING:
    from catchup.plan import Plan

AI_METRICS = ("compute_h100e", "home_share", "wafers_mature", "wafers_advanced", "wafers_memory", "packaged_chips")
GOALS = {
    "value": "most worth to the country", "compute": "largest share of the world's AI compute",
    "tokens": "largest share of AI demand served at home", "position": "best position in the chain",
    "least_cost": "least public money for the targets",
}


def print_plan(plan: Plan, *, steps_only: bool = False) -> None:
    """Prints a plan to stdout."""
    page = Page(results())
    _header(page, plan)
    what_to_do(page, plan)
    left_alone(page, plan)
    if steps_only:
        return
    timetable(page, plan)
    money_by_year(page, plan)
    value_by_line(page, plan)
    key_figures(page, plan)
    what_binds(page, plan)
    reform_paths(page, plan)
    standing_checks(page, plan)
    certificate(page, plan)


def _header(page: Page, plan: Plan) -> None:
    problem, one = plan.parameters, plan.objective
    clock = problem.clock
    span = f"{year_name(problem, clock.first_year)} to {year_name(problem, clock.label(clock.horizon - 1))}"
    page.console.print()
    page.console.print(Text(f"{problem.country_name}: a plan to catch up in AI, {span}", style=f"bold {ACCENT}"))
    link = f" ({plan.request.link.replace('_', ' ')})" if plan.request.link else ""
    page.paragraph(f"Future: {problem.scenario_name}. Goal: {GOALS[one.name]}{link}. Money in US dollars of 2025.")
    page.paragraph(Text(_headline(plan), style="bold"))
    path = next((path.name for path in problem.paths if path.id == plan.path), plan.path)
    page.paragraph(f"{_worth(plan)} Integrity of public spending: {path.lower()}.")
    if one.status != "optimal":
        page.paragraph(Text("The search was stopped early: better plans may exist, by at most the gap shown.", style="bold yellow"))


def _headline(plan: Plan) -> str:
    """What the plan does for AI at home by its last year, or that it does nothing for it yet."""
    problem = plan.parameters
    last = problem.clock.label(problem.clock.horizon - 1)
    found = {one.metric: one for one in plan.metrics if one.year == last}
    compute, home = found.get("compute_h100e"), found.get("home_share")
    moved = any(abs(one.value - one.do_nothing) > 1e-6 for one in plan.metrics if one.metric in AI_METRICS)
    if not moved or compute is None or home is None:
        first = "Nothing is started" if not plan.steps else "What is started serves others"
        return f"Not yet: this plan builds no AI at home by {year_name(problem, last)}. {first}. {_basics(plan)}".strip()
    home_low, home_now, home_high = (100 * amount if amount > 1e-6 else 0.0 for amount in (home.low, home.value, home.high))
    return (
        f"By {year_name(problem, last)}: AI compute of {supported(compute.value, compute.low, compute.high)} H100 equivalents "
        f"({significant(compute.do_nothing)} with nothing done), and "
        f"{supported(home_now, home_low, home_high)} % of AI demand served at home "
        f"({significant(100 * home.do_nothing)} % with nothing done)."
    )


def _basics(plan: Plan) -> str:
    """The country file's sentence on power, ports and institutions, where the file is at hand."""
    from catchup.errors import CatchupError
    from catchup.library import load_country

    try:
        return load_country(plan.request.profile_file or plan.country).basics_note
    except CatchupError:
        return ""


def _worth(plan: Plan) -> str:
    """What the plan reaches in its own goal, and how much better any plan could be."""
    one, gap = plan.objective, share(plan.objective.gap, 2)
    if one.name == "least_cost":
        cost = f"{money(one.value)} ({local(one.value, plan.parameters)})"
        return f"Costs {cost} of public money, discounted; no plan that meets the targets costs less than {money(one.bound)} (gap {gap})."
    if "USD" in one.unit:
        worth = f"{money(one.value)} ({local(one.value, plan.parameters)})"
        return f"Worth {worth} against carrying on; no plan can do better than {money(one.bound)} (gap {gap})."
    reached = f"Reaches {significant(one.value, 4)} ({one.unit}), against {significant(one.baseline, 4)} when carrying on"
    return f"{reached}; no plan can reach more than {significant(one.bound, 4)} (gap {gap})."
