"""The comparison as a table: every cell in every measure, with its places, the country's data grade, and what there is no plan for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catchup.standing.cells import LESS_IS_BETTER, Cell, Interval, View, require_one_vintage, views_of
from catchup.standing.ranks import Rank, Steadiness, ranks, steadiness
from catchup.standing.yardsticks import Measure, Yardstick, central, measured, measures_of

if TYPE_CHECKING:
    import pandas

# What an amount of a measure is counted in, by goal for the goals that are no money.
UNITS: dict[Measure, str] = {
    "dollars": "MUSD of 2025, discounted", "purchasing_power": "million international dollars, discounted",
    "per_head": "USD of 2025 a head, discounted", "share_of_gdp": "share of one year's GDP",
}
OWN_UNITS = {"compute": "share of world AI compute, summed over years", "tokens": "mean share of AI demand served at home",
             "position": "mean share of world output"}


def unit_of(objective: str, measure: Measure) -> str:
    """Unit of an amount of a goal in a measure."""
    return UNITS.get(measure) or OWN_UNITS.get(objective, "")


@dataclass(frozen=True)
class Row:
    """One cell in one measure; `interval` and `rank` are None where there is no plan, no size, or no rank for a comparator."""

    cell: Cell
    by: Yardstick
    measure: Measure
    value: float | None
    interval: Interval | None
    rank: Rank | None


@dataclass(frozen=True)
class Table:
    """All rows of a comparison, best first within each view and measure, and how ranks hold over the views of a goal."""

    rows: tuple[Row, ...]
    steadiness: dict[tuple[str, Measure], Steadiness] = field(default_factory=dict)

    def of(self, view: View, measure: Measure) -> tuple[Row, ...]:
        """The rows of one view in one measure."""
        return tuple(one for one in self.rows if (one.cell.view, one.measure) == (view, measure))

    @property
    def views(self) -> tuple[View, ...]:
        """The views that were compared, in the order of the cells."""
        return tuple(dict.fromkeys(one.cell.view for one in self.rows))

    def wide(self, view: View, measure: Measure) -> pandas.DataFrame:
        """One row for each country of a view, in the order of a measure: its places there, and the amount in every measure.

        Comparators come after the countries that have a place.
        """
        import pandas

        amounts = {one: {row.cell.country: row.value for row in self.of(view, one)} for one in measures_of(view.objective)}
        return pandas.DataFrame([
            {
                "place_best": row.rank.best if row.rank else None, "place_worst": row.rank.worst if row.rank else None, "country": row.cell.country,
                "name": row.by.name, **{one: held[row.cell.country] for one, held in amounts.items()}, "data_grade": row.by.grade,
                "comparator": row.by.comparator, "gap": row.cell.gap if row.interval else None, "status": row.cell.status, "cause": row.cell.cause,
            }
            for row in sorted(self.of(view, measure), key=lambda one: one.by.comparator)
        ])

    def to_frame(self) -> pandas.DataFrame:
        """A tidy frame with unit column: one row for each cell and measure. Numbers are numbers, and absent where nothing is known."""
        import pandas

        frame = pandas.DataFrame([_record(one) for one in self.rows], columns=list(COLUMNS))
        return frame.astype(COLUMNS)


COLUMNS = {
    "country": "string", "name": "string", "scenario": "string", "objective": "string", "weight": "Float64", "measure": "string",
    "unit": "string", "status": "string", "value": "Float64", "low": "Float64", "high": "Float64", "rank_best": "Int64",
    "rank_worst": "Int64", "among": "Int64", "data_grade": "string", "known_share": "Float64", "comparator": "boolean",
    "plan_digest": "string", "cause": "string",
}


def table(cells: Sequence[Cell], sizes: Mapping[str, Yardstick], *, rank_comparators: bool = False) -> Table:
    """Compares cells of one vintage.

    Args:
        sizes: yardstick of every country among the cells. rank_comparators: whether countries inside the AI production chain get places too.

    Raises:
        InputError: the cells are of several vintages.
    """
    require_one_vintage(cells)
    rows: list[Row] = []
    for view in views_of(cells):
        of_view = [one for one in cells if one.view == view]
        for measure in measures_of(view.objective):
            rows += _rows(of_view, sizes, measure, rank_comparators)
    return Table(tuple(rows), _steadiness(rows))


def _rows(cells: Sequence[Cell], sizes: Mapping[str, Yardstick], measure: Measure, everybody: bool) -> list[Row]:
    less = bool(cells) and cells[0].view.objective in LESS_IS_BETTER
    found = {one.country: _interval(one, sizes[one.country], measure) for one in cells}
    ranked = {name: one for name, one in found.items() if one is not None and (everybody or not sizes[name].comparator)}
    places = ranks(ranked, less_is_better=less)
    rows = [Row(one, sizes[one.country], measure, _central(one, sizes[one.country], measure), found[one.country], places.get(one.country)) for one in cells]
    return sorted(rows, key=lambda one: _sorting(one, less))


def _interval(cell: Cell, by: Yardstick, measure: Measure) -> Interval | None:
    return measured(cell.interval, by, measure) if cell.interval else None


def _central(cell: Cell, by: Yardstick, measure: Measure) -> float | None:
    return central(cell.value, by, measure) if cell.interval and cell.value is not None else None


def _sorting(row: Row, less: bool) -> tuple[int, float, str]:
    """Best first; what has no amount comes last, by country."""
    if row.value is None:
        return 1, 0.0, row.cell.country
    return 0, row.value if less else -row.value, row.cell.country


def _steadiness(rows: Sequence[Row]) -> dict[tuple[str, Measure], Steadiness]:
    """Steadiness of each goal and measure that has several views."""
    found: dict[tuple[str, Measure], dict[str, dict[str, Interval]]] = {}
    for row in rows:
        view = row.cell.view
        of_view = found.setdefault((view.objective, row.measure), {}).setdefault(name_of(view), {})
        if row.rank is not None and row.interval is not None:
            of_view[row.cell.country] = row.interval
    return {key: steadiness(one, less_is_better=key[0] in LESS_IS_BETTER) for key, one in found.items() if len(one) > 1}


def name_of(view: View) -> str:
    """The future of a view, and its weight where one was set."""
    return view.scenario if view.weight is None else f"{view.scenario}, weight {view.weight:g}"


def _record(row: Row) -> dict[str, object]:
    cell, interval, rank = row.cell, row.interval, row.rank
    return {
        "country": cell.country, "name": row.by.name, "scenario": cell.view.scenario, "objective": cell.view.objective, "weight": cell.view.weight,
        "measure": row.measure, "unit": unit_of(cell.view.objective, row.measure), "status": cell.status, "value": row.value,
        "low": interval.low if interval else None, "high": interval.high if interval else None,
        "rank_best": rank.best if rank else None, "rank_worst": rank.worst if rank else None, "among": rank.among if rank else None,
        "data_grade": row.by.grade, "known_share": row.by.known, "comparator": row.by.comparator, "plan_digest": cell.plan_digest, "cause": cell.cause,
    }
