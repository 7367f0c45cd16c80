"""Rules with their sentences, and the books they are kept in.

A rule is a function of the model and an index that returns one relation. Its decorator carries its
number in the design and its policy sentence; its docstring carries the formula. `enforce` puts it into the
model under its own name, so that a row of the exported file can be read back as a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from catchup.algebra import Expression, Model, state, total

RuleFunction = Callable[..., Expression]


@dataclass(frozen=True)
class Rule:
    """One named rule: number in the design, sentence, and the function that states it."""

    name: str
    number: str
    sentence: str
    function: RuleFunction
    droppable: bool


REGISTRY: dict[str, Rule] = {}


def rule(number: str, sentence: str, *, droppable: bool = True) -> Callable[[RuleFunction], RuleFunction]:
    """Registers a rule under its function's name.

    Args:
        number: number of the rule in the design, e.g. "1", or "definition".
        sentence: the policy sentence, true when the constraint holds.
        droppable: False for balances and definitions, which no conflict may name.
    """

    def register(function: RuleFunction) -> RuleFunction:
        REGISTRY[function.__name__] = Rule(function.__name__, number, sentence, function, droppable)
        return function

    return register


def enforce(model: Model, function: RuleFunction, *index: Iterable[Any]) -> None:
    """Adds a registered rule to the model for every member of the index sets given.

    A rule function may return None for a member to which it does not apply.
    """
    known = REGISTRY[function.__name__]
    relations = ((member, function(model, *member)) for member in _product(*index))
    state(
        model, known.name, known.sentence,
        {member if len(member) != 1 else member[0]: one for member, one in relations if one is not None},
    )


def _product(*index: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Members of the index sets; a member that is a tuple itself is spread."""
    if not index:
        yield ()
        return
    first, *rest = index
    tails = list(_product(*rest))
    for head in first:
        spread = head if isinstance(head, tuple) else (head,)
        for tail in tails:
            yield (*spread, *tail)


@dataclass
class Books:
    """Ledger entries as expressions: what flows where in which year.

    Sources are positive and uses negative. Kinds of levers add their entries; rules sum them; the plan reports
    them; the audit recomputes them. `value` entries are discounted MUSD and carry a line and an item.
    """

    entries: dict[tuple[str, str, int], list[Expression]] = field(default_factory=lambda: defaultdict(list))
    value: dict[tuple[str, str], list[Expression]] = field(default_factory=lambda: defaultdict(list))
    _by_year: dict[tuple[str, int], list[Expression]] = field(default_factory=lambda: defaultdict(list))

    def add(self, ledger: str, entry: str, year: int, amount: Expression) -> None:
        """Adds an amount to an entry of a ledger in a year."""
        if not (isinstance(amount, int | float) and amount == 0):
            self.entries[ledger, entry, year].append(amount)
            self._by_year[ledger, year].append(amount)

    def worth(self, line: str, item: str, amount: Expression) -> None:
        """Adds a discounted amount to a line of the value objective, under an item (a lever or a market)."""
        if not (isinstance(amount, int | float) and amount == 0):
            self.value[line, item].append(amount)

    def total(self, ledger: str, year: int) -> Expression:
        """Sum of a ledger's entries in a year, as far as they are booked."""
        return total(self._by_year.get((ledger, year), []))
