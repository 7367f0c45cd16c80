"""Several reform paths as one: every number that differs between them is an array with one entry for each path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from catchup.algebra import Number
from catchup.problem import ReformPathData
from catchup.profile import StaffClass

NumberByYear = tuple[Number, ...]


@dataclass(frozen=True)
class StackedPath:
    """What `ReformPathData` holds, for all paths together."""

    id: tuple[str, ...]
    leakage: dict[str, NumberByYear]
    credibility: NumberByYear
    cost: NumberByYear
    delivered: NumberByYear
    politics: NumberByYear
    admin: NumberByYear
    staff: dict[StaffClass, NumberByYear]
    spillover: NumberByYear
    miss: dict[str, Number]


def stacked(paths: Sequence[ReformPathData]) -> StackedPath:
    """Lays paths over one another. Numbers that are the same on all paths stay plain."""
    names = [name for name in StackedPath.__dataclass_fields__ if name != "id"]
    return StackedPath(
        id=tuple(one.id for one in paths), **{name: _together([getattr(one, name) for one in paths]) for name in names}
    )


def is_path(path: ReformPathData | StackedPath, name: str) -> Number:
    """1 on the path of that name, 0 on others."""
    if isinstance(path, StackedPath):
        return numpy.array([float(one == name) for one in path.id])
    return float(path.id == name)


def _together(values: Sequence[Any]) -> Any:
    first = values[0]
    if isinstance(first, dict):
        return {key: _together([one[key] for one in values]) for key in first}
    if isinstance(first, tuple):
        return tuple(_together(list(one)) for one in zip(*values, strict=True))
    return first if all(one == first for one in values) else numpy.array(values, dtype=float)
