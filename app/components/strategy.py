"""Somebody else's strategy: what it is worth beside the best plan, which parts cost, and what would mend it."""

from __future__ import annotations

import hashlib

import cached
import pandas as pd
import streamlit as st
from state import Visit

from catchup.errors import CatchupError, DataFileError, InputError
from catchup.language import tr
from catchup.planner import request_of
from catchup.report.given import read_strategy
from catchup.report.score_rows import (
    assumed_rows,
    change_lines,
    collision_lines,
    nearest_lines,
    part_rows,
    proof_line,
    verdict_lines,
)
from catchup.scoring.score import Score
from catchup.scoring.strategy import Strategy
from components.errors import show_error
from components.words import plain
from components.working import watch

SIDE = "strategy"
LONGEST_SECONDS = 240.0
OWN = "own"


def show(here: Visit) -> None:
    """Asks for the strategy, has it priced, and draws what it is worth."""
    strategy = _chosen(here)
    if strategy is None:
        return
    strategy = _read(strategy)
    st.caption(plain(tr("Said by: {who}. Source: {source}.", who=strategy.said_by, source=strategy.source)))
    found = _score(here, strategy)
    if found is None:
        return
    _draw(found)
    if st.button(tr("Price it again"), icon=":material/refresh:", type="tertiary", key="price-again", help=tr("On a busy machine less is proven in the same time.")):
        cached.scores().drop(_key(strategy))
        here.beside.pop(SIDE, None)
        st.rerun()


def _chosen(here: Visit) -> Strategy | None:
    country = here.question.request.country
    known = {name: one for name, one in cached.strategies(cached.data_digest()).items() if one.country == country}
    options = {**{name: one.name for name, one in known.items()}, OWN: tr("A file of your own")}
    picked = st.selectbox(tr("Strategy"), list(options), format_func=options.__getitem__, key=f"strategy-{country}")
    if picked != OWN:
        return known[picked]
    given = st.file_uploader(tr("A strategy as YAML; how to write one: docs/how-to/score-a-strategy.md"), type=["yaml", "yml"], key="strategy-file", max_upload_size=1)
    if given is None:
        return None
    try:
        return read_strategy(given.name, given.getvalue())
    except DataFileError as problem:
        faults = "\n".join(f"- {tr('line {line}', line=line)}, {plain(path or tr('the file'))}: {plain(text)}" for line, path, text in problem.faults)
        st.error(f"**{tr('This file cannot be used as it is.')}**\n\n{faults}", icon=":material/error:")
    except InputError as problem:
        show_error(problem, here)
    return None


def _read(strategy: Strategy) -> Strategy:
    """The strategy with the reading chosen first; the first is the one that is priced in full."""
    if len(strategy.readings) < 2:
        return strategy
    words = {"strong": tr("Strongly"), "mild": tr("Mildly")}
    chosen = st.segmented_control(
        tr("How to take its words"), list(strategy.readings), default=next(iter(strategy.readings)), format_func=words.__getitem__,
        key=f"reading-{strategy.name}",
    )
    if chosen is None:
        return strategy
    st.caption(plain(strategy.readings[chosen]))
    return strategy.model_copy(update={"readings": {chosen: strategy.readings[chosen], **strategy.readings}})


def _key(strategy: Strategy) -> str:
    content = f"{cached.program_digest()} {cached.data_digest()} {list(strategy.readings)} {strategy.model_dump_json()}"
    return hashlib.sha256(content.encode()).hexdigest()


def _score(here: Visit, strategy: Strategy) -> Score | None:
    key = _key(strategy)
    known = cached.scores().get(key)
    if known is not None:
        return known
    if SIDE not in here.beside or here.beside[SIDE][0] != key:
        if not st.button(tr("Price this strategy"), type="primary", key="price", help=tr("Takes from ten seconds to two minutes; it can be stopped.")):
            return None
        request = request_of(strategy.country, strategy.scenario)
        here.beside[SIDE] = (key, cached.desk().ask(here.asker, request, strategy.country, LONGEST_SECONDS, kind="score", strategy=strategy))
        st.rerun()
    job = here.beside[SIDE][1]
    if job.error is not None:
        _failed(here, job.error)
        return None
    if job.score is None:
        watch(SIDE, tr("Pricing the strategy"))
        return None
    cached.scores().put(key, job.score)
    return job.score


def _failed(here: Visit, problem: CatchupError) -> None:
    st.error(plain(f"{problem.message[:1].upper()}{problem.message[1:]}. {problem.remedy}"), icon=":material/error:")
    if st.button(tr("Ask again"), key="again-strategy"):
        del here.beside[SIDE]
        st.rerun()


def _draw(one: Score) -> None:
    case = one.strategy.case()
    first, *rest = verdict_lines(one)
    st.markdown(f"**{plain(first)}**\n\n" + "\n\n".join(map(plain, rest)))
    _pairs(tr("What cannot be done"), "collisions", collision_lines(one))
    _pairs(tr("The nearest version that can be done"), "nearest", nearest_lines(one, case))
    st.header(tr("What each part does to the worth of the whole"), anchor="parts")
    _table(part_rows(one, case), tr("Parts of the strategy and what each costs or brings"))
    st.caption(tr(
        "Costs: so much is gained if this part alone is left to the planner. Helps: so much is lost if this part alone is ruled out. Undecided: the difference is smaller than what is proven. Effects overlap and do not add up."
    ))
    _pairs(tr("What to change first, by leaving it open"), "changes", change_lines(one, case))
    assumed = assumed_rows(one, case)
    if assumed:
        st.header(tr("What was read into it"), anchor="assumed")
        _table(assumed, tr("What was read into the author's words"))
    _pairs(tr("What the model cannot say about it"), "left", [(left.text, f"{left.why}.") for left in one.strategy.not_modelled])
    st.caption(plain(proof_line(one)))


def _pairs(title: str, anchor: str, lines: list[tuple[str, str]]) -> None:
    if lines:
        st.header(title, anchor=anchor)
        st.markdown("\n".join(f"- **{plain(name)}**: {plain(text)}" for name, text in lines))


def _table(rows: list[dict[str, str]], words: str) -> None:
    if not rows:
        st.markdown(tr("It decides nothing."))
        return
    # Sentences have to wrap, which only this kind of table does; it reads Markdown, so every cell is made plain.
    st.table(pd.DataFrame([{plain(name): plain(cell) for name, cell in row.items()} for row in rows]), hide_index=True, alt=words)
