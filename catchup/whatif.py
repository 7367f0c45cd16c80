"""What somebody is looking at: one typed, versioned object that is the link, the saved file and the command line's `--from`.

A link written by one version of the program opens in every later one; where something of it no longer exists it is left out, with
a notice that says so.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from catchup.assemble import FIRST_YEAR
from catchup.assemble.choices import LONGEST_HORIZON
from catchup.errors import InputError
from catchup.evidence import Record
from catchup.plan import Request
from catchup.problem import Lock

FORMAT = "whatif/1"
LONGEST_LINK = 20_000
LONGEST_TEXT = 1_000_000
SEVERAL = 500
POSSIBLE_YEARS = range(1950, 2200)


class Schedule(Record):
    """When a lever is to be started: in this year, neither before nor later; and until when it goes on.

    After `end` nothing more of the lever is begun, and a programme of domestic models is funded no longer. A standing rule or a
    reform cannot end: what is adopted stands (rule 11), so an end says nothing of those, and `CAN_END` leaves them out.
    """

    lever: str
    start: int
    end: int | None = Field(default=None, description="last year in which anything of it is begun or funded")
    option: str | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Schedule:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"ends in {self.end}, before it starts in {self.start}")
        return self

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The schedule as instructions."""
        begun = (
            Lock(lever=self.lever, kind="not_before", year=self.start, option=self.option),
            Lock(lever=self.lever, kind="in", year=self.start, option=self.option),
        )
        if self.end is None:
            return begun
        return (*begun, Lock(lever=self.lever, kind="not_after", year=self.end, option=self.option))


CAN_END = ("build", "compute", "cohort", "programme")
"""Kinds of lever of which more can be begun, or funded, year after year."""


class View(Record):
    """How it is shown; changes no number."""

    currency: Literal["usd", "local"] = "usd"
    language: Literal["en", "fr"] = "en"


class WhatIf(Record):
    """A question about a country as a person put it together."""

    format: Literal["whatif/1"] = "whatif/1"
    name: str = Field(default="", max_length=120)
    request: Request
    schedules: tuple[Schedule, ...] = ()
    view: View = View()

    @property
    def asked(self) -> Request:
        """The request with the schedules as instructions."""
        timed = tuple(lock for one in self.schedules for lock in one.locks)
        return self.request.model_copy(update={"locks": (*self.request.locks, *timed)})

    @property
    def years(self) -> range:
        """The years that can be chosen, at least one and never absurdly many, whatever a link says."""
        first = self.request.first_year if self.request.first_year in POSSIBLE_YEARS else FIRST_YEAR
        return range(first, first + min(max(self.request.horizon, 1), LONGEST_HORIZON))

    def changed(self, **update: Any) -> WhatIf:
        """The same question with other parts of its request."""
        return self.model_copy(update={"request": self.request.model_copy(update=update)})

    def to_json(self) -> str:
        """The saved form; what is at its default is left out."""
        content = {"format": self.format, **self.model_dump(mode="json", exclude_defaults=True)}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def to_link(self) -> str:
        """The link form: short, safe in an address, and without meaning to a reader."""
        packed = json.dumps({"format": self.format, **self.model_dump(mode="json", exclude_defaults=True)}, separators=(",", ":"))
        return base64.urlsafe_b64encode(zlib.compress(packed.encode(), 9)).decode().rstrip("=")


def read_whatif(text: str) -> tuple[WhatIf, tuple[str, ...]]:
    """Reads a saved question.

    Returns:
        The question, and notices about what of it could not be kept.

    Raises:
        InputError: not such a file, or one of a later version.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError("the file is larger than a saved question can be", "choose a file saved by this program")
    try:
        content = _parsed(text)
    except (ValueError, RecursionError):
        raise InputError("the file is not JSON", "choose a file saved by this program") from None
    return _read(content)


def open_link(link: str) -> tuple[WhatIf, tuple[str, ...]]:
    """Reads a link; see `read_whatif`."""
    damaged = InputError("the link is damaged", "copy it again, whole")
    if len(link) > LONGEST_LINK:
        raise damaged
    try:
        packed = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
        unpack = zlib.decompressobj()
        text = unpack.decompress(packed, LONGEST_TEXT)
        content = _parsed(text)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise damaged from None
    return _read(content)


def _parsed(text: str | bytes) -> Any:
    content = json.loads(text)
    # JSON can spell half a character; nothing could store or send it on.
    json.dumps(content, ensure_ascii=False).encode()
    return content


def _read(content: Any) -> tuple[WhatIf, tuple[str, ...]]:
    if not isinstance(content, dict) or not isinstance(content.get("request"), dict):
        raise InputError("this is no saved question", "choose a file saved by this program")
    found = content.get("format")
    if not (isinstance(found, str) and found.startswith("whatif/")):
        content, found = {"request": content["request"]}, FORMAT  # a plan or a manifest: its request is the question
    notices: list[str] = []
    if found != FORMAT:
        notices.append(f"Saved by another version of the program ({found}); what it no longer knows was left out.")
        content = {**content, "format": FORMAT}
    for _ in range(SEVERAL):
        try:
            return WhatIf.model_validate(content), tuple(notices)
        except ValidationError as problem:
            place = problem.errors(include_url=False)[0]["loc"]
            if len(place) < 1 or place == ("request",) or not _without(content, place):
                break
            notices.append(f"Left out: {'.'.join(map(str, place))}.")
    raise InputError("this is no saved question", "choose a file saved by this program")


def _without(content: Any, place: tuple[int | str, ...]) -> bool:
    """Takes out the part at a place, or the nearest one above it that can go; False if nothing can."""
    node, path = content, list(place)
    for step in path[:-1]:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return False
    last = path[-1]
    if isinstance(node, dict) and last in node:
        del node[last]
        return True
    if isinstance(node, list) and isinstance(last, int) and last < len(node):
        del node[last]
        return True
    return len(path) > 2 and _without(content, tuple(path[:-1]))
