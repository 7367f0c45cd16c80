"""The model as one matrix with readable names, and the whole problem of all reform paths as one matrix.

Pyomo's standard-form compiler does the hand-over; nothing here knows a solver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

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
    row_names: list[str]
    column_names: list[str]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.rows.shape[0]), int(self.rows.shape[1])


@dataclass
class Compiled:
    """A matrix and the Pyomo variables its columns stand for, in order."""

    matrix: Matrix
    variables: list[Any]


def readable(name: str) -> str:
    """A name that LP and MPS files can hold and a reader can still read."""
    return re.sub(r"[^A-Za-z0-9_.]+", "_", name).strip("_")


def compile_model(model: pyo.ConcreteModel) -> Compiled:
    """Turns a Pyomo model into a matrix. Rows and columns keep the names of rules and decisions."""
    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    count, variables = form.A.shape[0], list(form.columns)
    low, high = numpy.full(count, -numpy.inf), numpy.full(count, numpy.inf)
    names: list[str] = []
    for at, (row, right) in enumerate(zip(form.rows, form.rhs, strict=True)):
        if row.bound_type <= 0:
            low[at] = right
        if row.bound_type >= 0:
            high[at] = right
        names.append(readable(row.constraint.name))
    sign = 1.0 if model.objective.sense == pyo.maximize else -1.0
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
