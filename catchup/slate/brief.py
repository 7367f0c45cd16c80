"""The one-page brief: decision box, first measures, largest risk, basis of money."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.slate.document import Block, Part, Table
from catchup.slate.prose import basis_sentence, decision_box, figure
from catchup.slate.setting import Setting
from catchup.slate.tables_evidence import LIMITS
from catchup.slate.tables_key import BASIS
from catchup.slate.tables_options import FIRST
from catchup.slate.tables_short import BRIEF, MOST_IN_BRIEF
from catchup.slate.tables_slate import REC, A
from catchup.slate.writing import at, heading, paragraph, runs, together

MOST_LIMITS = 4
ROOM = 700
"""Letters of one text that the page has room for; a longer one is left to the note."""


def brief(s: Setting, tables: dict[str, Table]) -> Part:
    """The brief."""
    return Part(depth="brief", title=tr("Brief"), blocks=tuple(_blocks(s, tables)))


def _blocks(s: Setting, tables: dict[str, Table]) -> Iterator[Block]:
    yield heading("brief.decision", 1, tr("Decision asked for"))
    yield from decision_box(s)
    if s.items:
        yield tables[BRIEF]
    if len(s.items) > MOST_IN_BRIEF:
        yield paragraph(tr("The note has all {count} measures."), count=figure("measures"))
    if FIRST in tables and not s.items:
        yield tables[FIRST]
    if s.items:
        dearest = max(s.items, key=lambda item: item.total("gross_musd"))
    if s.items and len(s.fails(dearest)) + len(s.test(dearest)) < ROOM:
        yield paragraph(tr("Where most money is at risk, {measure}: {why} Sunset test: {test}"), measure=at(A, dearest.id, "measure"), why=at(REC, dearest.id, "risk"), test=at(REC, dearest.id, "sunset"))
    if len(s.profile.basics_note) < ROOM:
        yield paragraph(tr("Where the country stands. {basics}"), basics=at(BASIS, "basics", "said"))
    shaky = [row.key for row in tables[LIMITS].rows[:MOST_LIMITS]]
    yield together("body", runs(tr("What this does not know:")), *(runs(tr("{limit}."), limit=at(LIMITS, key, "title")) for key in shaky), runs(tr("The note says why each matters.")))
    yield basis_sentence()
