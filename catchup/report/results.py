"""What the plan brings: value by line, and key figures beside doing nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from catchup.language import tr
from catchup.report.layout import Page
from catchup.report.words import (
    Currency,
    dollars,
    grouped,
    in_money_unit,
    lever_names,
    local,
    marked,
    money,
    money_in,
    money_in_both,
    short,
    significant,
    supported,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Metric, Plan

LINES = {
    "users": marked("Users, against foreign supply alone"),
    "imports_avoided": marked("Foreign AI services no longer bought"),
    "exports": marked("Sales of what is made (chips, wafers)"),
    "other_users": marked("Gains outside AI"),
    "terminal": marked("What outlives the horizon"),
    "cancelled": marked("Projects called off"),
    "risk": marked("Cut-offs and retaliation"),
    "capital": marked("Building plants and works"),
    "chips": marked("AI chips"),
    "running": marked("Running plants and chips"),
    "people": marked("People and model work"),
    "programmes": marked("Reforms, rules, exits"),
    "hurry": marked("Spending faster than can be absorbed"),
    "public_funds": marked("Taxes spared (+) or needed (-)"),
}
# Items that say no more than their line does.
PLAIN_ITEMS = {"tax", "foreign services"}
METRICS = {
    "compute_h100e": (marked("AI compute"), marked("H100 equivalents")),
    "home_share": (marked("AI demand served at home"), marked("%")),
    "home_services_musd": (marked("AI services from home"), marked("USD million a year")),
    "best_home_lag_months": (marked("Best home service, lag"), marked("months behind frontier")),
    "new_power_mw": (marked("New firm power"), marked("MW")),
    "homes_power_mw": (marked("New power to homes, firms"), marked("MW")),
    "wafers_mature_share": (marked("World share: mature wafers"), marked("%, change")),
    "wafers_advanced_share": (marked("World share: advanced wafers"), marked("%, change")),
    "wafers_memory_share": (marked("World share: memory wafers"), marked("%, change")),
    "packaged_chips_share": (marked("World share: packaged chips"), marked("%, change")),
    "ai_services_share": (marked("World share: AI services"), marked("%, change")),
    "cognitive_labour": (marked("Work of AI, order of size"), marked("junior engineers")),
}
SHOWN_POSITIONS = (0, 2, 4, 9, 14, 19, 29, 39)
MOST_ITEMS = 3
LEAST_WORTH = 0.5  # USD million; less is no line of its own on a page
# Below this, in the unit shown, a figure is the solver's dust.
DUST = 1e-4
DUST_SHARE = DUST / 100


@dataclass(frozen=True)
class Worth:
    """Where the worth of a plan comes from: discounted USD million against carrying on, the largest gain first."""

    lines: dict[str, float]
    total: float
    without_gains_outside_ai: float

    @property
    def pays_for_ai_alone(self) -> bool:
        """False where the plan pays only because of what it brings to others than AI."""
        return not self.without_gains_outside_ai < 0 < self.total


def worth_of(plan: Plan) -> Worth:
    """Gains and costs by kind, and what is left without gains outside AI."""
    sums: dict[str, float] = defaultdict(float)
    for line in plan.value_lines:
        sums[line.line] += line.amount
    total = sum(sums.values())
    return Worth(dict(sorted(sums.items(), key=lambda item: -item[1])), total, total - sums.get("other_users", 0.0))


def worth_rows(plan: Plan, currency: Currency = "usd") -> list[tuple[str, str]]:
    """Kinds of gain and cost with signed amounts in `money_unit`, those below half a million dollars left out."""
    return [
        (line_name(line), signed_money(plan, amount, currency)) for line, amount in worth_of(plan).lines.items() if abs(amount) >= LEAST_WORTH
    ]


def signed_money(plan: Plan, million: float, currency: Currency = "usd") -> str:
    """An amount in `money_unit`, a gain with its sign."""
    counted = in_money_unit(million, plan.parameters, currency)
    text = dollars(counted) if currency == "usd" else significant(counted)
    return f"+{text}" if million > 0 else text


def line_name(line: str) -> str:
    """A kind of gain or cost as a reader says it."""
    return tr(LINES[line]) if line in LINES else line.replace("_", " ").capitalize()


def outside_sentence(plan: Plan, currency: Currency = "usd") -> str:
    """The plan with and without what it brings to others than AI."""
    found, problem = worth_of(plan), plan.parameters
    text = tr(
        "In all {worth}. Gains outside AI count at {weight} of their worth; without them the same plan is worth {alone}.",
        worth=money_in_both(found.total, problem, currency), weight=grouped(problem.weight, 2),
        alone=money_in(found.without_gains_outside_ai, problem, currency),
    )
    return text if found.pays_for_ai_alone else text + " " + tr("It would not pay for AI alone.")


def value_by_line(page: Page, plan: Plan) -> None:
    """Prints where the value comes from and goes to, and what is left without gains outside AI."""
    page.heading("Value to the country against carrying on, USD million of 2025, discounted")
    names, problem = lever_names(plan), plan.parameters
    sums: dict[str, float] = defaultdict(float)
    items: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for line in plan.value_lines:
        sums[line.line] += line.amount
        if line.item not in PLAIN_ITEMS:
            items[line.line].append((line.amount, short(names.get(line.item, line.item.replace("_", " ")))))
    total = sum(sums.values())
    rows = [
        [LINES.get(line, line.replace("_", " ").capitalize()), _signed(sums[line]), _largest(items[line])]
        for line in sorted(sums, key=lambda line: -sums[line]) if abs(sums[line]) >= 0.05
    ]
    if not rows:
        page.paragraph("Nothing changes, so nothing is gained or lost.")
        return
    page.table(["", "USD million", "mostly"], rows, footer=["Worth of the plan", _signed(total), ""], last_wraps=True)
    outside = sums["other_users"]
    page.paragraph(
        f"With gains outside AI (counted at {grouped(problem.weight, 2)} of their worth): {money(total)}, {local(total, problem)}. "
        f"Without them the same plan is worth {money(total - outside)}."
        + (" It pays only because of gains outside AI." if total - outside < 0 < total else "")
    )


def _signed(amount: float) -> str:
    digits = 0 if abs(amount) >= 10 else 1
    text = grouped(amount, digits)
    return f"+{text}" if amount > 0 and round(amount, digits) else text


def _largest(items: list[tuple[float, str]]) -> str:
    merged: dict[str, float] = defaultdict(float)
    for amount, name in items:
        merged[name] += amount
    found = sorted(merged.items(), key=lambda item: -abs(item[1]))[:MOST_ITEMS]
    return tr("; ").join(f"{name} {_signed(amount)}" if len(merged) > 1 else name for name, amount in found if abs(amount) >= 0.5)


def key_figures(page: Page, plan: Plan) -> None:
    """Prints a few figures for a few years, with their range and what they would be without the plan."""
    problem = plan.parameters
    page.heading("Key figures, with range and with nothing done")
    years = [problem.clock.label(at) for at in SHOWN_POSITIONS if at < problem.clock.horizon]
    by_name: dict[str, dict[int, Metric]] = defaultdict(dict)
    for metric in plan.metrics:
        by_name[metric.metric][metric.year] = metric
    shown: dict[str, dict[int, Metric]] = {}
    flat: list[str] = []
    for name in [*METRICS, *sorted(set(by_name) - set(METRICS))]:
        found = by_name.get(name, {})
        if name not in METRICS and f"{name}_share" in by_name:
            continue  # Output of a link reads better as its share of the world's.
        if all(abs(one.value) < DUST_SHARE and abs(one.do_nothing) < DUST_SHARE for one in found.values()):
            flat += [_label(name)[0]] if found else []
            continue
        shown[name] = found
    columns, rows = _figures(page, plan, shown, years)
    while len(years) > 2 and not page.fits(columns, rows):
        years.pop(1)
        columns, rows = _figures(page, plan, shown, years)
    page.table(columns, rows)
    if flat:
        page.paragraph(f"Zero in every year: {'; '.join(flat)}.", style="dim")


def _figures(
    page: Page, plan: Plan, shown: dict[str, dict[int, Metric]], years: list[int]
) -> tuple[list[str], list[list[str | Text]]]:
    rows = [row for name, found in shown.items() for row in _metric_rows(page, name, found, years)]
    return ["", *(year_name(plan.parameters, year) for year in years)], rows


def _label(name: str) -> tuple[str, str]:
    return METRICS.get(name, (name.replace("_", " ").capitalize(), ""))


def _metric_rows(page: Page, name: str, found: dict[int, Metric], years: list[int]) -> list[list[str | Text]]:
    label, unit = _label(name)
    unit = unit or next(iter(found.values())).unit
    factor, word = _scale(unit, max(abs(one.high) for one in found.values()))
    unit = f"{word}{unit}"
    values: list[str | Text] = [Text(label, style="bold")]
    ranges: list[str | Text] = [Text(f"  {unit}", style="dim")]
    idle: list[str | Text] = [Text("  nothing done", style="dim")]
    for year in years:
        one = found.get(year)
        if one is None:
            cells = ["none yet", "", ""]
        else:
            scaled = (factor * amount for amount in (one.low, one.value, one.high))
            low, value, high = (0.0 if abs(amount) < DUST else amount for amount in scaled)
            cells = [supported(value, low, high), _range(page, low, high), significant(factor * one.do_nothing, 2)]
        values.append(Text(cells[0], style="bold"))
        ranges.append(Text(cells[1], style="dim"))
        idle.append(Text(cells[2], style="dim"))
    return [values, ranges, *([idle] if any(one.do_nothing for one in found.values()) else [])]


def _scale(unit: str, largest: float) -> tuple[float, str]:
    """Factor and word that keep a figure short enough for its column."""
    if unit.startswith("%"):
        return 100.0, ""
    if largest >= 1e6:
        return 1e-6, "million "
    return (1e-3, "thousand ") if largest >= 1e5 else (1.0, "")


def _range(page: Page, low: float, high: float) -> str:
    ends = supported(low, low, high), supported(high, low, high)
    if ends[0] == ends[1]:
        return ""
    return f"{ends[0]} to {ends[1]}" if low < 0 else f"{ends[0]}{page.symbol('–', '-')}{ends[1]}"
