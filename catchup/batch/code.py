"""Which program makes the plans: its version, the text of the modules that matter to a plan, and the solver."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

# What only shows, keeps or distributes plans; a change there changes no plan.
BESIDE = frozenset(
    {"batch", "cli", "cluster.py", "desk", "language.py", "locale", "mathdoc.py", "report", "slate", "standing", "store", "testing"}
)


@cache
def code_version() -> str:
    """Version, digest of the sources that make plans, and the solver's version, e.g. `0.2.0+3fa9c1d2 highspy 1.15.1`.

    Two programs with the same answer give the same plan for the same inputs, so a kept cell may stand for a new one.
    """
    root = Path(__file__).parent.parent
    total = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        inside = file.relative_to(root)
        if inside.parts[0] not in BESIDE:
            total.update(inside.as_posix().encode())
            total.update(file.read_bytes())
    return f"{metadata.version('catchup')}+{total.hexdigest()[:8]} highspy {metadata.version('highspy')}"
