"""The glossary as data: read from the tables of `docs/GLOSSARY.md`, and of `docs/GLOSSARY.<language>.md` in another language."""

from __future__ import annotations

import re

from catchup.evidence import Record

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_REMARK = re.compile(r"\s*\([^)]*\)")


class Term(Record):
    """One entry: its title as printed, the names it is looked up by, what it means, its unit if it has one, and the English term it stands for if it is in another language."""

    title: str
    names: tuple[str, ...]
    meaning: str
    unit: str = ""
    english: str = ""


class Section(Record):
    """A part of the glossary."""

    title: str
    terms: tuple[Term, ...]


def read_glossary(text: str) -> tuple[Section, ...]:
    r"""Sections with their terms, from Markdown: a heading of the second level, then a table with the term in bold.

    Example:
        >>> read_glossary("## Time\n| term | meaning |\n|---|---|\n| **ramp, rise** (of a plant) | Time to full output. |")[0].terms[0].names
        ('ramp', 'rise')
    """
    found: list[tuple[str, list[Term]]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append((line[3:].strip(), []))
        elif found and line.startswith("| **"):
            found[-1][1].append(_term(line))
    return tuple(Section(title=title, terms=tuple(terms)) for title, terms in found if terms)


def _term(line: str) -> Term:
    cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    bold = _BOLD.search(cells[0])
    title = bold.group(1) if bold else cells[0]
    unit = cells[2] if len(cells) > 2 and cells[2] != "-" else ""
    names = tuple(dict.fromkeys(_REMARK.sub("", one).strip() for one in title.split(",")))
    english = cells[3] if len(cells) > 3 else ""
    return Term(title=_BOLD.sub(r"\1", cells[0]), names=names, meaning=cells[1].replace("`", ""), unit=unit, english=english)
