"""Everybody can use every page: no serious fault of accessibility in either theme, on a phone, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import PATIENCE, arrived, certificate, opened, page_of, proven, settled
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
PAGES = ("", "why", "compare", "countries", "evidence", "slate", "help")


def faults(page: Page) -> list[str]:
    """Serious and critical findings of axe-core: rule, help text, and every place."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']} at {[place['html'][:200] for place in one['nodes']]}"
        for one in found if one["impact"] in ("serious", "critical")
    ]


def visited(page: Page, address: str, name: str) -> None:
    """A page of the app, drawn to its end."""
    page.goto(f"{address}/{name}?country=NGA&welcome=no")
    arrived(page)
    if name == "":
        proven(page)
    settled(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_fault_in_either_theme(browser: Browser, address: str, theme: str) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme=theme)
    page = page_of(context)
    found = {}
    for name in PAGES:
        visited(page, address, name)
        found[name] = faults(page)
    context.close()
    assert found == {name: [] for name in PAGES}


def test_a_visitor_with_a_keyboard_alone_changes_an_assumption_and_takes_it_back(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    settled(page)
    before = certificate(page, "Digest of the plan")
    _tab_to(page, "tab", "Assumptions")
    page.keyboard.press("Enter")
    _tab_to(page, "slider", "fiscal . room")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("What you changed")).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert certificate(page, "Digest of the plan") != before
    undo = page.get_by_test_id("stSidebar").get_by_role("button", name="Undo")
    expect(undo).to_be_enabled()
    while undo.is_enabled():
        _tab_to(page, "button", "Undo")
        page.keyboard.press("Enter")
        settled(page)
    assert certificate(page, "Digest of the plan") == before


def _tab_to(page: Page, role: str, name: str) -> None:
    """Walks the page by the tab and arrow keys until the wanted control has the focus; round the whole page if it comes before."""
    wanted = page.get_by_role(role, name=re.compile(name)).first
    for _ in range(400):
        if wanted.count() and wanted.evaluate("one => one === document.activeElement"):
            return
        inside_tabs = page.evaluate("() => document.activeElement?.getAttribute('role') === 'tab'")
        page.keyboard.press("ArrowRight" if inside_tabs and role == "tab" else "Tab")
    raise AssertionError(f"the keyboard does not reach the {role} {name}")


def test_nothing_runs_over_the_side_of_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=1, is_mobile=True, has_touch=True)
    page = page_of(context)
    over = {}
    for name in PAGES:
        visited(page, address, name)
        over[name] = page.evaluate("() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollWidth - main.clientWidth }")
    context.close()
    assert {name: wide for name, wide in over.items() if wide > 1} == {}
