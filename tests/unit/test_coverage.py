"""The economies of the facts table: a file for each, written by rule unless somebody studied the country."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from catchup.errors import InputError
from catchup.grading import grade_of
from catchup.library import country_codes, data_root, figures, load_country
from catchup.report.lists import country_rows
from catchup.standing.yardsticks import price_levels
from catchup.starter.coverage import MARK, generated_codes, generated_profile, is_comparator, stale, write_generated
from catchup.starter.tables import country_facts

ROOT = Path(__file__).resolve().parents[2]
STUDIED = {"BGD", "BRA", "EGY", "IDN", "IND", "KEN", "MEX", "NGA", "VNM", "ZAF"}


def test_every_economy_of_the_facts_table_ships() -> None:
    assert set(country_facts()) <= set(country_codes())
    assert set(generated_codes()) == set(country_facts()) - STUDIED


def test_writing_the_files_anew_gives_the_bytes_that_ship() -> None:
    assert stale() == []


def test_the_script_says_so_too() -> None:
    ran = subprocess.run([sys.executable, ROOT / "scripts/countries", "--check"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "All country files that are written by rule are up to date.")


def test_a_file_is_written_once_and_a_studied_one_never_touched(tmp_path: Path) -> None:
    (tmp_path / "THA.yaml").write_text("# Thailand, studied by hand\n")
    written = write_generated(tmp_path)
    assert "THA" not in {file.stem for file in written}
    assert len(written) == len(country_facts()) - 1
    assert (tmp_path / "CHL.yaml").read_bytes() == (data_root() / "countries/CHL.yaml").read_bytes()
    assert write_generated(tmp_path) == []
    (tmp_path / "CHL.yaml").write_text(f"# Chile: {MARK}.\nspoilt: true\n")
    assert [file.name for file in write_generated(tmp_path)] == ["CHL.yaml"]
    assert (tmp_path / "THA.yaml").read_text() == "# Thailand, studied by hand\n"


@pytest.mark.parametrize("iso3", ["CHL", "USA", "RWA"])
def test_a_file_written_by_rule_is_honest_about_it(iso3: str) -> None:
    profile = load_country(iso3)
    assert profile.grade == "shallow"
    assert grade_of(profile).letter in ("D", "E")
    assert (profile.projects, profile.labs, profile.owners) == ((), (), {})
    assert "not studied" in profile.basics_note
    for path, figure in figures(profile):
        assert figure.low <= figure.value <= figure.high, path
        assert figure.quality != "assumed" or figure.source.startswith("assumed:"), path
        # Fixed by definition, not by knowledge: no fiat in a profile.
        assert figure.quality != "assumed" or figure.low < figure.high or path == "politics.fiat", path


def test_the_basics_are_the_facts_of_the_table() -> None:
    rows = country_facts()["CHL"]
    note = load_country("CHL").basics_note
    assert f"electricity reaches {rows['electricity_access_pct'].value:.0f} %" in note
    assert f"government effectiveness {rows['wgi_government_effectiveness'].value:+.1f}" in note


def test_countries_inside_the_chain_are_marked_as_comparators() -> None:
    assert {code for code in country_facts() if is_comparator(code)} == {"CHN", "ISR", "JPN", "KOR", "SGP", "TWN", "USA"}
    assert "A comparator" in load_country("TWN").basics_note
    assert "77 chip fabs" in load_country("TWN").basics_note
    assert "comparator" not in load_country("THA").basics_note.lower()
    assert not is_comparator("URY")


def test_a_country_without_facts_is_not_made_up() -> None:
    with pytest.raises(InputError, match="no facts about URY"):
        generated_profile("URY")


def test_the_list_of_countries_tells_them_apart() -> None:
    rows = {row["code"]: row for row in country_rows()}
    assert rows["IND"]["data_grade"] < rows["THA"]["data_grade"]
    assert "not studied" in rows["THA"]["basics"]


def test_the_table_of_purchasing_power_adds_up() -> None:
    with (data_root() / "facts/purchasing_power.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["iso3"] for row in rows} == set(country_facts())
    for row in rows:
        assert float(row["price_level"]) == pytest.approx(float(row["ppp"]) / float(row["market_rate"]), rel=0.01)
        assert row["source"]
    for size in price_levels().values():
        assert 0 < size.low <= size.value <= size.high
    assert price_levels()["USA"].value == 1
