"""How far work beside the plan is, with a stop; draws the page anew when it is done."""

from __future__ import annotations

import cached
import state
import streamlit as st

from catchup.language import tr, trn
from components.words import plain


@st.fragment(run_every=0.5)
def watch(side: str, words: str) -> None:
    """One line about the work on one side of a comparison."""
    here = state.here()
    if side not in here.beside:
        return
    job = here.beside[side][1]
    if job.done:
        st.rerun(scope="app")
    place = cached.desk().place(job)
    said = job.progress.stage if job.progress else tr("Beginning")
    if place:
        said = trn("Waiting; {count} question is before this one", "Waiting; {count} questions are before this one", place)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words}** · {plain(said)}", width="stretch")
        if st.button(tr("Stop"), icon=":material/stop_circle:", key=f"stop-{side}-{here.asker}", disabled=job.stopped):
            cached.desk().stop(job)
