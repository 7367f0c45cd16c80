"""What cannot be true of actuals: one sentence each, with the entry it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from catchup.actuals import Actuals
from catchup.assemble.choices import METRICS
from catchup.errors import OverrideError
from catchup.library import Case
from catchup.problem import Build, Problem

Fault = tuple[str, str]
ROUNDING = 0.005
"""Share by which money and units may exceed a limit before it counts: figures in a file are rounded."""


def check_actuals(case: Case, earlier: Problem, actuals: Actuals) -> None:
    """Refuses actuals that cannot be.

    Raises:
        OverrideError: with the first fault. `faults_of` gives all of them.
    """
    for path, text in faults_of(case, earlier, actuals):
        raise OverrideError(f"actuals, {path}: {text}", "correct the file of actuals")


def faults_of(case: Case, earlier: Problem, actuals: Actuals) -> list[Fault]:
    """Everything that cannot be, in the order of the file's sections."""
    if actuals.country != earlier.country:
        return [("country", f"the file speaks of {actuals.country}, the plan of {earlier.country}")]
    end = earlier.clock.label(earlier.clock.horizon - 1)
    if not earlier.clock.first_year <= actuals.as_of < end:
        return [("as_of", f"{actuals.as_of} is not a year of the earlier plan with years after it: {earlier.clock.first_year} to {end - 1}")]
    return [*_years(earlier, actuals), *_names(case, earlier, actuals), *_money(earlier, actuals), *_units(earlier, actuals), *_too_soon(case, earlier, actuals)]


def _years(earlier: Problem, actuals: Actuals) -> Iterator[Fault]:
    first = earlier.clock.first_year
    for path, year in actuals.dated():
        if year < first:
            yield f"{path}.year", f"{year} is before {first}, the first year of the earlier plan; what happened then belongs in the country's file"
        elif year > actuals.as_of:
            yield f"{path}.year", f"{year} is after {actuals.as_of}, the last year whose books are closed"


def _names(case: Case, earlier: Problem, actuals: Actuals) -> Iterator[Fault]:
    buildable = [*(one.id for one in earlier.plants), *(one.lever for one in earlier.cohorts)]
    for at, spent in enumerate(actuals.spent):
        yield from _unless(spent.lever in case.levers, f"spent[{at}].lever", "lever", spent.lever, list(case.levers))
    for at, started in enumerate(actuals.started):
        if started.part == "chips":
            yield from _unless(started.lever == earlier.shell.id, f"started[{at}].part", "part; chips belong to", started.lever, [earlier.shell.id])
        yield from _unless(started.lever in buildable, f"started[{at}].lever", "lever to start", started.lever, buildable)
        candidates = [one.name for one in case.profile.projects if one.lever == started.lever and one.status == "candidate"]
        named = started.project is None or started.project in candidates
        yield from _unless(named, f"started[{at}].project", f"candidate project of {started.lever}", started.project or "", candidates)
    steps = {one.lever: [step.id for step in one.steps] for one in earlier.stances}
    steps[earlier.reform_lever] = [one.id for one in earlier.paths]
    for at, adopted in enumerate(actuals.adopted):
        yield from _unless(adopted.lever in steps, f"adopted[{at}].lever", "stance or reform", adopted.lever, list(steps))
        known = steps.get(adopted.lever, [adopted.step])
        yield from _unless(adopted.step in known, f"adopted[{at}].step", f"step of {adopted.lever}", adopted.step, known)
    tiers = [one.id for one in earlier.programme.tiers] if earlier.programme else []
    firms, projects = [one.id for one in earlier.firms], [one.id for one in earlier.inherited if one.cancellable]
    for at, funded in enumerate(actuals.funded):
        yield from _unless(funded.tier in tiers, f"funded[{at}].tier", "laboratory tier", funded.tier, tiers)
    for at, closed in enumerate(actuals.closed):
        yield from _unless(closed.firm in firms, f"closed[{at}].firm", "protected firm", closed.firm, firms)
    for at, called in enumerate(actuals.called_off):
        yield from _unless(called.project in projects, f"called_off[{at}].project", "project that can be called off", called.project, projects)
    for at, delivered in enumerate(actuals.delivered):
        yield from _unless(delivered.metric in METRICS, f"delivered[{at}].metric", "metric", delivered.metric, METRICS)


def _unless(fine: bool, path: str, kind: str, name: str, known: Sequence[str]) -> Iterator[Fault]:
    if not fine:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(sorted(known)) or 'none'}"
        yield path, f"unknown {kind} {name!r}; {hint}"


def _money(earlier: Problem, actuals: Actuals) -> Iterator[Fault]:
    """State money of a year within what was voted, could be borrowed, and was freed by what was called off."""
    money, first = earlier.money, earlier.clock.first_year
    gone = {one.project: one.year for one in actuals.called_off}
    for year in range(first, actuals.as_of + 1):
        at = year - first
        spent = [(where, one) for where, one in enumerate(actuals.spent) if one.year == year]
        total = sum(one.state_musd for _, one in spent)
        freed = sum(one.state_cost[at] for one in earlier.inherited if one.id in gone and gone[one.id] <= year)
        room = money.appropriation[at] + money.borrow_limit[at] + money.concessional_limit[at] + freed
        if total > room * (1 + ROUNDING):
            largest = max(spent, key=lambda item: item[1].state_musd)[0]
            yield (
                f"spent[{largest}].state_musd",
                f"USD {total:,.0f} million of state money in {year}, all levers together, is more than the USD {room:,.0f} million that was voted, "
                "could be borrowed or was freed",
            )


def _units(earlier: Problem, actuals: Actuals) -> Iterator[Fault]:
    most: dict[str, float] = {one.id: one.max_units for one in earlier.plants} | {one.lever: one.max_units for one in earlier.cohorts}
    whole = {one.id for one in earlier.plants if one.mode != "share"}
    so_far: dict[str, float] = {}
    for at, one in enumerate(actuals.started):
        if one.part is not None:
            continue
        so_far[one.lever] = so_far.get(one.lever, 0.0) + one.units
        if one.lever in most and so_far[one.lever] > most[one.lever] * (1 + ROUNDING):
            yield f"started[{at}].units", f"{so_far[one.lever]:g} units of {one.lever} so far; sites and money allow {most[one.lever]:g}"
        if one.lever in whole and abs(one.units - round(one.units)) > ROUNDING:
            yield f"started[{at}].units", f"{one.lever} is started in whole units, not {one.units:g}"


def _too_soon(case: Case, earlier: Problem, actuals: Actuals) -> Iterator[Fault]:
    """Nothing is there before the shortest time it takes."""
    for at, one in enumerate(actuals.started):
        if one.part is not None:
            continue
        shortest = case.levers[one.lever].canonical.lead_time.low if one.lever in case.levers else 0.0
        if one.expected_completion is not None and one.expected_completion < one.year + shortest - ROUNDING:
            yield (
                f"started[{at}].expected_completion",
                f"{one.expected_completion:g} is sooner than anybody builds {one.lever}: {shortest:g} years from {one.year}",
            )
    for at, got in enumerate(actuals.delivered):
        givers = [plant for plant in earlier.plants if _gives(plant, got.metric)]
        if got.amount <= 0 or not givers or _under_way_gives(earlier, givers, got.year):
            continue
        soonest = min((_soonest(case, plant, actuals) for plant in givers), default=float("inf"))
        if soonest >= got.year + 1:
            names = ", ".join(plant.id for plant in givers)
            when = f"the soonest it can be there is {soonest:.1f}" if soonest < float("inf") else f"none was started ({names})"
            yield f"delivered[{at}].year", f"{got.metric} in {got.year}, but {when}"


def _under_way_gives(earlier: Problem, givers: Sequence[Build], year: int) -> bool:
    """Whether a project of the country's file came on line by the end of a year."""
    levers = {plant.id for plant in givers}
    return any(one.lever in levers and one.units > 0 and one.ready <= year - earlier.clock.first_year for one in earlier.inherited)


def _soonest(case: Case, plant: Build, actuals: Actuals) -> float:
    lead = case.levers[plant.id].canonical.lead_time.low
    return min((one.year + lead for one in actuals.begun if one.lever == plant.id), default=float("inf"))


def _gives(plant: Build, metric: str) -> bool:
    """Whether a plant's output is what a metric counts."""
    return plant.output == {"compute_h100e": "shell", "new_power_mw": "firm_power", "homes_power_mw": "firm_power"}.get(metric, metric)
