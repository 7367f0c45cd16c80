"""What to do this year in plain words, then the rest of the window."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catchup.plan import Plan, Step
from catchup.report.proof import LIMITS, binding_years
from catchup.report.shown import strictest
from catchup.report.steps import terms
from components.words import by_weight, listed, local, moment, money_phrase, plain, said, sentence_case, year_name


def show(plan: Plan) -> None:
    """The first planned year in full, the following years of the window in short."""
    clock, problem = plan.parameters.clock, plan.parameters
    steps = strictest(plan.steps, problem)
    now = by_weight([step for step in steps if step.year == clock.first_year])
    st.header(f"What to do this year ({year_name(problem, clock.first_year)})", anchor="this-year")
    if now:
        st.markdown("\n".join(f"1. **{plain(said(plan, step))}**  \n   {plain(sentence_case(terms(problem, step)))}" for step in now))
        st.caption(_commitment(plan, now))
    else:
        st.markdown(_nothing(plan, steps))
    for year in range(clock.first_year + 1, clock.first_year + clock.window):
        _later_year(plan, year, by_weight([step for step in steps if step.year == year]))
    later = sum(step.year >= clock.first_year + clock.window for step in steps)
    if later:
        st.caption(f"{later} later step{'s are' if later > 1 else ' is'} in the timetable below. Nobody is bound by them; they are decided again when they are due.")
    _warn(plan)


def _warn(plan: Plan) -> None:
    """Standing checks that failed, where nobody can miss them."""
    failed = [check for check in plan.checks if not check.passed]
    if failed:
        st.warning("**Look at this before deciding.** " + " ".join(f"{plain(sentence_case(one.name))}: {plain(one.finding)}." for one in failed), icon=":material/warning:")


def _later_year(plan: Plan, year: int, steps: Sequence[Step]) -> None:
    name = year_name(plan.parameters, year)
    if not steps:
        st.markdown(f"**Then in {name}:** nothing new.")
        return
    st.markdown(f"**Then in {name}**\n" + "\n".join(f"- {_in_short(plan, step)}" for step in steps))


def _in_short(plan: Plan, step: Step) -> str:
    paid = [f"{money_phrase(step.gross_musd)} public"] if step.gross_musd >= 0.05 else []
    paid += [f"{money_phrase(step.private_musd)} private"] if step.private_musd >= 0.05 else []
    ready = [f"works from {moment(step.online_year)}"] if step.online_year else []
    more = "; ".join([*paid, *ready])
    return plain(said(plan, step) + (f" ({more})" if more else ""))


def _commitment(plan: Plan, steps: Sequence[Step]) -> str:
    """What deciding these steps commits. The sums belong in catchup.report.steps, where they are private today."""
    public, private = sum(step.gross_musd for step in steps), sum(step.private_musd for step in steps)
    text = f"Together this commits {money_phrase(public)} ({local(public, plan.parameters)}) of public money over the years"
    text += f" and draws {money_phrase(private)} of private money." if private >= 0.05 else "."
    return plain(text + " Running costs come on top; they are in the money by year.")


def _nothing(plan: Plan, steps: Sequence[Step]) -> str:
    """That there is nothing to do, and why as far as the plan tells."""
    problem = plan.parameters
    if not plan.steps:
        failed = "".join(f"\n- {plain(check.name)}: {plain(check.finding)}" for check in plan.checks if not check.passed)
        return (
            "**Not yet: no step beats carrying on with what is under way.** Under this scenario whatever could be started costs "
            "the country more than it brings within the horizon, or has to wait for something else. The reasons are under "
            f"*Left alone, and why*.{failed}"
        )
    first = problem.clock.first_year
    begin = year_name(problem, min(step.year for step in steps))
    tight = [LIMITS[name][2] for name, years in binding_years(plan).items() if first in years and name in LIMITS]
    why = (
        f"In that year {plain(listed(tight))} {'are' if len(tight) > 1 else 'is'} already used up by what is under way."
        if tight else "No shared limit is used up in that year: the plan is worth more when it starts later."
    )
    return f"**Nothing new this year.** The first step comes in {begin}. {why}"
