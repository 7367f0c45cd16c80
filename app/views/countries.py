"""Page 4: countries compared, from a batch that runs beside the page."""

from __future__ import annotations

import cached
import state
import streamlit as st
from components import batch_control, standing
from components.words import plain

from catchup.errors import CatchupError
from catchup.language import tr
from catchup.standing.of_run import stamp_of


def show() -> None:
    """Draws the page: a new run, the run that is shown, its comparison."""
    here = state.visit(state.first_country(list(cached.country_names(cached.data_digest()))))
    st.title(tr("Countries compared"), anchor=False)
    st.markdown(tr("The same levers, the same rules and the same dollars for every country. Where what is proven of two countries overlaps, their order is undecided, and the page says so. Differences in the data files are larger than most gaps: read the data grade beside each place."))
    known = batch_control.runs()
    batch_control.ask(known)
    run = batch_control.choose(known)
    if run is None:
        return
    batch_control.progress(run)
    try:
        standing.show(here, run, stamp_of(run))
    except CatchupError as problem:
        st.error(f"{plain(problem.message)} {plain(problem.remedy)}", icon=":material/error:")


show()
