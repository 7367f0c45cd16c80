"""The members' models side by side with the rows that link them, for any choice of their reform paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from scipy import sparse

from catchup.algebra import Sheet, total
from catchup.alliance.rules import link
from catchup.allied import AlliedProblem
from catchup.matrix import Matrix, Names, Vector, matrices_of
from catchup.model import build_sheet
from catchup.model.objectives import gain, scale_floor
from catchup.search import without_collection

Paths = tuple[int, ...]
"""Place of the reform path of each member."""


@dataclass
class Member:
    """One member's part of the problem."""

    problem: AlliedProblem
    sheet: Sheet
    matrices: list[Matrix]
    """One for each of its reform paths, for the value objective."""
    links: Any
    """Its columns of the linking rows."""
    offset: int
    """Place of its first column in the whole."""

    @property
    def columns(self) -> slice:
        """Its columns in the whole."""
        return slice(self.offset, self.offset + len(self.sheet.low))

    def priced(self, path: int, prices: Vector) -> Matrix:
        """Its problem on one path where what it sends and receives has a price instead of a partner."""
        matrix = self.matrices[path]
        return replace(matrix, cost=matrix.cost - self.links.T @ prices)

    def at_flows_of(self, path: int, point: Vector) -> Matrix:
        """Its problem on one path with what it sends and receives held at a point's amounts."""
        matrix = self.matrices[path]
        crosses = numpy.asarray(abs(self.links).sum(axis=0)).ravel() > 0
        return replace(matrix, low=numpy.where(crosses, point, matrix.low), high=numpy.where(crosses, point, matrix.high))


class Joint:
    """An alliance's problem: a block for each member and the rows that link them."""

    def __init__(self, problems: Sequence[AlliedProblem]) -> None:
        self.problems = tuple(problems)
        self.name = "+".join(one.country for one in problems)
        with without_collection():
            sheets = {one.country: build_sheet(one, one.paths) for one in problems}
            self.links = link(self.name, sheets)
            self.rows = _rows(self.links, sum(len(one.low) for one in sheets.values()))
            self.members = self._members(sheets)
        self.floor = sum(scale_floor(one, "value") for one in problems)

    def _members(self, sheets: dict[str, Sheet]) -> list[Member]:
        found, offset = [], 0
        for problem in self.problems:
            sheet = sheets[problem.country]
            matrices = matrices_of(sheet, total([gain(sheet, "value")]))
            width = len(sheet.low)
            found.append(Member(problem, sheet, matrices, self.rows[:, offset : offset + width].tocsr(), offset))
            offset += width
        return found

    @property
    def combinations(self) -> list[Paths]:
        """Every choice of reform paths, one for each member."""
        found: list[Paths] = [()]
        for member in self.members:
            found = [(*one, path) for one in found for path in range(len(member.matrices))]
        return found

    def matrix(self, paths: Paths) -> Matrix:
        """The whole problem on a choice of reform paths."""
        parts = [member.matrices[path] for member, path in zip(self.members, paths, strict=True)]
        count = self.rows.shape[0]
        blocks = sparse.block_diag([one.rows for one in parts], format="csc")
        return Matrix(
            name=self.name, rows=sparse.csc_array(sparse.vstack([blocks, self.rows], format="csc")),
            row_low=numpy.concatenate([*(one.row_low for one in parts), numpy.zeros(count)]),
            row_high=numpy.concatenate([*(one.row_high for one in parts), numpy.zeros(count)]),
            low=numpy.concatenate([one.low for one in parts]), high=numpy.concatenate([one.high for one in parts]),
            cost=numpy.concatenate([one.cost for one in parts]), offset=sum(one.offset for one in parts),
            integer=numpy.concatenate([one.integer for one in parts]),
            row_names=_named([(one.country, part.row_names) for one, part in zip(self.problems, parts, strict=True)], self.links.row_names()),
            column_names=_named([(one.country, part.column_names) for one, part in zip(self.problems, parts, strict=True)], []),
        )


def _named(parts: Sequence[tuple[str, Sequence[str]]], more: Sequence[str]) -> Names:
    """Names of all members, each under its country, with those of the links; put together when somebody asks."""
    return Names(lambda: [f"{country}.{name}" for country, names in parts for name in names] + list(more))


def _rows(links: Sheet, width: int) -> Any:
    """The linking rows as a matrix; all of them say that something is zero."""
    places = [(row, column, factor) for row, body in enumerate(links.rows) for column, factor in body.terms.items()]
    shape = (len(links.rows), width)
    if not places:
        return sparse.csc_array(shape)
    rows, columns, factors = zip(*places, strict=True)
    return sparse.csc_array((numpy.array(factors, dtype=float), (numpy.array(rows), numpy.array(columns))), shape=shape)
