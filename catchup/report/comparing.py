"""Two plans beside one another, printed and as rows for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.language import tr
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.retold import retold
from catchup.report.steps import OUTPUTS
from catchup.report.words import between, dollars, lever_names, short, significant
from catchup.scoring.telling import UNIT_SIZE
from catchup.sentences import METRIC_WORDS

if TYPE_CHECKING:
    from catchup.comparing import Comparison, Part
    from catchup.plan import Plan


def verdict(found: Comparison, names: tuple[str, str]) -> str:
    """Which of the two reaches more, as far as it is proven."""
    if found.value is None or found.difference is None:
        return tr(
            "{first} pursues {aim}, {second} pursues {other}: their levels cannot be compared.",
            first=names[0], aim=retold(found.objective[0]), second=names[1], other=retold(found.objective[1]),
        )
    low, high = found.difference
    money = found.objective[0] in ("value", "least_cost")
    unit = tr("USD million") if money else tr("in the objective's own unit")
    if found.undecided:
        return tr(
            "Which of the two can reach more is undecided: what is proven of them overlaps ({one} and {other} {unit}).",
            one=significant(found.value[0], 4), other=significant(found.value[1], 4), unit=unit,
        )
    ends = sorted((abs(low), abs(high)))
    apart = between(ends[0], ends[1], money=money)
    said = {"first": names[0], "amount": tr("USD {amount} million", amount=apart) if money else f"{apart} {unit}", "second": names[1]}
    if low > 0:
        return tr("{first} reaches {amount} more than {second}.", **said)
    return tr("{first} reaches {amount} less than {second}.", **said)


def part_rows(found: Comparison, plan: Plan, names: tuple[str, str]) -> list[dict[str, str]]:
    """Parts as rows, differences first."""
    levers = lever_names(plan)
    return [
        {
            tr("Measure"): _name(one, levers), names[0]: _cell(one, 0), names[1]: _cell(one, 1),
            tr("Public money, USD million"): f"{dollars(one.public_musd[0])} / {dollars(one.public_musd[1])}", tr("Finding"): retold(one.finding),
        }
        for one in found.parts
    ]


def _name(part: Part, levers: dict[str, str]) -> str:
    name = short(levers.get(part.lever, part.lever.replace("_", " ")))
    return tr("{name}: {text}", name=name, text=retold(part.action))


def _cell(part: Part, at: int) -> str:
    year = part.first_year[at]
    if year is None:
        return "-"
    return tr("{name}: {text}", name=year, text=retold(part.what[at]) or _size(part, at))


def _size(part: Part, at: int) -> str:
    """What a plant gives, as the steps say it; else units as a reader counts them: 10.3 of `100 returnees` are 1,030 returnees."""
    if part.output is not None and part.output_kind in OUTPUTS:
        return tr(OUTPUTS[part.output_kind], amount=significant(part.output[at]))
    size = UNIT_SIZE.match(part.unit)
    name = (size[2] if size else part.unit).split(" (")[0]
    return f"{significant(part.units[at] * float(size[1].replace(',', '')) if size else part.units[at])} {retold(name)}"


def amount_rows(found: Comparison, names: tuple[str, str]) -> list[dict[str, str]]:
    """What both come to in their last year."""
    return [
        {
            tr("Metric"): _metric(one.metric), names[0]: significant(one.value[0]), names[1]: significant(one.value[1]),
            tr("Unit"): retold(one.unit),
        }
        for one in found.amounts if any(one.value)
    ]


def _metric(metric: str) -> str:
    """A metric's name as the first words of a row."""
    name = tr(METRIC_WORDS[metric][0]) if metric in METRIC_WORDS else retold(metric.replace("_", " "))
    return name[:1].upper() + name[1:]


def show(found: Comparison, plan: Plan, names: tuple[str, str]) -> None:
    """Prints a comparison, differences first."""
    page = Page(results())
    page.console.print(Text(tr("{first} against {second}", first=names[0], second=names[1]), style=f"bold {ACCENT}"))
    page.paragraph(verdict(found, names))
    sides = (tr("the first"), tr("the second"))
    for title, rows in ((tr("What they do"), part_rows(found, plan, sides)), (tr("What they come to in the last year"), amount_rows(found, sides))):
        page.heading(title)
        if rows:
            page.table(list(rows[0]), [list(row.values()) for row in rows], left=3, last_wraps=True)
        else:
            page.paragraph(tr("Nothing."))
