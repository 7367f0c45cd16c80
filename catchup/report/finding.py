"""Finds levers and figures by the words people use for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def _synonyms(file: str) -> dict[str, tuple[str, ...]]:
    path = Path(file)
    if not path.is_file():
        return {}
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(word).lower(): tuple(map(str, others)) for word, others in content["synonyms"].items()}


def matching(word: str, texts: Mapping[str, str], data: Path) -> list[str]:
    """Keys whose text holds every word asked for, or a synonym of it; all if nothing is asked. Hits in the key come first."""
    asked = [one.strip().lower() for one in word.split(",") for one in one.split()] if word.strip() else []
    known = _synonyms(str(data / "synonyms.yaml"))
    whole = known.get(word.strip().lower())
    choices = [(word.strip().lower(), *whole)] if whole else [(one, *known.get(one, ())) for one in asked]

    def held(key: str, text: str) -> bool:
        searched = text.lower()
        return all(any(option in searched for option in options) for options in choices)

    found = [key for key, text in texts.items() if held(key, text)]
    return sorted(found, key=lambda key: not all(any(option in key.lower() for option in options) for options in choices))
