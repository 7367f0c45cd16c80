"""What every lever needs to know to be resolved."""

from __future__ import annotations

import math
from dataclasses import dataclass

from catchup import calibration as cal
from catchup.catalogue import (
    BuildDetails,
    CohortDetails,
    ComputeDetails,
    LeverFile,
)
from catchup.delivery import Delivery, expected_delivery
from catchup.library import Case
from catchup.problem import (
    Clock,
    Money,
)
from catchup.profile import LeverAdjustment, StaffClass


@dataclass(frozen=True)
class LeverContext:
    """What every lever needs to know to be resolved."""

    case: Case
    clock: Clock
    money: Money
    state_total: float
    private_total: float
    room_first_year: float

    def adjustment(self, lever: str) -> LeverAdjustment | None:
        """What is particular to the lever in this country."""
        return next((one for one in self.case.profile.adjustments if one.lever == lever), None)

    def factor(self, lever: str, name: str) -> float:
        """One multiplying adjustment, 1 where the country says nothing."""
        adjustment = self.adjustment(lever)
        found = getattr(adjustment, name) if adjustment else None
        return found.value if found else 1.0

    def delivery(self, lever: LeverFile) -> Delivery:
        """Expected odds, years and cost factor of the lever."""
        return expected_delivery(
            lever.canonical, self.case.profile, self.case.world.scales, self.adjustment(lever.id)
        )

    @property
    def rate(self) -> float:
        """Real social discount rate."""
        return self.case.profile.fiscal.discount_rate.value

    def leakage_at_start(self, lever: LeverFile) -> float:
        """Leakage of a lever before any control."""
        inside = self.case.world.scales.leakage_in_overrun.value if lever.canonical.cost_overrun_mean.value > 0 else 0.0
        return cal.national_leakage(self.case.profile, lever.canonical.leakage_multiplier.value, inside)


def staff_needs(lever: LeverFile, scale: float = 1.0, researchers: bool = True) -> dict[StaffClass, float]:
    """Needs of one unit. Supplies (negative rows) are handled by the kinds that have them."""
    canonical = lever.canonical
    return {
        "technician": max(canonical.staff_technician.value, 0.0) * scale,
        "engineer": max(canonical.staff_engineer.value, 0.0) * scale,
        "researcher": max(canonical.staff_phd.value, 0.0) * scale if researchers else 0.0,
    }


def last_start(context: LeverContext, lead: float) -> int:
    """Last year in which a start still comes online inside the horizon, with at least some output."""
    return context.clock.horizon - 1 - math.floor(lead)


EVEN_ODDS = 0.5
TOO_LATE = "cannot come online within the horizon"


def barred_because(context: LeverContext, lever: LeverFile) -> str | None:
    """Why the country's file keeps a lever of any kind from it: no partner, a treaty, or no site; None if it does not."""
    adjustment = context.adjustment(lever.id)
    if adjustment is None:
        return None
    odds, most = adjustment.partner_probability, adjustment.max_units
    if odds is not None and odds.value < EVEN_ODDS:
        by_law = not isinstance(lever.details, BuildDetails | ComputeDetails | CohortDetails)
        said = "a treaty or partner stands in the way" if by_law else "no partner more likely than not"
        return f"{said} (odds {odds.value:{'.2f' if odds.value >= SMALL_ODDS else '.2g'}})"
    if most is not None and most.value <= 0:
        return "sites, fuel or partners allow none here"
    return None


SMALL_ODDS = 0.1


def closed_because(context: LeverContext, lever: LeverFile, last: int) -> str | None:
    """Why a lever that is no plant cannot be used here; `last` is its last year of start, below 0 if it would come too late."""
    return barred_because(context, lever) or (TOO_LATE if last < 0 else None)
