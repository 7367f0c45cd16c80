"""The main paths of a what-if session in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, TimeoutError, expect

from catchup.planner import request_of
from catchup.whatif import WhatIf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
PATIENCE = 180_000


def opened(context: BrowserContext, address: str, query: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/?{query}")
    proven(page)
    return page


def proven(page: Page) -> None:
    """Waits until the certificate is drawn and nothing is provisional."""
    try:
        page.get_by_role("heading", name="Certificate").wait_for()
    except TimeoutError as problem:
        raise AssertionError(f"no plan is shown; the page says: {page.inner_text('body')[:2000]}") from problem
    expect(page.get_by_text("not yet proven")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("until the new one is there")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("[data-testid='stStatusWidget']")).to_have_count(0, timeout=PATIENCE)


HEADLINE = "() => document.querySelector('[data-testid=stMetricValue]')?.innerText ?? ''"
# While a page is drawn anew its lower part still shows the old figures; Streamlit marks that, and that it is running.
UNSETTLED = """() => /not yet proven|until the new one is there|first plan/.test(document.body.innerText)
    || !!document.querySelector('[data-stale="true"], [data-testid="stStatusWidget"], [data-test-script-state="running"]')"""


def worth(page: Page, unlike: str = "") -> str:
    """The headline figure of the proven plan once it stands still for three looks; another one than `unlike`."""
    seen: list[str] = []
    for _ in range(PATIENCE // 1000):
        shown = str(page.evaluate(HEADLINE))
        seen = [*seen[-2:], "" if page.evaluate(UNSETTLED) else shown]
        if len(seen) == 3 and set(seen) == {shown} and shown not in ("", unlike):
            return shown
        page.wait_for_timeout(1000)
    raise AssertionError(f"no plan stands still; the page says: {page.inner_text('body')[:2000]}")


def lock(page: Page, lever: str, choice: str) -> None:
    page.get_by_test_id("stSidebar").get_by_text(lever, exact=False).first.click()
    page.get_by_test_id("stSidebar").get_by_role("radio", name=choice).or_(page.get_by_test_id("stSidebar").get_by_role("button", name=choice)).locator("visible=true").first.click()


def test_a_change_is_answered_undone_and_shared(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nigeria: the plan for 2027 to 2041")
    before = worth(page)
    lock(page, "Levy on imported AI services", "Must not")
    expect(page.get_by_text("What you changed")).to_be_visible(timeout=PATIENCE)
    after, link = worth(page, unlike=before), page.url
    assert re.search(r"\?q=[\w-]+$", link)
    fresh = context.browser.new_context()  # type: ignore[union-attr]
    other = fresh.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(link)
    assert worth(other) == after
    expect(other.get_by_text("services: left out")).to_be_visible()
    fresh.close()
    page.get_by_role("button", name="Undo").click()
    assert worth(page, unlike=after) == before


def test_two_visitors_never_see_each_others_numbers(context: BrowserContext, address: str) -> None:
    one = opened(context, address, "country=NGA")
    other = opened(context, address, "country=IND")
    for _ in range(3):
        one.reload()
        other.reload()
        proven(one)
        proven(other)
        expect(one.get_by_role("heading", level=1)).to_contain_text("Nigeria")
        expect(other.get_by_role("heading", level=1)).to_contain_text("India")
        assert worth(one) != worth(other)


def test_a_long_search_can_be_stopped_and_the_plan_so_far_stays(context: BrowserContext, address: str) -> None:
    request = request_of("IND", objective="tokens", gap=0.0)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/?q={WhatIf(request=request).to_link()}")
    page.get_by_text("best gain so far").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    proven(page)
    expect(page.get_by_text("A limit stopped the search")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("India")


def test_hostile_words_in_a_link_do_nothing(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/?country=%3Cscript%3Ealert(1)%3C/script%3E&scenario=../../etc/passwd")
    expect(page.get_by_text("This cannot be planned as asked")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{address}/?q=eJx-not-a-link")
    expect(page.get_by_text("The link could not be opened")).to_be_visible(timeout=PATIENCE)
    assert not said
