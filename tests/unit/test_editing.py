"""Changed figures and country files of one's own: what is refused, what is written, and that the plan is the one that was meant."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from catchup import kept
from catchup.cli import main
from catchup.editing import (
    changed_figures,
    figure_of,
    own_text,
    question_faults,
    text_of,
    with_values,
    without_changes_of,
    written_in,
)
from catchup.errors import CatchupError, DataFileError, InputError
from catchup.library import figures, load_case, load_country
from catchup.planner import request_of
from catchup.register import addresses, as_text, register_of
from catchup.uploading import MOST_BYTES, read_country, shown_name
from catchup.whatif import WhatIf

NGA = request_of("NGA")


def faults(*overrides: str) -> list[tuple[str, str]]:
    return [(one.path, one.said) for one in question_faults(NGA.model_copy(update={"overrides": overrides}), "NGA")]


def test_what_can_be_planned_with_has_no_fault():
    assert faults("country.institutions.leakage=0.6", "fiscal.room=x2", "energy_gas.lead_time=+1", "country.economy.gdp=300000") == []


@pytest.mark.parametrize("text", [
    "country.institutions.leakage=1.5", "country.institutions.leakage=-0.1", "country.economy.gdp=1e300", "country.people.engineer=-5",
    "country.institutions.control_of_corruption=9", "country.fiscal_year.start_month=13", "country.fiscal.discount_rate=-2",
    "country.fiscal.borrowing_term=0", "country.fiscal.room=nan", "country.fiscal.room=", "nothing.of.this=1", "country.politics.elections.0=2030",
])
def test_what_cannot_be_planned_with_is_told_with_a_remedy(text: str):
    found = question_faults(NGA.model_copy(update={"overrides": (text,)}), "NGA")
    assert len(found) == 1
    assert found[0].said
    assert found[0].remedy


def test_all_faults_are_told_at_once():
    told = faults("country.institutions.leakage=7", "country.fiscal.release_ratio=-1", "country.people.engineer=12000", "nothing.at.all=2")
    assert [path for path, _ in told] == ["country.institutions.leakage", "country.fiscal.release_ratio", "nothing.at.all"]


def test_a_changed_gdp_is_still_of_its_year():
    case = load_case("NGA", overrides=("country.economy.gdp=300000",))
    assert case.profile.economy.gdp.value == 300000
    assert case.profile.economy.gdp.year == load_country("NGA").economy.gdp.year


def test_values_become_overrides_once_and_can_be_taken_back():
    asked = NGA.model_copy(update={"overrides": ("fiscal.room=x2", "energy_gas.lead_time=6")})
    changed = with_values(asked, "NGA", {"country.fiscal.room": 0.003, "country.people.engineer": 12000.0})
    assert changed == ("energy_gas.lead_time=6", "country.fiscal.room=0.003")
    again = asked.model_copy(update={"overrides": changed})
    assert changed_figures(again, "NGA")["country.fiscal.room"].value == 0.003
    assert without_changes_of(again, "NGA", "levers.energy_gas.canonical.lead_time") == ("country.fiscal.room=0.003",)


CHANGES = ("institutions.leakage=0.6", "country.economy.gdp=300000", "fiscal.room=x2", "country.people.engineer=+500", "country.adjustments.osat.cost_factor=1.5",
           "country.adjustments.ai_lab.cost_factor=0.9", "country.compute.shell_cost=14", "energy_gas.lead_time=6")


@pytest.mark.parametrize("code", ["NGA", "IND"])
def test_a_file_with_changes_written_in_plans_as_the_changes_do(code: str, tmp_path: Path):
    text, left = written_in(code, CHANGES)
    assert left == ("energy_gas.lead_time=6",)
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    made, meant = load_case(own).profile, load_case(code, overrides=CHANGES).profile
    values = {path: (one.value, one.unit, one.price_year or "2025") for path, one in figures(made)}
    assert values == {path: (one.value, one.unit, one.price_year or "2025") for path, one in figures(meant)}
    assert all(one.low <= one.value <= one.high for _, one in figures(made))
    assert made.institutions.leakage.quality == "assumed"
    assert "set by hand" in made.institutions.leakage.source


def test_comments_and_every_other_line_stay():
    before = text_of("NGA").splitlines()
    after = written_in("NGA", ("institutions.leakage=0.6",))[0].splitlines()
    assert len(before) == len(after)
    assert [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other] == [
        at for at, line in enumerate(before) if line.startswith("  leakage:")
    ]


def test_a_file_in_other_layouts_is_written_too():
    block = text_of("NGA").replace(
        '  growth: {value: 0.035, low: 0.025, high: 0.05, unit: "fraction/year", year: "2026", source: "IMF',
        '  growth: {value: 0.035, low: 0.025, high: 0.05, unit: "fraction/year", price_year: null, year: "2026", source: "IMF',
    )
    profile = read_country("a.yaml", block.encode())[1]
    figure = profile.economy.growth.model_copy(update={"value": 0.04, "source": 'a "quoted": source # no comment'})
    assert read_country("b.yaml", own_text(block, {"economy.growth": figure}).encode())[1].economy.growth == figure
    whole = json.dumps(profile.model_dump(mode="json", exclude_none=True))
    assert read_country("c.json", own_text(whole, {"economy.growth": figure}).encode())[1].economy.growth == figure


def test_a_whole_figure_is_checked_in_all_its_parts():
    old = load_country("NGA").institutions.leakage
    figure, told = figure_of("country.institutions.leakage", old, value=0.5, low=0.4, high=0.6, year="2027", source="our own survey of 2027", quality="measured")
    assert told == []
    assert figure is not None
    assert (figure.value, figure.unit, figure.quality) == (0.5, "fraction", "measured")
    figure, told = figure_of("country.institutions.leakage", old, value=2.0, low=0.6, high=0.4, year="soon", source="\x00me\u202e", quality="measured")
    assert figure is None
    assert len(told) == 5
    assert all(one.said and one.remedy for one in told)


def refusal(content: bytes | str, name: str = "own.yaml") -> DataFileError:
    with pytest.raises(DataFileError) as found:
        read_country(name, content if isinstance(content, bytes) else content.encode())
    assert "/" not in found.value.file
    return found.value


LAUGHS = "a: &a [x,x]\n" + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)},*{chr(97 + at)}]\n" for at in range(20))


@pytest.mark.parametrize(("content", "said"), [
    (b"\x7fELF\x00\x01\xff\xfe", "UTF-8"), (b"x" * (MOST_BYTES + 1), "limit"), ("", "empty"), (LAUGHS, "anchors"), ("a: !!python/object/apply:os.system ['id']", "not allowed"),
    ("[" * 500_000, "nested"), ("- " * 400_000, "nested"), ("{a: " * 200_000, "nested"), ("? " * 400_000, "nested"), ("a: \x00b", "YAML"), ("a: [1, 2", "YAML"),
    ("- 1\n" * 240_000, "parts"), ("just words", "valid dictionary"), ("format: country/9\niso3: NGA", "country/1"),
])
def test_what_is_no_country_file_is_refused_and_said_why(content: bytes | str, said: str):
    assert any(said in text for _, _, text in refusal(content).faults)


def test_only_yaml_and_json_are_read():
    for name in ("own.csv", "own", "own.yaml.exe", ".yaml/own.py"):
        assert "kinds of file" in refusal("a: 1", name).faults[0][2]
    assert shown_name("C:\\Users\\me\\\u202eown.yaml") == "own.yaml"


def test_all_faults_of_a_file_are_told_with_line_and_path():
    text = text_of("NGA")
    lines = text.splitlines()
    wrong = text.replace("iso3: NGA", "iso3: nga").replace("low: 0.33, high: 0.55, unit: fraction", "low: 0.9, high: 0.1, unit: fraction").replace("growth: {value: 0.035", 'growth: {value: "=1+1"')
    found = refusal(wrong).faults
    where = {path: line for line, path, _ in found}
    assert set(where) == {"iso3", "institutions.leakage", "economy.growth.value"}
    assert all(lines[line - 1].strip().startswith(path.split(".")[0 if path == "iso3" else 1]) for path, line in where.items())


def test_measures_that_do_not_exist_names_given_twice_and_hidden_signs_are_faults():
    text = text_of("NGA")
    assert "no measure 'moon_base'" in str(refusal(text.replace("  - lever: osat", "  - lever: moon_base", 1)))
    assert "is there twice" in str(refusal(text.replace("  - lever: osat", "  - lever: ports_logistics", 1)))
    assert "direction of text" in str(refusal(text.replace("name: Nigeria", 'name: "Nigeria \u202egpj"')))


def test_numbers_that_no_formula_takes_are_a_fault_of_the_file():
    profile = load_country("NGA")
    zero = profile.fiscal.borrowing_term.model_copy(update={"value": 0.0, "low": 0.0})
    with pytest.raises(DataFileError, match="cannot compute"):
        own_text(text_of("NGA"), {"fiscal.borrowing_term": zero})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CATCHUP_KEPT", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_kept_file_is_named_by_its_content_and_planned_with(place: Path):
    text, _ = written_in("NGA", ("institutions.leakage=0.6",))
    name = kept.keep_text(text)
    assert kept.keep_text(text) == name
    assert load_country(name).institutions.leakage.value == 0.6
    assert load_case(name).profile_digest != load_case("NGA").profile_digest
    assert text_of(name) == text
    assert [file.name for file in place.iterdir()] == [f"{kept.digest_in(name)}.yaml"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(next(place.iterdir()).stat().st_mode) == 0o600


def test_a_kept_file_that_was_tampered_with_or_is_gone_is_not_read(place: Path):
    name = kept.keep_text(text_of("NGA"))
    next(place.iterdir()).write_text(text_of("NGA").replace("0.42", "0.1"), encoding="utf-8")
    with pytest.raises(kept.NotKeptError, match="not kept here"):
        load_country(name)
    kept.keep_text(text_of("NGA"))
    assert load_country(name).iso3 == "NGA"
    kept.forget(str(kept.digest_in(name)))
    with pytest.raises(kept.NotKeptError):
        load_country(name)


@pytest.mark.parametrize("name", [
    "kept:../../etc/passwd.yaml", "kept:" + "a" * 63 + ".yaml", "kept:" + "A" * 64 + ".yaml", "kept:" + "a" * 64 + ".yaml/../x.yaml", "kept:" + "a" * 64, "kept:",
    "kept:" + "a" * 64 + ".yaml\n",
])
def test_only_a_digest_is_a_reference(name: str, place: Path):
    assert kept.digest_in(name) is None
    with pytest.raises(CatchupError):
        load_country(name)


def test_the_command_line_says_what_to_do_where_the_file_is_not_here(place: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    question = WhatIf(request=NGA.model_copy(update={"profile_file": kept.reference("a" * 64)}))
    saved = tmp_path / "saved.json"
    saved.write_text(question.to_json(), encoding="utf-8")
    assert main_code(["plan", "--from", str(saved)]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "country file that is not kept here" in told
    assert "catchup plan my-country.yaml" in told
    assert "Traceback" not in told


def main_code(words: list[str]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["catchup", *words])
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
    return 0


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CATCHUP_KEPT", str(tmp_path / "file" / "kept"))
    with pytest.raises(InputError, match="cannot be kept"):
        kept.keep_text("a: 1")
    monkeypatch.delenv("CATCHUP_KEPT")
    monkeypatch.setenv("CATCHUP_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    assert kept.folder() == tmp_path / "countries"
    monkeypatch.setenv("CATCHUP_STORE", "postgresql+psycopg://me@host/name")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert kept.folder() == tmp_path / "catchup" / "countries"
    assert os.environ["CATCHUP_STORE"]


def test_the_register_names_every_figure_once():
    case = load_case("NGA")
    rows = register_of(case)
    assert len({one.path for one in rows}) == len(rows) == sum(1 for root in (case.profile, case.levers, case.world) for _ in figures(root))
    named = {one.path: one for one in rows}
    assert named["levers.energy_gas.canonical.lead_time"].name == "Gas power plant · lead time"
    assert named["country.projects.lekki_port.units"].used_by == "Deep-sea port and customs"
    assert "lost before it becomes capacity" in named["country.institutions.leakage"].meaning
    assert all(one.used_by and one.name and one.unit for one in rows)


def test_only_addresses_of_pages_become_links():
    hostile = "javascript:alert(1) data:text/html,x http://u:p@evil.org/ https:///nohost http://[::1 HTTPS://example.org/a?b=1."
    assert list(addresses(hostile)) == ["HTTPS://example.org/a?b=1"]
    assert [as_text(one) for one in ("=1+1", "+1", "-1", "@x", "\tx", "plain")] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain"]
