"""How a country writes years, dates, numbers and money, and the plain form of text that comes from outside.

Numbers follow the locale in force (`catchup.language`), for India in groups of lakh and crore. Money stands in US dollars at the
prices of `PRICE_YEAR` and in local money at the plan's own rate, which is stated with its year.
"""

from __future__ import annotations

import datetime
import unicodedata
from typing import TYPE_CHECKING

from babel.dates import format_date

from catchup.language import locale, tr
from catchup.report.retold import retold
from catchup.report.words import year_name

if TYPE_CHECKING:
    from catchup.plan import Plan
    from catchup.problem import Problem

PRICE_YEAR = 2025
"""Year of the prices in which every plan counts money (catchup/problem.py)."""
MONTHS = 12
LONGEST = 2000
LONGEST_NAME = 110
# Formatting characters that turn the reading direction or hide text; a profile has no need of them.
HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff")


def clean(text: str) -> str:
    r"""Text from outside as one plain line, in the language in force where the catalogue knows it: no control characters, no turned or hidden text.

    >>> clean("a\x00b\n\n c" + "\u202e" + "d")
    'ab cd'
    """
    kept = "".join(" " if one in "\t\r\n" else one for one in retold(text) if one in "\t\r\n" or _printable(one))
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def clipped(text: str, most: int = LONGEST_NAME) -> str:
    """A name that is cut where it is too long for a table.

    >>> clipped("a" * 200, 5)
    'aaaa…'
    """
    line = clean(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _printable(one: str) -> bool:
    return one not in HIDDEN and unicodedata.category(one) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


def territory(country: str) -> str:
    """ISO 3166 two-letter code of a country, for its number and date formats; empty if it has none."""
    import pycountry

    found = pycountry.countries.get(alpha_3=country)
    return str(found.alpha_2) if found else ""


def date_words(day: datetime.date) -> str:
    """A date as the language in force writes it in full."""
    return str(format_date(day, format="long", locale=locale()))


def month_words(day: datetime.date) -> str:
    """A month as the language in force writes it."""
    return str(format_date(day, format="MMMM y", locale=locale()))


def opens(problem: Problem, start_month: int, year: int) -> datetime.date:
    """First day of a planned year."""
    return datetime.date(year, start_month, 1)


def day_of(decimal_year: float, start_month: int, months_later: int = 0) -> datetime.date:
    """The month in which a time of the plan falls; plan years begin with the fiscal year.

    >>> day_of(2030.5, 4)
    datetime.date(2030, 10, 1)
    """
    whole = int(decimal_year)
    months = round((decimal_year - whole) * MONTHS) + start_month - 1 + months_later
    return datetime.date(whole + months // MONTHS, months % MONTHS + 1, 1)


def part_of_year(problem: Problem, decimal_year: float) -> str:
    """A time of the plan within its fiscal year, in words that promise no more than a forecast can."""
    year, third = year_name(problem, int(decimal_year)), int(decimal_year % 1 * 3)
    said = (tr("early {year}", year=year), tr("mid {year}", year=year), tr("late {year}", year=year))
    return said[min(third, 2)]


def start_month(plan: Plan) -> int:
    """Month in which the fiscal year begins, as the plan used it."""
    return next((round(one.value) for one in plan.assumptions if one.path == "country.fiscal_year.start_month"), 1)


def rate_year(plan: Plan) -> str:
    """Year of the exchange rate the plan used."""
    return next((one.year for one in plan.assumptions if one.path == "country.currency.rate"), tr("not stated"))
