"""Which sentences a reader can meet: those in the code, and the names and texts of the data files that are shown as they are."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from catchup.library import lever_ids, load_country, load_lever, load_scenario, scenario_ids

KEYWORDS: dict[str, Any] = {"tr": None, "trn": (1, 2)}


def collected(root: Path) -> Catalog:
    """A catalogue of all sentences, without translations.

    Args:
        root: folder that holds `catchup/` and `app/`.
    """
    found = Catalog(charset="utf-8")
    for folder in ("app", "catchup"):
        for _, _, message, _, _ in extract_from_dir(str(root / folder), [("**.py", "python")], keywords=KEYWORDS):
            found.add(message)
    for text in data_texts():
        found.add(text)
    return found


def data_texts() -> Iterator[str]:
    """Names and texts of levers and scenarios, and the names of reform paths and options."""
    for one in lever_ids():
        lever = load_lever(one)
        yield from (lever.name, lever.summary, lever.fails_because, lever.kpi)
    for one in scenario_ids():
        scenario = load_scenario(one)
        yield from (scenario.name, scenario.summary, scenario.believed_by)


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
        elif any(places(one) != places(key) for one in _forms(said)) and isinstance(message.id, str):
            found.append(f"other places than the original: {key}")
    return found


def _forms(message: Message) -> list[str]:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return [str(one) for one in forms if one]


def places(text: str) -> set[str]:
    """Names of the places to be filled in.

    >>> sorted(places("{a} of {b:.2f}"))
    ['a', 'b']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


__all__ = ["collected", "data_texts", "faults_of", "load_country", "places"]
