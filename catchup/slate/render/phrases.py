"""The few words that renderers add: captions, page numbers, the sign for what is assumed. In the language of the slate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from catchup.language import speaking, tr
from catchup.slate.document import Slate
from catchup.slate.render.text import SIGN


@contextmanager
def in_language_of(slate: Slate) -> Iterator[None]:
    """Speaks the language of the slate within a block."""
    language, _, rest = slate.language.partition("-")
    region = rest.rpartition("-")[2]
    with speaking(language, region if len(region) == 2 else ""):
        yield


def table_label(number: str) -> str:
    """What stands before the caption of a table."""
    return tr("Table {number}.", number=number)


def figure_label(number: str) -> str:
    """What stands before the caption of a figure."""
    return tr("Figure {number}.", number=number)


def alert_legend() -> str:
    """What the sign beside a figure means."""
    return tr("{sign} assumed, late or over its limit.", sign=SIGN)


def contents() -> str:
    """Title of the list of contents."""
    return tr("Contents")


def notes() -> str:
    """Title of the footnotes, where they stand at the end."""
    return tr("Notes")


def signature() -> str:
    """Title of the digests and the command that replays the slate."""
    return tr("Signature")


def page_of() -> str:
    """Page and number of pages, to be filled in by the format."""
    return tr("Page {page} of {pages}")
