"""A plan from a file, audited before anything of it is shown."""

from __future__ import annotations

import hashlib

import cached
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.errors import InputError
from catchup.language import tr
from catchup.plan import Plan
from catchup.report.given import read_plan
from components.errors import show_error
from components.words import plain
from components.working import watch

SIDE = "file"
MOST_SHOWN = 8
AUDIT_SECONDS = 60.0


def show(here: Visit) -> Plan | None:
    """The plan of a file; None until there is one and the audit has passed it."""
    given = st.file_uploader(tr("A plan as JSON, from `catchup plan --json`"), type="json", key="plan-file", max_upload_size=2)
    if given is None:
        st.caption(tr("It is audited first: everything in it is computed again from the data of this server."))
        return None
    try:
        plan = read_plan(given.name, given.getvalue())
    except InputError as problem:
        show_error(problem, here)
        return None
    return plan if _passes(here, plan, hashlib.sha256(given.getvalue()).hexdigest()) else None


def _passes(here: Visit, plan: Plan, digest: str) -> bool:
    key = f"{cached.data_digest()} {digest}"
    if SIDE not in here.beside or here.beside[SIDE][0] != key:
        here.beside[SIDE] = (key, cached.desk().ask(f"{here.asker}-{SIDE}", plan.request, plan.request.country, AUDIT_SECONDS, kind="audit", given=plan))
    job = here.beside[SIDE][1]
    if job.error is not None:
        _failed(here, job)
        return False
    if job.audit is None:
        watch(SIDE, tr("Auditing the plan"))
        return False
    if job.audit.ok:
        return True
    found = job.audit.violations
    shown = "\n".join(f"- {plain(f'{one.rule}: {one.message}')}" for one in found[:MOST_SHOWN])
    more = tr("{count} findings in all.", count=len(found)) if len(found) > MOST_SHOWN else ""
    st.error(f"**{tr('The plan fails its audit and is not shown.')}** {more}\n\n{shown}", icon=":material/error:")
    st.markdown(tr("It was changed by hand, or made from other data files or by another version of the program. Make it again with `catchup plan`."))
    return False


def _failed(here: Visit, job: Job) -> None:
    if job.error is not None:
        st.error(plain(job.error.message), icon=":material/error:")
    if st.button(tr("Ask again"), key="again-file"):
        del here.beside[SIDE]
        st.rerun()
