"""Resolves a case into a `Problem`: every parameter of the model as a number.

The order is the order of the plan's argument: clock, money, outside world, power, people, market, then
one function for each kind of lever. Mappings with evidence live in `catchup.calibration` and
`catchup.delivery`; here they are only put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catchup import calibration as cal
from catchup.actuals import Actuals
from catchup.assemble.chips import compute_of
from catchup.assemble.choices import DEFAULT_HORIZON, FIRST_YEAR, METRICS, Choices, check_choices
from catchup.assemble.commitments import inherited_of, with_standing
from catchup.assemble.context import LeverContext, barred_because
from catchup.assemble.history import earlier_choices, go_on
from catchup.assemble.institutions import firms_of, reform_paths, stance_of
from catchup.assemble.people import cohort_of, programme_of
from catchup.assemble.plants import build_of, shell_of
from catchup.assemble.refusing import BROKEN, refuse_too_large, refuse_uncomputable
from catchup.assemble.setting import (
    absorption_of,
    chain_of,
    external_of,
    market_of,
    money_of,
    politics_of,
    power_of,
    staff_of,
)
from catchup.catalogue import (
    BuildDetails,
    CohortDetails,
    ComputeDetails,
    ExitDetails,
    LeverFile,
    ProgrammeDetails,
    ReformDetails,
    StanceDetails,
)
from catchup.errors import OverrideError
from catchup.library import Case
from catchup.problem import Clock, Problem

WINDOW = 3


def resolve(case: Case, choices: Choices | None = None) -> Problem:
    """The planning problem of a case.

    Raises:
        OverrideError: horizon, lock, target or weight that cannot be. UnknownNameError: a lock names no lever.
        UncomputableError: numbers of the user that no formula takes, named.
    """
    choices = choices or Choices()
    try:
        problem = _resolved(case, choices)
        if case.overrides:
            refuse_too_large(problem)
    except BROKEN as cause:
        refuse_uncomputable(case, cause, lambda other: _resolved(other, choices))
        raise
    return problem


def _resolved(case: Case, choices: Choices) -> Problem:
    if choices.actuals is not None:
        return _going_on(case, choices, choices.actuals)
    check_choices(case, choices)
    clock = _clock(case, choices)
    context = _context(case, clock)
    levers = case.levers.values()
    builds = tuple(build_of(context, lever) for lever in levers if isinstance(lever.details, BuildDetails))
    compute_lever = _only(levers, ComputeDetails)
    reform_lever = _only(levers, ReformDetails)
    exit_lever = _only(levers, ExitDetails)
    programme_lever = next((one for one in levers if isinstance(one.details, ProgrammeDetails)), None)
    shell = shell_of(context, compute_lever)
    inherited = inherited_of(case, clock, (*builds, shell), exit_lever)
    all_builds = with_standing(case, clock, (*builds, shell), inherited)
    weight = case.world.scales.other_users_weight.value
    return Problem(
        country=case.profile.iso3,
        country_name=case.profile.name,
        scenario=case.scenario.id,
        scenario_name=case.scenario.name,
        currency=case.profile.currency.code,
        currency_rate=case.profile.currency.rate.value,
        fiscal_spans_two_years=case.profile.fiscal_year.spans_two_years,
        clock=clock,
        weight=weight if choices.other_users_weight is None else choices.other_users_weight,
        money=context.money,
        absorption=absorption_of(case, clock),
        external=external_of(case, clock),
        politics=politics_of(case, clock),
        admin=(cal.administrative_capacity(case.profile, case.world),) * clock.horizon,
        staff=staff_of(case, clock),
        water=case.world.scales.water_per_site.value * case.profile.logistics.industrial_sites.value,
        power=power_of(case, clock, all_builds, choices.take_power_mw),
        market=market_of(case, clock, compute_lever),
        chain=chain_of(case, clock, compute_lever),
        shell=all_builds[-1],
        compute=compute_of(context, compute_lever),
        builds=all_builds[:-1],
        programme=programme_of(context, programme_lever) if programme_lever else None,
        cohorts=tuple(cohort_of(context, lever) for lever in levers if isinstance(lever.details, CohortDetails)),
        stances=tuple(stance_of(context, lever) for lever in levers if isinstance(lever.details, StanceDetails)),
        firms=firms_of(context, exit_lever),
        exit_lever=exit_lever.id,
        inherited=inherited,
        paths=reform_paths(context, reform_lever, programme_lever),
        reform_lever=reform_lever.id,
        locks=choices.locks,
        targets=choices.targets,
        barred={one.id: why for one in (reform_lever, exit_lever) if (why := barred_because(context, one))},
    )


def _going_on(case: Case, choices: Choices, actuals: Actuals) -> Problem:
    """The problem that is left after the years that are closed: the earlier problem, cut, with what was really done."""
    fresh = _resolved(case, replace(choices, actuals=None))
    earlier = _resolved(case, earlier_choices(choices, actuals))
    return go_on(earlier, fresh, actuals)


def _only(levers: Iterable[LeverFile], kind: type) -> LeverFile:
    found = [lever for lever in levers if isinstance(lever.details, kind)]
    if len(found) != 1:
        raise OverrideError(
            f"the catalogue has {len(found)} levers of kind {kind.__name__}", "keep exactly one lever of this kind"
        )
    return found[0]


def _clock(case: Case, choices: Choices) -> Clock:
    rate = case.profile.fiscal.discount_rate.value
    return Clock(
        first_year=choices.first_year,
        horizon=choices.horizon,
        window=min(WINDOW, choices.horizon),
        discount=tuple((1 + rate) ** -(age + 0.5) for age in range(choices.horizon)),
        end_discount=(1 + rate) ** -choices.horizon,
    )


def _context(case: Case, clock: Clock) -> LeverContext:
    money = money_of(case, clock)
    share = [sum(money.cash) + sum(money.borrow_limit) + sum(money.concessional_limit), sum(money.private_ceiling)]
    return LeverContext(
        case=case,
        clock=clock,
        money=money,
        state_total=share[0] * (1 + money.carry_over),
        private_total=share[1],
        room_first_year=money.cash[0] + money.borrow_limit[0] + money.concessional_limit[0] + money.private_ceiling[0],
    )


__all__ = ["DEFAULT_HORIZON", "FIRST_YEAR", "METRICS", "Choices", "resolve"]
