"""How long a slate takes in each format, without the solve.

    .venv/bin/python benchmarks/slate.py [slate.json ...]

Without a file, the sample of fifty measures from the tests. Every format is written twice in one process: the first figure holds the
loading of its library and the drawing of figures, the second does not. The promise: all formats in 6 s, a brief in 2 s.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from slate_samples import fifty

from catchup.slate.document import Slate
from catchup.slate.render import FORMATS, page_count, render
from catchup.slate.render.edition import Extent
from catchup.slate.render.json import read

BRIEF_FORMATS = ("pdf", "docx", "html")


def timed(slate: Slate, fmt: str, depth: Extent) -> tuple[float, bytes]:
    begun = perf_counter()
    document = render(slate, fmt, depth)
    return perf_counter() - begun, document


def row(slate: Slate, fmt: str, depth: Extent) -> tuple[float, float]:
    first, document = timed(slate, fmt, depth)
    again, _ = timed(slate, fmt, depth)
    pages = str(page_count(document)) if fmt == "pdf" else ""
    print(f"| {fmt} | {depth} | {first:.2f} | {again:.2f} | {len(document) / 1000:,.0f} | {pages} |")
    return first, again


def main(files: list[str]) -> None:
    for slate in [read(Path(one).read_bytes()) for one in files] or [fifty()]:
        print(f"\n{slate.id}: {slate.title}\n\n| format | depth | first, s | again, s | kB | pages |\n|---|---|---|---|---|---|")
        briefs = [row(slate, fmt, "brief") for fmt in BRIEF_FORMATS]
        whole = [row(slate, fmt, "all") for fmt in FORMATS]
        print(f"\nbrief, slowest first: {max(one for one, _ in briefs):.2f} s; all formats: {sum(one for one, _ in whole):.2f} s first, {sum(two for _, two in whole):.2f} s again")


if __name__ == "__main__":
    main(sys.argv[1:])
