"""Which figures decide a measure's cost, lead time and leakage, and how far each is worth moving."""

from __future__ import annotations

import math
from dataclasses import dataclass

from catchup.catalogue import ComputeDetails, ExitDetails, ProgrammeDetails, ReformDetails, StanceDetails
from catchup.evidence import Figure
from catchup.explain.records import FigureKind
from catchup.library import Case
from catchup.plan import Plan

BEYOND_RANGE = 2.0
"""How far outside a figure's believed range to look, as a factor."""
FARTHEST_UP, FARTHEST_DOWN = 3.0, 1 / 3
SMALLEST = 0.05
COST_LINES = ("capital", "running", "people", "programmes", "terminal")
LONGEST_LEAD = 30.0


@dataclass(frozen=True)
class Lead:
    """One figure of a measure that can be moved: its paths, today's value, and where looking ends.

    `up` says that more of it speaks against the measure; `own` that it touches no other measure.
    """

    kind: FigureKind
    paths: tuple[str, ...]
    figure: Figure
    up: bool = True
    own: bool = True

    def farthest(self, *, present: bool) -> float:
        """Factor at which looking ends: twice beyond the believed range, and at least three times or a third."""
        value = self.figure.value
        if present == self.up:
            factor = max(FARTHEST_UP, BEYOND_RANGE * self.figure.high / value)
            return min(factor, max(LONGEST_LEAD / value, FARTHEST_UP)) if self.kind == "lead_time" else factor
        return max(min(FARTHEST_DOWN, self.figure.low / value / BEYOND_RANGE), SMALLEST)

    def overrides(self, factor: float) -> tuple[str, ...]:
        """The change as the request takes it."""
        return tuple(f"{path}=x{factor:.4g}" for path in self.paths)


def leads_of(case: Case, lever: str) -> tuple[Lead, ...]:
    """Cost, lead time and leakage of a lever: those of the three that are above zero."""
    canonical, base = case.levers[lever].canonical, f"levers.{lever}.canonical"
    reform = isinstance(case.levers[lever].details, ReformDetails)
    # A reform gains where much leaks: less leakage in the country speaks against it.
    leakage = Lead(
        "leakage", ("country.institutions.leakage",), case.profile.institutions.leakage, up=False, own=False
    ) if reform else Lead("leakage", (f"{base}.leakage_multiplier",), canonical.leakage_multiplier)
    found = [_cost(case, lever), Lead("lead_time", (f"{base}.lead_time",), canonical.lead_time), leakage]
    return tuple(one for one in found if one is not None and one.figure.value > 0)


def _cost(case: Case, lever: str) -> Lead | None:
    """The figure a measure's own cost is made from; several move together where there are several firms or ambitions."""
    details, canonical = case.levers[lever].details, case.levers[lever].canonical
    if isinstance(details, ComputeDetails):
        return Lead("cost", ("country.compute.shell_cost",), case.profile.compute.shell_cost)
    if isinstance(details, ProgrammeDetails):
        paths = tuple(f"levers.{lever}.details.tiers.{tier.id}.first_cost" for tier in details.tiers)
        return Lead("cost", paths, details.tiers[0].first_cost) if paths else None
    if isinstance(details, ExitDetails):
        firms = case.profile.protected_firms
        paths = tuple(f"country.protected_firms.{firm.id}.exit_cost" for firm in firms if firm.exit_cost.value > 0)
        return Lead("cost", paths, next(one.exit_cost for one in firms if one.exit_cost.value > 0)) if paths else None
    if isinstance(details, StanceDetails) and details.premium.value > 0:
        # What a ban costs is the dearer supply, not the office that watches over it.
        return Lead("cost", (f"levers.{lever}.details.premium", f"levers.{lever}.canonical.capex_per_unit"), details.premium)
    return Lead("cost", (f"levers.{lever}.canonical.capex_per_unit",), canonical.capex_per_unit)


def cost_in(plan: Plan, lever: str) -> float | None:
    """What a measure's own cost takes from the objective in a plan; None where the objective does not count money."""
    problem = plan.parameters
    discount, first = problem.clock.discount, problem.clock.first_year
    public = sum(discount[one.year - first] * one.gross_musd for one in plan.spending if one.lever == lever)
    if plan.request.objective == "least_cost":
        return public
    if plan.request.objective != "value":
        return None
    booked = -sum(one.amount for one in plan.value_lines if one.item == lever and one.line in COST_LINES)
    return booked + (problem.money.cost_of_funds - 1) * public


def break_even(present: bool, worth: float, cost: float | None) -> float | None:
    """Factor on a cost at which a measure would just break even if nothing else in the plan changed.

    Args:
        worth: best plan with the measure less best plan without it. cost: what it takes from the objective today.

    Returns:
        None where a change of the cost can do nothing, or it would have to be below nothing.

    Example:
        >>> break_even(True, 50.0, 200.0)
        1.25
    """
    if cost is None or cost <= 0 or not math.isfinite(worth):
        return None
    factor = 1 + worth / cost
    return factor if factor > 0 and (factor > 1) == present else None
