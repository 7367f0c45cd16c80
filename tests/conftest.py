"""What all tests share: the option that rewrites golden files, and a store of their own, so that none answers from what another run kept."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from programs import CHROMIUM_ARGS, chromium

# Test folders are no packages; the helpers they share live beside the rule tests.
sys.path.insert(0, str(Path(__file__).parent / "rules"))

_OWN = tempfile.mkdtemp(prefix="catchup-tests-")
atexit.register(shutil.rmtree, _OWN, ignore_errors=True)
os.environ["CATCHUP_STORE"] = f"sqlite:///{_OWN}/store.sqlite"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files instead of comparing with them")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for all tests of a process: a second driver beside it would be refused."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        yield made
        made.close()


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compares a text with a golden file, or rewrites the file under `--update-golden`."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        assert file.is_file(), f"{file} is missing: run pytest --update-golden and read what it writes"
        assert text == file.read_text(encoding="utf-8"), f"{file.name} differs: read why, then run pytest --update-golden"

    return compare
