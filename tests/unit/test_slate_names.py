"""What a slate calls things: the country, its inputs, the file that a replay needs; names in a drawing; and how long its parts may be."""

from __future__ import annotations

import json
import shlex
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from catchup import kept
from catchup.errors import SlateError
from catchup.library import load_country
from catchup.plan import Plan
from catchup.planner import make_plan
from catchup.register import names_in
from catchup.slate.document import Figure, Slate
from catchup.slate.figures import FLOW_HEIGHT, FLOW_WIDTH, LINE, MARGIN
from catchup.slate.files import write_all
from catchup.slate.fill import slate_of
from catchup.slate.signature import digest_of, needed_file, replay_command

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import slate_samples as samples

LETTER = 6.0
"""Mean width of a letter of the drawing's script at its size, in its own units."""


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def slate(nigeria: Plan) -> Slate:
    return slate_of(nigeria, profile=load_country("NGA"))


def with_file(plan: Plan, file: str) -> Plan:
    return plan.model_copy(update={"request": plan.request.model_copy(update={"profile_file": file})})


def test_the_country_is_named_and_its_files_carry_its_code(slate: Slate, tmp_path: Path) -> None:
    assert slate.country == "Nigeria"
    assert [one.name for one in write_all(slate, ("html",), "brief", tmp_path)] == ["NGA-brief.html"]
    assert "NGA · " not in (tmp_path / "NGA-brief.html").read_text()


def test_footnotes_name_an_input_in_words_and_the_register_its_path_too(slate: Slate) -> None:
    said = ["".join(slate.text_of(run) for run in note.runs) for note in slate.notes]
    assert any(one.startswith("Compute · stock: ") for one in said)
    assert not [one for one in said if one.startswith(("country.", "levers.", "world."))]
    inputs = [row.cells[1].text for row in slate.table("I").rows]
    assert "Fiscal · room (country.fiscal.room)" in inputs


def test_a_figure_of_a_measure_goes_by_the_name_of_the_measure() -> None:
    from catchup.library import load_lever

    name_of = names_in(load_country("NGA"), {"energy_gas": load_lever("energy_gas")})
    assert name_of("levers.energy_gas.canonical.lead_time").endswith("· lead time")
    assert name_of("levers.energy_gas.canonical.lead_time").startswith(load_lever("energy_gas").name)
    assert name_of("country.economy.gdp") == "Economy · GDP"


def test_a_kept_country_file_is_replayed_with_a_file_that_has_a_name(nigeria: Plan) -> None:
    plan = with_file(nigeria, kept.reference("ab" * 32))
    words = shlex.split(replay_command(plan))
    assert words[:3] == ["catchup", "plan", "NGA.yaml"]
    assert "kept:" not in replay_command(plan)
    assert "NGA.yaml" in needed_file(plan)
    assert plan.profile_digest[:12] in needed_file(plan)


def test_no_path_of_this_machine_is_in_a_slate(nigeria: Plan) -> None:
    plan = with_file(nigeria, "/home/ada/secret place/KEN.yaml")
    assert shlex.split(replay_command(plan))[2] == "KEN.yaml"
    made = slate_of(plan, profile=load_country("NGA"), depths=("brief",))
    front = dict(made.front)
    assert front["Needed for it"] == needed_file(plan)
    assert "/home/ada" not in made.model_dump_json()
    assert made.signature["slate"] == digest_of(made)


def test_a_country_that_ships_needs_no_file(nigeria: Plan, slate: Slate) -> None:
    assert needed_file(nigeria) == ""
    assert "Needed for it" not in dict(slate.front)


@pytest.mark.parametrize("country", ["NGA", "IND"])
def test_names_in_the_drawing_of_money_do_not_meet(country: str, nigeria: Plan) -> None:
    plan = nigeria if country == "NGA" else make_plan("IND", gap=0.01)
    made = slate_of(plan, profile=load_country(country), depths=("note",))
    figure = next(block for block in made.part("note").blocks if isinstance(block, Figure) and block.id == "fig.money")
    labels = {json.dumps(one, sort_keys=True): one for layer in json.loads(figure.drawing)["layer"] for one in layer["data"]["values"] if "align" in one}
    assert len(labels) >= 6
    for one, other in combinations([_box(label) for label in labels.values()], 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2], (one, other)
    assert all(box[0] >= -1 and box[1] <= FLOW_WIDTH + 1 for box in map(_box, labels.values()))


def _box(label: dict[str, Any]) -> tuple[float, float, float, float, str]:
    """Left, right, top and bottom of a name in the drawing's own units."""
    wide, at = LETTER * max(map(len, label["name"])), (label["at"] + MARGIN) / (1 + 2 * MARGIN) * FLOW_WIDTH
    left = {"left": at, "center": at - wide / 2, "right": at - wide}[label["align"]]
    top = (1 - label["middle"]) * FLOW_HEIGHT - LINE / 2
    return left, left + wide, top, top + LINE * len(label["name"]), " ".join(label["name"])


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_a_note_of_more_than_ten_pages_is_refused_and_nothing_is_written(tmp_path: Path, fmt: str) -> None:
    long = samples.sample(["Data centre", "Power"], chapters=40)
    with pytest.raises(SlateError, match=r"note: it has \d\d pages where 10 are the most"):
        write_all(long, (fmt,), "note", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert [one.name for one in write_all(long, (fmt,), "annex", tmp_path)] == [f"IND-annex.{fmt}"]


def test_a_long_note_is_refused_among_all_parts_too_and_the_remedy_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SlateError, match="--depth annex"):
        write_all(samples.sample(["Data centre", "Power"], chapters=40), ("docx",), "all", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_brief_that_fits_no_page_is_refused(tmp_path: Path) -> None:
    whole = samples.one()
    brief = whole.part("brief")
    long = whole.model_copy(update={"parts": (brief.model_copy(update={"blocks": brief.blocks * 12}), *whole.parts[1:])})
    with pytest.raises(SlateError, match="brief does not fit one page"):
        write_all(long, ("docx",), "brief", tmp_path)


def test_tables_alone_may_be_of_any_length(tmp_path: Path) -> None:
    long = samples.sample(["Data centre", "Power"], chapters=40)
    assert [one.name for one in write_all(long, ("xlsx", "json"), "all", tmp_path)] == ["IND-slate.xlsx", "IND-slate.json"]
