"""Cells, columns, rows and sentences: the small pieces that tables and prose are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from catchup.language import tr
from catchup.report.words import dollars, grouped, share, significant
from catchup.slate.conventions import clean
from catchup.slate.document import Cell, Column, Heading, Kind, Paragraph, Row, Run, Shown, Table, Words

_PLACE = re.compile(r"\{([a-z_]+)\}")
Style = Literal["body", "bullet", "numbered", "box", "small"]


def words(text: str, notes: tuple[str, ...] = (), *, alert: bool = False) -> Cell:
    """A cell of text, made plain."""
    return Cell(text=clean(text), notes=notes, alert=alert)


def usd(million: float | None, notes: tuple[str, ...] = (), *, alert: bool = False) -> Cell:
    """A cell of money in USD million; empty where there is none to state."""
    if million is None:
        return Cell(text="")
    bare = 0.0 if abs(million) < 1e-9 else million
    return Cell(text=dollars(bare) if abs(bare) >= 0.05 or bare == 0 else "<0.1", number=bare, notes=notes, alert=alert)


def percent(part: float, notes: tuple[str, ...] = (), *, alert: bool = False) -> Cell:
    """A cell of a share."""
    return Cell(text=share(part), number=part, notes=notes, alert=alert)


def number(amount: float, notes: tuple[str, ...] = (), *, figures: int = 3, alert: bool = False) -> Cell:
    """A cell of a number to so many figures."""
    return Cell(text=significant(amount, figures), number=amount, notes=notes, alert=alert)


def count(amount: int) -> Cell:
    """A cell of a whole number."""
    return Cell(text=grouped(amount), number=amount)


def to_fill(body: str) -> Cell:
    """A cell the planner cannot fill, with the body that has to."""
    return Cell(text=tr("to be filled by {body}", body=clean(body)), alert=True)


def column(key: str, title: str, kind: Kind = "text", unit: str = "", weight: float = 1.0, *, summed: bool = False) -> Column:
    """A column of a table."""
    return Column(key=key, title=title, kind=kind, unit=unit, weight=weight, summed=summed)


def row(key: str, *cells: Cell, level: int = 0) -> Row:
    """A row of a table."""
    return Row(key=key, cells=cells, level=level)


def heading_row(key: str, text: str, width: int) -> Row:
    """A row that names the rows below it."""
    return Row(key=key, cells=(words(text), *(Cell(text="") for _ in range(width - 1))), heading=True)


def table(
    name: str, caption: str, columns: Sequence[Column], rows: Iterable[Row], *, total: str | None = None, note: str = "", wide: bool = False,
    transposed: bool = False,
) -> Table:
    """A table."""
    return Table(
        id=name, caption=caption, columns=tuple(columns), rows=tuple(rows), total=total, note=note, wide=wide, transposed=transposed,
    )


def at(table_id: str, row_key: str, column_key: str, *, strong: bool = False) -> Shown:
    """A reference to a cell."""
    return Shown(table=table_id, row=row_key, column=column_key, strong=strong)


def runs(sentence: str, **places: Run) -> tuple[Run, ...]:
    """A sentence with references in its places.

    >>> [one.run for one in runs("Costs {money} in all.", money=at("key", "outlay", "value"))]
    ['words', 'shown', 'words']
    """
    parts = _PLACE.split(sentence)
    made: list[Run] = []
    for position, part in enumerate(parts):
        if position % 2:
            made.append(places[part])
        elif part:
            made.append(Words(text=part))
    return tuple(made)


def paragraph(sentence: str, style: Style = "body", **places: Run) -> Paragraph:
    """A paragraph of one sentence or several."""
    return Paragraph(runs=runs(sentence, **places), style=style)


def together(style: Style, *parts: tuple[Run, ...]) -> Paragraph:
    """A paragraph of several sentences, each made with `runs`."""
    made: list[Run] = []
    for part in parts:
        if made and part:
            made.append(Words(text=" "))
        made.extend(part)
    return Paragraph(runs=tuple(made), style=style)


def heading(name: str, level: int, text: str) -> Heading:
    """A heading."""
    return Heading(id=name, level=level, text=text)
