"""A strategy that somebody wrote: the file format slate/1, and how it is read and checked.

A slate is a list of decisions in the planner's levers, with the words they come from. What its author said that no lever can
express stands beside them with the reason, so that nothing is dropped in silence. See `catchup.scoring.instructions` for what the
decisions ask of the planner.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from catchup.assemble import DEFAULT_HORIZON, FIRST_YEAR, Choices, resolve
from catchup.assemble.choices import options_of_lever
from catchup.errors import DataFileError, InputError, UnknownNameError
from catchup.evidence import Record, load_record, read_yaml
from catchup.library import Case, data_root, load_case
from catchup.problem import Target
from catchup.profile import Text
from catchup.requests import parse_target

Reading = Literal["strong", "mild"]
Units = Annotated[float, Field(ge=0)]
Fault = tuple[int, str, str]


class Decision(Record):
    """One thing the strategy decides. A lever named alone means: at all, at any time."""

    lever: str
    option: str | None = Field(default=None, description="one part of the lever: step, tier, firm, project, reform path, or chips")
    year: int | None = Field(default=None, description="begun in that very year")
    by: int | None = Field(default=None, description="begun by that year")
    until: int | None = Field(default=None, description="nothing begun, and no model programme funded, after that year")
    units: Units | None = Field(default=None, description="exactly so many units of the lever: in the year, by the year, or in all")
    at_least: Units | None = Field(default=None, description="no fewer units")
    at_most: Units | None = Field(default=None, description="no more units")
    out: bool = Field(default=False, description="not at all")
    text: Text = Field(description="the author's words, quoted or put shortly")
    assumed: str | None = Field(default=None, description="what had to be read into the words, and why so")
    reading: Reading | None = Field(default=None, description="the only reading in which this is decided; both if left out")

    @model_validator(mode="after")
    def _can_be_meant(self) -> Decision:
        when = [name for name in ("year", "by") if getattr(self, name) is not None]
        much = [name for name in ("units", "at_least", "at_most") if getattr(self, name) is not None]
        if self.out and (when or much or self.until is not None):
            raise ValueError("a lever that is out has no year and no units: drop `out`, or drop them")
        if len(when) > 1:
            raise ValueError("give `year` (in that very year) or `by` (by that year), not both")
        if self.units is not None and len(much) > 1:
            raise ValueError("give `units` (exactly), or `at_least` and `at_most`, not both")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at least {self.at_least:g} and at most {self.at_most:g} cannot both be")
        if self.until is not None and self.until < max(self.year or 0, self.by or 0):
            raise ValueError(f"until {self.until} ends before it has begun")
        return self

    @property
    def key(self) -> tuple[str, str | None]:
        """The lever, or the part of it, that is decided."""
        return self.lever, self.option


class StatedTarget(Record):
    """A result that the strategy promises, as `metric>=amount@year`."""

    target: str
    text: Text
    assumed: str | None = None
    reading: Reading | None = None

    @property
    def parsed(self) -> Target:
        """The target in the planner's terms.

        Raises:
            OverrideError: it cannot be read.
        """
        return parse_target(self.target)


class NotModelled(Record):
    """Something the author asks for that no lever expresses."""

    text: Text
    why: Text


class Strategy(Record):
    """A strategy in the planner's terms. Written by others: it is priced, never believed."""

    format: Literal["slate/1"] = "slate/1"
    name: Text
    country: str = Field(description="ISO code, or a country file")
    said_by: Text
    source: Text
    scenario: str = "baseline"
    rest: Literal["open", "closed"] = Field(description="open: the planner completes it; closed: every other lever is left alone")
    readings: dict[Reading, str] = Field(default_factory=dict, description="what taking the author strongly or mildly means")
    decisions: tuple[Decision, ...] = ()
    targets: tuple[StatedTarget, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
    overrides: tuple[str, ...] = ()
    objective: Literal["value", "compute", "tokens", "position", "least_cost"] = "value"
    horizon: int = Field(default=DEFAULT_HORIZON, ge=1)
    first_year: int = FIRST_YEAR
    other_users_weight: float | None = Field(default=None, ge=0, le=1)
    take_power_mw: float = Field(default=0.0, ge=0)

    def read(self, reading: Reading) -> Strategy:
        """The strategy with only what holds in one reading."""
        return self.model_copy(update={
            "decisions": tuple(one for one in self.decisions if one.reading in (None, reading)),
            "targets": tuple(one for one in self.targets if one.reading in (None, reading)),
        })

    def case(self) -> Case:
        """The records the strategy is priced with.

        Raises:
            InputError: country, scenario or an override is unknown.
        """
        return load_case(self.country, self.scenario, self.overrides)


def slate_ids() -> list[str]:
    """Names of the slates that ship."""
    return sorted(file.stem for file in (data_root() / "slates").glob("*.yaml"))


def slate_file(name: str | Path) -> Path:
    """The file of a slate given by its path, or by the name of one that ships.

    Raises:
        UnknownNameError: neither is there.
    """
    file = Path(name)
    if file.suffix in (".yaml", ".yml") or file.is_file():
        return file
    if str(name) not in slate_ids():
        raise UnknownNameError("slate", str(name), slate_ids())
    return data_root() / "slates" / f"{name}.yaml"


def load_strategy(name: str | Path) -> Strategy:
    """Reads and checks a slate.

    Raises:
        DataFileError: with every fault and its line. UnknownNameError: no such file or slate.
    """
    file = slate_file(name)
    strategy = load_record(file, Strategy)
    faults = faults_of(strategy)
    if faults:
        _, lines, _ = read_yaml(file)
        raise DataFileError(str(file), sorted((_line(path, lines), path, text) for path, text in faults))
    return strategy


def _line(path: str, lines: dict[str, int]) -> int:
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 1)


def faults_of(strategy: Strategy) -> list[tuple[str, str]]:
    """What in a strategy cannot be, as path in the file and sentence."""
    try:
        case = strategy.case()
    except DataFileError:
        raise
    except InputError as problem:
        return [(_culprit(strategy, problem), _said(problem))]
    faults = [(f"decisions[{at}]{path}", text) for at, one in enumerate(strategy.decisions) for path, text in _wrong(one, strategy, case)]
    faults += _contradictions(strategy)
    for at, stated in enumerate(strategy.targets):
        try:
            choices = Choices(horizon=strategy.horizon, first_year=strategy.first_year, targets=(stated.parsed,))
            resolve(case, choices)
        except InputError as problem:
            faults.append((f"targets[{at}].target", _said(problem)))
    return faults


def _culprit(strategy: Strategy, problem: InputError) -> str:
    kind = problem.kind if isinstance(problem, UnknownNameError) else ""
    return kind if kind in ("country", "scenario") else "overrides"


def _said(problem: InputError) -> str:
    return f"{problem.message}; {problem.remedy}" if problem.remedy else problem.message


def _wrong(decision: Decision, strategy: Strategy, case: Case) -> list[tuple[str, str]]:
    if decision.lever not in case.levers:
        return [(".lever", _said(UnknownNameError("lever", decision.lever, list(case.levers))))]
    found = []
    known = options_of_lever(case, decision.lever)
    if decision.option is not None and decision.option not in known:
        problem = UnknownNameError(f"part of {decision.lever}", decision.option, known)
        found.append((".option", _said(problem) if known else f"{decision.lever} has no parts; leave `option` out"))
    first, last = strategy.first_year, strategy.first_year + strategy.horizon - 1
    for name in ("year", "by", "until"):
        year = getattr(decision, name)
        if year is not None and not first <= year <= last:
            found.append((f".{name}", f"{year} cannot be decided: planned years run from {first} to {last}"))
    return found


def _contradictions(strategy: Strategy) -> list[tuple[str, str]]:
    found = []
    for at, one in enumerate(strategy.decisions):
        before = [other for other in strategy.decisions[:at] if other.lever == one.lever and _together(one, other)]
        same = [other for other in before if other.key == one.key]
        covering = [other for other in before if other.out != one.out and None in (one.option, other.option) and _option(one, other)]
        if any(other.out != one.out for other in same) or covering:
            found.append((f"decisions[{at}]", f"{named(one.key)} is both asked for and ruled out"))
        elif any(_same_year_twice(one, other) for other in same):
            found.append((f"decisions[{at}]", f"{named(one.key)} is decided twice, for different times or amounts; say it once"))
    return found


def _together(one: Decision, other: Decision) -> bool:
    return None in (one.reading, other.reading) or one.reading == other.reading


def _option(one: Decision, other: Decision) -> bool:
    """Whether ruling out the one without an option rules out the other: chips are bought apart from shells."""
    whole = one if one.option is None else other
    return whole.out and "chips" not in (one.option, other.option)


def _same_year_twice(one: Decision, other: Decision) -> bool:
    if one.year is not None and other.year is not None:
        return one.year == other.year or one.units is None or other.units is None
    return one.by == other.by and one.year == other.year


def named(key: tuple[str, str | None]) -> str:
    """A lever or a part of it as locks write it: `ai_tariff/levy25`."""
    return key[0] if key[1] is None else f"{key[0]}/{key[1]}"


def keys_of(decisions: tuple[Decision, ...]) -> list[tuple[str, str | None]]:
    """What is decided, each once, in the order of the file."""
    return list(Counter(one.key for one in decisions))
