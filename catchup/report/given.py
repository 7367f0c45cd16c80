"""What a visitor hands in to be looked at: somebody's strategy, or a plan file. Read with suspicion, refused with every fault at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from catchup.errors import DataFileError, InputError, PlanFileError
from catchup.evidence import read_yaml, refuse_monsters
from catchup.library import country_codes
from catchup.plan import Plan
from catchup.scoring.strategy import Strategy, load_strategy
from catchup.uploading import shown_name

MOST_BYTES = 1_000_000
MOST_PLAN_BYTES = 2_000_000
MOST_DECISIONS = 200


def read_strategy(name: str, content: bytes) -> Strategy:
    """A strategy from a file that somebody gives, checked as `catchup score` checks it.

    Args:
        name: what its giver calls it; said back in faults, never opened. content: the file.

    Raises:
        DataFileError: with all faults, each with its line.
    """
    called = shown_name(name)
    refuse_monsters(called, _text(called, content, MOST_BYTES))
    with tempfile.TemporaryDirectory(prefix="strategy-") as place:
        file = Path(place) / "strategy.yaml"
        file.write_bytes(content)
        try:
            _known_country(file)
            return load_strategy(file)
        except DataFileError as problem:
            # Where it lay for a moment is no reader's business.
            raise DataFileError(called, problem.faults) from None


def _known_country(file: Path) -> None:
    """A strategy from outside names a country that ships, never a file of this machine."""
    content, lines, _ = read_yaml(file)
    found = content if isinstance(content, dict) else {}
    if isinstance(found.get("country"), str) and found["country"].upper() not in country_codes():
        raise DataFileError(str(file), [(lines.get("country", 1), "country", f"none of the countries that ship: {', '.join(country_codes())}")])
    if isinstance(found.get("decisions"), list) and len(found["decisions"]) > MOST_DECISIONS:
        raise DataFileError(str(file), [(lines.get("decisions", 1), "decisions", f"more than {MOST_DECISIONS}")])


def read_plan(name: str, content: bytes) -> Plan:
    """A plan from a file that somebody gives. That it is a plan says nothing yet: the audit has to look at it.

    Raises:
        InputError: it is no plan.
    """
    called = shown_name(name)
    try:
        plan = Plan.from_json(_text(called, content, MOST_PLAN_BYTES))
    except RecursionError:
        raise PlanFileError(f"{called} is nested too deeply for a plan", "give a file written by `catchup plan --json`") from None
    if plan.request.profile_file is not None or plan.request.country not in country_codes():
        raise InputError(
            f"{called} was made from a country file that does not ship", "look at it on the command line: catchup audit, catchup compare"
        )
    return plan


def _text(name: str, content: bytes, most: int) -> str:
    if len(content) > most:
        raise DataFileError(name, [(0, "", f"{len(content) / 1e6:.1f} MB is over the limit of {most / 1e6:.0f} MB")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataFileError(name, [(0, "", "is not UTF-8 text")]) from None
