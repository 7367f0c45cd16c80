"""Which decisions exist at all, which are whole, and which cannot be undone."""

from __future__ import annotations

from itertools import product

from catchup.audit.decisions import RULE, Index
from catchup.audit.facts import AGREEMENTS, Facts
from catchup.audit.report import EQUAL, Findings
from catchup.problem import SEGMENTS, SENSITIVITIES, Build

BINARY = ("launched", "fleet", "adopted", "closing", "kept", "fund", "recruiting", "deficit_closed", "signed")
UP_TO_ONE = ("learned", "take_up", "award")
# Decisions stated by year that stand once taken, with the rule that says so.
STANDING = {
    "launched": ("launch_stands", "a launch stands"),
    "adopted": ("adopted_step_stands", "a stance once taken stands"),
    "closing": ("begun_closure_stands", "a closure that was begun stands"),
    "recruiting": ("recruiting_stands", "a scheme that was launched stands"),
    "signed": ("signature_stands", "a signature stands"),
}


def check_decisions(facts: Facts, findings: Findings) -> None:
    """Every amount belongs to a decision that exists, is not negative, and is whole where it has to be."""
    exists = _members(facts)
    for decision, table in facts.chosen.amounts.items():
        for index, amount in table.items():
            where = _where(facts, decision, index)
            if index not in exists.get(decision, set()):
                findings.add(_home_rule(facts, decision, index), where, amount, 0, _why_not(facts, decision, index))
                continue
            findings.checked[RULE] += 1
            if amount < -EQUAL:
                findings.add(RULE, where, amount, 0, f"{where} is negative")
            if decision in UP_TO_ONE and amount > 1 + EQUAL:
                findings.add(RULE, where, amount, 1, f"{where} is more than one")
            if decision in BINARY and min(abs(amount), abs(amount - 1)) > EQUAL:
                findings.add(RULE, where, amount, round(amount), f"{where} is a yes or no and cannot be {amount:.9g}")
    _check_whole_starts(facts, findings)
    _check_standing(facts, findings, exists)


def _where(facts: Facts, decision: str, index: Index) -> str:
    *head, last = index or ("",)
    dated = isinstance(last, int)
    words = [str(part) for part in head] + [str(facts.problem.clock.label(last)) if dated and isinstance(last, int) else str(last)]
    return " ".join([decision, *words]).strip()


def _home_rule(facts: Facts, decision: str, index: Index) -> str:
    plants = {plant.id: plant for plant in facts.problem.plants}
    if decision in ("starts", "learned", "launched") and index[0] in plants:
        closed = plants[str(index[0])].last_start < 0
        return "starts_within_sites_and_money" if closed else "works_after_lead_time"
    return RULE


def _why_not(facts: Facts, decision: str, index: Index) -> str:
    where = _where(facts, decision, index)
    plants = {plant.id: plant for plant in facts.problem.plants}
    plant = plants.get(str(index[0])) if index else None
    if plant is not None and plant.last_start < 0:
        return f"{where}: {plant.name} cannot be started here ({plant.closed_because or 'closed'})"
    closed = facts.problem.closed_levers.get(_lever_of(facts, decision, index))
    if closed:
        return f"{where}: this cannot be done here ({closed})"
    if plant is not None and decision in ("starts", "launched", "learned"):
        return f"{where}: a start in this year would not come online within the horizon"
    return f"{where}: no such decision exists for this country and these years"


def _lever_of(facts: Facts, decision: str, index: Index) -> str:
    """The lever that a decision belongs to."""
    problem = facts.problem
    if decision in ("fund", "take_up", "award"):
        return problem.programme.lever if problem.programme else ""
    return problem.exit_lever if decision == "closing" else str(index[0]) if index else ""


def _open(plant: Build) -> bool:
    return (plant.last_start >= 0 and plant.max_units > 0) or bool(plant.carried)


def _members(facts: Facts) -> dict[str, set[Index]]:
    """Every index at which a decision exists."""
    years = list(facts.years)
    yearly = ("useful", "borrowed", "lent", "carried", "to_homes", "ai_from_grid", "spare_used", "taken_used")
    found: dict[str, set[Index]] = {name: {(year,) for year in years} for name in yearly}
    found |= _plant_members(facts) | _lever_members(facts) | _market_members(facts)
    return found


def _plant_members(facts: Facts) -> dict[str, set[Index]]:
    problem, years = facts.problem, list(facts.years)
    plants = [plant for plant in problem.plants if _open(plant)]
    power = [plant for plant in plants if plant.output == "firm_power"]
    data = problem.compute
    wait = next((age for age, share in enumerate(data.chip_alive) if share > 0), 0)
    chips = [year for year in years if _open(problem.shell) and year <= problem.clock.horizon - 1 - wait]
    fleet = {(year,) for year in years} if data.fleet_share_small < 1 else set()
    units = {plant.id: range(2, int(plant.max_units) + 1) for plant in plants if plant.mode == "unit"}
    can_close = problem.power.household_first > 0 and problem.power.deficit_can_close
    return {
        "starts": {(plant.id, year) for plant in plants for year in range(plant.last_start + 1)},
        "learned": {
            (plant.id, number, year)
            for plant in plants for number in units.get(plant.id, ()) for year in range(plant.last_start + 1)
        },
        "launched": {(plant.id, year) for plant in plants if plant.mode != "unit" for year in range(plant.last_start + 1)},
        "bought": {(year,) for year in chips},
        "in_fleet": set(fleet),
        "fleet": set(fleet),
        "at_campus": {(plant.id, year) for plant in power if plant.captive for year in years},
        "to_grid": {(plant.id, year) for plant in power for year in years},
        "deficit_closed": {(year,) for year in years} if can_close else set(),
        "shell_credit": {()} if _open(problem.shell) else set(),
        "credit_own": {(plant.id,) for plant in power},
        "credit_homes": {(plant.id,) for plant in power},
    }


def _lever_members(facts: Facts) -> dict[str, set[Index]]:
    problem, years = facts.problem, list(facts.years)
    cohorts = [one for one in problem.cohorts if one.last_start >= 0 and one.max_units > 0]
    intakes: set[Index] = {(one.lever, year) for one in cohorts for year in range(one.last_start + 1)}
    tiers: set[Index] = {(tier.id, year) for tier in facts.tiers for year in years}
    labs = problem.programme.merit if problem.programme and facts.tiers else {}
    return {
        "adopted": {
            (one.lever, step.id, year) for one in problem.stances if one.last_start >= 0 for step in one.steps for year in years
        },
        "closing": {(firm.id, year) for firm in problem.firms for year in years},
        "kept": {(one.id,) for one in problem.inherited if one.cancellable},
        "fund": tiers,
        "take_up": tiers,
        "award": {(lab, year) for lab in labs for year in years},
        "intake": intakes,
        "recruiting": intakes,
        "placed": {(one.lever, year) for one in cohorts if one.needs_compute for year in years},
        "landed_saving": {
            (one.lever, at, year) for one in facts.stances(AGREEMENTS) for year in years for at in range(year + 1)
            if one.in_force[year - at] > 0
        },
    }


def _market_members(facts: Facts) -> dict[str, set[Index]]:
    cells = list(product(SEGMENTS, SENSITIVITIES))
    years = list(facts.years)
    return {
        "served": {(*cell, mode, year) for cell in cells for mode in facts.modes for year in years},
        "imported": {
            (*cell, level, year)
            for cell in cells for level in (facts.levels if cell[0] == "private" else range(1)) for year in years
        },
        "unserved": {(*cell, year) for cell in cells for year in years},
        "signed": {(year,) for year in years if facts.allies},
        "from_ally": {(one.country, *cell, mode, year) for one in facts.allies for cell in cells for mode in one.lags for year in years},
        "to_ally": {(one.country, *cell, mode, year) for one in facts.allies for cell in cells for mode in facts.modes for year in years},
    }


def _check_whole_starts(facts: Facts, findings: Findings) -> None:
    for plant in facts.problem.plants:
        if plant.mode == "share":
            continue
        rule = "unit_starts_once" if plant.mode == "unit" else "counted_starts_add_up"
        for year in facts.years:
            units = facts.chosen.get("starts", plant.id, year)
            findings.checked[rule] += 1
            if abs(units - round(units)) > EQUAL:
                where = f"{plant.id} {facts.problem.clock.label(year)}"
                findings.add(rule, where, units, round(units), f"{plant.name} is started in whole units, not {units:.9g}")


def _check_standing(facts: Facts, findings: Findings, exists: dict[str, set[Index]]) -> None:
    for decision, (rule, sentence) in STANDING.items():
        for index in exists[decision]:
            *head, year = index
            if not isinstance(year, int) or year == 0:
                continue
            before, now = facts.chosen.get(decision, *head, year - 1), facts.chosen.get(decision, *index)
            findings.at_most(rule, _where(facts, decision, index), before, now, sentence, scale=0.0)
