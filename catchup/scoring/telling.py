"""What an answer does about one lever, and which line of the value moves between two answers: the reasons behind a score."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from catchup.catalogue import ProgrammeDetails, ReformDetails, StanceDetails
from catchup.evidence import Record
from catchup.library import Case
from catchup.model.wishes import engaged
from catchup.planner import Answer
from catchup.reading import Reading
from catchup.scoring.instructions import Part
from catchup.scoring.strategy import Decision
from catchup.sentences import target_sentence

TRACE = 1e-6


class Begun(Record):
    """What a plan does of a lever, or of one part of it."""

    year: int | None = Field(description="first year; None if never")
    units: float = Field(description="units begun by the end of the horizon")
    instead: str | None = Field(default=None, description="the other step, tier or path that is taken, where it is a choice")


def reading_of(answer: Answer) -> Reading:
    """The answer's plan, to read amounts from."""
    part, problem = answer.outcome.best, answer.outcome.problem
    assert part.run is not None
    assert part.run.point is not None
    path = next(one for one in problem.paths if one.id == part.path)
    return Reading(answer.outcome.sheet, part.position, path, part.run.point)


def begun_in(answer: Answer, key: tuple[str, str | None]) -> Begun:
    """What an answer does of a lever or a part of it."""
    (lever, option), problem = key, answer.outcome.problem
    if lever == problem.reform_lever:
        return Begun(year=None, units=0.0, instead=answer.outcome.best.path)
    found = _begun(reading_of(answer), lever, option)
    programme = problem.programme
    if found.year is None and programme is not None and lever == programme.lever:
        others = [tier.id for tier in programme.tiers if _begun(reading_of(answer), lever, tier.id).year is not None]
        return found.model_copy(update={"instead": others[0] if others else None})
    return found


def _begun(read: Reading, lever: str, option: str | None) -> Begun:
    clock = read.problem.clock
    amounts = [read.amount(engaged(read, lever, year, option)) for year in clock.years]
    first = next((year for year, amount in enumerate(amounts) if amount > TRACE), None)
    return Begun(year=None if first is None else clock.label(first), units=amounts[-1])


def value_by_line(answer: Answer) -> dict[str, float]:
    """Worth by line of the value, whatever the objective."""
    read, found = reading_of(answer), defaultdict[str, float](float)
    for (line, _), amounts in read.books.value.items():
        found[line] += sum(read.amount(one) for one in amounts)
    return found


def biggest_line(better: Mapping[str, float], worse: Mapping[str, float]) -> tuple[str | None, float]:
    """The line in which one answer gains most over another."""
    moved = {line: better.get(line, 0.0) - worse.get(line, 0.0) for line in {**better, **worse}}
    line = max(moved, key=lambda one: moved[one], default=None)
    return (line, moved[line]) if line is not None and moved[line] > TRACE else (None, 0.0)


def label_of(part: Part, case: Case) -> str:
    """A part in words: what, how much, when."""
    if part.target:
        sentence = target_sentence(part.target.parsed)
        return sentence[:1].upper() + sentence[1:]
    lever, option = part.key
    name = case.levers[lever].name.split(" (")[0].split(":")[0].split(", with ")[0]
    what = name if option is None else f"{name}: {option_name(case, lever, option)}"
    if option is not None and case.levers[lever].details.kind == "exit":
        return f"{option_name(case, lever, option)}: {'not ' if part.decisions[0].out else ''}given up {_when(part.decisions[0])}".rstrip()
    if len(part.decisions) > 1:
        years = [one.year for one in part.decisions if one.year]
        return f"{what}, {len(part.decisions)} amounts" + (f", {min(years)} to {max(years)}" if years else "")
    how = _how(part.decisions[0], case)
    return f"{what}, {how}" if how else what


def option_name(case: Case, lever: str, option: str) -> str:
    """Name of a step, tier, path, firm or project as it stands in a sentence."""
    details = case.levers[lever].details
    named: list[Any] = [*case.profile.protected_firms, *case.profile.projects]
    if isinstance(details, StanceDetails):
        named = [*details.steps]
    elif isinstance(details, ProgrammeDetails):
        named = [*details.tiers]
    elif isinstance(details, ReformDetails):
        named = [*details.paths]
    name = next((one.name for one in named if one.id == option), option.replace("_", " ").replace("chips", "AI chips"))
    plain = name.split(" (")[0]
    return plain[:1].lower() + plain[1:] if plain[1:2].islower() and details.kind != "exit" else plain


def _how(one: Decision, case: Case) -> str:
    if one.out:
        return "not at all"
    amounts = [(one.units, "exactly"), (one.at_least, "at least"), (one.at_most, "at most")]
    counted = one.option in (None, "chips")
    much = " and ".join(f"{word} {amount_of(one.lever, one.option, amount, case)}" for amount, word in amounts if amount is not None and counted)
    return " ".join(text for text in (much, _when(one)) if text)


def _when(one: Decision) -> str:
    begun = f"in {one.year}" if one.year else f"by {one.by}" if one.by else ""
    return " ".join(text for text in (begun, f"until {one.until}" if one.until else "") if text)


def amount_of(lever: str, option: str | None, units: float, case: Case) -> str:
    """Units of a lever as a reader counts them: 500 returnees, 30 MW of shell and power connection, 2."""
    if option is not None:
        return f"{_few_digits(units)} thousand H100 equivalents" if option == "chips" else f"{units:,.6g}"
    size = UNIT_SIZE.match(case.levers[lever].unit_at(case.profile.unit_scale(lever)))
    if size is None:
        return f"{units:,.6g}"
    whole = units * float(size[1].replace(",", ""))
    return f"{round(whole):,} {size[2].split(' (')[0]}"


def _few_digits(units: float) -> str:
    return f"{units:,.0f}" if units >= 100 else f"{units:.3g}"


UNIT_SIZE = re.compile(r"^([\d,]+) (.+)$")
