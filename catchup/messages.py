"""Which sentences a reader can meet: those in the code, and the names and texts of the data files that are shown as they are.

What a country file says in its own words (notes, names of projects and offices, sources of figures) is not among them: it is shown
as it was written.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from catchup import model
from catchup.evidence import Record
from catchup.library import lever_ids, load_case, load_lever, load_scenario, scenario_ids
from catchup.register import register_of
from catchup.rules import REGISTRY
from catchup.scoring.telling import UNIT_SIZE
from catchup.slate.texts import load_measures
from catchup.units import UNITS

MARKS = {"tr": 1, "trn": 2, "marked": 1}
"""Function -> how many sentences it takes."""
LIKE = "NGA"
"""Any country: the register has the same figures for all."""


def collected(root: Path) -> Catalog:
    """A catalogue of all sentences, without translations.

    Args:
        root: folder that holds `catchup/` and `app/`.
    """
    found = Catalog(charset="utf-8")
    for folder in ("app", "catchup"):
        for file in sorted((root / folder).rglob("*.py")):
            for message in sentences_in(file.read_text(encoding="utf-8")):
                found.add(message)
    for text in data_texts():
        if text and found.get(text) is None:
            found.add(text)
    return found


def sentences_in(source: str) -> Iterator[str | tuple[str, str]]:
    r"""Literal sentences given to `tr`, `trn` and `marked` in a program, those within f-strings too; a pair is singular and plural.

    >>> list(sentences_in("tr('one', x=1); trn('{count} step', '{count} steps', n); f'{tr(\"two\")}'"))
    ['one', ('{count} step', '{count} steps'), 'two']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            given = [one.value for one in node.args[: MARKS[node.func.id]] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(given) == MARKS[node.func.id]:
                yield given[0] if len(given) == 1 else (given[0], given[1])


def data_texts() -> Iterator[str]:
    """Texts of data files and records as they are shown: each on one line, as the pages put it."""
    for text in (*_of_levers(), *_of_scenarios(), *_of_cards(), *_of_figures(), *(rule.sentence for rule in REGISTRY.values() if rule.droppable)):
        yield " ".join(text.split())


def _of_levers() -> Iterator[str]:
    """Names and texts of measures, of their units, and of what can be chosen within them."""
    for one in lever_ids():
        lever = load_lever(one)
        size = UNIT_SIZE.match(lever.unit_name)
        yield from (lever.name, lever.unit_name, lever.summary, lever.fails_because, lever.kpi, lever.sunset_test, lever.abandonment_means, lever.spending_class)
        yield from (size[2], size[2].split(" (")[0]) if size else (lever.unit_name.split(" (")[0],)
        for part in ("tiers", "paths", "steps"):
            yield from (choice.name for choice in getattr(lever.details, part, ()))


def _of_scenarios() -> Iterator[str]:
    for one in scenario_ids():
        scenario = load_scenario(one)
        yield from (scenario.name, scenario.summary, scenario.believed_by)


def _of_cards() -> Iterator[str]:
    """What a slate says of measures."""
    cards = load_measures()
    for card in (*cards.measures.values(), *cards.endings.values()):
        yield from _texts(card)


def _texts(record: Record) -> Iterator[str]:
    return (value for value in dict(record).values() if isinstance(value, str))


NAMED = ("projects", "labs", "protected_firms")
"""Parts of a country file whose entries have names of their own."""


def _of_figures() -> Iterator[str]:
    """Words that the register names figures with, what fields mean, and units that are words."""
    levers = set(lever_ids())
    for row in register_of(load_case(LIKE)):
        yield row.meaning
        section, *rest = row.path.split(".")[1:]
        fields = rest[1:] if section in NAMED else rest
        # What has a name of its own stands under that name, not under its identifier.
        yield from (word for part in (section, *fields) if part not in levers and (word := part.replace("_", " ")) in row.name.lower() and not part.isdigit())
    yield from (unit for unit in UNITS if _is_word(unit))


def _is_word(text: str) -> bool:
    """Whether a unit is made of words and not of signs."""
    return re.search(r"[a-z]{3}", text) is not None


def faults_of(template: Catalog, catalogue: Catalog) -> list[str]:
    """What a translation lacks: sentences, or places such as `{name}` that differ from the original."""
    found = []
    for message in template:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        said = catalogue.get(key)
        if said is None or not _forms(said):
            found.append(f"not translated: {key}")
        elif not _same_places(message, said):
            found.append(f"other places than the original: {key}")
    return found


def _same_places(message: Message, said: Message) -> bool:
    """Whether every place is kept; a singular may leave out the number that it is the singular of, in either language."""
    if isinstance(message.id, str):
        return all(places(one) == places(message.id) for one in _forms(said))
    one, many = (places(form) for form in message.id)
    first, *others = _forms(said)
    return all(places(form) == many for form in others) and (one & many) - {"count"} <= places(first) <= many


def _forms(message: Message) -> list[str]:
    """The translations of a message; none where one of its plural forms is missing."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return [str(one) for one in forms] if all(forms) else []


def places(text: str) -> set[str]:
    """Names of the places to be filled in.

    >>> sorted(places("{a} of {b:.2f}"))
    ['a', 'b']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


__all__ = ["collected", "data_texts", "faults_of", "model", "places"]
