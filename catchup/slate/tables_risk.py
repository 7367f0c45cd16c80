"""Table D, the risk register, from the delivery figures and the limits that hold the plan back; and the ranking by exposure to leakage."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.binding import binding_years
from catchup.language import tr
from catchup.report.words import share, significant, year_names
from catchup.slate.conventions import month_words, part_of_year
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import ENDING, Item, Setting
from catchup.slate.writing import column, percent, row, table, to_fill, usd, words

D, BINDING, EXPOSURE, DELIVERY = "D", "binding", "exposure", "delivery"
# Classes of likelihood and of the money at stake as a share of public outlay. Conventions of this program, so that ratings compare.
LIKELY, POSSIBLE = 0.30, 0.10
LARGE, MEDIUM = 0.25, 0.05
LEAST = 1e-6


def delivery_table(s: Setting) -> Table:
    """What the delivery figures say of each measure: whether it is finished, how late, how much over its estimate."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=2.4), column("odds", tr("Odds that it is finished"), "share"),
        column("slip", tr("Mean delay over the planned time"), "share"), column("overrun", tr("Mean cost over the estimate"), "share"),
        column("lead", tr("Expected years to first output"), "number", tr("years")), column("leak", tr("Lost on the way"), "share"),
    )
    rows = [_delivery_row(s, item) for item in s.items if item.action not in ENDING]
    note = tr("The figures are reference classes and national records, counted into the plan's dates, costs and output; their sources are in table I.")
    return table(DELIVERY, tr("What delivery usually looks like"), columns, rows, note=note)


def _delivery_row(s: Setting, item: Item) -> Row:
    odds, slip, over = (s.canonical(item.lever, name) for name in ("abandonment_prob", "schedule_overrun_mean", "cost_overrun_mean"))
    cost = item.total("gross_musd")
    lead = max((step.lead_time_years for step in item.steps), default=0.0)
    return row(
        item.id, Cell(text=item.id), words(item.name), percent(1 - odds.value, s.note_for(odds.path)) if odds else Cell(text=""),
        percent(slip.value, s.note_for(slip.path)) if slip else Cell(text=""), percent(over.value, s.note_for(over.path)) if over else Cell(text=""),
        Cell(text=significant(lead, 2), number=lead), percent(item.total("leaked_musd") / cost if cost > LEAST else 0.0),
    )


def risk_table(s: Setting) -> Table:
    """Table D."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.6), column("risk", tr("Risk"), weight=2.4), column("category", tr("Category")), column("likelihood", tr("Likelihood"), "share"),
        column("impact", tr("Money at stake"), "money", tr("USD million of 2025")), column("rating", tr("Inherent rating"), weight=0.8), column("mitigation", tr("Mitigation"), weight=2),
        column("cost", tr("Cost of mitigation"), weight=1.2), column("residual", tr("Residual"), weight=0.8), column("owner", tr("Owner"), weight=1.4),
        column("sign", tr("Early warning"), weight=1.8), column("trigger", tr("Trigger"), weight=1.4), column("response", tr("Response"), weight=1.6),
    )
    rows = [*_delivery_risks(s), *_leakage_risks(s), *_limits(s)]
    note = tr(
        "Likelihood: odds of not being finished, or the share lost. Rating: high from three in ten with a quarter of the outlay, low under one in ten or under a "
        "twentieth of the outlay, else medium. The residual rating is for the owner to state once the mitigation has begun."
    )
    return table(D, tr("Risk register (table D)"), columns, rows, note=note, wide=True)


def rating(likelihood: float, part: float) -> str:
    """High, medium or low from a likelihood and a share of the outlay."""
    if likelihood >= LIKELY and part >= LARGE:
        return tr("high")
    if likelihood < POSSIBLE or part < MEDIUM:
        return tr("low")
    return tr("medium")


def _outlay(s: Setting) -> float:
    return max(sum(item.total("gross_musd") for item in s.items), LEAST)


def _delivery_risks(s: Setting) -> Iterator[Row]:
    for item in s.items:
        odds, card = s.canonical(item.lever, "abandonment_prob"), s.card(item)
        if item.action in ENDING or odds is None:
            continue
        cost = item.total("gross_musd")
        due = part_of_year(s.plan.parameters, item.works_from) if item.works_from else month_words(s.review(item))
        category = tr("political and governance") if card.type == "regulate" else tr("technical design and delivery")
        yield row(
            f"D{item.id}", Cell(text=f"R-{item.id}"), words(tr("{measure} is not finished or not used: {why}", measure=item.name, why=s.fails(item))),
            words(category), percent(odds.value, s.note_for(odds.path)), usd(cost), words(rating(odds.value, cost / _outlay(s))), words(card.first_days),
            words(tr("part of the measure")), to_fill(s.owner(item)), words(s.owner(item)), words(s.kpi(item)),
            words(tr("no first output by {when}", when=due)), words(card.consequence),
        )


def _leakage_risks(s: Setting) -> Iterator[Row]:
    reform = [item for item in s.items if item.lever == s.plan.parameters.reform_lever]
    for item in s.items:
        cost, lost = item.total("gross_musd"), item.total("leaked_musd")
        if cost < 1.0 or lost < LEAST:
            continue
        cover = words(tr("{measure} ({id})", measure=reform[0].name, id=reform[0].id)) if reform else words(tr("none in this plan; paying on documented work"))
        priced = usd(reform[0].total("gross_musd")).text if reform else tr("not priced")
        yield row(
            f"L{item.id}", Cell(text=f"L-{item.id}"), words(tr("Money of {measure} is lost on the way", measure=item.name)), words(tr("fiduciary and integrity")), percent(lost / cost),
            usd(lost), words(rating(lost / cost, cost / _outlay(s))), cover, words(priced), to_fill(s.owner(item)), words(s.offices.audit.value if s.offices.audit else s.office("regulator").name),
            words(tr("price paid against the price of comparable purchases")), words(tr("audit finds more than {part} lost", part=share(lost / cost))),
            words(tr("payments stop until the finding is settled")),
        )


def _limits(s: Setting) -> Iterator[Row]:
    for at, (limit, said, years) in enumerate(binding(s), 1):
        yield row(
            f"X{at}", Cell(text=f"X-{at}"), words(said), words(_category(limit)), Cell(text=""), Cell(text=""), words(tr("medium")),
            words(tr("the plan keeps within it; more of it is worth what the explanation shows")), words(tr("not priced")), to_fill(s.office("finance").short), words(s.office("finance").short),
            words(tr("use of it against the plan, by quarter")), words(tr("used up earlier than in {years}", years=years)), words(tr("later starts are decided again")),
        )


def _category(limit: str) -> str:
    if limit in ("money", "private", "fx"):
        return tr("macroeconomic")
    return tr("institutional capacity") if limit in ("administration", "politics") or limit.startswith("staff") else tr("technical design and delivery")


def _sentences() -> dict[str, str]:
    return {
        "money": tr("Public money is spent to the last"), "private": tr("Private investors bring all they would bring"), "fx": tr("Foreign exchange for imports is used up"),
        "politics": tr("Political capital is used up"), "administration": tr("Administrations have as much under way as they can carry"),
        "staff_technician": tr("Every technician who can be hired is hired"), "staff_engineer": tr("Every engineer who can be hired is hired"),
        "staff_researcher": tr("Every researcher who can be hired is hired"), "water": tr("Water at industrial sites is used up"), "spare_power": tr("Spare power is used up"),
    }


def binding(s: Setting) -> list[tuple[str, str, str]]:
    """Limits of which nothing is left over: name, sentence, years."""
    said = _sentences()
    return [
        (limit, said[limit], year_names(s.plan.parameters, years)) for limit, years in binding_years(s.plan).items() if limit in said and years
    ]


def binding_table(s: Setting) -> Table:
    """What holds the plan back, in which years, and what more of it was found to be worth."""
    worth = {one.limit: one for one in (s.given.explanation.binding if s.given.explanation else ())}
    columns = (
        column("limit", tr("What is used up"), weight=2.4), column("years", tr("In which years"), weight=2), column("change", tr("Loosened by"), weight=1.6),
        column("low", tr("Worth at least"), "money", tr("USD million of 2025")), column("high", tr("Worth at most"), "money", tr("USD million of 2025")),
    )
    rows = []
    for limit, said, years in binding(s):
        found = worth.get(limit)
        rows.append(row(limit, words(said), words(years), words(found.change if found else tr("not worked out")), usd(found.worth.low if found else None), usd(found.worth.high if found else None)))
    if not rows:
        rows = [row("none", words(tr("No limit is used up to the last in any year")), words(""), words(""), usd(None), usd(None))]
    return table(BINDING, tr("What holds the plan back"), columns, rows)


def exposure_table(s: Setting) -> Table:
    """Measures by the money they lose on the way, the most exposed first."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=3), column("paid", tr("Paid"), "money", tr("USD million of 2025"), summed=True),
        column("lost", tr("Lost on the way"), "money", tr("USD million of 2025"), summed=True), column("part", tr("Share lost"), "share"),
    )
    ranked = sorted((item for item in s.items if item.total("gross_musd") > LEAST), key=lambda one: -one.total("leaked_musd"))
    rows = [
        row(item.id, Cell(text=item.id), words(item.name), usd(item.total("gross_musd")), usd(item.total("leaked_musd")), percent(item.total("leaked_musd") / item.total("gross_musd")))
        for item in ranked
    ]
    paid, lost = (sum(item.total(name) for item in ranked) for name in ("gross_musd", "leaked_musd"))
    rows.append(row("total", Cell(text=""), words(tr("All steps")), usd(paid), usd(lost), percent(lost / paid if paid > LEAST else 0.0)))
    return table(EXPOSURE, tr("Exposure to leakage, by measure"), columns, rows, total="total")


