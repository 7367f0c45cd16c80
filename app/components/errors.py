"""How the app says no."""

from __future__ import annotations

import streamlit as st

from catchup.errors import CatchupError, NoFeasiblePlanError
from components.words import plain

TITLES = {
    "NoFeasiblePlanError": "There is no such plan",
    "NoPlanInTimeError": "No plan was found in time",
    "AuditError": "The plan failed its own audit and is not shown",
    "SolverError": "The solver did something unexpected",
}


def show_error(problem: CatchupError) -> None:
    """Message and remedy of an error raised on purpose. Anything else is a crash and stays one."""
    title = TITLES.get(type(problem).__name__, "This cannot be planned as asked")
    lines = [line.strip() for line in problem.message.splitlines() if line.strip()]
    body = "\n\n".join(plain(line) for line in lines)
    remedy = f"\n\n**What to do:** {plain(problem.remedy)}" if problem.remedy else ""
    st.error(f"**{title}.** {body}{remedy}", icon=":material/error:")
    if isinstance(problem, NoFeasiblePlanError) and problem.conflict:
        st.markdown("These cannot all hold together:\n" + "\n".join(f"- {plain(one)}" for one in problem.conflict))
