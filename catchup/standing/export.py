"""A table as a CSV, Parquet or Excel file: typed, and with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from catchup.errors import InputError

if TYPE_CHECKING:
    import pandas

Kind = Literal["csv", "parquet", "xlsx"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MIME = {
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Signs with which a spreadsheet takes a text of a CSV file for a formula.
RUNS = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 40


def table_bytes(frame: pandas.DataFrame, kind: Kind) -> bytes:
    """The frame as the content of a file."""
    if kind == "csv":
        return str(_quoted(frame).to_csv(index=False, lineterminator="\n")).encode()
    stream = io.BytesIO()
    if kind == "parquet":
        frame.to_parquet(stream, index=False, compression="zstd")
    else:
        _write_sheet(frame, stream)
    return stream.getvalue()


def write_table(frame: pandas.DataFrame, file: Path) -> None:
    """Writes the frame by the ending of the file's name; whoever reads the file sees the old one or the new one, never half of it.

    Raises:
        InputError: another ending, or the file cannot be written.
    """
    kind = file.suffix.removeprefix(".").lower()
    known: Kind | None = next((one for one in KINDS if one == kind), None)
    if known is None:
        raise InputError(f"{file.name} ends in none of .csv, .parquet, .xlsx", "name it e.g. comparison.xlsx")
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(table_bytes(frame, known))
        beside.replace(file)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise InputError(f"{file} cannot be written: {problem.strerror}", "name a folder that exists and has room") from None


def _quoted(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Texts that a spreadsheet would run begin with an apostrophe."""
    texts = frame.select_dtypes(include=["string", "object"]).columns
    return frame.assign(**{name: frame[name].map(_harmless, na_action="ignore") for name in texts})


def _harmless(text: object) -> object:
    return f"'{text}" if isinstance(text, str) and text.startswith(RUNS) else text


def _write_sheet(frame: pandas.DataFrame, stream: io.BytesIO) -> None:
    """One sheet with frozen head and filter; texts stay texts."""
    import pandas

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True, "in_memory": True}
    with pandas.ExcelWriter(stream, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        frame.to_excel(writer, sheet_name="comparison", index=False)
        sheet = writer.sheets["comparison"]
        sheet.freeze_panes(1, 0)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        for at, name in enumerate(frame.columns):
            longest = max([len(str(name)), *(len(str(one)) for one in frame[name].head(200))])
            sheet.set_column(at, at, min(longest + 1, WIDEST))
