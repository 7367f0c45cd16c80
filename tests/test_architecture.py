"""The shape of the house: contracts, sizes, documents that are generated, names that are public."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import catchup
from catchup.mathdoc import SECTIONS
from catchup.rules import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*(ROOT / "catchup").rglob("*.py"), *(ROOT / "app").rglob("*.py")])


def test_public_names_are_what_can_be_imported() -> None:
    for name in catchup.__all__:
        assert getattr(catchup, name) is not None
    assert len(catchup.__all__) <= 12


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 510, "split the file by concern"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


def test_the_mathematics_are_up_to_date() -> None:
    # In a process of its own: other tests may register rules of theirs.
    code = "from catchup.mathdoc import render; print(render(), end='')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "MATH.md").read_text() == done.stdout, "run `catchup math --out docs/MATH.md`"


def test_every_rule_has_sentence_formula_and_section() -> None:
    for rule in REGISTRY.values():
        assert rule.sentence.endswith((".", "otherwise money flows on and nothing comes of it.")), rule.name
        assert rule.sentence[0].isupper(), rule.name
        assert rule.function.__doc__, rule.name
        assert rule.number in SECTIONS, rule.name


def test_all_nineteen_rules_are_there() -> None:
    from catchup.mathdoc import STATED_ELSEWHERE

    stated = {rule.number for rule in REGISTRY.values()} | set(STATED_ELSEWHERE)
    assert {str(number) for number in range(1, 20)} <= stated


def test_the_package_knows_no_app_and_help_is_quick_to_import() -> None:
    code = "import sys, catchup, catchup.cli; print([m for m in ('streamlit','pyomo','highspy','pandas','pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_committed_files_hold_no_addresses_of_registries() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()


def test_the_readme_has_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert "catchup plan IND" in lines[lines.index("# run") + 1]
    assert "pytest" in lines[lines.index("# test") + 1]
