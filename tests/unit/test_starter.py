"""Starter files: complete for known economies, honest about the rest, and graded by what they hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catchup.cli import app
from catchup.errors import DataFileError, InputError, OverrideError, UnknownNameError
from catchup.evidence import Figure
from catchup.grading import grade_of, letter_of
from catchup.library import figures, load_case, load_country
from catchup.starter import starter_profile
from catchup.starter.known import codes, look_up
from catchup.starter.mapping import along, applies, entry_for, position
from catchup.starter.tables import calendars, country_facts, currencies, load_priors
from catchup.units import UNITS

ECONOMIES = sorted(country_facts())
NULL = re.compile(r"value: null, low: (\S+), high: (\S+),")


def written(folder: Path, iso3: str, text: str | None = None) -> Path:
    file = folder / f"{iso3}.yaml"
    file.write_text(text or starter_profile(iso3), encoding="utf-8")
    return file


def filled(text: str) -> str:
    """Every null replaced by a value of its own range: the geometric or plain middle."""

    def value(match: re.Match[str]) -> str:
        low, high = float(match[1]), float(match[2])
        middle = (low * high) ** 0.5 if low > 0 else low + 0.4 * (high - low)
        return f"value: {middle:.10f}, low: {match[1]}, high: {match[2]},"

    return NULL.sub(value, text)


@pytest.mark.parametrize("iso3", ECONOMIES)
def test_every_known_economy_gives_a_complete_and_honest_file(tmp_path: Path, iso3: str) -> None:
    profile = load_country(written(tmp_path, iso3))
    assert profile.iso3 == iso3
    for path, figure in figures(profile):
        assert len(figure.source) > 15, path
        assert figure.quality != "assumed" or figure.source.startswith("assumed:"), path
        assert figure.quality != "measured" or not figure.source.startswith(("assumed", "recalled")), path
        assert "cited in" not in figure.source
    assert grade_of(profile).letter in ("D", "E")


def test_there_are_thirty_five_and_each_has_money_and_calendar() -> None:
    assert len(ECONOMIES) == 35
    assert set(currencies()) >= set(ECONOMIES)
    assert set(calendars()) >= set(ECONOMIES)
    for row in currencies().values():
        assert float(row["low"]) <= float(row["rate"]) <= float(row["high"])
        assert row["unit"] == "LCU/USD"
        assert row["source"]


def test_facts_reach_their_fields_with_source_and_quality(tmp_path: Path) -> None:
    kenya = load_country(written(tmp_path, "KEN"))
    row = country_facts()["KEN"]["wgi_government_effectiveness"]
    figure = kenya.institutions.government_effectiveness
    assert (figure.value, figure.year, figure.quality) == (row.value, row.year, "measured")
    assert row.source in figure.source
    assert kenya.currency.code == "KES"
    assert kenya.fiscal_year.spans_two_years
    assert kenya.economy.gdp.price_year == "2024"


def test_traps_are_not_stepped_into(tmp_path: Path) -> None:
    kenya, thailand = (load_country(written(tmp_path, code)) for code in ("KEN", "THA"))
    surveyed = country_facts()["KEN"]["firms_outages_per_month"].value
    assert kenya.power.site_outages.value != surveyed
    assert "td_losses" not in starter_profile("KEN")
    listed = country_facts()["THA"]["ai_compute_h100e"].value
    assert thailand.compute.stock.low == pytest.approx(listed, rel=1e-3)
    assert thailand.compute.stock.value > listed


@pytest.mark.parametrize("iso3", ["NGA", "IND"])
def test_the_mapping_holds_what_the_deep_files_say(iso3: str) -> None:
    """Every figure of both deep files that a starter would assume lies in the starter's range.

    Facts are left out: Nigeria's GDP, for one, is a year younger in its own file than in the table.
    """
    known, priors = look_up(iso3), load_priors()
    compared = 0
    for path, figure in figures(load_country(iso3)):
        if path not in priors.priors or not applies(known, path):
            continue
        entry = entry_for(known, path)
        assert entry.low <= figure.value <= entry.high, path
        assert entry.unit == figure.unit, path
        compared += 1
    assert compared > 50


def test_priors_are_in_order_and_in_known_units() -> None:
    tables = load_priors()
    for path, prior in tables.priors.items():
        assert prior.unit in UNITS, path
        assert (prior.any is None) != (prior.driver is None), path
        for triple in filter(None, (prior.any, prior.weak, prior.middle, prior.strong)):
            value, low, high = triple
            assert low <= value <= high, path
    for driver in tables.drivers.values():
        assert driver.weak < driver.middle < driver.strong


def test_a_prior_is_interpolated_held_beyond_its_ends_and_widest_when_blind() -> None:
    tables = load_priors()
    prior, driver = tables.priors["institutions.leakage"], tables.drivers["corruption"]
    assert None not in (prior.weak, prior.strong, prior.middle)
    assert position(driver.weak - 1, driver) == 0
    assert position(driver.strong + 1, driver) == 2
    assert along(prior, driver, driver.weak)[0] == prior.weak[0]
    assert along(prior, driver, 3.0)[0] == prior.strong[0]
    between = along(prior, driver, (driver.weak + driver.middle) / 2)
    assert prior.middle[0] < between[0] < prior.weak[0]
    assert along(prior, driver, None) == (prior.middle[0], prior.strong[1], prior.weak[2])


def test_an_unknown_country_lists_every_missing_value_at_once(tmp_path: Path) -> None:
    text = starter_profile("URY", gdp=77_000, population=3.4e6)
    file = written(tmp_path, "URY", text)
    with pytest.raises(DataFileError) as caught:
        load_country(file)
    lines = text.splitlines()
    assert len(caught.value.faults) == len(NULL.findall(text)) <= 12
    for line, path, _ in caught.value.faults:
        assert path.split(".")[-2] in lines[line - 1]
        assert "# FILL IN" in lines[line - 2]
    assert "Uruguay" in text
    assert "UYU" in text


def test_without_size_more_is_missing_and_the_file_says_how_to_fill_it(tmp_path: Path) -> None:
    text = starter_profile("URY")
    with pytest.raises(DataFileError) as caught:
        load_country(written(tmp_path, "URY", text))
    assert len(caught.value.faults) == len(NULL.findall(text)) > 12
    assert "--gdp" in text


def test_filled_in_it_resolves_and_is_graded_e(tmp_path: Path) -> None:
    file = written(tmp_path, "URY", filled(starter_profile("URY", gdp=77_000, population=3.4e6)))
    case = load_case(file)
    assert case.profile.economy.gdp.value == 77_000
    assert grade_of(case.profile).letter == "E"


@pytest.mark.parametrize("iso3", codes()[::11])
def test_any_iso_country_has_a_file(tmp_path: Path, iso3: str) -> None:
    profile = load_country(written(tmp_path, iso3, filled(starter_profile(iso3))))
    assert profile.iso3 == iso3


def test_the_examples_in_the_comments_are_valid(tmp_path: Path) -> None:
    head, _, tail = starter_profile("KEN").partition("projects: []\n")
    shown = "projects: []\n" + tail
    for name in ("projects", "labs", "protected_firms", "conflicts"):
        shown = shown.replace(f"{name}: []", f"{name}:")
    shown = shown.replace("owners: {}", "owners:").replace("\n#", "\n")
    profile = load_country(written(tmp_path, "KEN", head + shown))
    assert len(profile.projects) == len(profile.labs) == len(profile.owners) == 1


def test_deep_files_are_graded_above_every_starter(tmp_path: Path) -> None:
    order = "ABCDE"
    best = min(order.index(grade_of(load_country(written(tmp_path, code))).letter) for code in ECONOMIES)
    for code in ("IND", "NGA"):
        grade = grade_of(load_country(code))
        assert order.index(grade.letter) < best
        assert grade.measured + grade.estimated + grade.assumed == pytest.approx(1)
        assert f"Data grade {grade.letter}" in grade.reason


def test_the_letter_follows_the_documented_rule() -> None:
    everything = ("projects", "laboratories", "owners")
    assert [letter_of(share, everything) for share in (0.7, 0.5, 0.3, 0.2, 0.05)] == list("ABCDE")
    assert letter_of(0.9, ("laboratories",)) == "D"
    assert letter_of(0.9, ("projects",)) == "C"


def test_wrong_names_and_sizes_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="KEN"):
        starter_profile("kenya")
    with pytest.raises(OverrideError, match="outside the range"):
        starter_profile("URY", gdp=5)
    with pytest.raises(OverrideError, match="outside the range"):
        starter_profile("URY", population=float("nan"))


def test_given_size_replaces_the_table() -> None:
    assert "given on the command line" in starter_profile("KEN", gdp=150_000)
    assert look_up("KEN", gdp=150_000).gdp == 150_000


def test_new_prints_writes_and_tells_what_is_left(tmp_path: Path) -> None:
    runner, file = CliRunner(), tmp_path / "URY.yaml"
    assert "iso3: KEN" in runner.invoke(app, ["new", "ken"]).stdout
    first = runner.invoke(app, ["new", "URY", "--gdp", "77000", "--population", "3.4e6", "--out", str(file)])
    assert first.exit_code == 0
    assert first.stdout == ""
    assert "values to fill in" in first.stderr
    again = runner.invoke(app, ["new", "URY", "--out", str(file)])
    assert isinstance(again.exception, InputError)
    assert runner.invoke(app, ["new", "URY", "--out", str(file), "--force"]).exit_code == 0
    told = json.loads(runner.invoke(app, ["new", "KEN", "--json"]).stdout)
    assert (told["country"], told["to_fill_in"]) == ("KEN", 0)


@pytest.mark.parametrize(("name", "says"), [("no/such/KEN.yaml", "not a folder"), ("KEN.txt", "does not end in .yaml")])
def test_new_refuses_places_it_cannot_write(tmp_path: Path, name: str, says: str) -> None:
    ran = CliRunner().invoke(app, ["new", "KEN", "--out", str(tmp_path / name)])
    assert isinstance(ran.exception, InputError)
    assert says in str(ran.exception)


def test_check_and_countries_tell_the_grade(tmp_path: Path) -> None:
    runner = CliRunner()
    assert "Data grade D" in runner.invoke(app, ["check", str(written(tmp_path, "KEN"))]).stdout
    rows = json.loads(runner.invoke(app, ["countries", "--json"]).stdout)["countries"]
    assert {row["data_grade"] for row in rows} <= set("ABCDE")


@pytest.mark.slow
@pytest.mark.parametrize("iso3", ["KEN", "CHL", "RWA"])
def test_a_starter_makes_a_plan_without_an_edit(tmp_path: Path, iso3: str) -> None:
    from catchup.planner import make_plan

    plan = make_plan(written(tmp_path, iso3), gap=0.05)
    assert plan.objective.status
    assert plan.request.country == iso3


def test_figures_written_are_figures_read(tmp_path: Path) -> None:
    known, profile = look_up("CHL"), load_country(written(tmp_path, "CHL"))
    entry, figure = entry_for(known, "power.wires_spare"), profile.power.wires_spare
    assert isinstance(figure, Figure)
    assert (figure.value, figure.low, figure.high) == (entry.value, entry.low, entry.high)
