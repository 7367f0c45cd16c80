"""The comparison of a run: its cells, and what its plans tell beyond them. A plan that cannot be read costs itself and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from catchup.batch import Run
from catchup.errors import CatchupError
from catchup.plan import Plan
from catchup.standing.archetypes import Archetypes, archetypes, shape_of
from catchup.standing.cells import Cell, View, cells_of
from catchup.standing.ready import Ready, ready_of
from catchup.standing.table import Table, table
from catchup.standing.yardsticks import Yardstick, yardstick_of

LOG = logging.getLogger("catchup.standing")


@dataclass(frozen=True)
class Insight:
    """What the plans of one view tell: when AI is served at home, and which kinds of plan there are."""

    readies: tuple[Ready, ...]
    kinds: Archetypes


def cells_of_run(run: Run) -> tuple[Cell, ...]:
    """The cells of a run, in the order in which they were asked; those not solved so far have no interval."""
    weights = {one.key: one.request.other_users_weight for one in run.batch.cells}
    return cells_of({**row.model_dump(), "weight": weights.get(row.key)} for row in run.results())


def sizes_of_run(run: Run) -> dict[str, Yardstick]:
    """Yardsticks of the countries of a run; a country of one's own is read from its file, and left out where that is gone."""
    found = {}
    for one in run.batch.cells:
        country = one.request.country
        if country not in found:
            try:
                found[country] = yardstick_of(one.request.profile_file or country)
            except CatchupError as problem:
                LOG.warning("%s is not compared: %s", country, problem)
    return found


def comparison_of(run: Run) -> Table:
    """The whole comparison of a run.

    Raises:
        InputError: its cells are of several vintages.
    """
    sizes = sizes_of_run(run)
    return table([one for one in cells_of_run(run) if one.country in sizes], sizes)


def insight_of(run: Run, view: View) -> Insight:
    """Reads the plans of one view; some hundredths of a second for each."""
    readies, shapes = [], []
    for plan in _plans(run, view):
        readies.append(ready_of(plan))
        shapes.append(shape_of(plan))
    return Insight(tuple(sorted(readies, key=lambda one: one.country)), archetypes(shapes))


def _plans(run: Run, view: View) -> Iterator[Plan]:
    for cell in cells_of_run(run):
        if cell.view != view or cell.interval is None:
            continue
        try:
            yield run.plan(cell.key)
        except CatchupError as problem:
            LOG.warning("the plan of %s is left out: %s", cell.country, problem)


def stamp_of(run: Run) -> str:
    """Changes when cells came in: what was made from the run before is then out of date."""
    try:
        return " ".join(sorted(one.name for one in (run.folder / "cells").iterdir()))
    except OSError:
        return ""
