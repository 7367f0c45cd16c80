"""Writes changed figures into the text of a country file, and leaves every other sign of it as it is, comments included.

The text is read as a tree of nodes that know where they stand. A figure that is there has its parts replaced in place; one that is not is added
at the end of the part of the file it belongs to. What comes out is read again, and has to hold exactly what was meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from catchup.errors import InputError
from catchup.evidence import Figure

PARTS = ("value", "low", "high", "unit", "year", "source", "quality", "price_year")
SELF = ("id", "lever")


@dataclass(frozen=True)
class _Edit:
    """A stretch of the text and what takes its place."""

    start: int
    end: int
    text: str


def with_figures(text: str, changed: Mapping[str, Figure]) -> str:
    """The text with some figures written in.

    Args:
        text: a country file that has been read without faults. changed: path within the file, such as `fiscal.room`, and the figure.

    Raises:
        InputError: the file is laid out in a way in which a figure cannot be written into it.
    """
    for path, figure in changed.items():
        text = _with_figure(text, path.split("."), figure)
    return text


def _with_figure(text: str, parts: list[str], figure: Figure) -> str:
    node: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for at, part in enumerate(parts):
        below = _below(node, part)
        if below is None or _empty(below):
            rest = _nested(parts[at + 1:], figure)
            edit = _filled(below, rest) if below is not None else _added(text, node, part, rest, ".".join(parts))
            return _apply(text, [edit])
        node = below
    return _apply(text, _replaced(node, figure))


def _below(node: Any, part: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode):
        named = (one for one in node.value if part in (getattr(_below(one, name), "value", None) for name in SELF))
        return next(named, node.value[int(part)] if part.isdecimal() and int(part) < len(node.value) else None)
    return None


def _empty(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "null", "~")


def _replaced(node: Any, figure: Figure) -> list[_Edit]:
    """The parts of a figure that stands there; one that it did not state is added behind the last."""
    wanted = {name: getattr(figure, name) for name in PARTS if getattr(figure, name) is not None}
    edits: list[_Edit] = []
    pairs = {key.value: value for key, value in node.value}
    for name, content in wanted.items():
        if name in pairs and _scalar(pairs[name]) != content:
            tail = "\n" if pairs[name].style in ("|", ">") else ""
            edits.append(_Edit(pairs[name].start_mark.index, pairs[name].end_mark.index, _said(content) + tail))
    missing = {name: content for name, content in wanted.items() if name not in pairs}
    if missing:
        first = node.value[0][0].start_mark
        # Before the first part, so that neither a comment nor the end of a block is in the way.
        between = ", " if node.flow_style else "\n" + " " * first.column
        edits.append(_Edit(first.index, first.index, "".join(f"{name}: {_said(content)}{between}" for name, content in missing.items())))
    return edits


def _scalar(node: Any) -> Any:
    if node.style:
        return node.value
    try:
        return float(node.value)
    except ValueError:
        return node.value


def _nested(parts: list[str], figure: Figure) -> str:
    """A figure in braces, inside the parts that are still missing above it."""
    inside = ", ".join(f"{name}: {_said(getattr(figure, name))}" for name in PARTS if getattr(figure, name) is not None)
    text = f"{{{inside}}}"
    for part in reversed(parts):
        text = f"{{{part}: {text}}}"
    return text


def _filled(node: Any, text: str) -> _Edit:
    """In place of nothing, or of the word for it."""
    lead = " " if node.start_mark.index == node.end_mark.index else ""
    return _Edit(node.start_mark.index, node.end_mark.index, lead + text)


def _added(text: str, node: Any, part: str, rest: str, path: str) -> _Edit:
    """A part that the file does not have: before the first of its kind where it can be, for there no comment is in the way."""
    if isinstance(node, yaml.MappingNode) and node.value:
        first = node.value[0][0].start_mark
        between = ", " if node.flow_style else "\n" + " " * first.column
        if not node.flow_style and first.column == 0:  # a whole section: at the end of the file
            return _Edit(len(text), len(text), f"{'' if text.endswith(chr(10)) else chr(10)}\n{part}: {rest}\n")
        return _Edit(first.index, first.index, f"{part}: {rest}{between}")
    if isinstance(node, yaml.SequenceNode):
        # An entry of a list names the measure that it is about.
        entry = f"{{lever: {part}, {rest.removeprefix('{')}"
        if node.flow_style:
            return _Edit(node.start_mark.index + 1, node.start_mark.index + 1, entry + (", " if node.value else ""))
        first = node.start_mark
        return _Edit(first.index, first.index, f"- {entry}\n{' ' * first.column}")
    raise InputError(f"{path} cannot be written into this country file", "write it into the file by hand")


def _said(content: Any) -> str:
    """A number or a quoted text as YAML says it."""
    if isinstance(content, float):
        return repr(int(content)) if content.is_integer() and abs(content) < 1e15 else repr(content)
    return json.dumps(content, ensure_ascii=False)


def _apply(text: str, edits: list[_Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[:edit.start] + edit.text + text[edit.end:]
    return text
