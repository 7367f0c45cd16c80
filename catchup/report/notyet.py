"""What has to stand first, and when it could, for a plan that builds no AI at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catchup.report.headline import COMPUTE_ACTIONS
from catchup.report.layout import Page
from catchup.report.words import number_of

if TYPE_CHECKING:
    from catchup.plan import Plan


def what_comes_first(page: Page, plan: Plan) -> None:
    """Prints what has to stand before AI is served at home, where the plan starts none of it. Takes a few solves."""
    from catchup.errors import CatchupError
    from catchup.planner import Planner
    from catchup.readiness import readiness

    if any(step.action in COMPUTE_ACTIONS for step in plan.steps):
        return
    try:
        found = readiness(Planner(plan.request.profile_file or plan.country), plan.request)
    except CatchupError:
        # The plan's country or scenario is not at hand here: nothing can be solved for it.
        return
    page.heading("What has to stand first")
    head, *rest = found.sentences
    page.paragraph(head)
    for sentence in rest:
        page.bullet(sentence)
    if not found.proven:
        page.paragraph("Whether an earlier year is possible was not settled in the time for it.", style="dim")
    if found.closed:
        page.paragraph(f"Closed in the planned years: {number_of(len(found.closed), 'kind of plant', 'kinds of plant')}; see what is left alone.", style="dim")
