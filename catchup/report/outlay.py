"""Public money by year as a page shows it: what arrives at each lever and what leaks, and the money table in the reader's currency."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.report.money import COLUMNS, leak_share, yearly_money
from catchup.report.series import Point, with_few_names
from catchup.report.words import (
    Currency,
    grouped,
    in_money_unit,
    lever_names,
    marked,
    money_in,
    money_unit,
    planned_years,
    share,
    short,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Plan

SMALLEST = 1e-6  # USD million; less is the solver's dust
TITLES = {
    "voted": marked("voted"), "released": marked("released"), "other": marked("other in"), "borrowed": marked("borrowed"),
    "lent": marked("soft loans"), "outlay": marked("outlay"), "arrives": marked("of it arrives"), "leaks": marked("of it leaks"),
    "service": marked("debt service"), "lapses": marked("lapses"), "carried": marked("carried over"), "private": marked("private money"),
}


def leaks_name() -> str:
    """What leakage is called wherever money is drawn."""
    return tr("Leaks on the way")


def premium_name() -> str:
    """What the dearer price of buying at home is called."""
    return tr("Dearer price of buying at home")


def arriving(plan: Plan) -> dict[tuple[int, str], float]:
    """Public money that arrives, USD million, by year and item: levers by name, and the dearer price of buying at home."""
    names = lever_names(plan)
    found: dict[tuple[int, str], float] = defaultdict(float)
    for row in plan.spending:
        found[row.year, short(names.get(row.lever, row.lever))] += row.net_musd
    for entry in plan.ledgers:
        if entry.ledger == "money" and entry.entry.partition(":")[0] == "premium":
            found[entry.year, premium_name()] -= entry.amount
    return {key: amount for key, amount in found.items() if amount > SMALLEST}


def outlay_points(plan: Plan, currency: Currency = "usd") -> list[Point]:
    """Outlay by year and item in `money_unit`: what arrives at each lever, small ones drawn together, and what leaks. In each year they add up to the outlay."""
    problem = plan.parameters
    points = [Point(year, name, in_money_unit(amount, problem, currency)) for (year, name), amount in arriving(plan).items()]
    for year, row in zip(planned_years(problem), yearly_money(plan), strict=True):
        if row["leaks"] > SMALLEST:
            points.append(Point(year, leaks_name(), in_money_unit(row["leaks"], problem, currency)))
    return with_few_names(points, kept=(leaks_name(),))


def released(plan: Plan, currency: Currency = "usd") -> dict[int, float]:
    """Cash released to the plan by year, in `money_unit`."""
    problem = plan.parameters
    return {year: in_money_unit(cash, problem, currency) for year, cash in zip(planned_years(problem), problem.money.cash, strict=True)}


def money_sentences(plan: Plan, currency: Currency = "usd") -> list[str]:
    """Each year's outlay, leakage and released cash as words, for readers who hear the chart."""
    problem = plan.parameters
    return [
        tr(
            "{year}: outlay {outlay}, of which {leaks} leaks, released {released}", year=year_name(problem, year),
            **{name: money_in(row[name], problem, currency) for name in ("outlay", "leaks", "released")},
        )
        for year, row in zip(planned_years(problem), yearly_money(plan), strict=True)
    ]


def money_table(plan: Plan, currency: Currency = "usd") -> list[dict[str, str]]:
    """The money table, a row for each year, amounts in `money_unit`."""
    problem = plan.parameters
    digits = 1 if currency == "usd" else 2
    found = []
    for year, row in zip(planned_years(problem), yearly_money(plan), strict=True):
        amounts = {tr(TITLES[key]): grouped(in_money_unit(row[key], problem, currency), digits) for key in COLUMNS}
        part = leak_share(row)
        found.append({tr("year"): year_name(problem, year), **amounts, tr("leaks, share of outlay"): "" if part is None else share(part)})
    return found


def money_table_title(plan: Plan, currency: Currency = "usd") -> str:
    """What the table is, with its unit."""
    return tr("Money by year as a table, {unit} of 2025", unit=money_unit(plan.parameters, currency))
