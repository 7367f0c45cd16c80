"""Linear expressions, relations between them, and the two kinds of model that rules are stated in.

A rule is written once. In a Pyomo model it becomes Pyomo's constraint: that is the form in which the model is exported, documented and
checked. In a `Sheet` the same rule becomes rows of numbers at once, for all reform paths together: that is the form which is solved while
somebody watches. A test holds the two equal, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy

Expression = Any
"""A number, a `Linear`, or a Pyomo expression."""

Model = Any
"""A Pyomo model or a `Sheet`, with the problem, the path and the books as attributes."""

Number = Any
"""A float, or an array with one number for each reform path."""

Kind = Literal["amount", "free", "share", "binary", "whole"]
Limit = float | Callable[..., float | None] | None


class Linear:
    """A linear expression: column -> coefficient, and a constant. Coefficients are floats, or arrays over the reform paths."""

    __slots__ = ("constant", "terms")
    # Arrays leave arithmetic with expressions to the expressions.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, terms: dict[int, Number], constant: Number = 0.0) -> None:
        self.terms = terms
        self.constant = constant

    def __add__(self, other: Any) -> Linear:
        if isinstance(other, Linear):
            terms = self.terms.copy()
            for column, factor in other.terms.items():
                terms[column] = terms[column] + factor if column in terms else factor
            return Linear(terms, self.constant + other.constant)
        return Linear(self.terms, self.constant + other)

    __radd__ = __add__

    def __neg__(self) -> Linear:
        return Linear({column: -factor for column, factor in self.terms.items()}, -self.constant)

    def __sub__(self, other: Any) -> Linear:
        if isinstance(other, Linear):
            terms = self.terms.copy()
            for column, factor in other.terms.items():
                terms[column] = terms[column] - factor if column in terms else -factor
            return Linear(terms, self.constant - other.constant)
        return Linear(self.terms, self.constant - other)

    def __rsub__(self, other: Any) -> Linear:
        return Linear({column: -factor for column, factor in self.terms.items()}, other - self.constant)

    def __mul__(self, factor: Number) -> Linear:
        if len(self.terms) == 1:
            for column, one in self.terms.items():
                return Linear({column: one * factor}, self.constant * factor)
        return Linear({column: one * factor for column, one in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Number) -> Linear:
        return self.__mul__(1.0 / divisor)

    def __le__(self, other: Any) -> Relation:
        return Relation(self - other, equal=False)

    def __ge__(self, other: Any) -> Relation:
        return Relation(other - self, equal=False)

    def __eq__(self, other: Any) -> Relation:  # type: ignore[override]
        return Relation(self - other, equal=True)


def at_path(number: Number, path: int) -> float:
    """A number on one reform path."""
    return float(number[path]) if isinstance(number, numpy.ndarray) and number.ndim else float(number)


@dataclass(frozen=True)
class Relation:
    """`body <= 0`, or `body == 0`."""

    body: Linear
    equal: bool


@dataclass
class Sheet:
    """A model as columns and rows of numbers, for all the reform paths of `paths` at once.

    Decisions are attributes, as in a Pyomo model: `sheet.starts["osat", 3]` is the column of that decision.
    """

    name: str
    paths: int = 1
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Linear] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    ruled: dict[str, dict[Any, int]] = field(default_factory=dict)
    """Rule -> member -> row."""
    decisions: dict[str, dict[Any, Linear]] = field(default_factory=dict)
    """Decision -> index -> column."""
    end_of_rules: int = 0
    """Rows before those of the user's wishes."""

    def declare(self, name: str, index: Iterable[Any], kind: Kind, low: Limit, high: Limit) -> None:
        """Adds the columns of a decision."""
        made: dict[Any, Linear] = {}
        for key in index:
            column = len(self.low)
            made[key] = Linear({column: 1.0})
            least, most = _limit(low, key), _limit(high, key)
            self.low.append(-numpy.inf if least is None else least)
            self.high.append(numpy.inf if most is None else most)
            self.whole.append(kind in ("binary", "whole"))
        self.decisions[name] = made
        setattr(self, name, made.get((), made))

    def state(self, rule: str, held: Mapping[Any, Any]) -> None:
        """Adds the rows of a rule. What holds between plain numbers needs none; what never holds is a row without columns."""
        rows = self.ruled.setdefault(rule, {})
        for member, relation in held.items():
            if isinstance(relation, Relation):
                body, equal = relation.body, relation.equal
            else:
                if numpy.all(relation):
                    continue
                body, equal = Linear({}, numpy.where(relation, 0.0, 1.0) if numpy.ndim(relation) else 1.0), False
            rows[member] = len(self.rows)
            self.rows.append(body)
            self.equal.append(equal)

    def before_wishes(self) -> Sheet:
        """A sheet with the same columns and rules and no wishes yet; the two share nothing that changes."""
        again = copy(self)
        again.rows, again.equal = self.rows[: self.end_of_rules], self.equal[: self.end_of_rules]
        again.ruled = {
            rule: dict(members) for rule, members in self.ruled.items()
            if all(row < self.end_of_rules for row in members.values())
        }
        return again

    def alike(self, other: Sheet) -> bool:
        """Whether both have the same decisions and the same rules, in the same order."""
        return (
            self.end_of_rules == other.end_of_rules
            and [(name, list(made)) for name, made in self.decisions.items()]
            == [(name, list(made)) for name, made in other.decisions.items()]
        )

    def component(self, name: str) -> dict[Any, Linear] | None:
        """The columns of a decision, None if the model has no such decision."""
        return self.decisions.get(name)

    def column_names(self) -> list[str]:
        """Names of the columns, in order: decision and index."""
        return [f"{name}{_bracketed(key)}" for name, made in self.decisions.items() for key in made]

    def row_names(self) -> list[str]:
        """Names of the rows, in order: rule and member."""
        found = [""] * len(self.rows)
        for rule, members in self.ruled.items():
            for member, row in members.items():
                found[row] = f"{rule}{_bracketed(member)}"
        return found


def _bracketed(key: Any) -> str:
    if key == ():
        return ""
    return f"[{','.join(map(str, key))}]" if isinstance(key, tuple) else f"[{key}]"


BOUNDS: dict[Kind, tuple[float | None, float | None]] = {
    "amount": (0.0, None), "free": (None, None), "share": (0.0, 1.0), "binary": (0.0, 1.0), "whole": (0.0, None),
}


def _limit(limit: Limit, key: Any) -> float | None:
    if not callable(limit):
        return limit
    return limit(*key) if isinstance(key, tuple) else limit(key)


def declare(
    model: Any, name: str, index: Iterable[Any] = ((),), *, kind: Kind = "amount", high: Limit = None, doc: str,
) -> None:
    """Adds a decision to a model of either kind.

    Args:
        index: members; a single member () stands for a decision without index.
        kind: amount (not negative), free, share (0 to 1), binary, or whole (a whole number, not negative).
        high: upper bound, or a function of the member.
        doc: what the decision means, with its unit.
    """
    least, most = BOUNDS[kind]
    if isinstance(model, Sheet):
        model.declare(name, index, kind, least, most if high is None else high)
        return
    import pyomo.environ as pyo

    domain = {"binary": pyo.Binary, "whole": pyo.NonNegativeIntegers}.get(kind, pyo.Reals)
    members = list(index)
    bounds = {key: (least, _limit(most if high is None else high, key)) for key in members}
    if members == [()]:
        model.add_component(name, pyo.Var(domain=domain, bounds=bounds[()], doc=doc))
        return
    model.add_component(
        name, pyo.Var(members, domain=domain, bounds=lambda _, *key: bounds[key if len(key) != 1 else key[0]], doc=doc)
    )


def state(model: Model, rule: str, sentence: str, held: Mapping[Any, Any]) -> None:
    """Adds the rows of a rule to a model of either kind: member -> relation, a member () for a rule without index."""
    if isinstance(model, Sheet):
        model.state(rule, held)
        return
    import pyomo.environ as pyo

    kept = {member: one for member, one in ((member, _settled(model, one)) for member, one in held.items()) if one is not None}
    if () in kept:
        model.add_component(rule, pyo.Constraint(expr=kept[()], doc=sentence))
    elif kept:
        model.add_component(
            rule, pyo.Constraint(list(kept), rule=lambda _, *member: kept[member if len(member) != 1 else member[0]], doc=sentence)
        )


def _settled(model: Model, relation: Expression) -> Expression:
    """A relation between plain numbers holds, and needs no row, or never holds, and makes the model impossible."""
    if not isinstance(relation, bool | numpy.bool_):
        return relation
    if relation:
        return None
    if model.component("never") is None:
        declare(model, "never", high=0.0, doc="cannot be 1: stands in rows that can never hold")
    return model.never >= 1


def total(items: Iterable[Expression]) -> Expression:
    """Sum of numbers and expressions of either kind."""
    terms: dict[int, Number] = {}
    constant: Number = 0.0
    linear = False
    others: list[Expression] = []
    for one in items:
        if type(one) is Linear:
            linear = True
            for column, factor in one.terms.items():
                terms[column] = terms[column] + factor if column in terms else factor
            constant = constant + one.constant
        elif isinstance(one, NUMBERS):
            constant = constant + one
        else:
            others.append(one)
    if others:
        import pyomo.environ as pyo

        return pyo.quicksum([*others, constant])
    return Linear(terms, constant) if linear else constant


NUMBERS = (int, float, numpy.ndarray)
