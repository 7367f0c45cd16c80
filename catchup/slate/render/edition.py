"""What one document prints: its parts, with headings, tables, figures and footnotes numbered alike in every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from catchup.errors import SlateError
from catchup.slate.document import (
    DEPTHS,
    Block,
    Depth,
    Figure,
    Heading,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Run,
    Shown,
    Slate,
    Table,
)

Extent = Depth | Literal["all"]
# A table on its side takes along at most so many paragraphs between its heading and itself.
CARRIED = 3


@dataclass(frozen=True)
class Placed:
    """A block in its place. `number` is what it is cited by; `anchor` is empty where an earlier block has the same name."""

    block: Heading | Paragraph | Table | Figure | PageBreak
    number: str = ""
    anchor: str = ""
    level: int = 0


@dataclass(frozen=True)
class Items:
    """Paragraphs of one style that belong together: a list, which goes on counting until the next heading, or one box."""

    style: Literal["bullet", "numbered", "box"]
    paragraphs: tuple[Paragraph, ...]
    start: int = 1


@dataclass(frozen=True)
class Stretch:
    """Blocks that follow one another on pages of one orientation."""

    wide: bool
    blocks: tuple[Placed | Items, ...]


@dataclass(frozen=True)
class Section:
    """A part as it is printed."""

    part: Part
    anchor: str
    blocks: tuple[Placed, ...]

    def stretches(self) -> tuple[Stretch, ...]:
        """The blocks grouped by orientation, lists and boxes gathered."""
        return tuple(Stretch(wide, tuple(_gathered(blocks))) for wide, blocks in _turned(self.blocks))

    def gathered(self) -> tuple[Placed | Items, ...]:
        """The blocks in order, lists and boxes gathered, for formats without pages."""
        return tuple(_gathered(self.blocks))


@dataclass(frozen=True)
class Edition:
    """The parts of a slate that a document prints; `notes` numbers the footnotes by their first mark, `targets` says where links lead."""

    slate: Slate
    sections: tuple[Section, ...]
    notes: dict[str, int]
    targets: dict[str, str]

    @property
    def brief(self) -> bool:
        """Whether this is the brief alone, which has one page and no list of contents."""
        return [one.part.depth for one in self.sections] == ["brief"]

    @property
    def whole(self) -> bool:
        """Whether several parts are printed, each under a heading of its own."""
        return len(self.sections) > 1

    @property
    def has_headings(self) -> bool:
        """Whether there is anything to list as contents."""
        return any(isinstance(one.block, Heading) for section in self.sections for one in section.blocks)

    def note(self, identifier: str) -> Note:
        """A footnote by its identifier."""
        return next(one for one in self.slate.notes if one.id == identifier)


def edition(slate: Slate, depth: Extent) -> Edition:
    """Chooses the parts of a depth and numbers what is in them.

    Raises:
        SlateError: the slate has no such part, or a run refers to a cell or footnote that does not exist.
    """
    known = [part.depth for part in slate.parts]
    if depth != "all" and depth not in known:
        raise SlateError(f"the slate has no part {depth!r}", f"choose one of: {', '.join([*known, 'all'])}")
    parts = [part for name in DEPTHS for part in slate.parts if part.depth == name and depth in ("all", name)]
    placing = _Placing(shift=1 if len(parts) > 1 else 0)
    sections = tuple(Section(part, f"part-{part.depth}", tuple(placing.placed(part))) for part in parts)
    known_notes = {one.id for one in slate.notes}
    notes: dict[str, int] = {}
    for identifier in (one for part in parts for block in part.blocks for one in _marks(block)):
        if identifier not in known_notes:
            raise SlateError(f"the slate has no footnote {identifier!r}", "make the slate anew from its plan")
        notes.setdefault(identifier, len(notes) + 1)
    return Edition(slate, sections, notes, placing.targets)


def shown_text(slate: Slate, run: Run) -> str:
    """What a reader sees of a run.

    Raises:
        SlateError: the run refers to a cell that does not exist.
    """
    try:
        return slate.text_of(run)
    except KeyError as missing:
        raise SlateError(
            f"a sentence refers to a table cell that does not exist: {missing.args[0]}", "make the slate anew from its plan"
        ) from None


def tables_of(made: Edition) -> list[Table]:
    """The tables a workbook of this edition holds: all of them for the whole slate, else those printed or referred to."""
    if len(made.sections) == len(made.slate.parts):
        return list(made.slate.all_tables())
    blocks = [placed.block for section in made.sections for placed in section.blocks]
    wanted = {one.id for one in blocks if isinstance(one, Table)}
    runs = [run for one in blocks if isinstance(one, Paragraph) for run in one.runs]
    runs += [run for one in made.slate.notes if one.id in made.notes for run in one.runs]
    wanted |= {run.table for run in runs if isinstance(run, Shown)}
    return [table for table in made.slate.all_tables() if table.id in wanted]


class _Placing:
    """Counts through the parts, so that numbers go on from one to the next."""

    def __init__(self, shift: int) -> None:
        self.targets: dict[str, str] = {}
        self._shift = shift
        self._taken: set[str] = set()
        self._counted: dict[str, dict[str, str]] = {"table": {}, "figure": {}}

    def placed(self, part: Part) -> Iterator[Placed]:
        """The blocks of a part. Heading levels that skip one are drawn up, as readers by ear rely on them."""
        levels: list[int] = []
        for block in part.blocks:
            if isinstance(block, Heading):
                level = min(block.level, len(levels) + 1)
                levels = [*levels[: level - 1], (levels[level - 1] if level <= len(levels) else 0) + 1]
                yield Placed(block, _chapter(part.depth, levels), self._anchor(block), level + self._shift)
            elif isinstance(block, Table | Figure):
                known = self._counted[block.block]
                yield Placed(block, known.setdefault(block.id, str(len(known) + 1)), self._anchor(block))
            else:
                yield Placed(block)

    def _anchor(self, block: Heading | Table | Figure) -> str:
        anchor = f"{block.block}-{block.id}"
        if anchor in self._taken:
            return ""
        self._taken.add(anchor)
        self.targets.setdefault(block.id, anchor)
        return anchor


def _chapter(depth: Depth, levels: list[int]) -> str:
    """Chapters of the note count 1, 2, 3; those of the annex A1, A2, A3; the brief has none."""
    return "" if depth == "brief" else ("A" if depth == "annex" else "") + ".".join(str(one) for one in levels)


def _turned(blocks: tuple[Placed, ...]) -> list[tuple[bool, list[Placed]]]:
    """Blocks by orientation. A wide table takes its heading and what stands between along, so that no heading is left behind."""
    turned = [isinstance(one.block, Table) and one.block.wide and not one.block.transposed for one in blocks]
    for at in [place for place, wide in enumerate(turned) if wide]:
        _take_along([one.block for one in blocks], turned, at)
    grouped: list[tuple[bool, list[Placed]]] = []
    for one, wide in zip(blocks, turned, strict=True):
        if not grouped or grouped[-1][0] != wide:
            grouped.append((wide, []))
        grouped[-1][1].append(one)
    return grouped


def _take_along(blocks: list[Block], turned: list[bool], at: int) -> None:
    """Turns the headings and the few paragraphs before a wide table, and the remarks right after it."""
    first = next((place for place in range(at - 1, max(at - CARRIED - 2, -1), -1) if not isinstance(blocks[place], Paragraph)), -1)
    while first >= 0 and isinstance(blocks[first], Heading):
        turned[first:at] = [True] * (at - first)
        first -= 1
    for place in range(at + 1, len(blocks)):
        if not isinstance(blocks[place], Paragraph):
            break
        turned[place] = True


def _gathered(blocks: tuple[Placed, ...] | list[Placed]) -> Iterator[Placed | Items]:
    """Paragraphs of a list or a box as one."""
    counted, at = 0, 0
    while at < len(blocks):
        block = blocks[at].block
        counted = 0 if isinstance(block, Heading) else counted
        if not isinstance(block, Paragraph) or block.style not in ("bullet", "numbered", "box"):
            yield blocks[at]
            at += 1
            continue
        run = [block]
        while at + len(run) < len(blocks) and isinstance(other := blocks[at + len(run)].block, Paragraph) and other.style == block.style:
            run.append(other)
        yield Items(block.style, tuple(run), counted + 1)
        counted += len(run) if block.style == "numbered" else 0
        at += len(run)


def _marks(block: Block) -> Iterator[str]:
    """Identifiers of the footnotes a block marks, in reading order."""
    if isinstance(block, Paragraph):
        yield from (run.note for run in block.runs if isinstance(run, Mark))
    elif isinstance(block, Table):
        yield from (note for row in block.rows for cell in row.cells for note in cell.notes)
