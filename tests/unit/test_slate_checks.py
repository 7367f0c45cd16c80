"""What a slate is refused for: each fault planted alone is found and named, and all faults are told at once."""

from __future__ import annotations

import datetime

import pytest

from catchup import make_plan
from catchup.errors import SlateError
from catchup.library import load_country
from catchup.plan import Plan
from catchup.slate.checks import faults_of, refuse, refuse_written
from catchup.slate.document import Cell, Mark, Paragraph, Part, Row, Run, Slate, Table, Words
from catchup.slate.fill import slate_of
from catchup.slate.signature import digest_of, signed
from catchup.slate.writing import at


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def slate(plan: Plan) -> Slate:
    return slate_of(plan, profile=load_country("NGA"), date=datetime.date(2027, 1, 15))


def with_cell(slate: Slate, table: str, row: str, column: str, cell: Cell) -> Slate:
    """The slate with one cell replaced wherever its table stands."""
    def changed(one: Table) -> Table:
        if one.id != table:
            return one
        place = next(at for at, found in enumerate(one.columns) if found.key == column)
        rows = tuple(
            found if found.key != row else Row(key=found.key, cells=(*found.cells[:place], cell, *found.cells[place + 1:]), level=found.level, heading=found.heading)
            for found in one.rows
        )
        return one.model_copy(update={"rows": rows})

    parts = tuple(part.model_copy(update={"blocks": tuple(changed(block) if isinstance(block, Table) else block for block in part.blocks)}) for part in slate.parts)
    return slate.model_copy(update={"parts": parts, "tables": tuple(changed(one) for one in slate.tables)})


def with_sentence(slate: Slate, *runs: Run) -> Slate:
    """The slate with one more paragraph in its brief."""
    brief: Part = slate.parts[0]
    longer = brief.model_copy(update={"blocks": (*brief.blocks, Paragraph(runs=runs))})
    return slate.model_copy(update={"parts": (longer, *slate.parts[1:])})


def said(slate: Slate, plan: Plan | None = None) -> str:
    return "\n".join(str(one) for one in faults_of(slate, plan))


def test_a_sound_slate_passes(slate: Slate, plan: Plan) -> None:
    refuse(slate, plan)
    refuse_written(slate, plan)


@pytest.mark.parametrize(
    ("table", "row", "column", "cell", "words"),
    [
        ("fiscal", "total", "y2029", Cell(text="1", number=1.0), "the rows sum to"),
        ("uses", "total", "y2027", Cell(text="9", number=999.0), "goes out"),
        ("rec", "M1", "owner", Cell(text=" "), "lacks an owner"),
        ("rec", "M1", "money", Cell(text="free"), "lacks its money"),
        ("rec", "M2", "kpi", Cell(text=""), "lacks an indicator"),
        ("rec", "M2", "review", Cell(text=""), "lacks a review date"),
        ("key", "home_share", "low", Cell(text="9", number=9e9), "out of order"),
        ("key", "compute_h100e", "high", Cell(text="-1", number=-1.0), "out of order"),
        ("A", "M1", "cost_low", Cell(text="9", number=9e9), "out of order"),
        ("A", "M1", "needs", Cell(text="M77"), "it needs M77"),
        ("F", "S1", "before", Cell(text="S99"), "it comes after S99"),
        ("E", "M1", "finance", Cell(text="A"), "not exactly one body answers"),
        ("E", "M1", "power", Cell(text=""), "not exactly one body answers"),
        ("G", "side.M1", "gains", Cell(text="a\x07b"), "control characters"),
        ("A", "M1", "owner", Cell(text="x", notes=("n.nowhere",)), "n.nowhere, which is not there"),
    ],
)
def test_a_fault_in_a_table_is_found(slate: Slate, table: str, row: str, column: str, cell: Cell, words: str) -> None:
    assert words in said(with_cell(slate, table, row, column, cell))


def test_a_number_in_prose_is_found_and_years_and_names_are_not(slate: Slate) -> None:
    assert "a number stands in the prose" in said(with_sentence(slate, Words(text="It costs 12 million.")))
    assert said(with_sentence(slate, Words(text="From 2027-28 on, M1 needs H100 equivalents."))) == ""


def test_a_reference_to_nothing_is_found(slate: Slate) -> None:
    assert "nowhere/x/y" in said(with_sentence(slate, at("nowhere", "x", "y")))
    assert "footnote n.none" in said(with_sentence(slate, Mark(note="n.none")))


def test_a_depth_without_rate_and_price_year_is_found(slate: Slate) -> None:
    brief = slate.parts[0].model_copy(update={"blocks": slate.parts[0].blocks[:2]})
    found = said(slate.model_copy(update={"parts": (brief, *slate.parts[1:])}))
    assert "does not print the rate to local currency" in found
    assert "does not print the year of its prices" in found


def test_all_faults_come_at_once_each_with_a_remedy(slate: Slate) -> None:
    bad = with_sentence(with_cell(with_cell(slate, "rec", "M1", "owner", Cell(text="")), "E", "M2", "finance", Cell(text="")), Words(text="7 things"))
    with pytest.raises(SlateError) as refusal:
        refuse(bad)
    assert "3 faults" in refusal.value.message
    assert all(line.count(" - ") >= 2 for line in refusal.value.message.splitlines()[1:])


def test_numbers_that_are_not_the_plans_are_found(slate: Slate, plan: Plan) -> None:
    assert "where the plan has" in said(with_cell(slate, "money", "outlay", "all", Cell(text="1", number=1.0)), plan)


def test_a_slate_of_another_plan_and_a_plan_that_fails_its_audit_are_found(slate: Slate, plan: Plan) -> None:
    step = plan.steps[0].model_copy(update={"gross_musd": plan.steps[0].gross_musd + 100})
    forged = plan.model_copy(update={"steps": (step, *plan.steps[1:])})
    found = said(slate, forged)
    assert "fails its audit" in found
    assert "made from another plan" in found


def test_a_word_changed_after_signing_is_found(slate: Slate, plan: Plan) -> None:
    changed = slate.model_copy(update={"title": slate.title + "!"})
    with pytest.raises(SlateError, match="changed after it was signed"):
        refuse_written(changed, plan)
    assert digest_of(signed(changed)) == signed(changed).signature["slate"]


def test_a_measure_without_an_owner_in_the_country_file_is_refused(plan: Plan) -> None:
    profile = load_country("NGA").model_copy(update={"owners": {}})
    nameless = plan.model_copy(update={"steps": tuple(step.model_copy(update={"owner": "not named"}) for step in plan.steps)})
    assert "lacks an owner" in said(slate_of(nameless, profile=profile, date=datetime.date(2027, 1, 15)))
