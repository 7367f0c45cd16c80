"""Which assumptions move the answer most: asked of the planner in a process of its own, with progress and a stop."""

from __future__ import annotations

import time

import altair as alt
import cached
import pandas as pd
import streamlit as st
from state import Visit

from catchup.desk.pool import Job
from catchup.influence import SECONDS, Influence
from catchup.language import tr
from catchup.plan import Plan, Request
from catchup.register import as_text
from catchup.report.influence import bars, influence_rows, money_counted, summary
from components import answering
from components.look import COLOURS, LIMIT
from components.words import grouped, plain, retold


def show(here: Visit) -> None:
    """The ranking of the plan in hand, or the button that begins it.

    Raises:
        CatchupError: there is no plan.
    """
    st.markdown(tr(
        "Each assumption with a range is set to its low and to its high end, one at a time, and the plan is made again. The swing is the distance between the two answers. Where it lies within what is proven of them it is called *undecided*."
    ))
    plan, provisional = answering.answer(here)
    if provisional or plan is None:
        answering.watch(here.asker)
        st.info(tr("The plan comes first; what moves it follows."), icon=":material/hourglass_top:")
        return
    found = _found(here, plan)
    if found is not None:
        _draw(here, found)


def _found(here: Visit, plan: Plan) -> Influence | None:
    key = plan.digest
    known = cached.influences().get(key)
    if known is not None:
        return known
    if here.moves is None or here.moves[0] != key:
        if st.button(tr("Find out; it takes up to {seconds} seconds", seconds=grouped(SECONDS)), icon=":material/search:", type="primary", key="moves-begin"):
            request = here.question.asked
            here.moves = (key, cached.desk().ask(here.asker, request, cached.country_of(request), SECONDS, kind="influence"))
            st.rerun()
        return None
    job = here.moves[1]
    if job.error is not None:
        st.error(plain(f"{job.error.message}. {job.error.remedy}"), icon=":material/error:")
        if st.button(tr("Try again"), icon=":material/refresh:", key="moves-again"):
            here.moves = None
            st.rerun()
        return None
    if job.influence is None:
        _watch(here.asker)
        return None
    if not job.stopped:
        cached.influences().put(key, job.influence)
    return job.influence


@st.fragment(run_every=0.5)
def _watch(asker: str) -> None:
    """What is being looked into, with a stop that keeps what was found."""
    here: Visit = st.session_state["visit"]
    if here.moves is None:
        return
    job: Job = here.moves[1]
    if job.done:
        st.rerun(scope="app")
    place, elapsed = cached.desk().place(job), time.monotonic() - job.began
    said = tr("waiting; {count} before this one", count=place) if place else _stage(job)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{tr('Making plans at both ends')}** · {plain(said)}", width="stretch")
            if st.button(tr("Stop"), icon=":material/stop_circle:", key=f"stop-moves-{asker}", disabled=job.stopped, help=tr("Keep what was found by now")):
                cached.desk().stop(job)
        st.progress(0.0 if place else min(elapsed / SECONDS, 1.0), text=tr("{seconds} s of {all}", seconds=grouped(elapsed), all=grouped(SECONDS)))


def _stage(job: Job) -> str:
    """What is being looked into: the figure by its name, and which end of it."""
    if job.progress is None:
        return tr("beginning")
    path, _, end = job.progress.stage.partition(": ")
    ends = {"low": tr("at the low end"), "high": tr("at the high end")}
    return f"{_names(job.request, job.country).get(path, path)} {ends[end]}" if end in ends else tr("beginning")


def _names(request: Request, country: str) -> dict[str, str]:
    """Path of a figure -> what a reader calls it."""
    return {one.path: retold(one.name) for one in cached.register(country, request.scenario, cached.data_digest())}


def _draw(here: Visit, found: Influence) -> None:
    request = here.question.request
    names = _names(request, cached.country_of(request))
    st.markdown(plain(summary(found)))
    _chart(found, names)
    table = pd.DataFrame(influence_rows(found, {path: as_text(name) for path, name in names.items()}))
    if len(table):
        st.dataframe(table, hide_index=True, width="stretch", alt=tr("Assumptions by how much they move the answer, with the answer at both ends"), key="moves-table")
    if found.not_examined:
        with st.expander(tr("Not looked into, the likeliest first")):
            st.markdown("\n".join(f"- {plain(names.get(path, path))}" for path in found.not_examined))
    if here.moves is not None and here.moves[0] == found.plan and here.moves[1].stopped:
        st.caption(tr("You stopped it; what was found by then is shown."))
        if st.button(tr("Begin again"), icon=":material/refresh:", key="moves-more"):
            here.moves = None
            st.rerun()


def _chart(found: Influence, names: dict[str, str]) -> None:
    """A bar from the answer at the low end to the answer at the high end, and the plan itself as a line."""
    drawn = bars(found, names)
    if not drawn or found.reached.low is None:
        return
    title = tr("USD million") if money_counted(found) else found.unit
    ends = {"low": tr("at the low end"), "high": tr("at the high end")}
    frame = pd.DataFrame([{**one, "end": ends[str(one["end"])]} for one in drawn])
    order = list(dict.fromkeys(frame["name"]))
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=320)))
    line = base.mark_line(strokeWidth=6, opacity=0.45, color=COLOURS[7]).encode(x=alt.X("amount:Q", title=title, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6)), detail="name:N")
    dots = base.mark_point(filled=True, size=110).encode(
        x="amount:Q", color=alt.Color("end:N", title=None, scale=alt.Scale(domain=list(ends.values()), range=COLOURS[:2]), legend=alt.Legend(orient="top", direction="vertical")),
        shape=alt.Shape("end:N", title=None, scale=alt.Scale(domain=list(ends.values()), range=["circle", "diamond"])),
        tooltip=[alt.Tooltip("name:N", title=tr("Assumption")), alt.Tooltip("end:N", title=tr("End")), alt.Tooltip("amount:Q", title=title, format=",.0f")],
    )
    rule = alt.Chart(pd.DataFrame({"amount": [found.reached.low]})).mark_rule(strokeDash=[4, 3], strokeWidth=2, color=LIMIT).encode(x="amount:Q")
    st.altair_chart(
        alt.layer(line, rule, dots).properties(height=alt.Step(30)), width="stretch",
        alt=tr("Answer at the low and at the high end of the assumptions that move it most; the dashed line is the plan itself. The table below has the same numbers."),
    )
