"""Sentences that were written in English, in plans and data files, told again in the language in force.

A plan keeps its findings in English, so that it reads the same for everybody who was given its file. A page or a document shows them
through `retold`: a text that the catalogue holds is looked up, a sentence of a known form (`catchup.report.sayings`) is taken apart and
put together again in the other language. What is neither, such as the name of a project or a source, stays as it was written.
"""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache

from babel import Locale

from catchup.language import known, language, locale, tr, written
from catchup.report.sayings import SAYINGS

LONGEST = 2000
DEEPEST = 5
DOT = " · "
LEAST_FIXED = 13  # letters
NUMBERS = frozenset({"year", "years", "start", "end", "first", "last", "count", "at", "amount", "share", "odds", "low", "high", "out", "room", "vote", "cash"})
"""Places of numbers, by name."""
_AMOUNT = re.compile(r"([-+]?[\d,]*\d(?:\.\d+)?)( ?%)?(?: (.+))?")
_YEARS = re.compile(r"\d{4}(-\d\d)?")
_BETWEEN = re.compile(r"(, | and |; | \+ | / )")


def retold(text: str) -> str:
    """A text in the language in force; as it is where it has no known form. Nothing in the text is taken for a place to be filled.

    >>> retold("no partner more likely than not (odds 0.20)")
    'no partner more likely than not (odds 0.20)'
    """
    if language() == "en" or not text or len(text) > LONGEST:
        return text
    return _kept(text, language(), str(locale()))


@lru_cache(maxsize=8192)
def _kept(text: str, _language: str, _region: str) -> str:
    # The language and region are part of the key only: the thread that asks already speaks them.
    found = _told(" ".join(text.split()), 0)
    return text if found is None else found


def _told(text: str, depth: int, *, sure: bool = False) -> str | None:
    """The text told again; None where it has no known form.

    Args:
        sure: whether it is certainly English, because it stands in an English sentence; a number alone could be in either language.
    """
    if depth > DEEPEST or not text:
        return None
    return _looked_up(text) or _number(text, depth, sure=sure) or _saying(text, depth) or _parts(text, depth, sure=sure)


def _looked_up(text: str) -> str | None:
    if known(text):
        return tr(text)
    if "_" in text and known(text.replace("_", " ")):
        return tr(text.replace("_", " "))
    if known(f"{text}."):
        return tr(f"{text}.").removesuffix(".")
    turned = _turned(text)
    if known(turned):
        return _turned(tr(turned))
    if text.isupper() and known(text.lower()):
        return tr(text.lower())
    return _short_names(language()).get(text) or _countries(language()).get(text)


@cache
def _countries(named: str) -> dict[str, str]:
    """English names of countries, the short and the official ones, with their names in a language."""
    import pycountry

    english, other = Locale.parse("en").territories, Locale.parse(named).territories
    found = {name: other[code] for code, name in english.items() if code.isalpha() and code in other}
    for one in pycountry.countries:
        names = (one.name, getattr(one, "common_name", one.name), getattr(one, "official_name", one.name))
        found |= {name: other[one.alpha_2] for name in names if one.alpha_2 in other}
    return found


def _turned(text: str) -> str:
    """The same text with the other kind of first letter."""
    return (text[0].lower() if text[0].isupper() else text[0].upper()) + text[1:]


@cache
def _short_names(_language: str) -> dict[str, str]:
    """Names of measures without their explanation, which sentences use."""
    from catchup.library import lever_ids, load_lever
    from catchup.report.words import short

    found: dict[str, str] = {}
    for one in lever_ids():
        name = load_lever(one).name
        plain, other = name.split(" (")[0].split(":")[0].strip(), short(tr(name))
        for form in (plain, plain.split(", with ")[0]):
            found |= {form: other, _turned(form): _small(other) if form[0].isupper() else other}
        found |= {one: other, one.replace("_", " "): other}
    return found


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _number(text: str, depth: int, *, sure: bool) -> str | None:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    amount, percent, unit = found.groups()
    said = amount if _YEARS.fullmatch(text) else written(amount)
    if percent:
        said = tr("{amount} %", amount=said)
    if not unit:
        return said if sure else None
    other = _told(unit, depth + 1, sure=sure)
    return f"{said} {other}" if other is not None and (sure or other != unit) else None


def _saying(text: str, depth: int) -> str | None:
    for saying, literals, names in _sayings():
        values = _taken_apart(text, literals, names)
        if values is None or not all(_fits(name, value) for name, value in zip(names, values, strict=True)):
            continue
        told = [_told(value, depth + 1, sure=True) for value in values]
        # A form of few words of its own could be any text, so it counts only where all of it is known.
        if None in told and sum(map(len, literals)) < LEAST_FIXED:
            continue
        return tr(saying, **{name: one or value for name, one, value in zip(names, told, values, strict=True)})
    return None


def _fits(name: str, value: str) -> bool:
    """Whether a value can stand in a place: numbers and years begin with a digit."""
    return name not in NUMBERS or value.lstrip("-+")[:1].isdigit()


@cache
def _sayings() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Every form with its fixed parts and the names of its places: those that begin with fixed text first, then those with most of it."""
    found = []
    for one in SAYINGS:
        pieces = list(string.Formatter().parse(one))
        names = tuple(name for _, name, _, _ in pieces if name is not None)
        literals = [literal for literal, _, _, _ in pieces]
        if pieces[-1][1] is not None:
            literals.append("")
        found.append((one, tuple(literals), names))
    return tuple(sorted(found, key=lambda one: (not one[1][0], -sum(map(len, one[1])))))


def _taken_apart(text: str, literals: tuple[str, ...], names: tuple[str, ...]) -> list[str] | None:
    """What stands in the places between fixed parts, each as short as it can be; None where the text has another form."""
    first, last = literals[0], literals[-1]
    if not (text.startswith(first) and text.endswith(last)) or len(text) < len(first) + len(last):
        return None
    end, at, values = len(text) - len(last), len(first), []
    for literal, following in zip(literals[1:-1], names[1:], strict=False):
        found = text.find(literal, at + 1, end)
        while found >= 0 and not _fits(following, text[found + len(literal):end]):
            found = text.find(literal, found + 1, end)
        if found < 0:
            return None
        values.append(text[at:found])
        at = found + len(literal)
    if len(literals) > 1:
        values.append(text[at:end])
    return values if all(values) else None


def _parts(text: str, depth: int, *, sure: bool) -> str | None:
    """A sentence with its full stop, a name with what is said of it, or a list: told only if all of it can be."""
    if text.endswith("."):
        said = _told(text[:-1], depth + 1, sure=sure)
        return None if said is None else f"{said}."
    if DOT in text:
        # The name of a figure: what has a name of its own within it keeps that name.
        return DOT.join(_told(piece, depth + 1) or piece for piece in text.split(DOT))
    head, colon, rest = text.partition(": ")
    if colon:
        one, other = _told(head, depth + 1, sure=sure), _told(rest, depth + 1, sure=sure)
        return None if one is None or other is None else tr("{name}: {text}", name=one, text=other)
    pieces = _BETWEEN.split(text)
    if len(pieces) == 1:
        return None
    told = [piece if at % 2 else _told(piece, depth + 1, sure=sure) for at, piece in enumerate(pieces)]
    if any(one is None for one in told):
        return None
    return "".join({" and ": tr(" and "), "; ": tr("; ")}.get(one or "", one or "") for one in told)
