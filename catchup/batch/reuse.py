"""Cells that an earlier run settled are taken over from it, so that none is solved twice."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from catchup.batch.results import CellResult, Solved
from catchup.batch.run import Run
from catchup.errors import InputError
from catchup.store.runs import RunIndex


def taken_over(run: Run, index: RunIndex) -> Iterator[CellResult]:
    """Copies settled cells of other runs on this machine into a run, and gives their rows.

    Raises:
        RunFolderError: the run's folder cannot be written.
    """
    wanted = [one.key for one in run.remaining()]
    found: dict[str, list[str]] = {}
    for key, folder in index.whereabouts(wanted, without=run.id).items():
        found.setdefault(folder, []).append(key)
    for folder, keys in found.items():
        copied = _copied(Path(folder), keys)
        if copied:
            run.keep(copied)
            index.add(run.id, [(row.key, row.status, row.plan_digest) for row, _ in copied])
            yield from (row for row, _ in copied)


def _copied(folder: Path, keys: Sequence[str]) -> list[tuple[CellResult, Solved]]:
    """Rows and plans of another run; none of what is not whole there any more: it is solved again."""
    try:
        source = Run.open(folder)
        rows = source.tables.rows()
        steps, metrics = (_by_key(one) for one in source.tables.of_keys(keys))
    except InputError:
        return []
    found = []
    for key in keys:
        row, plan = rows.get(key), source.packed_plan(key)
        if row is not None and row.final and _whole(row, plan):
            found.append((row, Solved({}, plan, steps.get(key, []), metrics.get(key, []))))
    return found


def _whole(row: CellResult, plan: bytes | None) -> bool:
    if row.plan_digest is None or plan is None:
        return row.plan_digest is None and plan is None
    try:
        return hashlib.sha256(gzip.decompress(plan)).hexdigest() == row.plan_digest
    except (OSError, EOFError, zlib.error):
        return False


def _by_key(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["key"], []).append(row)
    return grouped
