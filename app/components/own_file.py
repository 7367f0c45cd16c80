"""The country file that a question is planned with: which it is, its text to take away, and the visitor's own files."""

from __future__ import annotations

import cached
import keeping
import state
import streamlit as st
from state import Visit

from catchup.editing import read_country, written_in
from catchup.kept import digest_in, forget, keep_text, reference
from catchup.language import tr, trn
from catchup.library import country_codes, figures
from catchup.plan import Request
from catchup.store import Country
from catchup.whatif import WhatIf
from components import signin, upload
from components.words import plain


def show(here: Visit) -> None:
    """Which file is in use, download, changes made into a file, upload, and the files kept for this visitor.

    Raises:
        CatchupError: the country cannot be read.
    """
    request = here.question.request
    country = cached.country_of(request)
    _in_use(here, country)
    text, left = written_in(country, request.overrides)
    _download(request, text, left)
    if len(left) < len(request.overrides) and st.button(tr("Make my changes a country file of my own"), icon=":material/edit_document:", key="own-from-changes"):
        use(here, text, left)
    upload.show(here)
    _mine(here)


def _in_use(here: Visit, country: str) -> None:
    request = here.question.request
    name = plain(cached.profile_of(country, cached.data_digest()).name)
    digest = digest_in(request.profile_file)
    if digest is None:
        st.markdown(tr("This question is planned with **the file that ships** for {name}.", name=name))
        return
    st.markdown(tr("This question is planned with **a country file of your own** for {name}, kept here as `{digest}`.", name=name, digest=digest[:12]))
    if request.country in country_codes():
        apart = _apart(country, request.country)
        st.caption(trn("{count} figure differs from the file that ships.", "{count} figures differ from the file that ships.", apart))
        if st.button(tr("Back to the file that ships"), icon=":material/undo:", key="own-back"):
            state.put(here.question.changed(profile_file=None))
            st.rerun()


def _apart(country: str, code: str) -> int:
    """How many figures of two files are not the same, those in only one of them included."""
    digest = cached.data_digest()
    one, other = (dict(figures(cached.profile_of(name, digest))) for name in (country, code))
    return sum(one.get(path) != other.get(path) for path in one.keys() | other.keys())


def _download(request: Request, text: str, left: tuple[str, ...]) -> None:
    st.header(tr("Take the file away"), anchor="download")
    changed = len(request.overrides) - len(left)
    if changed:
        st.caption(trn("The file as it stands, with your {count} change written in. Comments stay.", "The file as it stands, with your {count} changes written in. Comments stay.", changed))
    else:
        st.caption(tr("The file as it stands, with all its comments. Change it in any editor and give it back below."))
    if left:
        st.caption(trn("{count} change of measures or the world stays a part of the question.", "{count} changes of measures or the world stay a part of the question.", len(left)))
    st.download_button(
        tr("Download the country file"), text.encode("utf-8"), f"{request.country[:3]}.yaml", "application/yaml", icon=":material/download:",
        on_click="ignore", key="own-download",
    )


def use(here: Visit, text: str, overrides: tuple[str, ...]) -> None:
    """Keeps a country file and plans with it from here on; everything else asked stays.

    Raises:
        InputError: the file cannot be kept, or is none.
    """
    owner = signin.owner()
    if owner is None:
        st.warning(tr("Sign in to keep a country file of your own."), icon=":material/login:")
        return
    _, profile = read_country("country.yaml", text.encode("utf-8"))
    digest = keeping.ask_store(lambda store: store.keep_country(owner, profile.name, text))
    keep_text(text)
    state.put(here.question.changed(country=profile.iso3, profile_file=reference(digest), overrides=overrides))
    st.rerun()


def _mine(here: Visit) -> None:
    """The files kept for this visitor, to plan with again or to delete."""
    owner = signin.owner()
    if owner is None:
        return
    kept = {one.digest: one for one in keeping.ask_store(lambda store: store.countries(owner))}
    if not kept:
        return
    st.header(tr("Country files kept for you"), anchor="kept")
    chosen = st.selectbox(tr("Country file"), list(kept), format_func=lambda one: _told(kept[one]), key=f"own-kept-{state.turn()}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(tr("Plan with it"), icon=":material/event_note:", key="own-use"):
            upload.take(here, kept[chosen].text)
        sure = st.checkbox(tr("I no longer need it"), key=f"own-sure-{chosen}")
        if st.button(tr("Delete for good"), icon=":material/delete:", key="own-delete", disabled=not sure):
            _delete(here, owner, chosen)


def _delete(here: Visit, owner: str, digest: str) -> None:
    keeping.ask_store(lambda store: store.remove_country(owner, digest))
    if keeping.ask_store(lambda store: store.country(digest)) is None:
        forget(digest)
    if digest_in(here.question.request.profile_file) == digest:
        shipped = here.question.request.country in country_codes()
        first = state.first_request(state.first_country(country_codes()))
        state.put(here.question.changed(profile_file=None) if shipped else WhatIf(request=first))
    st.rerun()


def _told(one: Country) -> str:
    return tr("{name}, kept {when} UTC, {digest}", name=one.name, when=f"{one.created:%Y-%m-%d %H:%M}", digest=one.digest[:12])

