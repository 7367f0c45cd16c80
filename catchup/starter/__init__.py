"""A first profile for any country: facts where there are any, assumptions with range and reason where not.

Three kinds of mapping, all in data (`data/facts/priors.yaml`) and all stated in the source of the figure they make:
a fact goes into its field with a range; a ratio turns one fact into another figure; a prior gives value and
range at three anchors (about Nigeria, about India, rich) of a driver such as income or government effectiveness.
"""

from __future__ import annotations

from catchup.starter.known import look_up
from catchup.starter.text import write_profile


def starter_profile(iso3: str, gdp: float | None = None, population: float | None = None) -> str:
    """A commented profile (format country/1) for a country, as YAML text.

    For the economies of the facts table it is complete. For others the values that nothing is known about are `null`,
    each with a comment that says where to find it; `gdp` (MUSD) and `population` (persons) fill most of them.

    Raises:
        UnknownNameError: no such country. OverrideError: GDP or population that no country has.

    Example:
        >>> "iso3: KEN" in starter_profile("ken")
        True
    """
    return write_profile(look_up(iso3, gdp, population))


__all__ = ["starter_profile"]
