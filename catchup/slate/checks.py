"""What a slate must hold before anybody signs it. All faults are found at once, each with what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from catchup.errors import SlateError
from catchup.evidence import Record
from catchup.slate.conventions import HIDDEN
from catchup.slate.document import Cell, Depth, Figure, Heading, Mark, Paragraph, Run, Shown, Slate, Table, Words
from catchup.slate.signature import SLATE, digest_of

if TYPE_CHECKING:
    from catchup.plan import Plan

TOLERANCE = 1e-6
"""Share of a table's scale by which a sum may differ: the room of floating-point addition, not of rounding."""
_YEAR = re.compile(r"\b(19|20|21)\d\d(-\d\d)?\b")
_NAMES = re.compile(r"\bH100\b|\b[MSRLX]-?M?\d+\b|\bP\d+\b")
_RACI = re.compile(r"^(A|A/R|R|C|I)?$")
_MEASURE = re.compile(r"\bM\d+\b")
_NUMBER = re.compile(r"\d")
REQUIRED = {"owner": "an owner", "money": "its money", "kpi": "an indicator", "review": "a review date", "deadline": "a deadline", "sunset": "a sunset test"}
MOST_PAGES: dict[Depth, int] = {"brief": 1, "note": 10}
"""Pages that a part may have: what a cabinet reads."""
PRINTED = ("pdf", "docx", "html")
RANGES = (("low", "value", "high"), ("cost_low", "cost", "cost_high"), ("low", "", "high"))


class Fault(Record):
    """Something a slate must not have, where it is, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """The fault in one line."""
        return f"{self.where}: {self.what} - {self.remedy}"


def faults_of(slate: Slate, plan: Plan | None = None, *, audited: bool = False) -> tuple[Fault, ...]:
    """Everything that keeps a slate from being signed.

    Args:
        slate: the slate. plan: its plan, where it is at hand: the sums are compared with it and it is audited. audited: it was just now.
    """
    found = [
        *_references(slate), *_sums(slate), *_measures(slate), *_ranges(slate), *_prerequisites(slate), *_basis(slate), *_numbers(slate), *_raci(slate), *_characters(slate),
    ]
    if plan is not None:
        found += [*([] if audited else _unsound(plan)), *_against(slate, plan)]
    return tuple(found)


def refuse(slate: Slate, plan: Plan | None = None, *, audited: bool = False) -> None:
    """Lets a sound slate pass.

    Raises:
        SlateError: it has faults; the message names all of them.
    """
    _raise(faults_of(slate, plan, audited=audited))


def refuse_plan(plan: Plan) -> None:
    """Lets a plan pass that recomputes, before anything is made of it: a forged one may hold anything.

    Raises:
        SlateError: it fails its audit.
    """
    _raise(tuple(_unsound(plan)))


def refuse_overlong(slate: Slate, made: Mapping[tuple[str, str], bytes]) -> None:
    """Lets a slate pass whose brief is one page and whose note is ten at most, as a reader prints them.

    Args:
        slate: what was rendered. made: format and extent -> document; a part printed in another format is laid out here to be counted.

    Raises:
        SlateError: a part has more pages than it may.
    """
    from catchup.slate.render import page_count, render

    present = {part.depth for part in slate.parts}
    found = []
    for depth, most in MOST_PAGES.items():
        if depth not in present or not any(fmt in PRINTED and extent in (depth, "all") for fmt, extent in made):
            continue
        pages = page_count(made.get(("pdf", depth)) or render(slate, "pdf", depth))
        if pages > most:
            found.append(Fault(
                where=depth, what=f"it has {pages} pages where {most} {'is' if most == 1 else 'are'} the most",
                remedy="plan fewer measures, e.g. with --lock LEVER=out, shorten names in the country's file, or write the annex, which may be of any length: --depth annex",
            ))
    _raise(found)


def refuse_written(slate: Slate, plan: Plan | None = None) -> None:
    """Lets a written slate pass if it is sound and still what was signed.

    Raises:
        SlateError: it has faults, or something was changed after it was signed.
    """
    found = list(faults_of(slate, plan))
    if slate.signature.get(SLATE) != digest_of(slate):
        found.insert(0, Fault(where="signature", what="the digest is not that of the slate: it was changed after it was signed", remedy="make it again from its plan"))
    _raise(found)


def _raise(found: tuple[Fault, ...] | list[Fault]) -> None:
    if found:
        count = f"{len(found)} fault{'s' if len(found) != 1 else ''}"
        lines = "".join(f"\n  - {one}" for one in found)
        raise SlateError(f"the slate is refused: {count}{lines}", "mend what each line names, then make the slate again")


def _paragraphs(slate: Slate) -> Iterator[tuple[str, Run]]:
    for part in slate.parts:
        for at, block in enumerate(part.blocks, 1):
            if isinstance(block, Paragraph):
                for run in block.runs:
                    yield f"{part.depth}, block {at}", run


def _references(slate: Slate) -> Iterator[Fault]:
    notes = {note.id for note in slate.notes}
    tables = {table.id: table for table in slate.all_tables()}
    for where, run in [*_paragraphs(slate), *((f"note {note.id}", run) for note in slate.notes for run in note.runs)]:
        if isinstance(run, Shown) and not _resolves(slate, run):
            yield Fault(where=where, what=f"refers to the cell {run.table}/{run.row}/{run.column}, which is not there", remedy="name a cell that is")
        if isinstance(run, Mark) and run.note not in notes:
            yield Fault(where=where, what=f"refers to the footnote {run.note}, which is not there", remedy="add the footnote")
    for table in tables.values():
        for row in table.rows:
            for missing in sorted({one for cell in row.cells for one in cell.notes} - notes):
                yield Fault(where=f"table {table.id}, row {row.key}", what=f"refers to the footnote {missing}, which is not there", remedy="add the footnote")
    for part in slate.parts:
        for block in part.blocks:
            if isinstance(block, Figure) and block.table is not None and block.table not in tables:
                yield Fault(where=f"figure {block.id}", what=f"its table {block.table} is not there", remedy="add the table with its numbers")


def _resolves(slate: Slate, run: Shown) -> bool:
    try:
        slate.text_of(run)
    except KeyError:
        return False
    return True


def _sums(slate: Slate) -> Iterator[Fault]:
    for table in slate.all_tables():
        if table.total is None:
            continue
        parts = [row for row in table.rows if row.key != table.total and not row.heading]
        for column in table.columns:
            if not column.summed:
                continue
            amounts = [table.cell(row.key, column.key).number or 0.0 for row in parts]
            said = table.cell(table.total, column.key).number
            scale = max([1.0, *(abs(one) for one in amounts)])
            if said is None or abs(said - sum(amounts)) > TOLERANCE * scale:
                yield Fault(where=f"table {table.id}, column {column.key}", what=f"the total is {said} and the rows sum to {sum(amounts):.6g}", remedy="make the slate again from its plan")
    yield from _balance(slate)


def _balance(slate: Slate) -> Iterator[Fault]:
    """What comes in is what goes out, in every year."""
    sources, uses = _table(slate, "sources"), _table(slate, "uses")
    if sources is None or uses is None:
        return
    for column in sources.columns[1:]:
        came, went = sources.cell("total", column.key).number or 0.0, uses.cell("total", column.key).number or 0.0
        if abs(came - went) > 1e-4 * max(1.0, abs(came)):
            yield Fault(where=f"tables sources and uses, column {column.key}", what=f"{came:.6g} comes in and {went:.6g} goes out", remedy="make the slate again from its plan")


def _table(slate: Slate, name: str) -> Table | None:
    return next((one for one in slate.all_tables() if one.id == name), None)


def _measures(slate: Slate) -> Iterator[Fault]:
    slate_table, given = _table(slate, "A"), _table(slate, "rec")
    if slate_table is None or given is None:
        yield Fault(where="slate", what="it has no table of measures or of recommendations", remedy="make the slate again from its plan")
        return
    keys = {row.key for row in given.rows}
    for row in slate_table.rows:
        if row.key not in keys:
            yield Fault(where=f"measure {row.key}", what="it is not among the recommendations", remedy="make the slate again from its plan")
            continue
        for column, name in REQUIRED.items():
            cell = given.cell(row.key, column)
            if not cell.text.strip() or (column == "money" and cell.number is None):
                yield Fault(where=f"measure {row.key}", what=f"it lacks {name}", remedy="name it in the country's file (owners) or in the lever's file (kpi, sunset_test)")


def _ranges(slate: Slate) -> Iterator[Fault]:
    for table in slate.all_tables():
        keys = {column.key for column in table.columns}
        for names in RANGES:
            named = [name for name in names if name]
            if not keys.issuperset(named):
                continue
            for row in table.rows:
                amounts = [one for one in (table.cell(row.key, name).number for name in named) if one is not None]
                if any(later < sooner - TOLERANCE * max(1.0, abs(sooner)) for sooner, later in pairwise(amounts)):
                    yield Fault(where=f"table {table.id}, row {row.key}", what=f"its range is out of order: {amounts}", remedy="order low, central and high in the data file")


def _prerequisites(slate: Slate) -> Iterator[Fault]:
    slate_table, steps = _table(slate, "A"), _table(slate, "F")
    if slate_table is None:
        return
    measures = {row.key for row in slate_table.rows}
    named = [(f"measure {row.key}", slate_table.cell(row.key, "needs")) for row in slate_table.rows]
    for where, cell in named:
        for missing in sorted(set(_MEASURE.findall(cell.text)) - measures):
            yield Fault(where=where, what=f"it needs {missing}, which is not in the slate", remedy="add the measure, or state that it stands already")
    for row in steps.rows if steps else ():
        known = {one.key for one in steps.rows} if steps else set()
        for missing in sorted(set(re.findall(r"\bS\d+\b", steps.cell(row.key, "before").text if steps else "")) - known):
            yield Fault(where=f"step {row.key}", what=f"it comes after {missing}, which is not in the slate", remedy="make the slate again from its plan")


def _basis(slate: Slate) -> Iterator[Fault]:
    """Both currencies and the year of prices, in every depth."""
    for part in slate.parts:
        shown = {(run.table, run.row) for block in part.blocks if isinstance(block, Paragraph) for run in block.runs if isinstance(run, Shown)}
        shown |= {(block.id, row.key) for block in part.blocks if isinstance(block, Table) for row in block.rows}
        for row, name in (("prices", "the year of its prices"), ("rate", "the rate to local currency")):
            if ("basis", row) not in shown:
                yield Fault(where=part.depth, what=f"it does not print {name}", remedy="print the basis of money in every depth")


def _numbers(slate: Slate) -> Iterator[Fault]:
    """No digit in prose but years and names: every other number comes from a cell."""
    said = [(where, run.text) for where, run in _paragraphs(slate) if isinstance(run, Words)]
    said += [(f"{part.depth}, heading", block.text) for part in slate.parts for block in part.blocks if isinstance(block, Heading)]
    said += [(f"figure {block.id}", f"{block.caption} {block.words}") for part in slate.parts for block in part.blocks if isinstance(block, Figure)]
    for where, text in said:
        if _NUMBER.search(_NAMES.sub("", _YEAR.sub("", text))):
            yield Fault(where=where, what=f"a number stands in the prose: {text[:80]!r}", remedy="refer to the cell that holds it")


def _raci(slate: Slate) -> Iterator[Fault]:
    table = _table(slate, "E")
    for row in table.rows if table else ():
        letters = [cell.text for cell in row.cells[2:]]
        if sum(letter.startswith("A") for letter in letters) != 1 or not all(_RACI.match(letter) for letter in letters):
            yield Fault(where=f"table E, row {row.key}", what=f"not exactly one body answers: {' '.join(filter(None, letters)) or 'none'}", remedy="give one A a row in data/slate/measures.yaml")


def _characters(slate: Slate) -> Iterator[Fault]:
    """No control characters and no hidden or turned text, anywhere a reader would not see them."""
    for table in slate.all_tables():
        for row in table.rows:
            for cell in row.cells:
                if _hidden(cell):
                    yield Fault(where=f"table {table.id}, row {row.key}", what="it holds control characters", remedy="take them out of the data file")
    texts = [slate.title, slate.subtitle, *(text for pair in slate.front for text in pair), *(run.text for _, run in _paragraphs(slate) if isinstance(run, Words))]
    for text in texts:
        if _unseen(text):
            yield Fault(where="text", what=f"it holds control characters: {text[:40]!r}", remedy="take them out of the data file")


def _hidden(cell: Cell) -> bool:
    return _unseen(cell.text)


def _unseen(text: str) -> bool:
    return any(one in HIDDEN or unicodedata.category(one) == "Cc" for one in text)


def _unsound(plan: Plan) -> Iterator[Fault]:
    from catchup.audit import audit_plan

    for violation in audit_plan(plan).violations:
        yield Fault(where="plan", what=f"it fails its audit: {violation.message}", remedy="make the plan again with `catchup plan`")


def _against(slate: Slate, plan: Plan) -> Iterator[Fault]:
    """What only the plan can tell: its digest, its sums, its steps."""
    if slate.signature.get("plan") != plan.digest:
        yield Fault(where="signature", what="the slate was made from another plan", remedy="make the slate again from this plan")
        return
    from catchup.report.money import totals

    whole = totals(plan)
    for name, column, row, amount in (
        ("fiscal", "all", "total", whole["outlay"]), ("B", "all", "total", whole["outlay"]), ("uses", "all", "leaks", whole["leaks"]), ("money", "all", "outlay", whole["outlay"]),
    ):
        table = _table(slate, name)
        said = table.cell(row, column).number if table else None
        if said is None or abs(said - amount) > 1e-4 * max(1.0, abs(amount)):
            yield Fault(where=f"table {name}", what=f"it says {said} where the plan has {amount:.6g}", remedy="make the slate again from its plan")
    steps = _table(slate, "F")
    if steps is None or len(steps.rows) != len(plan.steps):
        yield Fault(where="table F", what="it does not hold every step of the plan", remedy="make the slate again from its plan")
