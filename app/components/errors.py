"""How the app says no."""

from __future__ import annotations

import state
import streamlit as st
from state import Visit

from catchup.desk.pool import WorkerLostError
from catchup.errors import CatchupError, NoFeasiblePlanError
from catchup.language import tr
from components.words import Reading, money_phrase, plain, sentence_case


def _title(problem: CatchupError) -> str:
    return {
        "NoFeasiblePlanError": tr("There is no such plan"),
        "NoPlanInTimeError": tr("No plan was found in time"),
        "AuditError": tr("The plan failed its own audit and is not shown"),
        "SolverError": tr("The solver did something unexpected"),
    }.get(type(problem).__name__, tr("This cannot be planned as asked"))


def show_error(problem: CatchupError, here: Visit) -> None:
    """Message and remedy of an error raised on purpose. Anything else is a crash and stays one."""
    title = _title(problem)
    lines = [line.strip() for line in problem.message.splitlines() if line.strip()]
    body = "\n\n".join(plain(line) for line in lines)
    if isinstance(problem, NoFeasiblePlanError) and problem.conflict:
        st.error(f"**{title}.** {sentence_case(body)}:\n" + "\n".join(f"- {plain(str(one))}" for one in problem.conflict), icon=":material/error:")
        _ways_out(problem, here)
        return
    remedy = f"\n\n**{tr('What to do:')}** {plain(problem.remedy)}" if problem.remedy else ""
    st.error(f"**{title}.** {body}{remedy}", icon=":material/error:")
    if isinstance(problem, WorkerLostError) and st.button(tr("Ask again"), icon=":material/refresh:"):
        here.job = None
        st.rerun()


def _ways_out(problem: NoFeasiblePlanError, here: Visit) -> None:
    """Each way out was solved before it is offered; one click takes it."""
    if not problem.repairs:
        st.markdown(f"**{tr('What to do:')}** {plain(problem.remedy)}")
        return
    st.markdown(tr("**Ways out**, cheapest first; each was solved before it is offered:"))
    for at, way in enumerate(problem.repairs):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{way.sentence} {_price(way.cost_musd, way.cost_note, here)}"), width="stretch")
            if st.button(tr("Take it"), key=f"way-{at}-{state.turn()}"):
                # The way out speaks of everything asked, schedules included.
                state.put(here.question.model_copy(update={"request": way.request, "schedules": ()}))
                st.rerun()


def _price(million: float | None, note: str, here: Visit) -> str:
    """What a way out costs; in the country's own money where a plan of it is at hand for the rate."""
    if million is None:
        return f"{sentence_case(note)}."
    known = here.shown is not None and here.shown.country == here.question.request.country
    said = Reading(here.shown, currency=here.question.view.currency).money(million) if known and here.shown else money_phrase(million)
    return tr("Costs about {money}; {note}.", money=said, note=note)
