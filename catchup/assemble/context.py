"""What every lever needs to know to be resolved."""

from __future__ import annotations

import math
from dataclasses import dataclass

from catchup import calibration as cal
from catchup.catalogue import (
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
