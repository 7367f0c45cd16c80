"""The problem that is left after some years are closed: the earlier problem, cut at the year, with what was really done.

Every calendar-dependent number (money, staff, prices, demand, elections) is the earlier problem's own number of that year. What
was begun before the cut goes on as it would have in the earlier plan: it works, is paid for and ages on the same calendar, moved by the
delay the file states. Each function says what it approximates; docs/how-to/go-on-from-actuals.md lists it for readers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from catchup import calibration as cal
from catchup.actuals import Actuals, Started
from catchup.assemble.choices import Choices
from catchup.problem import (
    Build,
    ByAge,
    ByYear,
    Cohort,
    ComputeData,
    Firm,
    Inherited,
    Lock,
    Prerequisite,
    Problem,
    Programme,
    ReformPathData,
    Stance,
    StanceStepData,
    Tier,
)
from catchup.profile import StaffClass

NOTHING = 1e-9


def earlier_choices(choices: Choices, actuals: Actuals) -> Choices:
    """The choices of the earlier problem: the same end, begun when the closed years were still to be planned."""
    closed = choices.first_year - actuals.opened
    return replace(choices, first_year=actuals.opened, horizon=choices.horizon + closed, locks=(), targets=(), actuals=None)


def locks_of(actuals: Actuals, problem: Problem) -> tuple[Lock, ...]:
    """What is in force already stays: locks for stances, the laboratory tier, closures and projects called off."""
    first = actuals.first_planned
    locks = []
    for stance in problem.stances:
        steps = [step.id for step in stance.steps]
        taken = [steps.index(one.step) for one in actuals.adopted if one.lever == stance.lever and one.step in steps]
        if taken:
            locks.append(Lock(lever=stance.lever, kind="in", year=first, option=steps[max(taken)]))
    if problem.programme is not None:
        locks += [Lock(lever=problem.programme.lever, kind="in", year=first, option=one.tier) for one in actuals.funded[-1:]]
    locks += [Lock(lever=problem.exit_lever, kind="in", year=first, option=one.firm) for one in actuals.closed]
    locks += [Lock(lever=problem.exit_lever, kind="in", year=first, option=one.project) for one in actuals.called_off]
    return tuple(locks)


def go_on(earlier: Problem, fresh: Problem, actuals: Actuals) -> Problem:
    """The problem from the year after the last closed one.

    Args:
        earlier: the problem of the earlier plan, without wishes. fresh: the problem as if it began at the cut.
    """
    cut, horizon = fresh.clock.first_year - earlier.clock.first_year, fresh.clock.horizon
    began = {lever: [one for one in actuals.begun if one.lever == lever] for lever in {one.lever for one in actuals.begun}}
    called_off = frozenset(one.project for one in actuals.called_off)
    plants = [_plant(one, cut, horizon, earlier, began, called_off) for one in earlier.plants]
    compute = _compute(earlier, cut, horizon, actuals)
    plants[-1] = _with_halls_for_chips(plants[-1], compute)
    cohorts = tuple(_cohort(one, cut, horizon, began.get(one.lever, [])) for one in earlier.cohorts)
    money, market, chain, power = earlier.money, earlier.market, earlier.chain, earlier.power
    power = power.model_copy(update={name: _cut(getattr(power, name), cut) for name in ("spare", "deficit", "wires")})
    return fresh.model_copy(update={
        "money": money.model_copy(update={
            name: _cut(getattr(money, name), cut)
            for name in ("cash", "appropriation", "borrow_limit", "concessional_limit", "private_ceiling")
        } | {"cash": _cash_left(earlier, cut, began)}),
        "absorption": earlier.absorption.model_copy(update={"room": {name: _cut(one, cut) for name, one in earlier.absorption.room.items()}}),
        "external": earlier.external.model_copy(update={"envelope": _cut(earlier.external.envelope, cut)}),
        "politics": fresh.politics.model_copy(update={"inflow": _cut(earlier.politics.inflow, cut)}),
        "admin": _cut(earlier.admin, cut),
        "staff": {name: _staff(earlier, name, cut, began) for name in earlier.staff},
        "power": power.model_copy(update={"spare": _spare(power.spare, plants, compute)}),
        "market": market.model_copy(update={
            "demand": {name: _cut(one, cut) for name, one in market.demand.items()},
            **{name: _cut(getattr(market, name), cut) for name in ("open_lag", "compute_per_musd", "rental", "token_price")},
        }),
        "chain": chain.model_copy(update={
            "world": {name: _cut(one, cut) for name, one in chain.world.items()}, "world_stock": _cut(chain.world_stock, cut),
        }),
        "shell": plants[-1], "builds": tuple(plants[:-1]), "compute": compute, "cohorts": cohorts,
        "programme": _programme(earlier.programme, cut, horizon, actuals),
        "stances": tuple(_stance(one, cut, horizon, actuals) for one in earlier.stances),
        "firms": tuple(_firm(one, earlier.clock.first_year, cut, horizon, actuals) for one in earlier.firms),
        "inherited": tuple(_inherited(one, cut, called_off) for one in earlier.inherited),
        "paths": _paths(earlier, fresh, cut, actuals),
        "notes": (*fresh.notes, f"goes on from what was done by the end of {actuals.as_of}"),
        "already": _already(earlier, actuals),
    })


def _already(earlier: Problem, actuals: Actuals) -> tuple[str, ...]:
    """What is in force from the first year on because it was done before."""
    found = []
    for stance in earlier.stances:
        steps = [step.id for step in stance.steps]
        highest = max((steps.index(one.step) for one in actuals.adopted if one.lever == stance.lever and one.step in steps), default=-1)
        found += [f"{stance.lever}/{step}" for step in steps[: highest + 1]]
    if earlier.programme is not None:
        found += [f"{earlier.programme.lever}/{one.tier}" for one in actuals.funded[-1:]]
    found += [f"{earlier.exit_lever}/{one.firm}" for one in actuals.closed]
    return (*found, *(f"{earlier.exit_lever}/{one.project}" for one in actuals.called_off))


def _cut(by_year: ByYear, cut: int) -> ByYear:
    """A yearly list without its closed years."""
    return by_year[cut:]


def _aged(by_age: Sequence[float], by: int, horizon: int) -> ByAge:
    """A list by age as it goes on `by` years later; past its end it stays as it ended."""
    return tuple(by_age[min(by + age, len(by_age) - 1)] for age in range(horizon))


def _at(by_age: Sequence[float], age: float) -> float:
    """A list by age at an age that need not be whole."""
    low = math.floor(age)
    ends = [by_age[at] if 0 <= at < len(by_age) else 0.0 for at in (low, low + 1)]
    return ends[0] + (age - low) * (ends[1] - ends[0])


def delay_of(one: Started, lead: float) -> float:
    """Years by which a start is behind the calendar of its lever; negative if ahead."""
    return 0.0 if one.expected_completion is None else one.expected_completion - one.year - lead


def _plant(
    plant: Build, cut: int, horizon: int, earlier: Problem, began: dict[str, list[Started]], called_off: frozenset[str]
) -> Build:
    """A lever of plants or works. Administrative load of what is being built is left out; a launch was paid for, so only repeats cost."""
    first = earlier.clock.first_year
    mine = began.get(plant.id, [])
    cutting: dict[str, Any] = {
        "last_start": max(plant.last_start - cut, -1), "pay": plant.pay[:horizon], "available": plant.available[:horizon],
        "standing": plant.standing[:horizon], "list_cost": _cut(plant.list_cost, cut), "credit": _cut(plant.credit, cut),
        "requires": tuple(_prerequisite(need, cut, horizon, earlier, began, called_off) for need in plant.requires),
    }
    if plant.last_start >= 0 and cutting["last_start"] == -1:
        cutting["closed_because"] = "cannot come online within what is left of the horizon"
    if not mine:
        return plant.model_copy(update=cutting)
    capital = [0.0] * horizon
    for one in mine:
        for year, amount in enumerate(_still_to_pay(plant, one, earlier, cut, horizon)):
            capital[year] += amount
    started = sum(one.units for one in mine)
    working = tuple(
        sum(one.units * _at(plant.available, cut + year - (one.year - first) - delay_of(one, plant.lead)) for one in mine)
        for year in range(horizon)
    )
    return plant.model_copy(update=cutting | {
        "carried": working, "carried_capital": tuple(capital),
        "carried_credit": sum(one.units * _at(plant.credit, one.year - first + delay_of(one, plant.lead)) for one in mine),
        "launch_politics": plant.repeat_politics, "names": _names_left(plant, mine), **_units_left(plant, mine, started, cut, first),
    } | ({} if plant.max_units - started > NOTHING else {"last_start": -1, "closed_because": "all that sites and money allow is started"}))


def _units_left(plant: Build, mine: Sequence[Started], started: float, cut: int, first: int) -> dict[str, object]:
    """Units that may still be started, and what the next ones cost: learned once all earlier ones run."""
    left = plant.max_units - started
    if plant.mode == "share":
        return {"max_units": max(left, 0.0)}
    whole = math.floor(left + 1e-6)
    if plant.mode == "count" or whole < 1:
        return {"max_units": float(max(whole, 0)), "learned_factor": (1.0,) if whole < 1 else plant.learned_factor}
    done = round(started)
    run = all(one.year - first + plant.lead + delay_of(one, plant.lead) <= cut for one in mine)
    base = plant.learned_factor[done] if run else 1.0
    factors = tuple(one / base for one in plant.learned_factor[done : done + whole])
    return {
        "max_units": float(whole), "learned_factor": (1.0, *factors[1:]), "list_cost": tuple(one * base for one in _cut(plant.list_cost, cut)),
    }


def _names_left(plant: Build, mine: Sequence[Started]) -> tuple[str, ...]:
    """Candidate projects without those that were started, by name where the file says it, else in their order."""
    named = {one.project for one in mine if one.project}
    rest = [name for name in plant.names if name not in named]
    unnamed = round(sum(one.units for one in mine if not one.project)) if plant.mode != "share" else 0
    return tuple(rest[unnamed:])


def _still_to_pay(plant: Build, one: Started, earlier: Problem, cut: int, horizon: int) -> list[float]:
    """Capital still to be paid for a start, as it arrives, state and private together.

    By the plan's own calendar where the file says nothing; a delay spreads what is left evenly until the new completion. What the
    file says is gross state money: what arrives of it is counted at the leakage of today's institutions.
    """
    start = one.year - earlier.clock.first_year
    owed = one.units * plant.list_cost[start]
    by_plan = [owed * (plant.pay[cut + year - start] if cut + year - start < len(plant.pay) else 0.0) for year in range(horizon)]
    if one.remaining_state_musd is None and abs(delay_of(one, plant.lead)) < NOTHING:
        return by_plan
    left = sum(by_plan)
    if one.remaining_state_musd is not None and plant.state_share > 0:
        leak = earlier.paths[0].leakage[plant.id][cut]
        left = one.remaining_state_musd * (1 - leak) / plant.state_share
    wait = max(start + plant.lead + delay_of(one, plant.lead) - cut, 0.0)
    return [left * share for share in cal.payment_calendar(wait, horizon)]


def _can_be_called_off(project: Inherited, cut: int, called_off: frozenset[str]) -> bool:
    """Whether money is left to be freed at the cut, or the project was called off before."""
    return project.cancellable and (project.id in called_off or sum(project.state_cost[cut:]) > NOTHING)


def _prerequisite(
    need: Prerequisite, cut: int, horizon: int, earlier: Problem, began: dict[str, list[Started]], called_off: frozenset[str]
) -> Prerequisite:
    """What stands, with what was started before the cut and is online by then, and projects that can no longer be called off."""
    first = earlier.clock.first_year
    lead = next((one.lead for one in earlier.plants if one.id == need.lever), 0.0)
    mine = began.get(need.lever, [])
    done = [one for one in earlier.inherited if one.id in need.kept and not _can_be_called_off(one, cut, called_off)]
    standing = tuple(
        need.standing[cut + year]
        + sum(one.units for one in mine if one.year - first + lead + delay_of(one, lead) <= cut + year)
        + sum(one.units for one in done if one.ready <= cut + year)
        for year in range(horizon)
    )
    return need.model_copy(update={"standing": standing, "kept": tuple(one for one in need.kept if one not in {gone.id for gone in done})})


def _compute(earlier: Problem, cut: int, horizon: int, actuals: Actuals) -> ComputeData:
    """Chips: what was bought is delivered, runs and wears out; what was delivered without any start adds to the base stock."""
    data = earlier.compute
    names = ("chip_price", "chip_power", "chip_running", "chip_credit", "max_spend", "max_stock")
    cutting: dict[str, Any] = {name: _cut(getattr(data, name), cut) for name in names}
    cutting["export_cap"] = None if data.export_cap is None else _cut(data.export_cap, cut)
    vintages = [(one.year, one.units) for one in actuals.started if one.lever == data.lever and one.part == "chips"]
    if not vintages:
        counted = [one.amount / 1000 for one in actuals.delivered if one.metric == "compute_h100e"]
        stock = data.base_stock + max(counted, default=0.0)
        return data.model_copy(update=cutting | {"base_stock": stock, "fleet_share_small": 1.0 if stock >= data.fleet_size else data.fleet_share_small})
    first = earlier.clock.first_year

    def summed(worth: Sequence[float] | None) -> ByYear:
        return tuple(
            sum(
                amount * _at(data.chip_alive, cut + year - (when - first)) * (worth[when - first] if worth else 1.0)
                for when, amount in vintages
            )
            for year in range(horizon)
        )

    running = summed(None)
    return data.model_copy(update=cutting | {
        "carried": running, "carried_power": summed(data.chip_power), "carried_running": summed(data.chip_running),
        "max_stock": tuple(most + more for most, more in zip(cutting["max_stock"], running, strict=True)),
    })


def _with_halls_for_chips(shell: Build, compute: ComputeData) -> Build:
    """Chips that run stand in a hall, whatever the odds of delivery said."""
    if not compute.carried:
        return shell
    halls = shell.carried or (0.0,) * len(compute.carried)
    needed = tuple(max(hall, power / shell.output_units) for hall, power in zip(halls, compute.carried_power, strict=True))
    return shell.model_copy(update={"carried": needed, "carried_capital": shell.carried_capital or (0.0,) * len(needed)})


def _spare(spare: ByYear, plants: Sequence[Build], compute: ComputeData) -> ByYear:
    """Chips that run have power: what neither spare power nor own plants give is counted as found."""
    if not compute.carried:
        return spare
    own = [sum(plant.output_units * plant.earlier(year) for plant in plants if plant.output == "firm_power") for year in range(len(spare))]
    return tuple(max(one, use - mine) for one, use, mine in zip(spare, compute.carried_power, own, strict=True))


def _cohort(cohort: Cohort, cut: int, horizon: int, mine: Sequence[Started]) -> Cohort:
    """People: those taken in are counted with the staff (see `_staff`), and no longer with who can be found."""
    left = cohort.max_units - sum(one.units for one in mine)
    return cohort.model_copy(update={
        "max_units": max(left, 0.0), "last_start": max(cohort.last_start - cut, -1) if left > NOTHING else -1,
        "first_cost": cohort.first_cost[:horizon], "running": cohort.running[:horizon],
        "supply": {name: one[:horizon] for name, one in cohort.supply.items()}, "other_users": cohort.other_users[:horizon],
        "credit": _cut(cohort.credit, cut),
        "launch_politics": cohort.repeat_politics if mine else cohort.launch_politics,
    })


def _intakes(earlier: Problem, began: dict[str, list[Started]]) -> list[tuple[Cohort, Started]]:
    return [(cohort, one) for cohort in earlier.cohorts for one in began.get(cohort.lever, [])]


def _staff(earlier: Problem, name: StaffClass, cut: int, began: dict[str, list[Started]]) -> ByYear:
    """Hirable staff with those that earlier intakes bring, less those who teach them. A returnee counts even without compute."""
    first = earlier.clock.first_year
    return tuple(
        amount + sum(
            one.units * (_at(cohort.supply.get(name, ()), at - (one.year - first)) - cohort.staff.get(name, 0.0) * _at(cohort.running, at - (one.year - first)))
            for cohort, one in _intakes(earlier, began)
        )
        for at, amount in enumerate(earlier.staff[name]) if at >= cut
    )


def _cash_left(earlier: Problem, cut: int, began: dict[str, list[Started]]) -> ByYear:
    """Released money less what earlier intakes of people still cost, never below nothing."""
    first = earlier.clock.first_year
    leak = earlier.paths[0].leakage
    left = []
    for at in range(cut, earlier.clock.horizon):
        due = sum(
            one.units * cohort.state_share / (1 - leak[cohort.lever][at])
            * (_at(cohort.first_cost, at - (one.year - first)) + cohort.yearly_cost * _at(cohort.running, at - (one.year - first)))
            for cohort, one in _intakes(earlier, began)
        )
        left.append(max(earlier.money.cash[at] - due, 0.0))
    return tuple(left)


def _programme(programme: Programme | None, cut: int, horizon: int, actuals: Actuals) -> Programme | None:
    """Laboratories: the tier that is funded has its first model as far along as its age says; its launch and past cost are history.

    While it is funded the first review comes as much earlier for every tier as this one has been funded.
    """
    if programme is None:
        return None
    funded = {one.tier: actuals.first_planned - one.year for one in actuals.funded[-1:]}
    age = max(funded.values(), default=0)

    def moved(tier: Tier) -> Tier:
        by = funded.get(tier.id, 0)
        first = [*tier.first_cost[by:], *(0.0,) * horizon][:horizon]
        return tier.model_copy(update={
            "lag": _cut(tier.lag, cut), "first_cost": tuple(first), "yearly_cost": _cut(tier.yearly_cost, cut), "live": _aged(tier.live, by, horizon),
        })

    return programme.model_copy(update={
        "tiers": tuple(moved(one) for one in programme.tiers), "review_ages": max(programme.review_ages - age, 0),
        "politics": 0.0 if funded else programme.politics,
        "last_start": max(programme.last_start - cut, 0 if funded else -1),
    })


def _stance(stance: Stance, cut: int, horizon: int, actuals: Actuals) -> Stance:
    """A standing rule. In force as its age says; what it took to launch it is history; a stricter step costs the difference.

    A stricter step taken later is in force as soon as the milder one would be: its office is there already.
    """
    steps = [step.id for step in stance.steps]
    taken = [(steps.index(one.step), one.year) for one in actuals.adopted if one.lever == stance.lever and one.step in steps]
    last = max(stance.last_start - cut, -1)
    if not taken:
        return stance.model_copy(update={"in_force": stance.in_force[:horizon], "admin": stance.admin[:horizon], "last_start": last})
    age = actuals.first_planned - min(year for _, year in taken)
    highest = max(at for at, _ in taken)
    paid = stance.steps[highest].launch_politics

    def launched(at: int, step: StanceStepData) -> StanceStepData:
        return step.model_copy(update={"launch_politics": 0.0 if at <= highest else max(step.launch_politics - paid, 0.0)})

    return stance.model_copy(update={
        "in_force": _aged(stance.in_force, age, horizon), "admin": _aged(stance.admin, age, horizon), "cost": 0.0,
        "steps": tuple(launched(at, step) for at, step in enumerate(stance.steps)), "last_start": max(last, horizon - 1),
    })


def _firm(firm: Firm, first: int, cut: int, horizon: int, actuals: Actuals) -> Firm:
    """A protected firm: a closure that was begun goes on at its age, and its launch is history."""
    begun = [one.year for one in actuals.closed if one.firm == firm.id]
    age = cut - (min(begun) - first) if begun else 0
    return firm.model_copy(update={
        "saving": _aged(firm.saving, age, horizon), "completion": _aged(firm.completion, age, horizon),
        "cost": tuple([*firm.cost[age:], *(0.0,) * horizon][:horizon]), "admin": tuple([*firm.admin[age:], *(0.0,) * horizon][:horizon]),
        "launch_politics": 0.0 if begun else firm.launch_politics,
    })


def _inherited(project: Inherited, cut: int, called_off: frozenset[str]) -> Inherited:
    """A project under way: what is still to be paid after the cut. Calling it off is history where the file says so."""
    gone = project.id in called_off
    return project.model_copy(update={
        "state_cost": _cut(project.state_cost, cut), "private_cost": _cut(project.private_cost, cut), "available": _cut(project.available, cut),
        "ready": max(project.ready - cut, 0), "sunk": project.sunk + sum(project.state_cost[:cut]),
        "cancellable": _can_be_called_off(project, cut, called_off),
    } | ({"cancel_politics": 0.0, "cancel_admin": 0.0} if gone else {}))


def _paths(earlier: Problem, fresh: Problem, cut: int, actuals: Actuals) -> tuple[ReformPathData, ...]:
    """Reform paths: one that was begun is the only one, as far along as its years say; otherwise all are open anew."""
    begun = [one for one in actuals.adopted if one.lever == earlier.reform_lever]
    path = next((one for one in earlier.paths if begun and one.id == begun[-1].step), None)
    if path is None:
        return fresh.paths
    start = next((year for year, points in enumerate(path.politics) if points > 0), 0)
    late = begun[-1].year - earlier.clock.first_year - start
    horizon = earlier.clock.horizon - cut

    def moved(by_year: ByYear) -> ByYear:
        return tuple(by_year[min(max(cut - late + year, 0), len(by_year) - 1)] for year in range(horizon))

    names = ("credibility", "cost", "delivered", "politics", "admin", "spillover")
    return (path.model_copy(update={name: moved(getattr(path, name)) for name in names} | {
        "leakage": {name: moved(one) for name, one in path.leakage.items()}, "staff": {name: moved(one) for name, one in path.staff.items()},
    }),)
