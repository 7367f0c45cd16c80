"""HTML as one file that fetches nothing and runs nothing: style and drawings inside, for screens, phones and paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from catchup.language import tr
from catchup.slate.document import Figure, Heading, Mark, PageBreak, Paragraph, Row, Run, Shown, Table, Words
from catchup.slate.render import phrases
from catchup.slate.render.drawings import svg_of
from catchup.slate.render.edition import Edition, Items, Placed, shown_text
from catchup.slate.render.shape import is_numeric
from catchup.slate.render.text import cell_text, clean, has_alerts, right_to_left, safe_address

FOLDER = Path(__file__).parent


def write(made: Edition) -> bytes:
    """The edition as a page in UTF-8."""
    slate = made.slate
    page = _Page(made)
    sections = [
        {"title": clean(one.part.title), "anchor": one.anchor, "brief": one.part.depth == "brief", "blocks": page.blocks(one.gathered())}
        for one in made.sections
    ]
    page_text: str = _template().render(
        lang=clean(slate.language), dir=slate.direction, title=clean(slate.title) or slate.id, subtitle=clean(slate.subtitle), country=clean(slate.country),
        css=Markup(_style()), whole=made.whole, id=slate.id, date=clean(slate.date), sections=sections, notes=page.notes(),
        front=[(clean(label), clean(text)) for label, text in slate.front], contents=[] if made.brief else _contents(made),
        signature=[(clean(label), clean(text)) for label, text in slate.signature.items()], words=_words(),
    )
    return page_text.encode()


class _Page:
    """Turns blocks into what the template prints; remembers the first mark of each footnote, which the footnote leads back to."""

    def __init__(self, made: Edition) -> None:
        self._made = made
        self._marked: set[str] = set()

    def blocks(self, some: tuple[Placed | Items, ...]) -> list[dict[str, Any]]:
        """Blocks as data. Page breaks mean nothing on a screen."""
        return [self._block(one) for one in some if isinstance(one, Items) or not isinstance(one.block, PageBreak)]

    def notes(self) -> list[dict[str, Any]]:
        """The footnotes, as they stand at the end."""
        return [
            {"n": number, "runs": [self._run(run) for run in self._made.note(identifier).runs if not isinstance(run, Mark)]}
            for identifier, number in self._made.notes.items()
        ]

    def _block(self, one: Placed | Items) -> dict[str, Any]:
        if isinstance(one, Items):
            return {"b": one.style, "start": one.start, "items": [self._paragraph(item) for item in one.paragraphs]}
        block, common = one.block, {"anchor": one.anchor, "number": one.number}
        if isinstance(block, Paragraph):
            return {"b": block.style, **self._paragraph(block)}
        if isinstance(block, Heading):
            # The name of the part is the first heading of its section.
            return {"b": "heading", "level": one.level + (0 if self._made.whole else 1), "text": clean(block.text), **common}
        if isinstance(block, Figure):
            words = clean(block.words) or clean(block.caption)
            picture = {"svg": Markup(svg_of(block.drawing)), "words": words, "label": phrases.figure_label(one.number)}
            return {"b": "figure", "caption": clean(block.caption), **picture, **common}
        if isinstance(block, Table):
            return {"b": "table", "label": phrases.table_label(one.number), **self._table(block), **common}
        return {"b": "page"}

    def _paragraph(self, paragraph: Paragraph) -> dict[str, Any]:
        words = "".join(shown_text(self._made.slate, run) for run in paragraph.runs)
        return {"runs": [self._run(run) for run in paragraph.runs], "rtl": right_to_left(words)}

    def _run(self, run: Run) -> dict[str, Any]:
        if isinstance(run, Mark):
            return self._mark(run.note)
        text = clean(shown_text(self._made.slate, run))
        if isinstance(run, Words | Shown):
            return {"k": "strong" if run.strong else "text", "t": text}
        to = safe_address(run.to)
        if to.startswith("#"):
            target = self._made.targets.get(to[1:])
            return {"k": "place", "t": text, "to": target} if target else {"k": "text", "t": text}
        return {"k": "web", "t": text, "to": to} if to else {"k": "text", "t": text}

    def _mark(self, identifier: str) -> dict[str, Any]:
        first = identifier not in self._marked
        self._marked.add(identifier)
        note = self._made.note(identifier)
        plain = "".join(clean(shown_text(self._made.slate, run)) for run in note.runs)
        return {"k": "mark", "n": self._made.notes[identifier], "first": first, "plain": plain}

    def _table(self, table: Table) -> dict[str, Any]:
        note = " ".join(text for text in (clean(table.note), phrases.alert_legend() if has_alerts(table) else "") if text)
        heads = [{"t": clean(one.title), "u": clean(one.unit), "num": is_numeric(one)} for one in table.columns]
        return {"caption": clean(table.caption), "note": note, "heads": heads, "rows": [self._row(table, row) for row in table.rows]}

    def _row(self, table: Table, row: Row) -> dict[str, Any]:
        cells = []
        for at, cell in enumerate(row.cells):
            text = cell_text(row, at)
            marks = [self._mark(note) for note in cell.notes]
            cells.append({"t": text, "marks": marks, "num": is_numeric(table.columns[at]), "rtl": right_to_left(text)})
        kind = "total" if row.key == table.total else "group" if row.heading else ""
        return {"cells": cells, "kind": kind, "level": row.level, "heading": row.heading}


def _contents(made: Edition) -> list[dict[str, Any]]:
    lines = []
    for section in made.sections:
        if made.whole:
            lines.append({"level": 1, "anchor": section.anchor, "text": clean(section.part.title)})
        for one in section.blocks:
            if isinstance(one.block, Heading) and one.anchor and one.level <= 2 and one.number:
                lines.append({"level": one.level, "anchor": one.anchor, "text": f"{one.number}  {clean(one.block.text)}"})
    return lines


def _words() -> dict[str, str]:
    return {
        "contents": phrases.contents(), "notes": phrases.notes(), "signature": phrases.signature(), "note": tr("Note"),
        "back": tr("Back to the text of note"), "skip": tr("Skip to the text"),
    }


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    return environment.get_template("slate.html.j2")


@cache
def _style() -> str:
    return (FOLDER / "slate.css").read_text(encoding="utf-8")
