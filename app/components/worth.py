"""Where the worth of the plan comes from and goes to."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import streamlit as st

from catchup.plan import Plan
from catchup.report.results import LINES
from components.words import dollars, grouped, local, money_phrase, plain, sentence_case

SMALL = 0.5


def show(plan: Plan) -> None:
    """Gains and costs by kind, discounted, the largest gain first, and what is left without gains outside AI."""
    st.header("Where the worth comes from", anchor="worth")
    sums: dict[str, float] = defaultdict(float)
    for line in plan.value_lines:
        sums[line.line] += line.amount
    shown = sorted((one for one in sums if abs(sums[one]) >= SMALL), key=lambda one: -sums[one])
    if not shown:
        st.markdown("Nothing changes, so nothing is gained or lost.")
        return
    total = sum(sums.values())
    rows = [(plain(LINES.get(one, sentence_case(one.replace("_", " ")))), _signed(sums[one])) for one in shown]
    rows.append(("**Worth of the plan**", f"**{_signed(total)}**"))
    st.table(
        pd.DataFrame(rows, columns=["Against carrying on, discounted", "USD million of 2025"]),
        hide_index=True, border="horizontal", alt="Gains and costs of the plan by kind, USD million of 2025, discounted",
    )
    st.caption(plain(_outside(plan, total, sums["other_users"])))


def _signed(amount: float) -> str:
    return f"+{dollars(amount)}" if amount > 0 else dollars(amount)


def _outside(plan: Plan, total: float, outside: float) -> str:
    """The plan with and without what it brings to others than AI."""
    weight = grouped(plan.parameters.weight, 2)
    return (
        f"In all {local(total, plan.parameters)}. Gains outside AI count at {weight} of their worth; without them the same plan is worth "
        f"{money_phrase(total - outside)}." + (" It would not pay for AI alone." if total - outside < 0 < total else "")
    )
