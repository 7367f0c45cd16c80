"""What a desk and its workers say to one another. Plain records; they cross a process boundary by pickling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from catchup.audit import AuditReport
from catchup.errors import CatchupError
from catchup.explain import PlanExplanation
from catchup.influence import Influence
from catchup.plan import Plan, Request
from catchup.report.besides import Given
from catchup.scoring.score import Score
from catchup.scoring.strategy import Strategy
from catchup.search import Progress

Kind = Literal["plan", "why", "score", "audit", "influence", "first", "papers"]
"""What a worker can be asked: a plan, its reasons, the worth of a strategy, whether a plan from outside holds, which assumptions move it, what
has to come first where it starts no AI at home, and its reasons and options for a document."""


@dataclass(frozen=True)
class Ask:
    """A question for a worker. `country` is an ISO code or a profile file."""

    job: int
    request: Request
    country: str
    seconds: float | None = None
    kind: Kind = "plan"
    lever: str | None = None
    """For why: one lever in full, or all in short."""
    strategy: Strategy | None = None
    """For score: what is priced."""
    given: Plan | None = None
    """For audit: the plan that came from outside. For first and papers: the plan that they are about."""
    wanted: tuple[str, ...] = ()
    """For first and papers: what is worked out, of `catchup.report.besides.EXTRAS`."""
    language: str = "en"
    """For papers: the language of the names of options."""


@dataclass(frozen=True)
class Stop:
    """Ends the search under way; the best plan so far is the answer."""

    job: int


@dataclass(frozen=True)
class News:
    """How far a search is."""

    job: int
    progress: Progress


@dataclass(frozen=True)
class Reply:
    """A plan: provisional, or with its proof."""

    job: int
    plan: Plan
    provisional: bool
    edit: str
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Because:
    """Why a plan is what it is."""

    job: int
    explanation: PlanExplanation


@dataclass(frozen=True)
class Ranked:
    """Which assumptions move a plan."""

    job: int
    influence: Influence


@dataclass(frozen=True)
class Priced:
    """What a strategy is worth."""

    job: int
    score: Score


@dataclass(frozen=True)
class Audited:
    """What the audit found in a plan from outside."""

    job: int
    report: AuditReport


@dataclass(frozen=True)
class Worked:
    """What was worked out besides a plan."""

    job: int
    given: Given


@dataclass(frozen=True)
class Refusal:
    """Why there is no plan."""

    job: int
    error: CatchupError


Message = News | Reply | Because | Ranked | Priced | Audited | Worked | Refusal
