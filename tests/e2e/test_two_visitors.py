"""Two people at once, and a worker that dies: nobody sees another's numbers, and nobody's visit ends."""

from __future__ import annotations

import os
import signal

import pytest
from looking import PATIENCE, Served, certificate, dial, opened, page_of, proven, settled, worth
from playwright.sync_api import BrowserContext, Page, expect

from catchup.planner import request_of
from catchup.whatif import WhatIf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
CHANGES = 50


def test_two_visitors_never_see_each_others_numbers_in_fifty_changes(context: BrowserContext, address: str) -> None:
    pages = {"Nigeria": opened(context, address, "country=NGA"), "India": opened(context, address, "country=IND")}
    files = {name: certificate(page, "Digest of the country file") for name, page in pages.items()}
    assert files["Nigeria"] != files["India"]
    dials = {name: dial(page, "fiscal . room") for name, page in pages.items()}
    for at in range(CHANGES):
        name = ("Nigeria", "India")[at % 2]
        dials[name].press("ArrowRight" if at % 8 < 5 else "ArrowLeft")
        for whose, page in pages.items():
            expect(page.get_by_role("heading", level=1).first).to_contain_text(whose)
            if page.get_by_role("heading", name="Certificate").count():
                assert certificate(page, "Digest of the country file") == files[whose]
    for whose, page in pages.items():
        expect(page.get_by_text("What you changed")).to_be_visible(timeout=PATIENCE)
        shown = worth(page)
        again = _fresh(context, page.url)
        assert worth(again) == shown
        expect(again.get_by_role("heading", level=1).first).to_contain_text(whose)


def _fresh(context: BrowserContext, link: str) -> Page:
    assert context.browser is not None
    page = page_of(context.browser.new_context())
    page.goto(link)
    proven(page)
    return page


def test_a_killed_worker_is_told_and_the_visit_goes_on(context: BrowserContext, served: Served) -> None:
    page = page_of(context)
    page.goto(f"{served.url}/?q={WhatIf(request=request_of('IND', objective='tokens', gap=0.0)).to_link()}")
    page.get_by_text("best gain so far").wait_for()
    for pid in served.workers():
        os.kill(pid, signal.SIGKILL)
    expect(page.get_by_text("the process that worked on this was lost")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Ask again").click()
    page.get_by_text("best gain so far").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    proven(page)
    settled(page)
    expect(page.get_by_role("heading", level=1).first).to_contain_text("India")
