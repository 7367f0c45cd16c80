"""Sizes of countries, so that worth can be read in dollars, at domestic prices, a head and against the economy."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from catchup.errors import DataFileError
from catchup.grading import Letter, grade_of
from catchup.library import data_root, load_country
from catchup.standing.cells import Interval
from catchup.starter.coverage import is_comparator

Measure = Literal["own", "dollars", "purchasing_power", "per_head", "share_of_gdp"]
# Goals counted in MUSD can be read against a country's size; the others are shares already and are ranked as they are.
MONEY_GOALS = frozenset({"value", "least_cost"})
MONEY_MEASURES: tuple[Measure, ...] = ("dollars", "purchasing_power", "per_head", "share_of_gdp")
MILLION = 1e6  # a unit prefix, not a datum


@dataclass(frozen=True)
class Size:
    """A figure with its range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Yardstick:
    """What a country is measured against; `price_level` is None where no purchasing power is known.

    `gdp` in MUSD, `population` in persons, `price_level` in market dollars for what costs one dollar in the United States.
    """

    country: str
    name: str
    gdp: Size
    population: Size
    price_level: Size | None
    grade: Letter
    known: float
    comparator: bool


def yardsticks(codes: Sequence[str]) -> dict[str, Yardstick]:
    """The yardsticks of countries that ship.

    Raises:
        UnknownNameError: no such country. DataFileError: its file has faults.
    """
    return {code: yardstick_of(code) for code in codes}


def yardstick_of(code_or_file: str) -> Yardstick:
    """The yardstick of one country, from its profile and the table of purchasing power.

    Raises:
        UnknownNameError: no such country. DataFileError: its file has faults.
    """
    profile = load_country(code_or_file)
    code = profile.iso3
    grade = grade_of(profile)
    gdp, people = profile.economy.gdp, profile.economy.population
    return Yardstick(
        country=code, name=profile.name, gdp=Size(gdp.value, gdp.low, gdp.high), population=Size(people.value, people.low, people.high),
        price_level=price_levels().get(code), grade=grade.letter, known=grade.known, comparator=is_comparator(code),
    )


def measures_of(objective: str) -> tuple[Measure, ...]:
    """The measures in which a goal is compared."""
    return MONEY_MEASURES if objective in MONEY_GOALS else ("own",)


def measured(interval: Interval, by: Yardstick, measure: Measure) -> Interval | None:
    """An interval in another measure; None where the country's size is not known.

    own: unchanged. dollars: MUSD of 2025. purchasing_power: million international dollars, by the price level of 2024. per_head: dollars
    a head. share_of_gdp: the amount over one year's GDP. The range of the size widens the interval, so that an order that rests on a figure
    nobody knows stays undecided.
    """
    if measure in ("own", "dollars"):
        return interval
    size, scale = {"share_of_gdp": (by.gdp, 1.0), "per_head": (by.population, MILLION), "purchasing_power": (by.price_level, 1.0)}[measure]
    return interval.over(size.low / scale, size.high / scale) if size is not None and size.low > 0 else None


def central(amount: float, by: Yardstick, measure: Measure) -> float | None:
    """An amount in another measure, at the central figure of the country's size."""
    found = measured(Interval(amount, amount), _without_ranges(by), measure)
    return found.low if found else None


def _without_ranges(by: Yardstick) -> Yardstick:
    level = by.price_level
    return Yardstick(
        by.country, by.name, Size(*[by.gdp.value] * 3), Size(*[by.population.value] * 3),
        Size(*[level.value] * 3) if level else None, by.grade, by.known, by.comparator,
    )


def price_levels() -> dict[str, Size]:
    """Price level of 2024 by country: purchasing power parity over the market rate (World Bank PA.NUS.PPP).

    Raises:
        DataFileError: the table cannot be read.
    """
    return _price_levels(data_root() / "facts" / "purchasing_power.csv")


@cache
def _price_levels(file: Path) -> dict[str, Size]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError as problem:
        raise DataFileError(str(file), [(0, "", f"cannot be read: {problem.strerror}")]) from None
    return {row["iso3"]: Size(float(row["price_level"]), float(row["low"]), float(row["high"])) for row in rows}
