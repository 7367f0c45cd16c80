"""The register of figures: every number of a country, the catalogue and the world, named for a reader, with what it means and who uses it.

Names and meanings come from the records themselves, so that a new field is in the register without being listed anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from babel.numbers import format_decimal
from pydantic import BaseModel

from catchup.catalogue import LeverFile
from catchup.evidence import Figure
from catchup.language import locale, tr
from catchup.library import Case, figures
from catchup.profile import CountryProfile

Group = Literal["country", "levers", "world"]
GROUPS: tuple[Group, ...] = ("country", "levers", "world")
INNER = ("canonical", "details")
"""Parts of a path that tell a reader nothing."""
ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{}|;,)\]]+", re.IGNORECASE)
LETTERS = {"ai": "AI", "gdp": "GDP", "fx": "FX", "us": "US"}
"""Words of field names that are written in capitals."""
DIGITS = 6
LEADING = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One figure of the register."""

    path: str
    name: str
    group: Group
    figure: Figure
    meaning: str
    used_by: str

    @property
    def unit(self) -> str:
        """The unit, with the year of the prices where it is not 2025."""
        priced = self.figure.price_year
        return tr("{unit}, prices of {year}", unit=self.figure.unit, year=priced) if priced not in (None, "2025") else self.figure.unit

    @property
    def searched(self) -> str:
        """All text that a search looks through."""
        one = self.figure
        return f"{self.name} {self.meaning} {self.used_by} {one.unit} {one.year} {one.source} {one.quality}"


def register_of(case: Case) -> tuple[Row, ...]:
    """The register of a case, with what the scenario changed: the country first, then measures by name, then the world."""
    titles = _titles(case.profile, case.levers)
    named = {lever: one.name for lever, one in case.levers.items()}
    trees: tuple[tuple[Group, Any], ...] = (("country", case.profile), ("levers", dict(sorted(case.levers.items(), key=lambda one: one[1].name))), ("world", case.world))
    return tuple(
        Row(f"{group}.{path}", _name(path, titles, named if group == "levers" else {}), group, figure, _meaning(tree, path.split(".")), _user(group, path, named, case))
        for group, tree in trees for path, figure in figures(tree)
    )


def names_in(profile: CountryProfile, levers: Mapping[str, LeverFile]) -> Callable[[str], str]:
    """What the figures of a country, of measures and of the world are called, by their full path.

    Example:
        >>> from catchup.library import load_country
        >>> names_in(load_country("NGA"), {})("country.compute.stock")
        'Compute · stock'
    """
    titles, named = _titles(profile, levers), {lever: one.name for lever, one in levers.items()}

    def name_of(path: str) -> str:
        group, _, rest = path.partition(".")
        return _name(rest, titles, named if group == "levers" else {})

    return name_of


def _titles(profile: CountryProfile, levers: Mapping[str, LeverFile]) -> dict[str, str]:
    """What the projects, laboratories and firms of a country, and the parts of measures, are called."""
    found = {one.id: one.name for part in (profile.projects, profile.labs, profile.protected_firms) for one in part}
    for lever in levers.values():
        for part in ("tiers", "paths", "steps"):
            found |= {f"{lever.id}.{one.id}": one.name for one in getattr(lever.details, part, ())}
    return found | {f"adjustments.{lever}": one.name for lever, one in levers.items()}


def _name(path: str, titles: dict[str, str], named: dict[str, str]) -> str:
    """A path as words, e.g. "Gas power plant · lead time"."""
    parts = path.split(".")
    words = []
    for at, part in enumerate(parts):
        if part in INNER:
            continue
        title = (
            named.get(part) if at == 0 else titles.get(f"{parts[0]}.{part}") if named or parts[0] == "adjustments" else titles.get(part)
        )
        words.append(title or " ".join(LETTERS.get(word, word) for word in part.split("_")))
    said = " · ".join(words)
    return said[:1].upper() + said[1:]


def _meaning(node: Any, parts: Sequence[str]) -> str:
    """What the record says of a field; empty where its name says it all."""
    said = ""
    for part in parts:
        if isinstance(node, BaseModel):
            field = type(node).model_fields.get(part)
            said = field.description or "" if field else ""
            node = getattr(node, part, None)
        elif isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, tuple):
            node = next((one for one in node if part in (getattr(one, "id", None), getattr(one, "lever", None))), None)
    return said


def _user(group: Group, path: str, named: dict[str, str], case: Case) -> str:
    """The measure, or the part of the plan, that a figure goes into."""
    section, *rest = path.split(".")
    if group == "levers":
        return named[section]
    if group == "world":
        return _world_users().get(section, tr("the whole plan"))
    if section == "adjustments":
        return named.get(rest[0], rest[0])
    if section == "projects":
        lever = next((one.lever for one in case.profile.projects if one.id == rest[0]), "")
        return named.get(lever, lever)
    return _country_users().get(section, tr("the whole plan"))


def _country_users() -> dict[str, str]:
    return {
        "currency": tr("amounts in local money"), "fiscal_year": tr("names of years"), "economy": tr("size of money and demand"),
        "institutions": tr("leakage, delivery, sunsets"), "fiscal": tr("public money and loans"),
        "external": tr("foreign exchange, private money, partners"), "demand": tr("market for AI"), "power": tr("power"), "people": tr("staff"),
        "compute": tr("AI data centre"), "logistics": tr("ports and sites"), "politics": tr("political capital"),
        "absorption_base": tr("pace of spending"), "labs": tr("domestic models"), "protected_firms": tr("closing of firms"),
    }


def _world_users() -> dict[str, str]:
    return {
        "chips": tr("AI chips"), "frontier": tr("frontier of AI"), "market": tr("market for AI"), "links": tr("chain position"),
        "deflator": tr("prices of 2025"), "base_year": tr("prices of 2025"),
    }


def addresses(source: str) -> Iterator[str]:
    """Addresses of pages in a source: those that begin with http or https, name a host and carry no password.

    Example:
        >>> list(addresses("see https://example.org/a, javascript:alert(1) and http://user:pw@x.org"))
        ['https://example.org/a']
    """
    for found in ADDRESS.findall(source):
        text = found.rstrip(".:!?")
        try:
            parts = urlsplit(text)
            if parts.hostname and "." in parts.hostname and "@" not in parts.netloc:
                yield text
        except ValueError:
            continue  # no address after all, such as one with half an IPv6 host


def tidy(amount: float) -> str:
    """A number of a file to six significant figures, in the reader's signs and without zeros that say nothing.

    Example:
        >>> tidy(0.00120000), tidy(232679000.0)
        ('0.0012', '232,679,000')
    """
    return str(format_decimal(float(f"{amount:.{DIGITS}g}"), "#,##0.############", locale=locale()))


def as_text(text: str) -> str:
    """Text of a cell that no spreadsheet takes for a formula.

    Example:
        >>> as_text("=1+1")
        "'=1+1"
    """
    return f"'{text}" if text.startswith(LEADING) else text
