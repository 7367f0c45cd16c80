"""Styles, page set-up, headers and footers of the Word file."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from catchup.slate.document import Slate
from catchup.slate.render import phrases
from catchup.slate.render.text import clean
from catchup.slate.render.word_xml import element, field, text_run

ACCENT, GREY, INK, HAIR, TINT = "0B6B74", "55626A", "16232A", "C9D3D6", "EEF5F5"
FACE = "Calibri"
# Name, built on, size, bold, colour, space before and after in points, kept with what follows.
_PARAGRAPHS: tuple[tuple[str, str, float, bool, str, float, float, bool], ...] = (
    ("Title", "Normal", 22, True, INK, 2, 2, True),
    ("Subtitle", "Normal", 12, False, GREY, 0, 8, False),
    ("Heading 1", "Normal", 15, True, ACCENT, 16, 5, True),
    ("Heading 2", "Normal", 12.5, True, ACCENT, 12, 4, True),
    ("Heading 3", "Normal", 11, True, INK, 9, 3, True),
    ("Heading 4", "Normal", 10.5, True, INK, 8, 3, True),
    ("Caption", "Normal", 9, False, INK, 8, 4, True),
    ("List Bullet", "Normal", 10, False, INK, 0, 4, False),
    ("List Number", "Normal", 10, False, INK, 0, 4, False),
    ("Eyebrow", "Normal", 9, True, ACCENT, 0, 2, True),
    ("Box", "Normal", 10, False, INK, 0, 4, False),
    ("Small", "Normal", 8.5, False, GREY, 2, 6, False),
    ("Table Text", "Normal", 8.5, False, INK, 1.5, 1.5, False),
    ("Card Title", "Normal", 9.5, True, INK, 8, 2, True),
    ("Contents Title", "Normal", 11, True, ACCENT, 12, 4, True),
    ("toc 1", "Normal", 10, False, INK, 0, 2, False),
    ("toc 2", "Normal", 9.5, False, INK, 0, 1, False),
    ("footnote text", "Normal", 8, False, INK, 0, 1, False),
)


def set_up(document: Document, slate: Slate, points: float, brief: bool) -> None:
    """Gives the document its styles and its language. `points` is the size of running text; headings of a brief are small."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FACE, Pt(points), RGBColor.from_string(INK)
    _faces(normal.element)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(points * 0.55), 1.08
    for name, base, size, bold, colour, before, after, kept in _PARAGRAPHS:
        large = size * 0.76 if brief and name.startswith(("Heading", "Title")) else size + (points - 10 if size == 10 else 0)
        _paragraph_style(document, name, base, large, bold, colour, (before, after), kept)
    _box(document.styles["Box"].element)
    document.styles["toc 2"].paragraph_format.left_indent = Mm(5)
    for name, colour, raised in (("footnote reference", "", True), ("Hyperlink", ACCENT, False)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.element.styleId = _identifier(name)
        style.font.superscript = raised or None
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
    _language(document, slate)


def page_set_up(section: Any, slate: Slate, wide: bool, margin: float, first: bool) -> float:
    """A4 upright or on its side, with the running header and the numbered footer. Returns the width for text in millimetres."""
    width, height = (297, 210) if wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(margin)
    section.top_margin, section.header_distance, section.footer_distance = Mm(margin), Mm(margin / 2), Mm(margin / 2)
    if slate.direction == "rtl":
        _before(section._sectPr, "w:docGrid", element("w:bidi"))
    section.different_first_page_header_footer = first
    room = width - 2 * margin
    _furniture(section, slate, room, first)
    return room


def _furniture(section: Any, slate: Slate, room: float, first: bool) -> None:
    for place in (section.header, section.footer, *((section.first_page_header, section.first_page_footer) if first else ())):
        place.is_linked_to_previous = False
    lines = [(section.header, [text_run(clean(slate.title)[:90])], [text_run(clean(slate.country))])]
    for footer in (section.footer, *((section.first_page_footer,) if first else ())):
        lines.append((footer, [text_run(f"{slate.id} · {clean(slate.date)}")], _page_words()))
    for place, near, far in lines:
        _line(place.paragraphs[0], near, far, room)
        if slate.direction == "rtl":
            place.paragraphs[0]._p.get_or_add_pPr().append(element("w:bidi"))


def _page_words() -> list[Any]:
    """The words "Page x of y" with fields for both numbers, in the order of the language."""
    before, _, rest = phrases.page_of().partition("{page}")
    between, _, after = rest.partition("{pages}")
    numbers = (field("PAGE", [text_run("1")]), field("NUMPAGES", [text_run("1")]))
    return [text_run(before), *numbers[0], text_run(between), *numbers[1], *([text_run(after)] if after else [])]


def _line(paragraph: Any, near: list[Any], far: list[Any], room: float) -> None:
    paragraph.style = "Small"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(room), WD_TAB_ALIGNMENT.RIGHT)
    paragraph._p.extend([*near, element("w:r", {}, element("w:tab")), *far])


def _paragraph_style(
    document: Document, name: str, base: str, size: float, bold: bool, colour: str, space: tuple[float, float], kept: bool
) -> None:
    known = [style.name for style in document.styles]
    if name in known:
        style = document.styles[name]
    else:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.islower())
        style.element.styleId = _identifier(name)
    style.base_style = document.styles[base]
    style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    _faces(style.element)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(space[0]), Pt(space[1])
    style.paragraph_format.keep_with_next = kept
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _identifier(name: str) -> str:
    """The identifier Word gives a style of this name."""
    return "".join(word.upper() if word == "toc" else word[0].upper() + word[1:] for word in name.split())


def _before(parent: Any, tag: str, child: Any) -> None:
    """Puts a child before another, which Word wants to come later; at the end if there is none."""
    later = parent.find(qn(tag))
    if later is None:
        parent.append(child)
    else:
        later.addprevious(child)


def _faces(style: Any) -> None:
    """One face for every script; Word chooses another where it lacks the letters."""
    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, face in (("ascii", FACE), ("hAnsi", FACE), ("eastAsia", FACE), ("cs", "Arial")):
        fonts.set(qn(f"w:{name}"), face)


def _box(style: Any) -> None:
    properties = style.get_or_add_pPr()
    borders = element("w:pBdr", {}, element("w:left", {"w:val": "single", "w:sz": "24", "w:space": "8", "w:color": ACCENT}))
    shade = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": TINT})
    _before(properties, "w:spacing", borders)
    _before(properties, "w:spacing", shade)


def _language(document: Document, slate: Slate) -> None:
    """The language of the text, for spelling and for readers by ear."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    known = defaults.find(qn("w:lang"))
    if known is not None:
        defaults.remove(known)
    tag = clean(slate.language)
    complex_tag = tag if tag.split("-")[0] in ("ar", "hi", "fa", "ur", "he") else "ar-SA"
    defaults.append(element("w:lang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": complex_tag}))
