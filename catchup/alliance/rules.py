"""The rules that hold across the border: what links the models of an alliance's members (rule 20).

Everything else of an alliance is said inside each member (`catchup.model.allies`). Members keep their own budgets, politics and
foreign exchange; no money moves in the model.
"""

from __future__ import annotations

from catchup.algebra import Expression, Linear, Model, Sheet
from catchup.rules import enforce, rule


@rule("20", "What one member serves an ally is what the ally receives.", droppable=False)
def service_sent_is_received(
    model: Model, giver: str, taker: str, segment: str, kind: str, mode: str, year: int
) -> Expression:
    r"""to_{i \to j,s,f,m,t} = from_{j \leftarrow i,s,f,m,t}"""
    key = (segment, kind, mode, year)
    return model.sent[giver, taker, *key] - model.taken[giver, taker, *key] == 0


def link(name: str, sheets: dict[str, Sheet]) -> Sheet:
    """The rows across the border, over the columns of all members one after the other."""
    links = Sheet(name)
    sent: dict[tuple[str | int, ...], Linear] = {}
    taken: dict[tuple[str | int, ...], Linear] = {}
    offset = 0
    for country, sheet in sheets.items():
        for (ally, *key), column in sheet.decisions.get("to_ally", {}).items():
            sent[country, ally, *key] = _moved(column, offset)
        for (ally, *key), column in sheet.decisions.get("from_ally", {}).items():
            taken[ally, country, *key] = _moved(column, offset)
        offset += len(sheet.low)
    vars(links).update(sent=sent, taken=taken)
    # A member that cannot sign offers nothing: what its ally would receive from it is held at nothing.
    nobody = Linear({}, 0.0)
    for key in {*sent, *taken}:
        sent.setdefault(key, nobody)
        taken.setdefault(key, nobody)
    enforce(links, service_sent_is_received, sorted(sent, key=repr))
    return links


def _moved(column: Linear, offset: int) -> Linear:
    return Linear({place + offset: factor for place, factor in column.terms.items()}, column.constant)
