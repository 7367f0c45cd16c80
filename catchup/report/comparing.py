"""Two plans beside one another, printed and as rows for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.words import between, dollars, lever_names, short, significant

if TYPE_CHECKING:
    from catchup.comparing import Comparison, Part
    from catchup.plan import Plan


def verdict(found: Comparison, names: tuple[str, str]) -> str:
    """Which of the two reaches more, as far as it is proven."""
    if found.value is None or found.difference is None:
        return f"{names[0]} pursues {found.objective[0]}, {names[1]} pursues {found.objective[1]}: their levels cannot be compared."
    low, high = found.difference
    money = found.objective[0] in ("value", "least_cost")
    unit = "USD million" if money else "in the objective's own unit"
    if found.undecided:
        return f"Which of the two can reach more is undecided: what is proven of them overlaps ({significant(found.value[0], 4)} and {significant(found.value[1], 4)} {unit})."
    more = "more" if low > 0 else "less"
    ends = sorted((abs(low), abs(high)))
    return f"{names[0]} reaches {between(ends[0], ends[1], money=money)} {unit} {more} than {names[1]}."


def part_rows(found: Comparison, plan: Plan, names: tuple[str, str]) -> list[dict[str, str]]:
    """Parts as rows, differences first."""
    levers = lever_names(plan)
    return [
        {
            "Measure": _name(one, levers), names[0]: _cell(one, 0), names[1]: _cell(one, 1),
            "Public money, USD million": f"{dollars(one.public_musd[0])} / {dollars(one.public_musd[1])}", "Finding": one.finding,
        }
        for one in found.parts
    ]


def _name(part: Part, levers: dict[str, str]) -> str:
    name = short(levers.get(part.lever, part.lever.replace("_", " ")))
    return f"{name}: {part.action}"


def _cell(part: Part, at: int) -> str:
    year = part.first_year[at]
    if year is None:
        return "-"
    size = part.what[at] or f"{significant(part.units[at])} {part.unit.split(' (')[0]}"
    return f"{year}: {size}"


def amount_rows(found: Comparison, names: tuple[str, str]) -> list[dict[str, str]]:
    """What both come to in their last year."""
    return [
        {"Metric": one.metric.replace("_", " "), names[0]: significant(one.value[0]), names[1]: significant(one.value[1]), "Unit": one.unit}
        for one in found.amounts if any(one.value)
    ]


def show(found: Comparison, plan: Plan, names: tuple[str, str]) -> None:
    """Prints a comparison, differences first."""
    page = Page(results())
    page.console.print(Text(f"{names[0]} against {names[1]}", style=f"bold {ACCENT}"))
    page.paragraph(verdict(found, names))
    sides = ("the first", "the second")
    for title, rows in (("What they do", part_rows(found, plan, sides)), ("What they come to in the last year", amount_rows(found, sides))):
        page.heading(title)
        if rows:
            page.table(list(rows[0]), [list(row.values()) for row in rows], left=3, last_wraps=True)
        else:
            page.paragraph("Nothing.")
