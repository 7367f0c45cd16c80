"""The model as one matrix with readable names, and the whole problem of all reform paths as one matrix.

A sheet already is rows of numbers; a Pyomo model is handed over by its standard-form compiler. Nothing here knows a solver.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, overload

import numpy
from scipy import sparse

from catchup.algebra import Linear, Model, Sheet, at_path
from catchup.errors import NoFeasiblePlanError

Vector = Any


@dataclass
class Matrix:
    """A mixed-integer linear problem: bounds, rows, costs and names. Always maximised."""

    name: str
    rows: sparse.csc_array
    row_low: Vector
    row_high: Vector
    low: Vector
    high: Vector
    cost: Vector
    offset: float
    integer: Vector
    row_names: Sequence[str]
    column_names: Sequence[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.rows.shape[0]), int(self.rows.shape[1])


class Names(Sequence[str]):
    """Readable names that are put together when somebody asks for them."""

    def __init__(self, make: Callable[[], list[str]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> list[str]:
        return [readable(one) for one in self._make()]

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        return self._made[at]


@dataclass
class Compiled:
    """A matrix and the Pyomo variables its columns stand for, in order."""

    matrix: Matrix
    variables: list[Any]


def readable(name: str) -> str:
    """A name that LP and MPS files can hold and a reader can still read."""
    return re.sub(r"[^A-Za-z0-9_.]+", "_", name).strip("_")


def compile_model(model: Model, objective: Any = None) -> Compiled:
    """Turns a Pyomo model into a matrix. Rows and columns keep the names of rules and decisions.

    Raises:
        NoFeasiblePlanError: a row that no decision can satisfy.
    """
    import pyomo.environ as pyo
    from pyomo.common.errors import InfeasibleConstraintException
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    try:
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    except InfeasibleConstraintException:
        raise NoFeasiblePlanError("something asked for can never hold here", "run `catchup plan` with the same options: it says what") from None
    count, variables = form.A.shape[0], list(form.columns)
    low, high = numpy.full(count, -numpy.inf), numpy.full(count, numpy.inf)
    names: list[str] = []
    for at, (row, right) in enumerate(zip(form.rows, form.rhs, strict=True)):
        if row.bound_type <= 0:
            low[at] = right
        if row.bound_type >= 0:
            high[at] = right
        names.append(readable(row.constraint.name))
    chosen = model.objective if objective is None else objective
    sign = 1.0 if chosen.sense == pyo.maximize else -1.0
    return Compiled(
        Matrix(
            name=model.name,
            rows=sparse.csc_array(form.A),
            row_low=low,
            row_high=high,
            low=numpy.array([-numpy.inf if one.lb is None else one.lb for one in variables]),
            high=numpy.array([numpy.inf if one.ub is None else one.ub for one in variables]),
            cost=sign * form.c.toarray()[0],
            offset=sign * float(form.c_offset[0]),
            integer=numpy.array([not one.is_continuous() for one in variables], dtype=bool),
            row_names=names,
            column_names=[readable(one.name) for one in variables],
        ),
        variables,
    )


def combine(parts: dict[str, Matrix], name: str) -> Matrix:
    """One problem that chooses exactly one of several: the tight disjunctive form.

    Each part keeps its rows and columns under its own name; right-hand sides and bounds are multiplied by the
    part's binary, so that a part that is not chosen is all zero. The optimum is the best of the parts.
    """
    offsets, blocks = [], []
    low, high, row_names = [], [], []
    for label, part in parts.items():
        block, right_low, right_high, names, choice = _gated(part)
        blocks.append((block, choice))
        low.append(right_low)
        high.append(right_high)
        row_names += [f"{label}.{one}" for one in names]
        offsets.append(part.offset)
    diagonal = sparse.block_diag([block for block, _ in blocks], format="csc")
    gates = sparse.block_diag([sparse.csc_array(choice.reshape(-1, 1)) for _, choice in blocks], format="csc")
    one_of = sparse.csc_array(
        numpy.concatenate([numpy.zeros(diagonal.shape[1]), numpy.ones(len(parts))]).reshape(1, -1)
    )
    rows = sparse.vstack([sparse.hstack([diagonal, gates]), one_of], format="csc")
    count = len(parts)
    return Matrix(
        name=name,
        rows=sparse.csc_array(rows),
        row_low=numpy.concatenate([*low, [1.0]]),
        row_high=numpy.concatenate([*high, [1.0]]),
        low=numpy.concatenate([*(numpy.minimum(part.low, 0.0) for part in parts.values()), numpy.zeros(count)]),
        high=numpy.concatenate([*(part.high for part in parts.values()), numpy.ones(count)]),
        cost=numpy.concatenate([*(part.cost for part in parts.values()), numpy.array(offsets)]),
        offset=0.0,
        integer=numpy.concatenate([*(part.integer for part in parts.values()), numpy.ones(count, dtype=bool)]),
        row_names=[*row_names, "one_reform_path_is_chosen"],
        column_names=[
            *(f"{label}.{one}" for label, part in parts.items() for one in part.column_names),
            *(f"choose.{label}" for label in parts),
        ],
    )


def _gated(part: Matrix) -> tuple[Any, Vector, Vector, list[str], Vector]:
    """Rows of a part with right-hand sides and upper bounds moved onto its binary."""
    matrix = sparse.csr_array(part.rows)
    equal = part.row_low == part.row_high
    upper = numpy.isfinite(part.row_high) & ~equal
    lower = numpy.isfinite(part.row_low) & ~equal
    bounded = numpy.isfinite(part.high) & (part.high != 0)
    identity = sparse.csr_array(sparse.identity(len(part.high), format="csr"))
    stacked = sparse.vstack([matrix[equal], matrix[upper], matrix[lower], identity[bounded]], format="csc")
    choice = numpy.concatenate(
        [-part.row_high[equal], -part.row_high[upper], -part.row_low[lower], -part.high[bounded]]
    )
    sizes = [int(equal.sum()), int(upper.sum()), int(lower.sum()), int(bounded.sum())]
    zeros = [numpy.zeros(size) for size in sizes]
    open_ended = numpy.inf
    low = numpy.concatenate([zeros[0], zeros[1] - open_ended, zeros[2], zeros[3] - open_ended])
    high = numpy.concatenate([zeros[0], zeros[1], zeros[2] + open_ended, zeros[3]])
    names = numpy.array(part.row_names, dtype=object)
    two_sided = upper & lower
    named = [*names[equal], *names[upper], *(f"{one}.least" if both else one for one, both in zip(names[lower], two_sided[lower], strict=True))]
    named += [f"bound.{one}" for one, kept in zip(part.column_names, bounded, strict=True) if kept]
    return stacked, low, high, named, choice


def with_row(matrix: Matrix, factors: Vector, least: float) -> Matrix:
    """The matrix with one more row: factors times columns is at least an amount."""
    row = sparse.csc_array(numpy.asarray(factors).reshape(1, -1))
    return replace(
        matrix, rows=sparse.csc_array(sparse.vstack([matrix.rows, row], format="csc")),
        row_low=numpy.append(matrix.row_low, least), row_high=numpy.append(matrix.row_high, numpy.inf),
        row_names=[*matrix.row_names, "held"],
    )


def with_rows_from(sheet: Sheet, matrices: Sequence[Matrix]) -> list[Matrix]:
    """Matrices that share a sheet's rules, with the rows of its wishes in place of their own."""
    end, shape = sheet.end_of_rules, (len(sheet.rows) - sheet.end_of_rules, len(sheet.low))
    starts, columns, factors = _entries(sheet.rows[end:])
    names = Names(sheet.row_names)
    equal = numpy.array(sheet.equal[end:], dtype=bool)
    found = []
    for path, one in enumerate(matrices):
        right = numpy.array([-at_path(row.constant, path) for row in sheet.rows[end:]])
        wishes = sparse.csr_array((_values(factors, path), columns, starts), shape=shape)
        rows = sparse.csc_array(sparse.vstack([one.rows[:end], wishes], format="csc"))
        found.append(
            replace(
                one, rows=rows, row_low=numpy.append(one.row_low[:end], numpy.where(equal, right, -numpy.inf)),
                row_high=numpy.append(one.row_high[:end], right), row_names=names,
            )
        )
    return found


def matrices_of(
    sheet: Sheet, objective: Linear, *, maximised: bool = True, like: list[Matrix] | None = None
) -> list[Matrix]:
    """The matrices of a sheet, one for each reform path, with the same columns and rows in all of them.

    Args:
        like: matrices of the same sheet for another objective; their rows are shared.
    """
    if like:
        return [
            replace(one, cost=_cost(sheet, objective, path, maximised), offset=_offset(objective, path, maximised))
            for path, one in enumerate(like)
        ]
    starts, columns, factors = _entries(sheet.rows)
    rows_equal = numpy.array(sheet.equal, dtype=bool)
    names, titles = Names(sheet.row_names), Names(sheet.column_names)
    low, high = numpy.array(sheet.low), numpy.array(sheet.high)
    whole = numpy.array(sheet.whole, dtype=bool)
    shape = (len(sheet.rows), len(sheet.low))
    found = []
    for path in range(sheet.paths):
        right = numpy.array([-at_path(row.constant, path) for row in sheet.rows])
        matrix = sparse.csr_array((_values(factors, path), columns, starts), shape=shape).tocsc()
        matrix.eliminate_zeros()
        found.append(
            Matrix(
                name=sheet.name, rows=matrix, row_low=numpy.where(rows_equal, right, -numpy.inf), row_high=right,
                low=low.copy(), high=high.copy(), cost=_cost(sheet, objective, path, maximised),
                offset=_offset(objective, path, maximised), integer=whole,
                row_names=names, column_names=titles,
            )
        )
    return found


def _cost(sheet: Sheet, objective: Linear, path: int, maximised: bool) -> Vector:
    cost = numpy.zeros(len(sheet.low))
    for column, factor in objective.terms.items():
        cost[column] = at_path(factor, path)
    return cost if maximised else -cost


def _offset(objective: Linear, path: int, maximised: bool) -> float:
    return at_path(objective.constant, path) * (1.0 if maximised else -1.0)


def _entries(rows: list[Linear]) -> tuple[Vector, Vector, tuple[Vector, Vector, Vector]]:
    """Row starts, columns, and factors as plain numbers with the places and arrays of those that differ between paths."""
    columns: list[int] = []
    plain: list[Any] = []
    starts = [0]
    for row in rows:
        columns.extend(row.terms)
        plain.extend(row.terms.values())
        starts.append(len(columns))
    places = [at for at, one in enumerate(plain) if type(one) is numpy.ndarray]
    arrays = numpy.array([plain[at] for at in places])
    for at in places:
        plain[at] = 0.0
    return (
        numpy.array(starts, dtype=numpy.int32), numpy.array(columns, dtype=numpy.int32),
        (numpy.array(plain, dtype=float), numpy.array(places, dtype=numpy.int64), arrays),
    )


def _values(factors: tuple[Vector, Vector, Vector], path: int) -> Vector:
    plain, places, arrays = factors
    if len(places) == 0:
        return plain
    values = plain.copy()
    values[places] = arrays[:, path]
    return values
