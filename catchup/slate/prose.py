"""Sentences that several depths share: the decision box, one recommendation, the basis of money, the proof."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.slate.document import Paragraph, Run, Words
from catchup.slate.setting import Item, Setting
from catchup.slate.tables_key import BASIS, KEY
from catchup.slate.tables_options import FIRST
from catchup.slate.tables_slate import REC, A
from catchup.slate.writing import at, paragraph, runs, together

MOST_NAMED = 4
SMALL = 0.05
LEAST = 1e-6


def listing(parts: list[Run]) -> tuple[Run, ...]:
    """References as a list in a sentence."""
    made: list[Run] = []
    for place, one in enumerate(parts):
        if place:
            made.append(Words(text=tr(" and ") if place == len(parts) - 1 else ", "))
        made.append(one)
    return tuple(made)


def figure(name: str, column: str = "value", *, strong: bool = False) -> Run:
    """A key figure in a sentence."""
    return at(KEY, name, column, strong=strong)


def decision_box(s: Setting) -> Iterator[Paragraph]:
    """Whether to do what, for how much, by when, with which effects, giving up what."""
    if s.not_yet:
        yield _not_yet(s)
    now = [item for item in s.items if item.first_year == s.plan.parameters.clock.first_year]
    if now:
        names = listing([at(A, item.id, "measure", strong=True) for item in now[:MOST_NAMED]])
        more = runs(tr(" and the others marked as decided now")) if len(now) > MOST_NAMED else ()
        yield Paragraph(style="box", runs=(*runs(tr("Whether to decide now: ")), *names, *more, Words(text=".")))
        yield together("box", *_price(s, now))
    elif s.items:
        yield paragraph(tr("Nothing has to be decided this year. The first measure is {measure}, by {deadline}."), "box", measure=at(A, s.items[0].id, "measure", strong=True), deadline=at(REC, s.items[0].id, "deadline"))
    else:
        yield paragraph(tr("Whether to start nothing new for now. No measure in the catalogue is worth its cost here under the limits in force."), "box")
    yield together("box", *_effects(s))
    if not s.items:
        return
    yield paragraph(
        tr("Given up: {outlay} of public money over the horizon, of which {leaks} ({part}) is lost on the way. Doing nothing new keeps that money and leaves the gap."), "box",
        outlay=figure("outlay"), leaks=figure("leaks"), part=figure("leak_share"),
    )


def _price(s: Setting, now: list[Item]) -> Iterator[tuple[Run, ...]]:
    """What deciding commits, draws and frees, and by when."""
    yield runs(tr("Money: this commits {now} of public money over the years ({local})."), now=figure("now", strong=True), local=figure("now", "local"))
    if sum(item.total("private_musd") for item in now) >= SMALL:
        yield runs(tr("It draws {private} of private money."), private=figure("now_private"))
    if any(item.action == "call off" for item in now):
        yield runs(tr("What is called off frees {freed}."), freed=figure("freed"))
    yield runs(tr("By when: {deadline}."), deadline=at(REC, now[0].id, "deadline", strong=True))


def _effects(s: Setting) -> Iterator[tuple[Run, ...]]:
    yield runs(tr("Effects: worth {worth} ({local}) against carrying on, and no plan can be better than {bound}."), worth=figure("worth", strong=True), local=figure("worth", "local"), bound=figure("bound"))
    unmoved, certain = _unmoved(), _without_range()
    for name, sentence in _spoken().items():
        metric = s.ends.get(name)
        if metric is None or (metric.value <= LEAST and name != "home_share"):
            continue
        if metric.high - metric.low <= LEAST * max(1.0, metric.value) and metric.value > metric.do_nothing:
            yield runs(certain[name], value=figure(name), nothing=figure(name, "nothing"))
        elif abs(metric.value - metric.do_nothing) <= LEAST * max(1.0, metric.value):
            yield runs(unmoved[name], value=figure(name))
        else:
            yield runs(sentence, value=figure(name), low=figure(name, "low"), high=figure(name, "high"), nothing=figure(name, "nothing"))


def _spoken() -> dict[str, str]:
    return {
        "home_share": tr("AI demand served at home at the end: {value} ({low} to {high}; {nothing} with nothing done)."),
        "compute_h100e": tr("AI compute: {value} ({low} to {high}; {nothing} with nothing done)."),
        "homes_power_mw": tr("New power to homes and firms: {value} ({low} to {high}; {nothing} with nothing done)."),
    }


def _unmoved() -> dict[str, str]:
    return {
        "home_share": tr("AI demand served at home at the end: {value}, as with nothing done."), "compute_h100e": tr("AI compute: {value}, as with nothing done."),
        "homes_power_mw": tr("New power to homes and firms: {value}, as with nothing done."),
    }


def _without_range() -> dict[str, str]:
    return {
        "home_share": tr("AI demand served at home at the end: {value} ({nothing} with nothing done)."), "compute_h100e": tr("AI compute: {value} ({nothing} with nothing done)."),
        "homes_power_mw": tr("New power to homes and firms: {value} ({nothing} with nothing done)."),
    }


def _not_yet(s: Setting) -> Paragraph:
    """The verdict for a country whose plan starts no AI at home, and when that could change where it was worked out."""
    said = runs(tr("Not yet: this plan starts no AI at home. What it starts serves other users and builds what AI would need first.")) if s.items else runs(tr("Not yet: this plan starts no AI at home."))
    if s.given.readiness is None:
        return Paragraph(style="box", runs=said)
    if s.given.readiness.first_year_home is None:
        open_end = runs(tr("No year was found in the time there was in which even a hundredth of AI demand can be served at home; that does not say that there is none."))
        never = runs(tr("Not even a hundredth of AI demand can be served at home in the planned years; what is in the way is in the table of what comes first."))
        return together("box", said, never if s.given.readiness.proven else open_end)
    return together("box", said, runs(tr("A hundredth of AI demand could be served at home at the earliest in: {year}."), year=at(FIRST, "year", "stands", strong=True)))


def recommendation(s: Setting, item: Item) -> Paragraph:
    """One measure as a recommendation: owner, deadline, money, indicator, review, sunset test."""
    def cell(column: str, *, strong: bool = False) -> Run:
        return at(REC, item.id, column, strong=strong)

    first = runs(tr("{measure}, decided by {deadline}. Answers for it: {owner}."), measure=cell("measure", strong=True), owner=cell("owner"), deadline=cell("deadline"))
    priced = item.total("gross_musd") >= SMALL
    money = runs(tr("Public money in millions of US dollars: {money} ({local}), of which {leaks} is lost on the way."), money=cell("money"), local=cell("local"), leaks=cell("leaks")) if priced else runs(tr("It costs no public money of its own."))
    then = runs(tr("Measured by: {kpi} Review: {review}. Sunset test: {sunset}"), kpi=cell("kpi"), review=cell("review"), sunset=cell("sunset"))
    return together("numbered", first, money, then)


def basis_sentence() -> Paragraph:
    """Prices, rate and proof in small print; every depth has it."""
    return paragraph(
        tr("Money: {prices}; {rate}. Years: {years}. Planned for: {future}. Proof: {status}. Of {inputs} inputs {assumed} are assumed; the annex names them."), "small",
        prices=at(BASIS, "prices", "said"), rate=at(BASIS, "rate", "said"), years=at(BASIS, "years", "said"), future=at(BASIS, "future", "said"), status=at(BASIS, "status", "said"),
        inputs=figure("inputs"), assumed=figure("assumed"),
    )
