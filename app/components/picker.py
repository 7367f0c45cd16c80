"""The sidebar's head: the question's name, country, future and goal, how it is shown, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

import cached
import state
import streamlit as st
from state import Visit

from catchup.errors import CatchupError
from catchup.language import LANGUAGES, tr
from catchup.problem import OBJECTIVES
from catchup.report.guidance import rate_sentence
from catchup.whatif import View
from components import glossary, saved, signin
from components.words import objective_name, plain, retold

Names = Mapping[str, tuple[str, str]]


def show(here: Visit, countries: Names, scenarios: Names) -> None:
    """Draws the pickers; a change is the next question at once."""
    request = here.question.request
    st.markdown(tr("**catchup** · what to build, buy, ban and reform, and when"))
    signin.show()
    saved.show(here)
    _ways_back(here)
    goals = {one: objective_name(one) for one in OBJECTIVES if one != "least_cost" or request.targets}
    country = _pick("Country", tr("Country"), request.country, {code: f"{retold(name)} ({code})" for code, (name, _) in countries.items()})
    scenario = _pick("Future", tr("Future"), request.scenario, {one: tr(name) for one, (name, _) in scenarios.items()}, _future(request.scenario, scenarios))
    objective = _pick("What counts as better", tr("What counts as better"), request.objective, goals, glossary.help("objective"))
    if country != request.country:
        # Numbers and locks of one country say nothing about another.
        state.put(here.question.changed(country=country, overrides=(), locks=(), targets=(), profile_file=None, scenario=scenario, objective="value" if objective == "least_cost" else objective).model_copy(update={"schedules": ()}))
        st.rerun()
    if (scenario, objective) != (request.scenario, request.objective):
        state.put(here.question.changed(scenario=scenario, objective=objective))
        st.rerun()
    if request.profile_file is not None:
        st.caption(f":material/description: {tr('Planned with a country file of your own; see the page Evidence.')}")
    elif country in countries:
        st.caption(f"**{plain(countries[country][0])}.** {plain(countries[country][1])}")
    _view(here)


def _pick(key: str, label: str, current: str, options: dict[str, str], words: str | None = None) -> str:
    """One select box. A value from the address that does not exist stays visible as such."""
    shown = options if current in options else {current: tr("{name} (not offered here)", name=current), **options}
    keys = list(shown)
    return str(st.selectbox(label, keys, index=keys.index(current), format_func=lambda one: shown.get(one, one), key=f"{key}-{state.turn()}", help=words))


def _future(scenario: str, scenarios: Names) -> str | None:
    """What a future is, and what the one in hand assumes."""
    said = [glossary.help("scenario"), plain(scenarios[scenario][1]) if scenario in scenarios else None]
    return "\n\n".join(one for one in said if one) or None


def _ways_back(here: Visit) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(tr("Undo"), icon=":material/undo:", disabled=not here.past, help=tr("Back to the question before"), key="undo", type="tertiary"):
            state.undo()
            st.rerun()
        if st.button(tr("Redo"), icon=":material/redo:", disabled=not here.future, help=tr("Forward again"), key="redo", type="tertiary"):
            state.redo()
            st.rerun()
        can = here.saved is not None and state.changed()
        if st.button(tr("Revert"), icon=":material/restart_alt:", disabled=not can, help=tr("Back to how it was opened or last saved"), key="revert", type="tertiary"):
            state.revert()
            st.rerun()


def _view(here: Visit) -> None:
    """Currency and language: part of the address, but no number changes and nothing has to be undone."""
    view = here.question.view
    left, right = st.columns(2, gap="small")
    with left:
        language = st.selectbox(tr("Language"), list(LANGUAGES), list(LANGUAGES).index(view.language), format_func=LANGUAGES.__getitem__, key=f"language-{view.language}")
    with right:
        currency = _currency(here)
    wanted = View.model_validate({"language": language, "currency": currency})
    if wanted != view:
        state.look(wanted)
        st.rerun()


def _currency(here: Visit) -> str:
    request, view = here.question.request, here.question.view
    try:
        money = cached.profile_of(cached.country_of(request), cached.data_digest()).currency
    except CatchupError:
        return view.currency  # the page itself says what is wrong with the country
    codes = {"usd": "USD", "local": money.code}
    return str(st.selectbox(
        tr("Money in"), list(codes), list(codes).index(view.currency), format_func=codes.__getitem__, key=f"currency-{view.currency}-{money.code}",
        help=plain(rate_sentence(money)),
    ))
