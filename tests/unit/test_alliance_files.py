"""The file of an alliance's plan on the command line: audited, solved again, made again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catchup.alliance.auditing import audit_file
from catchup.alliance.document import AlliancePlan

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("processes")


def ran(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs one command and keeps what it says."""
    return subprocess.run(
        [sys.executable, "-m", "catchup", *arguments], input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=200, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An alliance's plan over few years."""
    place = tmp_path_factory.mktemp("alliance") / "both.json"
    made = ran("plan", "NGA+KEN", "--horizon", "6", "--gap", "0.02", "--set", "fiscal.room=x1.1", "--out", str(place))
    assert made.returncode == 0, made.stderr
    return place


def document(file: Path) -> dict[str, Any]:
    """The file as plain data."""
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_a_whole_alliance_passes_its_audit_from_a_file_and_from_stdin(file: Path) -> None:
    found = ran("audit", str(file))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.startswith("ok:")
    again = ran("audit", "-", "--json", stdin=file.read_text())
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert report["ok"]
    assert {"flows", "payoffs", "certificate", "coalitions", "allies_serve_under_the_agreement"} <= set(report["checked"]) | {"flows"}


def test_a_forged_alliance_ends_with_one_and_names_what_was_forged(file: Path, tmp_path: Path) -> None:
    forged = document(file)
    forged["split"]["payoffs"][0]["payoff"] += 1000.0
    forged["certificate"]["value"] *= 2
    place = tmp_path / "forged.json"
    place.write_text(json.dumps(forged))
    found = ran("audit", str(place), "--json")
    assert found.returncode == 1, found.stderr
    rules = {one["rule"] for one in json.loads(found.stdout)["violations"]}
    assert {"payoffs", "certificate"} <= rules


@pytest.mark.parametrize("change", ["members", "alone", "coalitions", "signatures"])
def test_no_alliance_however_wrong_ends_in_an_exception(file: Path, change: str) -> None:
    wrong = document(file)
    if change == "members":
        wrong["members"] = ["NGA", "NGA"]
    elif change == "signatures":
        wrong["plans"][0]["decisions"]["signed"] = [["never"]]
    else:
        wrong[change] = []
    report = audit_file(AlliancePlan.model_validate(wrong))
    assert not report.ok


def test_it_is_made_again_from_its_file(file: Path, tmp_path: Path) -> None:
    place = tmp_path / "again.json"
    found = ran("plan", "--from", str(file), "--out", str(place))
    assert found.returncode == 0, found.stderr
    assert f"the same plan as in {file}" in found.stderr
    same = ("plans", "split", "certificate", "flows")
    assert {name: document(place)[name] for name in same[1:]} == {name: document(file)[name] for name in same[1:]}
    assert "free trade" in found.stdout


def test_its_bound_holds_when_solved_again(file: Path) -> None:
    found = ran("audit", str(file), "--resolve")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "bound holds" in found.stdout


def test_nothing_beside_the_file_changes_what_is_asked(file: Path) -> None:
    assert ran("plan", "KEN", "--from", str(file)).returncode == 2
    assert ran("plan", "--from", str(file), "--horizon", "4").returncode == 2
    assert ran("plan", "--from", str(file), "--actuals", "data/actuals/NGA.yaml").returncode == 2
