"""What was really spent, started and delivered so far, as a file: format actuals/1.

The years up to `as_of` are closed. What stands in the file is history; a plan that is given it goes on from the year after.
What each entry does to the plan is in `catchup.assemble.history`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from catchup.errors import DataFileError
from catchup.evidence import Record, load_record, read_yaml
from catchup.profile import Code, Text

Year = Annotated[int, Field(ge=2000, le=2100)]
Amount = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
FIRST_YEAR = 2027


class Spent(Record):
    """Money of a lever in a closed year, million USD of 2025."""

    lever: str
    year: Year
    state_musd: Amount = Field(description="gross outlay of the state, what leaked included")
    private_musd: Amount = 0.0
    source: Text


class Started(Record):
    """Units of a plant, works or people taken in, begun in a closed year; or chips bought in it."""

    lever: str
    part: Literal["chips"] | None = Field(default=None, description="chips: accelerators ordered, in thousand H100 equivalents")
    year: Year
    units: Positive = Field(description="in units of the lever")
    project: str | None = Field(default=None, description="name of a candidate project that the start took")
    expected_completion: float | None = Field(default=None, ge=2000, le=2100, description="first output as it is expected now, decimal year")
    remaining_state_musd: Amount | None = Field(default=None, description="gross state money still to be paid; by the plan's calendar if left out")
    source: Text


class Adopted(Record):
    """A step of a stance, or a reform path, taken in a closed year and still in force."""

    lever: str
    step: str
    year: Year
    source: Text


class Funded(Record):
    """A tier of the laboratory programme, funded since a closed year and still funded."""

    tier: str
    year: Year
    source: Text


class Closed(Record):
    """A protected firm whose closure or sale was begun in a closed year."""

    firm: str
    year: Year
    source: Text


class CalledOff(Record):
    """A project under way that was called off in a closed year."""

    project: str
    year: Year
    source: Text


class Delivered(Record):
    """A metric's change against doing nothing, as it was measured in a closed year."""

    metric: str
    year: Year
    amount: Amount = Field(description="in the metric's unit; for compute H100 equivalents beyond the stock of the country's file")
    source: Text


class Actuals(Record):
    """What was really done in the years that are closed."""

    format: Literal["actuals/1"]
    country: Code
    as_of: Year = Field(description="fiscal year up to which books are closed; the plan now begins in the year after")
    first_year: Year | None = Field(default=None, description="first year of the earlier plan; that of `against`, or 2027")
    against: str | None = Field(default=None, description="earlier plan, as JSON, beside this file")
    spent: tuple[Spent, ...] = ()
    started: tuple[Started, ...] = ()
    adopted: tuple[Adopted, ...] = ()
    funded: tuple[Funded, ...] = ()
    closed: tuple[Closed, ...] = ()
    called_off: tuple[CalledOff, ...] = ()
    delivered: tuple[Delivered, ...] = ()

    @property
    def opened(self) -> int:
        """First year of the earlier plan."""
        return FIRST_YEAR if self.first_year is None else self.first_year

    @property
    def first_planned(self) -> int:
        """First year that is planned now."""
        return self.as_of + 1

    @property
    def begun(self) -> tuple[Started, ...]:
        """Starts of plants, works and people, without chips."""
        return tuple(one for one in self.started if one.part is None)

    def dated(self) -> Iterator[tuple[str, int]]:
        """Every entry's path in the file and its year."""
        for name in ("spent", "started", "adopted", "funded", "closed", "called_off", "delivered"):
            for at, entry in enumerate(getattr(self, name)):
                yield f"{name}[{at}]", entry.year


@dataclass(frozen=True)
class ActualsFile:
    """Actuals as they were read, with the line of each entry for errors."""

    actuals: Actuals
    file: Path
    lines: dict[str, int]

    @property
    def against(self) -> Path | None:
        """The earlier plan's file."""
        return None if self.actuals.against is None else self.file.parent / self.actuals.against

    def refusal(self, faults: list[tuple[str, str]]) -> DataFileError:
        """The error to raise for faults, given as paths in the file and what is wrong there."""
        placed = [(self.lines.get(path, self.lines.get(path.rpartition(".")[0], 1)), path, text) for path, text in faults]
        error = DataFileError(str(self.file), placed)
        error.remedy = "correct the lines named, then give the command again"
        return error


def read_actuals(file: str | Path) -> ActualsFile:
    """Reads a file of actuals.

    Raises:
        DataFileError: the file cannot be read or has faults, each with its line.
    """
    path = Path(file)
    actuals = load_record(path, Actuals)
    _, lines, _ = read_yaml(path)
    return ActualsFile(actuals, path, lines)
