"""How wide the columns of a printed table are, and how large its letters.

Weights say how columns share the width, but no column may be narrower than its longest word: numbers stay on one line and words are not cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from catchup.slate.document import Column, Row, Table
from catchup.slate.render.text import cell_text, clean

# Average width of a letter of a sans-serif face, as a share of its size; and the empty space at both sides of a cell, in millimetres.
LETTER, PADDING = 0.59, 2.2
MILLIMETRES_A_POINT = 0.3528
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
# A word longer than this may be broken.
LONGEST_WORD, LONGEST_NUMBER = 14, 24
# A table of no more rows and lines than these stays on one page.
FEW_ROWS, FEW_LINES = 12, 30
# A column asks for wider lines the more it says, up to so many letters in a cell.
MOST_SAID = 240
# A table with texts longer than this keeps part of its width for them: at most so much goes to longest words.
MUCH, SHARE_OF_WORDS = 60, 0.86
NUMERIC = ("number", "money", "share", "year")


@dataclass(frozen=True)
class Shape:
    """Widths of the columns in millimetres, and the size of the letters in points."""

    widths: tuple[float, ...]
    points: float


def shape_of(table: Table, room: float, largest: float = SIZES[0]) -> Shape | None:
    """The largest letters at which every column holds its longest word within `room` millimetres, with room left for long texts.

    None where even the smallest letters are too large: such a table is printed as cards.
    """
    letters = [_longest(table, at, column) for at, column in enumerate(table.columns)]
    ideal = _ideal(table, letters)
    for points in (size for size in SIZES if size <= max(largest, SIZES[-1])):
        least = [one * points * MILLIMETRES_A_POINT * LETTER + PADDING for one in letters]
        if sum(least) <= room * (SHARE_OF_WORDS if points > SIZES[-1] and _says_much(table) else 1.0):
            return Shape(_shared(ideal, least, room), points)
    return None


def _says_much(table: Table) -> bool:
    """Whether a cell holds more than a name or a figure."""
    return any(len(cell.text) > MUCH for row in table.rows for cell in row.cells)


def lines_of(table: Table, row: Row, shape: Shape) -> float:
    """About how many lines a row takes on paper."""
    letters = [(shape.widths[at] - PADDING) / (shape.points * MILLIMETRES_A_POINT * LETTER) for at in range(len(table.columns))]
    return max(ceil(len(cell_text(row, at)) / max(letters[at], 1.0)) for at in range(len(table.columns)))


def stays_together(table: Table, shape: Shape) -> bool:
    """Whether the table is so short that it is not broken over two pages."""
    return len(table.rows) <= FEW_ROWS and sum(lines_of(table, row, shape) for row in table.rows) <= FEW_LINES


def is_numeric(column: Column) -> bool:
    """Whether the column holds figures, which are set flush right."""
    return column.kind in NUMERIC


def _longest(table: Table, at: int, column: Column) -> int:
    """The letters of the longest piece that should not be broken: a word, or the whole of a figure or a date."""
    titles = [min(len(word), LONGEST_WORD) for word in f"{clean(column.title)} {clean(column.unit)}".split()]
    kept = is_numeric(column) or column.kind == "date"
    pieces = [2, *titles]
    for row in (one for one in table.rows if not one.heading):
        text = cell_text(row, at)
        if kept and (row.cells[at].number is not None or column.kind == "date"):
            pieces.append(min(len(text), LONGEST_NUMBER))
        else:
            pieces += [min(len(word), LONGEST_WORD) for word in text.split()]
    return max(pieces)


def _ideal(table: Table, letters: list[int]) -> list[float]:
    """The letters each column would like to have on a line: figures so many that their title stays short, words by how much they say."""
    wanted = []
    for at, column in enumerate(table.columns):
        title = (len(clean(column.title)) + len(clean(column.unit))) / 2.5
        longest = max((len(row.cells[at].text) for row in table.rows if not row.heading), default=1)
        said = 0.0 if is_numeric(column) else min(longest, MOST_SAID) ** 0.75 * column.weight**0.5
        wanted.append(max(letters[at], title, said))
    return wanted


def _shared(ideal: list[float], least: list[float], room: float) -> tuple[float, ...]:
    """Every column gets its least width; what is left is shared so that widths come near the ideal."""
    wanted = [max(0.0, room * one / sum(ideal) - low) for one, low in zip(ideal, least, strict=True)]
    left = room - sum(least)
    scale = left / sum(wanted) if sum(wanted) > 0 else 0.0
    return tuple(low + more * scale for low, more in zip(least, wanted, strict=True))
