"""Why this plan: reform paths, standing checks, what is left alone, and the certificate."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catchup.plan import Plan
from catchup.report.proof import STATUS
from components.words import (
    amount_of,
    dollars,
    grouped,
    money_phrase,
    names_of,
    plain,
    sentence_case,
    share,
    short,
    significant,
)

LONG_DIGEST = 16


def show(plan: Plan) -> None:
    """Paths and checks side by side, then what is left alone beside the certificate."""
    left, right = st.columns(2, gap="large")
    with left:
        _paths(plan)
        _certificate(plan)
    with right:
        _checks(plan)
        _left_alone(plan)


def _paths(plan: Plan) -> None:
    st.header("What each reform path is worth", anchor="paths")
    unit = "USD million" if "USD" in plan.objective.unit else plan.objective.unit
    ranked = sorted(plan.paths, key=lambda one: (one.path != plan.path, -(one.bound if one.bound is not None else float("-inf"))))
    st.table(
        pd.DataFrame([
            {
                "Path": f"**{plain(one.name)}**" if one.path == plan.path else plain(one.name),
                f"Found, {unit}": _level(plan, one.value, "not solved"), f"At most, {unit}": _level(plan, one.bound, "no plan"),
                "Outcome": STATUS.get(one.status, one.status),
            }
            for one in ranked
        ]),
        hide_index=True, border="horizontal", alt="What each reform path is worth",
    )
    if any(one.status == "pruned" for one in plan.paths):
        st.caption("A path whose limit lies below the plan found, or within the gap of it, is not solved to the end.")


def _level(plan: Plan, amount: float | None, none: str) -> str:
    """A level to the last whole million, because paths may lie close together; the column names the unit."""
    if amount is None:
        return none
    return dollars(amount) if "USD" in plan.objective.unit else significant(amount, 4)


def _checks(plan: Plan) -> None:
    st.header("Standing checks", anchor="checks")
    lines = [
        f"- {':material/check_circle:' if one.passed else ':material/warning:'} **{plain(sentence_case(one.name))}** "
        f"({'holds' if one.passed else 'look at this'}): {plain(one.finding)}"
        for one in sorted(plan.checks, key=lambda one: one.passed)
    ]
    if plan.connection_cost is not None and any(step.action == "fund" for step in plan.steps):
        cost = amount_of(plan.connection_cost, plan.objective)
        lines.append(f"- Choosing laboratories by connection and not by merit would cost at most {cost}.")
    st.markdown("\n".join(lines) or "None recorded.")


def unused_levers(plan: Plan) -> list[str]:
    """Levers open here that no step uses. `catchup.report.steps.left_alone` holds the same rule inside its printing."""
    problem, used = plan.parameters, {step.lever for step in plan.steps if step.action != "call off"}
    here = {one.id for one in problem.plants if one.last_start >= 0} | {problem.reform_lever}
    here |= {one.lever for one in (*problem.cohorts, *problem.stances)}
    here |= {problem.exit_lever} if problem.firms else set()
    here |= {problem.programme.lever} if problem.programme else set()
    return sorted(here - used - set(plan.closed_levers))


def _left_alone(plan: Plan) -> None:
    st.header("Left alone, and why", anchor="left-alone")
    names = names_of(plan)
    lines = [f"- **{plain(short(names.get(lever, lever)))}** cannot be started here: {plain(why)}." for lever, why in sorted(plan.closed_levers.items())]
    unused = [plain(short(names.get(lever, lever))) for lever in unused_levers(plan)]
    if unused:
        lines.append(f"- **Open, but in no part of this plan:** {'; '.join(unused)}. Each costs more than it adds here, or stands in the way of something better.")
    st.markdown("\n".join(lines) or "Every lever is used.")


def _certificate(plan: Plan) -> None:
    st.header("Certificate", anchor="certificate")
    one, run = plan.objective, plan.run
    asked = share(plan.request.gap, 2)
    rows = [
        ("Status", f"proven within the gap asked for ({asked})" if one.status == "optimal" else f"not proven within the gap asked for ({asked})"),
        ("Reached", amount_of(one.value, one)),
        ("No plan exceeds", amount_of(one.bound, one)),
        ("Gap", share(one.gap, 2)),
        ("Carrying on", amount_of(one.baseline, one)),
        ("Audit", "recomputed without the model and the solver; no difference found"),
        ("Seed", grouped(plan.seed)),
        ("Digest of the plan", plan.digest[:LONG_DIGEST]),
        ("Digest of the country file", plan.profile_digest[:LONG_DIGEST]),
        ("Digest of levers, scenarios, world", plan.catalogue_digest[:LONG_DIGEST]),
        ("Made by", f"catchup {plan.code_version}" + (f", {run.solver}" if run else "")),
        ("This run", f"{run.seconds.get('all', 0.0):.1f} s; {grouped(run.rows)} rows, {grouped(run.integers)} whole-number decisions" if run else "not recorded"),
    ]
    if plan.connection_cost == 0.0 and not any(step.action == "fund" for step in plan.steps):
        rows.append(("Labs", f"none funded, so choosing them by connection costs {money_phrase(0.0)}"))
    st.table(pd.DataFrame([{"": name, "This plan": plain(text)} for name, text in rows]), hide_index=True, hide_header=True, border="horizontal", alt="Certificate of the plan")
    st.download_button(
        "Download the plan (JSON)", data=plan.to_json, file_name=f"{plan.country}-{plan.scenario}-{plan.objective.name}.plan.json",
        mime="application/json", icon=":material/download:", on_click="ignore",
    )
