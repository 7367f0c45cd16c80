"""The tables behind a starter file: facts of 35 economies, currencies, calendars and priors (`data/facts`)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from catchup.errors import DataFileError
from catchup.evidence import Quality, Record, load_record
from catchup.library import data_root

Triple = tuple[float, float, float]
DriverName = Literal["corruption", "effectiveness", "income", "access", "size"]
Scale = Literal["gdp", "population"]


class Driver(Record):
    """What a prior varies with, and where its three anchors lie."""

    unit: str
    weak: float
    middle: float
    strong: float
    log: bool
    says: str
    year: str
    source: str
    quality: Quality


class FactRule(Record):
    """A fact of the table that goes straight into a field of the profile."""

    field: str = Field(description="name in country_facts.csv; empty if the table has none")
    factor: float
    unit: str
    relative: float = Field(description="half width of the range as a share of the value")
    absolute: float = Field(description="half width of the range in the unit")
    widest: tuple[float, float] = Field(description="range of all countries")
    find: str


class RatioRule(Record):
    """One fact times value, low and high gives another figure."""

    ratio: Triple
    reason: str


class Prior(Record):
    """What is assumed: one triple of value, low and high for any country, or three along a driver."""

    unit: str
    year: str
    quality: Literal["assumed"]
    reason: str
    per: Scale | None = None
    any: Triple | None = None
    driver: DriverName | None = None
    log: bool = False
    weak: Triple | None = None
    middle: Triple | None = None
    strong: Triple | None = None


class CodeList(Record):
    """ISO codes that share a trait."""

    source: str
    codes: tuple[str, ...]


class Priors(Record):
    """The file of priors."""

    drivers: dict[DriverName, Driver]
    facts: dict[str, FactRule]
    landlocked: CodeList
    rules: dict[str, RatioRule]
    priors: dict[str, Prior]


class FactRow(Record):
    """One row of the facts table."""

    iso3: str
    country: str
    field: str
    value: float
    unit: str
    year: str
    source: str
    retrieval: Literal["retrieved", "recalled"]

    @property
    def quality(self) -> Quality:
        """A row read at its source is measured; derived, proxied and recalled rows are estimated."""
        weaker = self.source.startswith("derived") or "proxy" in self.unit
        return "estimated" if weaker or self.retrieval == "recalled" else "measured"

    @property
    def cited(self) -> str:
        """The source as a figure has to state it."""
        return self.source if self.retrieval == "retrieved" else f"recalled: {self.source}"


def facts_folder() -> Path:
    """Folder of the tables."""
    return data_root() / "facts"


def _rows(name: str) -> list[dict[str, str]]:
    file = facts_folder() / name
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise DataFileError(str(file), [(0, "", f"cannot be read: {problem}")]) from None


@cache
def _facts(root: Path) -> dict[str, dict[str, FactRow]]:
    found: dict[str, dict[str, FactRow]] = {}
    faults: list[tuple[int, str, str]] = []
    for line, row in enumerate(_rows("country_facts.csv"), 2):
        try:
            one = FactRow.model_validate({**row, "value": float(row["value"])})
        except (ValueError, KeyError, TypeError) as problem:
            said = problem.errors()[0]["msg"] if isinstance(problem, ValidationError) else str(problem)
            faults.append((line, str(row.get("field", "")), f"is no fact: {said}"))
        else:
            found.setdefault(one.iso3, {})[one.field] = one
    if faults:
        raise DataFileError(str(root / "country_facts.csv"), faults)
    return found


def country_facts() -> dict[str, dict[str, FactRow]]:
    """Facts by country and field."""
    return _facts(facts_folder())


@cache
def _priors(file: Path) -> Priors:
    return load_record(file, Priors)


def load_priors() -> Priors:
    """Reads what is assumed where no fact is known."""
    return _priors(facts_folder() / "priors.yaml")


@cache
def _by_code(root: Path, name: str) -> dict[str, dict[str, str]]:
    try:
        return {row["iso3"]: row for row in _rows(name)}
    except KeyError:
        raise DataFileError(str(root / name), [(1, "iso3", "there is no such column")]) from None


def currencies() -> dict[str, dict[str, str]]:
    """Currency, symbol and rate by country."""
    return _by_code(facts_folder(), "currencies.csv")


def calendars() -> dict[str, dict[str, str]]:
    """Fiscal year and next election by country."""
    return _by_code(facts_folder(), "calendars.csv")
