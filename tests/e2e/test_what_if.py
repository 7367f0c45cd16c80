"""The main paths of a what-if session in a real browser."""

from __future__ import annotations

import re

import pytest
from looking import PATIENCE, Served, cpu_seconds, lock, opened, page_of, proven, worth
from playwright.sync_api import BrowserContext, expect

from catchup.planner import request_of
from catchup.whatif import WhatIf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]


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


def test_a_long_search_can_be_stopped_the_plan_so_far_stays_and_the_processor_is_free(context: BrowserContext, served: Served) -> None:
    request = request_of("IND", objective="tokens", gap=0.0)
    page = page_of(context)
    page.goto(f"{served.url}/?q={WhatIf(request=request).to_link()}")
    page.get_by_text("best gain so far").wait_for()
    at_stop = cpu_seconds(served.workers())
    page.get_by_role("button", name="Stop", exact=True).click()
    proven(page)
    # Counted in processor time, so that a busy machine does not matter: at most 2 s after the stop, and then nothing any more.
    used = -1.0
    while cpu_seconds(served.workers()) - at_stop > used:
        used = cpu_seconds(served.workers()) - at_stop
        assert used <= 2.0
        page.wait_for_timeout(500)
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
