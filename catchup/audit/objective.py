"""The level of the objective, its bound and gap, and the wishes the plan was made under."""

from __future__ import annotations

from catchup.audit.accounts import gross_cash
from catchup.audit.books import Books
from catchup.audit.facts import Facts
from catchup.audit.metrics import metrics, output_change
from catchup.audit.report import EQUAL, FEASIBLE, Findings
from catchup.plan import Plan
from catchup.problem import LINKS, SEGMENTS, Lock

LEAST_GAIN = 0.001
GAP_SLACK = 1e-9
UNITS = {
    "value": "discounted MUSD",
    "compute": "share of world stock, summed over years",
    "tokens": "mean share of demand",
    "position": "mean share of world output",
    "least_cost": "discounted MUSD of public cash",
}


def baseline(facts: Facts, name: str) -> float:
    """Level of an objective when only commitments are carried on."""
    if name != "compute":
        return 0.0
    return sum(facts.problem.compute.base_stock / world for world in facts.problem.chain.world_stock)


def gain(facts: Facts, books: Books, name: str, link: str | None) -> float:
    """What the plan gains on carrying on; for least cost, what it pays out."""
    chain, horizon = facts.problem.chain, facts.problem.clock.horizon
    if name == "value":
        return sum(books.value.values())
    if name == "compute":
        return sum(facts.vintages(year) / chain.world_stock[year] for year in facts.years)
    if name == "tokens":
        served = [sum(facts.home_supply(segment, year) for segment in SEGMENTS) for year in facts.years]
        wanted = [sum(facts.segment_demand(segment, year) for segment in SEGMENTS) for year in facts.years]
        return sum(home / demand for home, demand in zip(served, wanted, strict=True)) / horizon
    if name == "position" and link in LINKS:
        return sum(output_change(facts, link, year) / chain.world[link][year] for year in facts.years) / horizon
    return gross_cash(books) if name == "least_cost" else 0.0


def floor(facts: Facts, name: str) -> float:
    """Least denominator of a gap."""
    if name not in ("value", "least_cost"):
        return LEAST_GAIN
    clock, money = facts.problem.clock, facts.problem.money
    return LEAST_GAIN * sum(factor * voted for factor, voted in zip(clock.discount, money.appropriation, strict=True))


def check_objective(plan: Plan, facts: Facts, books: Books, findings: Findings) -> None:
    """Level, bound, gap and status follow from the decisions and from one another."""
    record, name, link = plan.objective, plan.request.objective, plan.request.link
    findings.word("objective", "name", record.name, name, "the objective is the one asked for")
    findings.word("objective", "unit", record.unit, UNITS[name], "the unit of the objective")
    if (name == "position") != (link in LINKS):
        findings.add("objective", "link", 1, 0, f"{name} cannot be measured at the link {link!r}")
    level, least = baseline(facts, name), floor(facts, name)
    value = level + gain(facts, books, name, link)
    parts = max((abs(amount) for amount in books.value.values()), default=0.0) if name == "value" else 0.0
    findings.same("objective", "baseline", record.baseline, level, "the level of carrying on", scale=least)
    findings.same("objective", "value", record.value, value, f"the level of {name}", scale=max(least, parts))
    missing = (record.bound - record.value) * (-1 if name == "least_cost" else 1)
    slack = EQUAL * max(least, abs(record.value), parts)
    if missing < -slack:
        findings.add("objective", "bound", record.bound, record.value, "the plan is better than its own bound", size=-missing)
    gap = max(missing, 0.0) / max(abs(record.value - record.baseline), least)
    findings.same("objective", "gap", record.gap, gap, "the gap between level and bound", scale=1.0)
    findings.checked["objective"] += 1
    proven = "optimal" if record.gap <= plan.request.gap + GAP_SLACK else "feasible"
    findings.word("objective", "status", record.status, proven, f"the status at a gap of {record.gap:.6g}")
    _check_paths(plan, findings, max(least, abs(value), parts))


def _check_paths(plan: Plan, findings: Findings, scale: float) -> None:
    """The bound is the best bound of all reform paths, and one path is chosen."""
    least = plan.request.objective == "least_cost"
    chosen = [path for path in plan.paths if path.status == "chosen"]
    wanted = plan.path if plan.request.link is None else f"{plan.path}: {plan.request.link}"
    findings.word("paths", "chosen", [path.path for path in chosen], [wanted], "the reform path that is chosen")
    known = {path.id: path.name for path in plan.parameters.paths}
    rows = [f"{name}: {link}" for name in known for link in LINKS] if plan.request.objective == "position" else list(known)
    findings.word("paths", "all", sorted(path.path for path in plan.paths), sorted(rows), "every reform path is accounted for")
    for path in plan.paths:
        findings.word("paths", path.path, path.name, known.get(path.path.partition(": ")[0]), "the name of the path")
        if path.status == "infeasible" and (path.value is not None or path.bound is not None):
            findings.add("paths", path.path, 1, 0, f"{path.path} has no plan at all and yet a value or a bound")
        elif path.bound is not None:
            beyond = (plan.objective.bound - path.bound) if least else (path.bound - plan.objective.bound)
            findings.at_most("paths", path.path, beyond, 0.0, "the plan's bound holds for every path; it is passed by", scale=scale)
        if path.value is not None and path.bound is not None:
            above = (path.bound - path.value) if least else (path.value - path.bound)
            findings.at_most("paths", path.path, above, 0.0, "a path is worth no more than its bound; it is passed by", scale=scale)
    bounds = [path.bound for path in plan.paths if path.bound is not None]
    best = (min if least else max)([*bounds, plan.objective.value])
    if abs(best - plan.objective.bound) > FEASIBLE * scale:
        findings.add("objective", "bound", plan.objective.bound, best, "the bound is not the best of the bounds of all paths")
    for path in chosen:
        if path.value is not None and abs(path.value - plan.objective.value) > FEASIBLE * scale:
            findings.add("paths", path.path, path.value, plan.objective.value, "the chosen path is worth what the plan is worth")


def check_wishes(plan: Plan, facts: Facts, findings: Findings) -> None:
    """Targets are met and locks hold."""
    problem = facts.problem
    amounts = metrics(plan.decisions, problem) if problem.targets else {}
    for target in problem.targets:
        last = problem.clock.label(problem.clock.horizon - 1) if target.lasting else target.year
        for year in range(target.year, last + 1):
            amount = amounts.get((target.metric, year), 0.0)
            low, high = (target.amount, amount) if target.sense == ">=" else (amount, target.amount)
            wanted = f"{target.metric} {target.sense} {target.amount:g} in {year}"
            findings.at_most("target_is_met", f"{target.metric} {year}", low, high, wanted, scale=0.0)
    for lock in problem.locks:
        _check_lock(facts, lock, findings)


def _check_lock(facts: Facts, lock: Lock, findings: Findings) -> None:
    clock, rule = facts.problem.clock, "lock_holds"
    name = lock.lever if lock.option is None else f"{lock.lever}/{lock.option}"
    last = clock.horizon - 1
    by = lock.year - clock.first_year if lock.year is not None else last

    def done(year: int) -> float:
        return engaged(facts, lock.lever, year, lock.option)

    if lock.kind == "in":
        findings.at_most(rule, name, least_units(facts, lock.lever, lock.option), done(by), f"{name} is started by {clock.label(by)}")
    elif lock.kind == "out":
        findings.at_most(rule, name, done(last), 0.0, f"{name} is left alone")
    elif lock.kind == "not_before" and by > 0:
        findings.at_most(rule, name, done(by - 1), 0.0, f"{name} waits for {clock.label(by)}")
    elif lock.kind == "not_after":
        findings.at_most(rule, name, _begun_after(facts, lock, by), 0.0, f"{name} ends with {clock.label(by)}")
    elif lock.kind == "at_most":
        findings.at_most(rule, name, done(by), lock.units or 0.0, f"units of {name}")
    elif lock.kind == "at_least":
        findings.at_most(rule, name, lock.units or 0.0, done(by), f"units of {name} by {clock.label(by)}")
    elif lock.kind == "exactly":
        started = done(by) - (done(by - 1) if by else 0.0)
        findings.at_most(rule, name, started, lock.units or 0.0, f"no more units of {name} in {clock.label(by)}")
        findings.at_most(rule, name, lock.units or 0.0, started, f"no fewer units of {name} in {clock.label(by)}")


def _begun_after(facts: Facts, lock: Lock, year: int) -> float:
    """What is begun of a lever after a year; of model programmes, the years of funding after it."""
    last, programme = facts.problem.clock.horizon - 1, facts.problem.programme
    if programme is None or lock.lever != programme.lever:
        return engaged(facts, lock.lever, last, lock.option) - engaged(facts, lock.lever, year, lock.option)
    tiers = [tier.id for tier in facts.tiers if lock.option in (None, tier.id)]
    return sum(facts.chosen.get("fund", tier, when) for tier in tiers for when in range(year + 1, last + 1))


def least_units(facts: Facts, lever: str, option: str | None = None) -> float:
    """What counts as doing a lever at all: one unit, or all there is if less."""
    if option is not None:
        return 1.0
    offered = [one.max_units for one in facts.problem.plants if one.id == lever and one.max_units > 0]
    offered += [one.max_units for one in facts.problem.cohorts if one.lever == lever and one.max_units > 0]
    return min([1.0, *offered])


def engaged(facts: Facts, lever: str, year: int, option: str | None = None) -> float:
    """Units of a lever, or of one part of it, started by the year; steps taken, tiers or firms begun."""
    problem, get = facts.problem, facts.chosen.get
    if option == "chips" and lever == problem.compute.lever:
        return sum(get("bought", when) for when in range(year + 1))
    if any(plant.id == lever for plant in problem.plants):
        return facts.begun(lever, year)
    if any(cohort.lever == lever for cohort in problem.cohorts):
        return sum(get("intake", lever, when) for when in range(year + 1))
    for stance in problem.stances:
        if stance.lever == lever:
            return get("adopted", lever, option or stance.steps[0].id, year)
    if problem.programme is not None and lever == problem.programme.lever:
        tiers = [tier.id for tier in facts.tiers if option in (None, tier.id)]
        return sum(get("take_up", tier, when) for tier in tiers for when in range(year + 1))
    if lever == problem.exit_lever:
        projects = [one.id for one in problem.inherited if one.cancellable and option in (None, one.id)]
        firms = [one.id for one in problem.firms if option in (None, one.id)]
        return sum(get("closing", firm, year) for firm in firms) + sum(1 - get("kept", one) for one in projects)
    begun = lever == problem.reform_lever and any(facts.path.politics[: year + 1])
    return float(begun and option in (None, facts.path.id))
