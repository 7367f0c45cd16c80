"""An alliance's plan as plain data: what every member does, what crosses the border, who gets what, and the proof."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import Field, ValidationError

from catchup.alliance.split import CoalitionValue, Split
from catchup.allied import AllianceFile, AlliedPlan, Terms
from catchup.errors import PlanFileError
from catchup.evidence import Record, parse_json
from catchup.plan import Plan

FORMAT_VERSION = "alliance/1"


class Flow(Record):
    """Service that one member gives another in a year."""

    year: int
    giver: str
    taker: str
    musd: float = Field(description="border-price MUSD of the taker's demand")
    kh100e: float = Field(description="compute of the giver that it takes, thousand H100 equivalents")
    demand_share: float = Field(description="share of the taker's whole demand of the year")


class Signature(Record):
    """When a member signs, if it does."""

    country: str
    year: int | None
    in_force: float | None = Field(description="calendar year in which what it signed first works; None if it does not sign")


class Certificate(Record):
    """How good the plan is and how well that is proven: the bound holds for every combination of the members' reform paths."""

    value: float = Field(description="worth of all members' plans together, discounted MUSD against carrying on")
    bound: float
    gap: float
    gap_asked: float
    status: Literal["optimal", "feasible"]
    combinations: int
    infeasible: int
    relaxed: int = Field(description="combinations whose own relaxation was solved; the others were bounded by prices")
    solved: int = Field(description="combinations searched for whole plans")


class AlliancePlan(Record):
    """What several countries do together."""

    format_version: Literal["alliance/1"] = "alliance/1"
    members: tuple[str, ...]
    scenario: str
    seed: int
    code_version: str
    terms: Terms
    figures: AllianceFile = Field(description="the terms with range, source and quality")
    plans: tuple[AlliedPlan, ...]
    alone: tuple[Plan, ...]
    signatures: tuple[Signature, ...]
    flows: tuple[Flow, ...]
    coalitions: tuple[CoalitionValue, ...]
    split: Split
    certificate: Certificate
    seconds: dict[str, float] = Field(default_factory=dict, description="of this run only; not part of the canonical document")

    def to_json(self, *, canonical: bool = False) -> str:
        """JSON text; the canonical form leaves out what belongs to one run only."""
        content = self.model_dump(mode="json")
        if canonical:
            del content["seconds"]
            for one in (*content["plans"], *content["alone"]):
                del one["run"]
        return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=canonical) + "\n"

    @classmethod
    def from_json(cls, text: str) -> AlliancePlan:
        """Reads an alliance's plan back.

        Raises:
            PlanFileError: the text is no JSON, of another version, or not such a plan.
        """
        remedy = "give a file written by `catchup plan A+B --out`"
        try:
            content = parse_json(text)
        except ValueError as problem:
            raise PlanFileError(f"not JSON: {problem}", remedy) from None
        found = content.get("format_version") if isinstance(content, dict) else None
        if found != FORMAT_VERSION:
            raise PlanFileError(f"plan format {found!r} where {FORMAT_VERSION!r} is read", remedy)
        try:
            return cls.model_validate(content)
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise PlanFileError(f"not a whole alliance plan: {where}: {first['msg']}", remedy) from None
