"""Every number the plan was made from, with range, unit, source and quality."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catchup.plan import Assumption, Plan
from components.words import grouped, significant

QUALITIES = ("assumed", "estimated", "measured")
MARK = {"assumed": "⚠ assumed", "estimated": "estimated", "measured": "measured"}


def show(plan: Plan) -> None:
    """A table that can be searched by any word and narrowed to a quality."""
    st.header("Assumptions", anchor="assumptions")
    count = {quality: sum(one.quality == quality for one in plan.assumptions) for quality in QUALITIES}
    told = ", ".join(f"{grouped(count[quality])} {quality}" for quality in QUALITIES)
    st.caption(f"{grouped(len(plan.assumptions))} figures: {told}. Assumed figures rest on judgement and are marked.")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    word = left.text_input("Search in name, unit and source", key="assumption_word", placeholder="for example lead_time, chips, IMF")
    wanted = right.segmented_control("Quality", ["all", *QUALITIES], default="all", key="assumption_quality", required=True)
    found = [one for one in plan.assumptions if (wanted in ("all", None, one.quality)) and _matches(one, word)]
    if not found:
        st.markdown("No figure matches.")
        return
    st.dataframe(_table(found), hide_index=True, width="stretch", height=380, alt="Assumptions with value, range, unit, source and quality", key="assumption_table")


def _matches(one: Assumption, word: str) -> bool:
    text = f"{one.path} {one.unit} {one.source}".lower()
    return all(part in text for part in word.lower().split())


def _table(found: list[Assumption]) -> pd.DataFrame:
    return pd.DataFrame([
        {
            "Figure": one.path, "Value": significant(one.value, 4), "Low": significant(one.low, 4), "High": significant(one.high, 4),
            "Unit": one.unit, "Quality": MARK.get(one.quality, one.quality), "Year": one.year, "Source": one.source,
        }
        for one in found
    ])
