"""Money by year: what each lever receives, what leaks, and what is released."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.plan import Plan
from catchup.report.money import COLUMNS, yearly_money
from components.look import LEAK, LIMIT, colours, draw, grouped_small, table_below
from components.words import grouped, money_phrase, names_of, share, short, year_name, years_of

LEAKS = "Leaks on the way"
RELEASED = "released to the plan"


def show(plan: Plan) -> None:
    """Stacked outlay by lever with leakage on top and the released cash as a limit."""
    st.header("Public money by year", anchor="money")
    frame = _outlay(plan)
    if frame.empty:
        st.markdown("No public money is spent.")
    else:
        st.caption("USD million of 2025. Bars: what arrives at each lever, and what leaks before it becomes anything. Grey line: cash released to the plan; what the bars leave of it lapses, is carried over or serves debt.")
        draw(_chart(plan, frame), _description(plan))
    table_below(_table(plan), "Money by year as a table, USD million of 2025")


def _outlay(plan: Plan) -> pd.DataFrame:
    """Tidy amounts by year and item: net outlay of each lever, and the leakage of all."""
    names, problem = names_of(plan), plan.parameters
    rows = [
        {"year": year_name(problem, row.year), "item": short(names.get(row.lever, row.lever)), "amount": row.net_musd}
        for row in plan.spending if row.net_musd > 0
    ]
    rows += [
        {"year": year_name(problem, row.year), "item": LEAKS, "amount": row.gross_musd - row.net_musd}
        for row in plan.spending if row.gross_musd > row.net_musd
    ]
    frame = pd.DataFrame(rows, columns=["year", "item", "amount"])
    return frame.groupby(["year", "item"], as_index=False)["amount"].sum()


def _chart(plan: Plan, frame: pd.DataFrame) -> alt.LayerChart:
    problem = plan.parameters
    years = [year_name(problem, year) for year in years_of(plan)]
    frame = pd.concat([grouped_small(frame[frame["item"] != LEAKS], "item", "amount"), frame[frame["item"] == LEAKS]])
    items = [*frame[frame["item"] != LEAKS].groupby("item")["amount"].sum().sort_values(ascending=False).index, LEAKS]
    frame = frame.assign(order=[items.index(one) for one in frame["item"]], text=[money_phrase(one) for one in frame["amount"]])
    x = alt.X("year:N", sort=years, scale=alt.Scale(domain=years), title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy"))
    bars = alt.Chart(frame).mark_bar().encode(
        x=x, y=alt.Y("amount:Q", title="USD million", axis=alt.Axis(format=",.0f")),
        color=alt.Color("item:N", scale=colours(items, {LEAKS: LEAK}), legend=alt.Legend(title=None, orient="bottom", columns=4, labelLimit=260)),
        order="order:Q", tooltip=[alt.Tooltip("year:N", title="Year"), alt.Tooltip("item:N", title="Item"), alt.Tooltip("text:N", title="Amount")],
    )
    limit = pd.DataFrame({"year": years, "released": problem.money.cash, "text": [money_phrase(one) for one in problem.money.cash]})
    ticks = alt.Chart(limit).mark_tick(thickness=3, width={"band": 0.9}, color=LIMIT).encode(
        x=x, y="released:Q", tooltip=[alt.Tooltip("year:N", title="Year"), alt.Tooltip("text:N", title="Released")]
    )
    return alt.layer(bars, ticks).properties(height=320)


def _description(plan: Plan) -> str:
    problem = plan.parameters
    told = [
        f"{year_name(problem, year)}: outlay {money_phrase(row['outlay'])}, of which {money_phrase(row['leaks'])} leaks, released {money_phrase(row['released'])}"
        for year, row in zip(years_of(plan), yearly_money(plan), strict=True)
    ]
    return "Public outlay by year and lever, with leakage and released cash. " + "; ".join(told) + "."


def _table(plan: Plan) -> pd.DataFrame:
    """The money table of the terminal report."""
    named = {key: " ".join(name.replace("-\n", "").split()) for key, name in COLUMNS.items()}
    rows = yearly_money(plan)
    leak = [share(row["leaks"] / row["outlay"]) if row["outlay"] >= 0.5 else "" for row in rows]
    frame = pd.DataFrame([{named[key]: grouped(row[key], 1) for key in COLUMNS} for row in rows])
    frame.insert(0, "year", [year_name(plan.parameters, year) for year in years_of(plan)])
    return frame.assign(**{"leaks, share of outlay": leak})
