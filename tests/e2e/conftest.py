"""A real server and a real browser, started by the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import Served
from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, served on a free port of this machine with an empty store."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "catchup", "app", "--server.port", str(port), "--server.headless", "true"], cwd=ROOT,
        env={**os.environ, "CATCHUP_STORE": f"sqlite:///{tmp_path_factory.mktemp('store')}/store.sqlite"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the app did not start")
        yield Served(url, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def address(served: Served) -> str:
    """Where the app is served."""
    return served.url


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A visitor. A request to any other host fails the test."""
    made = browser.new_context(viewport={"width": 1400, "height": 1000})
    outside: list[str] = []

    def note(request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
            outside.append(url)

    made.on("request", note)
    yield made
    made.close()
    assert not outside, f"requests to other hosts: {outside[:3]}"
