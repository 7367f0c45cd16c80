"""Numbers, years and names as a reader expects them: units always, digits only as far as the spread supports them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from catchup.language import marked as marked
from catchup.language import number_signs as number_signs
from catchup.language import tr
from catchup.language import written as _written

if TYPE_CHECKING:
    from catchup.plan import Plan
    from catchup.problem import Problem

# Local money is printed in the words of the country's own budget: (millions in one word, word).
LOCAL_WORDS = {"INR": (10.0, "crore"), "PKR": (10.0, "crore"), "BDT": (10.0, "crore"), "NPR": (10.0, "crore")}
USUAL_LOCAL_WORD = (1000.0, "billion")
NOTHING = 1e-9
Currency = Literal["usd", "local"]


def grouped(amount: float, digits: int = 0) -> str:
    """A number with separators for thousands as the language in force writes it; a rounded zero carries no sign."""
    return _written(_grouped(amount, digits))


def _grouped(amount: float, digits: int = 0) -> str:
    text = f"{amount:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def significant(amount: float, figures: int = 3) -> str:
    """A number to so many significant figures, with separators for thousands."""
    return _written(_significant(amount, figures))


def _significant(amount: float, figures: int = 3) -> str:
    if not math.isfinite(amount) or abs(amount) < NOTHING:
        return "0"
    place = figures - 1 - math.floor(math.log10(abs(amount)))
    rounded = round(amount, place)
    return _grouped(rounded, max(place, 0) if abs(rounded) < 10 ** (figures - 1) else 0)


def supported(amount: float, low: float, high: float) -> str:
    """A number rounded to what its range supports: no digit finer than a tenth of the range."""
    spread = abs(high - low)
    if spread < NOTHING or abs(amount) < NOTHING:
        text = _significant(amount)
        return _written(text.rstrip("0").rstrip(".") if "." in text else text)
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
        if low is None and high is None:
            return tr("not known")
        return tr("at least {amount}", amount=said(low)) if low is not None else tr("at most {amount}", amount=said(high or 0.0))
    if said(low) == said(high):
        return said(low)
    if said(low) == "0" and high > 0:
        return tr("at most {amount}", amount=said(high))
    return tr("{low} to {high}", low=said(low), high=said(high))


SMALL_CHANGE = 0.05
"""USD million below which a difference is written as nothing."""


def dollars(million: float) -> str:
    """Money in USD million; whole millions unless it is small."""
    return grouped(million, 0 if abs(million) >= 10 or abs(million) < NOTHING else 1)


def money(million: float) -> str:
    """Money as a phrase: USD million, or billion from ten thousand on."""
    if abs(million) >= 10_000:
        return tr("USD {amount} billion", amount=significant(million / 1000))
    return millions(million)


def millions(million: float) -> str:
    """Money as a phrase that stays with USD million whatever its size, so that amounts beside one another compare."""
    return tr("USD {amount} million", amount=dollars(million))


def local(million: float, problem: Problem) -> str:
    """The same money in the country's own currency and budget word."""
    size, word = LOCAL_WORDS.get(problem.currency, USUAL_LOCAL_WORD)
    amount, currency = million * problem.currency_rate / size, problem.currency
    if word == "crore":
        if abs(amount) >= 100_000:
            return tr("{currency} {amount} lakh crore", currency=currency, amount=significant(amount / 100_000))
        return tr("{currency} {amount} crore", currency=currency, amount=significant(amount))
    if NOTHING < abs(amount) < 1:
        return tr("{currency} {amount} million", currency=currency, amount=significant(amount * 1000))
    if abs(amount) >= 10_000:
        return tr("{currency} {amount} trillion", currency=currency, amount=significant(amount / 1000))
    return tr("{currency} {amount} billion", currency=currency, amount=significant(amount))


def money_in(million: float, problem: Problem, currency: Currency) -> str:
    """Money as a phrase in the reader's choice of currency, which it always names.

    Args:
        million: USD million of 2025.
        problem: the country, for its currency and rate.
        currency: `usd` or `local`.
    """
    return local(million, problem) if currency == "local" else money(million)


def money_in_both(million: float, problem: Problem, currency: Currency = "usd") -> str:
    """Money in the reader's currency, the other one in brackets."""
    if currency == "local":
        return f"{local(million, problem)} ({money(million)})"
    return f"{money(million)} ({local(million, problem)})"


def millions_in(million: float, problem: Problem, currency: Currency) -> str:
    """As `money_in`, but in dollars never in billions."""
    return local(million, problem) if currency == "local" else millions(million)


def money_unit(problem: Problem, currency: Currency) -> str:
    """The unit in which tables and charts count money: USD million, or the country's own budget word."""
    if currency == "usd":
        return tr("USD million")
    word = LOCAL_WORDS.get(problem.currency, USUAL_LOCAL_WORD)[1]
    return tr("{currency} crore", currency=problem.currency) if word == "crore" else tr("{currency} billion", currency=problem.currency)


def in_money_unit(million: float, problem: Problem, currency: Currency) -> float:
    """An amount of USD million counted in `money_unit`."""
    return million if currency == "usd" else million * problem.currency_rate / LOCAL_WORDS.get(problem.currency, USUAL_LOCAL_WORD)[0]


def price_basis(problem: Problem, currency: Currency) -> str:
    """What the money on a page is counted in, as a sentence."""
    if currency == "usd":
        return tr("Money is in US dollars of 2025.")
    return tr(
        "Money is in {currency} at prices of 2025, {rate} to the US dollar.", currency=problem.currency, rate=_written(f"{problem.currency_rate:,.6g}")
    )


def share(part: float, digits: int = 1) -> str:
    """A fraction as a percentage."""
    return tr("{amount} %", amount=grouped(100 * part, digits))


def year_name(problem: Problem, year: int) -> str:
    """A planned year as the country writes it: 2027-28 or 2027."""
    return f"{year}-{(year + 1) % 100:02d}" if problem.fiscal_spans_two_years else str(year)


def planned_years(problem: Problem) -> list[int]:
    """The planned years by the calendar year in which each starts."""
    return [problem.clock.label(at) for at in problem.clock.years]


def last_year(problem: Problem) -> int:
    """The last planned year."""
    return problem.clock.label(problem.clock.horizon - 1)


def end_of_horizon(problem: Problem) -> int:
    """Calendar year in which the last planned year ends; what comes later is not planned."""
    return problem.clock.first_year + problem.clock.horizon


def horizon_name(problem: Problem) -> str:
    """First and last planned year."""
    return tr("{first} to {last}", first=year_name(problem, problem.clock.first_year), last=year_name(problem, last_year(problem)))


def year_names(problem: Problem, years: Iterable[int]) -> str:
    """Years as a sentence part, with runs drawn together."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    named = [
        year_name(problem, first) if first == last else tr("{first} to {last}", first=year_name(problem, first), last=year_name(problem, last))
        for first, last in runs
    ]
    return listed(named)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return tr("{words} and {last}", words=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)


def moment(decimal_year: float) -> str:
    """A decimal year in words that promise no more than a forecast can."""
    year, part = int(decimal_year), decimal_year % 1
    said = (tr("early {year}", year=year), tr("mid {year}", year=year), tr("late {year}", year=year))
    return said[min(int(part * 3), 2)]


def number_of(amount: float, unit: str, many: str | None = None) -> str:
    """A count with its unit in singular or plural."""
    whole = abs(amount - round(amount)) < 0.005
    return f"{grouped(round(amount)) if whole else significant(amount)} {unit if amount == 1 else many or unit + 's'}"


def short(name: str) -> str:
    """A lever's name without its explanation in brackets or after a colon."""
    return name.split(" (")[0].split(":")[0].split(tr(", with "))[0].strip()


def lever_names(plan: Plan) -> dict[str, str]:
    """Names of all levers in the language in force: from the plan where it has them, else from the catalogue at hand."""
    problem = plan.parameters
    named = {one.id: one.name for one in problem.plants}
    named |= {one.lever: one.name for one in problem.cohorts} | {one.lever: one.name for one in problem.stances}
    named |= {one.id: one.name for one in problem.inherited} | {one.id: one.name for one in problem.firms}
    others = {problem.exit_lever, problem.reform_lever, *({problem.programme.lever} if problem.programme else ())}
    others |= {step.lever for step in plan.steps} | set(plan.closed_levers)
    for lever in others - named.keys():
        named[lever] = _from_catalogue(lever)
    return {lever: tr(name) for lever, name in named.items()}


@cache
def _from_catalogue(lever: str) -> str:
    from catchup.errors import CatchupError
    from catchup.library import load_lever

    try:
        return load_lever(lever).name
    except CatchupError:
        return lever.replace("_", " ").capitalize()
