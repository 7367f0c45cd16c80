"""Ways out when there is no plan: what to change so that there is one, what it costs, and the command that says so.

Every way out that is offered has been solved, as the very request its options give. A change of amount is the least of its kind where it
is proven that nine tenths of it are not enough; a change in whole steps where one step less is proven not to be enough.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain

from catchup.errors import NoFeasiblePlanError
from catchup.impossible.conflict import Conflict, conflict_of
from catchup.impossible.dials import amounts
from catchup.impossible.situation import Asker, Repair, Situation
from catchup.impossible.wayout import given_up, wishes
from catchup.plan import Request
from catchup.problem import Problem
from catchup.search import write

BUDGET = 12.0
CONFLICT_SHARE = 0.5


def explained(asker: Asker, request: Request, seconds: float = BUDGET) -> NoFeasiblePlanError:
    """The error to raise for a request without a plan: which sentences collide, and the ways out.

    Args:
        seconds: to spend on it; what was not proven by then is said not to be.
    """
    began = time.perf_counter()
    _, problem = asker.resolved(request)
    written = write(problem, "value")
    conflict = conflict_of(problem, began + CONFLICT_SHARE * seconds, written)
    situation = Situation(asker, request, problem, written, began + seconds, conflict.collisions)
    return _error(problem, conflict, repairs_of(situation))


def repairs_of(situation: Situation) -> tuple[Repair, ...]:
    """Ways out of a conflict, cheapest first; giving up a wish comes last."""
    found: list[Repair] = []
    for way in chain(wishes(situation), amounts(situation)):
        found.append(way)
        if situation.left <= 0:
            break
    if not found:
        several = given_up(situation)
        found = [several] if several is not None else []
    return tuple(sorted(found, key=_rank))


def _rank(repair: Repair) -> tuple[bool, bool, float]:
    return repair.kind == "drop", repair.cost_musd is None, repair.cost_musd or 0.0


def _error(problem: Problem, conflict: Conflict, repairs: Sequence[Repair]) -> NoFeasiblePlanError:
    if not conflict.collisions:
        return NoFeasiblePlanError(
            f"{problem.country_name} has no plan in this scenario", "check the overrides for absurd values"
        )
    alone = len(conflict.collisions) == 1
    head = f"this cannot be done in {problem.country_name}" if alone else f"these cannot all hold for {problem.country_name}"
    note = "" if conflict.proven else " (not proven to be the smallest such list: the time for it ran out)"
    remedy = "take one of the ways out below" if repairs else "drop or weaken one of them: a later year, a smaller amount, another lock"
    return NoFeasiblePlanError(f"{head}{note}", remedy, conflict.collisions, repairs, proven=conflict.proven)


__all__ = ["Asker", "Repair", "Situation", "explained", "repairs_of"]
