"""The app in a real browser: how long a visitor waits.

A server of its own, headless Chromium, and one slider moved by the keyboard. An answer counts when what to do and the figures are those of another
plan; it is proven when the certificate at the foot of the page is that of the plan at its head. The planner's own share is read from the certificate.

    python benchmarks/app.py IND NGA --changes 30 --visitors 2
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
LONGEST_MS = 120_000
SLIDER = re.compile("fiscal . room")
STEPS = 40  # of every slider of the app
# The plan at the head of the page, the one of the certificate at its foot, and whether parts of a page that is being drawn anew still wait.
LOOK = """() => {
    const rows = [...document.querySelectorAll('[data-testid=stTable] tr')].map(row => row.innerText.split('\\t'));
    const value = name => (rows.find(row => row[0].trim() === name) || ['', ''])[1].trim();
    const mark = document.querySelector('[data-plan]'), foot = value('Digest of the plan'), head = (mark ? mark.dataset.plan : '').slice(0, foot.length || 16);
    const stale = mark && mark.closest('[data-stale="true"]') !== null, running = document.querySelector('[data-test-script-state="running"]') !== null;
    const provisional = /not yet proven|until the new one is there|first plan/.test(document.body.innerText);
    return {head: stale ? '' : head, proven: !provisional && !running && head !== '' && head === foot, run: value('This run')};
}"""


def serve(port: int) -> tuple[subprocess.Popen, float]:
    """Starts a server with an empty store; seconds until it answers."""
    began = time.perf_counter()
    folder = tempfile.mkdtemp()
    server = subprocess.Popen(
        [sys.executable, "-m", "catchup", "app", "--server.port", str(port), "--server.headless", "true"], cwd=ROOT,
        env={**os.environ, "CATCHUP_STORE": f"sqlite:///{folder}/store.sqlite"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
            return server, time.perf_counter() - began
        except OSError:
            time.sleep(0.05)


class Visitor:
    """A browser page and what its plan table says."""

    def __init__(self, playwright, url: str) -> None:
        self.browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        self.page = self.browser.new_page(viewport={"width": 1400, "height": 1000})
        self.page.set_default_timeout(LONGEST_MS)
        self.url = url

    def look(self) -> dict:
        """The plan on screen and whether it is proven."""
        return self.page.evaluate(LOOK)

    def until(self, wanted) -> tuple[float, dict]:
        """Seconds until what is on screen is as wanted."""
        began = time.perf_counter()
        while True:
            seen = self.look()
            if wanted(seen):
                return time.perf_counter() - began, seen
            if time.perf_counter() - began > LONGEST_MS / 1000:
                raise TimeoutError(self.page.inner_text("body")[:1000])
            time.sleep(0.02)

    def open(self, query: str) -> tuple[float, float]:
        """Opens a question; seconds until a heading is there and until its plan is proven."""
        began = time.perf_counter()
        self.page.goto(f"{self.url}/?{query}")
        self.page.get_by_role("heading", level=1).first.wait_for()
        head = time.perf_counter() - began
        self.until(lambda seen: seen["proven"])
        return head, time.perf_counter() - began

    def change(self, key: str) -> dict:
        """Moves the slider one step; seconds to an answer, to the proof, and what the planner needed of it."""
        before = self.look()["head"]
        thumb = self.page.get_by_test_id("stSidebar").get_by_role("slider", name=SLIDER).first
        thumb.focus()
        began = time.perf_counter()
        thumb.press(key)
        self.until(lambda seen: seen["head"] not in ("", before))
        first = time.perf_counter() - began
        _, seen = self.until(lambda seen: seen["proven"] and seen["head"] != before)
        proven = time.perf_counter() - began
        planner = re.search(r"([\d.,]+) s", seen["run"])
        return {"first": first, "proven": proven, "planner": float(planner.group(1)) if planner else float("nan")}

    def turn(self, name: str, heading: str) -> float:
        """Another page; seconds until its heading is there."""
        began = time.perf_counter()
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.get_by_role("heading", name=heading, level=1).wait_for()
        return time.perf_counter() - began


def p(values: list[float], part: float) -> float:
    """A percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[int(100 * part) - 1] if len(values) > 1 else values[0]


def session(playwright, url: str, country: str, changes: int) -> list[dict]:
    """One visitor: opens a country and walks through the range of its slider."""
    visitor = Visitor(playwright, url)
    visitor.open(f"country={country}&welcome=no")
    visitor.page.get_by_role("tab", name="Assumptions").first.click()
    # From one end of the slider on, so that no question comes twice and none is answered from memory.
    visitor.change("Home")
    rows = [visitor.change("ArrowRight") for _ in range(min(changes, STEPS - 1))]
    visitor.browser.close()
    return rows


def shown(name: str, rows: list[dict]) -> None:
    """A row of the table."""
    print(
        f"| {name} | {len(rows)} | {p([one['first'] for one in rows], 0.5):.2f} / {p([one['first'] for one in rows], 0.95):.2f} | "
        f"{p([one['proven'] for one in rows], 0.5):.2f} / {p([one['proven'] for one in rows], 0.95):.2f} | "
        f"{p([one['proven'] - one['planner'] for one in rows], 0.5):.2f} |", flush=True,
    )


def main() -> None:
    """Prints the tables."""
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("countries", nargs="*", default=["IND", "NGA"])
    asked.add_argument("--changes", type=int, default=30)
    asked.add_argument("--visitors", type=int, default=2)
    given = asked.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server, ready = serve(port)
    url = f"http://127.0.0.1:{port}"
    try:
        with sync_playwright() as playwright:
            visitor = Visitor(playwright, url)
            head, proven = visitor.open(f"country={given.countries[0]}&welcome=no")
            print(f"server answers {ready:.1f} s after its start; first page: heading {head:.1f} s, first plan proven {proven:.1f} s")
            turns = []
            for _ in range(5):
                turns += [visitor.turn("Evidence", "Evidence"), visitor.turn("Help", "Help")]
            print(f"page change: p50 {p(turns, 0.5):.2f} s, p95 {p(turns, 0.95):.2f} s ({len(turns)})")
            visitor.browser.close()
            print("| visitor | changes | first answer p50 / p95 s | proven p50 / p95 s | above the planner p50 s |\n|---|---|---|---|---|")
            for country in given.countries:
                shown(country, session(playwright, url, country, given.changes))
    finally:
        server.terminate()
        server.wait(timeout=10)
    # Another server, because this one knows the answers by now.
    server, _ = serve(port)
    try:
        together(url, given.countries[: given.visitors], given.changes)
    finally:
        server.terminate()
        server.wait(timeout=10)


def together(url: str, countries: list[str], changes: int) -> None:
    """Several visitors at once, each with a browser of their own."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[dict]] = {}

    def visit(country: str) -> None:
        with sync_playwright() as playwright:
            found[country] = session(playwright, url, country, changes)

    threads = [threading.Thread(target=visit, args=(one,)) for one in countries]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for country, rows in found.items():
        shown(f"{country}, {len(countries)} at once", rows)


if __name__ == "__main__":
    main()
