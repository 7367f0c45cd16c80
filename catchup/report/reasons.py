"""An explanation as rows and sentences, for a page that draws tables itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catchup.language import marked, tr
from catchup.report.explaining import VERDICTS, cost_of_opposite
from catchup.report.retold import retold
from catchup.report.words import between, short, significant, year_names

if TYPE_CHECKING:
    from catchup.explain import Explanation, Flip, PlanExplanation
    from catchup.plan import Plan

FIGURES = {"cost": marked("Cost"), "lead_time": marked("Lead time"), "leakage": marked("Leakage")}


def unit_of(found: PlanExplanation) -> str:
    """What the amounts are counted in."""
    return tr("USD million") if _in_money(found) else tr("amount")


def _in_money(found: PlanExplanation) -> bool:
    return "USD" in found.unit


def measure_rows(found: PlanExplanation, plan: Plan, *, present: bool) -> list[dict[str, str]]:
    """Measures in the plan, or open ones left out, with what the opposite costs."""
    column = (
        tr("Cost of leaving it out, {unit}", unit=unit_of(found)) if present else tr("Cost of doing it anyway, {unit}", unit=unit_of(found))
    )
    return [
        {
            tr("Measure"): short(tr(one.name)), column: cost_of_opposite(one, _in_money(found)),
            tr("Finding"): _finding(one.verdict, one.why, one.locked),
        }
        for one in found.measures if one.present == present and one.verdict != "closed"
    ]


def _finding(verdict: str, why: str, locked: bool) -> str:
    if locked:
        return tr("follows your instruction")
    said = tr(VERDICTS.get(verdict, verdict))
    return tr("{name}: {text}", name=said, text=retold(why)) if why else said


def binding_rows(found: PlanExplanation, plan: Plan) -> list[dict[str, str]]:
    """What is used up, how it was loosened, and what that is worth."""
    return [
        {
            tr("Change"): _capital(retold(one.change)),
            tr("Worth, {unit}", unit=unit_of(found)): between(one.worth.low, one.worth.high, money=_in_money(found)),
            tr("Finding"): tr("worth it") if one.verdict == "needed" else tr("undecided"),
            tr("Used up in"): year_names(plan.parameters, one.years),
        }
        for one in found.binding
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def card_lines(found: Explanation, plan: Plan) -> list[str]:
    """What a measure is, what it is worth here, and who answers for it."""
    one, card = found.measure, found.card
    lines = [f"{_where(found)} {_finding(one.verdict, one.why, one.locked).capitalize()}."]
    if one.worth is not None:
        money = "USD" in found.unit
        forms = MONEY_COSTS if money else COSTS
        lines.append(tr(forms[one.present], amount=cost_of_opposite(one, money)))
    lines += [tr(card.summary), tr("Fails when: {why}", why=tr(card.fails_because)), tr("Measured by: {what}", what=tr(card.measured_by))]
    if card.owner:
        lines.append(tr("Answers for it: {owner}.", owner=retold(card.owner)))
    return lines


MONEY_COSTS = {
    True: marked("Leaving it out would cost {amount} million US dollars."), False: marked("Doing it anyway would cost {amount} million US dollars."),
}
COSTS = {True: marked("Leaving it out would cost {amount}."), False: marked("Doing it anyway would cost {amount}.")}
"""Whether a measure is in the plan -> what the opposite would cost."""


def _where(found: Explanation) -> str:
    one = found.measure
    name = tr(one.name)
    if one.present:
        return tr("{measure} is in the plan.", measure=name)
    if one.verdict == "closed":
        return tr("{measure} is closed here.", measure=name)
    return tr("{measure} is open, and left out of the plan.", measure=name)


def flip_lines(found: Explanation) -> list[str]:
    """How far each figure can move before the plan changes its mind; verified on both sides."""
    return [_flip_line(one, present=found.measure.present) for one in found.flips]


def _flip_line(one: Flip, *, present: bool) -> str:
    held, unit = one.holds_at, retold(one.unit)
    said = {"figure": tr(FIGURES.get(one.figure, one.figure)), "held": significant(held.value), "unit": unit, "factor": significant(held.factor)}
    if one.flips_at is None:
        return (
            tr("{figure}: stays in at {held} {unit} ({factor} times today's); no flip was found.", **said) if present
            else tr("{figure}: stays out at {held} {unit} ({factor} times today's); no flip was found.", **said)
        )
    said |= {"then": significant(one.flips_at.value), "factor": significant(one.flips_at.factor)}
    return tr(FLIPS[present, one.flips_at.decided], **said)


FLIPS = {
    (True, True): marked("{figure}: in at {held} {unit}, out at {then} {unit} ({factor} times today's)."),
    (True, False): marked("{figure}: in at {held} {unit}, out at {then} {unit} ({factor} times today's); there it is undecided within the gap."),
    (False, True): marked("{figure}: out at {held} {unit}, in at {then} {unit} ({factor} times today's)."),
    (False, False): marked("{figure}: out at {held} {unit}, in at {then} {unit} ({factor} times today's); there it is undecided within the gap."),
}
"""Whether a measure is in the plan, and whether the turn is proven -> how far a figure can move."""


def source_rows(found: Explanation) -> list[dict[str, str]]:
    """The figures of a measure with range, quality and source."""
    return [
        {
            tr("Figure"): one.path, tr("Value"): significant(one.value, 4),
            tr("Range"): tr("{low} to {high}", low=significant(one.low, 4), high=significant(one.high, 4)), tr("Unit"): retold(one.unit),
            tr("Quality"): tr(one.quality), tr("Source"): one.source,
        }
        for one in found.card.sources
    ]
