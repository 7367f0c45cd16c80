"""Files made to break a reader and numbers that no formula takes: refused in words, with exit code 1, by every verb that reads them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from catchup.alliance.document import AlliancePlan
from catchup.assemble import resolve
from catchup.assemble import setting as formulas
from catchup.errors import DataFileError, InputError, OverrideError, PlanFileError, UncomputableError
from catchup.evidence import read_yaml
from catchup.library import load_case, load_country
from catchup.plan import Plan, Request
from catchup.planner import Planner, request_of

ROOT = Path(__file__).resolve().parents[2]
DEEP = {"lists": "[" * 1_000_000, "maps": "{a: " * 250_000, "dashes": "- " * 500_000, "keys": "? " * 500_000}


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs one command and keeps what it says."""
    return subprocess.run(
        [sys.executable, "-m", "catchup", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("kind", sorted(DEEP))
def test_a_deep_country_file_is_refused_and_ends_no_process(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(DEEP[kind])
    found = ran("check", str(file))
    assert found.returncode == 1, (found.returncode, found.stderr)
    assert "nested deeper than 40 levels" in found.stdout + found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("words", [("plan", "NGA", "--actuals"), ("score",), ("plan",)])
def test_every_verb_that_reads_a_file_of_yaml_refuses_a_deep_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(DEEP["lists"])
    found = ran(*words, str(file))
    assert found.returncode == 1, (found.returncode, found.stderr)
    assert "nested deeper than 40 levels" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("words", [("audit",), ("plan", "--from"), ("score", "--from"), ("slate",), ("slate", "--check"), ("compare", "README.md")])
def test_every_verb_that_reads_json_refuses_a_deep_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 1_000_000)
    found = ran(*words, str(file))
    assert found.returncode == 1, (found.returncode, found.stderr)
    assert "Traceback" not in found.stderr
    assert "remedy" in found.stderr


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "1" * 5000])
def test_json_that_no_program_should_build_is_no_plan(text: str) -> None:
    for kind in (Plan, AlliancePlan):
        with pytest.raises(PlanFileError, match="not JSON"):
            kind.from_json(text)


def test_aliases_and_too_many_parts_are_faults_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("a: &a [1]\nb: *a\n")
    with pytest.raises(DataFileError, match="anchors and aliases"):
        read_yaml(file)
    file.write_text("a: [" + "1," * 250_000 + "1]")
    with pytest.raises(DataFileError, match="has more than 200,000 parts"):
        read_yaml(file)


@pytest.mark.parametrize(
    "override", ["fiscal.borrowing_term=0", "economy.gdp=-5", "economy.gdp=0", "economy.gdp=1e300", "economy.growth=1e5", "energy_gas.lifetime=0", "osat.capex_per_unit=0"],
)
def test_an_absurd_override_is_named_and_its_cause_kept(override: str) -> None:
    with pytest.raises(UncomputableError) as caught:
        Planner("NGA").resolved(request_of("NGA", overrides=(override,)))
    assert override in caught.value.message
    assert caught.value.named == (override,)
    assert isinstance(caught.value.__cause__, ArithmeticError | ValueError | TypeError)
    assert pickle.loads(pickle.dumps(caught.value)).message == caught.value.message


def test_of_several_overrides_the_one_at_fault_is_named() -> None:
    with pytest.raises(UncomputableError) as caught:
        Planner("NGA").resolved(request_of("NGA", overrides=("fiscal.room=x2", "fiscal.borrowing_term=0", "energy_gas.lead_time=4")))
    assert caught.value.named == ("fiscal.borrowing_term=0",)


@pytest.mark.parametrize("override", ["fab_mature.lead_time=1e9", "energy_gas.lifetime=1e9", "fiscal.room=1e999", "energy_gas.lead_time=x1e30"])
def test_a_number_that_is_no_number_or_no_duration_is_refused(override: str) -> None:
    with pytest.raises(OverrideError, match=override.partition("=")[0]):
        Planner("NGA").resolved(request_of("NGA", overrides=(override,)))


def test_a_country_file_of_ones_own_is_blamed_by_its_name() -> None:
    profile = load_country("NGA")
    zero = profile.fiscal.borrowing_term.model_copy(update={"value": 0.0, "low": 0.0})
    own = profile.model_copy(update={"fiscal": profile.fiscal.model_copy(update={"borrowing_term": zero})})
    with pytest.raises(UncomputableError, match="the file of Nigeria"):
        resolve(load_case(own, overrides=("fiscal.room=x2",)))


def test_what_breaks_on_the_data_that_ship_stays_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> float:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(formulas.cal, "annuity", broken)
    with pytest.raises(ZeroDivisionError):
        resolve(load_case("NGA"))


@pytest.mark.xdist_group("processes")
def test_the_command_line_says_which_override_is_absurd() -> None:
    found = ran("plan", "NGA", "--set", "fiscal.borrowing_term=0")
    assert found.returncode == 1
    assert "fiscal.borrowing_term=0" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_request_with_parts_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    from catchup.report.asking import replayed_file

    request = Request(country="NGA", scenario="baseline", objective="value", horizon=15, first_year=2027, gap=0.01, seed=1).model_dump_json()
    for rest in ('"parameters": 3', '"locks": 3', '"locks": [{"lever": 1}]', '"parameters": {"locks": {"a": 1}}'):
        file = tmp_path / "plan.json"
        file.write_text(f'{{"request": {request}, {rest}}}')
        with pytest.raises(InputError):
            replayed_file(file)
