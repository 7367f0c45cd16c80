"""The steps of a plan, written again from its decisions and compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catchup.audit.facts import Facts
from catchup.audit.report import Findings
from catchup.library import Case
from catchup.plan import Plan, Step
from catchup.problem import Cohort

SMALL = 1e-6
HALF = 0.5
NUMBERS = ("units", "gross_musd", "net_musd", "leaked_musd", "private_musd", "lead_time_years", "online_year")


@dataclass(frozen=True)
class Move:
    """One thing done in one year; `net` lists delivered state money by payment year."""

    year: int
    lever: str
    project: str
    action: str
    units: float
    unit: str
    net: Sequence[tuple[int, float]] = field(default=())
    private: float = 0.0
    lead: float = 0.0
    online: bool = False
    requires: tuple[str, ...] = ()


def compare_steps(plan: Plan, facts: Facts, case: Case, findings: Findings) -> None:
    """Every step is the one that the decisions give."""
    known = {_key(step): step for step in (_written(facts, case, move) for move in moves(facts, case))}
    claimed: dict[tuple[int, str, str, str], Step] = {}
    for step in plan.steps:
        if _key(step) in claimed:
            findings.add("steps", _name(step), 2, 1, f"the step {_name(step)} is listed twice")
        claimed[_key(step)] = step
    scale = max([1.0, *(step.gross_musd for step in known.values())])
    for key in [*known, *(key for key in claimed if key not in known)]:
        told, true = claimed.get(key), known.get(key)
        if told is None or true is None:
            missing = "is taken by the decisions and not listed" if told is None else "is listed and follows from no decision"
            findings.add("steps", _name(told or true), float(told is not None), float(true is not None), f"the step {_name(told or true)} {missing}")
            continue
        for number in NUMBERS:
            size = scale if number.endswith("musd") else 1.0
            findings.same("steps", _name(told), getattr(told, number), getattr(true, number), f"{number} of {_name(told)}", scale=size)
        for word in ("unit", "requires", "level_of_government", "owner"):
            findings.word("steps", _name(told), getattr(told, word), getattr(true, word), f"{word} of {_name(told)}")


def _key(step: Step) -> tuple[int, str, str, str]:
    return step.year, step.lever, step.project, step.action


def _name(step: Step | None) -> str:
    return f"{step.action} {step.lever} ({step.project}) {step.year}" if step else ""


def _written(facts: Facts, case: Case, move: Move) -> Step:
    leak, owner = facts.path.leakage[move.lever], case.profile.owners.get(move.lever)
    net = sum(money for _, money in move.net)
    gross = sum(money / (1 - leak[when]) for when, money in move.net)
    year = facts.problem.clock.label(move.year)
    return Step(
        year=year, lever=move.lever, project=move.project, action=move.action, units=move.units, unit=move.unit,
        gross_musd=gross, net_musd=net, leaked_musd=gross - net, private_musd=move.private, lead_time_years=move.lead,
        online_year=year + move.lead if move.online else 0.0, requires=move.requires,
        level_of_government=owner.level if owner else "federal", owner=owner.owner if owner else "not named",
    )


def moves(facts: Facts, case: Case) -> Iterator[Move]:
    """Everything the decisions do, kind by kind."""
    yield from _builds(facts, case)
    yield from _chips(facts)
    for cohort in facts.problem.cohorts:
        for year in facts.years:
            units = facts.chosen.get("intake", cohort.lever, year)
            if units > SMALL:
                yield _intake(facts, cohort, year, units)
    yield from _stances(facts)
    yield from _funding(facts, case)
    yield from _exits(facts, case)
    yield from _reform(facts)


def _builds(facts: Facts, case: Case) -> Iterator[Move]:
    horizon = facts.problem.clock.horizon
    for plant in facts.problem.plants:
        unnamed = list(plant.names)
        for year in facts.years:
            units = facts.chosen.get("starts", plant.id, year)
            if units <= SMALL:
                continue
            taken = unnamed[: round(units)] if plant.mode != "share" else []
            unnamed = unnamed[len(taken) :]
            cost = facts.cost_of_starts(plant, year)
            paid = [(year + age, share * cost) for age, share in enumerate(plant.pay) if share > 0 and year + age < horizon]
            yield Move(
                year, plant.id, "; ".join(taken) or plant.name, "build shell" if plant.output == "shell" else "build", units,
                case.levers[plant.id].unit_at(case.profile.unit_scale(plant.id)), [(when, plant.state_share * money) for when, money in paid],
                (1 - plant.state_share) * sum(money for _, money in paid), plant.lead, True,
                tuple(need.lever for need in plant.requires),
            )


def _chips(facts: Facts) -> Iterator[Move]:
    data = facts.problem.compute
    lead = next((age + 1 - share for age, share in enumerate(data.chip_alive) if share > 0), 0.0)
    for year in facts.years:
        bought = facts.chosen.get("bought", year)
        cost = bought * data.chip_price[year]
        if bought > SMALL:
            yield Move(
                year, data.lever, "accelerators", "buy chips", bought, "thousand H100 equivalents",
                [(year, data.state_share * cost)], (1 - data.state_share) * cost, lead, True,
            )


def _intake(facts: Facts, cohort: Cohort, year: int, units: float) -> Move:
    """Money of an intake until the end of the horizon, running cost included."""
    ages = range(facts.problem.clock.horizon - year)
    costs = [units * (cohort.first_cost[age] + cohort.yearly_cost * cohort.running[age]) for age in ages]
    begins = next((age for age, runs in enumerate(cohort.running) if runs > 0), 0)
    lead = begins + 1 - max((runs for runs in cohort.running if 0 < runs < 1), default=1.0)
    back = cohort.flow == "returnees"
    private = (1 - cohort.state_share) * sum(costs) if cohort.state_share else 0.0
    return Move(
        year, cohort.lever, cohort.name, "bring home" if back else "open places", units * cohort.persons,
        "persons" if back else "places", [(year + age, cohort.state_share * costs[age]) for age in ages], private, lead, True,
    )


def _done(facts: Facts, lever: str, part: str, year: int) -> bool:
    """Whether what begins in the first year was begun before the plan, and so is no step of it."""
    return year == 0 and f"{lever}/{part}" in facts.problem.already


def _stances(facts: Facts) -> Iterator[Move]:
    for stance in facts.problem.stances:
        lead = float(sum(1 for share in stance.in_force if share == 0))
        for at, step in enumerate(stance.steps):
            for year in facts.years:
                if facts.newly("adopted", stance.lever, step.id, year) > HALF and not _done(facts, stance.lever, step.id, year):
                    cost = stance.cost if at == 0 else 0.0
                    yield Move(year, stance.lever, step.name, "adopt", 1.0, "step", [(year, cost)], 0.0, lead, True)


def _funding(facts: Facts, case: Case) -> Iterator[Move]:
    programme, years = facts.problem.programme, list(facts.years)
    if programme is None:
        return
    for tier in facts.tiers:
        taken = [year for year in years if facts.chosen.get("take_up", tier.id, year) > HALF]
        for year, until in zip(taken, [*taken[1:], len(years)], strict=False):
            if _done(facts, programme.lever, tier.id, year):
                continue
            net = [(when, facts.tier_outlay(tier, when)) for when in range(year, until)]
            picked = [next((one.name for one in case.profile.labs if one.id == lab), lab) for lab in tier.labs]
            lead, labs = sum(1 - share for share in tier.live), "; ".join(picked)
            yield Move(year, programme.lever, f"{tier.name}: {labs}", "fund", float(tier.slots), "labs", net, 0.0, lead, True)
        for year in years[1:]:
            if facts.newly("fund", tier.id, year) < -HALF:
                yield Move(year, programme.lever, tier.name, "end funding", float(tier.slots), "labs")


def _exits(facts: Facts, case: Case) -> Iterator[Move]:
    horizon, lever = facts.problem.clock.horizon, facts.problem.exit_lever
    for firm in facts.problem.firms:
        for year in facts.years:
            if facts.newly("closing", firm.id, year) > HALF and not _done(facts, lever, firm.id, year):
                net = [(year + age, money) for age, money in enumerate(firm.cost) if money and year + age < horizon]
                yield Move(year, lever, firm.name, "close or sell", 1.0, "firm", net)
    for project in facts.problem.inherited:
        if project.cancellable and facts.chosen.get("kept", project.id) < HALF and not _done(facts, lever, project.id, 0):
            yield Move(0, project.lever, project.name, "call off", project.units, case.levers[project.lever].unit_at(case.profile.unit_scale(project.lever)))


def _reform(facts: Facts) -> Iterator[Move]:
    path = facts.path
    begins = next((year for year, points in enumerate(path.politics) if points > 0), None)
    if begins is None:
        return
    last = max((year for year, load in enumerate(path.admin) if load > 0), default=begins) + 1 - begins
    yield Move(
        begins, facts.problem.reform_lever, path.name, "begin", 1.0, "programme", list(enumerate(path.delivered)), 0.0, float(last), True
    )
