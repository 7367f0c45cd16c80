"""Renderers: one slate in five formats, with the same words and the same numbers."""

from __future__ import annotations

from catchup.errors import SlateError
from catchup.slate.document import Slate
from catchup.slate.render.edition import Extent, edition
from catchup.slate.render.phrases import in_language_of

FORMATS: tuple[str, ...] = ("docx", "pdf", "xlsx", "html", "json")


def render(slate: Slate, fmt: str, depth: Extent = "all") -> bytes:
    """The slate in one format, the same bytes each time.

    Args:
        slate: what to write.
        fmt: one of `FORMATS`. JSON always holds the whole slate.
        depth: the part to print, or `all`.

    Raises:
        SlateError: the format or the part is unknown, the brief does not fit its page, or the slate refers to something it lacks.
    """
    if fmt not in FORMATS:
        raise SlateError(f"unknown format {fmt!r}", f"choose one of: {', '.join(FORMATS)}")
    made = edition(slate, depth)
    with in_language_of(slate):
        # Each format brings a library of its own, which is loaded when it is asked for.
        if fmt == "json":
            from catchup.slate.render.json import write as write_json

            return write_json(slate)
        if fmt == "pdf":
            from catchup.slate.render.pdf import write as write_pdf

            return write_pdf(made)
        if fmt == "docx":
            from catchup.slate.render.docx import write as write_docx

            return write_docx(made)
        if fmt == "xlsx":
            from catchup.slate.render.xlsx import write as write_xlsx

            return write_xlsx(made)
        from catchup.slate.render.html import write as write_html

        return write_html(made)


def page_count(document: bytes) -> int:
    """Pages of a PDF written by `render`.

    Raises:
        SlateError: it is no such file.
    """
    from catchup.slate.render.pdf import page_count as counted

    return counted(document)
