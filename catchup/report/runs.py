"""Lists of runs for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from catchup.batch.keeping import Kept
from catchup.language import tr, trn
from catchup.report.console import remarks, results


def rows(found: Sequence[Kept]) -> list[dict[str, Any]]:
    """One row for each run, as plain data."""
    return [
        {
            "run": one.listed.id, "state": "not here" if one.status is None else one.status.state, "cells": one.listed.total,
            "done": one.listed.done if one.status is None else one.status.done,
            "failed": one.listed.failed if one.status is None else one.status.failed,
            "created": one.listed.created.isoformat(timespec="seconds"), "folder": one.listed.folder, "code": one.listed.code,
        }
        for one in found
    ]


def show(found: Sequence[Kept]) -> None:
    """Prints the runs."""
    if not found:
        remarks().print(tr("No run is kept. Begin one, e.g. catchup batch --countries IND,NGA"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in (tr("run"), tr("state"), tr("done"), tr("failed"), tr("folder")):
        table.add_column(name, no_wrap=name != tr("folder"), overflow="fold")
    words = states()
    for row in rows(found):
        cells = (row["run"], words[row["state"]], f"{row['done']}/{row['cells']}", str(row["failed"] or ""), row["folder"])
        table.add_row(*(Text(one) for one in cells))
    results().print(table)


def states() -> dict[str, str]:
    """What a state is called, in the reader's language."""
    return {
        "starting": tr("starting"), "running": tr("running"), "stopping": tr("stopping"), "finished": tr("finished"),
        "stopped": tr("stopped"), "failed": tr("failed"), "not here": tr("not on this machine"),
    }


def show_pruned(found: Sequence[Kept], *, done: bool) -> None:
    """Prints what was cleared away, or would be."""
    if found:
        show(found)
    if done:
        said = trn("{count} run was cleared away", "{count} runs were cleared away", len(found))
    elif found:
        said = tr("Nothing is deleted yet; give --yes to delete these.")
    else:
        said = tr("Nothing is that old.")
    remarks().print(said)
