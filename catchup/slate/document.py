"""What a slate is made of: typed blocks that any renderer can write and any check can read.

A number stands in a table cell and nowhere else. Prose refers to cells (`Shown`), so that the words of every format carry the same
figures by construction. Nothing here knows a plan, a format or a country.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from catchup.evidence import Record

Depth = Literal["brief", "note", "annex"]
DEPTHS: tuple[Depth, ...] = ("brief", "note", "annex")
Kind = Literal["text", "number", "money", "share", "year", "date", "identifier"]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]


class Cell(Record):
    """One cell: what a reader sees, and the bare number behind it where there is one."""

    text: str
    number: float | None = Field(default=None, description="bare value in the unit of the column; None for text")
    notes: tuple[Identifier, ...] = Field(default=(), description="footnotes, by identifier")
    alert: bool = Field(default=False, description="assumed, late or over its limit: marked by a sign, not by colour alone")


class Column(Record):
    """A column and how its cells are to be read."""

    key: Identifier
    title: str
    kind: Kind = "text"
    unit: str = Field(default="", description="printed under the title; empty for text")
    weight: float = Field(default=1.0, gt=0, description="share of the width of the table")
    summed: bool = Field(default=False, description="the total row is the sum of the rows; workbooks state it as a formula")


class Row(Record):
    """A row, addressed by its key. `level` indents; a heading row has text in its first cell only."""

    key: Identifier
    cells: tuple[Cell, ...]
    level: int = Field(default=0, ge=0, le=3)
    heading: bool = False


class Table(Record):
    """A table with its caption. `total` is the key of the row that sums the `summed` columns, if there is one."""

    block: Literal["table"] = "table"
    id: Identifier
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Identifier | None = None
    note: str = ""
    wide: bool = Field(default=False, description="needs a page on its side")
    transposed: bool = Field(default=False, description="many columns and few rows: a paged format may print a card for each row")

    @model_validator(mode="after")
    def _rectangular(self) -> Table:
        keys = [row.key for row in self.rows]
        if len(set(keys)) != len(keys) or len({one.key for one in self.columns}) != len(self.columns):
            raise ValueError(f"table {self.id}: keys of rows and columns must differ")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.id}: every row has one cell a column")
        if self.total is not None and self.total not in keys:
            raise ValueError(f"table {self.id}: no row {self.total} for the total")
        return self

    def cell(self, row: str, column: str) -> Cell:
        """A cell by the keys of its row and column.

        Raises:
            KeyError: there is none.
        """
        at = next((at for at, one in enumerate(self.columns) if one.key == column), None)
        found = next((one for one in self.rows if one.key == row), None)
        if at is None or found is None:
            raise KeyError(f"{self.id}/{row}/{column}")
        return found.cells[at]


class Words(Record):
    """Plain words of a paragraph."""

    run: Literal["words"] = "words"
    text: str
    strong: bool = False


class Shown(Record):
    """The text of a table cell, in the middle of a sentence."""

    run: Literal["shown"] = "shown"
    table: Identifier
    row: Identifier
    column: Identifier
    strong: bool = False


class Mark(Record):
    """A footnote mark."""

    run: Literal["mark"] = "mark"
    note: Identifier


class Link(Record):
    """A link to a place in the document (`#id`) or an address. Renderers accept http, https and `#` only."""

    run: Literal["link"] = "link"
    text: str
    to: str


Run = Annotated[Words | Shown | Mark | Link, Field(discriminator="run")]


class Heading(Record):
    """A heading, numbered by the renderer where the format does so."""

    block: Literal["heading"] = "heading"
    id: Identifier
    level: int = Field(ge=1, le=3)
    text: str


class Paragraph(Record):
    """A paragraph, a list item or a boxed statement."""

    block: Literal["paragraph"] = "paragraph"
    runs: tuple[Run, ...]
    style: Literal["body", "bullet", "numbered", "box", "small"] = "body"


class Figure(Record):
    """A drawing made by `catchup.slate.figures`; `words` say what it shows, `table` names the table with its numbers."""

    block: Literal["figure"] = "figure"
    id: Identifier
    caption: str
    words: str
    table: Identifier | None = None
    drawing: str = Field(description="Vega-Lite specification as JSON text")
    tall: float = Field(default=0.5, gt=0, description="height over width")


class PageBreak(Record):
    """The next block begins a page, where the format has pages."""

    block: Literal["page"] = "page"


Block = Annotated[Heading | Paragraph | Table | Figure | PageBreak, Field(discriminator="block")]


class Note(Record):
    """A footnote: the source of a number, or a remark."""

    id: Identifier
    runs: tuple[Run, ...]


class Part(Record):
    """One depth of the slate: the blocks it prints. Tables may be printed in one part and referred to in all."""

    depth: Depth
    title: str
    blocks: tuple[Block, ...]


class Slate(Record):
    """The whole document set."""

    format_version: Literal["slate/1"] = "slate/1"
    id: Identifier
    title: str
    subtitle: str
    country: str = Field(description="name of the country as printed; its code begins the identifier")
    language: str = Field(description="BCP 47 code, for example en-IN")
    direction: Literal["ltr", "rtl"] = "ltr"
    date: str = Field(description="ISO date the slate speaks of")
    front: tuple[tuple[str, str], ...] = Field(description="front matter: label and text")
    signature: dict[str, str] = Field(description="digests of inputs, code version and plan, and the command that replays it")
    parts: tuple[Part, ...]
    tables: tuple[Table, ...] = Field(default=(), description="tables that no part prints but prose or the workbook uses")
    notes: tuple[Note, ...] = ()

    def all_tables(self) -> Iterator[Table]:
        """Every table once, in order of first printing."""
        seen: set[str] = set()
        for table in (*(one for part in self.parts for one in part.blocks if isinstance(one, Table)), *self.tables):
            if table.id not in seen:
                seen.add(table.id)
                yield table

    def table(self, identifier: str) -> Table:
        """A table by its identifier.

        Raises:
            KeyError: there is none.
        """
        found = next((one for one in self.all_tables() if one.id == identifier), None)
        if found is None:
            raise KeyError(identifier)
        return found

    def part(self, depth: Depth) -> Part:
        """The blocks of one depth."""
        return next(one for one in self.parts if one.depth == depth)

    def text_of(self, run: Words | Shown | Mark | Link) -> str:
        """What a reader sees of a run; marks have no text of their own."""
        if isinstance(run, Shown):
            return self.table(run.table).cell(run.row, run.column).text
        return "" if isinstance(run, Mark) else run.text
