"""Runs of the Countries page: asking a new one, how far it is, stopping, going on, and choosing which one is shown.

A run works in a process of its own and lies in a folder; this page only looks at it. Runs belong to everybody who uses this server.
"""

from __future__ import annotations

import os
from pathlib import Path

import cached
import state
import streamlit as st

from catchup.batch import BatchJob, Run, Status, batch_of
from catchup.batch.run import runs_folder
from catchup.errors import CatchupError, InputError
from catchup.grading import grade_of
from catchup.language import tr, trn
from catchup.library import load_country
from catchup.problem import OBJECTIVES
from catchup.report.standing import goal_name
from catchup.starter.coverage import is_comparator
from components.words import plain, retold

MOST_RUNS = 30
MOST_CELLS = 500
# A cell that takes longer than this here is better asked from the command line, where it holds up nobody.
CELL_SECONDS = 60.0
GAP = 0.01
UNDER_WAY = ("starting", "running", "stopping")


@st.cache_resource(show_spinner=False, max_entries=MOST_RUNS)
def opened(folder: str, written: float) -> Run | None:
    """A run by its folder; None if it cannot be read."""
    try:
        return Run.open(Path(folder))
    except InputError:
        return None


def runs() -> list[Run]:
    """The latest runs of this server, latest first."""
    files = sorted(runs_folder().glob("*/run.json"), key=lambda one: one.parent.name, reverse=True)[:MOST_RUNS]
    found = [opened(str(one.parent), one.stat().st_mtime) for one in files]
    return [one for one in found if one is not None]


@st.cache_data(show_spinner=False, max_entries=4)
def grades(digest: str) -> dict[str, tuple[str, bool]]:
    """Code -> data grade and whether the country is a comparator; countries whose files have faults are left out."""
    found = {}
    for code in cached.country_names(digest):
        try:
            found[code] = (grade_of(load_country(code)).letter, is_comparator(code))
        except CatchupError:
            continue
    return found


def ask(known: list[Run]) -> None:
    """The form for a new run."""
    digest = cached.data_digest()
    names, futures, graded = cached.country_names(digest), cached.scenario_names(digest), grades(digest)
    with st.expander(tr("A new run"), expanded=not known, icon=":material/add_chart:"), st.form("new_run", border=False):
        groups = {
            tr("Studied countries (data grade A to C)"): [code for code, (letter, _) in graded.items() if letter in "ABC"],
            tr("All countries outside the AI production chain"): [code for code, (_, inside) in graded.items() if not inside],
            tr("All countries, comparators too"): list(graded),
            tr("Chosen below"): [],
        }
        group = st.radio(tr("Countries"), list(groups), horizontal=True, key="run_group")
        chosen = st.multiselect(tr("Choose countries"), list(graded), placeholder=tr("None chosen"), format_func=lambda code: f"{retold(names[code][0])} · {graded[code][0]}", key="run_countries", help=tr("Only for 'Chosen below'. The letter is the data grade: a file graded D is mostly assumptions."))
        scenarios = st.multiselect(tr("Futures"), list(futures), placeholder=tr("None chosen"), default=list(futures)[:1], format_func=lambda one: tr(futures[one][0]), key="run_futures")
        goals = st.multiselect(tr("Goals"), placeholder=tr("None chosen"), options=[one for one in OBJECTIVES if one != "least_cost"], default=["value"], format_func=goal_name, key="run_goals")
        if st.form_submit_button(tr("Run"), icon=":material/play_arrow:", type="primary"):
            _start(groups[group] or chosen, scenarios, goals, known)


def _start(countries: list[str], scenarios: list[str], goals: list[str], known: list[Run]) -> None:
    cells = len(countries) * len(scenarios) * len(goals)
    if not cells:
        st.error(tr("Choose at least one country, one future and one goal."), icon=":material/error:")
    elif cells > MOST_CELLS:
        st.error(tr("That is {cells} cells; this page runs at most {most} at a time. The command line runs more: catchup batch.", cells=cells, most=MOST_CELLS), icon=":material/error:")
    elif any(BatchJob(one).alive for one in known):
        st.error(tr("A run is under way on this server. Wait for it, or stop it first."), icon=":material/error:")
    else:
        try:
            job = BatchJob.start(batch_of(countries, scenarios, goals, time_limit=CELL_SECONDS, gap=GAP), workers=_workers())
        except (CatchupError, OSError) as problem:
            _tell(problem)
            return
        st.session_state["run_shown"] = job.run.id
        st.rerun()


def _workers() -> int:
    """Half of the processors: the other half answers the visitors."""
    return max((os.cpu_count() or 2) // 2, 1)


def _tell(problem: CatchupError | OSError) -> None:
    said = f"{plain(problem.message)} {plain(problem.remedy)}" if isinstance(problem, CatchupError) else plain(str(problem.strerror))
    st.error(said, icon=":material/error:")


def choose(known: list[Run]) -> Run | None:
    """Which run is shown; the latest unless another is picked."""
    if not known:
        st.info(tr("No run so far. Choose countries above and press Run, or start one from a terminal: catchup batch --countries all."), icon=":material/info:")
        return None
    by_id = {one.id: one for one in known}
    if st.session_state.get("run_shown") not in by_id:
        st.session_state["run_shown"] = known[0].id
    chosen = st.selectbox(tr("Run shown"), list(by_id), format_func=lambda one: _title(by_id[one]), key="run_shown")
    return by_id[chosen]


def _title(run: Run) -> str:
    """When it was asked, and what."""
    asked = [one.request for one in run.batch.cells]
    countries, scenarios, goals = ({getattr(one, name) for one in asked} for name in ("country", "scenario", "objective"))
    return ", ".join([
        run.created.replace("T", " ")[:16], trn("{count} country", "{count} countries", len(countries)),
        trn("{count} future", "{count} futures", len(scenarios)), trn("{count} goal", "{count} goals", len(goals)),
    ])


def progress(run: Run) -> None:
    """How far the run is, with a button to stop it or to go on."""
    job = BatchJob(run)
    status = job.progress()
    if status.state in UNDER_WAY:
        _watch(str(run.folder), run.id)
        return
    left = status.total - status.done
    if status.state == "failed" or status.message:
        st.error(plain(f"{status.message} {status.remedy}"), icon=":material/error:")
    if not left and not status.failed:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(tr("{done} of {total} cells are settled; {failed} failed.", done=status.done, total=status.total, failed=status.failed), icon=":material/pause_circle:", width="stretch")
        if st.button(tr("Go on"), icon=":material/play_arrow:", key="run_resume", help=tr("Solves what is missing; nothing is solved twice.")):
            try:
                job.resume(workers=_workers())
            except (CatchupError, OSError) as problem:
                _tell(problem)
                return
            st.rerun()


@st.fragment(run_every=1.0)
def _watch(folder: str, identifier: str) -> None:
    """Draws itself anew while the run works; the page only when it has ended."""
    state.here()
    run = opened(folder, (Path(folder) / "run.json").stat().st_mtime)
    if run is None:
        return
    status = BatchJob(run).progress()
    if status.state not in UNDER_WAY:
        st.rerun(scope="app")
    st.progress(min(status.done / max(status.total, 1), 1.0), text=_line(status))
    with st.container(horizontal=True):
        if st.button(tr("Stop"), icon=":material/stop_circle:", key="run_stop", disabled=status.state == "stopping", help=tr("What is done is kept.")):
            BatchJob(run).cancel()
        if st.button(tr("Show what is there so far"), icon=":material/refresh:", key="run_refresh"):
            st.rerun(scope="app")


def _line(status: Status) -> str:
    head = {"starting": tr("Starting"), "running": tr("Running"), "stopping": tr("Stopping")}[status.state]
    told = tr("{head}: {done} of {total} cells", head=head, done=status.done, total=status.total)
    if status.failed:
        told += ", " + trn("{count} failed", "{count} failed", status.failed)
    if status.seconds_left is not None:
        told += ", " + tr("about {seconds} s to go", seconds=round(status.seconds_left))
    return plain(told)
