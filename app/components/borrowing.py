"""Two questions about a country of the comparison that need solves of their own: borrowed institutions, and what has to stand first."""

from __future__ import annotations

from collections.abc import Mapping

import cached
import keeping
import state
import streamlit as st
from state import Visit

from catchup.batch import Run
from catchup.errors import CatchupError
from catchup.language import tr
from catchup.plan import Plan, Request
from catchup.report.standing import swap_sentence
from catchup.standing.first import FirstNeeds
from catchup.standing.swap import swap, swapped
from catchup.standing.table import View
from components.words import plain

OWN, OTHER = "countries-own", "countries-swapped"
DONORS = ("SGP", "CHL", "IND")


def request_of(run: Run, view: View, country: str) -> Request:
    """The question of a cell of the run."""
    return next(
        one.request for one in run.batch.cells
        if (one.request.country, one.request.scenario, one.request.objective, one.request.other_users_weight) == (country, view.scenario, view.objective, view.weight)
    )


def show(here: Visit, run: Run, view: View, names: Mapping[str, str]) -> None:
    """What a country would do with another's institutions."""
    if not names:
        return
    st.header(tr("With another country's institutions"), anchor="institutions")
    st.caption(tr("Governance, leakage and how firmly rules hold are replaced by those of the other country; its money, power and people stay its own."))
    everybody = {code: name for code, (name, _) in cached.country_names(cached.data_digest()).items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        country = st.selectbox(tr("Country"), list(names), format_func=lambda one: names[one], key=f"swap_country_{run.id}")
        donors = [one for one in everybody if one != country]
        first = next((donors.index(one) for one in DONORS if one in donors), 0)
        donor = st.selectbox(tr("Institutions of"), donors, index=first, format_func=lambda one: everybody[one], key=f"swap_donor_{country}")
        asked = st.button(tr("Ask"), icon=":material/swap_horiz:", key="swap_ask")
    request = request_of(run, view, country)
    other = swapped(request, donor)
    if asked:
        for place, one in ((OWN, request), (OTHER, other)):
            _begin(here, place, one)
    plans = [_plan(here, place, one) for place, one in ((OWN, request), (OTHER, other))]
    if not all(isinstance(one, Plan) for one in plans):
        return
    answers = {one.request.overrides: one.objective for one in plans if isinstance(one, Plan)}
    found = swap(request, donor, lambda one: answers[one.overrides])
    st.markdown(f"**{plain(swap_sentence(found, names[country], everybody[donor], view.objective))}**")
    if st.button(tr("Open it as a plan"), icon=":material/event_note:", key="open_swap"):
        state.put(here.question.model_copy(update={"request": other, "schedules": ()}))
        st.switch_page("views/plan.py")


def _begin(here: Visit, place: str, request: Request) -> None:
    key = cached.key_of(request, cached.data_digest())
    if keeping.plans().get(key) is None:
        here.beside[place] = (key, cached.desk().ask(f"{here.asker}-{place}", request, cached.country_of(request)))


def _plan(here: Visit, place: str, request: Request) -> Plan | None:
    """The plan if it is there; else how far it is, or why there is none."""
    key = cached.key_of(request, cached.data_digest())
    known = keeping.plans().get(key)
    if known is not None:
        return known
    under_way = here.beside.get(place)
    if under_way is None or under_way[0] != key:
        return None
    job = under_way[1]
    if job.error is not None:
        st.error(plain(job.error.message), icon=":material/error:")
    elif job.reply is not None:
        keeping.plans().put(key, job.reply.plan)
        return job.reply.plan
    elif not job.done:
        _watch(place)
    return None


@st.fragment(run_every=0.5)
def _watch(place: str) -> None:
    under_way = state.here().beside.get(place)
    if under_way is None or under_way[1].done:
        st.rerun(scope="app")
    st.info(tr("Asking."), icon=":material/hourglass_top:")


@st.cache_resource(show_spinner=False)
def needs() -> dict[str, FirstNeeds]:
    """Questions about what comes first, by key; one process each, shared by all visitors."""
    return {}


MOST_AT_ONCE = 2


def what_first(run: Run, view: View, names: Mapping[str, str]) -> None:
    """What has to stand first in a country that is not ready, and when it could."""
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        country = st.selectbox(tr("Not yet"), list(names), format_func=lambda one: names[one], key=f"first_country_{run.id}")
        asked = st.button(tr("What has to come first?"), icon=":material/stairs:", key="first_ask")
    request = request_of(run, view, country)
    key = cached.key_of(request, cached.data_digest())
    known = needs()
    if asked and key not in known:
        if sum(not one.done for one in known.values()) >= MOST_AT_ONCE:
            st.warning(tr("Others are asking this just now. Try again in a few seconds."), icon=":material/hourglass_top:")
            return
        known[key] = FirstNeeds(request)
    if key not in known:
        return
    if not known[key].done:
        _wait(key)
        return
    try:
        for sentence in known[key].answer().sentences:
            st.markdown(f"- {plain(sentence)}")
    except CatchupError as problem:
        del known[key]
        st.error(f"{plain(problem.message)} {plain(problem.remedy)}", icon=":material/error:")


@st.fragment(run_every=0.5)
def _wait(key: str) -> None:
    state.here()
    found = needs().get(key)
    if found is None or found.done:
        st.rerun(scope="app")
    st.info(tr("Looking for the first year in which AI can be served at home."), icon=":material/hourglass_top:")
