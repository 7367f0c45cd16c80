"""Why this plan: reform paths, standing checks, what is left alone, and the certificate."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from downloads import held

from catchup.language import tr
from catchup.plan import Plan
from catchup.report.proof import STATUS, connection_sentence, level, path_level, path_unit, ranked_paths
from catchup.report.steps import unused_levers
from components.words import Reading, digest_of, grouped, names_of, plain, retold, sentence_case, share, short

LONG_DIGEST = 16


def show(reading: Reading) -> None:
    """Paths and checks side by side, then what is left alone beside the certificate."""
    left, right = st.columns(2, gap="large")
    with left:
        _paths(reading)
        _certificate(reading)
    with right:
        _checks(reading)
        _left_alone(reading.plan)


def _paths(reading: Reading) -> None:
    st.header(tr("What each reform path is worth"), anchor="paths")
    frame = reading.once("paths", lambda: _path_frame(reading))
    st.table(frame, hide_index=True, border="horizontal", alt=tr("What each reform path is worth"))
    if any(one.status == "pruned" for one in reading.plan.paths):
        st.caption(tr("A path whose limit lies below the plan found, or within the gap of it, is not solved to the end."))


def _path_frame(reading: Reading) -> pd.DataFrame:
    plan, currency = reading.plan, reading.currency
    unit = path_unit(plan, currency)
    return pd.DataFrame([
        {
            tr("Reform path"): f"**{plain(one.name)}**" if one.path == plan.path else plain(one.name),
            tr("Found, {unit}", unit=unit): plain(path_level(plan, one.value, tr("not solved"), currency)),
            tr("At most, {unit}", unit=unit): plain(path_level(plan, one.bound, tr("no plan"), currency)),
            tr("Outcome"): tr(STATUS[one.status]),
        }
        for one in ranked_paths(plan)
    ])


def _checks(reading: Reading) -> None:
    st.header(tr("Standing checks"), anchor="checks")
    lines = [
        f"- {':material/check_circle:' if one.passed else ':material/warning:'} **{plain(sentence_case(retold(one.name)))}** "
        + tr("({state}): {finding}", state=tr("holds") if one.passed else tr("look at this"), finding=plain(one.finding))
        for one in sorted(reading.plan.checks, key=lambda one: one.passed)
    ]
    labs = connection_sentence(reading.plan, reading.currency)
    lines += [f"- {plain(labs)}"] if labs else []
    st.markdown("\n".join(lines) or tr("None recorded."))


def _left_alone(plan: Plan) -> None:
    st.header(tr("Left alone, and why"), anchor="left-alone")
    names = names_of(plan)
    lines = [
        f"- **{plain(short(names.get(lever, lever)))}** " + plain(tr("cannot be started here: {why}.", why=retold(why))) for lever, why in sorted(plan.closed_levers.items())
    ]
    unused = sorted(plain(short(names.get(lever, lever))) for lever in unused_levers(plan))
    if unused:
        why = tr("Each costs more than it adds here, or stands in the way of something better.")
        lines.append(f"- **{tr('Open, but in no part of this plan:')}** {tr('; ').join(unused)}. {why}")
    st.markdown("\n".join(lines) or tr("Every lever is used."))


def _certificate(reading: Reading) -> None:
    st.header(tr("Certificate"), anchor="certificate")
    frame = reading.once("certificate", lambda: _certificate_frame(reading))
    st.table(frame, hide_index=True, hide_header=True, border="horizontal", alt=tr("Certificate of the plan"))
    plan = reading.plan
    name = f"{plan.country}-{plan.scenario}-{plan.objective.name}.plan.json"
    st.download_button(
        tr("Download the plan (JSON)"), data=held(lambda: plan.to_json().encode("utf-8"), "application/json", name), file_name=name, mime="application/json",
        icon=":material/download:", on_click="ignore",
    )


def _certificate_frame(reading: Reading) -> pd.DataFrame:
    plan, one = reading.plan, reading.plan.objective
    asked = share(plan.request.gap, 2)
    proven = (
        tr("proven within the gap asked for ({gap})", gap=asked) if one.status == "optimal"
        else tr("not proven within the gap asked for ({gap})", gap=asked)
    )
    rows = [
        (tr("Status"), proven),
        (tr("Reached"), level(plan, one.value, reading.currency)),
        (tr("No plan exceeds"), level(plan, one.bound, reading.currency)),
        (tr("Gap"), share(one.gap, 2)),
        (tr("Carrying on"), level(plan, one.baseline, reading.currency)),
        (tr("Audit"), tr("recomputed without the model and the solver; no difference found")),
        (tr("Seed"), grouped(plan.seed)),
        (tr("Digest of the plan"), digest_of(plan)[:LONG_DIGEST]),
        (tr("Digest of the country file"), plan.profile_digest[:LONG_DIGEST]),
        (tr("Digest of levers, scenarios, world"), plan.catalogue_digest[:LONG_DIGEST]),
        (tr("Made by"), f"catchup {plan.code_version}" + (f", {plan.run.solver}" if plan.run else "")),
        (tr("This run"), _run(plan)),
    ]
    return pd.DataFrame([{"": name, tr("This plan"): plain(text)} for name, text in rows])


def _run(plan: Plan) -> str:
    run = plan.run
    if run is None:
        return tr("not recorded")
    return tr(
        "{seconds} s; {rows} rows, {integers} whole-number decisions", seconds=grouped(run.seconds.get("all", 0.0), 1), rows=grouped(run.rows),
        integers=grouped(run.integers),
    )
