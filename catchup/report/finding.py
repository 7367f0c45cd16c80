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
    """Keys whose text holds every word asked for, a synonym of it or its singular; all if nothing is asked. Hits in the key come first.

    Where no text holds every word, those are given that hold most of them, and those named by one of them: people ask in sentences.
    """
    asked = [one.strip().lower() for one in word.split(",") for one in one.split()] if word.strip() else []
    known = synonyms(data)
    whole = known.get(word.strip().lower())
    choices = [(word.strip().lower(), *whole)] if whole else [(_singular(one), *known.get(one, ()), *known.get(_singular(one), ())) for one in asked]

    def held(text: str) -> int:
        searched = text.lower()
        return sum(any(option in searched for option in options) for options in choices)

    counts = {key: held(text) for key, text in texts.items()}
    most = max(counts.values(), default=0)
    loose = most < len(choices)
    found = [key for key, count in counts.items() if (count == most and (count or not choices)) or (loose and held(key))]
    return sorted(found, key=lambda key: -held(key))


def _singular(word: str) -> str:
    """A word without its plural s, so that `models` finds a model."""
    return word[:-1] if len(word) > len("gas") and word.endswith("s") and not word.endswith("ss") else word
