"""How far a batch is: told as it goes on, and written beside it for whoever looks from outside."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catchup.evidence import Record

State = Literal["starting", "running", "stopping", "finished", "stopped", "failed"]


class Running(Record):
    """A cell that a worker is at."""

    key: str
    words: str
    seconds: float
    pid: int
    worker: str


class Status(Record):
    """Counts of a batch. `seconds_left` is a guess from the cells solved so far; None while there is none."""

    state: State
    total: int
    done: int = 0
    failed: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    running: tuple[Running, ...] = ()
    workers: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    remedy: str = ""
    pid: int = 0
    host: str = ""
    updated: str = ""
