"""What to do this year in plain words, then the rest of the window; above it what has changed since the last plan."""

from __future__ import annotations

import streamlit as st

from catchup.language import tr
from catchup.report.changes import change_lines
from catchup.report.todo import Later, Todo, todo_of, warnings_of
from components.words import Reading, digest_of, plain


def show(reading: Reading) -> None:
    """The first planned year in full, the following years of the window in short."""
    _since_the_change(reading)
    todo = reading.once("todo", lambda: todo_of(reading.plan, reading.currency))
    st.header(tr("What to do this year ({year})", year=todo.year), anchor="this-year")
    if todo.now:
        st.markdown("\n".join(f"1. **{plain(said)}**  \n   {plain(terms)}" for said, terms in todo.now))
        st.caption(plain(todo.commits))
    else:
        st.markdown(_nothing(todo))
    for later in todo.later:
        _later_year(later)
    if todo.beyond:
        st.caption(plain(todo.beyond))
    _warn(reading)


def _since_the_change(reading: Reading) -> None:
    """Steps that came, went or moved since the proven plan before this one."""
    if reading.before is None:
        return
    lines = reading.once("changes", lambda: change_lines(reading.plan, reading.before), digest_of(reading.before))
    if lines:
        with st.container(border=True):
            st.markdown(f"**{tr('Since your change')}**\n" + "\n".join(f"- {plain(line)}" for line in lines))


def _warn(reading: Reading) -> None:
    """Standing checks that failed, where nobody can miss them."""
    failed = warnings_of(reading.plan)
    if failed:
        found = " ".join(tr("{name}: {text}", name=plain(name), text=plain(finding)) + "." for name, finding in failed)
        st.warning(f"**{tr('Look at this before deciding.')}** {found}", icon=":material/warning:")


def _later_year(later: Later) -> None:
    if not later.lines:
        st.markdown(f"**{tr('Then in {year}:', year=later.year)}** {tr('nothing new.')}")
        return
    st.markdown(f"**{tr('Then in {year}', year=later.year)}**\n" + "\n".join(f"- {plain(line)}" for line in later.lines))


def _nothing(todo: Todo) -> str:
    first, *rest = todo.nothing
    return f"**{plain(first)}** {plain(' '.join(rest))}"
