"""A batch in words: a line of progress, the table of cells, and what to do next."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from rich import box
from rich.live import Live
from rich.table import Table
from rich.text import Text

from catchup.batch import CellResult, Run, Status
from catchup.language import tr, trn
from catchup.report.console import remarks, results
from catchup.report.words import significant

PLAIN_EVERY_SECONDS = 15.0
MINUTE = 60
LONGEST_CAUSE = 200


class BatchLine:
    """One line that renews itself on a terminal; a plain line now and then elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console, self._quiet = remarks(), quiet
        self._latest: Status | None = None
        self._last_plain = time.monotonic()
        self._live: Live | None = None

    def __enter__(self) -> BatchLine:
        if self._console.is_terminal and not self._quiet:
            self._live = Live(
                get_renderable=self._line, console=self._console, transient=True, refresh_per_second=2, redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def tell(self, status: Status) -> None:
        """Takes the news of the batch."""
        self._latest = status
        if self._live is None and not self._quiet and time.monotonic() - self._last_plain >= PLAIN_EVERY_SECONDS:
            self._last_plain = time.monotonic()
            self._console.print(self._line(), soft_wrap=True)

    def _line(self) -> Text:
        said = [] if self._latest is None else describe(self._latest)
        if self._live is not None and self._latest is not None and self._latest.state == "running":
            said.append(tr("Ctrl-C keeps what is done"))
        return Text(" | ".join(said), style="dim", no_wrap=True, overflow="ellipsis")


def describe(status: Status) -> list[str]:
    """The parts of the line of progress."""
    if status.state == "starting":
        return [tr("starting workers")]
    said = [tr("{done} of {total} cells", done=status.done, total=status.total)]
    if status.state == "stopping":
        said.append(tr("stopping"))
    if status.failed:
        said.append(trn("{count} failed", "{count} failed", status.failed))
    if status.running:
        said.append(tr("now {words}", words=", ".join(one.words for one in status.running[:2])))
    if status.seconds_left is not None:
        said.append(tr("about {time} left", time=duration(status.seconds_left)))
    return said


def duration(seconds: float) -> str:
    """A length of time in a unit that fits."""
    if seconds < 2 * MINUTE:
        return tr("{count} s", count=round(seconds))
    if seconds < 2 * MINUTE * MINUTE:
        return tr("{count} min", count=round(seconds / MINUTE))
    return tr("{count} h", count=round(seconds / MINUTE / MINUTE, 1))


@contextmanager
def stopping_on_signal() -> Iterator[Callable[[], bool]]:
    """Gives a question that is answered yes once somebody pressed Ctrl-C or ended the process kindly; a second time ends it at once."""
    asked = False

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show(run: Run, *, all_cells: bool = True) -> None:
    """Prints the table of a run and what to do about cells that are missing."""
    rows = run.results()
    console = results()
    table = Table(title=tr("Run {run}", run=run.id), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    names = (tr("country"), tr("scenario"), tr("objective"), tr("status"), tr("value"), tr("no better than"), tr("gap"), tr("seconds"))
    for at, name in enumerate(names):
        table.add_column(name, justify="right" if at > 3 else "left", no_wrap=True)
    for row in rows if all_cells else [one for one in rows if not one.final]:
        table.add_row(*(Text(one) for one in _cells(row)))
    console.print(table)
    for row in rows:
        if row.cause:
            console.print(Text(f"{row.country} {row.scenario} {row.objective}: {_short(row.cause)}"), soft_wrap=True)
    for said in remarks_on(run, rows):
        remarks().print(Text(said), soft_wrap=True)


def _cells(row: CellResult) -> list[str]:
    value = "" if row.value is None else significant(row.value, 4)
    bound = "" if row.bound is None else significant(row.bound, 4)
    gap = "" if row.gap is None else f"{100 * row.gap:.2f} %"
    return [row.country, row.scenario, row.objective, statuses()[row.status], value, bound, gap, "" if row.seconds is None else f"{row.seconds:.1f}"]


def statuses() -> dict[str, str]:
    """What a status is called, in the reader's language."""
    return {
        "optimal": tr("proven"), "feasible": tr("limit reached"), "infeasible": tr("no plan"), "failed": tr("failed"),
        "stopped": tr("not solved yet"),
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CAUSE else text[: LONGEST_CAUSE - 3] + "..."


def remarks_on(run: Run, rows: list[CellResult]) -> list[str]:
    """What is missing, and how to go on."""
    missing = sum(not one.final for one in rows)
    if not missing:
        return [tr("kept in {folder}", folder=run.folder)]
    failed = sum(one.status == "failed" for one in rows)
    said = [trn("{count} cell is not settled", "{count} cells are not settled", missing)]
    if failed:
        said.append(trn("{count} of them failed", "{count} of them failed", failed))
    return ["; ".join(said), tr("go on with: catchup batch --resume {folder}", folder=run.folder)]


def exit_code(rows: list[CellResult]) -> int:
    """0 if every cell is settled, 1 if one failed, 4 if the batch was stopped before its end."""
    kinds = {one.status for one in rows}
    return 4 if "stopped" in kinds else 1 if "failed" in kinds else 0


def to_json(run: Run) -> str:
    """The run as one document."""
    content: dict[str, Any] = {
        "run": run.id, "folder": str(run.folder), "code": run.batch.code, "created": run.created, "state": run.status().state,
        "cells": [one.model_dump(mode="json") for one in run.results()],
    }
    return json.dumps(content, indent=1, ensure_ascii=False)
