"""Page 3: the plan on screen beside another one, differences first."""

from __future__ import annotations

from components import versus
from components.page import about_a_plan

from catchup.language import tr

about_a_plan(tr("Compare"), tr("The plan comes first; the comparison follows."), versus.show)
