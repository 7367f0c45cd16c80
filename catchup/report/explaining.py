"""Why a plan is what it is, printed: what each measure is worth, when it would flip, what more of what is scarce would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.binding import binding_years
from catchup.explain.card import steps_of
from catchup.language import marked, tr
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.measure_card import show_card
from catchup.report.words import between, lever_names, listed, number_of, short, year_names

if TYPE_CHECKING:
    from catchup.explain import Loosening, Measure, PlanExplanation
    from catchup.plan import Plan

VERDICTS = {"needed": marked("needed"), "costs": marked("not worth it"), "undecided": marked("undecided")}


def show(found: PlanExplanation, plan: Plan) -> None:
    """Prints an explanation: one measure in full, or all of the plan."""
    page = Page(results())
    for remark in found.remarks:
        page.paragraph(Text(remark, style="bold yellow"))
    if found.lever is not None:
        show_card(page, found.lever, plan)
    else:
        _overview(page, found, plan)
    page.console.print()
    page.paragraph(_effort(found), style="dim")


def _overview(page: Page, found: PlanExplanation, plan: Plan) -> None:
    page.console.print()
    page.console.print(Text(f"{plan.parameters.country_name}: why the plan is what it is", style=f"bold {ACCENT}"))
    money = "USD" in found.unit
    page.paragraph(_reached(found, plan, money=money))
    unit = "USD million" if money else "amount"
    used = [one for one in found.measures if one.present]
    page.heading("In the plan: what leaving each out would cost")
    _measures(page, plan, used, unit, money, "Nothing is in the plan that could be left out.")
    page.heading("Open but left out: what doing each anyway, one unit of it, would cost")
    unused = [one for one in found.measures if not one.present and one.verdict != "closed"]
    _measures(page, plan, unused, unit, money, "None was looked into.")
    page.heading("What more of what is scarce would be worth")
    if found.binding or not loosenable(plan):
        _binding(page, found.binding, plan, unit, money)
    else:
        page.paragraph("Not looked into: the time was up.")
    shut = [one for one in found.measures if one.verdict == "closed"]
    if shut:
        page.heading("Closed here")
        for one in shut:
            page.bullet(Text.assemble((short(one.name), "bold"), f": {one.why}."))
    if found.not_examined:
        names = lever_names(plan)
        page.console.print()
        left = "; ".join(short(names.get(one, one)) for one in found.not_examined)
        remedy = "--deep looks into all, --time-limit gives more time"
        page.paragraph(f"Not looked into ({remedy}): {left}.")


def _reached(found: PlanExplanation, plan: Plan, *, money: bool) -> str:
    """What the plan comes to, and the unit of everything below."""
    low, high = found.reached.low, found.reached.high
    if not money:
        return f"The plan reaches {between(low, high, money=False)}. All amounts: {found.unit}."
    if plan.objective.name == "least_cost":
        return f"The plan costs USD {between(low, high)} million. All amounts: USD million of 2025, discounted public money."
    return f"The plan is worth USD {between(low, high)} million against carrying on. All amounts: USD million of 2025, discounted."


def _measures(page: Page, plan: Plan, measures: list[Measure], unit: str, money: bool, none: str) -> None:
    if not measures:
        page.paragraph(none)
        return
    rows: list[list[str | Text]] = [
        [Text(short(one.name), style="bold"), cost_of_opposite(one, money), _finding(one, plan)]
        for one in measures
    ]
    page.table(["measure", unit, "finding"], rows, last_wraps=True)


def _finding(measure: Measure, plan: Plan) -> str:
    if measure.locked:
        return f"your lock {'forces it in' if measure.present else 'keeps it out'}"
    verdict = VERDICTS.get(measure.verdict, measure.verdict)
    if measure.present and measure.lever == plan.parameters.exit_lever:
        # The measure's name speaks of firms; what the plan gives up may be a project.
        verdict += f": here it gives up {listed([step.project for step in steps_of(plan, measure.lever)])}"
    return f"{verdict}: {measure.why}" if measure.why else verdict


def cost_of_opposite(measure: Measure, money: bool) -> str:
    """What doing the opposite of the plan costs, as a number or a span."""
    if measure.worth is None:
        return "-"
    low, high = measure.worth.low, measure.worth.high
    if not measure.present:
        low, high = (None if high is None else -high), (None if low is None else -low)
    if high is not None and high < 0:
        return tr("gains {amount}", amount=between(-high, None if low is None else -low, money=money))
    return between(low, high, money=money)


def loosenable(plan: Plan) -> bool:
    """Whether something is used up that could be loosened, or a target or lock could be dropped."""
    request = plan.request
    return bool(binding_years(plan).keys() - {"compute_kh100e"} or request.targets or request.locks)


def _binding(page: Page, binding: tuple[Loosening, ...], plan: Plan, unit: str, money: bool) -> None:
    if not binding:
        page.paragraph(
            "Money, foreign exchange, people and political capital are nowhere used up to the last: a little more of one would by itself "
            "hardly change the plan."
        )
        return
    rows: list[list[str | Text]] = [
        [
            Text(one.change[:1].upper() + one.change[1:], style="bold"), "worth it" if one.verdict == "needed" else "undecided",
            between(one.worth.low, one.worth.high, money=money), year_names(plan.parameters, one.years),
        ]
        for one in binding
    ]
    page.table(["change", "finding", unit, "used up in"], rows, left=2, last_wraps=True)


def _effort(found: PlanExplanation) -> str:
    said = [f"{number_of(found.solves, 'further plan')} {'was' if found.solves == 1 else 'were'} made for this."]
    if found.stopped:
        said.append("The work was stopped, or the time was up, before everything was looked into.")
    if "undecided" in {one.verdict for one in found.measures} | {one.verdict for one in found.binding}:
        said.append(
            "Undecided means that both ways may be equally good: what is proven of one plan overlaps with what is proven of the other."
        )
    said.append("A span says between which two amounts the difference is proven to lie.")
    return " ".join(said)


