"""A scenario is a named patch: a few changes to the base, who believes them and why."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from catchup.evidence import Figure, Record
from catchup.profile import Identifier, Text

PatchPath = Annotated[str, Field(pattern=r"^(country|world|levers)(\.[a-z][a-z0-9_]*)+$")]


class Patch(Record):
    """One change. `set` replaces value and range, `scale` multiplies them, `add` adds to them."""

    path: PatchPath = Field(description="e.g. world.chips.price, country.fiscal.room, levers.energy_gas.lead_time")
    change: Literal["set", "scale", "add"]
    by: Figure = Field(description="the new figure, the factor (unit ratio) or the amount")
    why: Text


class ScenarioFile(Record):
    """One scenario of `data/scenarios/`."""

    format: Literal["scenario/1"]
    id: Identifier
    name: Text
    summary: Text
    believed_by: Text = Field(description="who holds this to be likely")
    rationale: Text
    patches: tuple[Patch, ...] = ()
