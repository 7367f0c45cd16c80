"""Words and number formats in the reader's language.

The English sentence in the code is the key; `catchup/locale/<language>/LC_MESSAGES/catchup.po` holds the others, in the
gettext form that every translator's tool reads. A sentence without a translation stays English. The language belongs to the running
thread or task, so that two people at once can read in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "fr": "Français"}
_LANGUAGE: ContextVar[str] = ContextVar("language", default="en")
_REGION: ContextVar[str] = ContextVar("region", default="")


def speak(language: str, region: str = "") -> None:
    """Sets the language of this thread or task from here on.

    Args:
        language: a key of `LANGUAGES`; anything else is English. region: ISO 3166 two-letter code, for number and date formats.
    """
    _LANGUAGE.set(language if language in LANGUAGES else "en")
    _REGION.set(region)


@contextmanager
def speaking(language: str, region: str = "") -> Iterator[None]:
    """Speaks a language within a block."""
    before = _LANGUAGE.get(), _REGION.get()
    speak(language, region)
    try:
        yield
    finally:
        speak(*before)


def language() -> str:
    """The language in force."""
    return _LANGUAGE.get()


def locale() -> Locale:
    """Number and date formats in force: those of the language in the region if they are known, else of the language."""
    named, region = _LANGUAGE.get(), _REGION.get()
    return _locale(named, region)


@cache
def _locale(named: str, region: str) -> Locale:
    try:
        return Locale.parse(f"{named}_{region}") if region else Locale.parse("en_US" if named == "en" else named)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US" if named == "en" else named)


def tr(text: str, /, **values: Any) -> str:
    """A sentence in the language in force, with `{name}` places filled in. Without values nothing is filled in.

    >>> tr("{count} years", count=3)
    '3 years'
    """
    said = _translated(text)
    return said.format(**values) if values else said


def trn(one: str, many: str, count: float, /, **values: Any) -> str:
    """A sentence that depends on a number; `{count}` is that number unless given otherwise.

    >>> trn("{count} step", "{count} steps", 1)
    '1 step'
    """
    said = (one if count == 1 else many) if _LANGUAGE.get() == "en" else _plural(one, many, count)
    return said.format(**{"count": count, **values})


def _translated(text: str) -> str:
    if _LANGUAGE.get() == "en":
        return text
    message = _catalogue(_LANGUAGE.get()).get(text)
    return str(message.string) if message is not None and message.string and not isinstance(message.string, tuple | list) else text


def _plural(one: str, many: str, count: float) -> str:
    catalogue = _catalogue(_LANGUAGE.get())
    message = catalogue.get((one, many))
    if message is None or not message.string:
        return one if count == 1 else many
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    # French counts 0 and 1 as singular; the catalogue's own rule decides.
    at = int(eval_plural(catalogue, count))
    return str(forms[min(at, len(forms) - 1)] or many)


def eval_plural(catalogue: Catalog, count: float) -> int:
    """Which plural form a number takes, by the rule in the catalogue's header."""
    from gettext import c2py

    return int(c2py(catalogue.plural_expr)(int(count)))


@cache
def _catalogue(named: str) -> Catalog:
    file = FOLDER / named / "LC_MESSAGES" / "catchup.po"
    if not file.exists():
        return Catalog(locale=named)
    with file.open("rb") as stream:
        return read_po(stream, locale=named)
