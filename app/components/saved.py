"""Saving, opening and sharing the question in hand."""

from __future__ import annotations

import re

import keeping
import state
import streamlit as st
from babel.dates import format_datetime, get_timezone
from state import Visit

from catchup.errors import InputError
from catchup.language import locale, tr, trn
from catchup.store import Saved
from catchup.whatif import read_whatif
from components import signin
from components.words import plain

LONGEST_NAME = 100
LARGEST_FILE = 1_000_000


def show(here: Visit) -> None:
    """The name of the question with its marker, and what can be done with it."""
    _name(here)
    with st.container(horizontal=True, gap="small"):
        with st.popover(tr("Saved"), icon=":material/bookmark:"):
            _save(here)
            _open(here)
            _files(here)
        with st.popover(tr("Share link"), icon=":material/share:"):
            _share(here)


def _name(here: Visit) -> None:
    name = plain(here.question.name) if here.question.name else tr("Unnamed question")
    if state.changed():
        st.markdown(f"**{name}** :orange-badge[:material/edit: {tr('not saved')}]")
    else:
        st.markdown(f"**{name}**" + (f" :green-badge[:material/check: {tr('saved')}]" if here.kept_as else ""))


def _save(here: Visit) -> None:
    owner = signin.owner()
    if owner is None:
        st.caption(tr("Sign in to save questions."))
        return
    mine = here.kept_as if here.kept_as is not None and here.kept_as.owner == owner else None
    name = st.text_input(tr("Name"), here.question.name, max_chars=LONGEST_NAME, key=f"save-name-{state.turn()}", placeholder=tr("What this question is about"))
    with st.container(horizontal=True, gap="small"):
        once = st.button(tr("Save"), icon=":material/save:", key="save", type="primary")
        copy = mine is not None and st.button(tr("Save as copy"), key="save-copy")
    if once or copy:
        _saved(here, owner, name, mine if once else None)


def _saved(here: Visit, owner: str, name: str, over: Saved | None) -> None:
    try:
        kept = keeping.ask_store(lambda store: store.save(owner, here.question, one_line(name) or tr("Unnamed question"), over=over))
    except InputError as problem:
        _refused(problem)
        return
    state.rest(kept)
    if over is not None and kept.id != over.id:
        here.notices.append(tr(
            "This question was changed or deleted by somebody else since you opened it. What they did stays; yours was saved beside it as “{name}”.",
            name=kept.name,
        ))
    st.rerun()


def one_line(text: str) -> str:
    """A name without what cannot be seen: line ends, control signs, marks that turn the direction of writing."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_NAME]


def _open(here: Visit) -> None:
    owner = signin.owner()
    if owner is None:
        return
    try:
        kept = keeping.ask_store(lambda store: store.listed(owner))
    except InputError as problem:
        _refused(problem)
        return
    if kept.unreadable:
        st.warning(trn(
            "{count} saved question cannot be read any more and is left out.", "{count} saved questions cannot be read any more and are left out.", kept.unreadable,
            count=kept.unreadable,
        ))
    if not kept:
        if not kept.unreadable:
            st.caption(tr("Nothing has been saved yet."))
        return
    names, labels = {one.id: one for one in kept}, {one.id: told(one) for one in kept}
    chosen = st.selectbox(tr("Saved questions"), list(names), format_func=labels.__getitem__, key=f"saved-{state.turn()}")
    with st.container(horizontal=True, gap="small"):
        if st.button(tr("Open"), icon=":material/folder_open:", key="open-saved"):
            state.rest(names[chosen])
            st.rerun()
        if st.button(tr("Delete"), icon=":material/delete:", key="delete-saved"):
            here.deleting = chosen
    if here.deleting == chosen:
        _delete(here, owner, names[chosen])


def told(kept: Saved) -> str:
    """A saved question in one line: name, country, when, by the clock of the reader."""
    try:
        clock = get_timezone(st.context.timezone)
    except LookupError:
        clock = None  # a browser may name a zone that nobody here knows; then it is universal time
    when = format_datetime(kept.changed, "short", tzinfo=clock, locale=locale())
    return f"{kept.name} · {kept.question.request.country[:12]} · {when}"


def _delete(here: Visit, owner: str, kept: Saved) -> None:
    st.markdown(tr("Delete “{name}” for good? Links to it by its name will no longer open.", name=plain(kept.name)))
    with st.container(horizontal=True, gap="small"):
        if st.button(tr("Delete for good"), key="delete-really", type="primary"):
            here.deleting = None
            try:
                keeping.ask_store(lambda store: store.remove(owner, kept.id))
            except InputError as problem:
                _refused(problem)
                return
            state.forget(kept.id)
            st.rerun()
        if st.button(tr("Keep it"), key="delete-not"):
            here.deleting = None
            st.rerun()


def _files(here: Visit) -> None:
    st.divider()
    country = re.sub(r"[^A-Za-z0-9]", "", here.question.request.country)[:12] or "question"
    st.download_button(
        tr("Download this question"), here.question.to_json(), f"{country}.whatif.json", "application/json", icon=":material/download:",
        on_click="ignore", help=tr("A small file that holds the question; `catchup plan --from` reads it too"), key="download-question",
    )
    given = st.file_uploader(tr("Open a question or the question of a plan"), type="json", key=f"question-file-{state.turn()}", max_upload_size=1)
    if given is None or not st.button(tr("Open the file"), icon=":material/upload_file:", key="open-file"):
        return
    try:
        question, notices = read_whatif(text_of(given.getvalue()))
    except InputError as problem:
        _refused(problem)
        return
    state.take(question, notices)
    st.rerun()


def text_of(content: bytes) -> str:
    """A file as text.

    Raises:
        InputError: it is too large or not text.
    """
    if len(content) > LARGEST_FILE:
        raise InputError(tr("the file is larger than one megabyte"), tr("choose a file saved by this program"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(tr("the file is not text"), tr("choose a file saved by this program")) from None


def _share(here: Visit) -> None:
    base = (st.context.url or "").partition("?")[0]
    st.caption(tr("This link holds the whole question. It opens the same view on any machine with the same data, and nobody can change it."))
    st.code(f"{base}?{state.LINK}={here.question.to_link()}", language=None, wrap_lines=True)
    if here.kept_as is None:
        st.caption(tr("Once saved, a question also has a short link."))
        return
    st.caption(tr("This short link opens the saved question of this server as it then is."))
    st.code(f"{base}?{state.BY_NAME}={here.kept_as.id}", language=None, wrap_lines=True)
    if state.changed():
        st.caption(tr("Your last changes are not saved, so the short link does not hold them."))


def _refused(problem: InputError) -> None:
    st.error(plain(f"{problem.message[:1].upper()}{problem.message[1:]}. {problem.remedy}"), icon=":material/error:")


__all__ = ["one_line", "show", "text_of", "told"]
