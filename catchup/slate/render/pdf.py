"""PDF through Typst: tagged for readers by ear, with bookmarks, footnotes and the fonts it uses.

`pages.typ` holds the look and is the only program. All text reaches it as data (one JSON value), so that nothing in a slate can run.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from catchup.errors import SlateError
from catchup.slate.render import phrases
from catchup.slate.render.drawings import FONTS
from catchup.slate.render.edition import Edition, edition
from catchup.slate.render.flow import flow_of
from catchup.slate.render.text import clean

PROGRAM = Path(__file__).with_name("pages.typ")
# Letters in points and margins in millimetres. The brief is set in the first of these at which it fits its page.
BRIEF_LOOKS = ((10.0, 20.0), (9.5, 19.0), (9.0, 18.0), (8.5, 16.0), (8.0, 15.0))
LOOK = (9.5, 20.0)
_PAGES = re.compile(rb"obj\s*<<\s*/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")


def write(made: Edition) -> bytes:
    """The edition as PDF.

    Raises:
        SlateError: the brief does not fit one page at the smallest letters allowed.
    """
    if made.brief:
        return _brief(made)[0]
    return _compiled(made, LOOK, brief_look(made))


def brief_look(made: Edition) -> tuple[float, float]:
    """Letters in points and margins in millimetres at which the brief of this edition fits its page; the largest if it has none.

    Raises:
        SlateError: it fits at none of those allowed.
    """
    return _brief(edition(made.slate, "brief"))[1] if any(one.part.depth == "brief" for one in made.sections) else BRIEF_LOOKS[0]


def page_count(document: bytes) -> int:
    """Pages of a PDF that this module wrote.

    Raises:
        SlateError: it is no such file.
    """
    found = _PAGES.search(document)
    if found is None:
        raise SlateError("the file is not a PDF written here", "write the slate again with `catchup slate`")
    return int(found.group(1))


def _brief(made: Edition) -> tuple[bytes, tuple[float, float]]:
    for look in BRIEF_LOOKS:
        document = _compiled(made, look, look)
        if page_count(document) == 1:
            return document, look
    smallest = BRIEF_LOOKS[-1][0]
    raise SlateError(
        f"the brief does not fit one page, even in letters of {smallest:g} points", "shorten the brief: fewer measures, or shorter names"
    )


def _compiled(made: Edition, look: tuple[float, float], brief: tuple[float, float]) -> bytes:
    import typst

    inputs = {"slate": json.dumps(_data(made, look, brief), ensure_ascii=False)}
    try:
        document = typst.compile(
            PROGRAM.read_bytes(), format="pdf", sys_inputs=inputs, font_paths=_fonts(), ignore_system_fonts=True, pdf_standards=["ua-1"],
            timestamp=_moment(made.slate.date),
        )
    except typst.TypstError as problem:
        raise SlateError(f"the pages cannot be set: {problem.message}", "make the slate anew from its plan") from None
    if not isinstance(document, bytes):
        raise SlateError("the pages cannot be set", "make the slate anew from its plan")
    return document


def _data(made: Edition, look: tuple[float, float], brief: tuple[float, float]) -> dict[str, Any]:
    slate = made.slate
    language, _, region = clean(slate.language).partition("-")
    return {
        "title": clean(slate.title) or slate.id, "subtitle": clean(slate.subtitle), "country": clean(slate.country), "id": slate.id,
        "date": clean(slate.date), "lang": language if re.fullmatch(r"[a-z]{2,3}", language) else "en",
        "region": region if re.fullmatch(r"[A-Z]{2}", region) else None, "dir": slate.direction,
        "front": [[clean(label), clean(text)] for label, text in slate.front],
        "signature": [[clean(label), clean(text)] for label, text in slate.signature.items()],
        "brief": made.brief, "whole": made.whole, "listed": made.whole or made.has_headings, "size": look[0], "margin": look[1], "brief_size": brief[0], "brief_margin": brief[1],
        "words": {"contents": phrases.contents(), "signature": phrases.signature(), "page": phrases.page_of()},
        "sections": flow_of(made, look, brief),
    }


def _moment(text: str) -> datetime:
    """The date of the slate as the time the file was made, so that the same slate gives the same bytes."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        day = date(2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
