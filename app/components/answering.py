"""The answer to the question in hand: at once something possible, then the proof, with a stop in between."""

from __future__ import annotations

import time

import cached
import keeping
import state
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.errors import CatchupError
from catchup.language import tr, trn
from catchup.plan import Plan
from catchup.writing import OBJECTIVE_UNITS
from components.words import digest_of, grouped, retold, share, significant

PATIENCE_SECONDS = 1.0
GLANCE_SECONDS = 0.02
# A little less than the time between two looks: nothing is waited for in vain, and a click is heard.
WATCH_SECONDS = 0.3


def answer(here: Visit) -> tuple[Plan | None, bool]:
    """The plan to show, and whether it is still provisional. None while nothing is known.

    Raises:
        CatchupError: whatever the planner says no to.
    """
    request = here.question.asked
    key = cached.key_of(request, cached.data_digest())
    known = keeping.plans().get(key)
    if known is not None:
        _forget_job(here, key)
        return _shown(here, known), False
    job = _job(here, key)
    if here.shown is not None:
        # A visitor who sees nothing yet is shown the page at once; one who sees a plan is spared a page that flickers.
        _wait_a_little(job)
    if job.error is not None:
        raise job.error
    if job.reply is not None:
        here.job = None
        if not job.stopped:
            keeping.plans().put(key, job.reply.plan)
        return _shown(here, job.reply.plan), False
    here.provisional_shown = job.provisional is not None
    if job.provisional is None:
        return None, True
    digest_of(job.provisional.plan, f"provisional {job.number}")
    return job.provisional.plan, True


def _forget_job(here: Visit, key: str) -> None:
    if here.job is not None and here.job[0] != key:
        cached.desk().stop(here.job[1])
        here.job = None


def _job(here: Visit, key: str) -> Job:
    if here.job is None or here.job[0] != key:
        request = here.question.asked
        here.job = (key, cached.desk().ask(here.asker, request, cached.country_of(request)))
    return here.job[1]


def _wait_a_little(job: Job) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not job.done and job.provisional is None:
        time.sleep(GLANCE_SECONDS)


def _shown(here: Visit, plan: Plan) -> Plan:
    """Remembers the plan shown before this one, for the changes beside the figures."""
    if here.shown is None or digest_of(here.shown) != digest_of(plan):
        here.before, here.shown = here.shown, plan
    return plan


@st.fragment(run_every=0.4)
def watch(asker: str) -> None:
    """How far the search is, with a stop; draws the page anew as soon as the answer is there, and is the last thing on a page to run."""
    here = state.here()
    if here.job is None:
        return
    job = here.job[1]
    _progress(job, asker)
    until = time.monotonic() + WATCH_SECONDS
    while not _news(here, job) and time.monotonic() < until:
        time.sleep(GLANCE_SECONDS)
    if _news(here, job):
        st.rerun(scope="app")


def _news(here: Visit, job: Job) -> bool:
    """Whether the page has something new to show."""
    return job.done or (job.provisional is not None and not here.provisional_shown)


def _progress(job: Job, asker: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_line(job), width="stretch")
        if st.button(tr("Stop"), icon=":material/stop_circle:", key=f"stop-{asker}", help=tr("End the search and keep the best plan so far"), disabled=job.stopped):
            cached.desk().stop(job)


def _line(job: Job) -> str:
    place = cached.desk().place(job)
    elapsed = time.monotonic() - job.began
    if place:
        waiting = trn("{count} question is before this one", "{count} questions are before this one", place, count=grouped(place))
        return f"**{tr('Waiting')}** · {waiting}"
    doing = tr("Stopping") if job.stopped else tr("Proving") if job.provisional else tr("Making the plan")
    parts = [f"**{doing}**"]
    news = job.progress
    if news is not None:
        unit = retold(OBJECTIVE_UNITS.get(job.request.objective, ""))
        if news.incumbent is not None:
            parts.append(tr("best gain so far {amount} {unit}", amount=significant(news.incumbent, 4), unit=unit))
        if news.bound is not None:
            parts.append(tr("cannot be better than {amount}", amount=significant(news.bound, 4)))
        if news.gap is not None:
            parts.append(tr("gap {gap}", gap=share(news.gap, 2)))
    return " · ".join([*parts, tr("{seconds} s", seconds=grouped(elapsed))])


__all__ = ["CatchupError", "answer", "watch"]
