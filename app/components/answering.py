"""The answer to the question in hand: at once something possible, then the proof, with a stop in between."""

from __future__ import annotations

import time

import cached
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.errors import CatchupError
from catchup.plan import Plan
from catchup.writing import OBJECTIVE_UNITS
from components.words import grouped, significant

PATIENCE_SECONDS = 1.0
GLANCE_SECONDS = 0.02


def answer(here: Visit) -> tuple[Plan | None, bool]:
    """The plan to show, and whether it is still provisional. None while nothing is known.

    Raises:
        CatchupError: whatever the planner says no to.
    """
    request = here.question.asked
    key = cached.key_of(request, cached.data_digest())
    known = cached.plans().get(key)
    if known is not None:
        _forget_job(here, key)
        return _shown(here, known), False
    job = _job(here, key)
    _wait_a_little(job)
    if job.error is not None:
        raise job.error
    if job.reply is not None:
        here.job = None
        if not job.stopped:
            cached.plans().put(key, job.reply.plan)
        return _shown(here, job.reply.plan), False
    here.provisional_shown = job.provisional is not None
    return (job.provisional.plan if job.provisional else None), True


def _forget_job(here: Visit, key: str) -> None:
    if here.job is not None and here.job[0] != key:
        cached.desk().stop(here.job[1])
        here.job = None


def _job(here: Visit, key: str) -> Job:
    if here.job is None or here.job[0] != key:
        request = here.question.asked
        here.job = (key, cached.desk().ask(here.asker, request, request.profile_file or request.country))
    return here.job[1]


def _wait_a_little(job: Job) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not job.done and job.provisional is None:
        time.sleep(GLANCE_SECONDS)


def _shown(here: Visit, plan: Plan) -> Plan:
    """Remembers the plan shown before this one, for the changes beside the figures."""
    if here.shown is None or here.shown.digest != plan.digest:
        here.before, here.shown = here.shown, plan
    return plan


@st.fragment(run_every=0.4)
def watch(asker: str) -> None:
    """How far the search is, with a stop; draws the page anew when the answer is there."""
    here: Visit = st.session_state["visit"]
    if here.job is None:
        return
    job = here.job[1]
    if job.done or (job.provisional is not None and not here.provisional_shown):
        st.rerun(scope="app")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_line(job), width="stretch")
        if st.button("Stop", icon=":material/stop_circle:", key=f"stop-{asker}", help="End the search and keep the best plan so far", disabled=job.stopped):
            cached.desk().stop(job)


def _line(job: Job) -> str:
    place = cached.desk().place(job)
    elapsed = time.monotonic() - job.began
    if place:
        return f"**Waiting** · {place} {'question is' if place == 1 else 'questions are'} before this one"
    parts = ["**Stopping**" if job.stopped else "**Proving**" if job.provisional else "**Making the plan**"]
    news = job.progress
    if news is not None:
        unit = OBJECTIVE_UNITS.get(job.request.objective, "")
        if news.incumbent is not None:
            parts.append(f"best gain so far {significant(news.incumbent, 4)} {unit}")
        if news.bound is not None:
            parts.append(f"cannot be better than {significant(news.bound, 4)}")
        if news.gap is not None:
            parts.append(f"gap {grouped(100 * news.gap, 2)} %")
    return " · ".join([*parts, f"{elapsed:.0f} s"])


__all__ = ["CatchupError", "answer", "watch"]
