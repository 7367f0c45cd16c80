"""An explanation as rows and sentences, for a page that draws tables itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catchup.report.explaining import VERDICTS, cost_of_opposite
from catchup.report.words import between, short, significant, year_names

if TYPE_CHECKING:
    from catchup.explain import Explanation, PlanExplanation
    from catchup.plan import Plan

FIGURES = {"cost": "Cost", "lead_time": "Lead time", "leakage": "Leakage"}


def unit_of(found: PlanExplanation) -> str:
    """What the amounts are counted in."""
    return "USD million" if "USD" in found.unit else "amount"


def measure_rows(found: PlanExplanation, plan: Plan, *, present: bool) -> list[dict[str, str]]:
    """Measures in the plan, or open ones left out, with what the opposite costs."""
    column = f"{'Cost of leaving it out' if present else 'Cost of doing it anyway'}, {unit_of(found)}"
    return [
        {"Measure": short(one.name), column: cost_of_opposite(one, unit_of(found) == "USD million"), "Finding": _finding(one.verdict, one.why, one.locked)}
        for one in found.measures if one.present == present and one.verdict != "closed"
    ]


def _finding(verdict: str, why: str, locked: bool) -> str:
    if locked:
        return "follows your instruction"
    said = VERDICTS.get(verdict, verdict)
    return f"{said}: {why}" if why else said


def binding_rows(found: PlanExplanation, plan: Plan) -> list[dict[str, str]]:
    """What is used up, how it was loosened, and what that is worth."""
    return [
        {
            "Change": one.change[:1].upper() + one.change[1:],
            f"Worth, {unit_of(found)}": between(one.worth.low, one.worth.high, money=unit_of(found) == "USD million"),
            "Finding": "worth it" if one.verdict == "needed" else "undecided", "Used up in": year_names(plan.parameters, one.years),
        }
        for one in found.binding
    ]


def card_lines(found: Explanation, plan: Plan) -> list[str]:
    """What a measure is, what it is worth here, and who answers for it."""
    one, card = found.measure, found.card
    where = "is in the plan" if one.present else "is closed here" if one.verdict == "closed" else "is open, and left out of the plan"
    lines = [f"{one.name} {where}. {_finding(one.verdict, one.why, one.locked).capitalize()}."]
    if one.worth is not None:
        money = "USD" in found.unit
        opposite = "Leaving it out" if one.present else "Doing it anyway"
        lines.append(f"{opposite} would cost {cost_of_opposite(one, money)}{' million US dollars' if money else ''}.")
    lines += [card.summary, f"Fails when: {card.fails_because}", f"Measured by: {card.measured_by}"]
    if card.owner:
        lines.append(f"Answers for it: {card.owner}.")
    return lines


def flip_lines(found: Explanation) -> list[str]:
    """How far each figure can move before the plan changes its mind; verified on both sides."""
    present = found.measure.present
    now, then = ("in", "out") if present else ("out", "in")
    lines = []
    for one in found.flips:
        figure, held = FIGURES.get(one.figure, one.figure), one.holds_at
        if one.flips_at is None:
            lines.append(f"{figure}: stays {now} at {significant(held.value)} {one.unit} ({significant(held.factor)} times today's); no flip was found.")
        else:
            lines.append(
                f"{figure}: {now} at {significant(held.value)} {one.unit}, {then} at {significant(one.flips_at.value)} {one.unit} "
                f"({significant(one.flips_at.factor)} times today's){'' if one.flips_at.decided else '; there it is undecided within the gap'}."
            )
    return lines


def source_rows(found: Explanation) -> list[dict[str, str]]:
    """The figures of a measure with range, quality and source."""
    return [
        {
            "Figure": one.path, "Value": significant(one.value, 4), "Range": f"{significant(one.low, 4)} to {significant(one.high, 4)}", "Unit": one.unit,
            "Quality": one.quality, "Source": one.source,
        }
        for one in found.card.sources
    ]
