"""The check of the data files: every fault at once, and how much of the numbers is measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from catchup.errors import DataFileError
from catchup.grading import Grade, grade_of
from catchup.library import (
    check_all,
    country_codes,
    figures,
    lever_ids,
    load_country,
    load_lever,
    load_scenario,
    load_world,
    scenario_ids,
)
from catchup.profile import CountryProfile
from catchup.report.console import results
from catchup.report.words import grouped, number_of, share

QUALITIES = ("measured", "estimated", "assumed")


@dataclass(frozen=True)
class Examination:
    """Files read, faults found, figures by quality."""

    read: list[str]
    wrong: list[DataFileError]
    qualities: dict[str, Counter[str]]
    grades: dict[str, Grade]

    @property
    def ok(self) -> bool:
        """True if no file has a fault."""
        return not self.wrong

    def to_json(self) -> str:
        """One JSON document."""
        faults = [
            {"file": one.file, "line": line, "path": path, "message": text}
            for one in self.wrong for line, path, text in one.faults
        ]
        counted = {name: {quality: count[quality] for quality in QUALITIES} for name, count in self.qualities.items()}
        grades = {name: asdict(grade) for name, grade in self.grades.items()}
        return json.dumps({"ok": self.ok, "read": self.read, "faults": faults, "figures": counted, "grades": grades}, indent=1, ensure_ascii=False)


def examine(names: Sequence[str], further: Iterable[tuple[str, Callable[[], Any]]] = ()) -> Examination:
    """Reads everything that ships, or the countries named.

    Args:
        names: countries or country files; everything if there are none. further: name and reader of files besides, read only if nothing is named.
    """
    read, wrong = check_all(names)
    records = {name: _record(name) for name in read}
    for name, reader in () if names else further:
        try:
            records[name] = reader()
            read.append(name)
        except DataFileError as problem:
            # A strategy cannot be read where a lever has faults; those are told once.
            wrong += [problem] if problem.file not in {one.file for one in wrong} else []
    qualities: dict[str, Counter[str]] = {
        name: Counter(str(one.quality) for _, one in figures(record)) for name, record in records.items()
    }
    grades = {name: grade_of(record) for name, record in records.items() if isinstance(record, CountryProfile)}
    return Examination(read, wrong, qualities, grades)


def _record(name: str) -> Any:
    if name == "world":
        return load_world()
    readers = {**dict.fromkeys(lever_ids(), load_lever), **dict.fromkeys(scenario_ids(), load_scenario)}
    return readers.get(name, load_country)(name)


def show(found: Examination) -> None:
    """Prints faults with file, line and path, then the quality of the figures."""
    console = results()
    for one in found.wrong:
        for line, path, text in one.faults:
            console.print(Text.assemble((f"{one.file}:{line}", "bold red"), f": {path or '(top)'}: {text}"), soft_wrap=True)
    faults = sum(len(one.faults) for one in found.wrong)
    console.print(_quality_table(found))
    for name, grade in found.grades.items():
        console.print(Text(f"{name}: {grade.reason}"), soft_wrap=True)
    counts = number_of(faults, "fault"), number_of(len(found.wrong), "file"), number_of(len(found.read), "file")
    console.print(f"{counts[2]} read, no faults." if found.ok else f"{counts[0]} in {counts[1]}; {counts[2]} read without any.")


def _quality_table(found: Examination) -> Table:
    groups: dict[str, Counter[str]] = {}
    shipped = {code.upper() for code in country_codes()}
    for name, count in found.qualities.items():
        if name in lever_ids():
            group = "levers"
        elif name in scenario_ids():
            group = "scenarios"
        elif not count:
            continue  # words, tables and maps hold no figures
        else:
            group = name.upper() if name.upper() in shipped else name
        groups[group] = groups.get(group, Counter()) + count
    table = Table("figures of", *QUALITIES, "assumed share", title="How the figures are known", title_justify="left", title_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for group, count in groups.items():
        total = sum(count.values())
        table.add_row(group, *(grouped(count[one]) for one in QUALITIES), share(count["assumed"] / total, 0) if total else "-")
    return table


def schema_of(kind: str) -> str:
    """JSON Schema of a kind of data file, for editors that check YAML while it is typed."""
    from catchup.catalogue import LeverFile
    from catchup.profile import CountryProfile
    from catchup.scenario import ScenarioFile
    from catchup.world import WorldFile

    kinds: dict[str, Any] = {"country": CountryProfile, "lever": LeverFile, "world": WorldFile, "scenario": ScenarioFile}
    schema = kinds[kind].model_json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1, ensure_ascii=False)
