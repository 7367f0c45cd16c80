"""Words and number formats in the reader's language.

The English sentence in the code is the key; `catchup/locale/<language>/LC_MESSAGES/catchup.po` holds the others, in the
gettext form that every translator's tool reads. A sentence without a translation stays English. The language belongs to the running
thread or task, so that two people at once can read in two languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import c2py
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


def number_signs() -> tuple[str, str, tuple[int, int]]:
    """Signs for thousands and for decimals, and the sizes of the last group of digits and of those before it, in the language in force."""
    return _signs(str(locale()))


@cache
def _signs(name: str) -> tuple[str, str, tuple[int, int]]:
    found = Locale.parse(name)
    symbols = found.number_symbols["latn"]
    last, others = found.decimal_formats[None].grouping
    return symbols["group"], symbols["decimal"], (last, others)


def written(english: str) -> str:
    """A number in English signs as the language in force writes it.

    >>> written("1,234.5")
    '1,234.5'
    """
    thousands, decimals, (last, others) = number_signs()
    if (thousands, decimals, last, others) == (",", ".", 3, 3):
        return english
    whole, dot, rest = english.replace(",", "").partition(".")
    sign, digits = (whole[0], whole[1:]) if whole[:1] in ("-", "+") else ("", whole)
    groups = [digits[-last:]]
    digits = digits[:-last]
    while digits:
        groups.insert(0, digits[-others:])
        digits = digits[:-others]
    return sign + thousands.join(groups) + (decimals + rest if dot else "")


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


def marked(text: str, /) -> str:
    """The text itself. It marks a text for the catalogues where a table of names is written down before a language is known.

    >>> marked("Leakage")
    'Leakage'
    """
    return text


def known(text: str, /) -> bool:
    """Whether a text has a translation in the language in force."""
    return _LANGUAGE.get() != "en" and text in _catalogue(_LANGUAGE.get()).texts


def _translated(text: str) -> str:
    if _LANGUAGE.get() == "en":
        return text
    return _catalogue(_LANGUAGE.get()).texts.get(text, text)


def _plural(one: str, many: str, count: float) -> str:
    words = _catalogue(_LANGUAGE.get())
    forms = words.pairs.get((one, many))
    if forms is None:
        return one if count == 1 else many
    return forms[min(words.form(count), len(forms) - 1)]


@dataclass(frozen=True)
class Words:
    """A catalogue as it is looked up: texts, pairs of singular and plural, and the form that a number takes."""

    texts: Mapping[str, str]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    rule: Callable[[int], int]

    def form(self, count: float) -> int:
        """Which plural form a number takes; French counts everything below two as one, 1.5 included."""
        return int(self.rule(int(abs(count))))


@cache
def _catalogue(named: str) -> Words:
    # Read once in a process, in some hundredths of a second; two threads that come at the same time read it twice, which does no harm.
    file = FOLDER / named / "LC_MESSAGES" / "catchup.po"
    found = Catalog(locale=named)
    if file.exists():
        with file.open("rb") as stream:
            found = read_po(stream, locale=named)
    single = {str(one.id): str(one.string) for one in found if one.id and one.string and not isinstance(one.id, tuple | list)}
    pairs = {
        (one.id[0], one.id[1]): tuple(map(str, one.string)) for one in found
        if isinstance(one.id, tuple | list) and isinstance(one.string, tuple | list) and all(one.string)
    }
    return Words(single, pairs, c2py(found.plural_expr))
