"""What can be changed: actions, assumptions and targets, never mixed, each searchable."""

from __future__ import annotations

import cached
import state
import streamlit as st
from state import Visit

from catchup.catalogue import LeverFile
from catchup.errors import CatchupError
from catchup.evidence import Figure
from catchup.language import tr
from catchup.library import data_root
from catchup.problem import Lock, Target
from catchup.profile import CountryProfile
from catchup.report.asked import METRICS, metric_name
from catchup.report.finding import matching
from catchup.report.guidance import can_end, meaning, range_line, reach, scope, tick, value_set
from catchup.whatif import Schedule, WhatIf
from components import glossary
from components.words import plain, retold

DECIDE, MUST, MUST_NOT, LATER, START = "Plan decides", "Must", "Must not", "Not before", "Start in"
STANDING = (
    "country.fiscal.room", "country.fiscal.release_ratio", "country.institutions.leakage", "country.external.private_ceiling",
    "country.external.fx_envelope", "country.politics.fiat", "country.power.spare_for_ai", "country.compute.shell_cost",
    "country.demand.ai_spend_2041", "country.external.retaliation_goods",
)
MOST_FOUND = 12
STEPS = 40


def show(here: Visit) -> None:
    """The three groups of controls. Only the open one is drawn: a page of a hundred hidden controls is slow at every change."""
    parts = {tr("Actions"): _actions, tr("Assumptions"): _assumptions, tr("Targets"): _targets}
    for tab, draw in zip(st.tabs(list(parts), key="controls", on_change="rerun"), parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(here)


def _actions(here: Visit) -> None:
    digest = cached.data_digest()
    texts, levers = cached.lever_texts(digest), cached.levers(digest)
    word = st.text_input(tr("Search actions"), key="lever-word", placeholder=tr("fab, power, talent, ban ..."))
    found = matching(word, {lever: f"{lever} {name} {group} {text}" for lever, (name, group, text) in texts.items()}, data_root())
    locks = {lock.lever: lock for lock in here.question.request.locks if lock.option is None}
    schedules = {one.lever: one for one in here.question.schedules if one.option is None}
    profile = _profile(here)
    for lever in sorted(found, key=lambda one: (one not in locks and one not in schedules, texts[one][0])):
        timed, lock = schedules.get(lever), locks.get(lever)
        with st.expander(plain(tr(texts[lever][0])) + (" :material/event:" if timed else " :material/lock:" if lock else ""), expanded=lever == here.touched):
            _told(levers[lever], profile)
            _action(here, levers[lever], lock, timed)


def _profile(here: Visit) -> CountryProfile | None:
    request = here.question.request
    try:
        return cached.profile_of(cached.country_of(request), cached.data_digest())
    except CatchupError:
        return None  # the page itself says what is wrong with the country


def _told(lever: LeverFile, profile: CountryProfile | None) -> None:
    """What the lever does and whom it concerns; how it fails and is measured, on hover."""
    more = f"{tr('Fails when:')} {plain(tr(lever.fails_because))}\n\n{tr('Measured by:')} {plain(tr(lever.kpi))}"
    st.caption(plain(tr(lever.summary)), help=more)
    st.caption(plain(scope(lever, profile)))


def _action(here: Visit, lever: LeverFile, lock: Lock | None, timed: Schedule | None) -> None:
    kinds = {"in": MUST, "out": MUST_NOT, "not_before": LATER}
    words = {DECIDE: tr("Plan decides"), MUST: tr("Must"), MUST_NOT: tr("Must not"), LATER: tr("Not before"), START: tr("Start in")}
    now = START if timed else kinds.get(lock.kind, DECIDE) if lock else DECIDE
    name = f"lock-{lever.id}"
    chosen = st.segmented_control(
        tr("What the plan may do"), list(words), default=now, format_func=words.__getitem__, key=state.key(name, now), label_visibility="collapsed", required=True,
    )
    state.chosen(name, chosen)
    ours = lock if lock and lock.kind in kinds else None
    wanted = _lock(here, lever.id, str(chosen), ours)
    schedule = _schedule(here, lever, timed) if chosen == START else None
    if (wanted, schedule) != (ours, timed):
        locks = tuple(one for one in here.question.request.locks if one is not ours) + ((wanted,) if wanted else ())
        here.touched = lever.id
        schedules = tuple(one for one in here.question.schedules if one is not timed) + ((schedule,) if schedule else ())
        state.put(here.question.changed(locks=locks).model_copy(update={"schedules": schedules}))
        st.rerun()


def _lock(here: Visit, lever: str, chosen: str, lock: Lock | None) -> Lock | None:
    if chosen == MUST_NOT:
        return Lock(lever=lever, kind="out")
    if chosen not in (MUST, LATER):
        return None
    label = tr("Begun by") if chosen == MUST else tr("Not before")
    year = _year(here, label, lock.year if lock else None, f"year-{lever}")
    return Lock(lever=lever, kind="in" if chosen == MUST else "not_before", year=year)


def _schedule(here: Visit, lever: LeverFile, timed: Schedule | None) -> Schedule:
    start = _year(here, tr("Start in"), timed.start if timed else None, f"start-{lever.id}")
    if not can_end(lever):
        return Schedule(lever=lever.id, start=start)
    ends = st.toggle(
        tr("Ends"), timed is not None and timed.end is not None, key=f"ends-{lever.id}-{state.turn()}",
        help=tr("Nothing more of it is begun, and no programme of models is funded, after the year. What runs by then runs on."),
    )
    if not ends:
        return Schedule(lever=lever.id, start=start)
    end = _year(here, tr("Last year"), timed.end if timed else None, f"end-{lever.id}", last=True)
    return Schedule(lever=lever.id, start=start, end=max(start, end))


def _year(here: Visit, label: str, year: int | None, key: str, *, last: bool = False) -> int:
    """A slider over the planned years; a year from a link that lies outside is moved to the nearest."""
    years = here.question.years
    usual = years[-1] if last else years[min(1, len(years) - 1)]
    shown = min(max(year or usual, years[0]), years[-1])
    if len(years) == 1:
        return years[0]
    chosen = int(st.slider(label, years[0], years[-1], shown, key=state.key(key, shown)))
    state.chosen(key, chosen)
    return chosen


def _assumptions(here: Visit) -> None:
    request = here.question.request
    known = cached.figures_of(cached.country_of(request), request.scenario, cached.data_digest())
    word = st.text_input(tr("Search assumptions"), key="figure-word", placeholder=tr("leakage, lead time, price ..."), help=glossary.help("figure"))
    set_here = [_path_of(text) for text in request.overrides]
    paths = [one for one in [*set_here, *STANDING] if one in known]
    if word.strip():
        paths = matching(word, {path: f"{path} {figure.source}" for path, figure in known.items()}, data_root())[:MOST_FOUND]
        if len(paths) == MOST_FOUND:
            st.caption(tr("The first {count}; more letters narrow it down.", count=MOST_FOUND))
    if not paths:
        st.caption(tr("No figure matches."))
    for path in dict.fromkeys(paths):
        _dial(here, path, known[path])


def _dial(here: Visit, path: str, figure: Figure) -> None:
    """One figure: a slider over its range with the file's value marked, what its ends mean, and where it comes from."""
    overrides = here.question.request.overrides
    mine = next((text for text in overrides if _path_of(text) == path), None)
    set_to = value_set(figure, mine) if mine else None
    current = figure.value if set_to is None else set_to
    title = retold(path.partition(".")[2].replace("canonical.", "").replace("details.", "").replace(".", " · ").replace("_", " "))
    words = f"{plain(meaning(figure))}\n\n{tr('Source:')} {plain(figure.source)}\n\n{reach(path)}"
    low, high = min(figure.low, figure.high, current), max(figure.low, figure.high, current)
    name, label = f"dial-{path}", plain(f"{title} ({retold(figure.unit)})")
    key = state.key(name, f"{current:.6g}")
    if low == high:
        chosen = float(st.number_input(label, value=current, key=key, help=words, on_change=_turned, args=(path, name, key, figure)))
    else:
        chosen = float(st.slider(label, low, high, current, step=(high - low) / STEPS, key=key, help=words, format="%.4g", on_change=_turned, args=(path, name, key, figure)))
        _mark(tick(figure, low, high))
    state.chosen(name, f"{chosen:.6g}")
    st.caption(range_line(figure))
    if abs(chosen - current) > 1e-9 * max(abs(current), 1.0) and _set(here, path, figure, chosen):
        st.rerun()


def _turned(path: str, name: str, key: str, figure: Figure) -> None:
    """Takes a change before the page is drawn, so that it is drawn once."""
    if key in st.session_state and st.session_state[key] is not None:
        chosen = float(st.session_state[key])
        state.chosen(name, f"{chosen:.6g}")
        _set(state.here(), path, figure, chosen)


def _set(here: Visit, path: str, figure: Figure, chosen: float) -> bool:
    """Puts a figure into the question; whether that changed it."""
    overrides = here.question.request.overrides
    mine = next((text for text in overrides if _path_of(text) == path), None)
    wanted = None if chosen == figure.value else f"{path}={chosen:.6g}"
    if wanted == mine:
        return False
    others = tuple(text for text in overrides if _path_of(text) != path)
    state.put(here.question.changed(overrides=(*others, *((wanted,) if wanted else ()))))
    return True


def _mark(place: float) -> None:
    """A tick below the slider where the file's value stands; the line beneath says it in words."""
    st.html(f'<div aria-hidden="true" class="tick"><i style="left:{place:.1f}%"></i></div>')


def _path_of(text: str) -> str:
    return text.partition("=")[0].strip()


def _targets(here: Visit) -> None:
    request = here.question.request
    years = list(here.question.years)
    with st.form(f"target-{state.turn()}", border=False):
        metric = st.selectbox(tr("What"), METRICS, format_func=metric_name, key=f"metric-{state.turn()}", help=glossary.help("target"))
        amount = st.number_input(tr("At least"), value=None, key=f"amount-{state.turn()}", placeholder=tr("0.2 = 20 % for a share"), format="%g")
        year = st.select_slider(tr("In"), years, years[len(years) // 2], key=f"by-{state.turn()}")
        lasting = st.checkbox(tr("And in every later year"), key=f"lasting-{state.turn()}")
        if st.form_submit_button(tr("Add the target"), width="stretch") and amount is not None and metric is not None:
            wish = Target(metric=metric, sense=">=", amount=float(amount), year=int(year), lasting=lasting)
            state.put(here.question.changed(targets=(*request.targets, wish)))
            st.rerun()
    if request.targets:
        st.caption(tr("With a target, *Least cost* can be chosen as what counts as better."))


__all__ = ["WhatIf", "show"]
