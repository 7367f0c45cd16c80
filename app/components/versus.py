"""Something else beside the plan on screen: another plan, somebody's strategy, or a plan file."""

from __future__ import annotations

import cached
import keeping
import pandas as pd
import state
import streamlit as st
from state import Visit, first_request

from catchup.comparing import compare
from catchup.desk.pool import Job
from catchup.errors import CatchupError, InputError
from catchup.language import tr
from catchup.plan import Plan, Request
from catchup.report.comparing import amount_rows, part_rows, verdict
from components import glossary, plan_file, saved, signin, strategy
from components.errors import show_error
from components.words import plain
from components.working import watch


def show(here: Visit, plan: Plan) -> None:
    """Asks for the other side and draws both."""
    kinds = {"plan": tr("Another plan"), "strategy": tr("A strategy"), "file": tr("A plan file")}
    chosen = st.segmented_control(tr("Compare with"), list(kinds), default="plan", format_func=kinds.__getitem__, key="beside-kind")
    if chosen == "strategy":
        strategy.show(here)
    elif chosen == "file":
        given = plan_file.show(here)
        if given is not None:
            _draw(plan, given, (tr("The plan on screen"), tr("The plan of the file")))
    else:
        _plans(here, plan)


def _plans(here: Visit, plan: Plan) -> None:
    """The plan on screen or a saved question, beside another future, nothing changed, or a saved question."""
    kept = _kept()
    screen = tr("The plan on screen")
    first = screen
    if kept:
        first = st.selectbox(tr("First"), [screen, *kept], key="beside-first")
    options = {**_others(here), **kept}
    chosen = st.selectbox(tr("Beside"), list(options), key="beside")
    one = plan if first == screen else _made(here, kept[first], "first")
    other = _made(here, options[chosen], "second")
    if one is None or other is None:
        return
    names = (screen, tr("The other plan")) if first == screen else (tr("The first plan"), tr("The second plan"))
    _draw(one, other, names)


def _others(here: Visit) -> dict[str, Request]:
    scenarios = cached.scenario_names(cached.data_digest())
    asked = here.question.asked
    unchanged = first_request(asked.country).model_copy(update={"profile_file": asked.profile_file})
    others = {name: asked.model_copy(update={"scenario": one}) for one, (name, _) in scenarios.items() if one != asked.scenario}
    futures = {tr("The same question in another future: {name}", name=tr(name)): request for name, request in others.items()}
    return {tr("The same country with nothing changed"): unchanged, **futures}


def _kept() -> dict[str, Request]:
    """Saved questions of the visitor by name, country and time; none where the store cannot be asked, which the sidebar tells."""
    owner = signin.owner()
    if owner is None:
        return {}
    try:
        listed = keeping.ask_store(lambda store: store.listed(owner))
    except InputError:
        return {}
    return {tr("Saved: {name}", name=saved.told(one)): state.admitted(one.question, []).asked for one in listed}


def _made(here: Visit, request: Request, side: str) -> Plan | None:
    """A plan for one side; None while it is being made, or where there is none."""
    key = cached.key_of(request, cached.data_digest())
    known = keeping.plans().get(key)
    if known is not None:
        return known
    try:
        job = _job(here, request, side, key)
    except CatchupError as problem:
        show_error(problem, here)
        return None
    if job.error is not None:
        st.error(plain(job.error.message), icon=":material/error:")
        if st.button(tr("Ask again"), key=f"again-{side}"):
            del here.beside[side]
            st.rerun()
        return None
    if job.reply is None:
        watch(side, tr("Making the other plan"))
        return None
    keeping.plans().put(key, job.reply.plan)
    return job.reply.plan


def _job(here: Visit, request: Request, side: str, key: str) -> Job:
    if side not in here.beside or here.beside[side][0] != key:
        here.beside[side] = (key, cached.desk().ask(f"{here.asker}-{side}", request, cached.country_of(request)))
    return here.beside[side][1]


def _draw(one: Plan, other: Plan, names: tuple[str, str]) -> None:
    found = compare(one, other)
    # A heading's capital goes within the sentence.
    st.markdown(f"**{plain(verdict(found, (names[0], names[1][:1].lower() + names[1][1:])))}**")
    if found.undecided:
        st.caption(tr("Undecided"), help=glossary.help("undecided"))
    st.header(tr("What they do"), anchor="steps")
    _table(part_rows(found, one, names), tr("Measures of both plans, differences first"))
    st.header(tr("What they come to in the last year"), anchor="ends")
    _table(amount_rows(found, names), tr("Metrics of both plans in the last year"))


def _table(rows: list[dict[str, str]], words: str) -> None:
    if not rows:
        st.markdown(tr("Nothing."))
        return
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt=words)
