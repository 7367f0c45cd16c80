"""How far a country file can be trusted: a letter computed from its figures and names, never claimed by its author.

The rule, from best to worst; the first that holds gives the letter:

    A  at least 60 % of the figures are measured or estimated, and projects, laboratories and owners are named
    B  at least 40 %, and all three are named
    C  at least 25 %, and projects or owners are named
    D  at least 10 % of the figures are measured or estimated
    E  less: hardly anything of this country is in the file

Election years, which repeat one fact, and figures that are fixed by definition count as any other figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catchup.library import figures
from catchup.profile import CountryProfile

Letter = Literal["A", "B", "C", "D", "E"]

# Shares of figures known at which a letter begins. They are conventions of this program, chosen so that a file whose numbers are
# mostly read is A, one with many names and a large minority read is B, and a file of basic facts and assumptions is D at best.
KNOWN_FOR_A, KNOWN_FOR_B, KNOWN_FOR_C, KNOWN_FOR_D = 0.60, 0.40, 0.25, 0.10
THIN_SECTIONS = 3  # so many are named as the thinnest: enough to know where to begin, few enough to read
# Sections in which every deep file has figures; the named lists (projects and so on) are judged by being there at all.
SECTIONS = (
    "economy", "institutions", "fiscal", "external", "demand", "power", "people", "compute", "logistics", "politics",
    "absorption_base", "adjustments",
)


@dataclass(frozen=True)
class Grade:
    """The letter and what it was computed from; shares are of all figures of the file."""

    letter: Letter
    measured: float
    estimated: float
    assumed: float
    named: tuple[str, ...]
    thinnest: tuple[str, ...]
    reason: str

    @property
    def known(self) -> float:
        """Share of figures that are measured or estimated."""
        return self.measured + self.estimated


def grade_of(profile: CountryProfile) -> Grade:
    """The data grade of a profile, by the rule of this module."""
    found = list(figures(profile))
    total = len(found) or 1
    measured, estimated, assumed = (
        sum(one.quality == quality for _, one in found) / total for quality in ("measured", "estimated", "assumed")
    )
    lists = {"projects": profile.projects, "laboratories": profile.labs, "owners": profile.owners}
    named = tuple(name for name, items in lists.items() if items)
    known = measured + estimated
    letter = letter_of(known, named)
    shares = {section: _known_share(profile, section) for section in SECTIONS}
    thinnest = tuple(sorted(shares, key=lambda section: shares[section])[:THIN_SECTIONS])
    missing = [name for name in lists if name not in named]
    names = f"no {' and no '.join(missing)} named" if missing else "projects, laboratories and owners named"
    reason = (
        f"Data grade {letter}: {known:.0%} of {len(found)} figures are measured or estimated, {assumed:.0%} assumed; {names}; "
        f"thinnest: {', '.join(thinnest)}."
    )
    return Grade(letter, measured, estimated, assumed, named, thinnest, reason)


def letter_of(known: float, named: tuple[str, ...]) -> Letter:
    """The rule itself: share of figures known, and which of projects, laboratories and owners are named."""
    everything = len(named) == len(("projects", "laboratories", "owners"))
    if everything and known >= KNOWN_FOR_A:
        return "A"
    if everything and known >= KNOWN_FOR_B:
        return "B"
    if {"projects", "owners"} & set(named) and known >= KNOWN_FOR_C:
        return "C"
    return "D" if known >= KNOWN_FOR_D else "E"


def _known_share(profile: CountryProfile, section: str) -> float:
    held = [one for _, one in figures(getattr(profile, section))]
    return sum(one.quality != "assumed" for one in held) / len(held) if held else 0.0
