"""A solved sheet on one reform path: the amounts behind its decisions and expressions."""

from __future__ import annotations

from typing import Any

from catchup.algebra import Expression, Linear, Relation, Sheet, at_path
from catchup.matrix import Vector
from catchup.problem import ReformPathData


class Reading:
    """Looks like the sheet it reads, with the numbers of one path and one point.

    Args:
        sheet: the model. position: place of the path in the sheet. path: the path's data. point: amounts by column.
    """

    def __init__(self, sheet: Sheet, position: int, path: ReformPathData, point: Vector) -> None:
        self.sheet, self.position, self.path = sheet, position, path
        self.point = point.copy()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sheet, name)

    def amount(self, expression: Expression) -> float:
        """Value of an expression at the point in hand."""
        if type(expression) is not Linear:
            return at_path(expression, self.position)
        point = self.point
        found = at_path(expression.constant, self.position)
        for column, factor in expression.terms.items():
            found += (factor if type(factor) is float else at_path(factor, self.position)) * point[column]
        return float(found)

    def assign(self, decision: Linear, amount: float) -> None:
        """Sets a decision, given by its column."""
        (column,) = decision.terms
        self.point[column] = amount

    def define(self, rule: str) -> None:
        """Sets the decision that each row of a defining rule begins with to what the row says it is."""
        for row in self.sheet.ruled.get(rule, {}).values():
            body = self.sheet.rows[row]
            column = next(iter(body.terms))
            factor = at_path(body.terms[column], self.position)
            self.point[column] -= self.amount(body) / factor

    def holds(self, relation: Relation, tolerance: float = 1e-6) -> bool:
        """Whether a relation holds at the point in hand."""
        over = self.amount(relation.body)
        return abs(over) <= tolerance if relation.equal else over <= tolerance
