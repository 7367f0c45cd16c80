"""Resolves what exists or is under way before the plan: standing prerequisites and inherited projects."""

from __future__ import annotations

from collections.abc import Sequence

from catchup import calibration as cal
from catchup.catalogue import (
    LeverFile,
)
from catchup.library import Case
from catchup.problem import (
    Build,
    Clock,
    Inherited,
)


def with_standing(case: Case, clock: Clock, builds: tuple[Build, ...]) -> tuple[Build, ...]:
    """Fills in how many units of each prerequisite stand already, or will without the plan."""
    standing: dict[str, float] = {}
    for project in case.profile.projects:
        ready = project.status == "operating" or (
            project.status == "under_way" and project.completion is not None
            and project.completion.value <= clock.first_year + clock.window
        )
        if ready:
            offered = project.units.value / _unit_scale(case, project.lever)
            standing[project.lever] = standing.get(project.lever, 0.0) + offered
    return tuple(
        build.model_copy(
            update={
                "requires": tuple(
                    one.model_copy(update={"standing": standing.get(one.lever, 0.0)}) for one in build.requires
                )
            }
        )
        for build in builds
    )


def _unit_scale(case: Case, lever: str) -> float:
    """Size of the unit offered in the country against the catalogue's, in which projects are stated."""
    found = next((one.unit_scale for one in case.profile.adjustments if one.lever == lever), None)
    return found.value if found else 1.0


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
        units = project.units.value / _unit_scale(case, project.lever)
        worth = units * build.list_cost[0] if build.list_cost else 0.0
        found.append(
            Inherited(
                id=project.id,
                name=project.name,
                lever=project.lever,
                state_cost=tuple(freed * one for one in pay),
                private_cost=tuple(private * one for one in pay),
                available=available,
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
