"""Numbers, years and names as a reader expects them: units always, digits only as far as the spread supports them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catchup.plan import Plan
    from catchup.problem import Problem

# Local money is printed in the words of the country's own budget: (millions in one word, word).
LOCAL_WORDS = {"INR": (10.0, "crore"), "PKR": (10.0, "crore"), "BDT": (10.0, "crore"), "NPR": (10.0, "crore")}
USUAL_LOCAL_WORD = (1000.0, "billion")
NOTHING = 1e-9


def grouped(amount: float, digits: int = 0) -> str:
    """A number with thousands separators; a rounded zero carries no sign."""
    text = f"{amount:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def significant(amount: float, figures: int = 3) -> str:
    """A number to so many significant figures, with thousands separators."""
    if not math.isfinite(amount) or abs(amount) < NOTHING:
        return "0"
    place = figures - 1 - math.floor(math.log10(abs(amount)))
    rounded = round(amount, place)
    return grouped(rounded, max(place, 0) if abs(rounded) < 10 ** (figures - 1) else 0)


def supported(amount: float, low: float, high: float) -> str:
    """A number rounded to what its range supports: no digit finer than a tenth of the range."""
    spread = abs(high - low)
    if spread < NOTHING or abs(amount) < NOTHING:
        text = significant(amount)
        return text.rstrip("0").rstrip(".") if "." in text else text
    place = min(-math.floor(math.log10(spread / 2)), 2 - math.floor(math.log10(abs(amount))))
    place = max(place, -math.floor(math.log10(abs(amount))))
    return grouped(round(amount, place), max(place, 0))


def between(low: float | None, high: float | None, *, money: bool = True) -> str:
    """Two ends of what a number is proven to lie between; one number where both read the same, None where nothing is proven.

    Args:
        money: whole numbers from ten on, as for USD million; else three figures.
    """
    def said(amount: float) -> str:
        return (dollars(amount) if abs(amount) >= SMALL_CHANGE else "0") if money else significant(amount)

    if low is None or high is None:
        return "not known" if low is None and high is None else f"at least {said(low)}" if low is not None else f"at most {said(high or 0.0)}"
    if said(low) == said(high):
        return said(low)
    return f"at most {said(high)}" if said(low) == "0" and high > 0 else f"{said(low)} to {said(high)}"


SMALL_CHANGE = 0.05
"""USD million below which a difference is written as nothing."""


def dollars(million: float) -> str:
    """Money in USD million; whole millions unless it is small."""
    return grouped(million, 0 if abs(million) >= 10 or abs(million) < NOTHING else 1)


def money(million: float) -> str:
    """Money as a phrase: USD million, or billion from ten thousand on."""
    if abs(million) >= 10_000:
        return f"USD {significant(million / 1000)} billion"
    return f"USD {dollars(million)} million"


def local(million: float, problem: Problem) -> str:
    """The same money in the country's own currency and budget word."""
    size, word = LOCAL_WORDS.get(problem.currency, USUAL_LOCAL_WORD)
    amount = million * problem.currency_rate / size
    if word == "crore" and abs(amount) >= 100_000:
        return f"{problem.currency} {significant(amount / 100_000)} lakh crore"
    if word == "billion" and NOTHING < abs(amount) < 1:
        return f"{problem.currency} {significant(amount * 1000)} million"
    if word == "billion" and abs(amount) >= 10_000:
        return f"{problem.currency} {significant(amount / 1000)} trillion"
    return f"{problem.currency} {significant(amount)} {word}"


def share(part: float, digits: int = 1) -> str:
    """A fraction as a percentage."""
    return f"{grouped(100 * part, digits)} %"


def year_name(problem: Problem, year: int) -> str:
    """A planned year as the country writes it: 2027-28 or 2027."""
    return f"{year}-{(year + 1) % 100:02d}" if problem.fiscal_spans_two_years else str(year)


def year_names(problem: Problem, years: Iterable[int]) -> str:
    """Years as a sentence part, with runs drawn together."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    named = [
        year_name(problem, first) if first == last else f"{year_name(problem, first)} to {year_name(problem, last)}"
        for first, last in runs
    ]
    return listed(named)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def moment(decimal_year: float) -> str:
    """A decimal year in words that promise no more than a forecast can."""
    year, part = int(decimal_year), decimal_year % 1
    return f"{('early', 'mid', 'late')[min(int(part * 3), 2)]} {year}"


def number_of(amount: float, unit: str, many: str | None = None) -> str:
    """A count with its unit in singular or plural."""
    whole = abs(amount - round(amount)) < 0.005
    return f"{grouped(round(amount)) if whole else significant(amount)} {unit if amount == 1 else many or unit + 's'}"


def short(name: str) -> str:
    """A lever's name without its explanation in brackets or after a colon."""
    return name.split(" (")[0].split(":")[0].split(", with ")[0].strip()


def lever_names(plan: Plan) -> dict[str, str]:
    """Names of all levers: from the plan where it has them, else from the catalogue at hand."""
    problem = plan.parameters
    named = {one.id: one.name for one in problem.plants}
    named |= {one.lever: one.name for one in problem.cohorts} | {one.lever: one.name for one in problem.stances}
    named |= {one.id: one.name for one in problem.inherited} | {one.id: one.name for one in problem.firms}
    others = {problem.exit_lever, problem.reform_lever, *({problem.programme.lever} if problem.programme else ())}
    others |= {step.lever for step in plan.steps} | set(plan.closed_levers)
    for lever in others - named.keys():
        named[lever] = _from_catalogue(lever)
    return named


@cache
def _from_catalogue(lever: str) -> str:
    from catchup.errors import CatchupError
    from catchup.library import load_lever

    try:
        return load_lever(lever).name
    except CatchupError:
        return lever.replace("_", " ").capitalize()
