"""Tables of the Word file: repeated headers, rows that are not cut, cards for tables of many columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.document import Document

from catchup.slate.document import Row, Slate, Table
from catchup.slate.render import phrases
from catchup.slate.render.shape import Shape, is_numeric, shape_of, stays_together
from catchup.slate.render.text import cell_text, clean, has_alerts, right_to_left
from catchup.slate.render.word_styles import ACCENT, GREY, HAIR, TINT
from catchup.slate.render.word_xml import element, text_run

TWIPS_A_MILLIMETRE = 56.693


class TableWriter:
    """Adds tables to a document. `mark` gives the runs of a footnote mark."""

    def __init__(self, document: Document, slate: Slate, mark: Callable[[str], list[Any]]) -> None:
        self._document, self._rtl, self._mark = document, slate.direction == "rtl", mark

    def write(self, table: Table, room: float, points: float) -> None:
        """A table `room` millimetres wide, with the remark under it."""
        shape = None if table.transposed else shape_of(table, room, min(points - 1, 8.5))
        if shape is None:
            self._cards(table, room)
        else:
            self._grid(table, shape)
        self._remark(table)

    def pairs(self, rows: list[tuple[str, str]], room: float) -> None:
        """Labels with their texts, without lines."""
        frame = self._frame((room * 0.22, room * 0.78), "")
        for label, text in rows:
            line = self._paragraph([text_run(label, colour=GREY)]), self._paragraph([text_run(text)])
            frame.append(element("w:tr", {}, *(self._cell(one, width) for one, width in zip(line, (room * 0.22, room * 0.78), strict=True))))
        self._place(frame if rows else None)

    def _grid(self, table: Table, shape: Shape) -> None:
        frame = self._frame(shape.widths, clean(table.caption))
        frame.append(self._head(table, shape))
        # On a page on its side there is so little height that a caption could be left behind by a table that must stay whole.
        together = stays_together(table, shape) and not table.wide
        for at, row in enumerate(table.rows):
            frame.append(self._row(table, row, shape, together and at < len(table.rows) - 1))
        self._place(frame)

    def _frame(self, widths: tuple[float, ...], caption: str) -> Any:
        """An empty table with fixed widths."""
        total = str(round(sum(widths) * TWIPS_A_MILLIMETRE))
        margins = [element(f"w:{side}", {"w:w": "55", "w:type": "dxa"}) for side in ("left", "right")]
        properties = element(
            "w:tblPr", {}, *([element("w:bidiVisual")] if self._rtl else []), element("w:tblW", {"w:w": total, "w:type": "dxa"}),
            element("w:tblLayout", {"w:type": "fixed"}), element("w:tblCellMar", {}, *margins),
            element("w:tblLook", {"w:val": "0020", "w:firstRow": "1", "w:noVBand": "1"}),
            *([element("w:tblCaption", {"w:val": caption})] if caption else []),
        )
        columns = [element("w:gridCol", {"w:w": str(round(one * TWIPS_A_MILLIMETRE))}) for one in widths]
        return element("w:tbl", {}, properties, element("w:tblGrid", {}, *columns))

    def _head(self, table: Table, shape: Shape) -> Any:
        size, cells = round(shape.points * 2), []
        for column, width in zip(table.columns, shape.widths, strict=True):
            runs = [text_run(clean(column.title), strong=True, half_points=size)]
            if column.unit:
                runs += [element("w:r", {}, element("w:br")), text_run(clean(column.unit), half_points=size, colour=GREY)]
            line = self._paragraph(runs, flush=is_numeric(column), kept=True)
            cells.append(self._cell(line, width, bottom=(ACCENT, 8), low=True))
        return element("w:tr", {}, element("w:trPr", {}, element("w:cantSplit"), element("w:tblHeader")), *cells)

    def _row(self, table: Table, row: Row, shape: Shape, kept: bool) -> Any:
        cells = []
        total = row.key == table.total
        for at, width in enumerate(shape.widths):
            text = cell_text(row, at)
            runs = [text_run(text, strong=total or row.heading, half_points=round(shape.points * 2))]
            runs += [run for note in row.cells[at].notes for run in self._mark(note)]
            indent = row.level * 2.5 if at == 0 else 0
            line = self._paragraph(runs, flush=is_numeric(table.columns[at]), kept=kept, rtl=right_to_left(text), indent=indent)
            cells.append(self._cell(line, width, top=(ACCENT, 6) if total else None, bottom=(HAIR, 4), shaded=row.heading))
        return element("w:tr", {}, element("w:trPr", {}, element("w:cantSplit")), *cells)

    def _paragraph(self, runs: list[Any], *, flush: bool = False, kept: bool = False, rtl: bool = False, indent: float = 0) -> Any:
        properties = element("w:pPr", {}, element("w:pStyle", {"w:val": "TableText"}))
        if kept:
            properties.append(element("w:keepNext"))
        if rtl or self._rtl:
            properties.append(element("w:bidi"))
        if indent:
            properties.append(element("w:ind", {"w:left": str(round(indent * TWIPS_A_MILLIMETRE))}))
        if flush:
            properties.append(element("w:jc", {"w:val": "end"}))
        return element("w:p", {}, properties, *runs)

    def _cell(
        self, line: Any, width: float, *, top: tuple[str, int] | None = None, bottom: tuple[str, int] | None = None, shaded: bool = False,
        low: bool = False,
    ) -> Any:
        properties = element("w:tcPr", {}, element("w:tcW", {"w:w": str(round(width * TWIPS_A_MILLIMETRE)), "w:type": "dxa"}))
        edges = [
            element(f"w:{side}", {"w:val": "single", "w:sz": str(edge[1]), "w:space": "0", "w:color": edge[0]})
            for side, edge in (("top", top), ("bottom", bottom)) if edge
        ]
        if edges:
            properties.append(element("w:tcBorders", {}, *edges))
        if shaded:
            properties.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": TINT}))
        if low:
            properties.append(element("w:vAlign", {"w:val": "bottom"}))
        return element("w:tc", {}, properties, line)

    def _cards(self, table: Table, room: float) -> None:
        """Each row as a small table of its own: its first cell as the title, the others named one by one."""
        for row in table.rows:
            title = f"{clean(table.columns[0].title)} {cell_text(row, 0)}" if not row.heading else cell_text(row, 0)
            runs = [text_run(title), *(run for note in row.cells[0].notes for run in self._mark(note))]
            self._document.add_paragraph(style="Card Title")._p.extend(runs)
            if not row.heading:
                self._place(self._card(table, row, room))

    def _card(self, table: Table, row: Row, room: float) -> Any:
        widths = (room * 0.17, room * 0.33, room * 0.17, room * 0.33)
        frame = self._frame(widths, "")
        fields = [(self._name(table, at), self._value(row, at)) for at in range(1, len(row.cells))]
        if len(fields) % 2:
            fields.append(([text_run("")], [text_run("")]))
        for at in range(0, len(fields), 2):
            kept = at + 2 < len(fields)
            lines = [self._paragraph(runs, kept=kept) for pair in fields[at : at + 2] for runs in pair]
            cells = [self._cell(line, width, top=(HAIR, 4)) for line, width in zip(lines, widths, strict=True)]
            frame.append(element("w:tr", {}, element("w:trPr", {}, element("w:cantSplit")), *cells))
        return frame

    def _name(self, table: Table, at: int) -> list[Any]:
        column = table.columns[at]
        return [text_run(f"{clean(column.title)} ({clean(column.unit)})" if column.unit else clean(column.title), colour=GREY)]

    def _value(self, row: Row, at: int) -> list[Any]:
        return [text_run(cell_text(row, at)), *(run for note in row.cells[at].notes for run in self._mark(note))]

    def _remark(self, table: Table) -> None:
        words = " ".join(text for text in (clean(table.note), phrases.alert_legend() if has_alerts(table) else "") if text)
        self._document.add_paragraph(style="Small")._p.append(text_run(words))

    def _place(self, frame: Any) -> None:
        """Puts a table at the end of the text, before the settings of the last section."""
        if frame is not None:
            self._document.element.body.insert_element_before(frame, "w:sectPr")
