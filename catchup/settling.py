"""The best plan with exact amounts: whole numbers fixed, the rest solved again, and nothing in it that does nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy

from catchup.algebra import Linear, Sheet
from catchup.matrix import matrices_of, with_row
from catchup.model.objectives import gain, scale_floor
from catchup.reading import Reading
from catchup.search import Outcome, Part
from catchup.solver import polish, relax, with_whole_numbers


def settle(outcome: Outcome) -> Reading:
    """The best plan with exact amounts: whole numbers fixed, the rest solved again.

    Where the objective is not value, the most valuable of the equally good plans is taken, so that no money is burnt for nothing.
    """
    part = outcome.best
    assert part.run is not None
    clean = polish(part.matrix, part.run.point)
    if clean.point is not None:
        part.run.point, part.run.value = clean.point, max(part.run.value, clean.value)
    _take_back_idle_launches(outcome.sheet, part)
    assert part.run.point is not None
    part.run.point = numpy.where(part.matrix.integer, numpy.round(part.run.point), part.run.point)
    if outcome.objective != "value":
        _take_most_valuable(outcome, scale_floor(outcome.problem, outcome.objective))
    path = next(one for one in outcome.problem.paths if one.id == part.path)
    outcome.reading = Reading(outcome.sheet, part.position, path, part.run.point)
    return outcome.reading


def _take_back_idle_launches(sheet: Sheet, part: Part) -> None:
    """Undoes launches that nothing came of. They cost nothing where political capital is to spare, and so the solver may leave them in."""
    assert part.run is not None
    assert part.run.point is not None
    point = part.run.point
    high = part.matrix.high.copy()
    for launch, start in LAUNCHES.items():
        started: dict[str, float] = {}
        for (lever, year), column in sorted(sheet.decisions.get(launch, {}).items()):
            started[lever] = started.get(lever, 0.0) + point[_place(sheet.decisions[start][lever, year])]
            if started[lever] < IDLE:
                high[_place(column)] = max(0.0, part.matrix.low[_place(column)])
    if numpy.any(numpy.round(point) > high + IDLE):
        clean = polish(replace(part.matrix, high=high), point)
        if clean.point is not None and clean.value >= part.run.value - IDLE * max(1.0, abs(part.run.value)):
            part.run.point = clean.point


LAUNCHES = {"launched": "starts", "recruiting": "intake"}
IDLE = 1e-6


def _place(decision: Linear) -> int:
    (column,) = decision.terms
    return column


def _take_most_valuable(outcome: Outcome, floor: float) -> None:
    """Among the plans that are as good, with the same whole numbers, the most valuable."""
    part = outcome.best
    assert part.run is not None
    reached = part.run.value
    least = reached - KEPT * max(abs(reached), floor)
    held = with_row(with_whole_numbers(part.matrix, part.run.point), part.matrix.cost, least - part.matrix.offset)
    worth = matrices_of(outcome.sheet, gain(outcome.sheet, "value"))[part.position].cost
    again = relax(replace(held, cost=worth, offset=0.0))
    if again.point is not None:
        part.run.point = again.point


KEPT = 1e-7
