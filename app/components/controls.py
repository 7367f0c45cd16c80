"""What can be changed: actions, assumptions and targets, never mixed, each searchable."""

from __future__ import annotations

import cached
import state
import streamlit as st
from state import Visit

from catchup.evidence import Figure
from catchup.library import data_root
from catchup.problem import Lock, Target
from catchup.report.asked import METRICS
from catchup.report.finding import matching
from catchup.whatif import WhatIf
from components.words import plain, significant

DECIDE, MUST, MUST_NOT, LATER = "Plan decides", "Must", "Must not", "Not before"
STANDING = (
    "country.fiscal.room", "country.fiscal.release_ratio", "country.institutions.leakage", "country.external.private_ceiling",
    "country.external.fx_envelope", "country.politics.fiat", "country.power.spare_for_ai", "country.compute.shell_cost",
    "country.demand.ai_spend_2041", "country.external.retaliation_goods",
)
MOST_FOUND = 12


def show(here: Visit) -> None:
    """The three groups of controls."""
    actions, assumptions, targets = st.tabs(["Actions", "Assumptions", "Targets"])
    with actions:
        _actions(here)
    with assumptions:
        _assumptions(here)
    with targets:
        _targets(here)


def _actions(here: Visit) -> None:
    levers = cached.lever_texts(cached.data_digest())
    word = st.text_input("Search actions", key="lever-word", placeholder="fab, power, talent, ban ...")
    found = matching(word, {lever: f"{lever} {name} {group} {text}" for lever, (name, group, text) in levers.items()}, data_root())
    held = {lock.lever: lock for lock in here.question.request.locks if lock.option is None}
    for lever in sorted(found, key=lambda one: (one not in held, levers[one][0])):
        name, _, text = levers[lever]
        lock = held.get(lever)
        with st.expander(plain(name) + (" :material/lock:" if lock else "")):
            st.caption(plain(text))
            _action(here, lever, lock)


def _action(here: Visit, lever: str, lock: Lock | None) -> None:
    request = here.question.request
    last = request.first_year + request.horizon - 1
    kinds = {"in": MUST, "out": MUST_NOT, "not_before": LATER}
    chosen = st.segmented_control(
        "What the plan may do", [DECIDE, MUST, MUST_NOT, LATER], default=kinds.get(lock.kind, DECIDE) if lock else DECIDE,
        key=f"lock-{lever}-{state.turn()}", label_visibility="collapsed",
    )
    year = lock.year if lock and lock.year else request.first_year + 1
    if chosen in (MUST, LATER):
        year = st.slider("Begun by" if chosen == MUST else "Not before", request.first_year, last, year, key=f"year-{lever}-{state.turn()}")
    wanted = _lock_of(lever, str(chosen), int(year), last)
    if wanted != (lock if lock and lock.kind in kinds else None):
        locks = tuple(one for one in request.locks if one is not lock) + ((wanted,) if wanted else ())
        state.put(here.question.changed(locks=locks))
        st.rerun()


def _lock_of(lever: str, chosen: str, year: int, last: int) -> Lock | None:
    if chosen == MUST:
        return Lock(lever=lever, kind="in", year=year)
    if chosen == LATER:
        return Lock(lever=lever, kind="not_before", year=min(year, last))
    return Lock(lever=lever, kind="out") if chosen == MUST_NOT else None


def _assumptions(here: Visit) -> None:
    request = here.question.request
    known = cached.figures_of(request.profile_file or request.country, request.scenario, cached.data_digest())
    word = st.text_input("Search assumptions", key="figure-word", placeholder="leakage, lead time, price ...")
    set_here = [_path_of(text) for text in request.overrides]
    paths = [one for one in [*set_here, *STANDING] if one in known]
    if word.strip():
        paths = matching(word, {path: f"{path} {figure.source}" for path, figure in known.items()}, data_root())[:MOST_FOUND]
        if len(paths) == MOST_FOUND:
            st.caption(f"The first {MOST_FOUND}; more letters narrow it down.")
    if not paths:
        st.caption("No figure matches.")
    for path in dict.fromkeys(paths):
        _dial(here, path, known[path])


def _dial(here: Visit, path: str, figure: Figure) -> None:
    """One figure: a slider over its range with the file's value, and where it comes from."""
    overrides = here.question.request.overrides
    current = next((float(text.partition("=")[2]) for text in overrides if text.partition("=")[0] == path), figure.value)
    title = path.partition(".")[2].replace("canonical.", "").replace("details.", "").replace(".", " · ").replace("_", " ")
    guidance = (
        f"In the file: {significant(figure.value, 4)} {figure.unit} ({figure.quality}, {figure.year}); range {significant(figure.low, 4)} to "
        f"{significant(figure.high, 4)}.\n\nSource: {plain(figure.source)}"
    )
    low, high = sorted((figure.low, figure.high))
    low, high = min(low, current), max(high, current)
    key = f"dial-{path}-{state.turn()}"
    if low == high:
        chosen = float(st.number_input(f"{title} ({figure.unit})", value=current, key=key, help=guidance))
    else:
        chosen = float(st.slider(f"{title} ({figure.unit})", low, high, current, step=(high - low) / 40, key=key, help=guidance, format="%.4g"))
    if abs(chosen - current) > 1e-9 * max(abs(current), 1.0):
        others = tuple(text for text in overrides if text.partition("=")[0] != path)
        mine = () if chosen == figure.value else (f"{path}={chosen:.6g}",)
        state.put(here.question.changed(overrides=(*others, *mine)))
        st.rerun()


def _path_of(text: str) -> str:
    return text.partition("=")[0].strip()


def _targets(here: Visit) -> None:
    request = here.question.request
    with st.form(f"target-{state.turn()}", border=False):
        metric = st.selectbox("What", list(METRICS), format_func=lambda one: METRICS[one], key=f"metric-{state.turn()}")
        amount = st.number_input("At least", value=None, key=f"amount-{state.turn()}", placeholder="0.2 = 20 % for a share", format="%g")
        year = st.slider("In", request.first_year, request.first_year + request.horizon - 1, request.first_year + 8, key=f"by-{state.turn()}")
        lasting = st.checkbox("And in every later year", key=f"lasting-{state.turn()}")
        if st.form_submit_button("Add the target", width="stretch") and amount is not None and metric is not None:
            wish = Target(metric=metric, sense=">=", amount=float(amount), year=int(year), lasting=lasting)
            state.put(here.question.changed(targets=(*request.targets, wish)))
            st.rerun()
    if request.targets:
        st.caption("With a target, *Least cost* can be chosen as what counts as better.")


__all__ = ["WhatIf", "show"]
