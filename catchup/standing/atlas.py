"""What a world map of a comparison is drawn from: outlines that ship with the program, small states as points, and shades by amount.

Outlines are Natural Earth's (public domain) as the npm package world-atlas 2.0.2 packs them (ISC); see `data/maps/README.md`.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catchup.errors import DataFileError
from catchup.evidence import parse_json
from catchup.library import data_root

SHADES = 5


@dataclass(frozen=True)
class SmallState:
    """A state too small for the outlines; degrees east and north of the middle of its largest piece of land."""

    country: str
    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Shades:
    """Amounts in classes of about equal number: class of each country from 0 (least), and least and greatest amount of each class."""

    by_country: dict[str, int]
    ends: tuple[tuple[float, float], ...]


def outlines() -> dict[str, Any]:
    """The outlines as TopoJSON; each has a numeric ISO code as `id`, and a name in its properties. Do not change it: it is shared.

    Raises:
        DataFileError: the file is missing or no TopoJSON.
    """
    return _outlines(data_root() / "maps" / "countries-110m.json")


@cache
def _outlines(file: Path) -> dict[str, Any]:
    try:
        found = parse_json(file.read_text(encoding="utf-8"))
        found["objects"]["countries"]["geometries"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DataFileError(str(file), [(0, "", f"is no map that can be read: {problem}")]) from None
    return dict(found)


def small_states() -> tuple[SmallState, ...]:
    """States that the outlines leave out.

    Raises:
        DataFileError: the file is missing or has a faulty row.
    """
    return _small_states(data_root() / "maps" / "small_states.csv")


@cache
def _small_states(file: Path) -> tuple[SmallState, ...]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return tuple(
                SmallState(row["iso3"], row["name"], float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(lines)
            )
    except (OSError, KeyError, ValueError) as problem:
        raise DataFileError(str(file), [(0, "", f"cannot be read: {problem}")]) from None


@cache
def code_of_outline() -> Mapping[str, str]:
    """Numeric ISO code of an outline -> three-letter code."""
    import pycountry

    return {one.numeric: one.alpha_3 for one in pycountry.countries}


def shades(amounts: Mapping[str, float], most: int = SHADES) -> Shades:
    """Classes of about equal number, so that one giant does not make all others look alike; equal amounts share a class."""
    ordered = sorted(amounts.values())
    edges = sorted({ordered[len(ordered) * at // most] for at in range(1, most)}) if ordered else []
    classes = {country: bisect_right(edges, amount) for country, amount in amounts.items()}
    used = sorted(set(classes.values()))
    renamed = {old: new for new, old in enumerate(used)}
    found = {country: renamed[one] for country, one in classes.items()}
    groups = [[amounts[country] for country, one in found.items() if one == at] for at in range(len(used))]
    return Shades(found, tuple((min(one), max(one)) for one in groups))
