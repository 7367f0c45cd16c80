"""An edition as plain data for `pages.typ`: what stands on the pages, in order, with widths and footnotes worked out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catchup.slate.document import Figure, Heading, Mark, PageBreak, Paragraph, Row, Run, Shown, Table, Words
from catchup.slate.render import phrases
from catchup.slate.render.drawings import svg_of
from catchup.slate.render.edition import Edition, Items, Placed, shown_text
from catchup.slate.render.shape import Shape, is_numeric, lines_of, shape_of, stays_together
from catchup.slate.render.text import cell_text, clean, has_alerts, right_to_left, safe_address

PAGE, PAGE_LONG = 210.0, 297.0
# A figure may be so high; a row of more lines than this may go over a page.
HIGHEST, HIGHEST_IN_BRIEF, MOST_LINES = 190.0, 62.0, 30
# Longer words get places where they may break.
LONG_WORD = 14

Look = tuple[float, float]
Data = dict[str, Any]


def flow_of(made: Edition, look: Look, brief: Look) -> list[Data]:
    """The sections with their stretches of pages and blocks. A look is the size of letters in points and the margin in millimetres."""
    flow = _Flow(made)
    sections = []
    for section in made.sections:
        is_brief = section.part.depth == "brief"
        size, margin = brief if is_brief else look
        stretches = []
        for stretch in section.stretches():
            room = (PAGE_LONG if stretch.wide else PAGE) - 2 * margin
            blocks = [flow.block(one, room, size, is_brief) for one in stretch.blocks]
            stretches.append({"wide": stretch.wide, "blocks": blocks})
        sections.append({"title": clean(section.part.title), "anchor": section.anchor, "brief": is_brief, "stretches": stretches})
    return sections


class _Flow:
    """Remembers which footnotes were printed: the first mark prints the note, later ones point to it."""

    def __init__(self, made: Edition) -> None:
        self._made = made
        self._printed: set[str] = set()

    def block(self, one: Placed | Items, room: float, size: float, brief: bool) -> Data:
        """One block as data."""
        if isinstance(one, Items):
            return {"b": one.style, "start": one.start, "items": [self._paragraph(item) for item in one.paragraphs]}
        block = one.block
        if isinstance(block, PageBreak):
            return {"b": "page"}
        if isinstance(block, Paragraph):
            return {"b": block.style, **self._paragraph(block)}
        common = {"anchor": one.anchor, "number": one.number}
        if isinstance(block, Heading):
            return {"b": "heading", "level": one.level, "text": clean(block.text), **common}
        if isinstance(block, Figure):
            width = min(room, (HIGHEST_IN_BRIEF if brief else HIGHEST) / block.tall)
            picture = {"svg": svg_of(block.drawing), "words": clean(block.words) or clean(block.caption), "width": width}
            return {"b": "figure", "label": phrases.figure_label(one.number), "caption": clean(block.caption), **picture, **common}
        return {"label": phrases.table_label(one.number), **common, **self._table(block, room, size)}

    def _paragraph(self, paragraph: Paragraph) -> Data:
        words = "".join(shown_text(self._made.slate, run) for run in paragraph.runs)
        return {"runs": self._runs(paragraph.runs), "rtl": right_to_left(words)}

    def _runs(self, runs: Sequence[Run]) -> list[Data]:
        return [self._run(run) for run in runs]

    def _run(self, run: Run) -> Data:
        if isinstance(run, Mark):
            return self._mark(run.note)
        text = clean(shown_text(self._made.slate, run))
        to = safe_address(run.to) if run.run == "link" else ""
        if to.startswith("#"):
            target = self._made.targets.get(to[1:])
            return {"k": "place", "t": text, "to": target} if target else {"k": "text", "t": text}
        if to:
            return {"k": "web", "t": text, "to": to}
        return {"k": "strong" if isinstance(run, Words | Shown) and run.strong else "text", "t": text}

    def _mark(self, identifier: str) -> Data:
        number = self._made.notes.get(identifier)
        if number is None:
            return {"k": "text", "t": ""}
        mark: Data = {"k": "mark", "n": number}
        if identifier not in self._printed:
            self._printed.add(identifier)
            # A mark within a footnote has no place of its own on the page; its words stand in the sources.
            mark["runs"] = self._runs([run for run in self._made.note(identifier).runs if not isinstance(run, Mark)])
        return mark

    def _table(self, table: Table, room: float, size: float) -> Data:
        under = " ".join(text for text in (clean(table.note), phrases.alert_legend() if has_alerts(table) else "") if text)
        common = {"caption": clean(table.caption), "note": under}
        heads = [{"t": _breakable(clean(one.title)), "u": clean(one.unit), "num": is_numeric(one)} for one in table.columns]
        shape = None if table.transposed else shape_of(table, room, min(size - 1, 8.5))
        if shape is None:
            return {"b": "cards", **common, "heads": heads, "rows": [self._row(table, row, None) for row in table.rows]}
        rows = [self._row(table, row, shape) for row in table.rows]
        return {"b": "table", **common, "heads": heads, "rows": rows, "widths": shape.widths, "points": shape.points, "together": stays_together(table, shape)}

    def _row(self, table: Table, row: Row, shape: Shape | None) -> Data:
        cells = []
        for at, cell in enumerate(row.cells):
            text = cell_text(row, at)
            marks = [self._mark(note) for note in cell.notes]
            cells.append({"t": _breakable(text), "marks": marks, "rtl": right_to_left(text), "num": is_numeric(table.columns[at])})
        whole = shape is None or lines_of(table, row, shape) <= MOST_LINES
        return {"cells": cells, "level": row.level, "heading": row.heading, "total": row.key == table.total, "whole": whole}


def _breakable(text: str) -> str:
    """The text with places to break in words too long for a column. The sign for it has no width and is not seen."""
    return " ".join(_with_breaks(word) if len(word) > LONG_WORD else word for word in text.split(" "))


def _with_breaks(word: str) -> str:
    return "".join(letter + ("\u200b" if letter in "/_.-?&=:" or at % LONG_WORD == LONG_WORD - 1 else "") for at, letter in enumerate(word))
