"""Verbs that list and check what ships."""

from __future__ import annotations

from typing import Annotated

import typer

from catchup.cli.application import app
from catchup.cli.options import (
    AsJson,
    Kind,
)
from catchup.cli.streams import emit


@app.command()
def countries(as_json: AsJson = False) -> None:
    """Lists the countries that ship.

    Example: catchup countries --json
    """
    from catchup.report.lists import country_rows, show

    show("Countries", country_rows(), as_json)


@app.command()
def levers(as_json: AsJson = False) -> None:
    """Lists what a government can do.

    Example: catchup levers
    """
    from catchup.report.lists import lever_rows, show

    show("Levers", lever_rows(), as_json)


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """Lists the futures to plan for.

    Example: catchup scenarios
    """
    from catchup.report.lists import scenario_rows, show

    show("Scenarios", scenario_rows(), as_json)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Countries or country files; everything if left out.")] = None,
    json_schema: Annotated[Kind | None, typer.Option(help="Print the schema of a kind of file, e.g. --json-schema country.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reads the data files and names every fault with its line.

    Example: catchup check IND
    """
    from catchup.cli.checking import further_files
    from catchup.report import checking

    if json_schema is not None:
        emit(checking.schema_of(json_schema))
        return
    found = checking.examine(names or [], further_files())
    if as_json:
        emit(found.to_json())
    else:
        checking.show(found)
    raise typer.Exit(0 if found.ok else 1)
