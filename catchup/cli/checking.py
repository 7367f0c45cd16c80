"""The files of `data/` beside countries, levers, scenarios and the world, each with what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from catchup.library import country_codes, data_root

Reader = Callable[[], Any]


def further_files() -> Iterator[tuple[str, Reader]]:
    """Name of each file as it stands in `data/`, and a function that reads it and raises a `DataFileError` with its faults."""
    from catchup.actuals import read_actuals
    from catchup.assemble.allies import load_alliance
    from catchup.report.finding import synonyms
    from catchup.scoring.strategy import load_strategy, slate_ids
    from catchup.slate.texts import load_measures

    root = data_root()
    yield "alliance", load_alliance
    yield "synonyms", lambda: synonyms(root)
    yield from ((f"slates/{name}", _later(load_strategy, root / "slates" / f"{name}.yaml")) for name in slate_ids())
    yield from ((f"actuals/{file.stem}", _later(read_actuals, file)) for file in sorted((root / "actuals").glob("*.yaml")))
    yield "slate/measures", load_measures
    yield from _offices()
    yield from _tables()


def _offices() -> Iterator[tuple[str, Reader]]:
    from catchup.errors import DataFileError
    from catchup.slate.texts import load_offices

    for file in sorted((data_root() / "slate" / "countries").glob("*.yaml")):

        def read(name: str = file.stem, at: str = str(file)) -> Any:
            found = load_offices(name)
            if found.country != name or name not in country_codes():
                raise DataFileError(at, [(0, "country", f"says {found.country!r} in a file named {name!r}; name it after a country that ships")])
            return found

        yield f"slate/countries/{file.stem}", read


def _tables() -> Iterator[tuple[str, Reader]]:
    """What a first file of a country and the world map are made from."""
    from catchup.standing.atlas import outlines, small_states
    from catchup.standing.yardsticks import price_levels
    from catchup.starter.tables import calendars, country_facts, currencies, load_priors

    yield "facts/priors", load_priors
    yield "facts/country_facts", country_facts
    yield "facts/currencies", currencies
    yield "facts/calendars", calendars
    yield "facts/purchasing_power", price_levels
    yield "maps/countries-110m", outlines
    yield "maps/small_states", small_states


def _later(read: Callable[[Any], Any], given: Any) -> Reader:
    return lambda: read(given)
