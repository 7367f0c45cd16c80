"""Scarce things by year: what uses them, and how much of each there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.report.retold import retold
from catchup.report.series import Point, by_year, summed
from catchup.report.words import (
    Currency,
    in_money_unit,
    lever_names,
    marked,
    money_unit,
    planned_years,
    short,
    significant,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Entry, Plan


@dataclass(frozen=True)
class Scarce:
    """How one ledger is shown: its sources make the limit, its uses are drawn against it; what is left over is neither."""

    title: str
    unit: str
    left: tuple[str, ...]
    money: bool = False


SCARCE = {
    "fx": Scarce(marked("Foreign exchange"), "", ("unused",), money=True),
    "private": Scarce(marked("Private money"), "", ("unused",), money=True),
    "power_mw": Scarce(marked("Power for AI and industry"), marked("MW"), ()),
    "grid_mw": Scarce(marked("New power to homes and firms"), marked("MW"), ()),
    "politics": Scarce(marked("Political capital"), marked("points"), ("closing", "lost")),
    "administration": Scarce(marked("Administrative capacity"), marked("points"), ("unused",)),
}


def unit_of(plan: Plan, ledger: str, currency: Currency = "usd") -> str:
    """The unit in which a ledger is shown."""
    one = SCARCE[ledger]
    return money_unit(plan.parameters, currency) if one.money else tr(one.unit)


def uses(plan: Plan, ledger: str, currency: Currency = "usd") -> list[Point]:
    """What draws on a ledger by year and user, in `unit_of`; the remainder is left out."""
    names, left = lever_names(plan), SCARCE[ledger].left
    return summed(
        Point(entry.year, _use_name(entry, names), _counted(plan, ledger, -entry.amount, currency))
        for entry in plan.ledgers if entry.ledger == ledger and entry.amount < 0 and entry.entry not in left
    )


def limit(plan: Plan, ledger: str, currency: Currency = "usd") -> dict[int, float]:
    """All there is of a ledger by year, in `unit_of`: its sources, what the plan itself brings included; for power all that can be spared and not only what is taken."""
    found = dict.fromkeys(planned_years(plan.parameters), 0.0)
    for entry in plan.ledgers:
        if entry.ledger == ledger and entry.amount > 0 and entry.entry != "spare power":
            found[entry.year] += entry.amount
    if ledger == "power_mw":
        power, first = plan.parameters.power, plan.parameters.clock.first_year
        return {year: amount + power.spare[year - first] + power.taken for year, amount in found.items()}
    return {year: _counted(plan, ledger, amount, currency) for year, amount in found.items()}


def edge(plan: Plan, ledger: str, currency: Currency = "usd") -> list[tuple[int, float]]:
    """The limit as a line of steps: each year, and the last one again at its end."""
    found = list(limit(plan, ledger, currency).items())
    last, amount = found[-1]
    return [*found, (last + 1, amount)]


def scarce_sentences(plan: Plan, ledger: str, currency: Currency = "usd") -> list[str]:
    """What is used of what there is, year by year."""
    used = by_year(uses(plan, ledger, currency))
    return [
        tr("{year}: {used} of {limit}", year=year_name(plan.parameters, year), used=significant(used.get(year, 0.0)), limit=significant(amount))
        for year, amount in limit(plan, ledger, currency).items()
    ]


def _counted(plan: Plan, ledger: str, amount: float, currency: Currency) -> float:
    return in_money_unit(amount, plan.parameters, currency) if SCARCE[ledger].money else amount


def _use_name(entry: Entry, names: dict[str, str]) -> str:
    what, _, whom = entry.entry.partition(": ")
    said = whom or what
    return short(names[whom]) if whom in names else _capital(retold(said))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
