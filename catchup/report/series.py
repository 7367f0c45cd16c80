"""Amounts by year and name, made ready for a stacked chart: summed, largest first, the small ones drawn together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catchup.language import tr

MOST_SERIES = 6


@dataclass(frozen=True)
class Point:
    """An amount of one series in one year, in the unit of its chart."""

    year: int
    name: str
    amount: float


def summed(points: Iterable[Point]) -> list[Point]:
    """One point for each year and name, in order of year and name."""
    found: dict[tuple[int, str], float] = defaultdict(float)
    for one in points:
        found[one.year, one.name] += one.amount
    return [Point(year, name, amount) for (year, name), amount in sorted(found.items())]


def sizes(points: Iterable[Point]) -> dict[str, float]:
    """Sum of each series over the years, the largest first, what was drawn together last."""
    found: dict[str, float] = defaultdict(float)
    for one in points:
        found[one.name] += one.amount
    return dict(sorted(found.items(), key=lambda item: (item[0] == tr("All others"), -item[1], item[0])))


def by_year(points: Iterable[Point]) -> dict[int, float]:
    """Sum of all series in each year."""
    found: dict[int, float] = defaultdict(float)
    for one in points:
        found[one.year] += one.amount
    return dict(found)


def with_few_names(points: Sequence[Point], kept: Sequence[str] = (), most: int = MOST_SERIES) -> list[Point]:
    """The points with all but the largest series drawn together, so that a legend stays readable; the sum stays as it is.

    Args:
        points: amounts by year and name.
        kept: series that keep their name whatever their size; they do not count towards `most`.
        most: how many other series keep their name.
    """
    others = [name for name in sizes(points) if name not in kept]
    large = {*others[:most], *kept} if len(others) > most + 1 else {*others, *kept}
    return summed(Point(one.year, one.name if one.name in large else tr("All others"), one.amount) for one in points)


def stepped(points: Sequence[Point], years: Sequence[int]) -> list[Point]:
    """Every series in every year, and the last year again at its end, so that areas stack as steps. Largest series first."""
    known = {(one.year, one.name): one.amount for one in points}
    return [
        Point(at, name, known.get((year, name), 0.0))
        for name in sizes(points) for at, year in [*((year, year) for year in years), (years[-1] + 1, years[-1])]
    ]
