"""Takes a country file from a visitor: checked whole, all faults at once, nothing half accepted."""

from __future__ import annotations

import keeping
import pandas as pd
import state
import streamlit as st
from state import Visit

from catchup.errors import DataFileError, InputError
from catchup.kept import digest_of_text, keep_text, reference
from catchup.language import tr, trn
from catchup.register import as_text
from catchup.uploading import MOST_BYTES, read_country
from components import signin
from components.words import plain

MOST_SHOWN = 100


def show(here: Visit) -> None:
    """The place to give a file, and what is wrong with it."""
    st.header(tr("Plan with a file of your own"), anchor="upload")
    if signin.owner() is None:
        st.caption(tr("Sign in to keep a country file of your own."))
        return
    given = st.file_uploader(
        tr("Country file, YAML or JSON, {size} MB at most", size=MOST_BYTES // 1_000_000), type=["yaml", "yml", "json"], key=f"own-given-{state.turn()}", max_upload_size=1,
    )
    if given is None or not st.button(tr("Check it and plan with it"), icon=":material/upload_file:", key="own-check"):
        return
    try:
        text, _ = read_country(given.name, given.getvalue())
    except DataFileError as problem:
        _faults(problem)
        return
    take(here, text)


def take(here: Visit, text: str) -> None:
    """Keeps a file that has been checked, and plans with it. Wishes about another country are left behind; they say nothing about this one."""
    owner, request = signin.owner(), here.question.request
    if owner is None:
        return
    name = reference(digest_of_text(text))
    try:
        _, profile = read_country("country.yaml", text.encode("utf-8"))
        keeping.ask_store(lambda store: store.keep_country(owner, profile.name, text))
        keep_text(text)
    except InputError as problem:
        st.error(plain(f"{problem.message}. {problem.remedy}"), icon=":material/error:")
        return
    question = here.question.changed(country=profile.iso3, profile_file=name)
    if profile.iso3 != request.country:
        question = question.changed(overrides=(), locks=(), targets=(), objective="value").model_copy(update={"schedules": ()})
    state.put(question)
    st.rerun()


def _faults(problem: DataFileError) -> None:
    """Every fault with its line, its place in the file and what it is."""
    count = len(problem.faults)
    st.error(plain(trn("{count} fault in {file}. Nothing of it was taken.", "{count} faults in {file}. Nothing of it was taken.", count, file=problem.file)), icon=":material/error:")
    rows = [
        {tr("Line"): str(line) if line else "", tr("Where"): as_text(path) or tr("the whole file"), tr("What is wrong"): as_text(said)}
        for line, path, said in sorted(problem.faults)[:MOST_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt=tr("Faults of the file with line, place and what is wrong"), key="own-faults")
    if count > MOST_SHOWN:
        st.caption(tr("The first {count} are shown.", count=MOST_SHOWN))
    st.markdown(tr("**What to do:** correct the lines named in the file and give it again. `catchup new` writes a first file for any country."))
