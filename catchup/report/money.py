"""Money by year: what is voted, released, borrowed, spent, delivered, lost and left."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from catchup.report.layout import Page
from catchup.report.words import grouped, local, money, share, year_name

if TYPE_CHECKING:
    from catchup.plan import Plan

COLUMNS = {
    "voted": "voted", "released": "re-\nleased", "other": "other\nin", "borrowed": "bor-\nrowed", "lent": "soft\nloans",
    "outlay": "outlay", "arrives": "of it\narrives", "leaks": "of it\nleaks", "service": "debt\nservice", "lapses": "lapses",
    "carried": "carried\nover", "private": "private\nmoney",
}
# USD million; below it a share of the outlay would be a share of nothing.
LEAST_OUTLAY = 0.5


def yearly_money(plan: Plan) -> list[dict[str, float]]:
    """One row of amounts in USD million for each planned year, in the order of the columns."""
    entries: dict[tuple[int, str], float] = defaultdict(float)
    for entry in plan.ledgers:
        if entry.ledger == "money":
            entries[entry.year, entry.entry.partition(":")[0]] += entry.amount
    arrives: dict[int, float] = defaultdict(float)
    private: dict[int, float] = defaultdict(float)
    for row in plan.spending:
        arrives[row.year] += row.net_musd
        private[row.year] += row.private_musd
    return [_row(plan, at, entries, arrives, private) for at in plan.parameters.clock.years]


def totals(plan: Plan) -> dict[str, float]:
    """Sums of the money table over the horizon, USD million of 2025, by column; `carried` would count the same money more than once."""
    rows = yearly_money(plan)
    return {name: sum(row[name] for row in rows) for name in rows[0]}


def leak_share(row: dict[str, float]) -> float | None:
    """Share of the outlay of a row or of the totals that leaks; None where next to nothing is spent."""
    return row["leaks"] / row["outlay"] if row["outlay"] >= LEAST_OUTLAY else None


def _row(
    plan: Plan, at: int, entries: dict[tuple[int, str], float], arrives: dict[int, float], private: dict[int, float]
) -> dict[str, float]:
    year = plan.parameters.clock.label(at)
    others = ("freed by closed firms", "freed by cancelled projects", "recycled receipts", "saved")
    premium = -entries[year, "premium"]
    outlay = -entries[year, "outlay"] - entries[year, "hurry"] + premium
    # The dearer price of buying at home reaches its seller, so it is counted as arriving.
    delivered = arrives[year] + premium
    return {
        "voted": plan.parameters.money.appropriation[at],
        "released": entries[year, "appropriation released"],
        "other": sum(entries[year, name] for name in others),
        "borrowed": entries[year, "borrowed"],
        "lent": entries[year, "lent"],
        "outlay": outlay,
        "arrives": delivered,
        "leaks": outlay - delivered,
        "service": -entries[year, "service"],
        "lapses": -entries[year, "lapsed"],
        "carried": -entries[year, "closing balance"],
        "private": private[year],
    }


def money_by_year(page: Page, plan: Plan) -> None:
    """Prints the table, its totals in both currencies, and what is left to pay."""
    problem = plan.parameters
    page.heading("Money by year, USD million of 2025")
    rows = yearly_money(plan)
    whole = totals(plan)
    shown = [name for name in COLUMNS if whole[name] >= 0.005 or name in ("voted", "released", "outlay", "lapses")]
    table = [
        [year_name(problem, problem.clock.label(at)), *(_cell(row[name]) for name in shown)] for at, row in enumerate(rows)
    ]
    footer = ["all", *("" if name == "carried" else _cell(whole[name]) for name in shown)]
    _print(page, ["year", *(COLUMNS[name] for name in shown)], table, footer)
    page.paragraph(
        f"Public outlay in all: {money(whole['outlay'])}, {local(whole['outlay'], problem)} at {problem.currency} "
        f"{problem.currency_rate:,.6g} to the dollar. {_leak_sentence(whole)} {_running_sentence(plan)}{_debt_sentence(plan)}"
    )
    page.paragraph(_legend(shown), style="dim")


def _print(page: Page, columns: list[str], rows: list[list[str]], footer: list[str]) -> None:
    """One table, or on a narrow page two: what comes in, and what goes out."""
    tight = page.width < 120
    if page.fits(columns, [*rows, footer], tight=tight):
        page.table(columns, rows, footer=footer, tight=tight)
        return
    outlay = columns.index(COLUMNS["outlay"])
    for part in (range(1, outlay), range(outlay, len(columns))):
        at = [0, *part]
        page.table([columns[one] for one in at], [[row[one] for one in at] for row in rows], footer=[footer[one] for one in at], tight=tight)
        if part.stop < len(columns):
            page.console.print()


def _legend(shown: list[str]) -> str:
    """How the columns add up, without those that are zero in every year."""
    words = {name: COLUMNS[name].replace("-\n", "").replace("\n", " ") for name in shown}
    comes = [words[name] for name in ("released", "other", "borrowed", "lent") if name in words]
    goes = [words[name] for name in ("outlay", "service", "lapses", "carried") if name in words]
    before = ["carried over from the year before"] if "carried" in words else []
    text = f"In each year: {' + '.join([*before, *comes])} = {' + '.join(goes)}."
    if "other" in words:
        text += " Other in: freed by closed firms and called-off projects, recycled receipts, savings."
    left_out = [name.replace("-\n", "").replace("\n", " ") for key, name in COLUMNS.items() if key not in shown]
    return text + (f" Zero in every year: {', '.join(left_out)}." if left_out else "")


def _cell(amount: float) -> str:
    return grouped(amount) if abs(amount) >= 0.5 else ("0" if abs(amount) < 0.005 else "<1")


def _leak_sentence(whole: dict[str, float]) -> str:
    part = leak_share(whole)
    if part is None:
        return "Nothing is spent."
    return f"Of it {money(whole['leaks'])}, {share(part)}, leaks before it becomes anything."


def running_cost(plan: Plan) -> float:
    """State money that keeps plants and chips running over the horizon, as delivered."""
    problem = plan.parameters
    plants = {plant.id: plant for plant in problem.plants}
    total, last = 0.0, problem.clock.first_year + problem.clock.horizon
    for lever, year, units in plan.decisions.get("starts", []):
        plant = plants[str(lever)]
        left = plant.available[: last - int(year)]
        total += plant.state_running_share * plant.running_cost * sum(left) * float(units)
    data = problem.compute
    for year, bought in plan.decisions.get("bought", []):
        at = int(year) - problem.clock.first_year
        total += data.state_share * data.chip_running[at] * sum(data.chip_alive[: last - int(year)]) * float(bought)
    return total


def _running_sentence(plan: Plan) -> str:
    running = running_cost(plan)
    if running < 0.5:
        return ""
    return f"Of what arrives, {money(running)} keeps plants and chips running; the rest builds, buys, trains and reforms. "


def _debt_sentence(plan: Plan) -> str:
    problem = plan.parameters
    last = problem.clock.label(problem.clock.horizon - 1)
    owed = -sum(
        one.amount for one in plan.ledgers
        if one.year == last and one.ledger in ("debt", "concessional_debt") and one.entry == "closing"
    )
    if owed < 0.5:
        return "No debt is left at the end."
    return f"Debt left at the end of {year_name(problem, last)}: {money(owed)}, still to be repaid."
