"""What a visitor comes for, in a real browser: keep a question, compare, change evidence, take files along, bring files, read in French."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from looking import PATIENCE, arrived, certificate, lock, opened, page_of, pick, settled, turned, worth
from playwright.sync_api import BrowserContext, Page, expect

from catchup.language import speak, tr
from catchup.plan import Plan

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]
NAME = "No levy <b onclick=alert(1)>*x*</b>"


def test_a_question_is_saved_and_opened_again_by_another_browser_from_the_list(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    before = worth(page)
    lock(page, "Levy on imported AI services", "Must not")
    expect(page.get_by_test_id("stSidebar").get_by_text(re.compile("not saved$"))).to_be_visible(timeout=PATIENCE)
    after = worth(page, unlike=before)
    page.get_by_role("button", name="Saved").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_role("button", name="Save", exact=False).filter(has_text=re.compile("Save$")).click()
    expect(page.get_by_test_id("stSidebar").get_by_text(NAME).first).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text(re.compile("not saved$"))).to_have_count(0)
    assert context.browser is not None
    fresh = context.browser.new_context()
    other = opened(fresh, address, "country=NGA")
    assert worth(other) == before
    other.get_by_role("button", name="Saved").click()
    other.get_by_role("button", name="Open", exact=False).filter(has_text=re.compile("Open$")).click()
    assert worth(other, unlike=before) == after
    expect(other.get_by_test_id("stSidebar").get_by_text(NAME).first).to_be_visible()
    fresh.close()


def test_the_plan_is_compared_with_another_future_and_goes_along_as_files(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    with page.expect_download() as given:
        page.get_by_role("button", name="Download the plan (JSON)").click()
    plan = Plan.from_json(Path(given.value.path()).read_text(encoding="utf-8"))
    assert certificate(page, "Digest of the plan") == plan.digest[:16]
    turned(page, "Compare")
    pick(page, "Beside", re.compile("in another future"))
    expect(page.get_by_role("heading", name="What they do")).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert "Nothing." not in page.get_by_test_id("stMain").inner_text()
    turned(page, "Slate")
    with page.expect_download() as given:
        page.get_by_role("button", name="PDF").click()
    assert Path(given.value.path()).read_bytes().startswith(b"%PDF")
    with page.expect_download() as given:
        page.get_by_role("button", name="JSON").click()
    assert json.loads(Path(given.value.path()).read_text(encoding="utf-8"))


def test_a_figure_changed_in_the_table_of_evidence_changes_the_plan(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    before = worth(page)
    turned(page, "Evidence")
    page.get_by_label("Search the figures").fill("country.external.private_ceiling")
    page.get_by_label("Search the figures").press("Enter")
    expect(page.get_by_text(re.compile("^1 of "))).to_be_visible()
    settled(page)
    grid = page.get_by_test_id("stDataFrame").first
    # The table is drawn on a canvas: the first cell of the first row, then one to the right, is the value.
    grid.click(position={"x": 60, "y": 52})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("90", delay=50)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 figure changed")).to_be_visible(timeout=PATIENCE)
    turned(page, "Plan")
    assert worth(page, unlike=before) != before
    expect(page.get_by_text("What you changed")).to_be_visible()


def test_a_hostile_country_file_is_refused_with_its_faults_and_runs_nowhere(context: BrowserContext, address: str, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    page = page_of(context)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/evidence?country=NGA&welcome=no")
    arrived(page)
    page.get_by_role("radio", name="Your own country file").click()
    for name, text in {
        "calls.yaml": f"name: !!python/object/apply:os.system ['touch {trace}']\n",
        "words.yaml": "iso3: '<img src=x onerror=alert(1)>'\nname: '<script>alert(1)</script>'\n'; DROP TABLE saved; --': '../../etc/passwd'\n",
    }.items():
        page.locator("input[type=file]").last.set_input_files({"name": name, "mimeType": "application/yaml", "buffer": text.encode()})
        page.get_by_role("button", name="Check it and plan with it").click()
        expect(page.get_by_text(re.compile("faults? in .*Nothing of it was taken"))).to_be_visible(timeout=PATIENCE)
        page.reload()
        arrived(page)
        page.get_by_role("radio", name="Your own country file").click()
    assert not trace.exists()
    assert not said


def test_french_changes_words_and_numbers_and_outlives_a_reload(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "country=NGA")
    english = page.get_by_test_id("stMain").inner_text()
    assert re.search(r"USD \d,\d{3} million", english)
    pick(page, "Language", "Français")
    _french(page)
    page.goto(page.url)
    _french(page)


def _french(page: Page) -> None:
    speak("fr", "NG")
    try:
        words = tr("In figures")
    finally:
        speak("en", "NG")
    assert words != "In figures"
    expect(page.get_by_role("heading", name=words)).to_be_visible(timeout=PATIENCE)
    settled(page)
    shown = page.get_by_test_id("stMain").inner_text()
    assert re.search("\\d[\u00a0\u202f]\\d{3}", shown)
    assert not re.search(r"\d,\d{3}\b[^\d]*million", shown)
