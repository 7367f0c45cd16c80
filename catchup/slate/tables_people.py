"""Tables G and H: who gains, who loses and who has to be asked; and when each measure is reviewed, ended, and at what cost."""

from __future__ import annotations

from catchup.language import tr
from catchup.slate.conventions import month_words
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import Item, Setting
from catchup.slate.texts import ROLES, Role
from catchup.slate.writing import column, row, table, to_fill, usd, words

G, H, LEGAL = "G", "H", "legal"


def consultation_table(s: Setting) -> Table:
    """Table G: bodies that are asked, then those who gain and lose by each measure. Positions are for those asked to state."""
    columns = (
        column("body", tr("Body"), weight=1.8), column("ids", tr("Measures"), "identifier", weight=0.8), column("position", tr("Position"), weight=0.8),
        column("comment", tr("Comment"), weight=1.4), column("response", tr("Response"), weight=1.4), column("change", tr("Change made"), weight=1.2),
        column("gains", tr("Gains"), weight=1.8), column("losses", tr("Losses"), weight=1.8), column("compensation", tr("Compensation"), weight=1.6),
    )
    rows = [_body_row(s, role) for role in ROLES if _asked(s, role)]
    rows += [_side_row(s, item) for item in s.items]
    note = tr("No body has been asked by this program. Bodies that do not concur are to be named here before the slate is submitted.")
    return table(G, tr("Who wins, who loses, who is asked (table G)"), columns, rows, note=note, wide=True)


def _asked(s: Setting, role: Role) -> list[Item]:
    return [item for item in s.items if role in (s.card(item).raci.A, *s.card(item).raci.R, *s.card(item).raci.C)]


def _body_row(s: Setting, role: Role) -> Row:
    office = s.office(role)
    return row(
        f"body.{role}", words(office.name), words(", ".join(item.id for item in _asked(s, role))), words(tr("not asked"), alert=True), to_fill(office.short),
        to_fill(s.office("cabinet").short), to_fill(s.office("cabinet").short), words(""), words(""), words(""),
    )


def _side_row(s: Setting, item: Item) -> Row:
    card = s.card(item)
    asked = s.office(card.raci.A).short
    return row(
        f"side.{item.id}", words(tr("Those touched by {measure}", measure=item.name)), Cell(text=item.id), words(tr("not asked"), alert=True), to_fill(asked), to_fill(asked),
        to_fill(asked), words(card.winners), words(card.losers), words(card.compensation),
    )


def sunset_table(s: Setting) -> Table:
    """Table H: review, sunset, test, consequence, and what is lost if it is stopped."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=1.6), column("review", tr("Review"), "date"), column("sunset", tr("Sunset"), "date"),
        column("test", tr("It goes on only if"), weight=2.6), column("evaluator", tr("Evaluator"), weight=1.8), column("independent", tr("Independent of the owner"), weight=1),
        column("consequence", tr("If the test is failed"), weight=1.8), column("stranded", tr("Paid by the review"), "money", tr("USD million of 2025")),
    )
    note = tr(
        "The test is stated as what ends the measure. Paid by the review: public outlay of the measure's line up to the end of the fiscal year of its review; it is stranded if "
        "the measure is stopped then. Where a line has several measures the amount is that of the line."
    )
    return table(H, tr("Review and sunset (table H)"), columns, [_sunset_row(s, item) for item in s.items], note=note, wide=True)


def _sunset_row(s: Setting, item: Item) -> Row:
    card, owner = s.card(item), s.profile.owners.get(item.lever)
    reviewer = owner.review_body if owner else ""
    return row(
        item.id, Cell(text=item.id), words(item.name), words(month_words(s.review(item))), words(month_words(s.sunset(item))), words(s.test(item)),
        words(reviewer) if reviewer else to_fill(s.office("cabinet").short), to_fill(s.office("cabinet").short), words(card.consequence), usd(stranded(s, item)),
    )


def stranded(s: Setting, item: Item) -> float:
    """Public outlay of a measure's line up to the fiscal year of its review, USD million."""
    by = s.review(item).year - (1 if s.review(item).month < s.start_month else 0)
    return sum(one.gross_musd for one in s.plan.spending if one.lever == item.lever and one.year <= by)


def legal_table(s: Setting) -> Table:
    """What each measure rests on in law and in the budget."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=1.8), column("kind", tr("Kind of instrument"), weight=1.6),
        column("instrument", tr("Instrument"), weight=2.6), column("head", tr("Budget head"), weight=1.6), column("level", tr("Level of government"), weight=1),
    )
    rows = []
    for item in s.items:
        owner, card = s.profile.owners.get(item.lever), s.card(item)
        rows.append(row(
            item.id, Cell(text=item.id), words(item.name), words(card.instrument_kind), words(owner.instrument) if owner else to_fill(s.office(card.raci.A).short),
            words(owner.budget_head) if owner else to_fill(s.office("finance").short), words(_levels().get(item.steps[0].level_of_government, item.steps[0].level_of_government)),
        ))
    return table(LEGAL, tr("Legal instruments and budget heads"), columns, rows)


def _levels() -> dict[str, str]:
    return {
        "federal": tr("national government"), "national": tr("national government"), "state": tr("states"), "joint": tr("national government with states"),
        "national_and_local": tr("national and local government"), "public_company": tr("public company"), "private": tr("private"),
    }
