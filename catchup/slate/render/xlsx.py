"""Workbooks through XlsxWriter: a sheet a table, numbers as numbers, totals as live sums, columns as named ranges."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from importlib import import_module
from itertools import groupby
from typing import Any

from catchup.errors import SlateError
from catchup.language import tr
from catchup.slate.document import Column, Mark, Row, Slate, Table
from catchup.slate.render import phrases
from catchup.slate.render.edition import Edition, shown_text, tables_of
from catchup.slate.render.shape import is_numeric
from catchup.slate.render.text import SIGN, cell_text, clean, has_alerts

ACCENT, GREY, TINT = "#0B6B74", "#55626A", "#EEF5F5"
# Rows above the first row of figures: caption, remark, an empty row, titles, units.
CAPTION, REMARK, TITLES, UNITS, FIRST = 0, 1, 3, 4, 5
LONGEST_NAME, LONGEST_TEXT, LONGEST_COMMENT = 31, 32_000, 2_000
_BARRED = re.compile(r"[\[\]:*?/\\']")
# What is left of a figure that is more than its digits, signs and marks.
_WORDS = re.compile(r"[^\d\s.,:+()†≈~–−'’\u00a0\u202f-]")
# A sum may differ from its total by rounding only.
ROUNDING = 1e-6


def write(made: Edition) -> bytes:
    """The tables of an edition as a workbook.

    Raises:
        SlateError: a total row is not the sum of its rows.
    """
    # Loaded late, as every format's library is.
    xlsxwriter = import_module("xlsxwriter")
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(written, options) as book:
        _Workbook(book, made).write()
    return written.getvalue()


class _Workbook:
    """Fills a workbook; keeps the formats it has made, as files grow with every one."""

    def __init__(self, book: Any, made: Edition) -> None:
        self._book, self._made, self._slate = book, made, made.slate
        self._tables = tables_of(made)
        self._sheets = _sheet_names(self._tables, {phrases.contents(), phrases.notes()})
        self._notes = dict(made.notes)
        for table in self._tables:
            for identifier in (note for row in table.rows for cell in row.cells for note in cell.notes):
                self._notes.setdefault(identifier, len(self._notes) + 1)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """Contents, a sheet for each table, footnotes."""
        self._properties()
        first = self._book.add_worksheet(phrases.contents())
        for table in self._tables:
            self._table(self._sheet(self._sheets[table.id]), table)
        if self._notes:
            self._note_sheet(self._sheet(phrases.notes()))
        self._contents(first)

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        if self._slate.direction == "rtl":
            sheet.right_to_left()
        return sheet

    def _format(self, **settings: Any) -> Any:
        key = tuple(sorted(settings.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": "Calibri", "font_size": 10, "valign": "top", **settings})
        return self._formats[key]

    def _properties(self) -> None:
        slate = self._slate
        self._book.set_properties({
            "title": clean(slate.title)[:255], "subject": clean(slate.subtitle)[:255], "author": clean(slate.country)[:255],
            "keywords": slate.id, "created": _moment(slate.date),
        })

    def _contents(self, sheet: Any) -> None:
        """What the workbook is about, links to its sheets, front matter and signature."""
        slate = self._slate
        if slate.direction == "rtl":
            sheet.right_to_left()
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.hide_gridlines(2)
        _print_set_up(sheet, slate, False)
        sheet.write_string(0, 0, _fit(slate.title), self._format(bold=True, font_size=16))
        sheet.write_string(1, 0, _fit(f"{slate.country}. {slate.subtitle}"), self._format(font_color=GREY))
        row = self._pairs(sheet, 3, [(label, text) for label, text in slate.front])
        row = self._heading(sheet, row + 1, phrases.contents())
        for table in self._tables:
            sheet.write_url(row, 0, f"internal:'{self._sheets[table.id]}'!A1", self._format(font_color=ACCENT, underline=1), self._sheets[table.id])
            sheet.write_string(row, 1, _fit(table.caption), self._format(text_wrap=True))
            row += 1
        if self._notes:
            sheet.write_url(row, 0, f"internal:'{phrases.notes()}'!A1", self._format(font_color=ACCENT, underline=1), phrases.notes())
            row += 1
        row = self._heading(sheet, row + 1, phrases.signature())
        self._pairs(sheet, row, list(slate.signature.items()))

    def _heading(self, sheet: Any, row: int, words: str) -> int:
        sheet.write_string(row, 0, words, self._format(bold=True, font_color=ACCENT, font_size=12))
        return row + 1

    def _pairs(self, sheet: Any, row: int, pairs: Sequence[tuple[str, str]]) -> int:
        for label, text in pairs:
            sheet.write_string(row, 0, _fit(label), self._format(font_color=GREY))
            sheet.write_string(row, 1, _fit(text), self._format(text_wrap=True))
            row += 1
        return row

    def _table(self, sheet: Any, table: Table) -> None:
        sheet.write_string(CAPTION, 0, _fit(table.caption), self._format(bold=True, font_size=13, font_color=ACCENT))
        remark = " ".join(text for text in (clean(table.note), phrases.alert_legend() if has_alerts(table) else "") if text)
        sheet.write_string(REMARK, 0, _fit(remark), self._format(font_color=GREY))
        if not table.columns:
            return
        places, wide = _places(table)
        for at, column in enumerate(table.columns):
            self._column(sheet, table, at, places[at])
            if _has_words(table, at):
                self._printed(sheet, table, at, places[at] + 1)
            style = _number_format(table, at, column)
            for line, row in enumerate(table.rows, FIRST):
                self._cell(sheet, table, (line, places[at]), row, at, style)
        last = _last_data_line(table)
        sheet.freeze_panes(FIRST, 1)
        if last >= FIRST:
            sheet.autofilter(UNITS, 0, last, wide - 1)
        _print_set_up(sheet, self._slate, table.wide or len(table.columns) > 7)
        sheet.repeat_rows(TITLES, UNITS)
        sheet.print_area(0, 0, FIRST + len(table.rows) - 1, wide - 1)

    def _printed(self, sheet: Any, table: Table, at: int, place: int) -> None:
        """A column of figures whose unit differs from row to row, once more as it is printed."""
        sheet.write_string(TITLES, place, tr("{column}, as printed", column=clean(table.columns[at].title)), self._format(bold=True, text_wrap=True, valign="bottom"))
        sheet.write_string(UNITS, place, "", self._format(bottom=2, bottom_color=ACCENT))
        sheet.set_column(place, place, min(max(len(clean(row.cells[at].text)) for row in table.rows) + 2, 40))
        for line, row in enumerate(table.rows, FIRST):
            sheet.write_string(line, place, _fit(cell_text(row, at)), self._format(bold=row.heading or row.key == table.total))

    def _column(self, sheet: Any, table: Table, at: int, place: int) -> None:
        """Title, unit, width and the name of the range of a column."""
        column = table.columns[at]
        side = "right" if is_numeric(column) else "left"
        sheet.write_string(TITLES, place, _fit(column.title), self._format(bold=True, text_wrap=True, valign="bottom", align=side))
        sheet.write_string(UNITS, place, _fit(column.unit), self._format(font_color=GREY, bottom=2, bottom_color=ACCENT, text_wrap=True, align=side))
        sheet.set_column(place, place, _width(table, at, column))
        last = _last_data_line(table)
        if last >= FIRST:
            self._book.define_name(_range_name(table, column), f"='{self._sheets[table.id]}'!{_range(FIRST, last, place, absolute=True)}")

    def _cell(self, sheet: Any, table: Table, place: tuple[int, int], row: Row, at: int, number_format: str) -> None:
        cell, total = row.cells[at], row.key == table.total
        look: dict[str, Any] = {"bold": True} if total or row.heading else {}
        look |= {"top": 1, "top_color": ACCENT} if total else {}
        look |= {"bg_color": TINT} if row.heading else {}
        look |= {"indent": row.level} if at == 0 and row.level else {}
        if cell.number is None:
            side = {"align": "right"} if is_numeric(table.columns[at]) else {"text_wrap": True}
            sheet.write_string(*place, _fit(cell_text(row, at)), self._format(**look, **side))
        else:
            shown = f'{number_format}" {SIGN}"' if cell.alert else number_format
            style = self._format(**look, num_format=shown)
            if total and table.columns[at].summed:
                sheet.write_formula(*place, _sum_formula(table, at, place[1]), style, cell.number)
            else:
                sheet.write_number(*place, cell.number, style)
        if cell.notes:
            words = "\n".join(f"{self._notes[note]}. {self._note_text(note)}" for note in cell.notes)
            sheet.write_comment(*place, words[:LONGEST_COMMENT], {"x_scale": 2.2, "author": ""})

    def _note_text(self, identifier: str) -> str:
        note = next((one for one in self._slate.notes if one.id == identifier), None)
        if note is None:
            raise SlateError(f"the slate has no footnote {identifier!r}", "make the slate anew from its plan")
        return clean("".join(shown_text(self._slate, run) for run in note.runs if not isinstance(run, Mark)))

    def _note_sheet(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, 120)
        _print_set_up(sheet, self._slate, False)
        self._heading(sheet, 0, phrases.notes())
        for identifier, number in self._notes.items():
            sheet.write_number(number, 0, number, self._format(align="left"))
            sheet.write_string(number, 1, _fit(self._note_text(identifier)), self._format(text_wrap=True))


def _sum_formula(table: Table, at: int, place: int) -> str:
    """The sum of the rows that a total adds up.

    Raises:
        SlateError: neither the rows of the first level nor all rows make the total.
    """
    line_of_total = next(line for line, row in enumerate(table.rows) if row.key == table.total)
    data = [line for line in range(line_of_total) if table.rows[line].cells[at].number is not None and not table.rows[line].heading]
    data = data or [line for line in range(line_of_total + 1, len(table.rows)) if table.rows[line].cells[at].number is not None]
    top = min((table.rows[line].level for line in data), default=0)
    wanted = table.rows[line_of_total].cells[at].number or 0.0
    for lines in ([line for line in data if table.rows[line].level == top], data):
        if abs(sum(table.rows[line].cells[at].number or 0.0 for line in lines) - wanted) <= max(ROUNDING, ROUNDING * abs(wanted)):
            runs = [[line for _, line in run] for _, run in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0])]
            return f"=SUM({','.join(_range(FIRST + run[0], FIRST + run[-1], place) for run in runs) or '0'})"
    raise SlateError(
        f"table {table.id}: the total {wanted:g} of {table.columns[at].key!r} is not the sum of its rows", "make the slate anew from its plan"
    )


def _has_words(table: Table, at: int) -> bool:
    """Whether the unit of a column of figures stands in its cells, as it differs from row to row."""
    column = table.columns[at]
    texts = [row.cells[at].text for row in table.rows if row.cells[at].number is not None]
    return not column.unit and column.kind != "year" and any(_WORDS.search(text) for text in texts)


def _places(table: Table) -> tuple[list[int], int]:
    """The sheet column of each column, and how many there are: some are followed by their texts."""
    places, wide = [], 0
    for at in range(len(table.columns)):
        places.append(wide)
        wide += 2 if _has_words(table, at) else 1
    return places, wide


def _range(first: int, last: int, column: int, absolute: bool = False) -> str:
    """The cells of a column between two rows, as a formula names them; rows and columns count from zero."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    sign = "$" if absolute else ""
    return f"{sign}{letters}{sign}{first + 1}:{sign}{letters}{sign}{last + 1}"


def _last_data_line(table: Table) -> int:
    """The sheet row of the last data row; a total row at the end is none."""
    with_total = bool(table.rows) and table.rows[-1].key == table.total
    return FIRST + len(table.rows) - 1 - (1 if with_total else 0)


def _number_format(table: Table, at: int, column: Column) -> str:
    """Thousands and decimals as the size of the numbers asks; years and shares in their own way."""
    numbers = [abs(row.cells[at].number or 0.0) for row in table.rows if row.cells[at].number is not None]
    if column.kind == "year":
        return "0"
    if column.kind == "share" and "%" not in column.unit:
        return "0.0%"
    largest = max(numbers, default=0.0)
    if all(float(one).is_integer() for one in numbers) or largest >= 1000:
        return "#,##0"
    return "#,##0.0" if largest >= 10 else "#,##0.00"


def _width(table: Table, at: int, column: Column) -> float:
    longest = max([len(clean(column.title)) * 0.6, len(column.unit), *(len(clean(row.cells[at].text)) for row in table.rows)])
    return float(min(max(longest + 2, 9), 18 if is_numeric(column) else 60))


def _sheet_names(tables: Sequence[Table], taken: set[str]) -> dict[str, str]:
    """A name for each sheet: identifier and caption, without the signs Excel bars, cut to its length and told apart."""
    names: dict[str, str] = {}
    used = {one.lower() for one in taken}
    for table in tables:
        wanted = _BARRED.sub(" ", clean(f"{table.id} {table.caption}")).strip()[:LONGEST_NAME].strip()
        name, count = wanted, 2
        while name.lower() in used:
            name, count = f"{wanted[: LONGEST_NAME - 4].strip()} {count}", count + 1
        used.add(name.lower())
        names[table.id] = name
    return names


def _range_name(table: Table, column: Column) -> str:
    """`A_cost_central`. The letter before keeps names that would read as a cell or begin with a digit valid."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", f"{table.id}_{column.key}")
    return name if re.match(r"[A-Za-z]", name) else f"T_{name}"


def _print_set_up(sheet: Any, slate: Slate, wide: bool) -> None:
    """A4, one page wide, with page numbers."""
    sheet.set_paper(9)
    if wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    footer = tr("Page {page} of {pages}", page="&P", pages="&N")
    sheet.set_footer(f"&L{slate.id}&R{footer}")


def _fit(text: str) -> str:
    """The text as a cell may hold it."""
    return clean(text)[:LONGEST_TEXT]


def _moment(text: str) -> datetime:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        day = date(2000, 1, 1)
    return datetime(day.year, day.month, day.day)
