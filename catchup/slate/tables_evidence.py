"""Tables I and K and the limits: every input with its source, what changed since the last slate, and what the model does not know."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.report.limits import limits
from catchup.report.words import significant
from catchup.slate.conventions import clean, date_words
from catchup.slate.document import Cell, Column, Note, Row, Table, Words
from catchup.slate.setting import Setting
from catchup.slate.writing import column, row, table, to_fill, words

I_TABLE, REGISTER, K, LIMITS = "I", "register", "K", "limits"
# Figures of a measure that decide its cost, date, odds and leakage, and of the country that decide its money; the rest is in the workbook.
DECIDING = (
    "capex_per_unit", "lead_time", "schedule_overrun_mean", "cost_overrun_mean", "subsidy_share", "leakage_multiplier", "abandonment_prob", "import_share_capex",
)
COUNTRY = ("country.currency.", "country.economy.", "country.institutions.", "country.fiscal.", "country.external.", "country.demand.", "country.power.", "country.compute.")


def register_tables(s: Setting) -> tuple[Table, Table]:
    """Table I as printed, with the inputs that decide most, and the whole register for the workbook."""
    levers = {item.lever for item in s.items}
    printed = [
        path for path in s.assumptions
        if path.startswith(COUNTRY) or (path.split(".")[1] in levers and path.startswith("levers.") and path.rpartition(".")[2] in DECIDING)
    ]
    note = tr("Inputs that decide money, dates and odds. The workbook and the JSON file hold every input of the plan. Entered by, last challenged by: kept by the office in charge.")
    first = table(I_TABLE, tr("Assumptions register (table I)"), _columns(), _rows(s, printed), note=note, wide=True)
    return first, table(REGISTER, tr("Every input of the plan"), _columns(), _rows(s, list(s.assumptions)), wide=True)


def _columns() -> tuple[Column, ...]:
    return (
        column("id", tr("No."), "identifier", weight=0.6), column("path", tr("Input"), weight=3), column("value", tr("Value"), "number"), column("low", tr("Low"), "number"),
        column("high", tr("High"), "number"), column("unit", tr("Unit"), weight=0.9), column("year", tr("Year"), weight=0.7), column("quality", tr("Quality"), weight=0.8),
        column("source", tr("Source, or reason for assuming it"), weight=4), column("used", tr("Used by"), weight=1),
    )


def _rows(s: Setting, paths: list[str]) -> Iterator[Row]:
    qualities = quality_names()
    for at, path in enumerate(paths, 1):
        one = s.assumptions[path]
        ends = sorted((one.low, one.value, one.high))
        cells = [Cell(text=significant(amount, 4), number=amount) for amount in (one.value, ends[0], ends[2])]
        lever = path.split(".")[1] if path.startswith("levers.") else ""
        ids = ", ".join(item.id for item in s.items_of(lever)) if lever else tr("all")
        yield row(
            f"a{at}", Cell(text=f"a{at}"), words(f"{s.input_name(path)} ({path})"), *cells, words(one.unit), words(one.year), words(qualities.get(one.quality, one.quality), alert=one.quality == "assumed"),
            words(one.source), words(ids or tr("left alone")),
        )


def quality_names() -> dict[str, str]:
    """How sure a figure is, in words."""
    return {"measured": tr("measured"), "estimated": tr("estimated"), "assumed": tr("assumed")}


def source_notes(s: Setting) -> tuple[Note, ...]:
    """A footnote for each input that a printed figure points to: quality, year and source."""
    made = []
    for name, path in s.notes.items():
        one = s.assumptions[path]
        said = tr("{input}: {quality}, {year}. {source}", input=clean(s.input_name(path)), quality=quality_names().get(one.quality, one.quality), year=one.year, source=_said_once(one.quality, one.source))
        made.append(Note(id=name, runs=(Words(text=clean(said)),)))
    return tuple(made)


def _said_once(quality: str, source: str) -> str:
    """A source without the quality it begins with, as files write it: `assumed: half to twice as long`."""
    return source.removeprefix(f"{quality}: ")


def change_table(s: Setting) -> Table:
    """Table K: what changed since the slate before. Without one, this is the first version."""
    columns = (
        column("version", tr("Version"), weight=0.6), column("date", tr("Date"), "date"), column("input", tr("Input changed"), weight=2), column("change", tr("Old and new"), weight=2),
        column("effect", tr("Effect on the headline"), weight=2),
    )
    changed = "; ".join(s.plan.request.overrides) or tr("none against the data files")
    rows = [row("v1", words("1"), words(date_words(s.day)), words(changed), words(tr("first version")), to_fill(s.office("ai").short) if s.plan.request.overrides else words(tr("none")))]
    return table(K, tr("Change log (table K)"), columns, rows)


def limits_table() -> Table:
    """What the model does not know, why that matters, and what to do about it."""
    columns = (column("title", tr("What is not known"), weight=1.2), column("why", tr("Why it matters"), weight=3), column("do", tr("What to do about it"), weight=2.4))
    rows = [row(one.id, words(one.title), words(one.why), words(one.do)) for one in limits()]
    return table(LIMITS, tr("What this model does not know"), columns, rows)
