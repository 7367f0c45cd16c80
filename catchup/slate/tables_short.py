"""Short forms of the tables for the brief and the note: fewer columns and rows of the same cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from statistics import median

from catchup.language import tr
from catchup.library import country_codes, load_country
from catchup.profile import CountryProfile
from catchup.report.words import significant
from catchup.slate.conventions import clipped
from catchup.slate.document import Cell, Column, Row, Table
from catchup.slate.setting import Setting
from catchup.slate.tables_evidence import quality_names
from catchup.slate.tables_key import metric_names
from catchup.slate.writing import column, row, table, words

MOST_IN_BRIEF, MOST_IN_NOTE = 5, 11
SITUATION, BRIEF, PLAN, RESULTS, RISKS, SIDES, REVIEWS = "situation", "brief", "plan", "results", "risks", "sides", "reviews"
RANGES, ODDS, CLOSED = "ranges", "odds", "closed"
Reading = Callable[[CountryProfile], float]


def part_of(whole: Table, name: str, caption: str, keys: Sequence[str], rows: Sequence[str], *, note: str = "", wide: bool = False) -> Table:
    """Some columns and rows of a table, as a table of its own with the same cells. Footnotes stay in the whole."""
    at = [next(place for place, one in enumerate(whole.columns) if one.key == key) for key in keys]
    kept = {one.key: one for one in whole.rows}
    columns: list[Column] = [whole.columns[place].model_copy(update={"summed": False}) for place in at]
    made = [Row(key=key, cells=tuple(kept[key].cells[place].model_copy(update={"notes": ()}) for place in at), level=kept[key].level) for key in rows if key in kept]
    return table(name, caption, columns, made, note=note, wide=wide)


def first_measures(s: Setting, most: int) -> list[str]:
    """Numbers of the measures that are decided first, those of most money first among each year's."""
    return [item.id for item in s.items[:most]]


def situation_table(s: Setting) -> Table:
    """Where the country stands, beside the middle one of the countries that ship."""
    columns = (
        column("what", tr("Figure"), weight=3), column("here", s.profile.name, "number"), column("peers", tr("Middle of the countries that ship"), "number"), column("unit", tr("Unit"), weight=1.8),
        column("quality", tr("Quality"), weight=0.9),
    )
    others = _others(tuple(country_codes()))
    rows = [
        row(key, words(title), _number(read(s.profile), s.note_for(path), assumed=_quality(s, path) == "assumed"), _number(median(read(one) for one in others)), words(unit), words(quality_names().get(_quality(s, path), "")))
        for key, title, unit, path, read in _readings()
    ]
    return table(SITUATION, tr("The situation, beside other countries"), columns, rows, note=tr("The middle value is the median of all country files; most of those are shallower than this one's."))


def _number(amount: float, notes: tuple[str, ...] = (), *, assumed: bool = False) -> Cell:
    return Cell(text=significant(amount), number=amount, notes=notes, alert=assumed)


def _quality(s: Setting, path: str) -> str:
    return s.assumptions[path].quality if path in s.assumptions else ""


@cache
def _others(codes: tuple[str, ...]) -> tuple[CountryProfile, ...]:
    return tuple(load_country(code) for code in codes)


def _readings() -> Iterator[tuple[str, str, str, str, Reading]]:
    yield "compute", tr("AI compute for each million people"), "H100e", "country.compute.stock", lambda one: one.compute.stock.value / (one.economy.population.value / 1e6)
    yield "spend", tr("Spending on AI services now"), tr("% of GDP"), "country.demand.ai_spend_2026", lambda one: 100 * one.demand.ai_spend_2026.value
    yield "unserved", tr("Wanted electricity that is not served"), "%", "country.power.unserved_share", lambda one: 100 * one.power.unserved_share.value
    yield "spare", tr("Firm power to spare for AI"), "MW", "country.power.spare_for_ai", lambda one: one.power.spare_for_ai.value
    yield "room", tr("New money voted a year"), tr("% of GDP"), "country.fiscal.room", lambda one: 100 * one.fiscal.room.value
    yield "release", tr("Share of the vote that is released"), "%", "country.fiscal.release_ratio", lambda one: 100 * one.fiscal.release_ratio.value
    yield "leakage", tr("Public investment lost on the way"), "%", "country.institutions.leakage", lambda one: 100 * one.institutions.leakage.value
    yield "credibility", tr("Odds that a missed benchmark ends funding"), "%", "country.institutions.sunset_credibility", lambda one: 100 * one.institutions.sunset_credibility.value
    yield "researchers", tr("Researchers for each million people"), tr("persons"), "country.people.researcher", lambda one: one.people.researcher.value / (one.economy.population.value / 1e6)


def brief_table(s: Setting, given: Table) -> Table:
    """The first recommendations on one page."""
    keys = ("id", "measure", "owner", "deadline", "money", "local", "review")
    whole = part_of(given, BRIEF, tr("The first measures"), keys, first_measures(s, MOST_IN_BRIEF))
    rows = tuple(one.model_copy(update={"cells": tuple(cell.model_copy(update={"text": clipped(cell.text)}) for cell in one.cells)}) for one in whole.rows)
    return whole.model_copy(update={"rows": rows})


def plan_table(s: Setting, whole: Table) -> Table:
    """Table A with the columns a reader of the note needs."""
    near = ("near",) if s.given.alternatives else ()
    keys = ("id", "measure", "decision", "first", "cost", "arrives", "private", "needs", *near, "grade")
    return part_of(whole, PLAN, tr("The slate in short"), keys, first_measures(s, MOST_IN_NOTE), note=tr("All columns, ranges and owners are in table A of the annex."))


def results_short(s: Setting, whole: Table) -> Table:
    """The indicators of the results framework without who measures what."""
    years = [one.key for one in whole.columns if one.key.startswith("y")]
    kept = [one.key for one in whole.rows if not one.key.startswith("kpi.")][:MOST_IN_NOTE]
    return part_of(whole, RESULTS, tr("Results: what is reached by when"), ("indicator", "unit", "baseline", *years), kept)


def risks_short(whole: Table) -> Table:
    """The risks with the most money and odds behind them."""
    most = 8
    ranked = sorted(whole.rows, key=lambda one: -((one.cells[3].number or 0.0) * (one.cells[4].number or 0.0)))
    keys = ("id", "risk", "likelihood", "impact", "rating", "trigger", "response")
    return part_of(whole, RISKS, tr("The largest risks"), keys, [one.key for one in ranked[:most]], note=tr("The whole register, with mitigation and owners, is table D of the annex."))


def sides_short(s: Setting, whole: Table) -> Table:
    """Who gains and loses, without the columns that those asked fill."""
    kept = [one.key for one in whole.rows if one.key.startswith("side.")][:MOST_IN_NOTE]
    return part_of(whole, SIDES, tr("Who gains and who loses"), ("ids", "body", "gains", "losses", "compensation"), kept, note=tr("Positions and comments of the bodies to be asked: table G of the annex, to be filled."))


def reviews_short(s: Setting, whole: Table) -> Table:
    """Review, sunset and what is lost, for the first measures."""
    return part_of(whole, REVIEWS, tr("Review, sunset and exit"), ("id", "measure", "review", "sunset", "test", "consequence", "stranded"), first_measures(s, MOST_IN_NOTE))


def ranges_table(s: Setting, whole: Table) -> Table:
    """The key figures that have a range or say what the plan comes to."""
    kept = ["worth", "bound", "outlay", "leaks", "private", *metric_names()]
    idle = {one.key for one in whole.rows if one.key in metric_names() and not (one.cells[1].number or one.cells[4].number)}
    return part_of(whole, RANGES, tr("What the plan comes to, with ranges"), ("item", "value", "low", "high", "nothing"), [key for key in kept if key not in idle], note=whole.note)


def odds_table(whole: Table) -> Table:
    """The delivery figures without their footnotes, which the annex has."""
    keys = tuple(one.key for one in whole.columns)
    return part_of(whole, ODDS, whole.caption, keys, [one.key for one in whole.rows][:MOST_IN_NOTE], note=whole.note)


def closed_table(s: Setting, whole: Table) -> Table:
    """What is closed, a row each, and what is open and left alone in one row."""
    used = {step.lever for step in s.plan.steps}
    rows = [row(one.key, one.cells[0], one.cells[2]) for one in whole.rows if one.key in s.plan.closed_levers]
    left = [one.cells[0].text for one in whole.rows if one.key not in s.plan.closed_levers and one.key not in used and one.key != "none"]
    if left:
        rows.append(row("open", words(tr("; ").join(left)), words(tr("open, but each costs more than it adds here, or stands in the way of something better"))))
    return table(CLOSED, tr("What is left alone, and why"), (column("measure", tr("Measure"), weight=2), column("why", tr("Why not now"), weight=2)), rows)
