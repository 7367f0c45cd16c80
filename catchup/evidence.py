"""One number with everything a reader needs to doubt it, and the strict reading of files of them.

A `Figure` is value, range, unit, year, source and quality. Files are YAML in a safe and strict
subset: no tags, no anchors, no duplicate keys, no surprises such as `NO` read as false. All faults of
a file are reported together, each with its line and its path.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from catchup.errors import DataFileError
from catchup.units import UNITS

MAX_FILE_BYTES = 2_000_000
MAX_DEPTH = 40
MOST_PARTS = 200_000
LONGEST_YEARS = 10_000
"""No duration is longer: what lasts for ever says so otherwise, and sums over its years have to end."""
PLAIN_TAGS = frozenset({"str", "int", "float", "bool", "null", "seq", "map", "timestamp", "value"})

Quality = Literal["measured", "estimated", "assumed"]


class Record(BaseModel):
    """Base of every typed input: frozen, no unknown keys, no coercion of numbers from text."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Figure(Record):
    """One number of a data file, with the range it is believed in and where it comes from."""

    value: float = Field(strict=True, description="central value, in `unit`")
    low: float = Field(strict=True, description="low end of the believed range")
    high: float = Field(strict=True, description="high end of the believed range")
    unit: str = Field(description="unit, from the list in catchup/units.py")
    year: Annotated[str, Field(pattern=r"^(\d{4}(-\d{4})?|n/a)$")] = Field(description="year the number speaks of")
    source: Annotated[str, Field(min_length=8)] = Field(description="where the number was read, or the reason for assuming it")
    quality: Quality = Field(description="measured, estimated or assumed")
    price_year: Annotated[str, Field(pattern=r"^\d{4}$")] | None = Field(
        default=None, description="for money: the year of the prices it is stated in; 2025 if left out"
    )

    @model_validator(mode="after")
    def _range_holds_value(self) -> Figure:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; known units are listed in catchup/units.py")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"range out of order: low {self.low} <= value {self.value} <= high {self.high} must hold")
        if self.unit == "years" and self.high > LONGEST_YEARS:
            raise ValueError(f"{self.high:g} years are longer than anything lasts; give {LONGEST_YEARS:,} at most")
        return self


class In:
    """Marks a figure that must be stated in one unit."""

    def __init__(self, unit: str) -> None:
        self.unit = unit

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Adds the check of the unit behind the check of the figure itself."""
        return no_info_after_validator_function(self._check, handler(source))

    def _check(self, given: Figure) -> Figure:
        if given.unit != self.unit:
            raise ValueError(f"wrong unit {given.unit!r}; this field is stated in {self.unit!r} ({UNITS[self.unit]})")
        return given


Money = Annotated[Figure, In("MUSD")]
MoneyAYear = Annotated[Figure, In("MUSD/year")]
MoneyPerMegawatt = Annotated[Figure, In("MUSD/MW")]
PricePerKwh = Annotated[Figure, In("USD/kWh")]
DollarsPerPersonYear = Annotated[Figure, In("USD/person-year")]
DollarsPerH100e = Annotated[Figure, In("USD/H100e")]
DollarsPerWafer = Annotated[Figure, In("USD/wafer")]
DollarsPerChip = Annotated[Figure, In("USD/chip")]
DollarsPerContainer = Annotated[Figure, In("USD/TEU")]
DollarsPerMillionTokens = Annotated[Figure, In("USD/Mtokens")]
LocalPerDollar = Annotated[Figure, In("LCU/USD")]
Share = Annotated[Figure, In("fraction")]
ShareAYear = Annotated[Figure, In("fraction/year")]
ShareAMonth = Annotated[Figure, In("fraction/month")]
SharePerPoint = Annotated[Figure, In("fraction/point")]
ShareOfGdp = Annotated[Figure, In("fraction of GDP")]
Odds = Annotated[Figure, In("probability")]
OddsAYear = Annotated[Figure, In("probability/year")]
Ratio = Annotated[Figure, In("ratio")]
RatioAYear = Annotated[Figure, In("ratio/year")]
Elasticity = Annotated[Figure, In("elasticity")]
Years = Annotated[Figure, In("years")]
Months = Annotated[Figure, In("months")]
CalendarYear = Annotated[Figure, In("year")]
MonthOfYear = Annotated[Figure, In("month")]
Persons = Annotated[Figure, In("persons")]
PersonsPerUnit = Annotated[Figure, In("persons/unit")]
Megawatts = Annotated[Figure, In("MW")]
MegawattsPerUnit = Annotated[Figure, In("MW/unit")]
TerawattHoursAYear = Annotated[Figure, In("TWh/year")]
MegalitresADay = Annotated[Figure, In("ML/day")]
MegalitresADayPerUnit = Annotated[Figure, In("ML/day/unit")]
Score = Annotated[Figure, In("score")]
Points = Annotated[Figure, In("points")]
PointsAYear = Annotated[Figure, In("points/year")]
GovernanceIndex = Annotated[Figure, In("WGI")]
LogisticsIndex = Annotated[Figure, In("LPI")]
H100e = Annotated[Figure, In("H100e")]
H100ePerPerson = Annotated[Figure, In("H100e/person")]
KilowattsPerH100e = Annotated[Figure, In("kW/H100e")]
TokensPerH100eYear = Annotated[Figure, In("tokens/H100e-year")]
InterruptionsAMonth = Annotated[Figure, In("interruptions/month")]
UnitSize = Annotated[Figure, In("unit")]
OutputAYear = Annotated[Figure, In("output/year")]
WafersAYear = Annotated[Figure, In("wafers/year")]
MillionChipsAYear = Annotated[Figure, In("Mchips/year")]
Count = Annotated[Figure, In("count")]
LogSpread = Annotated[Figure, In("ln")]
IndexNumber = Annotated[Figure, In("index")]


class _YamlFaultError(Exception):
    def __init__(self, line: int, path: str, message: str) -> None:
        super().__init__(line, path, message)
        self.fault = (line, path, message)


def _scalar(node: yaml.ScalarNode) -> Any:
    """Reads a plain scalar as YAML 1.2 would; quoted ones are text."""
    text = node.value
    if node.style:
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    if math.isfinite(number) and number.is_integer() and not set(text) & set(".eE"):
        return int(text)
    return number


def _plain(
    node: yaml.Node, path: str, lines: dict[str, int], seen: set[int], faults: list[tuple[int, str, str]]
) -> Any:
    """Turns a node tree into dicts, lists and scalars, noting the line of each path."""
    line = node.start_mark.line + 1
    lines[path] = line
    if id(node) in seen:
        raise _YamlFaultError(line, path, "anchors and aliases are not allowed; write the value out")
    seen.add(id(node))
    if path.count(".") > MAX_DEPTH:
        raise _YamlFaultError(line, path, f"nested deeper than {MAX_DEPTH} levels")
    if node.tag.removeprefix("tag:yaml.org,2002:") not in PLAIN_TAGS:
        raise _YamlFaultError(line, path, f"tag {node.tag!r} is not allowed; data files hold plain text and numbers")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, f"{path}[{at}]", lines, seen, faults) for at, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(getattr(key_node, "value", key_node))
        below = f"{path}.{key}" if path else key
        if key in result:
            faults.append((key_node.start_mark.line + 1, below, "key given twice"))
        result[key] = _plain(value_node, below, lines, seen, faults)
    return result


def refuse_monsters(name: str, text: str) -> None:
    """Bounds depth and parts while reading event by event: building a tree of a thousand levels would end the process.

    Args:
        name: what the text is called in faults. text: YAML.

    Raises:
        DataFileError: the text is deeper or has more parts than any data file, uses anchors, or is not YAML.
    """
    depth = 0
    try:
        for at, event in enumerate(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise DataFileError(name, [(line, "", "anchors and aliases are not allowed; write the value out")])
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                raise DataFileError(name, [(line, "", f"nested deeper than {MAX_DEPTH} levels")])
            if at > MOST_PARTS:
                raise DataFileError(name, [(line, "", f"has more than {MOST_PARTS:,} parts")])
    except yaml.YAMLError as problem:
        raise _not_yaml(name, problem) from None


def _not_yaml(name: str, problem: yaml.YAMLError) -> DataFileError:
    mark = getattr(problem, "problem_mark", None)
    return DataFileError(name, [(mark.line + 1 if mark else 0, "", f"not valid YAML: {getattr(problem, 'problem', None) or problem}")])


def parse_json(text: str) -> Any:
    """What a JSON text holds.

    Raises:
        ValueError: it is not JSON, or JSON that no program should build: nested too deeply, or with a number of thousands of digits.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_yaml(file: Path) -> tuple[Any, dict[str, int], list[tuple[int, str, str]]]:
    """Reads one file strictly: content, line of each path, and the faults a reader can go on after.

    Raises:
        DataFileError: the file cannot be read at all, is too large, or is not plain YAML.
    """
    name = str(file)
    try:
        size = file.stat().st_size
    except OSError as problem:
        raise DataFileError(name, [(0, "", f"cannot be read: {problem.strerror}")]) from None
    if size > MAX_FILE_BYTES:
        raise DataFileError(name, [(0, "", f"{size / 1e6:.1f} MB is over the limit of {MAX_FILE_BYTES / 1e6:.0f} MB")])
    try:
        text = file.read_text(encoding="utf-8")
        refuse_monsters(name, text)
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except UnicodeDecodeError:
        raise DataFileError(name, [(0, "", "is not UTF-8 text")]) from None
    except yaml.YAMLError as problem:
        raise _not_yaml(name, problem) from None
    if node is None:
        raise DataFileError(name, [(0, "", "is empty")])
    lines: dict[str, int] = {}
    faults: list[tuple[int, str, str]] = []
    try:
        content = _plain(node, "", lines, set(), faults)
    except _YamlFaultError as problem:
        raise DataFileError(name, [problem.fault]) from None
    return content, lines, faults


def _dotted(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def _line_of(path: str, lines: dict[str, int]) -> int:
    while path and path not in lines:
        path = path.rpartition(".")[0] if "." in path else ""
    return lines.get(path, 1)


RecordType = TypeVar("RecordType", bound=Record)


def load_record(file: Path, kind: type[RecordType]) -> RecordType:
    """Reads and checks one data file.

    Raises:
        DataFileError: with every fault of the file, its line and its path.
    """
    content, lines, faults = read_yaml(file)
    try:
        record = kind.model_validate(content, strict=False)
    except ValidationError as problem:
        for error in problem.errors(include_url=False, include_input=False):
            path = _dotted(tuple(part for part in error["loc"] if not str(part).startswith("function-")))
            faults.append((_line_of(path, lines), path, error["msg"].removeprefix("Value error, ")))
        raise DataFileError(str(file), sorted(set(faults))) from None
    if faults:
        raise DataFileError(str(file), faults)
    return record
