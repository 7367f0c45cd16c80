"""The glossary of the documents, on hover and on the help page. `docs/GLOSSARY.md` is its only source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from catchup.report.terms import Section, Term, read_glossary
from components.words import plain

# Beside the app in a source folder, and beside the package where it is installed: the same distance in both.
FILE = Path(__file__).resolve().parents[2] / "docs" / "GLOSSARY.md"


@cache
def sections() -> tuple[Section, ...]:
    """The glossary by section; empty where the document did not come with the installation."""
    return read_glossary(FILE.read_text(encoding="utf-8")) if FILE.is_file() else ()


@cache
def _by_name() -> dict[str, Term]:
    return {name: term for section in sections() for term in section.terms for name in term.names}


def help(name: str) -> str | None:
    """What a term means, for the `help` of a control or a header; None where the glossary did not come along.

    Raises:
        KeyError: the glossary has no such term, which is a mistake of the page that asks.
    """
    if not sections():
        return None
    return plain(_by_name()[name].meaning)
