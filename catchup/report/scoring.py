"""What a strategy is worth, printed for somebody who has to answer for it: the verdict first, then why, then what to change."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from catchup.errors import OverrideError
from catchup.language import marked, tr, trn
from catchup.library import Case
from catchup.plan import Plan
from catchup.planner import Answer
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.progress import ProgressLine
from catchup.report.results import LINES
from catchup.report.retold import retold
from catchup.report.words import dollars, grouped, listed, money, significant
from catchup.scoring.instructions import parts_of, strategy_of
from catchup.scoring.score import Change, PartScore, Range, Score, Worth, score
from catchup.scoring.strategy import Strategy, load_strategy
from catchup.scoring.telling import Begun, amount_of, label_of, option_name

OBJECTIVE_WORDS = {
    "compute": marked("of the world's AI compute, summed over the years"), "tokens": marked("of AI demand served at home"),
    "position": marked("of the world's output"),
}
VERDICT_STYLE = {"helps": "green", "costs": "bold red", "undecided": "yellow", "not priced": "dim", "no difference": "dim", "costs nothing": "green"}
ORDER = ("costs", "undecided", "helps", "costs nothing", "no difference", "not priced")


def strategy_from(slate: str) -> Strategy:
    """A slate from its file or by its name.

    Raises:
        InputError: it cannot be read or used.
    """
    return load_strategy(slate)


def strategy_from_plan(plan: Plan) -> Strategy:
    """The decisions of a plan."""
    return strategy_of(plan)


def price(strategy: Strategy, *, reading: Any, gap: float, seed: int, time_limit: float) -> tuple[Score, Answer]:
    """Prices a strategy while a progress line runs on stderr.

    Raises:
        OverrideError: the strategy has no such reading.
    """
    if reading is not None and reading not in strategy.readings:
        raise OverrideError(f"the strategy has no {reading} reading", "leave --reading out, or give `readings` in the file")
    with ProgressLine() as line:
        return score(strategy, reading=reading, gap=gap, seed=seed, time_limit=time_limit, report=line.tell)


def print_score(one: Score) -> None:
    """Prints a score to stdout."""
    page, case = Page(results()), one.strategy.case()
    _header(page, one, case)
    _collisions(page, one)
    _nearest(page, one, case)
    _parts(page, one, case)
    _changes(page, one, case)
    _read_into(page, one, case)
    _not_modelled(page, one)
    _proof(page, one)


def _header(page: Page, one: Score, case: Case) -> None:
    strategy = one.strategy
    page.console.print()
    page.console.print(Text(f"{strategy.name}: what it is worth", style=f"bold {ACCENT}"))
    page.paragraph(f"Said by: {strategy.said_by}. Future: {case.scenario.name}. Money in US dollars of 2025, discounted.")
    if one.reading:
        page.paragraph(f"Read {one.reading}ly: {strategy.readings[one.reading]}.")
    page.console.print()
    page.paragraph(Text(verdict(one), style="bold"))
    page.paragraph(beside(one))
    for name, worth in one.other_readings.items():
        page.paragraph(f"Read {name}ly: {other_reading(one, worth)}")


def verdict(one: Score) -> str:
    """The first sentence: can it be done, and what is it worth against the best plan."""
    lost = _between(one, one.loss)
    if one.can_be_done:
        if one.verdict == "undecided":
            return tr("It can be done. Whether any plan is better is undecided: by at most {amount}.", amount=_amount(one, one.loss.high))
        return tr("It can be done, but it is worth {amount} less than the best plan.", amount=lost)
    count = len({name for collision in one.collisions for name in collision.parts})
    why = trn(
        "It cannot be done as written: {count} of its parts collides with what the country has.",
        "It cannot be done as written: {count} of its parts collide with what the country has or with one another.", count, count=grouped(count),
    )
    after = (
        tr("The nearest version that can be done may be as good as the best plan.") if one.verdict == "undecided"
        else tr("The nearest version that can be done is worth {amount} less than the best plan.", amount=lost)
    )
    return f"{why} {after}"


def beside(one: Score) -> str:
    """What the strategy is worth beside carrying on and the best plan, in a sentence."""
    said = {"level": _worth(one, one.worth), "best": _worth(one, one.best)}
    if one.strategy.objective not in ("value", "least_cost"):
        return tr("It reaches {level}; the best plan reaches {best}.", **said)
    text = (
        tr("Against carrying on, it is worth {level}; the best plan is worth {best}.", **said) if one.can_be_done
        else tr("Against carrying on, that version is worth {level}; the best plan is worth {best}.", **said)
    )
    if one.strategy.objective == "value" and one.worth.bound < 0:
        return f"{text} {tr('It would be better to carry on and do nothing of it.')}"
    return text


def other_reading(one: Score, worth: Worth | str) -> str:
    """What another reading of the words is worth, or why it cannot be done."""
    if isinstance(worth, Worth):
        return tr("it can be done, and is worth {level}.", level=_worth(one, worth))
    return {
        "cannot be done": tr("it cannot be done as written either."), "not priced": tr("not priced, the time was up."),
    }.get(worth, worth)


def _worth(one: Score, worth: Worth) -> str:
    if one.strategy.objective in ("value", "least_cost") and _same(worth.value, worth.bound):
        return _amount(one, worth.value)
    said = {"value": _amount(one, worth.value), "bound": _amount(one, worth.bound)}
    if one.strategy.objective == "least_cost":
        return tr("{value} (at least {bound})", **said)
    return tr("{value} (at most {bound})", **said)


def _same(one: float, other: float) -> bool:
    return money(one) == money(other)


def _amount(one: Score, amount: float) -> str:
    if one.strategy.objective in ("value", "least_cost"):
        return tr("minus {money}", money=money(-amount)) if amount < 0 else money(amount)
    return f"{significant(amount, 4)} {tr(OBJECTIVE_WORDS[one.strategy.objective])}"


def _between(one: Score, span: Range) -> str:
    low, high = _amount(one, span.low), _amount(one, span.high)
    if low == high:
        return low
    if one.strategy.objective in ("value", "least_cost") and span.low >= 0:
        if span.low >= BILLIONS:
            return tr("USD {low} to {high} billion", low=significant(span.low / 1000), high=significant(span.high / 1000))
        if span.high < BILLIONS:
            return tr("USD {low} to {high} million", low=dollars(span.low), high=dollars(span.high))
    return tr("{low} to {high}", low=low, high=high)


BILLIONS = 10_000


def _collisions(page: Page, one: Score) -> None:
    if one.can_be_done:
        return
    page.heading("What cannot be done")
    for collision in one.collisions:
        if not collision.proven:
            what = Text.assemble((" + ".join(collision.labels), "bold"), ": no plan was found for these together in the time for it.")
        elif len(collision.labels) == 1:
            what = Text.assemble((collision.labels[0], "bold"), ": cannot be done, whatever else is done or left.")
        else:
            what = Text.assemble((" + ".join(collision.labels), "bold"), ": cannot all be done; without any one of them the others can.")
        page.bullet(what, " ".join(collision.rules))
    if not one.nearest_proven:
        page.paragraph("Not all of this is proven: some checks ended without an answer, so a nearer version may exist.", indent=1)


def _nearest(page: Page, one: Score, case: Case) -> None:
    if one.can_be_done:
        return
    page.heading("The nearest version that can be done")
    page.paragraph("Fewest parts changed; of equally few, those that stand last in the file. Everything below is about this version.")
    for change in one.mended:
        lever = change.part.partition("/")[0]
        done = [
            f"moved to {change.year}" if change.year else "",
            f"cut to {amount_of(lever, None, change.units, case)}" if change.units else "",
            f"replaced by: {option_name(case, lever, change.option)}" if change.option else "",
        ]
        said = listed([text for text in done if text]) or "dropped, because no later year, smaller amount or milder form was found to fit"
        page.bullet(Text.assemble((change.label, "bold"), f": {said}."))


def _parts(page: Page, one: Score, case: Case) -> None:
    page.heading("What each part does to the worth of the whole")
    if not one.parts:
        page.paragraph("It decides nothing.")
        return
    rows: list[list[str | Text]] = []
    for part in sorted(one.parts, key=lambda part: (ORDER.index(part.verdict), -(part.released.low if part.released else 0))):
        rows.append([Text(part.verdict, style=VERDICT_STYLE[part.verdict]), size_of(one, part), why_of(one, part, case)])
    page.table(["", unit_of(one), "part, and why"], rows, left=1, last_wraps=True)
    page.paragraph(
        "Costs: so much is gained if this part alone is left to the planner. Helps: so much is lost if this part alone is ruled out. "
        "Undecided: the difference is smaller than what is proven. Effects overlap and do not add up.", style="dim",
    )


def unit_of(one: Score) -> str:
    """The unit that parts of a strategy are priced in."""
    return tr("USD million") if one.strategy.objective in ("value", "least_cost") else retold(one.strategy.objective)


def size_of(one: Score, part: PartScore) -> str:
    """What a part adds or costs, as an interval, or why there is no number."""
    if part.needed:
        return tr("needed")
    span = part.barred if part.verdict == "helps" else part.released
    if span is None or part.verdict in ("no difference", "costs nothing"):
        return "-"
    plain = one.strategy.objective in ("value", "least_cost")
    low, high = (grouped(span.low), grouped(span.high)) if plain else (significant(span.low), significant(span.high))
    if part.verdict == "undecided":
        return tr("at most {amount}", amount=high)
    return low if low == high else tr("{low} to {high}", low=low, high=high)


def why_of(one: Score, part: PartScore, case: Case) -> Text:
    """A part's name, and below it what was found about it."""
    text = Text(retold(part.label), style="bold")
    said = [_instead(part.part, part.instead, case)] if part.instead and part.verdict not in ("helps", "not priced") else []
    if part.needed:
        said.append(tr("the other parts cannot be done without it"))
    elif part.verdict in ("costs", "helps") and part.line and one.strategy.objective == "value":
        line = tr("taxes") if part.line == "public_funds" else _in_sentence(tr(LINES.get(part.line, part.line)).split(" (")[0])
        said.append(tr("most is lost on: {line}", line=line) if part.verdict == "costs" else tr("most is won on: {line}", line=line))
    if part.verdict == "not priced":
        said.append(tr("the time was up"))
    text.append("\n" + tr("; ").join(said) if said else "", style="not bold")
    return text


def _in_sentence(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _instead(part: str, begun: Begun, case: Case) -> str:
    """What the planner does where the part is left open."""
    lever, _, option = part.partition("/")
    kind = case.levers[lever].details.kind
    if begun.instead and begun.year is None and kind == "reform":
        if begun.instead == option:
            return tr("left open, the best plan takes the same")
        return tr("left open, the best plan takes: {name}", name=retold(option_name(case, lever, begun.instead)))
    if kind == "exit":
        return tr("left open, the best plan keeps it") if begun.year is None else tr("left open, the best plan gives it up from {year}", year=begun.year)
    if begun.year is None:
        if begun.instead:
            return tr("left open, the best plan leaves it out and takes: {name}", name=retold(option_name(case, lever, begun.instead)))
        return tr("left open, the best plan leaves it out")
    if _counted(begun, option, kind):
        amount = retold(amount_of(lever, option or None, begun.units, case))
        return tr("left open, the best plan does it from {year}, {amount} in all", year=begun.year, amount=amount)
    return tr("left open, the best plan does it from {year}", year=begun.year)


def _counted(begun: Begun, option: str, kind: str) -> bool:
    return option == "chips" or (not option and kind in ("build", "cohort", "compute") and abs(begun.units - 1) > SMALL)


SMALL = 1e-6


def _changes(page: Page, one: Score, case: Case) -> None:
    page.heading("What to change first")
    if not one.changes:
        priced = all(part.verdict != "not priced" for part in one.parts)
        page.paragraph("Nothing that is proven to win anything." if priced else "Not all parts were priced; raise --time-limit.")
        return
    for at, change in enumerate(one.changes, 1):
        page.bullet(Text.assemble("First leave open: " if at == 1 else "Then also: ", (change.label, "bold")), f"{won_by(one, change)} {then_of(one, change, case)}")


def won_by(one: Score, change: Change) -> str:
    """What a change of the strategy gains."""
    said = {"gained": _between(one, change.gained), "worth": _worth(one, change.worth)}
    if change is one.changes[0]:
        return tr("With it the strategy gains {gained} and is worth {worth}.", **said)
    return tr("With all so far the strategy gains {gained} and is worth {worth}.", **said)


def then_of(one: Score, change: Change, case: Case) -> str:
    """What is left to gain after a change."""
    rest = (
        tr("That may be as good as the best plan.") if change.loss.low <= 0
        else tr("It then loses {amount} against the best plan.", amount=_between(one, change.loss))
    )
    if change.instead is None:
        return rest
    said = _instead(change.part, change.instead, case)
    return f"{said[:1].upper()}{said[1:]}. {rest}"


def _read_into(page: Page, one: Score, case: Case) -> None:
    strategy = one.strategy.read(one.reading) if one.reading else one.strategy
    labels = {part.key: label_of(part, case) for part in parts_of(strategy)}
    rows = [(labels[decision.key], decision.text, decision.assumed) for decision in strategy.decisions if decision.assumed]
    rows += [(stated.target, stated.text, stated.assumed) for stated in strategy.targets if stated.assumed]
    if not rows and strategy.rest == "open":
        return
    page.heading("What was read into it")
    rest = "Everything it does not decide is left to the planner." if strategy.rest == "open" else "Everything it does not decide is left alone."
    page.bullet(rest)
    for label, said, assumed in rows:
        page.bullet(Text.assemble((label, "bold"), f": {assumed}."), f"Said: {said}.")


def _not_modelled(page: Page, one: Score) -> None:
    page.heading("What the model cannot say about it")
    if not one.strategy.not_modelled:
        page.paragraph("Nothing was left aside." if one.strategy.said_by != "catchup plan" else "Nothing: these are a plan's own decisions.")
    for left in one.strategy.not_modelled:
        page.bullet(Text.assemble((left.text[:1].upper() + left.text[1:], "bold"), f": {left.why}."))


def _proof(page: Page, one: Score) -> None:
    page.heading("How sure that is")
    late = [part.label for part in one.parts if part.verdict == "not priced"]
    page.paragraph(
        "Each worth is a plan that was found and a bound that no plan can beat; where two such ranges overlap, it says undecided. "
        f"Searches stop within {significant(100 * one.gap)} % of the best."
    )
    if late:
        page.paragraph(f"Not priced, because the time was up: {listed(late)}. Raise --time-limit.")
    seconds = ", ".join(f"{name} {amount:.1f} s" for name, amount in one.seconds.items())
    page.paragraph(f"Source: {one.strategy.source}. Time: {seconds}.", style="dim")


__all__ = ["price", "print_score", "strategy_from", "strategy_from_plan", "verdict"]
