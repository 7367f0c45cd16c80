"""Reads a solved model into plain tables: decisions, ledgers, value lines, spending.

Free choices are read; everything that follows from them is computed again from its defining formula, so that a
plan never carries the slack a solver may leave in an amount it had no reason to tighten.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from catchup.levers.programme import reviewed
from catchup.model.money import FACILITIES, debt_payment
from catchup.plan import Entry, Spending, Value, ValueLine
from catchup.problem import Problem
from catchup.reading import Reading

DECISIONS = (
    "starts", "learned", "launched", "bought", "useful", "in_fleet", "fleet", "adopted", "closing", "kept", "fund",
    "take_up", "award", "intake", "recruiting", "placed", "served", "imported", "unserved", "landed_saving", "borrowed",
    "lent", "carried", "at_campus", "to_grid", "to_homes", "ai_from_grid", "spare_used", "taken_used", "deficit_closed",
    "shell_credit", "credit_own", "credit_homes",
)
UNITS = {
    "money": "MUSD", "private": "MUSD", "fx": "MUSD", "debt": "MUSD", "concessional_debt": "MUSD",
    "power_mw": "MW", "grid_mw": "MW", "demand_state": "MUSD", "demand_private": "MUSD",
    "compute_kh100e": "kH100e", "chips_kh100e": "kH100e", "staff_technician": "persons",
    "staff_engineer": "persons", "staff_researcher": "persons", "politics": "points",
    "administration": "points", "water": "ML/day",
}
UNUSED = {
    "private": "unused", "fx": "unused", "compute_kh100e": "idle", "staff_technician": "not hired",
    "staff_engineer": "not hired", "staff_researcher": "not hired", "administration": "unused", "water": "unused",
}
NOTHING = 1e-9
PLACES = 9
"""Decimal places to which free amounts are kept: below a dollar, a watt and a person."""


def normalise(model: Reading) -> None:
    """Rounds free choices and computes everything else from its formula."""
    for name in DECISIONS:
        for variable in (model.component(name) or {}).values():
            rounded = round(model.amount(variable), PLACES)
            model.assign(variable, 0.0 if abs(rounded) < NOTHING else rounded)
    for name in ("works_after_lead_time", "capital_is_paid_along_construction", "chips_run_after_order_lead", "closures_carried_through"):
        model.define(name)
    _settle_gates(model)
    model.define("class_spending_adds_up")
    _settle_hurry(model)
    model.define("debt_rolls_forward")


def _settle_gates(model: Reading) -> None:
    programme = model.problem.programme
    if programme is None or not model.tier:
        return
    for year in model.problem.clock.years:
        gained = programme.credibility_per_exit * model.amount(model.closed_by[year])
        model.assign(model.credibility[year], min(model.path.credibility[year] + gained, programme.credibility_cap))
        for name, tier in model.tier.items():
            missed = model.path.miss[name] * tier.yearly_cost[year]
            over = model.amount(reviewed(model, tier, year)) - model.amount(model.credibility[year])
            model.assign(model.kept_alive[name, year], max(missed * over, 0.0))


def _settle_hurry(model: Reading) -> None:
    absorption = model.problem.absorption
    for (group, year), hurry in model.hurry.items():
        delivered, room = model.amount(model.delivered[group, year]), absorption.room[group][year]
        lines = zip(absorption.slopes, absorption.offsets, strict=True)
        model.assign(hurry, max(0.0, *(slope * delivered - offset * room for slope, offset in lines)))


def decisions_of(model: Reading) -> dict[str, list[list[Value]]]:
    """Free choices, sparse, with calendar years."""
    found: dict[str, list[list[Value]]] = {}
    clock = model.problem.clock
    for name in DECISIONS:
        component = model.component(name)
        if component is None:
            continue
        rows: list[list[Value]] = []
        for index, variable in component.items():
            value = model.amount(variable)
            if value == 0.0:
                continue
            key = list(index) if isinstance(index, tuple) else [index]
            if name in DATED and key:
                key[-1] = clock.label(int(key[-1]))
            if name in TWICE_DATED:
                key[-2] = clock.label(int(key[-2]))
            rows.append([*key, value])
        if rows:
            found[name] = rows
    return found


TWICE_DATED = frozenset({"landed_saving"})
DATED = frozenset(DECISIONS) - {"kept", "shell_credit", "credit_own", "credit_homes"}


def ledgers_of(model: Reading) -> tuple[Entry, ...]:
    """Every ledger of every year, balanced."""
    problem: Problem = model.problem
    sums: dict[tuple[str, int], float] = defaultdict(float)
    found: dict[tuple[str, str, int], float] = defaultdict(float)

    def put(ledger: str, entry: str, year: int, value: float) -> None:
        found[ledger, entry, year] += value
        sums[ledger, year] += value

    for (ledger, entry, year), amounts in model.books.entries.items():
        if ledger in UNITS and ledger != "chips_kh100e":
            put(ledger, entry, year, sum(model.amount(one) for one in amounts))
    _add_stocks(model, put, sums)
    for ledger, name in UNUSED.items():
        for year in problem.clock.years:
            put(ledger, name, year, -sums[ledger, year])
    return tuple(
        Entry(year=problem.clock.label(year), ledger=ledger, entry=entry, amount=value, unit=UNITS[ledger])
        for (ledger, entry, year), value in sorted(found.items(), key=lambda item: (item[0][0], item[0][2], item[0][1]))
        if abs(value) > NOTHING
    )


def _add_stocks(model: Reading, put: Any, sums: dict[tuple[str, int], float]) -> None:
    problem: Problem = model.problem
    capital = problem.politics.opening
    alive = problem.compute.chip_alive
    for year in problem.clock.years:
        put("money", "opening balance", year, model.amount(model.carried[year - 1]) if year else 0.0)
        put("money", "closing balance", year, -model.amount(model.carried[year]))
        put("money", "lapsed", year, -sums["money", year])
        put("politics", "opening", year, capital)
        reached = sums["politics", year]
        capital = min(problem.politics.cap, reached)
        put("politics", "lost", year, -(reached - capital))
        put("politics", "closing", year, -capital)
        for facility in FACILITIES:
            _add_debt(model, facility, year, put)
        carried = problem.compute.carried
        before = model.amount(model.running[year - 1]) if year else _aged(carried, 0)
        put("chips_kh100e", "opening", year, before)
        change = [
            (_aged(alive, year - vintage) - _aged(alive, year - vintage - 1)) * model.amount(model.bought[vintage])
            for vintage in range(year + 1)
        ]
        change.append(carried[year] - carried[year - 1] if carried and year else 0.0)
        put("chips_kh100e", "delivered", year, sum(one for one in change if one > 0))
        put("chips_kh100e", "worn or failed", year, sum(one for one in change if one < 0))
        put("chips_kh100e", "closing", year, -model.amount(model.running[year]))


def _aged(by_age: tuple[float, ...], age: int) -> float:
    return by_age[age] if 0 <= age < len(by_age) else 0.0


def _add_debt(model: Reading, facility: str, year: int, put: Any) -> None:
    money = model.problem.money
    rate = money.borrow_rate if facility == "debt" else money.concessional_rate
    new = model.borrowed if facility == "debt" else model.lent
    before = model.amount(model.owed[facility, year - 1]) if year else 0.0
    put(facility, "opening", year, before)
    put(facility, "interest", year, rate * before)
    put(facility, "new", year, model.amount(new[year]))
    put(facility, "payment", year, -model.amount(debt_payment(model, facility, year)))
    put(facility, "closing", year, -model.amount(model.owed[facility, year]))


def value_lines_of(model: Reading) -> tuple[ValueLine, ...]:
    """The value objective split by line and item."""
    lines = {key: sum(model.amount(one) for one in amounts) for key, amounts in model.books.value.items()}
    return tuple(
        ValueLine(line=line, item=item, amount=value)
        for (line, item), value in sorted(lines.items()) if abs(value) > NOTHING
    )


def spending_of(model: Reading) -> tuple[Spending, ...]:
    """State and private money by lever and year. Gross is what the budget pays, net what arrives."""
    totals: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (ledger, entry, year), amounts in model.books.entries.items():
        lever = entry.partition(": ")[2]
        value = sum(model.amount(one) for one in amounts)
        if ledger == "money" and entry.startswith("outlay: "):
            totals[lever, year][0] -= value
        elif ledger.startswith("delivered: "):
            totals[entry, year][1] += value
        elif ledger == "private" and entry.startswith("investment: "):
            totals[lever, year][2] -= value
    clock = model.problem.clock
    return tuple(
        Spending(year=clock.label(year), lever=lever, gross_musd=gross, net_musd=net, private_musd=private)
        for (lever, year), (gross, net, private) in sorted(totals.items(), key=lambda item: (item[0][1], item[0][0]))
        if max(abs(gross), abs(net), abs(private)) > NOTHING
    )
