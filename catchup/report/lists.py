"""Lists of what ships: countries, levers, scenarios."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich import box
from rich.table import Table

from catchup.grading import grade_of
from catchup.library import country_codes, lever_ids, load_country, load_lever, load_scenario, scenario_ids
from catchup.report.console import results

Row = dict[str, Any]
# Long texts that would squeeze the other columns of a terminal.
ONLY_JSON = {"what_the_state_does", "believed_by"}


def country_rows() -> list[Row]:
    """One row for each country that ships."""
    profiles = [load_country(code) for code in country_codes()]
    return [
        {"code": one.iso3, "name": one.name, "depth": one.grade, "data_grade": grade_of(one).letter, "basics": one.basics_note, "currency": one.currency.code}
        for one in profiles
    ]


def lever_rows() -> list[Row]:
    """One row for each lever of the catalogue."""
    found = [load_lever(lever) for lever in lever_ids()]
    return [
        {
            "id": one.id, "name": one.name, "kind": one.details.kind, "unit": one.unit_name,
            "what_the_state_does": " ".join(one.summary.split()),
        }
        for one in found
    ]


def scenario_rows() -> list[Row]:
    """One row for each scenario, with who holds it to be likely."""
    found = [load_scenario(scenario) for scenario in scenario_ids()]
    return [
        {"id": one.id, "name": one.name, "summary": " ".join(one.summary.split()), "believed_by": " ".join(one.believed_by.split())}
        for one in found
    ]


def show(title: str, rows: list[Row], as_json: bool) -> None:
    """Prints rows as a table, or as one JSON document."""
    if as_json:
        text = json.dumps({title.lower(): rows}, indent=1, ensure_ascii=False)
        sys.stdout.buffer.write(text.encode() + b"\n")
        return
    shown = [name for name in (rows[0] if rows else ()) if name not in ONLY_JSON]
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for at, name in enumerate(shown):
        table.add_column(name.replace("_", " "), no_wrap=at == 0, style="bold" if at == 0 else None)
    for row in rows:
        table.add_row(*(str(row[name]) for name in shown))
    results().print(table)
