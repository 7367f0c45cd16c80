"""The files open clean in LibreOffice, and the page passes an accessibility check in a browser."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from programs import program
from pypdf import PdfReader
from slate_samples import SAMPLES, UNBROKEN

from catchup.slate.render import render

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def office() -> str:
    return program("soffice", "libreoffice", package="libreoffice-writer-nogui libreoffice-calc-nogui")


def converted(office: str, folder: Path, files: dict[str, bytes]) -> dict[str, list[str]]:
    """The text of the pages LibreOffice lays out for each file."""
    for name, document in files.items():
        (folder / name).write_bytes(document)
    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder / "out"),
         *(str(folder / name) for name in files)], capture_output=True, text=True, timeout=240, check=True,
    )
    said = f"{done.stdout}{done.stderr}".lower()
    assert not [word for word in ("error", "corrupt", "repair", "could not be loaded") if word in said], said
    return {
        name: [page.extract_text() for page in PdfReader(folder / "out" / f"{Path(name).stem}.pdf").pages] for name in files
    }


def test_office_files_of_every_sample_open_clean(office: str, tmp_path: Path) -> None:
    files = {f"{name}-word.docx": render(make(), "docx", "all") for name, make in SAMPLES.items()}
    files |= {f"{name}-brief.docx": render(make(), "docx", "brief") for name, make in SAMPLES.items() if name != "hostile"}
    files |= {f"{name}-book.xlsx": render(SAMPLES[name](), "xlsx", "all") for name in ("fifty", "hostile")}
    files |= {"scripts-page.html": render(SAMPLES["scripts"](), "html", "all")}
    pages = converted(office, tmp_path, files)
    assert all(len(some) == 1 for name, some in pages.items() if name.endswith("-brief.docx")), {n: len(p) for n, p in pages.items()}
    assert 10 <= len(pages["fifty-word.docx"]) <= 18
    assert len(pages["one-word.docx"]) <= 9
    assert UNBROKEN[:12] in "".join(pages["scripts-page.html"]).replace("\n", "")
    # A page of a document that was mended on opening loses its footer, which every page of ours has.
    assert all("IND-2027-sample" in page for name, some in pages.items() if name.endswith(".docx") for page in some)
    assert not [page for page in pages["fifty-book.xlsx"] if "Err:" in page or "#NAME" in page or "#REF" in page]


def test_word_packages_name_every_part_they_hold() -> None:
    with zipfile.ZipFile(io.BytesIO(render(SAMPLES["scripts"](), "docx", "all"))) as package:
        names = package.namelist()
        types = package.read("[Content_Types].xml").decode()
        relations = package.read("word/_rels/document.xml.rels").decode()
        assert "footnotes.xml" in relations
        assert 'Extension="svg"' in types or types.count("image/svg+xml") >= 1
        assert len(names) == len(set(names))
        assert package.read("word/footnotes.xml").count(b"<w:footnote ") == 2 + 2
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("name", "width", "scheme"), [("fifty", 1200, "light"), ("scripts", 390, "dark"), ("arabic", 900, "light"), ("hostile", 390, "dark")])
def test_the_page_passes_the_accessibility_check_and_fits_a_phone(name: str, width: int, scheme: str, tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "slate.html"
    file.write_bytes(render(SAMPLES[name](), "html", "all"))
    # The check itself is a script, which the page's own policy would refuse.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    faults = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    context.close()
    assert faults == []
    assert asked == [file.as_uri()]
