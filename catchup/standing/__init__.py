"""Countries compared fairly: the same levers and dollars, ranks with intervals, archetypes, and what borrowed institutions would change."""

from __future__ import annotations

from catchup.standing.archetypes import Archetypes, Shape, archetypes, shape_of
from catchup.standing.cells import Cell, Interval, View, cells_of
from catchup.standing.ranks import Rank, Steadiness, ranks, steadiness
from catchup.standing.ready import Ready, ready_of
from catchup.standing.swap import Swap, swap, swap_overrides, swapped
from catchup.standing.table import Table, table
from catchup.standing.yardsticks import Yardstick, yardstick_of, yardsticks

__all__ = [
    "Archetypes", "Cell", "Interval", "Rank", "Ready", "Shape", "Steadiness", "Swap", "Table", "View", "Yardstick", "archetypes",
    "cells_of", "ranks", "ready_of", "shape_of", "steadiness", "swap", "swap_overrides", "swapped", "table", "yardstick_of", "yardsticks",
]
