"""Makes a plan while the page shows how far the search is.

The planner runs in a thread that never calls Streamlit: it leaves its news in a box, and the page looks into the box five
times a second. So a click during the search cannot break into the solver, and a plan in the cache shows no progress at all.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

import cached
import streamlit as st
from state import Choice
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from catchup.plan import Plan
from catchup.search import Progress
from catchup.writing import OBJECTIVE_UNITS
from components.words import grouped, significant

LOOK_EVERY_SECONDS = 0.2
QUIET_SECONDS = 0.3


@dataclass
class Box:
    """The latest news of a search."""

    news: Progress | None = None

    def put(self, news: Progress) -> None:
        """Takes the news; called from the planner's thread."""
        self.news = news


def make_with_progress(choice: Choice, digest: str) -> Plan:
    """The plan of a choice; shows stage, best plan so far, bound and gap until it is there.

    Raises:
        CatchupError: whatever the planner says no to.
    """
    box, began = Box(), time.monotonic()
    context = get_script_run_ctx()
    pool = ThreadPoolExecutor(1, initializer=lambda: add_script_run_ctx(ctx=context))
    waiting = pool.submit(cached.plan_for, choice, digest, box.put)
    pool.shutdown(wait=False)
    try:
        return waiting.result(timeout=QUIET_SECONDS)
    except NotYet:
        pass
    with st.empty():
        while True:
            st.info(describe(box.news, time.monotonic() - began, OBJECTIVE_UNITS.get(choice.objective, "")), icon=":material/hourglass_top:")
            try:
                plan = waiting.result(timeout=LOOK_EVERY_SECONDS)
            except NotYet:
                continue
            finally:
                if waiting.done():
                    st.markdown("")
            return plan


def describe(news: Progress | None, elapsed: float, unit: str) -> str:
    """The progress line: what is known, and nothing that is not."""
    if news is None:
        return f"**Making the plan** · reading the data, or waiting for another plan to finish · {elapsed:.0f} s"
    parts = [f"**Making the plan** · {news.stage} path: {news.path.replace('_', ' ')}"]
    if _known(news.incumbent):
        parts.append(f"best gain so far {significant(news.incumbent or 0.0, 4)} {unit}")
    if _known(news.bound):
        parts.append(f"cannot be better than {significant(news.bound or 0.0, 4)}")
    if _known(news.gap):
        parts.append(f"gap {grouped(100 * (news.gap or 0.0), 2)} %")
    return " · ".join([*parts, f"{elapsed:.0f} s"])


def _known(number: float | None) -> bool:
    return number is not None and math.isfinite(number)
