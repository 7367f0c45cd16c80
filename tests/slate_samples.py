"""Slates to render in tests: small and large, with long names, two other scripts, and strings that would like to run."""

from __future__ import annotations

import json

from catchup.slate.document import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Link,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Row,
    Shown,
    Slate,
    Table,
    Words,
)

HINDI = "उन्नत कंप्यूटिंग केंद्र और बिजली की आपूर्ति"
ARABIC = "مركز الحوسبة المتقدمة وإمدادات الكهرباء"
LONG = "Integrated programme for shared accelerator capacity, grid connection and workforce in the southern industrial corridor, second phase"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HOSTILE = [
    "=HYPERLINK(\"http://example.org\",\"x\")", "+1+1", "-2+3", "@SUM(A1)", "<script>alert(1)</script>", "#eval(\"1+1\")", "$x^2$ and `raw`",
    "{{ 7*7 }}{% raw %}", "../../etc/passwd", "C:\\windows\\..\\x", "bell\x07null\x00esc\x1b", "abc\u202egpj.exe", "]]> & &amp; <b>",
    "*bold* _it_ @label <label>", "\"; DROP TABLE plans; --", "#read(\"/etc/passwd\")", "\\input{x} // comment", "{PAGE \\* MERGEFORMAT}",
]


def drawing(bars: int = 4, label: str = "Measure") -> str:
    """A bar chart as Vega-Lite."""
    values = [{"name": f"{label} {at}", "money": 100 + 40 * at} for at in range(bars)]
    return json.dumps({
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": 480, "height": 200, "data": {"values": values},
        "mark": {"type": "bar", "color": "#0b6b74"},
        "encoding": {
            "x": {"field": "money", "type": "quantitative", "title": "USD million"}, "y": {"field": "name", "type": "nominal", "title": None},
        },
    })


def money_table(names: list[str]) -> Table:
    """Measures with their money in three years and a total row."""
    columns = (
        Column(key="measure", title="Measure", weight=3),
        *(Column(key=f"y{year}", title=f"{year}-{(year + 1) % 100}", kind="money", unit="USD million", summed=True) for year in (2027, 2028, 2029)),
        Column(key="share", title="Share", kind="share", unit="%"),
    )
    amounts = [[round(12.5 + 7 * at + 3 * year, 1) for year in range(3)] for at in range(len(names))]
    total = sum(map(sum, amounts))

    def cells(name: str, some: list[float], alert: bool = False, notes: tuple[str, ...] = ()) -> tuple[Cell, ...]:
        share = 100 * sum(some) / total
        money = [Cell(text=f"{one:,.1f}", number=one, alert=alert and at == 0) for at, one in enumerate(some)]
        return (Cell(text=name, notes=notes), *money, Cell(text=f"{share:.1f}", number=round(share, 1)))

    rows = [
        Row(key=f"m{at}", cells=cells(name, some, alert=at % 3 == 0, notes=("n1",) if at == 0 else ("n2",) if at == 1 else ()))
        for at, (name, some) in enumerate(zip(names, amounts, strict=True))
    ]
    sums = [round(sum(column), 1) for column in zip(*amounts, strict=True)]
    rows.append(Row(key="all", cells=cells("All measures", sums)))
    return Table(id="B", caption="Money by fiscal year", columns=columns, rows=tuple(rows), total="all", note="Prices of 2025.")


def slate_table(names: list[str]) -> Table:
    """The wide table of measures: fourteen columns of words and figures."""
    texts = ("Type", "Pillar", "Decision", "Owner", "Legal instrument", "Prerequisites", "Grade")
    columns = (
        Column(key="no", title="No.", kind="identifier", weight=0.4), Column(key="measure", title="Measure", weight=2.4),
        *(Column(key=f"t{at}", title=title, weight=1.2) for at, title in enumerate(texts)),
        Column(key="start", title="Start", kind="year", weight=0.6), Column(key="full", title="Full effect", kind="year", weight=0.6),
        Column(key="cost_low", title="Cost, low", kind="money", unit="USD million"),
        Column(key="cost_central", title="Cost, central", kind="money", unit="USD million", summed=True),
        Column(key="cost_high", title="Cost, high", kind="money", unit="USD million"),
    )
    words = ("invest", "Energy and compute", "go if the grid is ready", "Ministry of Electronics", "Order under section 7", "A1, A4", "B")
    rows = [
        Row(key=f"m{at}", cells=(
            Cell(text=str(at + 1)), Cell(text=name, notes=("n1",)), *(Cell(text=one) for one in words), Cell(text="2027", number=2027),
            Cell(text="2031", number=2031), Cell(text=f"{80 + at}", number=80 + at), Cell(text=f"{100 + at}", number=100 + at, alert=at == 0),
            Cell(text=f"{130 + at}", number=130 + at),
        ))
        for at, name in enumerate(names)
    ]
    return Table(id="A", caption="The measures of this slate", columns=columns, rows=tuple(rows), wide=True)


def cards_table(names: list[str]) -> Table:
    """The same as `slate_table`, to be printed as cards."""
    wide = slate_table(names[:4])
    return wide.model_copy(update={"id": "cards", "wide": False, "transposed": True, "caption": "Measures, one by one"})


def sentence(row: str = "m0") -> Paragraph:
    """A sentence that shows cells of the money table, with a footnote and links."""
    return Paragraph(runs=(
        Words(text="In the first year "), Shown(table="B", row=row, column="measure"), Words(text=" takes USD "),
        Shown(table="B", row=row, column="y2027", strong=True), Words(text=" million of "), Shown(table="B", row="all", column="y2027"),
        Words(text=" million in all."), Mark(note="n2"), Words(text=" See "), Link(text="the money table", to="#B"), Words(text=" and "),
        Link(text="the source", to="https://example.org/source?a=1&b=2"), Words(text="."),
    ))


def _brief(rows: int) -> Part:
    blocks: list[Block] = [
        Paragraph(style="box", runs=(Words(text="Cabinet is asked to decide: ", strong=True), *sentence().runs)),
        Heading(id="do", level=1, text="What to do this year"),
        *(Paragraph(style="bullet", runs=sentence(f"m{at}").runs) for at in range(min(rows, 4))),
        Heading(id="effects", level=1, text="What it brings"),
        sentence(),
        Figure(id="fig-brief", caption="Money by measure", words="A bar for each of four measures.", drawing=drawing(), tall=0.42),
    ]
    return Part(depth="brief", title="Brief", blocks=tuple(blocks))


def _note(names: list[str], chapters: int) -> Part:
    blocks: list[Block] = []
    for chapter in range(chapters):
        blocks += [
            Heading(id=f"c{chapter}", level=1, text=f"Chapter {chapter + 1} on {names[chapter % len(names)][:60]}"),
            *(sentence(f"m{at % len(names)}") for at in range(chapter, chapter + 4)),
            Heading(id=f"c{chapter}-1", level=2, text="What binds"),
            *(Paragraph(style="numbered", runs=sentence(f"m{at % len(names)}").runs) for at in range(3)),
        ]
        if chapter == 1:
            blocks += [money_table(names), Paragraph(style="small", runs=(Words(text="Figures are rounded."),))]
        if chapter == 2:
            blocks.append(Figure(id="fig-note", caption="Money again", words="Bars.", table="B", drawing=drawing(8), tall=0.5))
    return Part(depth="note", title="Note", blocks=tuple(blocks))


def _annex(names: list[str]) -> Part:
    blocks: tuple[Block, ...] = (
        Heading(id="measures", level=1, text="The measures"), sentence(), slate_table(names),
        Heading(id="cards-h", level=1, text="Measures, one by one"), cards_table(names), PageBreak(),
        Heading(id="again", level=1, text="Money"), money_table(names).model_copy(update={"id": "B2", "caption": "The money again"}),
    )
    return Part(depth="annex", title="Annex", blocks=blocks)


def sample(names: list[str], *, title: str = "A plan to catch up", language: str = "en-IN", direction: str = "ltr", chapters: int = 7) -> Slate:
    """A slate about measures with these names."""
    return Slate(
        id="IND-2027-sample", title=title, subtitle="Baseline, 2027-28 to 2041-42", country="India", language=language, direction=direction,
        date="2026-11-20", front=(("Data", "2026-10"), ("Solver", "optimal, gap 0.9 %"), ("Classification", "For discussion")),
        signature={"inputs": "0f" * 32, "plan": "ab" * 32, "command": "catchup plan --from manifest.json"},
        parts=(_brief(len(names)), _note(names, chapters), _annex(names)),
        notes=(
            Note(id="n1", runs=(Words(text="Ministry of Power, Annual Report 2025, table 3.2: "), Link(text="report", to="https://example.org/r"))),
            Note(id="n2", runs=(Words(text="Assumed; the range is wide."),)),
        ),
    )


def one() -> Slate:
    """A slate with one measure."""
    return sample(["Data centre, first phase"], chapters=2)


def fifty() -> Slate:
    """A slate with fifty measures, some with very long names."""
    return sample([f"{LONG} no. {at}" if at % 7 == 3 else f"Measure number {at} of fifty" for at in range(50)])


def scripts() -> Slate:
    """English with Hindi and Arabic names and a name without a space."""
    return sample([HINDI, ARABIC, LONG, UNBROKEN], chapters=3)


def hindi() -> Slate:
    """A slate in Hindi."""
    return sample([HINDI, "राष्ट्रीय डेटा केंद्र"], title="भारत के लिए एक योजना", language="hi-IN", chapters=3)


def arabic() -> Slate:
    """A slate written from right to left."""
    return sample([ARABIC, "شبكة الكهرباء"], title="خطة للحاق بالركب", language="ar-EG", direction="rtl", chapters=3)


def hostile() -> Slate:
    """Every name is a string that would like to run."""
    return sample(HOSTILE, title=HOSTILE[4] + HOSTILE[5] + HOSTILE[6], chapters=3)


SAMPLES = {"one": one, "fifty": fifty, "scripts": scripts, "hindi": hindi, "arabic": arabic, "hostile": hostile}
