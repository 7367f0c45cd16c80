"""Finds levers and figures by the words people use for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from catchup.evidence import Record, load_record


class SynonymFile(Record):
    """What the file of synonyms may say."""

    format: Literal["synonyms/1"]
    synonyms: dict[str, tuple[str, ...]]


def synonyms(data: Path) -> dict[str, tuple[str, ...]]:
    """Words that mean much the same as a word, in small letters; none where the data have no such file.

    Raises:
        DataFileError: the file has faults.
    """
    return _synonyms(data / "synonyms.yaml")


@cache
def _synonyms(file: Path) -> dict[str, tuple[str, ...]]:
    if not file.is_file():
        return {}
    return {word.lower(): others for word, others in load_record(file, SynonymFile).synonyms.items()}


def matching(word: str, texts: Mapping[str, str], data: Path) -> list[str]:
    """Keys whose text holds every word asked for, or a synonym of it; all if nothing is asked. Hits in the key come first."""
    asked = [one.strip().lower() for one in word.split(",") for one in one.split()] if word.strip() else []
    known = synonyms(data)
    whole = known.get(word.strip().lower())
    choices = [(word.strip().lower(), *whole)] if whole else [(one, *known.get(one, ())) for one in asked]

    def held(key: str, text: str) -> bool:
        searched = text.lower()
        return all(any(option in searched for option in options) for options in choices)

    found = [key for key, text in texts.items() if held(key, text)]
    return sorted(found, key=lambda key: not all(any(option in key.lower() for option in options) for options in choices))
