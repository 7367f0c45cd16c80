"""The annex: the tables in full, every input that decides, the method in short, and the signature."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.slate import figures
from catchup.slate.document import Block, Part, Table
from catchup.slate.prose import basis_sentence
from catchup.slate.setting import Setting
from catchup.slate.tables_delivery import E, F
from catchup.slate.tables_evidence import I_TABLE, LIMITS, K
from catchup.slate.tables_key import BASIS, KEY
from catchup.slate.tables_money import FISCAL, SOURCES, USES, B
from catchup.slate.tables_options import COMPARED, FRONTIER, LEFT, SCORE, WORTH, J
from catchup.slate.tables_people import LEGAL, G, H
from catchup.slate.tables_results import C
from catchup.slate.tables_risk import DELIVERY, EXPOSURE, D
from catchup.slate.tables_slate import REC, A
from catchup.slate.writing import heading, paragraph


def annex(s: Setting, tables: dict[str, Table]) -> Part:
    """The annex."""
    sections = (_measures, _money, _results, _delivery, _found, _evidence, _method)
    return Part(depth="annex", title=tr("Annex"), blocks=tuple(block for section in sections for block in section(s, tables)))


def _some(tables: dict[str, Table], *names: str) -> Iterator[Block]:
    """Those of the tables that have rows."""
    yield from (tables[name] for name in names if name in tables and tables[name].rows)


def _measures(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.measures", 1, tr("The measures in full"))
    if not s.items:
        yield paragraph(tr("No measure is started."))
    yield from _some(tables, A, REC)


def _money(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.money", 1, tr("Money in full"))
    yield from _some(tables, B, FISCAL, SOURCES, USES, EXPOSURE)
    drawn = figures.ledgers(s)
    if drawn is not None:
        yield drawn


def _results(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.results", 1, tr("Results and risks in full"))
    yield from _some(tables, KEY, C, DELIVERY, D, LEFT)


def _delivery(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.delivery", 1, tr("Implementation, consultation, review in full"))
    yield from _some(tables, E, F, LEGAL, G, H)


def _found(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    found = list(_some(tables, J, WORTH, SCORE, FRONTIER, COMPARED))
    if found:
        yield heading("annex.found", 1, tr("What was worked out besides the plan"))
        yield from found


def _evidence(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.evidence", 1, tr("Evidence and limits"))
    yield from _some(tables, BASIS, I_TABLE, LIMITS, K)


def _method(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("annex.method", 1, tr("Method"))
    for said in (
        tr("The plan is the answer to a planning problem with whole and divisible decisions by year. Each measure pays, takes time, may fail, uses people, power, foreign exchange and political capital, and may need another to stand first. All limits hold in every year together."),
        tr("Of all combinations the search keeps the best one found and a bound that no combination can beat; the gap between the two is stated with the plan. Nothing is ranked inside the gap."),
        tr("Delays, overruns and odds of being given up come from reference classes and national records and are counted into dates, costs and output before anything is chosen. Leakage is part of what is paid and differs by class of spending."),
        tr("Worth is counted against carrying on with what is under way: what users gain, imports avoided, gains of users outside AI, less the cost of capital, of running, of public funds and of expected answers by others. What still stands after the horizon is credited with what it may still give."),
        tr("A second program that shares no code with the first recomputes every ledger, date and sum from the decisions; a plan that fails this is not printed. The formulas are in the document on the mathematics that comes with the program."),
    ):
        yield paragraph(said)
    yield basis_sentence()
