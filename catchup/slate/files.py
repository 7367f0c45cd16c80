"""Writes the files of a slate: all or none, under names of their own, never over others unasked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from catchup.errors import InputError
from catchup.library import CODE
from catchup.slate.checks import refuse_overlong
from catchup.slate.document import DEPTHS, Depth, Figure, Slate

Extent = Literal["brief", "note", "annex", "all"]
PAGED = ("docx", "pdf")
DRAWN = ("docx", "pdf", "html")
"""Formats that come as a file for each depth; the others hold all that is asked for in one."""


def names_of(country: str, formats: Sequence[str], depth: Extent) -> list[tuple[str, str, Extent]]:
    """File name, format and depth of each file that is asked for.

    Raises:
        InputError: the country is no code of three letters, which could name another folder.
    """
    if not CODE.fullmatch(country):
        raise InputError(f"{country[:20]!r} is not a country's code", "make the plan again with `catchup plan`")
    found: list[tuple[str, str, Extent]] = []
    for fmt in dict.fromkeys(formats):
        depths: Sequence[Extent] = DEPTHS if depth == "all" and fmt in PAGED else (depth,)
        found += [(f"{country}-{'slate' if one == 'all' or fmt == 'json' else one}.{fmt}", fmt, one) for one in depths]
    return found


def depths_for(depth: Extent) -> tuple[Depth, ...]:
    """The parts that have to be filled."""
    return DEPTHS if depth == "all" else (depth,)


def refuse_existing(folder: Path, names: Sequence[str], *, force: bool) -> None:
    """Keeps files that exist, before any time is spent.

    Raises:
        InputError: the folder is a file, or files exist and `force` is not given.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is not a folder", "name a folder with --out")
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise InputError(f"{', '.join(there)} exist{'s' if len(there) == 1 else ''} in {folder}", "give --force to overwrite, or another --out")


def write_all(slate: Slate, formats: Sequence[str], depth: Extent, folder: Path, *, force: bool = False) -> list[Path]:
    """Renders every file first and then writes them, each under a temporary name until all are whole. A part over its pages is refused.

    Raises:
        InputError: files exist, or the folder cannot be written. SlateError: something cannot be rendered, or is too long; then nothing is written.
    """
    from catchup.slate.render import render
    from catchup.slate.render.drawings import draw_ahead

    wanted = names_of(slate.id.partition("-")[0], formats, depth)
    refuse_existing(folder, [name for name, _, _ in wanted], force=force)
    if any(fmt in DRAWN for _, fmt, _ in wanted):
        draw_ahead([block.drawing for part in slate.parts for block in part.blocks if isinstance(block, Figure)])
    # Those without drawings first: by the time the others are at their turn, the drawings are there.
    made = {name: render(slate, fmt, extent) for name, fmt, extent in sorted(wanted, key=lambda one: one[1] in DRAWN)}
    refuse_overlong(slate, {(fmt, extent): made[name] for name, fmt, extent in wanted})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _written(made, folder)
    except OSError as problem:
        raise InputError(f"{folder} cannot be written: {problem.strerror}", "name a folder that can be written with --out") from None


def _written(made: dict[str, bytes], folder: Path) -> list[Path]:
    waiting = {folder / f".{name}.{os.getpid()}.part": folder / name for name in made}
    try:
        for temporary, final in waiting.items():
            temporary.write_bytes(made[final.name])
        for temporary, final in waiting.items():
            temporary.replace(final)
    finally:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
    return list(waiting.values())
