"""Headings, paragraphs and tables of the report, in one style."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

ACCENT = "cyan"
TEXT_WIDTH = 110


class Page:
    """A console with the report's few kinds of paragraph."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.fancy = console.encoding.lower().startswith("utf")
        self.width = console.width

    def symbol(self, fancy: str, plain: str) -> str:
        """A symbol, or its ASCII stand-in where the encoding has no room for it."""
        return fancy if self.fancy else plain

    def heading(self, title: str) -> None:
        """A section heading with a line to the right edge."""
        self.console.print()
        if len(title) > self.width:
            self.console.print(Text(title, style=f"bold {ACCENT}"))
            return
        line = self.symbol("─", "-") * max(self.width - len(title) - 1, 0)
        self.console.print(Text.assemble((title, f"bold {ACCENT}"), (f" {line}", "dim")), no_wrap=True, overflow="crop")

    def paragraph(self, text: str | Text, indent: int = 0, style: str = "") -> None:
        """Running text, kept narrow enough to read."""
        body = Text(text, style=style) if isinstance(text, str) else text
        self.console.print(Padding(body, (0, 0, 0, indent), expand=False) if indent else body, width=min(self.width, TEXT_WIDTH))

    def bullet(self, text: str | Text, detail: str = "") -> None:
        """A bullet with a dimmer second paragraph."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=3, justify="right")
        grid.add_column()
        grid.add_row(self.symbol("•", "*"), text if isinstance(text, Text) else Text(text))
        if detail:
            grid.add_row("", Text(detail, style="dim"))
        self.console.print(grid, width=min(self.width, TEXT_WIDTH))

    def hanging(self, mark: str | Text, text: str | Text, width: int) -> None:
        """A mark or a bold name of `width` columns, and text beside it that stays to the right of it on every line."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=1)
        grid.add_column(width=width, no_wrap=True)
        grid.add_column()
        grid.add_row("", mark if isinstance(mark, Text) else Text(mark, style="bold"), text)
        self.console.print(grid, width=min(self.width, TEXT_WIDTH))

    def fits(self, columns: Sequence[str], rows: Sequence[Sequence[str | Text]], *, tight: bool = False) -> bool:
        """Whether a table can be printed without cutting a cell; a heading may have several lines."""
        lines = [max(len(line) for line in name.split("\n")) for name in columns]
        widest = [max(lines[at], *(len(row[at]) for row in rows), 0) for at in range(len(columns))]
        return sum(widest) + (1 if tight else 2) * (len(widest) - 1) <= self.width

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[str | Text]], *, left: int = 1, footer: Sequence[str] = (),
        last_wraps: bool = False, tight: bool = False,
    ) -> None:
        """A table: the first `left` columns are text, the others numbers set flush right.

        `last_wraps` says that the last column is text and may take several lines, `tight` puts one space between columns.
        """
        table = Table(
            box=box.SIMPLE_HEAD, show_footer=bool(footer), show_edge=False, pad_edge=False, header_style="bold",
            footer_style="bold", padding=(0, 0) if tight else (0, 1, 0, 0),
        )
        for at, name in enumerate(columns):
            wraps = last_wraps and at == len(columns) - 1
            right = at >= left and not wraps
            table.add_column(
                Text(name), Text(footer[at]) if footer else "", justify="right" if right else "left", no_wrap=not wraps,
                vertical="top" if last_wraps else "bottom",
            )
        for row in rows:
            table.add_row(*row)
        self.console.print(table)
