"""Changes a visitor makes to figures and country files, checked as the planner would check them; all faults at once, in words.

A changed value is an override of the question. A changed range, source or quality needs a country file of one's own, whose text is that
of the file before with the changes written in. Nothing is half accepted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from catchup.assemble import resolve
from catchup.errors import InputError, UncomputableError, UnknownNameError
from catchup.evidence import Figure
from catchup.kept import file_of
from catchup.language import tr
from catchup.library import Case, changes_of, country_codes, data_root, figures, load_case, load_country
from catchup.plan import Request
from catchup.planner import choices_of
from catchup.profile import CountryProfile
from catchup.rewriting import with_figures
from catchup.uploading import read_country

SIGNED = frozenset({
    "WGI", "ln", "MW/unit", "persons/unit", "elasticity", "fraction", "fraction/year", "fraction/month", "fraction/point", "years", "index",
})
"""Units in which a figure may be below zero."""
SCALES = {"WGI": (-2.5, 2.5), "LPI": (1.0, 5.0), "month": (1.0, 12.0), "probability": (0.0, 1.0), "probability/year": (0.0, 1.0)}
"""Units whose scale ends; the ends of the World Bank's indices are theirs."""
SHARES = ("fraction", "fraction of GDP")
FARTHEST = 1000.0
"""Times the larger end of the range that the file believes in: beyond it a slip of the hand is likelier than a thought."""
SET_BY_HAND = "assumed: set by hand in catchup"
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
COUNTRY = "country."


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a change, and what to do about it."""

    path: str
    said: str
    remedy: str


def limits_of(figure: Figure) -> tuple[float, float]:
    """The values a figure can have at all: by its unit, and by what the file believes.

    Example:
        >>> leakage = Figure(value=0.3, low=0.2, high=0.4, unit="fraction", year="2026", source="assumed: a share", quality="assumed")
        >>> limits_of(leakage)
        (0.0, 1.0)
    """
    if figure.unit in SCALES:
        return SCALES[figure.unit]
    low, high = figure.low, figure.high
    if figure.unit in SHARES and low >= 0 and high <= 1:
        return 0.0, 1.0
    reach = FARTHEST * max(abs(low), abs(high)) or math.inf
    return (-reach if figure.unit in SIGNED and low < 0 else 0.0), reach


def value_fault(path: str, value: float, figure: Figure) -> Fault | None:
    """What is wrong with another value of a figure; None if it can be planned with."""
    low, high = limits_of(figure)
    if not math.isfinite(value):
        return Fault(path, tr("is not a finite number"), tr("give a number"))
    if low <= value <= high:
        return None
    if math.isinf(high):
        said, remedy = tr("{value} cannot be: it is never below {low}", value=f"{value:g}", low=f"{low:g}"), tr("give a larger number")
    else:
        said = tr("{value} is outside what can be in {unit}: {low} to {high}", value=f"{value:g}", unit=figure.unit, low=f"{low:g}", high=f"{high:g}")
        remedy = tr("the file believes in {low} to {high}; give a number near it", low=f"{figure.low:g}", high=f"{figure.high:g}")
    return Fault(path, said, remedy)


def outside_range(value: float, figure: Figure) -> bool:
    """Whether a value lies outside the range that the file believes in; allowed, and worth saying."""
    return not figure.low <= value <= figure.high


def question_faults(request: Request, country: str) -> list[Fault]:
    """Everything that keeps a question's changed figures from being planned with; empty if nothing does.

    Args:
        country: ISO code, or the reference of a kept file, as `load_country` takes it.

    Raises:
        InputError: the country or the scenario itself cannot be read.
    """
    case = load_case(country, request.scenario)
    faults = [fault for text in request.overrides for fault in _override_faults(case.profile, text, _all_figures(case))]
    return faults or _trial_faults(request, country)


def _override_faults(profile: CountryProfile, text: str, known: Mapping[str, Figure]) -> list[Fault]:
    name = text.partition("=")[0].strip()
    try:
        changed = changes_of(profile, (text,))
    except InputError as problem:
        if name in known and isinstance(problem, UnknownNameError):
            # A figure of a list that goes by its place has no name that an override could call it by.
            return [Fault(name, tr("this figure cannot be changed alone"), tr("change it in a country file of your own"))]
        return [Fault(name, problem.message, problem.remedy)]
    found = [value_fault(path, figure.value, known[path]) for path, figure in changed.items() if path in known]
    return [one for one in found if one is not None]


def _trial_faults(request: Request, country: str) -> list[Fault]:
    """What the planner says when it is given the figures; it makes no plan yet."""
    try:
        resolve(load_case(country, request.scenario, request.overrides), choices_of(request))
    except UncomputableError as problem:
        # Numbers that no formula of the planner was written for: a term of zero years, a rate below minus one.
        paths = ", ".join(text.partition("=")[0] for text in problem.named)
        return [Fault(paths, tr("the planner cannot compute with these numbers"), tr("take one of them back, or move it nearer to what the file says"))]
    except InputError as problem:
        return [Fault("", problem.message, problem.remedy)]
    return []


def changed_figures(request: Request, country: str) -> dict[str, Figure]:
    """Full path -> figure in force, for every figure that a question changes.

    Raises:
        InputError: the country, the scenario or an override cannot be read.
    """
    case = load_case(country, request.scenario, request.overrides)
    paths = [path for text in request.overrides for path in _paths(country, text)]
    now = _all_figures(case)
    return {path: now[path] for path in dict.fromkeys(paths) if path in now}


def with_values(request: Request, country: str, typed: Mapping[str, float]) -> tuple[str, ...]:
    """The overrides of a question with other values of some figures; what is as in the file needs none.

    Args:
        typed: full path of a figure -> its value, in the figure's unit.
    """
    before = _all_figures(load_case(country, request.scenario))
    kept = tuple(text for text in request.overrides if not set(_paths(country, text)) & set(typed))
    new = (f"{path}={value:.10g}" for path, value in typed.items() if path not in before or not math.isclose(value, before[path].value, rel_tol=1e-9))
    return (*kept, *new)


def without_changes_of(request: Request, country: str, path: str) -> tuple[str, ...]:
    """The overrides of a question without those of one figure."""
    return tuple(text for text in request.overrides if path not in _paths(country, text))


def _paths(country: str, text: str) -> tuple[str, ...]:
    """Full path of the figure that an override speaks of; none where it cannot be read."""
    try:
        return tuple(changes_of(load_country(country), (text,)))
    except InputError:
        return (text.partition("=")[0].strip(),)


def _all_figures(case: Case) -> dict[str, Figure]:
    roots = (("country", case.profile), ("levers", case.levers), ("world", case.world))
    return {f"{root}.{path}": one for root, tree in roots for path, one in figures(tree)}


def text_of(country: str) -> str:
    """The country's file as it stands, with its comments.

    Args:
        country: ISO code of a country that ships, or the reference of a kept file.

    Raises:
        InputError: there is no such file.
    """
    if country.startswith("kept:"):
        return file_of(country).read_text(encoding="utf-8")
    load_country(country if country in country_codes() else country[:3])
    return (data_root() / "countries" / f"{country}.yaml").read_text(encoding="utf-8")


def written_in(country: str, overrides: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A country file with the overrides of its own figures written in.

    The value becomes what was set, the range is widened to hold it, and the source says that it was set by hand. The plan made from the file is
    the plan made with the overrides.

    Returns:
        The text, and the overrides that are left because they speak of the catalogue or the world.

    Raises:
        InputError: an override that cannot be read or written in.
    """
    profile = load_country(country)
    before = {f"{COUNTRY}{path}": one for path, one in figures(profile)}
    mine = {path: _by_hand(one, before.get(path)) for path, one in changes_of(profile, overrides).items() if path.startswith(COUNTRY)}
    left = tuple(text for text in overrides if not set(changes_of(profile, (text,))) & set(mine))
    return own_text(text_of(country), {path.removeprefix(COUNTRY): one for path, one in mine.items()}), left


def _by_hand(changed: Figure, before: Figure | None) -> Figure:
    told = f"{SET_BY_HAND}; the file before had {before.value:g} ({before.source})" if before else SET_BY_HAND
    low, high = (before.low, before.high) if before else (changed.low, changed.high)
    return changed.model_copy(update={
        "low": min(low, changed.value), "high": max(high, changed.value), "source": told, "quality": "assumed",
        # A number set by hand is in prices of 2025 unless the change says otherwise; so is the file's range from here on.
        "price_year": changed.price_year or ("2025" if before and before.price_year else None),
    })


def own_text(text: str, changed: Mapping[str, Figure]) -> str:
    """A country file's text with whole figures written in, checked by reading it again.

    Args:
        changed: path within the file, such as `fiscal.room`, and the figure.

    Raises:
        InputError: what comes out is not what was meant, or not a country file.
    """
    written = with_figures(text, changed)
    _, profile = read_country("country.yaml", written.encode("utf-8"))
    there = dict(figures(profile))
    wrong = [path for path, figure in changed.items() if there.get(path) != figure]
    if wrong:
        raise InputError(f"{', '.join(wrong)} cannot be written into this country file", "download the file and write it in by hand")
    return written


def figure_of(path: str, old: Figure, *, value: float, low: float, high: float, year: str, source: str, quality: str) -> tuple[Figure | None, list[Fault]]:
    """A figure with other content and the same unit, or everything that is wrong with it."""
    faults = [
        Fault(f"{path}, {name}", fault.said, fault.remedy)
        for name, number in ((tr("value"), value), (tr("low end"), low), (tr("high end"), high)) if (fault := value_fault(path, number, old))
    ]
    if not low <= value <= high:
        faults.append(Fault(path, tr("the range is out of order"), tr("low, value and high have to rise in this order, or be equal")))
    if UNSAFE.search(source + year):
        faults.append(Fault(path, tr("the source holds signs that cannot be seen"), tr("type it anew, or copy it as plain text")))
    if len(source.strip()) < 8:
        faults.append(Fault(path, tr("the source is too short"), tr("say where the number was read, or why it is assumed, in eight letters or more")))
    if not re.fullmatch(r"\d{4}(-\d{4})?|n/a", year):
        faults.append(Fault(path, tr("the year is not one"), tr("write four digits, such as 2026, or two years, such as 2024-2026, or n/a")))
    if faults:
        return None, faults
    try:
        content = {**old.model_dump(), "value": value, "low": low, "high": high, "year": year, "source": " ".join(source.split()), "quality": quality}
        return Figure.model_validate(content), []
    except ValidationError as problem:
        return None, [Fault(path, one["msg"], "") for one in problem.errors(include_url=False)]


__all__ = [
    "Fault", "changed_figures", "figure_of", "limits_of", "outside_range", "own_text", "question_faults", "read_country", "text_of",
    "value_fault", "with_values", "without_changes_of", "written_in",
]
