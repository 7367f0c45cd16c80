"""The page of documents: the slate of the plan on screen, previewed and taken along in five formats."""

from __future__ import annotations

from components import papers
from components.page import about_a_plan

from catchup.language import tr

about_a_plan(tr("Slate"), tr("The plan comes first; its slate follows."), papers.show)
