"""Another plan beside the one on screen: the country with nothing changed, or another future."""

from __future__ import annotations

import cached
import pandas as pd
import streamlit as st
from state import Visit, first_request

from catchup.comparing import compare
from catchup.plan import Plan, Request
from catchup.report.comparing import amount_rows, part_rows, verdict
from components.words import plain

NAMES = ("The plan on screen", "The other plan")


def show(here: Visit, plan: Plan) -> None:
    """Asks for the other plan and draws both."""
    scenarios = cached.scenario_names(cached.data_digest())
    asked = here.question.asked
    unchanged = first_request(asked.country).model_copy(update={"profile_file": asked.profile_file})
    options: dict[str, Request] = {"The same country with nothing changed": unchanged}
    options |= {f"The same question in another future: {name}": asked.model_copy(update={"scenario": one}) for one, (name, _) in scenarios.items() if one != asked.scenario}
    chosen = st.selectbox("Beside", list(options), key="beside")
    other = _other(here, options[chosen])
    if other is None:
        return
    found = compare(plan, other)
    st.markdown(f"**{plain(verdict(found, NAMES))}**")
    st.header("What they do", anchor="steps")
    _table(part_rows(found, plan, NAMES), "Measures of both plans, differences first")
    st.header("What they come to in the last year", anchor="ends")
    _table(amount_rows(found, NAMES), "Metrics of both plans in the last year")


def _other(here: Visit, request: Request) -> Plan | None:
    key = cached.key_of(request, cached.data_digest())
    known = cached.plans().get(key)
    if known is not None:
        return known
    if here.beside is None or here.beside[0] != key:
        here.beside = (key, cached.desk().ask(f"{here.asker}-beside", request, request.profile_file or request.country))
    job = here.beside[1]
    if job.error is not None:
        st.error(plain(job.error.message), icon=":material/error:")
        return None
    if job.reply is None:
        _watch()
        return None
    cached.plans().put(key, job.reply.plan)
    return job.reply.plan


@st.fragment(run_every=0.4)
def _watch() -> None:
    here: Visit = st.session_state["visit"]
    if here.beside is not None and here.beside[1].done:
        st.rerun(scope="app")
    st.info("Making the other plan.", icon=":material/hourglass_top:")


def _table(rows: list[dict[str, str]], words: str) -> None:
    if not rows:
        st.markdown("Nothing.")
        return
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt=words)
