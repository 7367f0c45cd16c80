"""`catchup check` reads all of `data/` and names the faults of every file together."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from catchup.library import data_root, lever_ids, load_lever
from catchup.report.finding import matching

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("processes")
SPOILT: dict[str, Callable[[str], str]] = {
    "alliance.yaml": lambda text: text.replace("format: alliance/1", "format: alliance/9"),
    "synonyms.yaml": lambda text: text.replace("synonyms:", "antonyms:"),
    "slates/essay_IND.yaml": lambda text: text.replace("lever: ", "lever: no_such_", 1),
    "slate/measures.yaml": lambda text: text.replace("format:", "form:", 1),
    "slate/countries/NGA.yaml": lambda text: text.replace("country: NGA", "country: IND"),
    "actuals/NGA.yaml": lambda text: text + "\nstolen: 3\n",
    "facts/country_facts.csv": lambda text: text.replace("\n", "\nKEN,Kenya,x,many,unit,2020,a source,retrieved\n", 1),
    "facts/priors.yaml": lambda text: "[" * 100_000,
    "maps/countries-110m.json": lambda text: "[" * 100_000,
    "maps/small_states.csv": lambda text: text.replace("longitude", "long"),
    "levers/osat.yaml": lambda text: text.replace("quality: ", "quality: very ", 1),
}


def check(data: Path | None = None) -> tuple[int, dict[str, object], str]:
    """Exit code, document and remarks of the verb."""
    named = {} if data is None else {"CATCHUP_DATA": str(data)}
    ran = subprocess.run([sys.executable, "-m", "catchup", "check", "--json"], capture_output=True, text=True, cwd=ROOT, timeout=200, check=False, env={**os.environ, **named})
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, json.loads(ran.stdout), ran.stderr


def test_everything_in_data_is_read() -> None:
    code, found, _ = check()
    assert code == 0
    read = found["read"]
    assert isinstance(read, list)
    named = {f"{name}.yaml" for name in read} | {f"levers/{name}.yaml" for name in read} | {f"countries/{name}.yaml" for name in read} | {f"scenarios/{name}.yaml" for name in read}
    assert {str(file.relative_to(data_root())) for file in data_root().rglob("*.yaml")} <= named
    assert {"maps/countries-110m", "maps/small_states", "facts/country_facts", "alliance", "slates/essay_NGA"} <= set(read)
    assert len(read) == len(set(read))


def test_faults_of_every_kind_of_file_are_told_together(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_root(), data)
    for name, spoil in SPOILT.items():
        file = data / name
        before = file.read_text(encoding="utf-8")
        file.write_text(spoil(before), encoding="utf-8")
        assert file.read_text(encoding="utf-8") != before, name
    # A strategy is judged by the levers it names, so its own faults are told once those are whole.
    code, found, _ = check(data)
    assert code == 1
    faults = found["faults"]
    assert isinstance(faults, list)
    files = {str(Path(one["file"]).relative_to(data)) for one in faults}
    assert files == set(SPOILT) - {"slates/essay_IND.yaml"}
    assert len(faults) == len({(one["file"], one["line"], one["path"], one["message"]) for one in faults})
    shutil.copy(data_root() / "levers" / "osat.yaml", data / "levers" / "osat.yaml")
    _, found, _ = check(data)
    again = found["faults"]
    assert isinstance(again, list)
    assert str(data / "slates" / "essay_IND.yaml") in {one["file"] for one in again}


def test_words_that_mean_the_same_are_found_by_the_search() -> None:
    texts = {"osat": "Chip assembly", "anti_corruption": "Controls of leakage"}
    assert matching("bribery", texts, data_root()) == ["anti_corruption"]
    texts = {one: f"{one} {lever.name} {lever.summary}" for one in lever_ids() for lever in (load_lever(one),)}
    assert "procurement_ban" in matching("stop all foreign model procurement", texts, data_root())[:2]
    assert matching("grid repairs", texts, data_root())[0] == "energy_grid_td"
    assert matching("xyzzy", texts, data_root()) == []
