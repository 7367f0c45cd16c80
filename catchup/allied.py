"""A member of an alliance as plain data: its problem with what the allies offer and take, and its plan.

Nothing here changes what a country does alone: `AlliedProblem` adds to a `Problem`, `AlliedPlan` to a `Plan`.
"""

from __future__ import annotations

from pydantic import Field

from catchup.evidence import Record, Share
from catchup.plan import Plan
from catchup.problem import ByYear, Problem, Segment, Sensitivity, Stance


class AllianceFile(Record):
    """What the alliance file may say."""

    format: str = Field(pattern=r"^alliance/1$")
    summary: str
    crossing_share: Share
    transit_loss: Share
    distance_loss: Share


class Terms(Record):
    """What members agree on, as numbers."""

    crossing_share: float = Field(ge=0, le=1, description="share of each part of a member's demand that allies may serve")
    transit_loss: float = Field(ge=0, lt=1, description="share of what is sent that does not arrive: more compute for the same service")
    distance_loss: float = Field(ge=0, le=1, description="share of users' worth lost across the border")
    counts_as_home: bool = Field(default=False, description="whether a procurement ban lets the state buy from an ally")


class Ally(Record):
    """Another member, as one member sees it."""

    country: str
    name: str
    lags: dict[str, ByYear] = Field(description="way in which it can serve -> months behind the frontier, by year")
    demand: dict[Segment, ByYear] = Field(description="its demand, MUSD a year at its own border price")
    share: dict[Sensitivity, float]
    compute_per_musd: ByYear = Field(description="kH100e that serve one MUSD of its demand")
    asks: dict[Sensitivity, dict[str, ByYear]] = Field(description="what it is paid for serving one border-price dollar of this member's demand, by way")
    pays: dict[Sensitivity, dict[str, ByYear]] = Field(description="what it pays this member for serving one of its own, by way")


class AlliedProblem(Problem):
    """A country's problem inside an alliance."""

    agreement: Stance | None = Field(description="what signing costs this member and when it works; None where it cannot or may not sign")
    terms: Terms
    allies: tuple[Ally, ...]


class AlliedPlan(Plan):
    """What one member does in the alliance. Its bound is what it could have at most while the others keep what they have."""

    parameters: AlliedProblem
    alliance: tuple[str, ...] = Field(description="countries of the alliance, this one included, in the order asked for")


def allies_of(problem: Problem) -> tuple[Ally, ...]:
    """The allies of a country that can sign; none for a country that plans alone."""
    return problem.allies if isinstance(problem, AlliedProblem) and problem.agreement is not None else ()
