"""What each measure is worth, when it would flip, and what more of what is scarce would bring; every claim from plans made to check it."""

from __future__ import annotations

import cached
import pandas as pd
import state
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.explain import Explanation, PlanExplanation
from catchup.language import tr, trn
from catchup.plan import Plan
from catchup.report.reasons import binding_rows, card_lines, flip_lines, measure_rows, source_rows
from components import glossary
from components.words import plain, retold

LONGEST_SECONDS = 90.0


def show(here: Visit, plan: Plan) -> None:
    """The overview, and one measure in full on request."""
    st.markdown(
        tr("Every line below rests on plans that were made to check it. Where two of them cannot be told apart within what is proven, it says *undecided*."),
        help=glossary.help("undecided"),
    )
    names = cached.lever_texts(cached.data_digest())
    lever = st.selectbox(
        tr("One measure in full, or all in short"), [None, *sorted(names, key=lambda one: names[one][0])],
        format_func={None: tr("All measures in short"), **{one: tr(name) for one, (name, _, _) in names.items()}}.__getitem__, key="why-lever",
    )
    found = _found(here, plan, lever)
    if found is None:
        return
    for remark in found.remarks:
        st.info(plain(remark))
    if found.lever is not None:
        _card(found.lever, plan)
    else:
        _overview(found, plan)
    st.caption(trn("{count} further plan was made for this.", "{count} further plans were made for this.", found.solves))


def _found(here: Visit, plan: Plan, lever: str | None) -> PlanExplanation | None:
    key = f"{plan.digest} {lever}"
    known = cached.explanations().get(key)
    if known is not None:
        return known
    if here.why is None or here.why[0] != key:
        request = here.question.asked
        country = cached.country_of(request)
        here.why = (key, cached.desk().ask(here.asker, request, country, LONGEST_SECONDS, kind="why", lever=lever))
    job = here.why[1]
    if job.error is not None:
        st.error(plain(job.error.message), icon=":material/error:")
        if st.button(tr("Ask again"), key="again-why"):
            here.why = None
            st.rerun()
        return None
    if job.because is None:
        _watch(here.asker)
        return None
    if not job.stopped:
        cached.explanations().put(key, job.because)
    return job.because


@st.fragment(run_every=0.5)
def _watch(asker: str) -> None:
    here = state.here()
    if here.why is None:
        return
    job: Job = here.why[1]
    if job.done:
        st.rerun(scope="app")
    place = cached.desk().place(job)
    said = job.progress.stage if job.progress else tr("Beginning")
    if place:
        said = trn("Waiting; {count} question is before this one", "Waiting; {count} questions are before this one", place)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{tr('Making plans to compare with')}** · {plain(said)}", width="stretch")
        if st.button(tr("Stop"), icon=":material/stop_circle:", key=f"stop-why-{asker}", disabled=job.stopped):
            cached.desk().stop(job)


def _overview(found: PlanExplanation, plan: Plan) -> None:
    st.header(tr("In the plan: what leaving each out would cost"), anchor="in")
    _table(measure_rows(found, plan, present=True), tr("Measures in the plan and what leaving each out would cost"))
    st.header(tr("Open but left out: what doing each anyway would cost"), anchor="out")
    _table(measure_rows(found, plan, present=False), tr("Measures left out and what doing each anyway would cost"))
    st.header(tr("What more of what is scarce would be worth"), anchor="binding", help=glossary.help("binding"))
    _table(binding_rows(found, plan), tr("Limits and what loosening them would be worth"))
    closed = [one for one in found.measures if one.verdict == "closed"]
    if closed:
        st.header(tr("Closed here"), anchor="closed")
        st.markdown("\n".join("- " + tr("{name}: {text}", name=f"**{plain(one.name)}**", text=plain(one.why)) for one in closed))
    if found.not_examined:
        st.caption(tr("Not looked into: {measures}.", measures=plain(", ".join(map(retold, found.not_examined)))))


def _table(rows: list[dict[str, str]], words: str) -> None:
    if not rows:
        st.markdown(tr("Nothing."))
        return
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt=words)


def _card(found: Explanation, plan: Plan) -> None:
    st.header(plain(found.measure.name), anchor="measure")
    st.markdown("\n\n".join(plain(line) for line in card_lines(found, plan)))
    flips = flip_lines(found)
    if flips:
        st.subheader(tr("What would have to change"), anchor=False)
        st.markdown("\n".join(f"- {plain(line)}" for line in flips))
    st.subheader(tr("Figures the answer hangs on"), anchor=False)
    _table(source_rows(found), tr("Figures of this measure with their sources"))


__all__ = ["show"]
