"""What the slate holds besides its plan: what comes first, asked by itself, and reasons and options, asked for with a button."""

from __future__ import annotations

from dataclasses import replace

import cached
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.language import tr
from catchup.plan import Plan
from catchup.report.besides import EXTRAS, SECONDS, Given, starts_no_ai
from components.words import plain, retold
from components.working import watch

FIRST, PAPERS = "first", "papers"
LONGEST_SECONDS = SECONDS * len(EXTRAS) / 2


def given_for(here: Visit, plan: Plan, spoken: str) -> Given:
    """All that is known so far, with how far the rest is.

    Args:
        spoken: the language of the document, in which options are named.
    """
    known = cached.explanations().get(f"{plan.digest} None")
    found = Given(explanation=known)
    if starts_no_ai(plan):
        first = _worked(here, plan, FIRST, spoken, (FIRST,), tr("Working out what has to come first"), begin=True)
        found = replace(found, readiness=first.readiness if first else None)
    asked = st.button(
        tr("Work out reasons and options"), icon=":material/balance:", key="slate-work-out",
        help=tr("Makes further plans: what each measure is worth by itself, what the same would cost at least, and what is lost without the dearest measures."),
    ) if not _has(here, plan, PAPERS, spoken) else False
    papers = _worked(here, plan, PAPERS, spoken, ("explain", "options"), tr("Working out reasons and options"), begin=asked)
    if papers is None:
        return found
    return replace(found, explanation=papers.explanation or known, alternatives=papers.alternatives)


def _key(plan: Plan, kind: str, spoken: str) -> str:
    return f"{plan.digest} {kind} {spoken if kind == PAPERS else ''}"


def _has(here: Visit, plan: Plan, kind: str, spoken: str) -> bool:
    """Whether it is known or under way."""
    key = _key(plan, kind, spoken)
    return cached.besides().get(key) is not None or here.beside.get(kind, ("", None))[0] == key


def _worked(here: Visit, plan: Plan, kind: str, spoken: str, wanted: tuple[str, ...], words: str, *, begin: bool) -> Given | None:
    """What was worked out; None while it is under way, was refused, or was not asked for."""
    key = _key(plan, kind, spoken)
    known = cached.besides().get(key)
    if known is not None:
        return known
    if here.beside.get(kind, ("", None))[0] != key:
        _forget(here, kind)
        if not begin:
            return None
        here.beside[kind] = (key, _asked(here, plan, kind, spoken, wanted))
    job = here.beside[kind][1]
    if job.error is not None:
        _refused(here, kind, job)
        return None
    if job.worked is None:
        watch(kind, words)
        return None
    if not job.stopped:
        cached.besides().put(key, job.worked)
    return job.worked


def _asked(here: Visit, plan: Plan, kind: str, spoken: str, wanted: tuple[str, ...]) -> Job:
    request = here.question.asked
    country = cached.country_of(request)
    if kind == FIRST:
        return cached.desk().ask(here.asker, request, country, LONGEST_SECONDS, kind="first", given=plan, wanted=wanted)
    return cached.desk().ask(here.asker, request, country, LONGEST_SECONDS, kind="papers", given=plan, wanted=wanted, language=spoken)


def _forget(here: Visit, kind: str) -> None:
    """Ends work that belongs to another plan."""
    if kind in here.beside:
        cached.desk().stop(here.beside.pop(kind)[1])


def _refused(here: Visit, kind: str, job: Job) -> None:
    assert job.error is not None
    if job.stopped:
        st.caption(tr("Stopped: the slate is without it."))
    else:
        st.error(plain(retold(job.error.message)), icon=":material/error:")
    if st.button(tr("Ask again"), key=f"again-{kind}"):
        del here.beside[kind]
        st.rerun()
