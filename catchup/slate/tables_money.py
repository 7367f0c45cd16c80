"""Table B and the money by fiscal year: what each measure pays, where the money comes from, what leaks, what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from catchup.language import tr
from catchup.report.money import yearly_money
from catchup.report.words import local, year_name
from catchup.slate.document import Cell, Column, Row, Table
from catchup.slate.setting import Setting
from catchup.slate.writing import column, percent, row, table, to_fill, usd, words

B, FISCAL, SOURCES, USES, SHORT = "B", "fiscal", "sources", "uses", "money"
OTHER = ("hurry", "premium")
FEW_YEARS = 5
ALWAYS = ("released", "outlay", "leaks", "arrives", "lapses")


def outlay_by_year(s: Setting) -> dict[str, dict[int, float]]:
    """State outlay by line and year: a line for each lever, one for haste and one for the dearer price of buying at home."""
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in s.plan.spending:
        found[one.lever][one.year] += one.gross_musd
    for entry in s.plan.ledgers:
        kind = entry.entry.partition(":")[0]
        if entry.ledger == "money" and kind in OTHER:
            found[kind][entry.year] -= entry.amount
    return {line: dict(by_year) for line, by_year in found.items() if sum(abs(one) for one in by_year.values()) > 1e-9}


def fiscal_table(s: Setting) -> Table:
    """What each measure pays in each fiscal year."""
    years = list(s.by_year())
    by_line = outlay_by_year(s)
    rows = [_years_row(line, _line_name(s, line), [by_year.get(year, 0.0) for year in years]) for line, by_year in by_line.items()]
    totals = [sum(by_year.get(year, 0.0) for by_year in by_line.values()) for year in years]
    rows.append(_years_row("total", tr("Public outlay"), totals))
    return table(
        FISCAL, tr("Public outlay by measure and fiscal year"), (column("line", tr("Measure"), weight=4), *_year_columns(s, years, summed=True)), rows, total="total", wide=True,
        note=tr("USD million at the prices of the basis table. Leakage is included: it is part of what is paid."),
    )


def _line_name(s: Setting, line: str) -> str:
    ids = ", ".join(item.id for item in s.items_of(line))
    names = {"hurry": tr("Extra cost of haste"), "premium": tr("Dearer price of buying at home")}
    if line in names:
        return names[line]
    return f"{s.lever_name(line)} ({ids})" if ids else s.lever_name(line)


def _year_columns(s: Setting, years: Sequence[int], *, summed: bool) -> list[Column]:
    problem = s.plan.parameters
    columns = [column(f"y{year}", year_name(problem, year), "money", summed=summed) for year in years]
    return [*columns, column("all", tr("All years"), "money", weight=1.2, summed=summed)]


def _years_row(key: str, name: str, amounts: Sequence[float]) -> Row:
    return row(key, words(name), *(usd(one) for one in amounts), usd(sum(amounts)))


def sources_table(s: Setting) -> Table:
    """Where the money of each year comes from."""
    lines = {
        "released": tr("Appropriation released"), "other": tr("Freed by closures, recycled receipts, savings"), "borrowed": tr("Programme borrowing"),
        "lent": tr("Development-bank loans"), "brought": tr("Carried over from the year before"),
    }
    return _flows(s, SOURCES, tr("Where the money comes from, by fiscal year"), lines, tr("Money in hand"))


def uses_table(s: Setting) -> Table:
    """Where the money of each year goes, with what is lost on the way."""
    lines = {
        "arrives": tr("Arrives: builds, buys, trains, runs"), "leaks": tr("Lost on the way (leakage)"), "service": tr("Debt service"),
        "lapses": tr("Lapses unused"), "carried": tr("Carried over to the next year"),
    }
    return _flows(s, USES, tr("Where the money goes, by fiscal year"), lines, tr("Money accounted for"))


def money_rows(s: Setting) -> list[dict[str, float]]:
    """The money of each year, with what was brought from the year before."""
    rows = yearly_money(s.plan)
    return [one | {"brought": rows[at - 1]["carried"] if at else 0.0} for at, one in enumerate(rows)]


def _flows(s: Setting, name: str, caption: str, lines: dict[str, str], total: str) -> Table:
    years, rows = list(s.by_year()), money_rows(s)
    made = [_years_row(key, title, [one[key] for one in rows]) for key, title in lines.items()]
    made.append(_years_row("total", total, [sum(one[key] for key in lines) for one in rows]))
    columns = (column("line", tr("Line"), weight=4), *_year_columns(s, years, summed=True))
    return table(name, caption, columns, made, total="total", wide=True, note=tr("USD million at the prices of the basis table."))


def short_money(s: Setting) -> Table:
    """Sources and uses for the first years one by one and the later ones drawn together, with both currencies in all."""
    years, rows, problem = list(s.by_year()), money_rows(s), s.plan.parameters
    groups = [[at] for at in range(min(FEW_YEARS, len(years)))]
    groups += [list(range(first, min(first + FEW_YEARS, len(years)))) for first in range(FEW_YEARS, len(years), FEW_YEARS)]
    columns = [column("line", tr("Line"), weight=3)]
    for group in groups:
        first, last = year_name(problem, years[group[0]]), year_name(problem, years[group[-1]])
        columns.append(column(f"y{years[group[0]]}", first if len(group) == 1 else tr("{first} to {last}", first=first, last=last), "money"))
    columns += [column("all", tr("All years"), "money"), column("local", tr("All years, local currency"), weight=1.5)]
    lines = {
        "released": tr("Appropriation released"), "other": tr("Freed, recycled, saved"), "borrowed": tr("Borrowed"), "lent": tr("Development-bank loans"),
        "outlay": tr("Public outlay"), "leaks": tr("of it lost on the way"), "arrives": tr("of it arrives"), "service": tr("Debt service"),
        "lapses": tr("Lapses unused"), "private": tr("Private money beside it"),
    }
    made = []
    for key, title in lines.items():
        sums = [sum(rows[at][key] for at in group) for group in groups]
        if key not in ALWAYS and sum(abs(one) for one in sums) < 0.05:
            continue
        made.append(row(key, words(title), *(usd(one) for one in sums), usd(sum(sums)), words(local(sum(sums), problem))))
    note = tr("USD million at the prices of the basis table. Outlay, debt service, what lapses and what is carried over use up what comes in; the annex has every year.")
    return table(SHORT, tr("Money by fiscal year and source"), columns, made, note=note)


def table_b(s: Setting) -> Table:
    """Table B: what each measure is charged to, its kind of cost, and what stays after the horizon."""
    unit = tr("USD million of 2025")
    columns = (
        column("id", tr("Measures"), "identifier"), column("measure", tr("Line"), weight=2), column("head", tr("Budget head"), weight=2), column("capex", tr("Steps"), "money", unit, summed=True),
        column("opex", tr("Running and other"), "money", unit, summed=True), column("all", tr("Public outlay"), "money", unit, summed=True),
        column("local", tr("Public outlay, local currency"), weight=1.4), column("source", tr("Source"), weight=1.6), column("fx", tr("Imported share of cost"), "share"),
        column("tail", tr("Left to run after the horizon, a year"), "money", unit), column("contingency", tr("Cost overrun counted in"), "share"),
        column("leaks", tr("Leakage allowance"), "money", unit, summed=True), column("contingent", tr("Contingent liability"), weight=1.4),
    )
    by_line = outlay_by_year(s)
    rows = [_b_row(s, line, by_line.get(line, {})) for line in dict.fromkeys([*(item.lever for item in s.items), *by_line])]
    rows.append(_b_total(rows, len(columns), s))
    note = tr(
        "Steps: what the measure's own steps pay. Running and other: the rest of its outlay. The ceiling and the use of it by year are in the tables of outlay and "
        "of sources; debt and its service are there as well. The expected overrun is part of every cost."
    )
    return table(B, tr("Fiscal table (table B)"), columns, rows, total="total", note=note, wide=True)


def _b_row(s: Setting, line: str, by_year: dict[int, float]) -> Row:
    owner, items = s.profile.owners.get(line), s.items_of(line)
    steps, everything = sum(item.total("gross_musd") for item in items), sum(by_year.values())
    # Steps begun late pay a part after the horizon, which is no part of any planned year.
    steps = min(steps, everything)
    net = sum(one.net_musd for one in s.plan.spending if one.lever == line)
    leaks = everything - net if line not in OTHER else (everything if line == "hurry" else 0.0)
    imported, overrun = s.canonical(line, "import_share_capex"), s.canonical(line, "cost_overrun_mean")
    last = list(s.by_year())[-1]
    return row(
        line, words(", ".join(item.id for item in items)), words(_line_name(s, line)), words(owner.budget_head if owner else ""), usd(steps), usd(everything - steps),
        usd(everything), words(local(everything, s.plan.parameters)), words(_sources(s)),
        percent(imported.value, s.note_for(imported.path)) if imported else Cell(text=""), usd(by_year.get(last, 0.0)),
        percent(overrun.value, s.note_for(overrun.path)) if overrun else Cell(text=""), usd(leaks),
        to_fill(s.office("finance").short) if any(item.total("private_musd") > 0 for item in items) else words(tr("none known")),
    )


def _b_total(rows: Sequence[Row], width: int, s: Setting) -> Row:
    cells = [Cell(text="")] * width
    cells[1] = words(tr("All"))
    for at in (3, 4, 5, 11):
        cells[at] = usd(sum(one.cells[at].number or 0.0 for one in rows))
    cells[6] = words(local(cells[5].number or 0.0, s.plan.parameters))
    return row("total", *cells)


def _sources(s: Setting) -> str:
    rows = money_rows(s)
    used = {key: sum(one[key] for one in rows) for key in ("released", "other", "borrowed", "lent")}
    names = {"released": tr("budget"), "other": tr("receipts and savings"), "borrowed": tr("borrowing"), "lent": tr("development-bank loans")}
    return ", ".join(names[key] for key, amount in used.items() if amount > 0.05)
