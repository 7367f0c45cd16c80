"""Every number the plan was made from, with range, unit, source and quality."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.plan import Assumption
from components.words import Reading, grouped, plain, retold, significant

QUALITIES = ("assumed", "estimated", "measured")


def show(reading: Reading) -> None:
    """A table that can be searched by any word and narrowed to a quality."""
    everything, said = reading.plan.assumptions, _quality_names()
    st.header(tr("Assumptions"), anchor="assumptions")
    count = Counter(one.quality for one in everything)
    told = ", ".join(f"{grouped(count[quality])} {said[quality]}" for quality in QUALITIES)
    st.caption(plain(tr(
        "{count} figures: {qualities}. Assumed figures rest on judgement and are marked.", count=grouped(len(everything)), qualities=told
    )))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    word = left.text_input(tr("Search in name, unit and source"), key="assumption_word", placeholder=tr("for example lead_time, chips, IMF"))
    wanted = right.segmented_control(
        tr("Quality"), ["all", *QUALITIES], default="all", format_func=lambda one: said.get(one, tr("all")), key="assumption_quality", required=True,
    )
    frame = reading.once("assumptions", lambda: _table(everything, said))
    found = [at for at, one in enumerate(everything) if wanted in ("all", None, one.quality) and _matches(one, word)]
    if not found:
        st.markdown(tr("No figure matches."))
        return
    shown = frame if len(found) == len(everything) else frame.iloc[found]
    alt = tr("Assumptions with value, range, unit, source and quality")
    st.dataframe(shown, hide_index=True, width="stretch", height=380, alt=alt, key="assumption_table")


def _quality_names() -> dict[str, str]:
    return {"assumed": tr("assumed"), "estimated": tr("estimated"), "measured": tr("measured")}


def _matches(one: Assumption, word: str) -> bool:
    text = f"{one.path} {one.unit} {one.source}".lower()
    return all(part in text for part in word.lower().split())


def _table(found: tuple[Assumption, ...], said: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([
        {
            tr("Figure"): one.path, tr("Value"): significant(one.value, 4), tr("Low"): significant(one.low, 4), tr("High"): significant(one.high, 4),
            tr("Unit"): retold(one.unit), tr("Quality"): f"⚠ {said['assumed']}" if one.quality == "assumed" else said.get(one.quality, one.quality),
            tr("Year"): one.year, tr("Source"): one.source,
        }
        for one in found
    ])
