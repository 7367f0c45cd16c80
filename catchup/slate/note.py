"""The note of seven to ten pages: decision, recommendations, situation, options, slate, money, results, risks, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.slate import figures
from catchup.slate.document import Block, Part, Table
from catchup.slate.prose import basis_sentence, decision_box, figure, listing, recommendation
from catchup.slate.setting import Setting
from catchup.slate.tables_delivery import CALENDAR, F, waits
from catchup.slate.tables_evidence import LIMITS
from catchup.slate.tables_key import BASIS, KEY
from catchup.slate.tables_money import SHORT
from catchup.slate.tables_options import FIRST, FRONTIER, OPTIONS, WORTH, J
from catchup.slate.tables_risk import BINDING, EXPOSURE
from catchup.slate.tables_short import (
    CLOSED,
    MOST_IN_NOTE,
    ODDS,
    PLAN,
    RANGES,
    RESULTS,
    REVIEWS,
    RISKS,
    SIDES,
    SITUATION,
)
from catchup.slate.tables_slate import A
from catchup.slate.writing import at, heading, paragraph, runs, together

MOST_SPOKEN = 8
MOST_LIMITS = 5


def note(s: Setting, tables: dict[str, Table]) -> Part:
    """The note."""
    sections = (_decision, _recommendations, _situation, _options, _slate, _money, _results, _risks, _uncertainty, _implementation, _people, _reviews, _limits)
    return Part(depth="note", title=tr("Note"), blocks=tuple(block for section in sections for block in section(s, tables)))


def _decision(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.decision", 1, tr("Decision asked for"))
    yield from decision_box(s)
    yield basis_sentence()


def _recommendations(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.recommendations", 1, tr("Recommendations"))
    if s.not_yet and FIRST in tables:
        yield tables[FIRST]
    if not s.items:
        yield paragraph(tr("Start nothing new of this catalogue. Make the plan again when a limit named below has moved."))
    for item in s.items[:MOST_SPOKEN]:
        yield recommendation(s, item)
    if len(s.items) > MOST_SPOKEN:
        yield paragraph(tr("These are the first of {count} measures; all of them are in the annex, table by table."), count=figure("measures"))


def _situation(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.situation", 1, tr("Situation and gap"))
    yield paragraph("{basics}", basics=at(BASIS, "basics", "said"))
    yield tables[SITUATION]
    held = [one.key for one in tables[BINDING].rows if one.key != "none"]
    if held:
        yield paragraph(tr("What holds the plan back, and in which years:"))
        yield tables[BINDING]
    else:
        yield paragraph(tr("No limit is used up to the last: what stays out of the plan stays out because it costs more than it adds here."))


def _options(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.options", 1, tr("Options considered"))
    yield paragraph(
        tr("The recommended plan is worth {worth}; nothing can be worth more than {bound}, a gap of {gap}. Against doing nothing new it costs {outlay} of public money."),
        worth=figure("worth"), bound=figure("bound"), gap=figure("gap"), outlay=figure("outlay"),
    )
    yield tables[OPTIONS]
    if J in tables:
        yield paragraph(tr("What each of those plans does besides and leaves out is in table J of the annex."))
    else:
        yield paragraph(tr("A least-cost plan and plans nearly as good were not made for this slate; `catchup slate --with options` makes them."), "small")
    yield tables[CLOSED]


def _slate(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.slate", 1, tr("The slate"))
    if not s.items:
        yield paragraph(tr("The slate is empty: no measure is started."))
        return
    yield tables[PLAN]
    if len(s.items) > MOST_IN_NOTE:
        yield paragraph(tr("Later measures are in the annex."), "small")
    drawn = figures.gantt(s)
    if drawn is not None:
        yield drawn


def _money(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.money", 1, tr("Money"))
    yield tables[SHORT]
    if not s.items:
        yield paragraph(tr("Nothing is spent: {lapses} of released money is left unused."), lapses=figure("lapses"))
        return
    yield paragraph(
        tr("Of {outlay} of public outlay, {leaks} ({part}) is lost before it becomes anything. {lapses} of released money is left unused."),
        outlay=figure("outlay"), leaks=figure("leaks"), part=figure("leak_share"), lapses=figure("lapses"),
    )
    if (tables[KEY].cell("running", "value").number or 0.0) >= 0.5:
        yield paragraph(tr("{running} of what arrives keeps plants and chips running; the rest builds, buys, trains and reforms."), running=figure("running"))
    drawn = figures.money_flow(s)
    if drawn is not None:
        yield drawn
    yield paragraph(tr("Guarantees and other contingent liabilities are not in the plan's money: the finance ministry fills that column of table B. Foreign exchange is in the drawing of what is scarce, in the annex."))


def _results(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.results", 1, tr("Results framework"))
    if tables[RESULTS].rows:
        yield tables[RESULTS]
    if s.items:
        yield paragraph(tr("Each measure has an indicator of its own, who reads it and where: table C of the annex. What has no baseline is measured before the first payment."))


def _risks(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.risks", 1, tr("Risks and integrity"))
    if tables[ODDS].rows:
        yield tables[ODDS]
    if tables[RISKS].rows:
        yield tables[RISKS]
    ranked = [row.key for row in tables[EXPOSURE].rows if row.key != "total"]
    if ranked:
        yield paragraph(tr("Most exposed to leakage is {measure}: {lost} million US dollars of what it pays."), measure=at(A, ranked[0], "measure"), lost=at(EXPOSURE, ranked[0], "lost"))
    reform = s.items_of(s.plan.parameters.reform_lever)
    if reform:
        yield paragraph(tr("Safeguards are priced in as {measure}, for {money} million US dollars."), measure=at(A, reform[0].id, "measure"), money=at(A, reform[0].id, "cost"))
    else:
        yield paragraph(tr("No reform of controls is part of this plan: none of the paths is worth its cost within the limits. Leakage stays as it is and is counted in every cost."))


def _uncertainty(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.uncertainty", 1, tr("Uncertainty"))
    yield tables[RANGES]
    explanation = s.given.explanation
    if explanation is None:
        yield paragraph(tr("Which measures hold when a figure moves was not worked out for this slate; `catchup slate --with explain` makes the plans that say so. The triggers at which a measure is stopped are in the register of risks."), "small")
        return
    for verdict, sentence in (("needed", tr("Proven to be needed: ")), ("undecided", tr("Undecided within the proven gap: "))):
        names = [at(WORTH, one.lever, "measure") for one in explanation.measures if one.present and one.verdict == verdict]
        if names:
            yield together("body", (*runs(sentence), *listing(list(names)), *runs(".")))
    drawn = figures.worth_figure(s)
    if drawn is not None:
        yield drawn
    else:
        yield tables[WORTH]
    frontier = figures.frontier_figure(s)
    if frontier is not None and FRONTIER in tables:
        yield frontier


def _implementation(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.implementation", 1, tr("Implementation"))
    if not s.items:
        yield paragraph(tr("Nothing is implemented under this slate."))
        return
    yield tables[CALENDAR]
    critical = [key for key, wait in waits(s).items() if wait.critical]
    if critical:
        named = listing([at(F, key, "action") for key in critical[:3]])
        yield together("body", (*runs(tr("On the critical path, with the least slack first in time: ")), *named, *runs(".")))
    else:
        yield paragraph(tr("No step waits closely for another, so none is on a critical path."))
    yield paragraph(tr("Who answers, works, is asked and is told for each measure (table E), every step with its slack (table F), legal instruments and budget heads are in the annex."))


def _people(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.people", 1, tr("Who gains, who loses; consultation"))
    if tables[SIDES].rows:
        yield tables[SIDES]
        yield paragraph(tr("No body has been consulted by this program. The bodies to ask, and room for their position, comment and the response, are in table G."))


def _reviews(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.reviews", 1, tr("Review, sunset, exit"))
    if tables[REVIEWS].rows:
        yield tables[REVIEWS]
    if any(row.key == "sunset_law" for row in tables[BASIS].rows):
        yield paragraph(tr("The country's own rule: {rule}."), rule=at(BASIS, "sunset_law", "said"))


def _limits(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("note.limits", 1, tr("What this model does not know"))
    for row in tables[LIMITS].rows[:MOST_LIMITS]:
        yield paragraph(tr("{title}. {why}"), "bullet", title=at(LIMITS, row.key, "title", strong=True), why=at(LIMITS, row.key, "why"))
    yield paragraph(tr("The annex has the whole list, with what to do about each."), "small")
