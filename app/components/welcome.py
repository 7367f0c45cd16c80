"""The introduction for a first visit: three short steps, closed for good in this browser."""

from __future__ import annotations

import state
import streamlit as st
from state import Visit

from catchup.language import tr

YEAR_SECONDS = 31_536_000
# A constant: nothing a visitor wrote ever reaches it.
REMEMBER = f"<script>document.cookie='{state.SEEN}=1;max-age={YEAR_SECONDS};path=/;SameSite=Lax'</script>"


def show(here: Visit) -> None:
    """Opens the introduction where it is due; once closed, the browser is asked to remember that."""
    if here.introduced:
        st.html(REMEMBER, unsafe_allow_javascript=True)
    if here.welcome is not None:
        _dialog()()


def _dialog():
    # The title is in the reader's language, so the dialog is made when it is due.
    return st.dialog(tr("Welcome to catchup"), on_dismiss=_close)(_steps)


def _close() -> None:
    here = state.here()
    here.welcome, here.introduced = None, True


def _pages() -> tuple[tuple[str, str], ...]:
    return (
        (tr("1. The question"), tr(
            "With the money, power, people and institutions a country really has: what does it build, buy, ban and reform, in which year - and what does it do this year? Pick a country on the left. A possible plan comes at once, then the proof of how good it is."
        )),
        (tr("2. Change something"), tr(
            "Force or bar a measure, or set its year, under *Actions*. Move a figure you doubt under *Assumptions*. Say what must be reached under *Targets*. Every change can be undone, and the page *Why* says what each measure is worth."
        )),
        (tr("3. Share it"), tr(
            "*Save* keeps a question under a name; *Share* gives a link that opens exactly this view. *Compare* sets two plans, or somebody else's strategy, side by side. *Help* says what the model does not know: read that before you rely on it."
        )),
    )


def _steps() -> None:
    here = state.here()
    pages = _pages()
    at = min(here.welcome or 0, len(pages) - 1)
    title, text = pages[at]
    st.markdown(f"**{title}**\n\n{text}")
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        if at and st.button(tr("Back"), key="welcome-back"):
            here.welcome = at - 1
            st.rerun(scope="fragment")
        if at < len(pages) - 1:
            if st.button(tr("Skip"), key="welcome-skip", type="tertiary"):
                _close()
                st.rerun()
            if st.button(tr("Next"), key="welcome-next", type="primary"):
                here.welcome = at + 1
                st.rerun(scope="fragment")
        elif st.button(tr("Begin"), key="welcome-begin", type="primary"):
            _close()
            st.rerun()
