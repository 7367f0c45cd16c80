"""What is not known: the grade of the country's file, where its sources disagree, and what the model leaves out."""

from __future__ import annotations

import cached
import streamlit as st
from state import Visit

from catchup.grading import grade_of
from catchup.language import tr
from catchup.report.limits import limits
from components.words import plain


def show(here: Visit) -> None:
    """Draws the three lists.

    Raises:
        CatchupError: the country cannot be read.
    """
    profile = cached.profile_of(cached.country_of(here.question.request), cached.data_digest())
    st.header(tr("How far this country's file can be trusted"), anchor="grade")
    st.markdown(plain(grade_of(profile).reason))
    if profile.conflicts:
        st.header(tr("Where sources disagree, and what was done"), anchor="conflicts")
        st.markdown("\n".join(f"- {plain(one)}" for one in profile.conflicts))
    st.header(tr("What this model does not know"), anchor="limits")
    for one in limits():
        with st.expander(plain(one.title)):
            st.markdown(f"{plain(one.why)}\n\n**{tr('What to do:')}** {plain(one.do)}")
