"""Where the worth of the plan comes from and goes to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catchup.language import tr
from catchup.report.results import outside_sentence, signed_money, worth_of, worth_rows
from catchup.report.words import money_unit
from components.words import Reading, plain


def show(reading: Reading) -> None:
    """Gains and costs by kind, discounted, the largest gain first, and what is left without gains outside AI."""
    st.header(tr("Where the worth comes from"), anchor="worth")
    frame = reading.once("worth", lambda: _frame(reading))
    if frame.empty:
        st.markdown(tr("Nothing changes, so nothing is gained or lost."))
        return
    st.table(frame, hide_index=True, border="horizontal", alt=tr("Gains and costs of the plan by kind, discounted"))
    st.caption(plain(reading.once("worth outside", lambda: outside_sentence(reading.plan, reading.currency))))


def _frame(reading: Reading) -> pd.DataFrame:
    plan, currency = reading.plan, reading.currency
    rows = [(plain(name), plain(amount)) for name, amount in worth_rows(plan, currency)]
    if rows:
        rows.append((f"**{tr('Worth of the plan')}**", f"**{plain(signed_money(plan, worth_of(plan).total, currency))}**"))
    unit = tr("{unit} of 2025", unit=money_unit(plan.parameters, currency))
    return pd.DataFrame(rows, columns=[tr("Against carrying on, discounted"), unit])
