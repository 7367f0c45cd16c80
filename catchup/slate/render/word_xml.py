"""Pieces of Word's XML that python-docx has no call for: fields, bookmarks, footnotes, runs in any script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from catchup.slate.render.text import right_to_left

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_DEVANAGARI = range(0x900, 0x980)


def element(tag: str, attributes: dict[str, str] | None = None, *children: Any) -> Any:
    """An element with attributes (names with prefix) and children."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    made.extend(children)
    return made


def text_run(text: str, *, strong: bool = False, style: str = "", half_points: int = 0, colour: str = "") -> Any:
    """A run of plain text. Scripts written from the right, and Devanagari, get the settings Word keeps for complex scripts."""
    properties = element("w:rPr")
    if style:
        properties.append(element("w:rStyle", {"w:val": style}))
    if any(ord(letter) in _DEVANAGARI for letter in text):
        properties.append(element("w:rFonts", {"w:cs": "Nirmala UI"}))
    if strong:
        properties.extend([element("w:b"), element("w:bCs")])
    if colour:
        properties.append(element("w:color", {"w:val": colour}))
    if half_points:
        properties.extend([element("w:sz", {"w:val": str(half_points)}), element("w:szCs", {"w:val": str(half_points)})])
    if right_to_left(text):
        properties.append(element("w:rtl"))
    words = element("w:t", {"xml:space": "preserve"})
    words.text = text
    return element("w:r", {}, *([properties] if len(properties) else []), words)


def field(instruction: str, result: Sequence[Any], *, dirty: bool = False) -> list[Any]:
    """A field with what it shows until Word works it out anew. `dirty` asks Word to do so when the file is opened."""
    code = element("w:instrText", {"xml:space": "preserve"})
    code.text = f" {instruction} "
    begin = element("w:fldChar", {"w:fldCharType": "begin"} | ({"w:dirty": "true"} if dirty else {}))
    return [
        element("w:r", {}, begin), element("w:r", {}, code), element("w:r", {}, element("w:fldChar", {"w:fldCharType": "separate"})),
        *result, element("w:r", {}, element("w:fldChar", {"w:fldCharType": "end"})),
    ]


class Names:
    """Bookmarks: Word wants short names and a number for each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def name(self, anchor: str) -> str:
        """The bookmark name of an anchor."""
        return f"_Ref{self._numbers.setdefault(anchor, len(self._numbers) + 1):06d}"

    def around(self, anchor: str, content: Sequence[Any]) -> Iterator[Any]:
        """The content between the two ends of a bookmark."""
        name = self.name(anchor)
        number = str(self._numbers[anchor])
        yield element("w:bookmarkStart", {"w:id": number, "w:name": name})
        yield from content
        yield element("w:bookmarkEnd", {"w:id": number})


class Footnotes:
    """The part of a Word file that holds its footnotes."""

    def __init__(self, package: Any) -> None:
        self._root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            line = element("w:p", {}, element("w:r", {}, element(f"w:{kind}")))
            self._root.append(element("w:footnote", {"w:type": kind, "w:id": str(number)}, line))
        self.part = PackagePart(PackURI("/word/footnotes.xml"), FOOTNOTES, None, package)

    def add(self, number: int, runs: Sequence[Any]) -> Any:
        """Adds a footnote and returns the run that marks it in the text."""
        mark = element("w:r", {}, element("w:rPr", {}, element("w:rStyle", {"w:val": "FootnoteReference"})), element("w:footnoteRef"))
        style = element("w:pPr", {}, element("w:pStyle", {"w:val": "FootnoteText"}))
        line = element("w:p", {}, style, mark, text_run(" "), *runs)
        self._root.append(element("w:footnote", {"w:id": str(number)}, line))
        reference = element("w:footnoteReference", {"w:id": str(number)})
        return element("w:r", {}, element("w:rPr", {}, element("w:rStyle", {"w:val": "FootnoteReference"})), reference)

    def attach(self, document_part: Any) -> None:
        """Writes the part into the package, once all footnotes are known."""
        self.part._blob = serialize_part_xml(self._root)
        document_part.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)


def web_link(part: Any, address: str, run: Any) -> Any:
    """A run that leads to a web address, as a relationship of the part it stands in."""
    return element("w:hyperlink", {"r:id": part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)}, run)
