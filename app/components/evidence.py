"""All figures as one table that can be searched and changed in place."""

from __future__ import annotations

import cached
import pandas as pd
import state
import streamlit as st
from state import Visit

from catchup.editing import question_faults, with_values
from catchup.language import tr
from catchup.library import data_root
from catchup.register import GROUPS, Row, addresses, as_text, tidy
from catchup.report.finding import matching
from catchup.report.influence import quality_sign
from components import evidence_edit
from components.words import grouped, retold

QUALITIES = ("assumed", "estimated", "measured")


def show(here: Visit) -> None:
    """The changes made so far, the search, the table, and the form for one figure.

    Raises:
        CatchupError: the country or the future cannot be read.
    """
    request = here.question.request
    country = cached.country_of(request)
    rows = cached.register(country, request.scenario, cached.data_digest())
    evidence_edit.changes(here, rows)
    found, shape = _found(rows)
    st.caption(_counts(found, rows))
    if found:
        _table(here, country, found, shape)
    else:
        st.markdown(tr("No figure matches."))
    evidence_edit.form(here, country, rows)


def _found(rows: tuple[Row, ...]) -> tuple[list[Row], str]:
    """The rows that the search and both filters leave, and what was asked for."""
    word = st.text_input(tr("Search the figures"), key="evidence-word", placeholder=tr("leakage, chips, World Bank, corruption ..."))
    left, right = st.columns(2)
    groups = {"country": tr("Country"), "levers": tr("Measures"), "world": tr("World")}
    group = left.segmented_control(tr("Where"), ["all", *GROUPS], default="all", format_func=lambda one: groups.get(one, tr("all")), key="evidence-group", required=True)
    said = {"assumed": tr("assumed"), "estimated": tr("estimated"), "measured": tr("measured")}
    quality = right.segmented_control(tr("Quality"), ["all", *QUALITIES], default="all", format_func=lambda one: said.get(one, tr("all")), key="evidence-quality", required=True)
    hits = set(matching(word, {one.path: f"{one.path} {one.searched} {retold(one.name)}" for one in rows}, data_root()))
    return [one for one in rows if one.path in hits and group in ("all", one.group) and quality in ("all", one.figure.quality)], f"{group} {quality} {word}"


def _counts(found: list[Row], rows: tuple[Row, ...]) -> str:
    count = {quality: sum(one.figure.quality == quality for one in found) for quality in QUALITIES}
    return tr(
        "{shown} of {all} figures: {measured} measured, {estimated} estimated, {assumed} assumed (⚠). A value can be changed in the table; the change is a part of your question.",
        shown=grouped(len(found)), all=grouped(len(rows)), measured=grouped(count["measured"]), estimated=grouped(count["estimated"]), assumed=grouped(count["assumed"]),
    )


def _table(here: Visit, country: str, found: list[Row], shape: str) -> None:
    """The table; a changed value is checked with all the others before it counts.

    Args:
        shape: what was asked for. Streamlit keeps what was typed by its place in the table, so another choice of rows is another table.
    """
    now = evidence_edit.values(here, country)
    frame = pd.DataFrame([_cells(one, now.get(one.path)) for one in found])
    after = st.data_editor(
        frame, key=f"evidence-table-{state.turn()}-{shape}", hide_index=True, width="stretch", height=460, num_rows="fixed",
        disabled=[name for name in frame.columns if name != "value"], column_config=_columns(),
        alt=tr("Figures with value, range, unit, quality, year, user and source; the value can be changed"),
    )
    typed = {one.path: float(new) for one, old, new in zip(found, frame["value"], after["value"], strict=True) if new is not None and not pd.isna(new) and new != old}
    if typed:
        _take(here, country, typed, {one.path: one for one in found})


def _take(here: Visit, country: str, typed: dict[str, float], rows: dict[str, Row]) -> None:
    question = here.question.changed(overrides=with_values(here.question.request, country, typed))
    faults = question_faults(question.request, country)
    if not faults:
        state.put(question)
        st.rerun()
    evidence_edit.refused(faults, {path: one.name for path, one in rows.items()})
    if st.button(tr("Put the old values back"), icon=":material/undo:", key="evidence-discard"):
        state.redraw()
        st.rerun()


def _cells(row: Row, changed: float | None) -> dict[str, object]:
    """A row of the table; `changed` is the value the visitor has set."""
    one = row.figure
    return {
        "name": as_text(retold(row.name)), "value": _shown(one.value if changed is None else changed), "file": tidy(one.value), "low": tidy(one.low), "high": tidy(one.high), "unit": retold(row.unit),
        "quality": quality_sign(one.quality) if changed is None else tr("✎ set by you"), "year": one.year, "used": as_text(retold(row.used_by)), "meaning": as_text(retold(row.meaning)), "source": as_text(one.source),
        "page": next(addresses(one.source), None), "path": row.path,
    }


def _shown(amount: float) -> float:
    """A number without the dust of binary fractions."""
    return float(f"{amount:.10g}")


def _columns() -> dict[str, object]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "name": text(tr("Figure"), pinned=True, width=220),
        "value": number(tr("Value"), format="plain", required=True, help=tr("Click twice to change it. A number typed here is in prices of 2025.")),
        "file": text(tr("In the file"), alignment="right", help=tr("What the file and the future say without your changes")),
        "low": text(tr("Low"), alignment="right"), "high": text(tr("High"), alignment="right"), "unit": text(tr("Unit")),
        "quality": text(tr("Quality"), help=tr("Assumed (⚠): by judgement; nobody publishes it")), "year": text(tr("Year")), "used": text(tr("Used by")),
        "meaning": text(tr("Meaning")), "source": text(tr("Source"), width="large"),
        "page": st.column_config.LinkColumn(tr("Page"), display_text=tr("open"), help=tr("The first address that the source names; it leaves this app")),
        "path": text(tr("Path"), help=tr("What the command line calls it: catchup plan --set path=value")),
    }

