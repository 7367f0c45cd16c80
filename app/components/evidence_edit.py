"""Changes of single figures: those made so far, with the file's value beside them, and the form for one figure in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cached
import state
import streamlit as st
from state import Visit

from catchup.editing import (
    Fault,
    changed_figures,
    figure_of,
    outside_range,
    own_text,
    question_faults,
    text_of,
    with_values,
    without_changes_of,
)
from catchup.evidence import Figure
from catchup.language import tr, trn
from catchup.register import Row, tidy
from catchup.units import is_money
from components import own_file
from components.words import plain, retold


def values(here: Visit, country: str) -> dict[str, float]:
    """Path -> value in force, for the figures that the question changes."""
    return {path: one.value for path, one in changed_figures(here.question.request, country).items()}


def changes(here: Visit, rows: Sequence[Row]) -> None:
    """One line for each changed figure: now, before, and its way back."""
    request = here.question.request
    changed = changed_figures(request, cached.country_of(request))
    known = {one.path: one for one in rows}
    if not changed:
        return
    with st.container(border=True):
        st.markdown(trn("**{count} figure changed**", "**{count} figures changed**", len(changed)))
        for path, figure in changed.items():
            _change(here, path, figure, known.get(path))


def _change(here: Visit, path: str, figure: Figure, row: Row | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        now = tidy(figure.value)
        if row is None:
            said = tr("{name}: {value} {unit}; the file leaves it open", name=path, value=now, unit=retold(figure.unit))
        else:
            said = tr("{name}: {value} {unit}; in the file {old}", name=retold(row.name), value=now, unit=retold(row.figure.unit), old=tidy(row.figure.value))
            if outside_range(figure.value, row.figure):
                low, high = (tidy(one) for one in (row.figure.low, row.figure.high))
                said += " · " + tr("outside the range that the file believes in, {low} to {high}", low=low, high=high)
        st.markdown(plain(said), width="stretch")
        if st.button(tr("Take back"), icon=":material/close:", key=f"take-back-{path}-{state.turn()}", type="tertiary"):
            state.put(here.question.changed(overrides=without_changes_of(here.question.request, cached.country_of(here.question.request), path)))
            st.rerun()


def refused(faults: Sequence[Fault], names: Mapping[str, str]) -> None:
    """All that is wrong, at once, each with what to do about it."""
    lines = []
    for one in faults:
        name = names.get(one.path, one.path)
        what = f"**{plain(name)}**: {plain(one.said)}" if name else plain(one.said)
        lines.append(f"- {what}. {plain(one.remedy[:1].upper() + one.remedy[1:])}." if one.remedy else f"- {what}.")
    title = trn("**This cannot be planned with; nothing was changed.**", "**{count} changes cannot be planned with; nothing was changed.**", len(faults))
    st.error("\n".join([title, "", *lines]), icon=":material/error:")


def form(here: Visit, country: str, rows: Sequence[Row]) -> None:
    """One figure in full: its value for this question, or all of it in a country file of one's own."""
    st.header(tr("One figure in full"), anchor="figure")
    known = {one.path: one for one in rows}
    path = st.selectbox(
        tr("Figure"), list(known), index=None, format_func=lambda one: retold(known[one].name), key="evidence-figure", placeholder=tr("Choose one, or type a part of its name"),
    )
    if path is None or path not in known:
        return
    row = known[path]
    _about(row)
    now = values(here, country).get(path, row.figure.value)
    _value(here, country, row, now)
    if row.group == "country":
        with st.expander(tr("Change its range, year, source or quality: in a country file of your own")):
            _whole(here, country, row, now)
    else:
        st.caption(tr("Measures and the world are the same for all countries; only the value can be changed, for this question."))


def _about(row: Row) -> None:
    one = row.figure
    meant = retold(row.meaning)
    told = [meant[:1].upper() + meant[1:]] if row.meaning else []
    told.append(tr("In the file: {value} {unit} for {year}, believed between {low} and {high}.", value=tidy(one.value), unit=retold(row.unit), year=one.year, low=tidy(one.low), high=tidy(one.high)))
    told.append(tr("Goes into: {used}.", used=retold(row.used_by)))
    told.append(tr("Source: {source}", source=one.source))
    st.markdown("  \n".join(plain(line) for line in told))


def _value(here: Visit, country: str, row: Row, now: float) -> None:
    with st.form(f"value-{row.path}-{state.turn()}", border=False):
        label = tr("Value in {unit}, prices of 2025", unit=retold(row.figure.unit)) if is_money(row.figure.unit) else tr("Value in {unit}", unit=retold(row.figure.unit))
        typed = st.number_input(label, value=now, format="%g", key=f"value-of-{row.path}-{state.turn()}")
        sent = st.form_submit_button(tr("Use this value in my question"), icon=":material/edit:")
    if not sent or typed is None or typed == now:
        return
    question = here.question.changed(overrides=with_values(here.question.request, country, {row.path: float(typed)}))
    faults = question_faults(question.request, country)
    if faults:
        refused(faults, {row.path: row.name})
        return
    state.put(question)
    st.rerun()


def _whole(here: Visit, country: str, row: Row, now: float) -> None:
    one, key = row.figure, f"{row.path}-{state.turn()}"
    said = {"measured": tr("measured"), "estimated": tr("estimated"), "assumed": tr("assumed")}
    with st.form(f"whole-{key}", border=False):
        columns = st.columns(4)
        low = columns[0].number_input(tr("Low"), value=min(one.low, now), format="%g", key=f"low-{key}")
        value = columns[1].number_input(tr("Value"), value=now, format="%g", key=f"central-{key}")
        high = columns[2].number_input(tr("High"), value=max(one.high, now), format="%g", key=f"high-{key}")
        year = columns[3].text_input(tr("Year"), one.year, max_chars=9, key=f"year-{key}")
        source = st.text_area(tr("Source: where it was read, or why it is assumed"), one.source, max_chars=2000, key=f"source-{key}")
        quality = st.segmented_control(tr("Quality"), list(said), default=one.quality, format_func=said.__getitem__, key=f"quality-{key}", required=True)
        st.caption(tr("The unit stays {unit}.", unit=retold(row.unit)))
        sent = st.form_submit_button(tr("Write it into a country file of my own"), icon=":material/edit_document:")
    if sent:
        figure, faults = figure_of(row.path, one, value=float(value), low=float(low), high=float(high), year=str(year), source=str(source), quality=str(quality))
        if figure is None:
            refused(faults, {row.path: row.name})
            return
        text = own_text(text_of(country), {row.path.removeprefix("country."): figure})
        own_file.use(here, text, without_changes_of(here.question.request, country, row.path))
