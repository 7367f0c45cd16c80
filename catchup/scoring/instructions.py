"""What a strategy asks of the planner: locks and targets by part, and a plan's own decisions as a strategy.

A part is all that a strategy decides about one lever, or one step, tier, firm or path of it. Parts are what can be left open, ruled
out or moved when a strategy is priced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from catchup.assemble.choices import options_of_lever
from catchup.audit.decisions import Decisions, read_decisions
from catchup.catalogue import StanceDetails
from catchup.library import Case
from catchup.plan import Plan
from catchup.problem import Lock, Problem, Target
from catchup.requests import target_text
from catchup.scoring.strategy import Decision, StatedTarget, Strategy, keys_of, named

Key = tuple[str, str | None]
ROUNDING = 1e-9
"""Amounts of a plan are kept to nine places: pinned closer, they would rule out the plan they come from."""
CHIPS = "chips"


@dataclass(frozen=True)
class Part:
    """One part of a strategy: what is decided about one thing, or one promised result."""

    key: Key
    decisions: tuple[Decision, ...] = ()
    target: StatedTarget | None = None

    @property
    def name(self) -> str:
        """How the part is called in JSON: lever, lever/option, or the target."""
        return self.target.target if self.target else named(self.key)

    @property
    def text(self) -> str:
        """The author's words."""
        return self.target.text if self.target else "; ".join(dict.fromkeys(one.text for one in self.decisions))

    @property
    def ruled_out(self) -> bool:
        """Whether the part says that something is not done."""
        return any(one.out or one.units == 0 for one in self.decisions)


def parts_of(strategy: Strategy) -> list[Part]:
    """The parts of a strategy, in the order of its file."""
    decided = [Part(key, tuple(one for one in strategy.decisions if one.key == key)) for key in keys_of(strategy.decisions)]
    return decided + [Part(("target", stated.target), target=stated) for stated in strategy.targets]


def targets_of(parts: Iterable[Part]) -> tuple[Target, ...]:
    """The results that some parts promise."""
    return tuple(one.target.parsed for one in parts if one.target)


def locks_of(strategy: Strategy, parts: Sequence[Part], case: Case, released: Collection[Key] = (), closed: bool | None = None) -> tuple[Lock, ...]:
    """The locks that some parts of a strategy come to.

    Args:
        released: what is left to the planner although the rest is closed. closed: whether the rest is; the strategy's own if None.
    """
    shut = strategy.rest == "closed" if closed is None else closed
    found: list[Lock] = []
    for part in parts:
        if shut and _dated_amounts(part):
            found += _pinned(part, strategy.first_year)
        else:
            found += [lock for one in part.decisions for lock in _locks(one, strategy.first_year)]
    if shut:
        found += _closing(case, [*[one.key for one in parts if not one.target], *released])
    return tuple(dict.fromkeys(found))


def _dated_amounts(part: Part) -> bool:
    return bool(part.decisions) and all(one.units is not None and one.year is not None for one in part.decisions)


def _locks(one: Decision, first_year: int) -> list[Lock]:
    def lock(kind: str, year: int | None = None, units: float | None = None) -> Lock:
        return Lock.model_validate({"lever": one.lever, "option": one.option, "kind": kind, "year": year, "units": units})

    if one.out:
        return [lock("out")]
    when = one.year if one.year is not None else one.by
    found = []
    if one.units is not None:
        found += [lock("exactly", when, one.units)] if one.year is not None else [lock("at_least", when, one.units), lock("at_most", when, one.units)]
    if one.at_least is not None:
        found.append(lock("at_least", when, one.at_least))
    if one.at_most is not None:
        found.append(lock("at_most", when, one.at_most))
    if one.units is None and one.at_least is None and one.at_most is None:
        found.append(lock("in", when))
    if one.year is not None and one.units is None and one.year > first_year:
        found.append(lock("not_before", one.year))
    if one.until is not None:
        found.append(lock("not_after", one.until))
    return found


def _pinned(part: Part, first_year: int) -> list[Lock]:
    """Amounts by year, and nothing in any other year: what is begun by each year lies within rounding of what the plan says."""
    lever, option = part.key
    found, begun = [], 0.0
    for one in sorted(part.decisions, key=lambda one: one.year or 0):
        assert one.year is not None
        assert one.units is not None
        if one.year > first_year:
            found.append(Lock(lever=lever, option=option, kind="at_most", year=one.year - 1, units=begun + _slack(begun)))
        begun += one.units
        found.append(Lock(lever=lever, option=option, kind="at_least", year=one.year, units=begun - _slack(begun)))
        if one.until is not None:
            found.append(Lock(lever=lever, option=option, kind="not_after", year=one.until))
    found.append(Lock(lever=lever, option=option, kind="at_most", units=begun + _slack(begun)))
    return found


def _slack(amount: float) -> float:
    return 0.0 if amount == round(amount) else ROUNDING * max(1.0, amount)


def _closing(case: Case, keys: Sequence[Key]) -> list[Lock]:
    """Rules out every lever, step, tier, firm and path that the strategy does not name."""
    found = []
    for lever in case.levers:
        options = options_of_lever(case, lever)
        mine = [option for one, option in keys if one == lever]
        if not mine:
            found.append(Lock(lever=lever, kind="out"))
            found += [Lock(lever=lever, option=CHIPS, kind="out")] if CHIPS in options else []
        elif None not in mine and CHIPS not in options:
            found += [Lock(lever=lever, option=one, kind="out") for one in _unnamed(case, lever, options, [one for one in mine if one])]
    return found


def _unnamed(case: Case, lever: str, options: Sequence[str], named_ones: Sequence[str]) -> Sequence[str]:
    details = case.levers[lever].details
    if not isinstance(details, StanceDetails):
        return [one for one in options if one not in named_ones]
    # The milder steps come with the stricter one.
    strictest = max(options.index(one) for one in named_ones)
    return options[strictest + 1 :]


def strategy_of(plan: Plan) -> Strategy:
    """A plan's own decisions as a strategy in which nothing is left open: its value is the plan's own.

    Example:
        >>> strategy_of(plan).rest  # doctest: +SKIP
        'closed'
    """
    asked, problem = plan.request, plan.parameters
    return Strategy(
        name=f"The decisions of a plan for {problem.country_name}", country=asked.profile_file or plan.country,
        said_by="catchup plan", source=f"plan {plan.digest[:12]}, made by catchup {plan.code_version}", scenario=plan.scenario,
        rest="closed", decisions=tuple(_decisions(plan, read_decisions(plan.decisions, problem))), overrides=asked.overrides,
        objective=asked.objective, horizon=asked.horizon, first_year=asked.first_year,
        other_users_weight=asked.other_users_weight, take_power_mw=asked.take_power_mw,
        targets=tuple(StatedTarget(target=target_text(one), text="promised in the plan") for one in asked.targets),
    )


SAID = "decided in the plan"


def _decisions(plan: Plan, chosen: Decisions) -> Iterable[Decision]:
    problem = plan.parameters
    label = problem.clock.label
    for decision, option in (("starts", None), ("intake", None), ("bought", CHIPS)):
        for index, amount in chosen.rows(decision):
            lever = problem.compute.lever if option else str(index[0])
            yield Decision(lever=lever, option=option, year=label(int(index[-1])), units=amount, text=SAID)
    if not any(chosen.rows("bought")):
        yield Decision(lever=problem.compute.lever, option=CHIPS, out=True, text=SAID)
    if not any(index[0] == problem.compute.lever for index, _ in chosen.rows("starts")):
        yield Decision(lever=problem.compute.lever, out=True, text=SAID)
    for (lever, step), year in _first_years(chosen, "adopted").items():
        yield Decision(lever=lever, option=step, year=label(year), text=SAID)
    yield from _programmes(problem, chosen)
    for (firm,), year in _first_years(chosen, "closing").items():
        yield Decision(lever=problem.exit_lever, option=firm, year=label(year), text=SAID)
    for one in problem.inherited:
        if one.cancellable and chosen.get("kept", one.id) == 0:
            yield Decision(lever=problem.exit_lever, option=one.id, year=label(0), text=SAID)
    path = next(one for one in problem.paths if one.id == plan.path)
    if any(path.politics):
        yield Decision(lever=problem.reform_lever, option=path.id, text=SAID)
    else:
        yield Decision(lever=problem.reform_lever, out=True, text=SAID)


def _first_years(chosen: Decisions, decision: str) -> dict[tuple[str, ...], int]:
    """First year of each thing that stands once it is begun."""
    found: dict[tuple[str, ...], int] = {}
    for index, amount in chosen.rows(decision):
        name, year = tuple(str(part) for part in index[:-1]), int(index[-1])
        if amount > 0:
            found[name] = min(year, found.get(name, year))
    return found


def _programmes(problem: Problem, chosen: Decisions) -> Iterable[Decision]:
    """Funding of a tier from each year in which it begins, until the last year in which there is any."""
    if problem.programme is None:
        return
    label = problem.clock.label
    for tier in problem.programme.tiers:
        begun = [int(index[-1]) for index, amount in chosen.rows("take_up") if index[0] == tier.id and amount > 0]
        funded = [int(index[-1]) for index, amount in chosen.rows("fund") if index[0] == tier.id and amount > 0]
        for year in begun:
            until = label(max(funded)) if max(funded) < problem.clock.horizon - 1 else None
            yield Decision(lever=problem.programme.lever, option=tier.id, year=label(year), units=1, until=until, text=SAID)
