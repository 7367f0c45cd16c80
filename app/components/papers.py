"""The slate of the plan on screen: what it holds, how it looks, and files to take along. Nothing is written that its own checks refuse."""

from __future__ import annotations

import base64
import io
import zipfile
from functools import partial

import cached
import slates
import streamlit as st
from downloads import held
from state import Visit

from catchup.errors import CatchupError
from catchup.language import LANGUAGES, tr
from catchup.plan import Plan
from catchup.slate.document import DEPTHS, Depth, Slate
from catchup.slate.render import FORMATS, render
from components import besides
from components.words import plain

MIMES = {
    "pdf": "application/pdf", "html": "text/html", "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PREVIEW_HEIGHT = 900


def show(here: Visit, plan: Plan) -> None:
    """Choices on the left, the document on the right."""
    names = {"brief": tr("Brief, one page"), "note": tr("Note for the cabinet, 7 to 10 pages"), "annex": tr("Annex with all tables"), "all": tr("All three in one file")}
    left, right = st.columns([1, 2], gap="large")
    with left:
        extent = str(st.radio(tr("How deep"), list(names), format_func=names.__getitem__, key="slate-extent"))
        spoken = str(st.selectbox(tr("Language of the document"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, index=list(LANGUAGES).index(here.question.view.language), key="slate-language"))
        slate = _slate(here, plan, spoken)
        if slate is None:
            return
        _files(slate, extent)
        st.caption(plain(tr("Signed: the slate names its plan, its data and the command that makes it again. Whether a file was changed is told by the command catchup slate --check.")))
    with right:
        _preview(slate, extent)


def _slate(here: Visit, plan: Plan, spoken: str) -> Slate | None:
    """The slate, or every reason why it is refused."""
    try:
        given = besides.given_for(here, plan, spoken)
        return slates.slate_of_plan(plan, cached.country_of(here.question.asked), spoken, given)
    except CatchupError as problem:
        st.error(f"{plain(problem.message)}\n\n**{tr('What to do:')}** {plain(problem.remedy)}", icon=":material/error:")
        return None


def _files(slate: Slate, extent: str) -> None:
    """A button for each format. A file is made when it is asked for, and the page goes on meanwhile."""
    name = slate.id if extent == "all" else f"{slate.id}-{extent}"
    with st.container(horizontal=True, gap="small"):
        for fmt in FORMATS:
            st.download_button(
                fmt.upper(), data=held(partial(render, slate, fmt, extent), MIMES[fmt], f"{name}.{fmt}"), file_name=f"{name}.{fmt}", mime=MIMES[fmt],
                icon=":material/download:", on_click="ignore", key=f"slate-{fmt}-{extent}-{slate.language}",
            )
    st.download_button(
        tr("All formats (ZIP)"), data=held(partial(_bundle, slate), "application/zip", f"{slate.id}.zip"), file_name=f"{slate.id}.zip", mime="application/zip",
        icon=":material/folder_zip:", on_click="ignore", key=f"slate-zip-{slate.language}",
    )


def _bundle(slate: Slate) -> bytes:
    """Every format at every depth; workbook and JSON hold all depths at once."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for fmt in FORMATS:
            extents: tuple[Depth | str, ...] = ("all",) if fmt in ("xlsx", "json") else DEPTHS
            for extent in extents:
                bundle.writestr(f"{slate.id}{'' if extent == 'all' else f'-{extent}'}.{fmt}", render(slate, fmt, extent))
    return held.getvalue()


def _preview(slate: Slate, extent: str) -> None:
    """The web form of the document in a frame of its own origin, so that nothing in it can reach the page."""
    try:
        page = slates.slate_page(slate, extent)
    except CatchupError as problem:
        st.error(f"{plain(problem.message)}\n\n**{tr('What to do:')}** {plain(problem.remedy)}", icon=":material/error:")
        return
    st.iframe("data:text/html;charset=utf-8;base64," + base64.b64encode(page).decode(), height=PREVIEW_HEIGHT, alt=slate.title)
