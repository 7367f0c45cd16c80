"""Verbs about runs that are kept: which there are, what they hold, and clearing them away."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, Force, finite
from catchup.cli.streams import emit, say
from catchup.cli.streams import write as write_text

runs = typer.Typer(name="runs", help="Lists, shows, exports and clears away the runs of batches.", no_args_is_help=True)
app.add_typer(runs)

Name = Annotated[str, typer.Argument(help="Folder or name of a run, or the beginning of its name.")]


@runs.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Lists the runs that are kept, latest first.

    Example: catchup runs list
    """
    from catchup.batch.keeping import kept_runs
    from catchup.report import runs as report
    from catchup.store.runs import RunIndex

    with closing(RunIndex()) as index:
        found = kept_runs(index)
    if as_json:
        emit(json.dumps({"runs": report.rows(found)}, indent=1, ensure_ascii=False))
    else:
        report.show(found)


@runs.command("show")
def show_one(
    name: Name, missing: Annotated[bool, typer.Option("--missing", help="Only cells that are not settled.")] = False, as_json: AsJson = False,
) -> None:
    """Shows the cells of a run.

    Example: catchup runs show 20260704
    """
    from catchup.batch.keeping import found_run
    from catchup.report import batch as report
    from catchup.store.runs import RunIndex

    with closing(RunIndex()) as index:
        run = found_run(name, index)
    if as_json:
        emit(report.to_json(run))
    else:
        report.show(run, all_cells=not missing)


@runs.command()
def export(
    name: Name,
    to: Annotated[Path, typer.Option(help="File to write: .csv, .parquet, .xlsx or .json, e.g. --to cells.xlsx.")],
    table: Annotated[Literal["cells", "steps", "metrics"], typer.Option(help="Which table, e.g. --table steps.")] = "cells",
    cell: Annotated[str | None, typer.Option(help="The plan of one cell instead, as JSON, e.g. --cell IND/baseline/value.")] = None,
    force: Force = False,
) -> None:
    """Writes a table of a run, or the plan of one of its cells.

    Example: catchup runs export 20260704 --table steps --to steps.parquet
    """
    from catchup.batch.keeping import cell_plan, export_table, found_run
    from catchup.report import asking
    from catchup.store.runs import RunIndex

    asking.refuse_overwriting(to, force)
    with closing(RunIndex()) as index:
        run = found_run(name, index)
    if cell is not None:
        write_text(to, cell_plan(run, cell).to_json())
    else:
        say(f"wrote {to}: {export_table(run, table, to):,} rows")


@runs.command()
def prune(
    older_than: Annotated[float, typer.Option(callback=finite, min=0, help="Days that nobody touched it, e.g. --older-than 30.")] = 90.0,
    yes: Annotated[bool, typer.Option("--yes", help="Really delete; without it they are only named.")] = False,
    as_json: AsJson = False,
) -> None:
    """Clears away old runs: their tables and plans, and their place in the index.

    Example: catchup runs prune --older-than 30 --yes
    """
    from catchup.batch.keeping import clear_away, old_runs
    from catchup.report import runs as report
    from catchup.store.runs import RunIndex

    with closing(RunIndex()) as index:
        found = old_runs(index, older_than)
        for one in found if yes else ():
            clear_away(one, index)
    if as_json:
        emit(json.dumps({"deleted": yes, "runs": report.rows(found)}, indent=1, ensure_ascii=False))
    else:
        report.show_pruned(found, done=yes)
