"""What becomes of runs afterwards: exported for other programs, listed, and cleared away."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from catchup.batch.files import RunFolderError, drafted
from catchup.batch.run import ASKED, INPUTS, STATUS, STOP, Run
from catchup.batch.status import Status
from catchup.batch.tables import TABLES
from catchup.errors import InputError
from catchup.plan import Plan
from catchup.store.runs import Listed, RunIndex

KINDS = (".csv", ".parquet", ".xlsx", ".json")
OWN_FILES = (ASKED, INPUTS, STATUS, STOP, "lock", "log.txt")
OWN_FOLDERS = (*TABLES, "plans")


@dataclass(frozen=True)
class Kept:
    """A run of the index with how far it is by its folder; without a status where the folder is not on this machine."""

    listed: Listed
    status: Status | None


def kept_runs(index: RunIndex) -> list[Kept]:
    """All runs of an index, latest first."""
    return [Kept(one, _status(Path(one.folder))) for one in index.runs()]


def _status(folder: Path) -> Status | None:
    try:
        return Run.open(folder).status()
    except InputError:
        return None


def found_run(name: str, index: RunIndex) -> Run:
    """A run by its folder, its identifier, or the beginning of one.

    Raises:
        InputError: none or several.
    """
    if not Path(name).is_dir():
        near = [one for one in index.runs() if one.id.startswith(name)]
        if len(near) > 1:
            raise InputError(f"{len(near)} runs begin with {name!r}", "give more of its name")
        if near:
            return Run.open(near[0].folder)
    return Run.open(name)


def cell_plan(run: Run, words: str) -> Plan:
    """The plan of a cell named `country/scenario/objective`, or by the beginning of its key.

    Raises:
        InputError: no such cell, or it has no plan.
    """
    for one in run.batch.cells:
        if one.words.replace(" ", "/").lower() == words.lower() or (len(words) >= SHORTEST_KEY and one.key.startswith(words)):
            return run.plan(one.key)
    raise InputError(f"the run has no cell {words!r}", "name it as in IND/baseline/value; `catchup runs show` lists its cells")


SHORTEST_KEY = 8


def export_table(run: Run, table: str, file: Path) -> int:
    """Writes a table of a run as .csv, .parquet, .xlsx or .json.

    Returns:
        Its rows.

    Raises:
        InputError: another ending. RunFolderError: it cannot be written.
    """
    if file.suffix not in KINDS:
        raise InputError(f"{file.name}: unknown kind of table", f"end the name in one of {', '.join(KINDS)}")
    frame = run.to_frame(table)
    if file.suffix == ".xlsx" and len(frame) > MOST_SHEET_ROWS:
        raise InputError(f"{len(frame):,} rows do not fit a spreadsheet", "export to .parquet or .csv")
    with drafted(file) as stream:
        if file.suffix == ".csv":
            stream.write(_harmless(frame).to_csv(index=False).encode())
        elif file.suffix == ".parquet":
            frame.to_parquet(stream, index=False, compression="zstd")
        elif file.suffix == ".json":
            stream.write((frame.to_json(orient="records", indent=1, force_ascii=False) + "\n").encode())
        else:
            _write_sheet(frame, table, stream)
    return len(frame)


MOST_SHEET_ROWS = 1_000_000


def _harmless(frame: Any) -> Any:
    """Words that a spreadsheet would take for a formula get an apostrophe before them."""
    def quoted(word: Any) -> Any:
        return f"'{word}" if isinstance(word, str) and word.startswith(("=", "+", "-", "@", "\t", "\r")) else word

    words = frame.select_dtypes(exclude="number").columns
    return frame.assign(**{name: frame[name].map(quoted) for name in words})


def _write_sheet(frame: Any, table: str, stream: Any) -> None:
    import pandas

    plain = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}}
    with pandas.ExcelWriter(stream, engine="xlsxwriter", engine_kwargs=plain) as writer:
        frame.to_excel(writer, sheet_name=table, index=False, freeze_panes=(1, 0))


def old_runs(index: RunIndex, days: float) -> list[Kept]:
    """Runs that nobody touched for some days and nobody is at."""
    limit = datetime.now(UTC) - timedelta(days=days)
    return [
        one for one in kept_runs(index)
        if _aware(one.listed.changed) < limit and (one.status is None or one.status.state not in ("starting", "running", "stopping"))
    ]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def clear_away(run: Kept, index: RunIndex) -> None:
    """Deletes a run's own files, then takes it out of the index. Other files in its folder stay.

    Raises:
        RunFolderError: its folder cannot be changed, or somebody is at the run.
    """
    folder = Path(run.listed.folder)
    if run.status is not None:
        if Run.open(folder).active:
            raise RunFolderError(f"{run.listed.id} is being run", "stop it first")
        try:
            # First what makes it a run, so that half of one is never opened.
            for name in OWN_FILES:
                (folder / name).unlink(missing_ok=True)
            for name in OWN_FOLDERS:
                if (folder / name).is_dir() and not (folder / name).is_symlink():
                    shutil.rmtree(folder / name)
            if not any(folder.iterdir()):
                folder.rmdir()
        except OSError as problem:
            raise RunFolderError(f"{folder} cannot be cleared: {problem.strerror}", "allow writing there") from None
    index.forget(run.listed.id)
