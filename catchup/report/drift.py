"""Drift as text: what slipped and what it cost, what was delivered, and what the new plan does differently."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from catchup.drift import Change, Drift, LeverDrift
from catchup.report.asking import Asked
from catchup.report.console import results
from catchup.report.layout import Page
from catchup.report.words import dollars, lever_names, listed, money, short, significant, year_name

if TYPE_CHECKING:
    from catchup.plan import Plan, Request

METRIC_NAMES = {
    "compute_h100e": "AI compute, H100 equivalents", "new_power_mw": "new firm power, MW", "homes_power_mw": "new power to homes and firms, MW",
    "home_share": "share of AI demand served at home", "home_services_musd": "AI services from home, USD million",
}
PLAIN = frozenset({"adopt", "build", "build shell", "buy chips", "fund", "begin", "bring home", "open places"})
"""Actions that go without saying: doing what the lever is."""


def continued(asked: Asked, file: Path) -> tuple[Asked, Request, Plan | None]:
    """What is asked for the years that are left, and the earlier plan if the file of actuals names one.

    Raises:
        DataFileError: what the file says cannot be, each fault with its line. InputError: something asked cannot be used.
    """
    from catchup import continuing
    from catchup.actuals import read_actuals
    from catchup.planner import request_of

    request, earlier = continuing.continued(request_of(asked.country, asked.scenario, **asked.options), read_actuals(file))
    options = asked.options | {
        "first_year": request.first_year, "horizon": request.horizon, "locks": request.locks, "actuals": request.actuals,
    }
    return Asked(asked.country, asked.scenario, options), request, earlier


def show(earlier: Plan, new: Plan) -> None:
    """Prints the drift between an earlier plan and what was done, above the new plan."""
    from catchup.drift import drift

    assert new.request.actuals is not None
    print_drift(drift(earlier, new.request.actuals, new), earlier, new)


def print_drift(found: Drift, earlier: Plan, new: Plan) -> None:
    """Prints a drift."""
    page, names = Page(results()), lever_names(earlier) | lever_names(new)
    page.heading(f"What was planned and what was done, to the end of {year_name(new.parameters, found.as_of)}")
    page.paragraph(summary(found, names))
    arrow = page.symbol(" → ", " > ")
    page.table(
        ["planned" + arrow + "done", "begun", "slip", "units", "state money, USD m", "cost"],
        [_row(one, names, arrow) for one in found.levers],
    )
    page.console.print()
    page.paragraph(
        "Slip: years by which it began late or is expected late. Cost: state money a unit against the plan, 1.00 as planned; of the sums where nothing "
        "is counted in units. Money of these years only.", style="dim",
    )
    if found.delivered:
        page.heading("What it delivered, against doing nothing")
        page.table(
            ["", "year", "planned", "delivered"],
            [[METRIC_NAMES.get(one.metric, one.metric.replace("_", " ")), str(one.year), significant(one.planned), significant(one.actual)] for one in found.delivered],
        )
    first, last = found.window
    page.heading(f"What the new plan does differently in {year_name(new.parameters, first)} to {year_name(new.parameters, last)}")
    if not found.changes:
        page.paragraph("Nothing: the next years stay as they were planned.")
    for one in found.changes:
        thing = _thing(one.lever, one.project, one.action, names)
        page.bullet(Text.assemble((f"{thing}: ", "bold"), f"{_said(one.now, new)}; before, {_said(one.before, new)}.", (_unit(one), "dim")))


def summary(found: Drift, names: dict[str, str]) -> str:
    """The drift in two or three sentences."""
    late = [one for one in found.levers if one.slip_years is not None and one.slip_years > 0.05]
    missing = [one for one in found.levers if one.not_begun]
    planned, paid = (sum(getattr(one, f"{side}_state_musd") for one in found.levers) for side in ("planned", "actual"))
    said = [f"The state paid {money(paid)}; {money(planned)} was planned."]
    if late:
        said.append(f"Late: {listed([f'{_name(one.lever, names)} by {one.slip_years:.1f} years' for one in late])}.")
    if missing:
        said.append(f"Not begun though planned: {listed([_name(one.lever, names) for one in missing])}.")
    unplanned = [one for one in found.levers if one.planned_start is None and one.actual_start is not None]
    if unplanned:
        said.append(f"Begun though not planned for these years: {listed([_name(one.lever, names) for one in unplanned])}.")
    if not (late or missing or unplanned):
        said.append("Everything that was planned for these years was begun in time.")
    return " ".join(said)


def _name(lever: str, names: dict[str, str]) -> str:
    base, _, part = lever.partition("/")
    return f"{short(names.get(base, base))}{f', {part}' if part else ''}"


def _row(one: LeverDrift, names: dict[str, str], arrow: str) -> list[str]:
    return [
        _name(one.lever, names), _both(str(one.planned_start or "-"), "not yet" if one.not_begun else str(one.actual_start or "-"), arrow),
        "-" if one.slip_years is None else f"{one.slip_years:+.1f}" if abs(one.slip_years) > 0.05 else "0",
        _both(_count(one.planned_units), _count(one.actual_units), arrow),
        _both(dollars(one.planned_state_musd), dollars(one.actual_state_musd), arrow),
        "-" if one.cost_ratio is None else f"{one.cost_ratio:.2f}",
    ]


def _both(planned: str, done: str, arrow: str) -> str:
    return planned if planned == done else f"{planned}{arrow}{done}"


def _thing(lever: str, project: str, action: str, names: dict[str, str]) -> str:
    name = _name(lever, names)
    what = short(project) if project and short(project) != name else ""
    said = f"{name}, {what}" if what else name
    return said if action in PLAIN else f"{said} ({action})"


def _said(by_year: dict[int, float], plan: Plan) -> str:
    """What is done in which year, in words."""
    years = {year: year_name(plan.parameters, year) for year in sorted(by_year)}
    if all(amount == 1 for amount in by_year.values()):
        return listed([f"in {name}" for name in years.values()]) or "nothing"
    return listed([f"{_count(by_year[year])} in {name}" for year, name in years.items()])


def _unit(one: Change) -> str:
    """The unit, where more than one is counted."""
    return "" if all(amount == 1 for amount in (*one.now.values(), *one.before.values())) else f" Units: {one.unit}."


def _count(amount: float) -> str:
    return f"{amount:.0f}" if abs(amount - round(amount)) < 0.005 and abs(amount) < 1000 else significant(amount)
