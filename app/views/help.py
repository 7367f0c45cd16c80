"""The help page: what this is, how to read a plan, what the model does not know, and the glossary."""

from __future__ import annotations

import streamlit as st
from components import glossary
from components.page import begun
from components.words import plain

from catchup.language import tr
from catchup.report.limits import limits


def show() -> None:
    """Draws the page; nothing on it depends on a plan."""
    begun(tr("Help"))
    _what()
    _reading()
    _limits()
    _glossary()


def _what() -> None:
    st.header(tr("What this is"), anchor="what")
    st.markdown(tr(
        "catchup plans how a country outside the AI production chain catches up: which measures it starts, in which year and at what size, and which it leaves alone. "
        "It weighs every measure of a catalogue together, under the money, power, people, foreign exchange, administrative capacity and political capital that the country really has. "
        "The answer comes with a proof: no plan can be better by more than the stated gap, under the figures it was made from. "
        "Every figure has a range, a year and a source, or says that it is assumed. "
        "It decides nothing: it shows what follows from figures that you can change."
    ))


def _reading() -> None:
    st.header(tr("How to read a plan"), anchor="reading")
    lines = (
        tr("**What to do this year** comes first. Only the first three years are a decision; later steps show where it leads, and are decided again when they are due."),
        tr("**Worth** is against carrying on: what is under way is finished, nothing new is begun. It is discounted, in US dollars of 2025."),
        tr("**Public money** is what the budget pays. What leaks on the way is stated beside it."),
        tr("**Gap**: no plan can be better by more than this. Where two proven ranges overlap, it says *undecided*, and neither is better."),
        tr("**Why** says what leaving a measure out would cost, and what would have to change for the answer to turn."),
        tr("**Standing checks** are the questions a finance secretary asks first. One that fails is a thing to know, and does not make the plan wrong."),
        tr("**Languages**: what a country file says in its own words (notes, names of projects and offices, sources) is shown as it was written."),
    )
    st.markdown("\n".join(f"- {line}" for line in lines))


def _limits() -> None:
    st.header(tr("What this model does not know"), anchor="limits")
    for one in limits():
        st.markdown(f"**{plain(one.title)}.** {plain(one.why)} *{tr('What to do:')}* {plain(one.do)}")


def _glossary() -> None:
    st.header(tr("Glossary"), anchor="glossary")
    if not glossary.sections():
        st.caption(tr("The glossary did not come with this installation."))
        return
    word = st.text_input(tr("Search the glossary"), key="glossary-word", placeholder=tr("gap, leakage, shell ...")).strip().lower()
    count = 0
    for section in glossary.sections():
        terms = [term for term in section.terms if word in f"{term.title} {term.meaning}".lower()]
        count += len(terms)
        if terms:
            with st.expander(plain(section.title), expanded=bool(word)):
                st.markdown("\n".join(f"- **{plain(term.title)}** - {plain(term.meaning)}" + (f" ({plain(term.unit)})" if term.unit else "") for term in terms))
    if not count:
        st.caption(tr("No term matches."))


show()
