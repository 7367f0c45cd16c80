"""A run: a folder that holds everything a batch was asked and everything it found. The folder can be copied and gone on with elsewhere."""

from __future__ import annotations

import gzip
import json
import os
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catchup.batch.cells import Batch, Cell
from catchup.batch.files import RunFolderError, is_held, write_whole
from catchup.batch.inputs import Inputs, packed, unpacked
from catchup.batch.results import CellResult, Solved, row_of
from catchup.batch.status import Status
from catchup.batch.tables import Tables, tidy
from catchup.errors import InputError, PlanFileError
from catchup.plan import Plan

FORMAT = "run/1"
ASKED, INPUTS, STATUS, STOP = "run.json", "inputs.zip", "status.json", "stop"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


def runs_folder() -> Path:
    """Where runs lie unless told otherwise: `CATCHUP_RUNS`, else in the user's data folder."""
    named = os.environ.get("CATCHUP_RUNS")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "catchup" / "runs"


class Run:
    """A run in its folder. Make one with `Run.create`, or open one with `Run.open`."""

    def __init__(self, folder: Path, identifier: str, created: str, batch: Batch) -> None:
        self.folder, self.id, self.created, self.batch = folder, identifier, created, batch
        self.tables = Tables(folder)

    @classmethod
    def create(cls, batch: Batch, folder: Path | None = None) -> Run:
        """Writes what is asked into a new folder.

        Args:
            folder: an empty or new one; one of its own in `runs_folder` if None.

        Raises:
            RunFolderError: it cannot be written. InputError: it holds something.
        """
        moment = datetime.now(UTC)
        identifier = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        place = (folder or runs_folder() / identifier).absolute()
        try:
            holds = place.exists() and any(place.iterdir())
        except OSError as problem:
            raise InputError(f"{place} cannot be used: {problem.strerror}", "name a new or an empty folder") from None
        if holds:
            raise InputError(f"{place} holds something already", "name a new folder, or go on with the run in it by --resume")
        asked = {
            "format": FORMAT, "id": identifier, "created": moment.isoformat(timespec="seconds"), "code": batch.code,
            "seconds": batch.seconds, "inputs": batch.inputs.digest,
            "cells": [one.model_dump(mode="json", exclude_defaults=True) for one in batch.cells],
        }
        write_whole(place / INPUTS, packed(batch.inputs.files))
        # Last: a folder without it is no run.
        write_whole(place / ASKED, json.dumps(asked, ensure_ascii=False).encode())
        return cls(place, identifier, moment.isoformat(timespec="seconds"), batch)

    @classmethod
    def open(cls, name: str | Path) -> Run:
        """Opens a run by its folder, or by its identifier if it lies in `runs_folder`.

        Raises:
            InputError: no such run, or not whole.
        """
        folder = runs_folder() / name if NAME.fullmatch(str(name)) and not Path(name).is_dir() else Path(name)
        try:
            asked = json.loads((folder / ASKED).read_bytes())
            files = unpacked((folder / INPUTS).read_bytes())
            if asked["format"] != FORMAT:
                raise InputError(f"run format {asked['format']!r}; this program reads {FORMAT!r}", "use the program that wrote it")
            cells = tuple(Cell.model_validate(one) for one in asked["cells"])
            batch = Batch(cells, Inputs(files), float(asked["seconds"]), str(asked["code"]))
            found = cls(folder.absolute(), str(asked["id"]), str(asked["created"]), batch)
        except OSError:
            raise InputError(f"there is no run {str(name)!r}", "`catchup runs list` names those that are kept; a folder works too") from None
        except (ValueError, KeyError, TypeError, ValidationError):
            raise InputError(f"the run in {folder} cannot be read", "copy the run's folder again, whole") from None
        if batch.inputs.digest != asked["inputs"]:
            raise InputError(f"the inputs of the run in {folder} are not those it was asked with", "copy the run's folder again, whole")
        return found

    @cached_property
    def _places(self) -> dict[str, Cell]:
        return {one.key: one for one in self.batch.cells}

    def results(self) -> list[CellResult]:
        """One row for each cell asked, in the order asked; `stopped` where nothing is known so far."""
        rows = self.tables.rows()
        return [rows.get(one.key) or row_of(one, "stopped") for one in self.batch.cells]

    def remaining(self) -> list[Cell]:
        """Cells that are not settled: not tried, stopped, or failed."""
        return [cell for cell, row in zip(self.batch.cells, self.results(), strict=True) if not row.final]

    def to_frame(self, table: str = "cells") -> Any:
        """One table as a tidy pandas frame: cells, steps or metrics."""
        return self.tables.frame(table)

    def plan(self, key: str) -> Plan:
        """The plan of a cell.

        Raises:
            InputError: the run has no plan under that key, or its file is damaged.
        """
        if key not in self._places:
            raise InputError(f"the run has no cell {key[:12]!r}", "`catchup runs show` lists its cells")
        try:
            return Plan.from_json(gzip.decompress(self._plan_file(key).read_bytes()).decode())
        except FileNotFoundError:
            raise InputError("there is no plan of this cell", "look at its status and cause; a resume solves what is missing") from None
        except (OSError, EOFError, UnicodeDecodeError):
            raise PlanFileError("the plan of this cell cannot be read", "copy the run's folder again, whole") from None

    def keep(self, found: Sequence[tuple[CellResult, Solved]]) -> None:
        """Keeps what cells came to: plans first, then their rows.

        Raises:
            RunFolderError: it cannot be written; what was kept before stays.
        """
        for row, solved in found:
            if solved.plan is not None:
                write_whole(self._plan_file(row.key), solved.plan)
        steps = [row for result, solved in found for row in tidy(result, solved.steps)]
        metrics = [row for result, solved in found for row in tidy(result, solved.metrics)]
        self.tables.add([row for row, _ in found], steps, metrics)

    def packed_plan(self, key: str) -> bytes | None:
        """The plan of a cell as it is kept; None if it is not."""
        file = self._plan_file(key)
        return file.read_bytes() if file.exists() else None

    def _plan_file(self, key: str) -> Path:
        return self.folder / "plans" / key[:2] / f"{key}.json.gz"

    @property
    def active(self) -> bool:
        """Whether a client on this machine is at it."""
        return is_held(self.folder)

    def status(self) -> Status:
        """How far it is. A run whose client died counts as stopped."""
        try:
            found = Status.model_validate_json((self.folder / STATUS).read_bytes())
        except (OSError, ValidationError):
            found = Status(state="stopped", total=len(self.batch.cells))
        if found.state in ("starting", "running", "stopping") and not self.active:
            return found.model_copy(update={"state": "stopped", "running": (), "seconds_left": None})
        return found

    def tell(self, status: Status) -> None:
        """Writes how far it is, for whoever looks from outside.

        Raises:
            RunFolderError: it cannot be written.
        """
        write_whole(self.folder / STATUS, status.model_dump_json().encode(), safe=False)

    def ask_to_stop(self) -> None:
        """Asks whoever is at the run to stop and keep what is done, wherever they are."""
        write_whole(self.folder / STOP, b"")

    @property
    def asked_to_stop(self) -> bool:
        """Whether somebody asked."""
        return (self.folder / STOP).exists()

    def forget_stop(self) -> None:
        """Takes the wish to stop back, before going on."""
        (self.folder / STOP).unlink(missing_ok=True)


def list_runs(folder: Path | None = None) -> list[Run]:
    """Runs in a folder, latest first; what cannot be read is left out."""
    found = []
    for file in sorted((folder or runs_folder()).glob(f"*/{ASKED}"), reverse=True):
        try:
            found.append(Run.open(file.parent))
        except InputError:
            continue
    return sorted(found, key=lambda one: one.created, reverse=True)


__all__ = ["NAME", "Run", "RunFolderError", "list_runs", "runs_folder"]
