"""Drawings: a Vega-Lite specification as vector graphics and as a picture, made once and kept."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

from catchup.errors import SlateError

FONTS = Path(__file__).resolve().parents[1] / "fonts"
FACES = '"Noto Sans", "Noto Sans Devanagari", "Noto Sans Arabic", Arial, sans-serif'
SHARP = 200
_KEPT = 128
_OUTSIDE = re.compile(r"url\(\s*[^#\s]")
_FORBIDDEN = ("script", "foreignobject", "iframe", "use", "animate", "set", "image", "style")
_TRIAL = '{"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}'
SVG = "http://www.w3.org/2000/svg"


def draw_ahead(drawings: Sequence[str] = (_TRIAL,)) -> None:
    """Makes drawings in the background, to be at hand when a page needs them; by default only starts the converter.

    It needs half a second to start and a sixth for each drawing, and lets Python go on meanwhile.
    """
    Thread(target=_drawn, args=(tuple(drawings),), name="drawings", daemon=True).start()


def _drawn(drawings: tuple[str, ...]) -> None:
    with suppress(SlateError):  # whoever needs the drawing is told
        for one in drawings:
            png_of(one)


@lru_cache(maxsize=_KEPT)
def svg_of(drawing: str) -> str:
    """The drawing as SVG without scripts, links or anything fetched.

    Raises:
        SlateError: the specification is not a Vega-Lite drawing, or asks for data from elsewhere.
    """
    spec = _checked(drawing)
    try:
        made = _converter().vegalite_to_svg(spec, config={"font": FACES}, allowed_base_urls=[], show_warnings=False)
    except ValueError as problem:
        raise SlateError(f"a drawing cannot be made: {str(problem).splitlines()[0][:200]}", "make the slate anew from its plan") from None
    return _tame(made)


@lru_cache(maxsize=_KEPT)
def png_of(drawing: str) -> bytes:
    """The drawing as a picture of 200 dots an inch, for readers that know no vector graphics."""
    return bytes(_converter().svg_to_png(svg_of(drawing), ppi=SHARP, scale=1))


@cache
def _converter() -> Any:
    """The converter, loaded when the first drawing is asked for: it takes most of a second."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _checked(drawing: str) -> dict[str, Any]:
    try:
        spec = json.loads(drawing)
    except ValueError:
        spec = None
    if not isinstance(spec, dict):
        raise SlateError("a drawing is not a Vega-Lite specification", "make the slate anew from its plan")
    if _asks_outside(spec):
        raise SlateError("a drawing asks for data from elsewhere, which a slate must not", "keep the data of a drawing in its specification")
    return spec


def _asks_outside(part: object) -> bool:
    """Whether an address stands anywhere in the specification: of data, of a picture, or a link.

    Links would be taken out below, but the converter fails on them, and on every drawing after them.
    """
    if isinstance(part, dict):
        picture = part.get("mark") == "image" or part.get("type") == "image"
        return picture or "url" in part or "href" in part or any(_asks_outside(one) for one in part.values())
    return isinstance(part, list) and any(_asks_outside(one) for one in part)


def _tame(svg: str) -> str:
    """The SVG as one element without script, link, outside reference or event handler, in the faces of the slate."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    _clear(root)
    return ElementTree.tostring(root, encoding="unicode")


def _clear(element: ElementTree.Element) -> None:
    for name in list(element.attrib):
        local = _local(name)
        if local.startswith("on") or local == "href" or _OUTSIDE.search(element.attrib[name]):
            del element.attrib[name]
        elif local == "font-family":
            element.set(name, FACES)
    children: list[ElementTree.Element] = []
    for child in element:
        # What a link holds stays; a script or a frame goes with all it holds.
        children += list(child) if _local(child.tag) == "a" else [] if _local(child.tag) in _FORBIDDEN else [child]
    element[:] = children
    for child in children:
        _clear(child)


def _local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2].lower()
