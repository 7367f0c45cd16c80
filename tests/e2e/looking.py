"""How the tests look at a page: what is on screen, whether it stands still, and what can be pressed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

PATIENCE = 60_000
HEADLINE = "() => document.querySelector('[data-testid=stMetricValue]')?.innerText ?? ''"
# While a page is drawn anew its lower part still shows the old figures; Streamlit marks that, and that it is running.
UNSETTLED = """() => /not yet proven|until the new one is there|first plan|The plan comes first|Making plans to compare|pas encore prouvé|premier plan/.test(document.body.innerText)
    || !!document.querySelector('[data-stale="true"], [data-testid="stStatusWidget"], [data-test-script-state="running"]')"""
LOOK_MS = 250


@dataclass(frozen=True)
class Served:
    """A running app."""

    url: str
    pid: int

    def workers(self) -> list[int]:
        """Process numbers of its planner workers."""
        children = [int(one) for task in Path(f"/proc/{self.pid}/task").iterdir() for one in (task / "children").read_text().split()]
        return [one for one in children if b"catchup.desk.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]


def page_of(context: BrowserContext) -> Page:
    """A new page that waits as long as a busy machine needs."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def opened(context: BrowserContext, address: str, query: str) -> Page:
    """A question, opened and proven. A first visit's greeting is left out."""
    page = page_of(context)
    page.goto(f"{address}/?{query}&welcome=no")
    proven(page)
    return page


def arrived(page: Page) -> None:
    """Waits until the page has a title; a page that failed says so at once."""
    page.locator("h1, [data-testid=stException]").first.wait_for()
    assert page.get_by_test_id("stException").count() == 0, page.inner_text("body")[:2000]


def proven(page: Page) -> None:
    """Waits until the certificate is drawn and nothing is provisional."""
    arrived(page)
    try:
        page.get_by_role("heading", name="Certificate").wait_for()
    except TimeoutError as problem:
        raise AssertionError(f"no plan is shown; the page says: {page.inner_text('body')[:2000]}") from problem
    expect(page.get_by_text("not yet proven")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("until the new one is there")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("[data-testid='stStatusWidget']")).to_have_count(0, timeout=PATIENCE)


def settled(page: Page) -> None:
    """Waits until the page has been drawn to its end, three looks in a row."""
    calm = 0
    for _ in range(PATIENCE // LOOK_MS):
        calm = 0 if page.evaluate(UNSETTLED) else calm + 1
        if calm == 3:
            return
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"the page does not stand still; it says: {page.inner_text('body')[:2000]}")


def worth(page: Page, unlike: str = "") -> str:
    """The headline figure of the proven plan once it stands still for three looks; another one than `unlike`."""
    seen: list[str] = []
    for _ in range(PATIENCE // LOOK_MS):
        shown = str(page.evaluate(HEADLINE))
        seen = [*seen[-2:], "" if page.evaluate(UNSETTLED) else shown]
        if len(seen) == 3 and set(seen) == {shown} and shown not in ("", unlike):
            return shown
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"no plan stands still; the page says: {page.inner_text('body')[:2000]}")


def plan_on(page: Page, unlike: str = "") -> str:
    """Digest of the proven plan on screen once the page stands still; another one than `unlike`."""
    mark = page.locator("[data-plan]")
    if unlike:
        expect(mark).not_to_have_attribute("data-plan", unlike, timeout=PATIENCE)
    settled(page)
    return str(mark.get_attribute("data-plan"))


def certificate(page: Page, row: str) -> str:
    """A row of the certificate."""
    return page.locator("[data-testid=stTable] tr").filter(has_text=re.compile(f"^{re.escape(row)}")).locator("td").last.inner_text()


def dial(page: Page, name: str) -> Locator:
    """The slider of an assumption, in its tab."""
    page.get_by_test_id("stSidebar").get_by_role("tab", name="Assumptions").click()
    return page.get_by_test_id("stSidebar").get_by_role("slider", name=re.compile(name)).first


def lock(page: Page, lever: str, choice: str) -> None:
    """What the plan may do about a lever."""
    side = page.get_by_test_id("stSidebar")
    side.get_by_text(lever, exact=False).first.click()
    side.get_by_role("radio", name=choice).or_(side.get_by_role("button", name=choice)).locator("visible=true").first.click()


def turned(page: Page, name: str) -> None:
    """Another page of the app, through the menu and drawn to its end."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    settled(page)


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that processes have used so far."""
    ticks = 0
    for pid in pids:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def pick(page: Page, box: str, option: str | re.Pattern[str]) -> None:
    """Chooses in a select box, by the keys that open it. A page drawn anew in between closes the list: it is opened again."""
    for _ in range(5):
        page.get_by_role("combobox", name=box).focus()
        page.keyboard.press("ArrowDown")
        try:
            page.get_by_role("option", name=option).first.click(timeout=PATIENCE / 10)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError(f"{box} offers no {option}")
