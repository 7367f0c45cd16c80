"""Text as text: what may stand in a document, which way it reads, and where a link may lead.

Everything a slate carries was written by somebody else. Control characters would spoil a file, and signs that turn the direction of
writing can make a number read as another one; both are taken out here, once, for every format but JSON, which keeps the record as it is.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from catchup.slate.document import Row, Table

# Not allowed in XML 1.0, or (U+202A onwards) invisible signs that change how the text around them reads.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[\t\r\n\u2028\u2029]+")
SIGN = "†"


def clean(text: str) -> str:
    r"""The text without control characters and direction signs, on one line.

    >>> clean("a\x00b\u202ec\nd")
    'abc d'
    """
    return _SPACES.sub(" ", _UNFIT.sub("", text))


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from right to left.

    >>> right_to_left("2030: مصر"), right_to_left("Egypt مصر")
    (True, False)
    """
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def safe_address(to: str) -> str:
    """The address if it leads to a place in the document or to the web; an empty text for anything else.

    >>> safe_address("https://example.org/a"), safe_address("javascript:alert(1)"), safe_address("#A")
    ('https://example.org/a', '', '#A')
    """
    to = clean(to).strip()
    if to.startswith("#"):
        return to
    try:
        parts = urlsplit(to)
    except ValueError:
        return ""
    return to if parts.scheme in ("http", "https") and parts.hostname and " " not in to else ""


def cell_text(row: Row, at: int) -> str:
    """What a reader sees of a cell, with the sign for what is assumed, late or over its limit.

    A text that bears the sign already is left as it is.
    """
    cell = row.cells[at]
    text = clean(cell.text)
    return f"{text} {SIGN}".strip() if cell.alert and SIGN not in text else text


def has_alerts(table: Table) -> bool:
    """Whether the table needs the line that explains the sign."""
    return any(cell.alert for row in table.rows for cell in row.cells)
