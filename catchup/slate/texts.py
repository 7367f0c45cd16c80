"""What data files say for a slate: a card for each measure, and the offices and procedures of a country.

`data/slate/measures.yaml` holds the cards, `data/slate/countries/*.yaml` the offices. A country without a file gets the names of the
roles, so that its slate says "the finance ministry" and invents no one.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from catchup.errors import DataFileError
from catchup.evidence import Months, Quality, Record, load_record
from catchup.language import tr
from catchup.library import data_root, digest_of
from catchup.profile import Code, Identifier, Text

Role = Literal[
    "cabinet", "ai", "finance", "power", "education", "trade", "works", "regulator", "subnational", "state_firm", "private", "development_bank",
]
ROLES: tuple[Role, ...] = (
    "cabinet", "ai", "finance", "power", "education", "trade", "works", "regulator", "subnational", "state_firm", "private", "development_bank",
)
MeasureType = Literal["invest", "regulate", "procure", "talent", "finance"]
Pillar = Literal["power", "compute", "chips", "models", "people", "rules and trade", "integrity"]
Lead = Literal["permit", "procure", "build", "train"]


class Roles(Record):
    """Who answers (exactly one), does the work, is asked and is told. The one who answers may also do the work."""

    A: Role
    R: tuple[Role, ...]
    C: tuple[Role, ...] = ()
    I: tuple[Role, ...] = ()  # noqa: E741 - the letters are those of a RACI table

    @model_validator(mode="after")
    def _one_part_each(self) -> Roles:
        parts = [*self.R, *self.C, *self.I]
        if len(set(parts)) != len(parts) or self.A in (*self.C, *self.I):
            raise ValueError("a role has one letter; only the one who answers may also do the work")
        return self


class MeasureCard(Record):
    """What a slate says of a measure besides what the planner knows."""

    type: MeasureType
    pillar: Pillar
    instrument_kind: Text = Field(description="kind of legal instrument; its name in a country is in the country file's owners")
    kpi_unit: Text
    kpi_source: Text = Field(description="where the indicator is read")
    lead: Lead = Field(description="what takes most of the time before it works")
    review_period: Months = Field(description="after first output; after the start where there is none")
    sunset_period: Months = Field(description="after the review")
    consequence: Text
    evidence: Text = Field(description="what shows that it was completed")
    raci: Roles
    winners: Text
    losers: Text
    compensation: Text
    first_days: Text = Field(description="what is done in the first hundred days")
    kpi: Text | None = Field(default=None, description="indicator, where the lever's own does not fit: ending something is not measured by its output")
    sunset_test: Text | None = None
    fails_because: Text | None = None


class MeasureFile(Record):
    """All cards, with one statement on where they come from."""

    format: Literal["measures/1"]
    quality: Quality
    reason: Text
    measures: dict[Identifier, MeasureCard]
    endings: dict[Literal["call_off", "end_funding"], MeasureCard] = Field(description="cards of steps that end something of a lever")


class Statement(Record):
    """A fact in words, with its source."""

    value: Text
    source: Text
    quality: Quality


class Office(Record):
    """A body that plays a role."""

    name: Text
    short: Text
    source: Text
    quality: Quality


class Offices(Record):
    """Who plays which role in a country, and how it decides, audits and writes."""

    format: Literal["offices/1"]
    country: Code
    languages: Statement | None = None
    address: Statement | None = None
    approval: Statement | None = None
    sunset_law: Statement | None = None
    audit: Statement | None = None
    monitoring: Statement | None = None
    budget_day: Statement | None = None
    offices: dict[Role, Office]

    @model_validator(mode="after")
    def _every_role(self) -> Offices:
        missing = [role for role in ROLES if role not in self.offices]
        if missing:
            raise ValueError(f"no office plays {', '.join(missing)}")
        return self


def load_measures() -> MeasureFile:
    """The cards of all measures.

    Raises:
        DataFileError: the file has faults.
    """
    file = data_root() / "slate" / "measures.yaml"
    if not file.is_file():
        raise DataFileError(str(file), [(0, "", "cannot be read: no such file")])
    return _measures(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _measures(file: Path, _changed: int) -> MeasureFile:
    return load_record(file, MeasureFile)


def load_offices(country: str) -> Offices:
    """The offices of a country, or the names of the roles where it has no file.

    Raises:
        DataFileError: the file has faults.
    """
    file = _offices_file(country)
    return load_record(file, Offices) if file.is_file() else _nameless(country)


def texts_digest(country: str) -> str:
    """SHA-256 of the files that a slate's words come from."""
    files = [data_root() / "slate" / "measures.yaml", _offices_file(country)]
    return digest_of([file for file in files if file.is_file()])


def _offices_file(country: str) -> Path:
    return data_root() / "slate" / "countries" / f"{Path(country).name}.yaml"


def _nameless(country: str) -> Offices:
    names = role_names()
    reason = tr("the role's name: no file of offices for this country")
    offices: dict[Role, Office] = {role: Office(name=names[role], short=names[role], source=reason, quality="assumed") for role in ROLES}
    return Offices(format="offices/1", country=country, offices=offices)


def role_names() -> dict[Role, str]:
    """Names of the roles, for countries without a file of offices."""
    return {
        "cabinet": tr("Head of government's office"), "ai": tr("Ministry in charge of AI"), "finance": tr("Finance ministry"),
        "power": tr("Power ministry"), "education": tr("Education ministry"), "trade": tr("Trade ministry"),
        "works": tr("Sector ministry"), "regulator": tr("Regulator"), "subnational": tr("States and provinces"),
        "state_firm": tr("State firms"), "private": tr("Private consortia"), "development_bank": tr("Development banks"),
    }
