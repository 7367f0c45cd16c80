"""What is written is read back with other libraries: the same words and the same numbers in every format."""

from __future__ import annotations

import io
import re
import socket
from functools import cache
from itertools import pairwise

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from slate_samples import ARABIC, HINDI, HOSTILE, SAMPLES, money_table, sample, sentence

from catchup.errors import SlateError
from catchup.slate.document import Cell, Mark, Paragraph, Shown, Slate
from catchup.slate.render import FORMATS, page_count, render
from catchup.slate.render.json import read
from catchup.slate.render.text import cell_text, clean

NAMES = sorted(SAMPLES)
# Typst may break long words at places without width; PDF readers give lines as they were set.
_SPACE = re.compile(r"[\s\u200b\u00ad]+")


@cache
def written(name: str, fmt: str) -> bytes:
    """A sample in one format, with the network shut."""
    with pytest.MonkeyPatch.context() as patch:
        def shut(*_: object, **__: object) -> None:
            raise AssertionError("a renderer asked for the network")

        patch.setattr(socket.socket, "connect", shut)
        patch.setattr(socket, "getaddrinfo", shut)
        return render(SAMPLES[name](), fmt, "all")


def squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def word_text(element: object) -> str:
    """The text of a Word element, without field codes."""
    return "".join(one.text or "" for one in element.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))  # type: ignore[attr-defined]


def sentences(slate: Slate) -> list[Paragraph]:
    return [block for part in slate.parts for block in part.blocks if isinstance(block, Paragraph)]


def plain(slate: Slate, paragraph: Paragraph, marks: bool = True) -> str:
    """The paragraph as it should read, with the number of every footnote where it is marked."""
    return "".join(("\0" if isinstance(run, Mark) and marks else clean(slate.text_of(run))) for run in paragraph.runs)


@cache
def pdf_pages(name: str) -> list[str]:
    """The text of each page, without spaces."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(written(name, "pdf"))).pages]


@cache
def whole_word_text(name: str) -> str:
    return word_text(docx.Document(io.BytesIO(written(name, "docx"))).element.body)


def html_page(name: str) -> BeautifulSoup:
    page = BeautifulSoup(written(name, "html"), "html.parser")
    for mark in page.select("sup.mark"):
        mark.decompose()
    return page


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_stands_in_the_page_with_the_numbers_of_its_cells(name: str) -> None:
    slate = SAMPLES[name]()
    said = [one.get_text() for one in html_page(name).select("p, li")]
    for paragraph in sentences(slate):
        assert plain(slate, paragraph, marks=False) in said


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_stands_in_the_table_of_the_page(name: str) -> None:
    slate = SAMPLES[name]()
    page = html_page(name)
    for table in (block for part in slate.parts for block in part.blocks if block.block == "table"):
        rows = page.select_one(f"#table-{table.id} table").select("tbody tr")
        assert [[cell.get_text() for cell in row.select("th, td")] for row in rows] == [
            [cell_text(row, at) for at in range(len(row.cells))] for row in table.rows
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_and_cell_stands_in_the_word_file(name: str) -> None:
    slate = SAMPLES[name]()
    body = docx.Document(io.BytesIO(written(name, "docx"))).element.body
    said = [word_text(one) for one in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")]
    for paragraph in sentences(slate):
        # The number of a repeated footnote is text of a field; a first mark has none.
        pattern = re.compile(re.escape(plain(slate, paragraph)).replace("\0", r"\d*").replace("\\\x00", r"\d*"))
        assert any(pattern.fullmatch(one) for one in said), plain(slate, paragraph)
    cells = {re.sub(r"\d+$", "", one) for one in said} | set(said)
    for table in (block for part in slate.parts for block in part.blocks if block.block == "table"):
        for row in table.rows:
            missing = [text for at in range(1 if table.transposed else 0, len(row.cells)) if (text := cell_text(row, at)) not in cells]
            assert not [text for text in missing if re.sub(r"\d+$", "", text) not in cells]


@pytest.mark.parametrize("name", ["one", "fifty", "hostile"])
def test_every_sentence_and_cell_stands_in_the_pdf(name: str) -> None:
    slate = SAMPLES[name]()
    pages = "".join(pdf_pages(name))
    for paragraph in sentences(slate):
        for piece in plain(slate, paragraph).split("\0"):
            assert squeezed(piece) in pages or crosses_a_page(squeezed(piece), name)
    for table in slate.all_tables():
        for row in table.rows:
            assert all(squeezed(cell_text(row, at)) in pages for at in range(len(row.cells)))


def crosses_a_page(piece: str, name: str) -> bool:
    """Whether a text begins at the end of one page and ends at the beginning of the next, with header, notes and footer between."""
    pages = pdf_pages(name)
    return any(
        piece[:cut] in before and piece[cut:] in after
        for before, after in pairwise(pages) for cut in range(8, len(piece) - 8)
    )


@pytest.mark.parametrize("name", NAMES)
def test_numbers_of_the_workbook_are_the_numbers_of_the_cells(name: str) -> None:
    slate = SAMPLES[name]()
    book = openpyxl.load_workbook(io.BytesIO(written(name, "xlsx")), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet["A4"].value in {clean(table.columns[0].title) for table in slate.all_tables()}]
    assert len(sheets) == len(list(slate.all_tables()))
    for table, sheet in zip(slate.all_tables(), sheets, strict=True):
        for line, row in enumerate(table.rows, 6):
            for at, cell in enumerate(row.cells, 1):
                found = sheet.cell(line, at)
                assert found.value == (cell_text(row, at - 1) if cell.number is None else cell.number)
                assert found.data_type == ("s" if cell.number is None else "n")


def test_totals_of_the_workbook_are_live_sums_and_columns_have_names() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("fifty", "xlsx")))
    sheet = next(one for one in book.worksheets if one.title.startswith("B Money"))
    assert sheet["B56"].value == "=SUM(B6:B55)"
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == "A5:E55"
    assert sheet["B5"].value == "USD million"
    assert book.defined_names["A_cost_central"].attr_text.endswith("!$M$6:$M$55")
    formulas = [cell for one in book.worksheets for row in one.iter_rows() for cell in row if cell.data_type == "f"]
    assert {str(cell.value)[:5] for cell in formulas} == {"=SUM("}


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    table = money_table(["a", "b"])
    wrong = table.rows[-1].model_copy(update={"cells": (table.rows[-1].cells[0], Cell(text="1.0", number=1.0), *table.rows[-1].cells[2:])})
    slate = sample(["a", "b"]).model_copy(update={"parts": (), "tables": (table.model_copy(update={"rows": (*table.rows[:-1], wrong)}),)})
    with pytest.raises(SlateError, match="not the sum"):
        render(slate, "xlsx", "all")


@pytest.mark.parametrize("name", NAMES)
def test_json_reads_back_as_the_same_slate(name: str) -> None:
    assert read(written(name, "json")) == SAMPLES[name]()


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_slate_gives_the_same_bytes(fmt: str) -> None:
    assert render(SAMPLES["scripts"](), fmt, "all") == written("scripts", fmt)


@pytest.mark.parametrize("depth", ["brief", "note", "annex", "all"])
@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_is_tagged_and_counts_its_pages(name: str, depth: str) -> None:
    document = render(SAMPLES[name](), "pdf", depth)
    read_back = PdfReader(io.BytesIO(document))
    assert page_count(document) == len(read_back.pages)
    assert read_back.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read_back.outline or depth == "brief"
    fonts = {font["/BaseFont"] for page in read_back.pages for font in (one.get_object() for one in page["/Resources"]["/Font"].values())}
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts)
    assert len(read_back.pages) == 1 or depth != "brief"


def test_pages_hold_hindi_and_arabic_letters_from_their_own_fonts() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in PdfReader(io.BytesIO(written("scripts", "pdf"))).pages for font in page["/Resources"]["/Font"].values()
    }
    assert {"NotoSans-Regular", "NotoSansDevanagari-Regular", "NotoSansArabic-Regular"} <= {one.removesuffix("-Identity-H") for one in fonts}
    page = html_page("scripts").get_text()
    assert HINDI in page
    assert ARABIC in page


def test_a_brief_that_cannot_fit_its_page_is_refused_in_every_paged_format() -> None:
    slate = SAMPLES["one"]()
    part = slate.part("brief")
    long = part.model_copy(update={"blocks": part.blocks + (sentence(),) * 60})
    with pytest.raises(SlateError, match="does not fit one page"):
        render(slate.model_copy(update={"parts": (long, *slate.parts[1:])}), "pdf", "brief")
    with pytest.raises(SlateError, match="does not fit one page"):
        render(slate.model_copy(update={"parts": (long, *slate.parts[1:])}), "docx", "all")


def test_a_brief_that_is_a_little_long_is_set_smaller() -> None:
    slate = SAMPLES["one"]()
    part = slate.part("brief")
    longer = slate.model_copy(update={"parts": (part.model_copy(update={"blocks": part.blocks + (sentence(),) * 16}), *slate.parts[1:])})
    assert page_count(render(longer, "pdf", "brief")) == 1


@pytest.mark.parametrize("fmt", ["docx", "pdf", "html", "xlsx"])
def test_a_sentence_that_refers_to_nothing_is_refused(fmt: str) -> None:
    slate = SAMPLES["one"]()
    lost = Paragraph(runs=(Shown(table="B", row="nowhere", column="measure"),))
    part = slate.part("note")
    changed = part.model_copy(update={"blocks": (*part.blocks, lost)})
    broken = slate.model_copy(update={"parts": (slate.parts[0], changed, slate.parts[2])})
    if fmt == "xlsx":
        assert render(broken, fmt, "all")  # a workbook holds tables, not sentences
        return
    with pytest.raises(SlateError, match="does not exist"):
        render(broken, fmt, "note")


def test_unknown_formats_and_parts_are_named() -> None:
    slate = SAMPLES["one"]()
    with pytest.raises(SlateError, match="unknown format 'odt'"):
        render(slate, "odt")
    with pytest.raises(SlateError, match="no part 'annex'"):
        render(slate.model_copy(update={"parts": slate.parts[:2]}), "html", "annex")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_end_as_text(text: str) -> None:
    page = html_page("hostile")
    assert not page.find_all(["script", "b", "iframe", "object"])
    assert clean(text) in [one.get_text() for one in page.select("#table-B tbody th")]
    assert clean(text) in whole_word_text("hostile")
    assert squeezed(clean(text)) in "".join(pdf_pages("hostile"))


def test_direction_signs_and_control_characters_stand_in_no_document() -> None:
    barred = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")
    assert not barred.search(written("hostile", "html").decode())
    assert not barred.search(whole_word_text("hostile"))


def test_the_page_fetches_nothing_and_leads_only_to_the_web_or_itself() -> None:
    page = BeautifulSoup(written("hostile", "html"), "html.parser")
    assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert not page.find_all(["script", "link", "img", "iframe"])
    targets = {one["id"] for one in page.select("[id]")}
    for link in page.select("a[href]"):
        assert link["href"].startswith("https://example.org/") or link["href"].removeprefix("#") in targets
