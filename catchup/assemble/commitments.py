"""Resolves what exists or is under way before the plan: standing prerequisites and inherited projects."""

from __future__ import annotations

import math
from collections.abc import Sequence

from catchup import calibration as cal
from catchup.catalogue import LeverFile
from catchup.library import Case
from catchup.problem import Build, Clock, Inherited, Prerequisite
from catchup.profile import Project


def with_standing(
    case: Case, clock: Clock, builds: tuple[Build, ...], inherited: tuple[Inherited, ...]
) -> tuple[Build, ...]:
    """Fills in what of each prerequisite stands without the plan at the start of each year, and what only if it is carried on."""
    open_ended = {one.id for one in inherited if one.cancellable}

    def standing(lever: str) -> tuple[float, ...]:
        found = [
            (_ready(project, clock), project.units.value / case.profile.unit_scale(lever))
            for project in case.profile.projects
            if project.lever == lever and project.status != "candidate" and project.id not in open_ended
        ]
        return tuple(sum(units for ready, units in found if ready <= year) for year in clock.years)

    def filled(need: Prerequisite) -> Prerequisite:
        kept = tuple(one.id for one in inherited if one.cancellable and one.lever == need.lever)
        return need.model_copy(update={"standing": standing(need.lever), "kept": kept})

    return tuple(
        build.model_copy(update={"requires": tuple(filled(need) for need in build.requires)}) for build in builds
    )


def _ready(project: Project, clock: Clock) -> int:
    """First year position at whose start the project stands; the horizon if it never does, or has no date."""
    if project.status == "operating":
        return 0
    if project.completion is None:
        return clock.horizon
    wait = math.ceil(project.completion.value - clock.first_year)
    return int(min(max(wait, 0), clock.horizon))


def inherited_of(
    case: Case, clock: Clock, builds: Sequence[Build], exit_lever: LeverFile
) -> tuple[Inherited, ...]:
    """Projects under way with state money still to be paid."""
    by_lever = {build.id: build for build in builds}
    found = []
    for project in case.profile.projects:
        build = by_lever.get(project.lever)
        if project.status != "under_way" or build is None or not project.remaining_state_cost or not project.completion:
            continue
        wait = max(project.completion.value - clock.first_year, 0.0)
        pay = cal.payment_calendar(wait, clock.horizon)
        remaining = cal.constant_dollars(project.remaining_state_cost, case.world)
        sunk = cal.constant_dollars(project.sunk_state_cost, case.world) if project.sunk_state_cost else 0.0
        share = project.state_share.value if project.state_share and project.state_share.value > 0 else build.state_share
        # Calling a project off frees only the grant for work not yet done; the rest is owed.
        undone = min(wait / build.lead, 1.0) if build.lead > 0 else 0.0
        freed = min(remaining, (remaining + sunk) * undone)
        private = freed * (1 - share) / share if share else 0.0
        canonical = case.levers[project.lever].canonical
        details = case.levers[project.lever].details
        obsolescence = getattr(details, "obsolescence", None)
        available = cal.availability(wait, canonical.ramp_years.value, canonical.lifetime.value, clock.horizon)
        units = project.units.value / case.profile.unit_scale(project.lever)
        worth = units * build.list_cost[0] if build.list_cost else 0.0
        found.append(
            Inherited(
                id=project.id,
                name=project.name,
                lever=project.lever,
                state_cost=tuple(freed * one for one in pay),
                private_cost=tuple(private * one for one in pay),
                available=available,
                ready=_ready(project, clock),
                units=units,
                sunk=sunk,
                credit=cal.terminal_credit(
                    worth, case.profile.fiscal.discount_rate.value, canonical.lifetime.value,
                    obsolescence.value if obsolescence else 0.0, wait + canonical.lifetime.value - clock.horizon,
                    case.world.scales.credited_years.value,
                ) if build.revenue > 0 else 0.0,
                cancellable=build.revenue > 0 and freed > 0,
                cancel_politics=exit_lever.canonical.political_cost_score.value,
                cancel_admin=case.world.scales.load_exit.value,
            )
        )
    return tuple(found)
