"""Page 2: why the plan is what it is, or why there is none and what the ways out cost."""

from __future__ import annotations

from components import reasons
from components.page import about_a_plan

from catchup.language import tr

about_a_plan(tr("Why"), tr("The plan comes first; its reasons follow."), reasons.show)
