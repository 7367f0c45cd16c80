"""How the app says no."""

from __future__ import annotations

import state
import streamlit as st
from state import Visit

from catchup.desk.pool import WorkerLostError
from catchup.errors import CatchupError, NoFeasiblePlanError
from components.words import money_phrase, plain, sentence_case

TITLES = {
    "NoFeasiblePlanError": "There is no such plan",
    "NoPlanInTimeError": "No plan was found in time",
    "AuditError": "The plan failed its own audit and is not shown",
    "SolverError": "The solver did something unexpected",
}


def show_error(problem: CatchupError, here: Visit) -> None:
    """Message and remedy of an error raised on purpose. Anything else is a crash and stays one."""
    title = TITLES.get(type(problem).__name__, "This cannot be planned as asked")
    lines = [line.strip() for line in problem.message.splitlines() if line.strip()]
    body = "\n\n".join(plain(line) for line in lines)
    if isinstance(problem, NoFeasiblePlanError) and problem.conflict:
        st.error(f"**{title}.** {sentence_case(body)}:\n" + "\n".join(f"- {plain(str(one))}" for one in problem.conflict), icon=":material/error:")
        _ways_out(problem, here)
        return
    remedy = f"\n\n**What to do:** {plain(problem.remedy)}" if problem.remedy else ""
    st.error(f"**{title}.** {body}{remedy}", icon=":material/error:")
    if isinstance(problem, WorkerLostError) and st.button("Ask again", icon=":material/refresh:"):
        here.job = None
        st.rerun()


def _ways_out(problem: NoFeasiblePlanError, here: Visit) -> None:
    """Each way out was solved before it is offered; one click takes it."""
    if not problem.repairs:
        st.markdown(f"**What to do:** {plain(problem.remedy)}")
        return
    st.markdown("**Ways out**, cheapest first; each was solved before it is offered:")
    for at, way in enumerate(problem.repairs):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            price = f" Costs about {money_phrase(way.cost_musd)}; {way.cost_note}." if way.cost_musd is not None else f" {sentence_case(way.cost_note)}."
            st.markdown(plain(way.sentence + price), width="stretch")
            if st.button("Take it", key=f"way-{at}-{state.turn()}"):
                # The way out speaks of everything asked, schedules included.
                state.put(here.question.model_copy(update={"request": way.request, "schedules": ()}))
                st.rerun()
