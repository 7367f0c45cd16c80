"""The plan as one printed document, in the order in which a finance secretary asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.report.console import results
from catchup.report.headline import headline
from catchup.report.layout import ACCENT, Page
from catchup.report.money import money_by_year
from catchup.report.notyet import what_comes_first
from catchup.report.proof import certificate, reform_paths, standing_checks, what_binds
from catchup.report.results import key_figures, value_by_line
from catchup.report.steps import left_alone, what_to_do
from catchup.report.timetable import timetable
from catchup.report.words import local, money, share, significant, year_name

if TYPE_CHECKING:
    from catchup.plan import Plan

GOALS = {
    "value": "most worth to the country", "compute": "largest share of the world's AI compute",
    "tokens": "largest share of AI demand served at home", "position": "best position in the chain",
    "least_cost": "least public money for the targets",
}


def print_plan(plan: Plan, *, steps_only: bool = False) -> None:
    """Prints a plan to stdout."""
    page = Page(results())
    _header(page, plan)
    what_comes_first(page, plan)
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
    page.paragraph(Text(headline(plan), style="bold"))
    path = next((path.name for path in problem.paths if path.id == plan.path), plan.path)
    page.paragraph(f"{_worth(plan)} Integrity of public spending: {path.lower()}.")
    if plan.request.actuals is not None:
        page.paragraph(
            f"Goes on from what was done by the end of {year_name(problem, plan.request.actuals.as_of)}: that money is spent and not counted again, "
            "and what was begun works for the plan. The worth includes what it still brings."
        )
    if one.status != "optimal":
        page.paragraph(Text("The search was stopped early: better plans may exist, by at most the gap shown.", style="bold yellow"))


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
