"""What a strategy is worth, printed for somebody who has to answer for it: the verdict first, then why, then what to change."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from catchup.errors import OverrideError
from catchup.library import Case
from catchup.plan import Plan
from catchup.planner import Answer
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.progress import ProgressLine
from catchup.report.results import LINES
from catchup.report.words import listed, money, number_of, significant
from catchup.scoring.instructions import parts_of, strategy_of
from catchup.scoring.score import Change, PartScore, Range, Score, Worth, score
from catchup.scoring.strategy import Strategy, load_strategy
from catchup.scoring.telling import Begun, amount_of, label_of, option_name

OBJECTIVE_WORDS = {"compute": "of the world's AI compute, summed over the years", "tokens": "of AI demand served at home", "position": "of the world's output"}
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
    page.paragraph(_beside(one))
    for name, worth in one.other_readings.items():
        page.paragraph(f"Read {name}ly: {_other(one, worth)}")


def verdict(one: Score) -> str:
    """The first sentence: can it be done, and what is it worth against the best plan."""
    lost = _between(one, one.loss)
    if one.can_be_done:
        if one.verdict == "undecided":
            return f"It can be done. Whether any plan is better is undecided: by at most {_amount(one, one.loss.high)}."
        return f"It can be done, but it is worth {lost} less than the best plan."
    count = len({name for collision in one.collisions for name in collision.parts})
    decisions = number_of(count, "of its parts collides with what the country has", "of its parts collide with what the country has or with one another")
    after = "may be as good as the best plan" if one.verdict == "undecided" else f"is worth {lost} less than the best plan"
    return f"It cannot be done as written: {decisions}. The nearest version that can be done {after}."


def _beside(one: Score) -> str:
    level = _worth(one, one.worth)
    if one.strategy.objective in ("value", "least_cost"):
        minus = " It would be better to carry on and do nothing of it." if one.strategy.objective == "value" and one.worth.bound < 0 else ""
        return f"Against carrying on, {'it' if one.can_be_done else 'that version'} is worth {level}; the best plan is worth {_worth(one, one.best)}.{minus}"
    return f"It reaches {level}; the best plan reaches {_worth(one, one.best)}."


def _other(one: Score, worth: Worth | str) -> str:
    if not isinstance(worth, Worth):
        return {"cannot be done": "it cannot be done as written either.", "not priced": "not priced, the time was up."}.get(worth, worth)
    return f"it can be done, and is worth {_worth(one, worth)}."


def _worth(one: Score, worth: Worth) -> str:
    if one.strategy.objective in ("value", "least_cost") and _same(worth.value, worth.bound):
        return _amount(one, worth.value)
    word = "at least" if one.strategy.objective == "least_cost" else "at most"
    return f"{_amount(one, worth.value)} ({word} {_amount(one, worth.bound)})"


def _same(one: float, other: float) -> bool:
    return money(one) == money(other)


def _amount(one: Score, amount: float) -> str:
    if one.strategy.objective in ("value", "least_cost"):
        return f"minus {money(-amount)}" if amount < 0 else money(amount)
    return f"{significant(amount, 4)} {OBJECTIVE_WORDS[one.strategy.objective]}"


def _between(one: Score, span: Range) -> str:
    low, high = _amount(one, span.low), _amount(one, span.high)
    if low == high:
        return low
    if one.strategy.objective in ("value", "least_cost"):
        unit = " billion" if span.low >= BILLIONS else " million" if span.high < BILLIONS else ""
        return f"{low.removesuffix(unit)} to {high.removeprefix('USD ')}" if unit else f"{low} to {high}"
    return f"{low} to {high}"


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
        rows.append([Text(part.verdict, style=VERDICT_STYLE[part.verdict]), _size(one, part), _why(one, part, case)])
    page.table(["", _unit(one), "part, and why"], rows, left=1, last_wraps=True)
    page.paragraph(
        "Costs: so much is gained if this part alone is left to the planner. Helps: so much is lost if this part alone is ruled out. "
        "Undecided: the difference is smaller than what is proven. Effects overlap and do not add up.", style="dim",
    )


def _unit(one: Score) -> str:
    return "USD million" if one.strategy.objective in ("value", "least_cost") else one.strategy.objective


def _size(one: Score, part: PartScore) -> str:
    if part.needed:
        return "needed"
    span = part.barred if part.verdict == "helps" else part.released
    if span is None or part.verdict in ("no difference", "costs nothing"):
        return "-"
    plain = one.strategy.objective in ("value", "least_cost")
    low, high = (f"{span.low:,.0f}", f"{span.high:,.0f}") if plain else (significant(span.low), significant(span.high))
    if part.verdict == "undecided":
        return f"at most {high}"
    return low if low == high else f"{low} to {high}"


def _why(one: Score, part: PartScore, case: Case) -> Text:
    text = Text(part.label, style="bold")
    said = [_instead(part.part, part.instead, case)] if part.instead and part.verdict not in ("helps", "not priced") else []
    if part.needed:
        said.append("the other parts cannot be done without it")
    elif part.verdict in ("costs", "helps") and part.line and one.strategy.objective == "value":
        line = "taxes" if part.line == "public_funds" else _in_sentence(LINES.get(part.line, part.line).split(" (")[0])
        said.append(f"{'most is lost' if part.verdict == 'costs' else 'most is won'} on: {line}")
    if part.verdict == "not priced":
        said.append("the time was up")
    text.append("\n" + "; ".join(said) if said else "", style="not bold")
    return text


def _in_sentence(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _instead(part: str, begun: Begun, case: Case) -> str:
    """What the planner does where the part is left open."""
    lever, _, option = part.partition("/")
    if begun.instead and begun.year is None and case.levers[lever].details.kind == "reform":
        return "left open, the best plan takes: " + option_name(case, lever, begun.instead) if begun.instead != option else "left open, the best plan takes the same"
    if case.levers[lever].details.kind == "exit":
        return "left open, the best plan " + ("keeps it" if begun.year is None else f"gives it up from {begun.year}")
    if begun.year is None:
        other = f" and takes: {option_name(case, lever, begun.instead)}" if begun.instead else ""
        return f"left open, the best plan leaves it out{other}"
    count = f", {amount_of(lever, option or None, begun.units, case)} in all" if _counted(begun, option, case.levers[lever].details.kind) else ""
    return f"left open, the best plan does it from {begun.year}{count}"


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
        page.bullet(Text.assemble("First leave open: " if at == 1 else "Then also: ", (change.label, "bold")), f"{_won(one, change)} {_then(one, change, case)}")


def _won(one: Score, change: Change) -> str:
    so_far = "With it" if change is one.changes[0] else "With all so far"
    return f"{so_far} the strategy gains {_between(one, change.gained)} and is worth {_worth(one, change.worth)}."


def _then(one: Score, change: Change, case: Case) -> str:
    rest = (
        "That may be as good as the best plan." if change.loss.low <= 0
        else f"It then loses {_between(one, change.loss)} against the best plan."
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
