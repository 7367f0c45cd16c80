"""The tables of a run as Parquet: parts that are added whole, read as one, and put together at the end.

A part is three files of one name: its steps, its metrics and, last, its cells; without the last it does not count. A part that puts
others together names them, and they no longer count. So whenever a client dies, nothing is lost and nothing is counted twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from catchup.batch.files import drafted
from catchup.batch.results import CellResult
from catchup.errors import InputError

Row = dict[str, Any]
TABLES = ("cells", "steps", "metrics")
REPLACES = b"replaces"
_WORDS = ("key", "country", "scenario", "objective")
_FIELDS: dict[str, str] = {
    "cells": "*key *country *scenario *objective *status value bound gap baseline *unit *path seconds *plan_digest *profile_digest "
    "*catalogue_digest *cause #attempts *finished",
    "steps": "*key *country *scenario *objective #year *lever *project *action units *unit gross_musd net_musd leaked_musd private_musd "
    "lead_time_years online_year *requires *level_of_government *owner",
    "metrics": "*key *country *scenario *objective #year *metric value low high do_nothing *unit",
}
"""Columns: a star is a word, a hash a whole number, the rest are amounts."""


@cache
def _schema(table: str) -> Any:
    import pyarrow  # type: ignore[import-untyped]

    kinds = {"*": pyarrow.string(), "#": pyarrow.int64()}
    return pyarrow.schema([(one.lstrip("*#"), kinds.get(one[0], pyarrow.float64())) for one in _FIELDS[table].split()])


class Tables:
    """The tables in a run's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count: int | None = None

    def add(self, cells: Sequence[CellResult], steps: Sequence[Row] = (), metrics: Sequence[Row] = ()) -> None:
        """Adds a part.

        Raises:
            RunFolderError: it cannot be written; the parts before stay.
        """
        import pyarrow

        name = self._next()
        rows: dict[str, Sequence[Row]] = {"steps": steps, "metrics": metrics, "cells": [one.model_dump() for one in cells]}
        for table, content in rows.items():
            self._write(table, name, [pyarrow.Table.from_pylist(list(content), schema=_schema(table))])

    def parts(self) -> list[str]:
        """Names of the parts that count, oldest first."""
        import pyarrow.parquet  # type: ignore[import-untyped]

        found = sorted(one.stem for one in (self.folder / "cells").glob("*.parquet") if not one.name.startswith("."))
        replaced: set[str] = set()
        for one in found:
            known = pyarrow.parquet.read_metadata(self._file("cells", one)).metadata or {}
            replaced.update(json.loads(known.get(REPLACES, b"[]")))
        return [one for one in found if one not in replaced]

    def frame(self, table: str) -> Any:
        """One table as a pandas frame; a cell counts once, its latest and best row.

        Raises:
            InputError: no such table.
        """
        if table not in TABLES:
            raise InputError(f"a run has no table {table!r}", f"one of {', '.join(TABLES)}")
        parts = self.parts()
        rows = self._read(table, parts).to_pandas()
        if table != "cells":
            return rows
        return _once(rows)

    def rows(self) -> dict[str, CellResult]:
        """The row of every cell that came to something, by key."""
        table = _once(self._read("cells", self.parts()).to_pandas(integer_object_nulls=True))
        return {row["key"]: CellResult.model_construct(**_filled(row)) for row in table.to_dict("records")}

    def of_keys(self, keys: Sequence[str]) -> tuple[list[Row], list[Row]]:
        """Steps and metrics of some cells."""
        import pyarrow.compute  # type: ignore[import-untyped]

        wanted = pyarrow.array(list(keys), pyarrow.string())
        found = []
        for table in ("steps", "metrics"):
            whole = self._read(table, self.parts())
            found.append(whole.filter(pyarrow.compute.is_in(whole["key"], wanted)).to_pylist())
        return found[0], found[1]

    def compact(self) -> None:
        """Puts all parts together, one part at a time, then removes them."""
        parts = self.parts()
        if len(parts) > 1:
            name = self._next()
            for table in ("steps", "metrics"):
                self._write(table, name, (self._read(table, [one]) for one in parts))
            import pyarrow

            cells = pyarrow.Table.from_pandas(self.frame("cells"), schema=_schema("cells"), preserve_index=False)
            self._write("cells", name, [cells], replaces=parts)
        counting = set(self.parts())
        for table in TABLES:
            for file in (self.folder / table).glob("*.parquet"):
                if file.stem not in counting:
                    file.unlink(missing_ok=True)

    def _next(self) -> str:
        """A name for a new part. Only who holds the run adds parts, so the count goes on from the first look."""
        if self._count is None:
            self._count = max((int(one.split("-")[0]) for one in self.parts()), default=0)
        self._count += 1
        return f"{self._count:06d}-{uuid.uuid4().hex[:8]}"

    def _write(self, table: str, name: str, pieces: Iterable[Any], replaces: Sequence[str] = ()) -> None:
        import pyarrow.parquet

        schema = _schema(table).with_metadata({REPLACES: json.dumps(list(replaces))})
        with drafted(self._file(table, name)) as stream, pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
            for one in pieces:
                writer.write_table(one.replace_schema_metadata(schema.metadata))

    def _read(self, table: str, parts: Sequence[str]) -> Any:
        import pyarrow
        import pyarrow.parquet

        files = [self._file(table, one) for one in parts]
        try:
            found = [pyarrow.parquet.ParquetFile(one).read().cast(_schema(table)) for one in files]
        except (OSError, pyarrow.ArrowException) as problem:
            raise InputError(f"a table of the run cannot be read: {str(problem).splitlines()[0]}", "copy the run's folder again, whole") from None
        return pyarrow.concat_tables([_schema(table).empty_table(), *found])

    def _file(self, table: str, part: str) -> Path:
        return self.folder / table / f"{part}.parquet"


def _once(rows: Any) -> Any:
    """One row for each key: the last of those that settle the cell, else the last."""
    settled = rows["status"].isin(["optimal", "feasible", "infeasible"])
    return rows.assign(_settled=settled).sort_values("_settled", kind="stable").drop_duplicates("key", keep="last").drop(
        columns="_settled"
    ).sort_index(ignore_index=True)


def _filled(row: Row) -> Row:
    """A row with None where a frame has not-a-number."""
    return {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}


def tidy(result: CellResult, rows: Sequence[Row]) -> list[Row]:
    """Rows of a plan with the cell they belong to."""
    head = {name: getattr(result, name) for name in _WORDS}
    return [{**head, **row, **({"requires": "; ".join(row["requires"])} if "requires" in row else {})} for row in rows]
