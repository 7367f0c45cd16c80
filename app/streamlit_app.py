"""Entry of the app: page configuration and the list of pages."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)

import cached  # noqa: E402
import state  # noqa: E402
from components import welcome  # noqa: E402

from catchup.language import tr  # noqa: E402


def main() -> None:
    """One run of the app for one visit."""
    st.set_page_config(page_title="catchup", page_icon="📈", layout="wide", initial_sidebar_state="auto")
    # Less empty room above the title than the default; a tick under a slider where the file's value stands. What is chosen is written in the
    # colour of text: the accent that is dark enough under white words is too dark to be read on a dark ground.
    st.html(
        "<style>.stMainBlockContainer{padding-top:3rem}"
        ".tick{position:relative;height:6px;margin:-1.2rem .4rem -1rem}.tick i{position:absolute;width:2px;height:8px;background:currentColor;opacity:.55}"
        ".stButtonGroup [role=radiogroup] button[data-variant=segmented_control][data-selected=true]{color:inherit;font-weight:600}</style>"
    )
    # The visit sets the language of this run, before anything is said in it.
    here = state.visit(state.first_country(list(cached.country_names(cached.data_digest()))))
    pages = [
        st.Page("views/plan.py", title=tr("Plan"), icon=":material/event_note:", default=True),
        st.Page("views/why.py", title=tr("Why"), icon=":material/help_center:"),
        st.Page("views/compare.py", title=tr("Compare"), icon=":material/compare_arrows:"),
        st.Page("views/countries.py", title=tr("Countries"), icon=":material/public:"),
        st.Page("views/evidence.py", title=tr("Evidence"), icon=":material/fact_check:", url_path="evidence"),
        st.Page("views/slate.py", title=tr("Slate"), icon=":material/description:", url_path="slate"),
        st.Page("views/help.py", title=tr("Help"), icon=":material/menu_book:", url_path="help"),
    ]
    page = st.navigation(pages)
    welcome.show(here)
    page.run()
    cached.freeze(here.question.request.country, page.title, here.shown is not None)


# A process spawned below a test of this script imports its parent's main module anew, under another name: there is no page to draw there.
if __name__ == "__main__":
    main()
