"""The command line from outside: exit codes, one JSON document, messages without tracebacks, the printed plan."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERBS = (
    "countries", "levers", "scenarios", "check", "new", "plan", "audit", "model", "score", "explain", "frontier", "math", "app",
)
Ran = subprocess.CompletedProcess[str]


def catchup(*arguments: str, stdin: str | None = None, **environment: str) -> Ran:
    """Runs one command and keeps what it says."""
    plain = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING")}
    return subprocess.run(
        [sys.executable, "-m", "catchup", *arguments], input=stdin, capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
        timeout=300, check=False, env={**plain, "PYTHONUTF8": "1", **environment},
    )


def refused(ran: Ran, code: int) -> str:
    """What a refused command said; never a traceback."""
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""
    return ran.stderr


@pytest.fixture(scope="module")
def nigeria() -> str:
    """The plan of Nigeria as JSON text."""
    ran = catchup("plan", "NGA", "--json")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def printed(nigeria: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The plan of Nigeria as printed, at two widths and in ASCII."""
    script = "import sys; from catchup.plan import Plan; from catchup.report.document import print_plan; "
    script += "print_plan(Plan.from_json(open(sys.argv[1], encoding='utf-8').read()))"
    file = tmp_path_factory.mktemp("printed") / "plan.json"
    file.write_text(nigeria, encoding="utf-8")

    def shown(columns: str, encoding: str) -> str:
        environment = {**os.environ, "COLUMNS": columns, "PYTHONIOENCODING": encoding, "NO_COLOR": "1"}
        ran = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, check=True, cwd=ROOT, env=environment)
        return ran.stdout.decode(encoding)

    return {"narrow": shown("100", "utf-8"), "wide": shown("140", "utf-8"), "ascii": shown("100", "ascii")}


def test_help_lists_verbs_quickly() -> None:
    began = time.perf_counter()
    ran = catchup("--help", COLUMNS="120")
    assert time.perf_counter() - began < 3, "importing typer and rich is all that help may cost"
    assert ran.returncode == 0
    assert all(f" {verb} " in ran.stdout for verb in VERBS)


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, catchup.cli; print([n for n in ('pandas','pyomo','highspy','pydantic','scipy') if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", ["countries", "levers", "scenarios"])
def test_lists(verb: str) -> None:
    rows = json.loads(catchup(verb, "--json").stdout)[verb]
    first = "code" if verb == "countries" else "id"
    table = catchup(verb).stdout
    assert rows
    assert all(row[first] in table for row in rows)


def test_version() -> None:
    assert catchup("--version").stdout.startswith("catchup ")


def test_unknown_country_suggests() -> None:
    said = refused(catchup("plan", "ING"), 1)
    assert "unknown country 'ING'" in said
    assert "did you mean" in said


def test_refusal_is_one_document_with_json() -> None:
    ran = catchup("plan", "ING", "--json")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["error"] == "unknown country 'ING'"
    assert ran.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "fab_mature.lead_time=soon"),
        ("--set", "fab_mature.nothing=1"),
        ("--set", "=3"),
        ("--lock", "osat"),
        ("--lock", "osat=in", "--lock", "osat=out"),
        ("--lock", "os_at=out"),
        ("--target", "compute_h100e=3"),
        ("--target", "happiness>=3@2030"),
        ("--horizon", "0"),
        ("--horizon", "200"),
        ("--weight", "2"),
        ("--scenario", "base_line"),
        ("--objective", "least_cost"),
        ("--out", "/nowhere/plan.json"),
        ("--time-limit", "0"),
    ],
)
def test_bad_input_has_a_remedy(arguments: tuple[str, ...]) -> None:
    said = refused(catchup("plan", "NGA", *arguments), 1)
    assert said.startswith("error: ")
    assert "remedy: " in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("plam",), ("plan",), ("plan", "NGA", "--horizon", "long"), ("plan", "NGA", "--objective", "glory"),
        ("plan", "NGA", "--gap", "nan"), ("plan", "NGA", "--nonsense"), ("model", "NGA", "--to", "model.txt"), ("model", "NGA"),
        ("check", "--json-schema", "planet"),
    ],
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    refused(catchup(*arguments), 2)


def test_mistyped_verb_suggests() -> None:
    assert "'plan'" in catchup("plam").stderr


def test_check_passes_and_counts_assumptions() -> None:
    found = json.loads(catchup("check", "--json").stdout)
    assert found["ok"] is True
    assert found["figures"]["NGA"]["assumed"] > 0
    ran = catchup("check")
    assert ran.returncode == 0
    assert "no faults" in ran.stdout


def test_check_names_every_fault(tmp_path: Path) -> None:
    text = (ROOT / "data/countries/NGA.yaml").read_text(encoding="utf-8")
    file = tmp_path / "NGA.yaml"
    file.write_text(text.replace("unit: WGI", "unit: banana", 2).replace("format: country/1", "format: country/9"), encoding="utf-8")
    ran = catchup("check", str(file), "--json")
    faults = json.loads(ran.stdout)["faults"]
    assert ran.returncode == 1
    assert len(faults) >= 3
    assert all(fault["line"] > 0 and fault["file"] == str(file) for fault in faults)
    assert f"{file}:{faults[0]['line']}" in catchup("check", str(file)).stdout


@pytest.mark.parametrize("kind", ["country", "lever", "world", "scenario"])
def test_schema_accepts_what_ships(kind: str) -> None:
    schema = json.loads(catchup("check", "--json-schema", kind).stdout)
    assert schema["type"] == "object"
    assert "format" in schema["properties"]


def test_plan_passes_its_audit(nigeria: str) -> None:
    ran = catchup("audit", "-", stdin=nigeria)
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.startswith("ok: ")


def test_tampering_is_found_and_named(nigeria: str) -> None:
    plan = json.loads(nigeria)
    plan["decisions"]["starts"][0][-1] += 1
    ran = catchup("audit", "-", stdin=json.dumps(plan))
    assert ran.returncode == 1
    assert "not ok" in ran.stdout
    report = json.loads(catchup("audit", "-", "--json", stdin=json.dumps(plan)).stdout)
    assert report["ok"] is False
    assert {"value_lines", "steps"} <= {one["rule"] for one in report["violations"]}


def test_a_moved_ledger_entry_is_found(nigeria: str) -> None:
    plan = json.loads(nigeria)
    entry = next(one for one in plan["ledgers"] if one["ledger"] == "money" and one["entry"] == "lapsed")
    entry["amount"] += 1
    report = json.loads(catchup("audit", "-", "--json", stdin=json.dumps(plan)).stdout)
    assert "ledger:money" in {one["rule"] for one in report["violations"]}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format_version": "plan/0"}', '{"format_version": "plan/1"}'])
def test_what_is_no_plan_is_refused(text: str) -> None:
    assert "remedy: " in refused(catchup("audit", "-", stdin=text), 1)


def test_audit_of_a_file_that_is_not_there() -> None:
    assert "cannot be read" in refused(catchup("audit", "/nowhere/plan.json"), 1)


@pytest.mark.slow
def test_overrides_change_the_plan(nigeria: str) -> None:
    ran = catchup("plan", "NGA", "--set", "energy_solar_storage.capex_per_unit=x2", "--json")
    changed, before = json.loads(ran.stdout), json.loads(nigeria)
    assert changed["objective"]["value"] < before["objective"]["value"]
    assert changed["request"]["overrides"] == ["energy_solar_storage.capex_per_unit=x2"]


@pytest.mark.slow
def test_locks_are_followed(nigeria: str) -> None:
    used = json.loads(nigeria)["steps"][0]["lever"]
    plan = json.loads(catchup("plan", "NGA", "--lock", f"{used}=out", "--json").stdout)
    assert used not in {step["lever"] for step in plan["steps"]}


@pytest.mark.slow
def test_impossible_target_is_3_with_its_conflict() -> None:
    ran = catchup("plan", "NGA", "--target", "compute_h100e>=100000000@2029", "--json")
    assert ran.returncode == 3
    document = json.loads(ran.stdout)
    assert any("AI compute of at least 100,000,000" in one["sentence"] for one in document["conflict"])
    assert all({"rule", "sentence", "years"} <= set(one) for one in document["conflict"])
    assert all({"sentence", "cost_musd", "options"} <= set(one) for one in document["repairs"])
    assert document["repairs"]
    assert "AI compute of at least 100,000,000" in refused(catchup("plan", "NGA", "--target", "compute_h100e>=100000000@2029"), 3)


@pytest.mark.slow
def test_limit_before_any_plan_is_4() -> None:
    refused(catchup("plan", "IND", "--time-limit", "0.01"), 4)


@pytest.mark.slow
def test_out_from_and_overwriting(tmp_path: Path, nigeria: str) -> None:
    file = tmp_path / "nga.plan.json"
    file.write_text(nigeria, encoding="utf-8")
    assert "--force" in refused(catchup("plan", "NGA", "--out", str(file)), 1)
    again = tmp_path / "again.json"
    ran = catchup("plan", "--from", str(file), "--out", str(again), "--steps-only")
    assert ran.returncode == 0, ran.stderr
    assert "the same plan" in ran.stderr
    assert "What to do this year" in ran.stdout
    assert "Certificate" not in ran.stdout
    assert _canonical(again.read_text(encoding="utf-8")) == _canonical(nigeria)


def _canonical(text: str) -> Any:
    return {name: part for name, part in json.loads(text).items() if name != "run"}


def test_from_settles_the_request(tmp_path: Path, nigeria: str) -> None:
    file = tmp_path / "nga.plan.json"
    file.write_text(nigeria, encoding="utf-8")
    assert "scenario" in refused(catchup("plan", "--from", str(file), "-s", "export_cap"), 2)


@pytest.mark.slow
def test_model_file(tmp_path: Path) -> None:
    file = tmp_path / "nga.mps"
    ran = catchup("model", "NGA", "--to", str(file))
    assert ran.returncode == 0, ran.stderr
    assert "ROWS" in file.read_text(encoding="utf-8")[:2000]


def test_math() -> None:
    ran = catchup("math")
    assert ran.returncode == 0
    assert ran.stdout.startswith("# ")


def test_printed_plan_answers_in_order(printed: dict[str, str]) -> None:
    headings = (
        "Nigeria: a plan", "What to do this year (2027)", "What is left alone", "Timetable", "Money by year", "Value to the country",
        "Key figures", "What holds the plan back", "What each reform path is worth", "Standing checks", "Certificate",
    )
    places = [printed["narrow"].find(heading) for heading in headings]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(("name", "width"), [("narrow", 100), ("wide", 140), ("ascii", 100)])
def test_printed_plan_fits_its_width(printed: dict[str, str], name: str, width: int) -> None:
    assert max(len(line) for line in printed[name].splitlines()) <= width
    assert "…" not in printed[name], "a cell was cut off"
    assert "\x1b" not in printed[name], "colour without a terminal"


def test_printed_plan_in_ascii(printed: dict[str, str]) -> None:
    assert printed["ascii"].isascii()
    assert "?" not in printed["ascii"].split("Certificate")[0].split("Timetable")[1].split("Money by year")[0]


def test_app_command_keeps_the_users_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from catchup.report import starting

    monkeypatch.setattr(starting, "app_file", lambda: tmp_path / "streamlit_app.py")
    plain = starting.command([])
    assert plain[-4:] == ["--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
    own = starting.command(["--server.address=0.0.0.0", "--server.port", "8599"])
    assert "127.0.0.1" not in own
    assert own[-3:] == ["--server.address=0.0.0.0", "--server.port", "8599"]


@pytest.mark.parametrize(
    ("amount", "low", "high", "text"),
    [
        (12_345, 8_000, 17_000, "12,000"), (0.0, 0, 0, "0"), (45_000, 45_000, 45_000, "45,000"), (0.0456, 0.0456, 0.0456, "0.0456"),
        (20.61, 20.0, 20.6, "20.6"), (9.1, 4, 10, "9"), (-0.31, -0.4, 0, "-0.3"), (0.04, 0, 100, "0.04"), (1234.5, 1234, 1235, "1,230"),
    ],
)
def test_numbers_show_what_their_range_supports(amount: float, low: float, high: float, text: str) -> None:
    from catchup.report.words import supported

    assert supported(amount, low, high) == text


def test_progress_line_says_what_is_known() -> None:
    from catchup.report.progress import describe
    from catchup.search import Progress

    said = describe(Progress("solving", "deep_first", 12_345.6, 13_000.0, 0.053, 4.2), 4.2)
    assert said == ["solving (deep first)", "best so far 12,350", "cannot be better than 13,000", "gap 5.30 %", "4 s"]
    assert describe(Progress("building", "none", None, None, None, 1.0), 3.0) == ["building (none)", "3 s"]
