"""The glossary of the documents, on hover and on the help page, in the language in force. `docs/GLOSSARY.md` is its source, `docs/GLOSSARY.<language>.md` its translation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from catchup.language import language
from catchup.report.terms import Section, Term, read_glossary
from components.words import plain

# Beside the app in a source folder, and beside the package where it is installed: the same distance in both.
FOLDER = Path(__file__).resolve().parents[2] / "docs"


def sections() -> tuple[Section, ...]:
    """The glossary by section; in English where it is not translated, empty where the document did not come with the installation."""
    return _read(language()) or _read("en")


@cache
def _read(named: str) -> tuple[Section, ...]:
    file = FOLDER / ("GLOSSARY.md" if named == "en" else f"GLOSSARY.{Path(named).name}.md")
    return read_glossary(file.read_text(encoding="utf-8")) if file.is_file() else ()


@cache
def _by_name(named: str) -> dict[str, Term]:
    """English names of the terms -> the terms in a language, English where one is not translated."""
    found = {name: term for section in _read("en") for term in section.terms for name in term.names}
    told = {term.english: term for section in _read(named) for term in section.terms if term.english}
    return {name: told.get(term.names[0], term) for name, term in found.items()}


def help(name: str) -> str | None:
    """What a term means, for the `help` of a control or a header; None where the glossary did not come along.

    Raises:
        KeyError: the glossary has no such term, which is a mistake of the page that asks.
    """
    if not sections():
        return None
    return plain(_by_name(language())[name].meaning)
