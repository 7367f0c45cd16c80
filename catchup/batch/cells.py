"""What a batch is asked: cells of country, scenario and objective, each with the key under which its answer is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pydantic import Field

from catchup.batch.code import code_version
from catchup.batch.inputs import Inputs, gathered
from catchup.errors import InputError, OverrideError
from catchup.evidence import Record
from catchup.library import country_codes, load_case, load_country, scenario_ids
from catchup.plan import Request

LIMIT_SECONDS = 600.0
MOST_CELLS = 200_000


class Cell(Record):
    """One question of a batch."""

    key: str = Field(pattern="^[0-9a-f]{64}$", description="digest of everything its answer depends on")
    request: Request
    profile: str = Field(description="name of the country's file among the inputs")

    @property
    def words(self) -> str:
        """The cell in three words, for a line of progress."""
        return f"{self.request.country} {self.request.scenario} {self.request.objective}"


@dataclass(frozen=True)
class Batch:
    """Cells and the files they are made from. `seconds` limits each cell; `code` is the program that asks."""

    cells: tuple[Cell, ...]
    inputs: Inputs
    seconds: float
    code: str


def batch_of(
    countries: Sequence[str], scenarios: Sequence[str] = ("baseline",), objectives: Sequence[str] = ("value",), *,
    time_limit: float = LIMIT_SECONDS, **options: Any,
) -> Batch:
    """Every country in every scenario for every objective.

    Args:
        countries: ISO codes, country files, or `all`. scenarios: identifiers, or `all`. objectives: see `make_plan`.
        time_limit: seconds for each cell; the best plan by then is its answer.
        options: what else `make_plan` takes, the same for every cell: overrides, locks, targets, horizon, gap, seed and so on.

    Raises:
        InputError: something asked cannot be used; nothing is begun.
    """
    from catchup.planner import request_of

    if not 0 < time_limit < float("inf"):
        raise OverrideError(f"time limit of {time_limit} seconds", "give a positive number of seconds")
    named = _spread([one if one.endswith((".yaml", ".yml")) or one == "all" else one.upper() for one in countries], country_codes())
    futures = _spread(scenarios, scenario_ids())
    asked = list(product(named, futures, dict.fromkeys(objectives)))
    if not 0 < len(asked) <= MOST_CELLS:
        raise InputError(f"a batch of {len(asked):,} cells", f"name at least one country, scenario and objective, and at most {MOST_CELLS:,} cells")
    profiles = {one: _digest(one, futures, tuple(options.get("overrides", ()))) for one in named}
    inputs, places = gathered(named)
    cells = []
    for country, scenario, objective in asked:
        request = request_of(country, scenario, objective=objective, **options)
        key = key_of(request, profiles[country], inputs.shared_digest, time_limit, code_version())
        cells.append(Cell(key=key, request=request, profile=places[country]))
    return Batch(tuple(cells), inputs, time_limit, code_version())


def key_of(request: Request, profile: str, shared: str, seconds: float, code: str) -> str:
    """SHA-256 over everything a cell's answer depends on.

    Args:
        profile: digest of the country's file as read. shared: digest of the other data files. code: see `code_version`.
    """
    content = {"request": request.model_dump(mode="json"), "profile": profile, "shared": shared, "seconds": seconds, "code": code}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _spread(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Names without repetition; `all` is every known one."""
    return list(dict.fromkeys(one for name in names for one in (known if name == "all" else [name])))


def _digest(country: str, scenarios: Sequence[str], overrides: tuple[str, ...]) -> str:
    """Digest of a country's file; finds what cannot be used in it before anything is begun."""
    profile = load_country(country)
    digests = [load_case(profile, one, overrides).profile_digest for one in scenarios]
    return digests[0]
