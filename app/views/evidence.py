"""The page of numbers: every figure with its source, changes to them, a country file of one's own, and what moves the answer."""

from __future__ import annotations

import streamlit as st
from components import evidence, evidence_limits, evidence_moves, own_file, upload
from components.errors import show_error
from components.page import begun

from catchup.errors import CatchupError
from catchup.language import tr


def show() -> None:
    """Draws the part of the page that was chosen; the others cost nothing."""
    here = begun(tr("Evidence"))
    parts = {
        "figures": tr("Figures"), "moves": tr("What moves the answer"), "own": tr("Your own country file"), "limits": tr("What is not known"),
    }
    part = st.segmented_control(
        tr("Part of the page"), list(parts), default="figures", format_func=parts.__getitem__, key="evidence-part", required=True, label_visibility="collapsed",
    )
    try:
        {"figures": evidence.show, "moves": evidence_moves.show, "own": own_file.show, "limits": evidence_limits.show}[str(part)](here)
    except CatchupError as problem:
        show_error(problem, here)
        if part == "own":
            # Where the country file of a link is not here, giving it again is the way on.
            upload.show(here)


show()
