"""Word files through python-docx: real styles, contents, captions, footnotes and headers, and the same bytes for the same slate."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from catchup.slate.document import Figure, Heading, Mark, PageBreak, Paragraph, Run, Shown, Slate, Table, Words
from catchup.slate.render import phrases
from catchup.slate.render.drawings import png_of, svg_of
from catchup.slate.render.edition import Edition, Items, Placed, Section, shown_text
from catchup.slate.render.pdf import LOOK, brief_look
from catchup.slate.render.text import clean, right_to_left, safe_address
from catchup.slate.render.word_styles import page_set_up, set_up
from catchup.slate.render.word_tables import TableWriter
from catchup.slate.render.word_xml import Footnotes, Names, element, field, text_run, web_link

HIGHEST = 190.0
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_STYLES = {"body": "Normal", "small": "Small", "bullet": "List Bullet", "numbered": "List Number", "box": "Box"}


def write(made: Edition) -> bytes:
    """The edition as a Word file.

    Raises:
        SlateError: the brief does not fit one page, or a sentence refers to nothing.
    """
    written = _Writer(made)
    written.front_and_sections()
    return written.bytes()


class _Writer:
    """Writes blocks one after another; knows the footnotes and bookmarks given out so far."""

    def __init__(self, made: Edition) -> None:
        self._made, self._slate = made, made.slate
        self._look, self._brief = LOOK, brief_look(made)
        self._document = docx.Document()
        self._names, self._notes = Names(), Footnotes(self._document.part.package)
        self._printed: set[str] = set()
        self._pictures = 0
        self._room = 170.0
        set_up(self._document, self._slate, self._brief[0] if made.brief else self._look[0] + 0.5, made.brief)
        self._tables = TableWriter(self._document, self._slate, self._mark)

    def front_and_sections(self) -> None:
        """The title, what stands before the text, all sections, and the signature."""
        first, margin = True, self._look[1]
        for section in self._made.sections:
            brief = section.part.depth == "brief"
            margin = self._brief[1] if brief else self._look[1]
            for at, stretch in enumerate(section.stretches()):
                self._page(stretch.wide, margin, first)
                if at == 0 and brief:
                    self._masthead(section)
                elif at == 0:
                    self._opening(section, stretch.wide, margin, first)
                first = False
                for one in stretch.blocks:
                    self._block(one, brief)
            if brief and self._made.whole:
                self._page(False, self._look[1], False)
                self._front()
        if not self._made.brief:
            self._signature()

    def bytes(self) -> bytes:
        """The file, with fixed dates in the package."""
        self._properties()
        self._notes.attach(self._document.part)
        written = io.BytesIO()
        self._document.save(written)
        return _undated(written.getvalue())

    def _page(self, wide: bool, margin: float, first: bool) -> None:
        """Begins pages of an orientation. The first use takes the section the empty document has."""
        section = self._document.sections[0] if first else self._document.add_section(WD_SECTION.NEW_PAGE)
        self._room = page_set_up(section, self._slate, wide, margin, first)

    def _masthead(self, section: Section) -> None:
        country = clean(self._slate.country)
        if self._made.whole:
            self._add("Eyebrow", [text_run(country)])
            # A heading for the list of contents, but small: the title under it is what a reader should see first.
            words = [text_run(clean(section.part.title), half_points=18)]
            self._add("Heading 1", list(self._names.around(section.anchor, words))).paragraph_format.space_before = Pt(0)
        else:
            self._add("Eyebrow", [text_run(f"{country} · {clean(section.part.title)}")])
        self._add("Title", [text_run(clean(self._slate.title))])
        if self._slate.subtitle:
            self._add("Subtitle", [text_run(clean(self._slate.subtitle))])

    def _opening(self, section: Section, wide: bool, margin: float, first: bool) -> None:
        """What a note or annex begins with: its heading in a whole slate, else the masthead, front matter and contents."""
        if not self._made.whole:
            self._masthead(section)
            self._front()
            if wide:
                return
        else:
            if first:
                self._front()
            self._heading(clean(section.part.title), 1, section.anchor)

    def _front(self) -> None:
        self._tables.pairs([(clean(label), clean(text)) for label, text in self._slate.front], self._room)
        entries = self._entries()
        if entries:
            self._add("Contents Title", [text_run(phrases.contents())])
        begin, code, separate, end = field('TOC \\o "1-2" \\h \\z \\u', [], dirty=True)
        for at, (level, words, anchor) in enumerate(entries):
            # Page numbers come when Word lays out the pages: nothing else knows them.
            link = element("w:hyperlink", {"w:anchor": self._names.name(anchor), "w:history": "1"}, text_run(words))
            around = ([begin, code, separate] if at == 0 else []), ([end] if at == len(entries) - 1 else [])
            self._add(f"toc {level}", [*around[0], link, *around[1]])

    def _entries(self) -> list[tuple[int, str, str]]:
        """Level, words and anchor of every line of the contents."""
        lines = []
        for section in self._made.sections:
            if self._made.whole:
                lines.append((1, clean(section.part.title), section.anchor))
            if section.part.depth == "brief":
                continue
            headings = [one for one in section.blocks if isinstance(one.block, Heading) and one.level <= 2 and one.anchor]
            lines += [(one.level, f"{one.number}  {clean(one.block.text)}", one.anchor) for one in headings if isinstance(one.block, Heading)]
        return lines

    def _signature(self) -> None:
        self._add("Contents Title", [text_run(phrases.signature())])
        self._tables.pairs([(clean(label), clean(text)) for label, text in self._slate.signature.items()], self._room)

    def _block(self, one: Placed | Items, brief: bool) -> None:
        if isinstance(one, Items):
            self._items(one)
        elif isinstance(one.block, Heading):
            words = f"{one.number}  {clean(one.block.text)}" if one.number else clean(one.block.text)
            self._heading(words, one.level, one.anchor)
        elif isinstance(one.block, Paragraph):
            self._paragraph(one.block)
        elif isinstance(one.block, Table):
            self._caption("Table", phrases.table_label(one.number), one.number, clean(one.block.caption), one.anchor)
            self._tables.write(one.block, self._room, self._brief[0] if brief else self._look[0])
        elif isinstance(one.block, Figure):
            self._figure(one.block, one, 60.0 if brief else HIGHEST)
        elif isinstance(one.block, PageBreak):
            self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _items(self, items: Items) -> None:
        number = self._list_number(items.start) if items.style == "numbered" else 0
        for paragraph in items.paragraphs:
            made = self._paragraph(paragraph)
            if number:
                properties = made._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number

    def _list_number(self, start: int) -> int:
        """A list of its own, so that numbers begin where they should."""
        numbering: Any = self._document.part.numbering_part.element
        style: Any = self._document.styles["List Number"].element
        abstract = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _add(self, style: str, content: Sequence[Any], rtl: bool = False) -> Any:
        made = self._document.add_paragraph(style=style)
        if rtl or self._slate.direction == "rtl":
            made._p.get_or_add_pPr().append(element("w:bidi"))
        made._p.extend(content)
        return made

    def _heading(self, words: str, level: int, anchor: str) -> None:
        content = [text_run(words)]
        self._add(f"Heading {min(level, 4)}", list(self._names.around(anchor, content)) if anchor else content, right_to_left(words))

    def _paragraph(self, paragraph: Paragraph) -> Any:
        words = "".join(shown_text(self._slate, run) for run in paragraph.runs)
        return self._add(_STYLES[paragraph.style], self._runs(paragraph.runs, self._document.part), right_to_left(words))

    def _runs(self, runs: Sequence[Run], part: Any) -> list[Any]:
        return [one for run in runs for one in self._run(run, part)]

    def _run(self, run: Run, part: Any) -> list[Any]:
        if isinstance(run, Mark):
            return self._mark(run.note)
        text = clean(shown_text(self._slate, run))
        if isinstance(run, Words | Shown):
            return [text_run(text, strong=run.strong)]
        to = safe_address(run.to)
        if to.startswith("#") and to[1:] in self._made.targets:
            anchor = self._names.name(self._made.targets[to[1:]])
            return [element("w:hyperlink", {"w:anchor": anchor}, text_run(text, style="Hyperlink"))]
        if to and not to.startswith("#"):
            return [web_link(part, to, text_run(text, style="Hyperlink"))]
        return [text_run(text)]

    def _mark(self, identifier: str) -> list[Any]:
        """The mark of a footnote: the footnote itself at its first mark, later a reference to its number."""
        number, anchor = self._made.notes.get(identifier), f"note-{identifier}"
        if number is None:
            return []
        if identifier in self._printed:
            return field(f"NOTEREF {self._names.name(anchor)} \\f \\h", [text_run(str(number), style="FootnoteReference")])
        self._printed.add(identifier)
        runs = [run for run in self._made.note(identifier).runs if not isinstance(run, Mark)]
        return list(self._names.around(anchor, [self._notes.add(number, self._runs(runs, self._notes.part))]))

    def _caption(self, sequence: str, label: str, number: str, caption: str, anchor: str) -> Any:
        before, _, after = label.partition(number)
        content = [
            text_run(before, strong=True), *field(f"SEQ {sequence} \\* ARABIC", [text_run(number, strong=True)]), text_run(after, strong=True),
            text_run(f" {caption}"),
        ]
        return self._add("Caption", list(self._names.around(anchor, content)) if anchor else content, right_to_left(caption))

    def _figure(self, figure: Figure, placed: Placed, highest: float) -> None:
        self._pictures += 1
        line = self._document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        picture = line.add_run().add_picture(io.BytesIO(png_of(figure.drawing)), width=Mm(min(self._room, highest / figure.tall)))
        picture._inline.docPr.set("descr", clean(figure.words) or clean(figure.caption))
        picture._inline.docPr.set("name", f"Figure {placed.number}")
        self._add_vector(picture, figure)
        self._caption("Figure", phrases.figure_label(placed.number), placed.number, clean(figure.caption), placed.anchor).paragraph_format.keep_with_next = False

    def _add_vector(self, picture: Any, figure: Figure) -> None:
        """The drawing as vector graphics beside the picture, for versions of Word that know it."""
        name = PackURI(f"/word/media/drawing{self._pictures}.svg")
        part = PackagePart(name, "image/svg+xml", svg_of(figure.drawing).encode(), self._document.part.package)
        vector = element("a:ext", {}, _svg_blip(self._document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)))
        vector.set("uri", _SVG_EXTENSION)
        blip = picture._inline.find(f".//{qn('a:blip')}")
        blip.append(element("a:extLst", {}, vector))

    def _properties(self) -> None:
        slate, properties = self._slate, self._document.core_properties
        properties.title, properties.subject, properties.keywords = clean(slate.title)[:255], clean(slate.subtitle)[:255], slate.id
        properties.author, properties.last_modified_by, properties.comments = clean(slate.country)[:255], clean(slate.country)[:255], ""
        properties.language, properties.revision = clean(slate.language), 1
        properties.created = properties.modified = _moment(slate)
        thumbnails = [key for key, rel in self._document.part.package.rels.items() if rel.reltype.endswith("/thumbnail")]
        for key in thumbnails:
            del self._document.part.package.rels[key]


def _svg_blip(relationship: str) -> Any:
    return parse_xml(f'<asvg:svgBlip xmlns:asvg="{_SVG}" {nsdecls("r")} r:embed="{relationship}"/>')


def _moment(slate: Slate) -> datetime:
    try:
        day = date.fromisoformat(slate.date[:10])
    except ValueError:
        day = date(2000, 1, 1)
    return datetime(day.year, day.month, day.day)


def _undated(package: bytes) -> bytes:
    """The package with the same entries in the same order, and no time of writing."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in read.infolist():
            information = zipfile.ZipInfo(entry.filename, _EPOCH)
            information.compress_type, information.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            written.writestr(information, read.read(entry.filename))
    return made.getvalue()
