"""Drawings: made once, without anything that runs or is fetched, and the layout rules that keep headings with their tables."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from slate_samples import HOSTILE, LONG, drawing, fifty, money_table, one, slate_table

from catchup.errors import SlateError
from catchup.slate.document import Cell, Column, Heading, Part, Row, Table
from catchup.slate.render import render
from catchup.slate.render.drawings import png_of, svg_of
from catchup.slate.render.edition import Placed, edition
from catchup.slate.render.shape import shape_of


def test_a_drawing_is_one_vector_graphic_with_its_words_as_text() -> None:
    root = ElementTree.fromstring(svg_of(drawing()))
    assert root.tag.endswith("svg")
    assert "USD million" in "".join(root.itertext())
    assert png_of(drawing()).startswith(b"\x89PNG")


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text_in_a_drawing(label: str) -> None:
    tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(svg_of(drawing(label=label.replace("\0", "").replace("\x1b", "").replace("\x07", "")))).iter()}
    assert tags <= {"svg", "g", "path", "text", "line", "rect", "defs", "clipPath", "tspan"}


@pytest.mark.parametrize(
    "spec",
    [
        "not json", "[]", '{"data": {"url": "http://example.org/x.csv"}, "mark": "bar"}', '{"data": {"values": [{"a": 1}]}, "mark": "image"}',
        '{"data": {"values": []}, "mark": {"type": "image", "url": "file:///etc/passwd"}}', '{"layer": [{"mark": {"type": "image"}}]}',
        '{"mark": "no such mark", "data": {"values": []}}',
    ],
)
def test_a_drawing_that_is_none_or_asks_outside_is_refused(spec: str) -> None:
    with pytest.raises(SlateError):
        svg_of(spec)


def test_a_link_in_a_drawing_is_refused_and_spoils_no_later_drawing() -> None:
    spec = json.loads(drawing())
    spec["encoding"]["href"] = {"value": "javascript:alert(1)"}
    with pytest.raises(SlateError, match="from elsewhere"):
        svg_of(json.dumps(spec))
    assert svg_of(drawing(5)).count("<path") >= 5


def test_a_heading_goes_with_the_wide_table_it_stands_over() -> None:
    annex = next(one for one in edition(fifty(), "annex").sections)
    wide = [one for one in annex.stretches() if one.wide]
    assert len(wide) == 1
    first = wide[0].blocks[0]
    assert isinstance(first, Placed)
    assert isinstance(first.block, Heading)
    assert not any(isinstance(one.block, Table) and one.block.wide for part in annex.stretches() if not part.wide for one in part.blocks if isinstance(one, Placed))


def test_a_table_too_wide_for_any_page_is_printed_as_cards() -> None:
    wide = slate_table(["a", "b"])
    columns = tuple(Column(key=f"c{at}", title=f"Inseparable{at}", kind="number") for at in range(40))
    rows = tuple(Row(key=row.key, cells=tuple(Cell(text="1,234,567.8", number=1234567.8) for _ in columns)) for row in wide.rows)
    table = wide.model_copy(update={"columns": columns, "rows": rows})
    assert shape_of(table, 257.0) is None
    slate = one().model_copy(update={"parts": (Part(depth="annex", title="Annex", blocks=(table,)),)})
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render(slate, "pdf", "annex"))).pages)
    assert pages.count("1,234,567.8") == 2 * 40


@pytest.mark.parametrize("room", [170.0, 257.0])
def test_columns_fill_the_page_and_are_as_wide_as_their_longest_word(room: float) -> None:
    for table in (money_table([LONG, "short"]), slate_table([LONG] * 3)):
        shape = shape_of(table, room)
        assert shape is not None
        assert sum(shape.widths) == pytest.approx(room)
        assert min(shape.widths) > 4
