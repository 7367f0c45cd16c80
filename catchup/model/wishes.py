"""What the user asks for: targets and locks. All of them are droppable."""

from __future__ import annotations

from catchup.algebra import Expression, Model, total
from catchup.model.paths import is_path
from catchup.problem import Lock, Target
from catchup.rules import enforce, rule


def add_wishes(model: Model) -> None:
    """Adds the rows of targets and locks."""
    enforce(model, target_is_met, _target_years(model))
    enforce(model, lock_holds, range(len(model.problem.locks)))


def _target_years(model: Model) -> list[tuple[int, int]]:
    clock = model.problem.clock
    return [
        (at, year)
        for at, target in enumerate(model.problem.targets)
        for year in range(target.year - clock.first_year, clock.horizon if target.lasting else target.year - clock.first_year + 1)
    ]


def metric(model: Model, name: str, year: int) -> Expression:
    """A metric of a year as an expression: what targets, objectives and the plan's tables speak of."""
    problem = model.problem
    if name == "compute_h100e":
        return 1000 * (problem.compute.base_stock + model.running[year])
    if name in ("home_share", "home_services_musd"):
        home = chain_output(model, "ai_services", year)
        wanted = sum(problem.market.demand[segment][year] for segment in problem.market.demand)
        return home / wanted if name == "home_share" else home
    if name == "new_power_mw":
        return total(
            plant.output_units * model.working[plant.id, year]
            for plant in model.plant.values() if plant.output == "firm_power"
        )
    if name == "homes_power_mw":
        return model.to_homes[year]
    return chain_output(model, name, year)


def chain_output(model: Model, link: str, year: int) -> Expression:
    """Change of output of a link of the chain against doing nothing."""
    return total(model.books.entries.get(("chain", link, year), []))


@rule("target", "A stated target is met in its year, and in later years where that was asked.")
def target_is_met(model: Model, at: int, year: int) -> Expression:
    r"""metric_{m,t} \ge target"""
    target: Target = model.problem.targets[at]
    amount = metric(model, target.metric, year)
    return amount >= target.amount if target.sense == ">=" else amount <= target.amount


@rule("lock", "An instruction about a lever is followed.")
def lock_holds(model: Model, at: int) -> Expression:
    r"""units_{l,\le t} \ge least,\; = 0,\; \le n, \; \text{or} \; units_{l,t} = n"""
    lock: Lock = model.problem.locks[at]
    clock = model.problem.clock
    last = clock.horizon - 1
    by = (lock.year - clock.first_year) if lock.year is not None else last
    if lock.kind == "in":
        return engaged(model, lock.lever, by, lock.option) >= least_units(model, lock.lever, lock.option)
    if lock.kind == "out":
        return engaged(model, lock.lever, last, lock.option) <= 0
    if lock.kind == "not_before":
        return None if by == 0 else engaged(model, lock.lever, by - 1, lock.option) <= 0
    if lock.kind == "not_after":
        return None if by == last else begun_after(model, lock.lever, by, lock.option) <= 0
    if lock.kind == "exactly":
        before = engaged(model, lock.lever, by - 1, lock.option) if by else 0.0
        return engaged(model, lock.lever, by, lock.option) - before == (lock.units or 0.0)
    if lock.kind == "at_least":
        return engaged(model, lock.lever, by, lock.option) >= (lock.units or 0.0)
    return engaged(model, lock.lever, by, lock.option) <= (lock.units or 0.0)


def begun_after(model: Model, lever: str, year: int, option: str | None = None) -> Expression:
    """What is begun of a lever after a year; of model programmes, the years of funding after it."""
    problem = model.problem
    later = range(year + 1, problem.clock.horizon)
    if problem.programme is not None and lever == problem.programme.lever and model.tier:
        return total(model.fund[tier, when] for tier in model.tier if option in (None, tier) for when in later)
    return engaged(model, lever, problem.clock.horizon - 1, option) - engaged(model, lever, year, option)


CHIPS = "chips"


def least_units(model: Model, lever: str, option: str | None = None) -> float:
    """What counts as doing a lever at all: one unit, or all there is if less."""
    offered = None if option else model.plant.get(lever) or model.cohort.get(lever)
    return min(1.0, offered.max_units) if offered is not None else 1.0


def engaged(model: Model, lever: str, year: int, option: str | None = None) -> Expression:
    """Units of a lever, or of one part of it, started by the year; steps taken, tiers or firms begun. The reform path is data."""
    problem = model.problem
    if option == CHIPS and lever == problem.compute.lever:
        return total(model.bought[when] for when in range(year + 1))
    if lever in model.plant:
        last = min(year, model.plant[lever].last_start)
        return total(model.starts[lever, when] for when in range(last + 1))
    if lever in model.cohort:
        last = min(year, model.cohort[lever].last_start)
        return total(model.intake[lever, when] for when in range(last + 1))
    if lever in model.stance:
        return model.adopted[lever, option or model.stance[lever].steps[0].id, year]
    if problem.programme is not None and lever == problem.programme.lever and model.tier:
        tiers = [tier for tier in model.tier if option in (None, tier)]
        return total(model.take_up[tier, when] for tier in tiers for when in range(year + 1))
    if lever == problem.exit_lever:
        called_off = [1 - model.kept[one] for one in model.project if option in (None, one)]
        return total([*(model.closing[one, year] for one in model.firm if option in (None, one)), *called_off])
    if lever != problem.reform_lever:
        return 0.0
    begun = (sum(model.path.politics[: year + 1]) > 0) * 1.0
    return begun if option is None else begun * is_path(model.path, option)
