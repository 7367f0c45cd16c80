"""Reads a country file that somebody gives: in full or not at all, with every fault named by line and path.

A stranger's file is met with suspicion: its size, depth and number of parts are bounded before anything is built from it.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

from catchup.assemble import resolve
from catchup.errors import DataFileError, InputError, UncomputableError
from catchup.evidence import load_record, refuse_monsters
from catchup.library import lever_ids, load_case
from catchup.profile import CountryProfile

MOST_BYTES = 1_000_000
KINDS = (".yaml", ".yml", ".json")
HIDDEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of text around, so that a name reads as another."""
Faults = list[tuple[int, str, str]]


def read_country(name: str, content: bytes) -> tuple[str, CountryProfile]:
    """A country file as text and as a profile that the planner can use.

    Args:
        name: what its giver calls it; said back in faults, and never opened. content: the file.

    Raises:
        DataFileError: with all faults that can be told at once.
    """
    called = shown_name(name)
    if Path(called).suffix.lower() not in KINDS:
        raise DataFileError(called, [(0, "", f"is none of the kinds of file that can be read: {', '.join(KINDS)}")])
    if len(content) > MOST_BYTES:
        raise DataFileError(called, [(0, "", f"{len(content) / 1e6:.1f} MB is over the limit of {MOST_BYTES / 1e6:.0f} MB")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise DataFileError(called, [(0, "", "is not UTF-8 text")]) from None
    refuse_monsters(called, text)
    profile = _strictly(called, content)
    faults = [*_hidden(text), *_strangers(profile)] or _unplannable(profile)
    if faults:
        raise DataFileError(called, faults)
    return text, profile


def shown_name(name: str) -> str:
    """The last part of a file's name, short and without signs that cannot be seen.

    Example:
        >>> shown_name("../../etc/pass" + chr(10) + "wd.yaml")
        'passwd.yaml'
    """
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable() and not HIDDEN.match(sign))[-80:] or "file"


def _strictly(name: str, content: bytes) -> CountryProfile:
    with tempfile.TemporaryDirectory(prefix="country-") as place:
        file = Path(place) / "country.yaml"
        file.write_bytes(content)
        try:
            return load_record(file, CountryProfile)
        except DataFileError as problem:
            raise DataFileError(name, problem.faults) from None


def _hidden(text: str) -> Faults:
    return [
        (at, "", "holds signs that turn the direction of text around; take them out")
        for at, line in enumerate(text.split("\n"), 1) if HIDDEN.search(line)
    ]


def _strangers(profile: CountryProfile) -> Faults:
    """Measures that the catalogue does not have, and names given twice."""
    known = set(lever_ids())
    named = [(f"adjustments.{one.lever}", one.lever) for one in profile.adjustments]
    named += [(f"projects.{one.id}", one.lever) for one in profile.projects] + [(f"owners.{lever}", lever) for lever in profile.owners]
    faults: Faults = [(0, path, f"there is no measure {lever!r} in the catalogue") for path, lever in named if lever not in known]
    lists = {
        "adjustments": [one.lever for one in profile.adjustments], "projects": [one.id for one in profile.projects],
        "labs": [one.id for one in profile.labs], "protected_firms": [one.id for one in profile.protected_firms],
    }
    for section, names in lists.items():
        faults += [(0, f"{section}.{one}", "is there twice") for one, count in Counter(names).items() if count > 1]
    return faults


def _unplannable(profile: CountryProfile) -> Faults:
    """Whether the planner can make its problem of it; numbers that no formula was written for are a fault of the file."""
    try:
        resolve(load_case(profile))
    except UncomputableError as problem:
        return [(0, "", f"the planner cannot compute with these numbers ({problem.because}): {problem.remedy}")]
    except InputError as problem:
        return [(0, "", problem.message)]
    return []
