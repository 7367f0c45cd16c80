"""One measure in full: in or out and why, when that would change, its steps, value, owner and the figures it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.report.layout import ACCENT, Page
from catchup.report.results import LINES
from catchup.report.steps import sentence
from catchup.report.words import between, dollars, listed, moment, money, short, significant, year_name

if TYPE_CHECKING:
    from catchup.explain import Explanation, Flip, Measure, Side
    from catchup.explain.records import Card, Source
    from catchup.plan import Plan

FIGURES = {"cost": "Cost", "lead_time": "Lead time", "leakage": "Leakage"}
# Field of a lever -> what a reader calls it.
NAMES = {
    "capex_per_unit": "cost of one unit", "shell_cost": "cost of shell and power", "first_cost": "cost to the first model",
    "exit_cost": "cost of closing", "premium": "dearer supply, share of price", "lead_time": "planned time to build",
    "leakage_multiplier": "leakage, times the national", "leakage": "national leakage", "schedule_overrun_mean": "usual delay",
    "cost_overrun_mean": "usual cost overrun", "output_per_unit": "output of one unit", "abandonment_prob": "odds of being dropped",
    "political_cost_score": "political cost, points",
}
MONEY_UNITS = {"MUSD": "", "MUSD/MW": " per MW", "MUSD/year": " a year"}
UNIT_WORDS = {
    "fraction": "", "fraction/year": "a year",
    "probability": "", "score": "", "ratio": "", "output/year": "",
}
LEVELS = {
    "federal": "national government", "state": "states", "joint": "national government with states", "public_company": "public company",
    "private": "private",
}
LONGEST_SOURCE = 180
LABEL = 14  # columns


def show_card(page: Page, found: Explanation, plan: Plan) -> None:
    """Prints the card of a measure."""
    measure, card = found.measure, found.card
    page.console.print()
    page.console.print(Text(f"{plan.parameters.country_name}: {measure.name}", style=f"bold {ACCENT}"))
    page.paragraph(card.summary)
    page.paragraph(Text(_standing(measure, found.unit), style="bold"))
    if measure.verdict != "closed":
        page.heading("When the answer would change")
        _flips(page, found)
    _steps(page, card, plan)
    _value(page, card)
    _first(page, card)
    _answers(page, card)
    _sources(page, card.sources)


def _standing(measure: Measure, unit: str) -> str:
    """In, out or closed, and what the opposite would come to."""
    if measure.verdict == "closed":
        return f"Closed here: {measure.why}."
    place = "In the plan." if measure.present else "Open, but left out of the plan."
    if measure.worth is None:
        return f"{place} There is no choice: {measure.why}."
    money_unit = "USD" in unit
    low, high = measure.worth.low, measure.worth.high
    if not measure.present:
        low, high = (None if high is None else -high), (None if low is None else -low)
    amount = between(low, high, money=money_unit)
    cost = f"USD {amount} million" if money_unit else f"{amount} ({unit})"
    turned = "Leaving it out" if measure.present else "Doing it anyway"
    if measure.verdict == "undecided":
        return f"{place} {turned} may cost nothing: between the two plans nothing is proven but a difference of {cost}."
    gains = (measure.verdict == "needed") != measure.present
    if gains:
        swing = between(None if high is None else -high, None if low is None else -low, money=money_unit)
        gain = f"USD {swing} million" if money_unit else swing
        return f"{place} Your lock holds it there; {turned[:1].lower()}{turned[1:]} would gain {gain}."
    return f"{place} {turned} would cost {cost}."


def _flips(page: Page, found: Explanation) -> None:
    measure = found.measure
    if measure.locked:
        page.paragraph("Your lock speaks of this measure, so no figure can change the answer. Drop the lock to see what would.")
        return
    for flip in found.flips:
        page.bullet(Text.assemble((FIGURES[flip.figure], "bold"), f": {_turning(flip, measure)}"), _proof(flip, found.unit))
    if found.not_sought:
        names = listed([FIGURES[one].lower() for one in found.not_sought])
        page.bullet(f"Not looked into: {names}. --deep makes more plans to find out, --time-limit gives more time.")
    if not found.flips and not found.not_sought:
        page.paragraph("It has no cost, lead time or leakage that could be moved.")


def _turning(flip: Flip, measure: Measure) -> str:
    """Where the plan changes its mind about a measure."""
    here, there = ("in the plan", "out of it") if measure.present else ("left out", "in the plan")
    today = _amount(flip.holds_at.value / flip.holds_at.factor, flip.unit)
    if flip.flips_at is None:
        if flip.holds_at.factor == 1.0:
            return f"{today} today; at the other values tried no plan keeps to what is asked."
        return f"{today} today. Still {here} at {_at(flip.holds_at, flip.unit)}, the farthest value tried."
    if flip.holds_at.factor == 1.0:
        return f"{today} today, and {here}. At {_at(flip.flips_at, flip.unit)} it is {there}."
    return f"{today} today. Still {here} at {_at(flip.holds_at, flip.unit)}, {there} at {_at(flip.flips_at, flip.unit)}."


def _at(side: Side, unit: str) -> str:
    return f"{_amount(side.value, unit)} ({plain(side.factor)} times today's)"


def _amount(value: float, unit: str) -> str:
    if unit in MONEY_UNITS:
        return f"{_dollars(value)}{MONEY_UNITS[unit]}"
    if unit == "fraction":
        return f"{plain(100 * value)} %"
    if unit == "ratio":
        return f"{plain(value)} times the national rate"
    return f"{plain(value)} {UNIT_WORDS.get(unit, unit)}".strip()


def _dollars(million: float) -> str:
    """Money to three figures, so that the two ends of a bracket can be told apart."""
    return f"USD {plain(million / 1000)} billion" if abs(million) >= 10_000 else f"USD {plain(million)} million"


def plain(value: float) -> str:
    """Three figures at most, without zeros that say nothing."""
    text = significant(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _proof(flip: Flip, unit: str) -> str:
    """What of a bracket is proven, and what was only found."""
    sides = [side for side in (flip.holds_at, flip.flips_at) if side is not None]
    open_sides = [side for side in sides if not side.decided]
    where_solved = "Solved on both sides" if flip.flips_at else "Solved there"
    if not open_sides:
        return f"{where_solved}, and proven."
    said = [f"{where_solved}."]
    for side in open_sides:
        where = "today" if side.factor == 1.0 else f"at {plain(side.factor)} times today's"
        said.append(f"Not proven {where}: a plan that {'leaves it out' if side.present else 'uses it'} {_room(side, unit)}.")
    return " ".join(said)


def _room(side: Side, unit: str) -> str:
    """How much better the best plan there could be than the one found."""
    if side.reached.low is None or side.reached.high is None:
        return "could be better, by an amount not known"
    room = side.reached.high - side.reached.low
    if "USD" not in unit:
        return f"could be better by up to {significant(room, 2)}"
    return f"could be better by up to {money(room)}" if room >= 0.05 else "could be as good"


def _steps(page: Page, card: Card, plan: Plan) -> None:
    if not card.steps:
        return
    page.heading("What the plan does with it")
    problem = plan.parameters
    rows: list[list[str | Text]] = [
        [
            year_name(problem, step.year), dollars(step.gross_musd) if step.gross_musd >= 0.05 else "-",
            dollars(step.private_musd) if step.private_musd >= 0.05 else "-", moment(step.online_year) if step.online_year else "-",
            sentence(plan, step),
        ]
        for step in card.steps
    ]
    page.table(["year", "public", "private", "works from", "step (USD million of public and private money)"], rows, last_wraps=True)
    parts = [(card.public_musd, "public"), (card.private_musd, "private")]
    said = [f"{money(amount)} of {whose} money" for amount, whose in parts if amount >= 0.05]
    if said:
        page.paragraph(f"In all, running costs included: {listed(said)}.", style="dim")


def _value(page: Page, card: Card) -> None:
    rows: list[list[str | Text]] = [
        [LINES.get(line, line.replace("_", " ").capitalize()), f"{'+' if amount > 0 else ''}{dollars(amount)}"]
        for line, amount in sorted(card.value_lines.items(), key=lambda item: -item[1]) if abs(amount) >= 0.05
    ]
    if rows:
        page.heading("Lines of value that are its own, USD million, discounted")
        page.table(["line", "USD million"], rows)
        page.paragraph("What it makes possible for others (users, homes, taxes) stands in lines that no single measure owns.", style="dim")


def _first(page: Page, card: Card) -> None:
    if not card.prerequisites:
        return
    page.heading("What has to stand first")
    for one in card.prerequisites:
        when = "before it is begun" if one.at == "start" else "before it works"
        state = "stands already" if one.standing else "started by this plan" if one.present else "not started by this plan"
        page.bullet(Text.assemble((short(one.name), "bold"), f": {plain(one.units)} of it {when}; {state}."))


def _answers(page: Page, card: Card) -> None:
    page.heading("Who answers for it, and how it is judged")
    level = LEVELS.get(card.level, card.level)
    rows = [
        ("owner", f"{card.owner}{f' ({level})' if level else ''}"), ("instrument", card.instrument),
        ("budget head", card.budget_head.removeprefix("budget head ")), ("reviewed by", card.review_body),
        ("measured by", card.measured_by), ("ended by", card.ended_by), ("fails because", card.fails_because), ("how it helps", card.chain),
    ]
    for name, text in rows:
        if text:
            page.hanging(name, text, LABEL)


def _sources(page: Page, sources: tuple[Source, ...]) -> None:
    page.heading("Figures it rests on")
    for one in sources:
        if one.unit in MONEY_UNITS:
            said = f"{_dollars(one.value)}{MONEY_UNITS[one.unit]} ({_dollars(one.low)} to {_dollars(one.high)})"
        else:
            said = f"{f'{plain(one.value)} {UNIT_WORDS.get(one.unit, one.unit)}'.strip()} ({plain(one.low)} to {plain(one.high)})"
        page.bullet(Text.assemble((_named(one.path), "bold"), f": {said}; {one.quality}"), _cut(one.source))


def _named(path: str) -> str:
    field = path.rsplit(".", 1)[-1]
    return NAMES.get(field, field.replace("_", " "))


def _cut(source: str) -> str:
    return source if len(source) <= LONGEST_SOURCE else f"{source[:LONGEST_SOURCE].rsplit(' ', 1)[0]} ..."
