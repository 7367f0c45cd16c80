"""What to do, as a page shows it: the first year in full, the rest of the window in short, what comes later, and why there may be nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catchup.binding import LIMITS, binding_years
from catchup.language import tr, trn
from catchup.report.retold import retold
from catchup.report.shown import gathered, strictest
from catchup.report.steps import by_weight, commitment, in_short, sentence, terms
from catchup.report.words import (
    Currency,
    dollars,
    grouped,
    in_money_unit,
    lever_names,
    listed,
    millions_in,
    moment,
    money_unit,
    share,
    short,
    significant,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Plan, Step


SMALLEST = 0.05  # USD million; a share of less says nothing


@dataclass(frozen=True)
class Later:
    """A later year of the window and its steps, a line each."""

    year: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Todo:
    """What a plan asks for. `nothing` says why where `now` is empty."""

    year: str
    now: tuple[tuple[str, str], ...]
    commits: str
    nothing: tuple[str, ...]
    later: tuple[Later, ...]
    beyond: str


def todo_of(plan: Plan, currency: Currency = "usd") -> Todo:
    """The steps in the order and grouping of the terminal report."""
    problem, clock = plan.parameters, plan.parameters.clock
    first, names = clock.first_year, lever_names(plan)
    now = by_weight([step for step in strictest(plan.steps, problem) if step.year == first])
    rest = gathered(strictest([step for step in plan.steps if step.year > first], problem), problem)
    ends = first + clock.window
    return Todo(
        year=year_name(problem, first),
        now=tuple((sentence(plan, step, names), _capital(terms(problem, step, currency))) for step in now),
        commits=commitment(problem, [step for step in plan.steps if step.year == first], currency) if now else "",
        nothing=() if now else tuple(_nothing(plan)),
        later=tuple(_later(plan, year, rest, currency, names) for year in range(first + 1, ends)),
        beyond=_beyond(sum(step.year >= ends for step in rest)),
    )


def _later(plan: Plan, year: int, steps: Sequence[Step], currency: Currency, names: Mapping[str, str]) -> Later:
    found = by_weight([step for step in steps if step.year == year])
    return Later(year_name(plan.parameters, year), tuple(in_short(plan, step, currency, names) for step in found))


def _beyond(count: int) -> str:
    if not count:
        return ""
    return trn(
        "{count} later step is in the timetable below. Nobody is bound by it; it is decided again when it is due.",
        "{count} later steps are in the timetable below. Nobody is bound by them; they are decided again when they are due.",
        count, count=grouped(count),
    )


def _nothing(plan: Plan) -> list[str]:
    """That there is nothing to do, and why as far as the plan tells; the first line is the finding."""
    problem = plan.parameters
    if not plan.steps:
        return [
            tr("Not yet: no step beats carrying on with what is under way."),
            tr(
                "Under this scenario whatever could be started costs the country more than it brings within the horizon, or has to wait for "
                "something else. The reasons are under “Left alone, and why”."
            ),
        ]
    first = problem.clock.first_year
    begins = tr("The first step comes in {year}.", year=year_name(problem, min(step.year for step in plan.steps)))
    tight = [tr(LIMITS[name][2]) for name, years in binding_years(plan).items() if first in years and name in LIMITS]
    why = (
        trn(
            "In that year {limits} is already used up by what is under way.", "In that year {limits} are already used up by what is under way.",
            len(tight), limits=listed(tight),
        ) if tight else tr("No shared limit is used up in that year: the plan is worth more when it starts later.")
    )
    return [tr("Nothing new this year."), begins, why]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def warnings_of(plan: Plan) -> list[tuple[str, str]]:
    """Standing checks that failed: name and finding."""
    return [(_capital(retold(check.name)), retold(check.finding)) for check in plan.checks if not check.passed]


def step_tips(plan: Plan, step: Step, currency: Currency = "usd") -> dict[str, str]:
    """What a reader sees who points at a step on the timetable."""
    problem = plan.parameters
    leak = millions_in(step.leaked_musd, problem, currency)
    part = share(step.leaked_musd / step.gross_musd) if step.gross_musd >= SMALLEST else ""
    return {
        tr("What"): sentence(plan, step, lever_names(plan)), tr("Begins"): year_name(problem, step.year),
        tr("Works from"): moment(step.online_year) if step.online_year else tr("no later output"),
        tr("Public money"): millions_in(step.gross_musd, problem, currency),
        tr("Leaks"): tr("{money} ({share})", money=leak, share=part) if part else tr("none"),
        tr("Private money"): millions_in(step.private_musd, problem, currency), tr("Owner"): short(step.owner),
    }


def step_sentences(plan: Plan) -> list[str]:
    """All steps in order, each with its year."""
    names = lever_names(plan)
    return [tr("{year}: {step}", year=year_name(plan.parameters, step.year), step=sentence(plan, step, names)) for step in plan.steps]


def step_rows(plan: Plan, currency: Currency = "usd") -> list[dict[str, str]]:
    """All steps of the plan as a table, none drawn together, units in the names of the columns."""
    problem, names = plan.parameters, lever_names(plan)
    unit = money_unit(problem, currency)

    def counted(million: float) -> str:
        amount = in_money_unit(million, problem, currency)
        return dollars(amount) if currency == "usd" else significant(amount)

    return [
        {
            tr("Year"): year_name(problem, step.year), tr("Step"): sentence(plan, step, names),
            tr("Works from"): moment(step.online_year) if step.online_year else "", tr("Public, {unit}", unit=unit): counted(step.gross_musd),
            tr("of it leaks, {unit}", unit=unit): counted(step.leaked_musd), tr("Private, {unit}", unit=unit): counted(step.private_musd),
            tr("Needs first"): ", ".join(short(names.get(one, one)) for one in step.requires), tr("Owner"): step.owner,
        }
        for step in plan.steps
    ]
