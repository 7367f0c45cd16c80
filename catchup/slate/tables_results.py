"""Table C, the results framework: what is to be reached by when, where it is read, and who reports it."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.report.words import significant, supported, year_name
from catchup.slate.document import Cell, Column, Row, Table
from catchup.slate.setting import ENDING, Item, Setting
from catchup.slate.tables_key import metric_names
from catchup.slate.writing import column, row, table, words

C, YEARLY = "C", "metrics"
OBJECTIVES = ("home_share", "compute_h100e", "home_services_musd")
MILESTONES = (2, 4, 9)


def milestones(s: Setting) -> list[int]:
    """The years for which targets are printed: the third, the fifth, the tenth and the last."""
    years = list(s.by_year())
    return list(dict.fromkeys([*(years[at] for at in MILESTONES if at < len(years)), years[-1]]))


def results_table(s: Setting) -> Table:
    """Table C."""
    years = milestones(s)
    columns = (
        column("level", tr("Level"), weight=0.8), column("indicator", tr("Indicator and how it is counted"), weight=2.6), column("unit", tr("Unit")),
        column("baseline", tr("Baseline"), "number", weight=1.1), *_targets(s, years), column("often", tr("Frequency"), weight=0.8), column("source", tr("Data source"), weight=1.8),
        column("reports", tr("Reports"), weight=1.4), column("ids", tr("Measures"), "identifier", weight=0.8), column("assumes", tr("Assumes"), weight=1.6),
    )
    rows = [*_metric_rows(s, years), *_outputs(s, years)]
    note = tr(
        "Targets are what the plan reaches at its central figures; the annex has the range of every year. By sex, region and size of firm: to be set by the office that "
        "reports. An indicator without a baseline is measured before the first payment."
    )
    return table(C, tr("Results framework (table C)"), columns, rows, note=note, wide=True)


def _targets(s: Setting, years: list[int]) -> list[Column]:
    return [column(f"y{year}", year_name(s.plan.parameters, year), "number") for year in years]


def _metric_rows(s: Setting, years: list[int]) -> Iterator[Row]:
    found = {(one.metric, one.year): one for one in s.plan.metrics}
    first = s.plan.parameters.clock.first_year
    for name, (title, unit) in metric_names().items():
        of_it = [found.get((name, year)) for year in years]
        if all(one is None or (abs(one.value) < 1e-9 and abs(one.do_nothing) < 1e-9) for one in of_it):
            continue
        scale = 100.0 if name == "home_share" else 1.0
        start = found.get((name, first))
        baseline = Cell(text=significant(scale * start.do_nothing), number=scale * start.do_nothing) if start else Cell(text="")
        cells = [
            Cell(text=supported(scale * one.value, scale * one.low, scale * one.high), number=scale * one.value) if one else Cell(text="") for one in of_it
        ]
        level = tr("objective") if name in OBJECTIVES else tr("outcome")
        yield row(
            f"metric.{name}", words(level), words(title), words(unit), baseline, *cells, words(tr("yearly")), words(s.office("ai").name), words(s.office("ai").short),
            words(", ".join(item.id for item in s.items if item.action not in ENDING)), words(tr("delivery as in table D")),
        )


def _outputs(s: Setting, years: list[int]) -> Iterator[Row]:
    for item in s.items:
        card, lever = s.card(item), s.catalogue.get(item.lever)
        if item.action not in ENDING:
            yield row(
                f"units.{item.id}", words(tr("output")), words(tr("{measure}: in service or in force", measure=item.name)), words(item.unit),
                Cell(text="0", number=0.0), *(_in_service(item, year) for year in years), words(tr("quarterly")), words(card.evidence), words(s.owner(item)),
                words(item.id), words(lever.abandonment_means if lever else ""),
            )
        yield row(
            f"kpi.{item.id}", words(tr("outcome")), words(s.kpi(item)), words(card.kpi_unit),
            Cell(text=tr("measure first"), alert=True), *(words(tr("passes its test")) if s.review(item).year <= year else Cell(text="") for year in years),
            words(tr("quarterly")), words(card.kpi_source), words(s.owner(item)), words(item.id), words(s.test(item)),
        )


def _in_service(item: Item, year: int) -> Cell:
    """Units that were begun and should work by the end of a planned year."""
    units = sum(step.units for step in item.steps if step.online_year and step.online_year < year + 1)
    units = min(units, item.size)
    return Cell(text=significant(units), number=units)


def yearly_table(s: Setting) -> Table:
    """Every metric of every year with its range, for the workbook."""
    names = metric_names()
    columns = (
        column("metric", tr("Metric"), weight=2), column("unit", tr("Unit")), column("year", tr("Year"), "year"), column("low", tr("Low"), "number"),
        column("value", tr("Value"), "number"), column("high", tr("High"), "number"), column("nothing", tr("Nothing done"), "number"),
    )
    rows = []
    for one in s.plan.metrics:
        if one.metric not in names:
            continue
        title, unit = names[one.metric]
        scale = 100.0 if one.unit == "fraction" else 1.0
        ends = sorted((one.low, one.value, one.high))
        cells = [Cell(text=significant(scale * amount), number=scale * amount) for amount in (ends[0], one.value, ends[2], one.do_nothing)]
        rows.append(row(f"{one.metric}.{one.year}", words(title), words(unit), Cell(text=year_name(s.plan.parameters, one.year), number=one.year), *cells))
    return table(YEARLY, tr("Every metric by year"), columns, rows)
