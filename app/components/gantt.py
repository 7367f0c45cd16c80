"""The timetable: a row for each line of work, building above and service below."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from catchup.plan import Plan, Step
from catchup.report.shown import strictest
from components.look import COLOURS, LIMIT, draw, table_below, year_axis, year_scale
from components.words import dollars, moment, names_of, said, sentence_case, share, short, year_name

BUILDING, SERVING, ENDED = "being built or prepared", "in service or in force", "called off or ended"
ENDING = ("call off", "end funding")
ROW_HEIGHT = 34


def show(plan: Plan) -> None:
    """Chart and table of all steps."""
    st.header("Timetable", anchor="timetable")
    if not plan.steps:
        st.markdown("Nothing is started, so there is no timetable.")
        return
    st.caption(f"Hollow bar: {BUILDING}. Solid bar: {SERVING}. Cross: {ENDED}. Darker where several steps overlap. Point at a bar for money, owner and leakage.")
    draw(_chart(plan), _description(plan))
    table_below(step_table(plan), "The timetable as a table")


def row_name(step: Step, names: dict[str, str]) -> str:
    """The line of work that a step belongs to."""
    name = short(names.get(step.lever, step.lever))
    if step.action == "buy chips":
        return "AI chips"
    if step.action in ("fund", "end funding"):
        return f"Models: {step.project.partition(': ')[0].lower()}"
    if step.action in ("adopt", "begin"):
        return f"{name}: {step.project[:1].lower()}{step.project[1:]}"
    if step.action in ("build", "build shell", "bring home", "open places"):
        return name
    return f"{sentence_case(step.action)}: {short(step.project)}"


def service_end(plan: Plan, step: Step) -> float:
    """When what a step gave is worn out, replaced or past the horizon. The terminal report holds the same rule privately."""
    problem = plan.parameters
    ends = problem.clock.first_year + problem.clock.horizon
    if step.action == "buy chips":
        alive = [age for age, part in enumerate(problem.compute.chip_alive) if part > 0]
        return min(step.year + max(alive, default=0) + 1, ends)
    if step.action in ("build", "build shell"):
        ages = [age for age, part in enumerate(problem.plant(step.lever).available) if part > 0]
        return min(step.year + max(ages, default=0) + 1, ends)
    if step.action == "fund":
        later = [one.year for one in plan.steps if one.lever == step.lever and one.action in ("fund", "end funding") and one.year > step.year]
        return min([*later, ends])
    return ends


def _bars(plan: Plan) -> pd.DataFrame:
    """One row for each bar: building and service of every step."""
    names, problem = names_of(plan), plan.parameters
    ends = problem.clock.first_year + problem.clock.horizon
    rows = []
    for step in strictest(plan.steps, problem):
        told = {
            "row": row_name(step, names), "What": said(plan, step), "Begins": year_name(problem, step.year),
            "Works from": moment(step.online_year) if step.online_year else "no later output",
            "Public money": f"USD {dollars(step.gross_musd)} million", "Leaks": _leak(step),
            "Private money": f"USD {dollars(step.private_musd)} million", "Owner": short(step.owner),
        }
        if step.action in ENDING:
            rows.append(told | {"phase": ENDED, "from": step.year + 0.3, "to": step.year + 0.3})
            continue
        ready = step.online_year or float(step.year)
        if ready > step.year:
            rows.append(told | {"phase": BUILDING, "from": step.year, "to": min(ready, ends)})
        if ready < ends:
            rows.append(told | {"phase": SERVING, "from": ready, "to": max(service_end(plan, step), ready)})
    return pd.DataFrame(rows)


def _leak(step: Step) -> str:
    if step.gross_musd < 0.05:
        return "none"
    return f"USD {dollars(step.leaked_musd)} million ({share(step.leaked_musd / step.gross_musd)})"


def _chart(plan: Plan) -> alt.LayerChart:
    bars, problem = _bars(plan), plan.parameters
    order = list(dict.fromkeys(bars["row"]))
    x = alt.X("from:Q", scale=year_scale(problem), axis=year_axis(problem))
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, grid=True, ticks=False, domain=False))
    tips = [alt.Tooltip(f"{name}:N") for name in ("What", "Begins", "Works from", "Public money", "Leaks", "Private money", "Owner")]
    base = alt.Chart(bars).encode(x=x, y=y, tooltip=tips)
    building = base.transform_filter(alt.datum.phase == BUILDING).mark_bar(
        height=9, yOffset=-6, fill=COLOURS[1], fillOpacity=0.15, stroke=COLOURS[1], strokeWidth=1.5
    ).encode(x2="to:Q")
    serving = base.transform_filter(alt.datum.phase == SERVING).mark_bar(
        height=9, yOffset=6, fill=COLOURS[0], fillOpacity=0.55, stroke=COLOURS[0], strokeWidth=0.6
    ).encode(x2="to:Q")
    ended = base.transform_filter(alt.datum.phase == ENDED).mark_point(shape="cross", angle=45, size=130, filled=True, color=LIMIT, opacity=1)
    return alt.layer(building, serving, ended).properties(height=ROW_HEIGHT * len(order) + 30)


def _description(plan: Plan) -> str:
    problem = plan.parameters
    told = [f"{year_name(problem, step.year)}: {said(plan, step)}" for step in plan.steps]
    return "Timetable of all steps with time of building and of service. " + "; ".join(told) + "."


def step_table(plan: Plan) -> pd.DataFrame:
    """All steps as a table with units in the column names."""
    problem = plan.parameters
    return pd.DataFrame([
        {
            "Year": year_name(problem, step.year), "Step": said(plan, step),
            "Works from": moment(step.online_year) if step.online_year else "", "Public, USD million": dollars(step.gross_musd),
            "of it leaks, USD million": dollars(step.leaked_musd), "Private, USD million": dollars(step.private_musd),
            "Needs first": ", ".join(step.requires), "Owner": step.owner,
        }
        for step in plan.steps
    ])
