"""Finds, reads and patches the data files: countries, levers, scenarios and the world.

`load_case` brings together everything one plan needs, with the scenario's patches and the user's
overrides applied, and keeps the digests that make the plan reproducible.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from catchup.catalogue import LeverFile
from catchup.errors import DataFileError, OverrideError, UnknownNameError
from catchup.evidence import Figure, In, load_record
from catchup.kept import file_of
from catchup.profile import CountryProfile, LeverAdjustment
from catchup.scenario import Patch, ScenarioFile
from catchup.world import WorldFile


def data_root() -> Path:
    """Folder of the data files: `CATCHUP_DATA`, else beside the package, else inside it."""
    named = os.environ.get("CATCHUP_DATA")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parent.parent / "data"
    return beside if beside.is_dir() else Path(__file__).resolve().parent / "_data"


def _names(folder: str) -> list[str]:
    return sorted(file.stem for file in (data_root() / folder).glob("*.yaml"))


def country_codes() -> list[str]:
    """ISO codes of the countries that ship."""
    return _names("countries")


def lever_ids() -> list[str]:
    """Identifiers of all levers."""
    return _names("levers")


def scenario_ids() -> list[str]:
    """Identifiers of all scenarios."""
    return _names("scenarios")


CODE = re.compile("[A-Z]{3}")


def _file(folder: str, name: str, kind: str, known: Sequence[str]) -> Path:
    if name not in known:
        own = f"or write a first file for {name} with `catchup new {name} --out {name}.yaml`"
        raise UnknownNameError(kind, name, known, own if kind == "country" and CODE.fullmatch(name) else "")
    return data_root() / folder / f"{name}.yaml"


def load_country(code_or_file: str | Path) -> CountryProfile:
    """Reads a country by its ISO code, from a file of one's own, or from a kept file (see `catchup.kept`).

    Raises:
        UnknownNameError: no such country. DataFileError: the file has faults. NotKeptError: a kept file that is not here.
    """
    if str(code_or_file).startswith("kept:"):
        return _kept_country(str(code_or_file))
    if str(code_or_file).endswith((".yaml", ".yml")):
        return load_record(Path(code_or_file), CountryProfile)
    return load_record(_file("countries", str(code_or_file).upper(), "country", country_codes()), CountryProfile)


def _kept_country(name: str) -> CountryProfile:
    try:
        return load_record(file_of(name), CountryProfile)
    except DataFileError as problem:
        # It was whole when it was given; where it lies on this machine is no reader's business.
        raise DataFileError("the country file kept here", problem.faults) from None


def load_lever(lever: str) -> LeverFile:
    """Reads one lever of the catalogue."""
    return load_record(_file("levers", lever, "lever", lever_ids()), LeverFile)


def load_scenario(scenario: str) -> ScenarioFile:
    """Reads one scenario."""
    file = _file("scenarios", scenario, "scenario", scenario_ids())
    return _scenario(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _scenario(file: Path, _changed: int) -> ScenarioFile:
    return load_record(file, ScenarioFile)


def load_world() -> WorldFile:
    """Reads the world file."""
    file = data_root() / "world.yaml"
    return _world(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _world(file: Path, _changed: int) -> WorldFile:
    return load_record(file, WorldFile)


@cache
def _catalogue(root: str) -> tuple[LeverFile, ...]:
    return tuple(load_lever(lever) for lever in lever_ids())


def digest_of(files: Sequence[Path]) -> str:
    """SHA-256 over the names and bytes of files, for the plan's record."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode())
        total.update(file.read_bytes())
    return total.hexdigest()


@dataclass(frozen=True)
class Case:
    """Everything one plan is made from: the records after scenario and overrides, and their digests."""

    profile: CountryProfile
    levers: dict[str, LeverFile]
    world: WorldFile
    scenario: ScenarioFile
    overrides: tuple[str, ...]
    profile_digest: str
    catalogue_digest: str
    given: CountryProfile
    """The country as its file has it, before scenario and overrides."""


def _step(node: Any, part: str) -> Any:
    if isinstance(node, BaseModel):
        return getattr(node, part, None) if part in type(node).model_fields else None
    if isinstance(node, dict):
        return node.get(part)
    if isinstance(node, tuple):
        return next((item for item in node if part in (getattr(item, "id", None), getattr(item, "lever", None))), None)
    return None


def _with(node: Any, parts: Sequence[str], leaf: Figure) -> Any:
    """A copy of a record tree with one figure replaced."""
    if not parts:
        return leaf
    below = _with(_step(node, parts[0]), parts[1:], leaf)
    if isinstance(node, BaseModel):
        return node.model_copy(update={parts[0]: below})
    if isinstance(node, dict):
        return {**node, parts[0]: below}
    old = _step(node, parts[0])
    return tuple(below if item is old else item for item in node)


def _changed(old: Figure | None, change: str, by: Figure) -> Figure:
    if old is None:
        return by
    if change == "set":
        # Output and demand grow from the year the figure speaks of; a number given without a year keeps that of the file.
        return by if by.year != "n/a" else by.model_copy(update={"year": old.year})
    if change == "scale":
        ends = sorted((old.low * by.value, old.high * by.value))
        return old.model_copy(update={"value": old.value * by.value, "low": ends[0], "high": ends[1]})
    return old.model_copy(
        update={"value": old.value + by.value, "low": old.low + by.value, "high": old.high + by.value}
    )


ADJUSTMENT_PARTS = 3  # adjustments, lever, field


def unit_of_field(record: type[BaseModel], name: str) -> str | None:
    """Unit in which a field of a record states its figure; None if the field holds no figure."""
    field = record.model_fields.get(name)
    if field is None:
        return None
    marks = [*field.metadata, *(mark for one in get_args(field.annotation) for mark in get_args(one)[1:])]
    return next((mark.unit for mark in marks if isinstance(mark, In)), None)


class _Tree:
    """The three record trees that a patch can reach, addressed by one dotted path."""

    def __init__(self, profile: CountryProfile, levers: dict[str, LeverFile], world: WorldFile) -> None:
        self.roots: dict[str, Any] = {"country": profile, "levers": levers, "world": world}

    def resolve(self, path: str) -> tuple[str, list[str]]:
        """Full path of a short one: `energy_gas.lead_time` is `levers.energy_gas.canonical.lead_time`."""
        root, *parts = path.split(".")
        if root in self.roots["levers"]:
            root, parts = "levers", [root, *parts]
        elif root not in self.roots:
            root, parts = next(
                ((name, [root, *parts]) for name in ("country", "world") if _step(self.roots[name], root) is not None),
                (root, parts),
            )
        if root not in self.roots:
            raise UnknownNameError("parameter", path, sorted(self.paths()))
        if root == "levers" and len(parts) == 2:
            section = "canonical" if _step(self.roots[root][parts[0]].canonical, parts[1]) is not None else "details"
            parts = [parts[0], section, parts[1]]
        elif root == "levers" and len(parts) > 2 and parts[1] not in ("canonical", "details", "requires"):
            parts = [parts[0], "details", *parts[1:]]
        return root, parts

    def apply(self, path: str, change: str, by: Figure) -> None:
        root, parts, node, unit = self._found(path)
        if node is None and change != "set":
            raise OverrideError(
                f"{path} is empty, so there is nothing to scale or add to", f"set it instead, in {unit}: {path}=1"
            )
        try:
            changed = Figure.model_validate(_changed(node, change, by).model_dump())
        except ValidationError as problem:
            raise OverrideError(f"{path}: {_said(problem)}", "give a finite number") from None
        if changed.unit != unit:
            raise OverrideError(f"{path}: unit {changed.unit!r} where {unit!r} is needed", "state it in that unit")
        self.roots[root] = _with(self.roots[root], parts, changed)

    def unit_at(self, path: str) -> str:
        """Unit of a figure, whether it is filled in or left empty.

        Raises:
            UnknownNameError: no such figure.
        """
        return self._found(path)[3]

    def _found(self, path: str) -> tuple[str, list[str], Figure | None, str]:
        """Root, parts, figure and unit of a path; the figure is None where a file may leave it out and does."""
        root, parts = self.resolve(path)
        if root == "country" and parts[0] == "adjustments" and len(parts) == ADJUSTMENT_PARTS:
            self._open_adjustment(parts[1])
        node: Any = self.roots[root]
        holder: Any = None
        for part in parts:
            holder, node = node, _step(node, part)
        if isinstance(node, Figure):
            return root, parts, node, node.unit
        unit = unit_of_field(type(holder), parts[-1]) if node is None and isinstance(holder, BaseModel) else None
        if unit is None:
            raise UnknownNameError("parameter", path, sorted(self.paths()))
        return root, parts, None, unit

    def _open_adjustment(self, lever: str) -> None:
        """Makes room for what is particular to a lever of the catalogue that the country's file says nothing about."""
        profile: CountryProfile = self.roots["country"]
        if lever in self.roots["levers"] and all(one.lever != lever for one in profile.adjustments):
            added = (*profile.adjustments, LeverAdjustment(lever=lever))
            self.roots["country"] = profile.model_copy(update={"adjustments": added})

    def paths(self) -> list[str]:
        return [path for path, _ in figures(self.roots)]


def figures(node: Any, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure below a record, with its dotted path."""
    if isinstance(node, Figure):
        yield path, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from figures(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from figures(item, f"{path}.{name}" if path else str(name))
    elif isinstance(node, tuple):
        for at, item in enumerate(node):
            name = getattr(item, "id", None) or getattr(item, "lever", None) or str(at)
            yield from figures(item, f"{path}.{name}")


_OVERRIDE = re.compile(r"^\s*([a-zA-Z][\w.]*)\s*=\s*([x+]?)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*$")


def parse_override(text: str, tree: _Tree) -> tuple[str, str, Figure]:
    """Reads `path=value`, `path=xfactor` or `path=+amount`.

    Raises:
        OverrideError: the text is not of that form. UnknownNameError: no such parameter.
    """
    match = _OVERRIDE.match(text)
    if match is None:
        raise OverrideError(
            f"cannot read the override {text!r}",
            "write path=number, path=x1.5 to scale or path=+2 to add, e.g. --set fab_mature.lead_time=5",
        )
    path, sign, number = match.groups()
    try:
        amount = float(number)
    except ValueError:
        raise OverrideError(f"{text!r}: {number!r} is not a number", "give a finite number") from None
    change = {"": "set", "x": "scale", "+": "add"}[sign]
    unit = tree.unit_at(path) if change != "scale" else "ratio"
    try:
        figure = Figure(
            value=amount, low=amount, high=amount, unit=unit, year="n/a", source="set by the user for this run",
            quality="assumed",
        )
    except ValidationError as problem:
        raise OverrideError(f"{text!r}: {_said(problem)}", "give a finite number that could be true") from None
    return path, change, figure


def _said(problem: ValidationError) -> str:
    return problem.errors()[0]["msg"].removeprefix("Value error, ")


def changes_of(profile: CountryProfile, overrides: Sequence[str]) -> dict[str, Figure]:
    """What overrides make of the figures of a country, the catalogue and the world as their files have them, without a scenario.

    Returns:
        Full path, such as `country.fiscal.room`, and the figure after all changes of it.

    Raises:
        OverrideError, UnknownNameError.
    """
    tree = _Tree(profile, {lever.id: lever for lever in _catalogue(str(data_root()))}, load_world())
    found: dict[str, Figure] = {}
    for text in overrides:
        path, change, by = parse_override(text, tree)
        tree.apply(path, change, by)
        root, parts, figure, _ = tree._found(path)
        assert figure is not None
        found[".".join([root, *parts])] = figure
    return found


def load_case(
    country: str | Path | CountryProfile, scenario: str = "baseline", overrides: Sequence[str] = ()
) -> Case:
    """Everything one plan is made from.

    Args:
        country: ISO code, path of a profile file, or a profile.
        scenario: identifier of a scenario.
        overrides: texts such as `energy_gas.lead_time=4` or `fiscal.room=x2`, applied after the scenario.

    Raises:
        DataFileError, UnknownNameError, OverrideError.
    """
    profile = country if isinstance(country, CountryProfile) else load_country(country)
    levers = {lever.id: lever for lever in _catalogue(str(data_root()))}
    chosen = load_scenario(scenario)
    tree = _Tree(profile, levers, load_world())
    for patch in chosen.patches:
        tree.apply(patch.path, patch.change, patch.by)
    for text in overrides:
        tree.apply(*parse_override(text, tree))
    root = data_root()
    return Case(
        profile=tree.roots["country"],
        levers=tree.roots["levers"],
        world=tree.roots["world"],
        scenario=chosen,
        overrides=tuple(overrides),
        profile_digest=hashlib.sha256(profile.model_dump_json().encode()).hexdigest(),
        catalogue_digest=digest_of([*root.glob("levers/*.yaml"), *root.glob("scenarios/*.yaml"), root / "world.yaml"]),
        given=profile,
    )


def check_all(countries: Sequence[str] = ()) -> tuple[list[str], list[DataFileError]]:
    """Reads everything that ships (or the countries named) and gives the files read and all faults found."""
    read: list[str] = []
    wrong: list[DataFileError] = []
    jobs: list[tuple[str, Any]] = [(code, load_country) for code in (countries or country_codes())]
    if not countries:
        jobs += [(lever, load_lever) for lever in lever_ids()] + [(one, load_scenario) for one in scenario_ids()]
        jobs.append(("world", lambda _: load_world()))
    for name, reader in jobs:
        try:
            reader(name)
            read.append(name)
        except DataFileError as problem:
            wrong.append(problem)
    return read, wrong


__all__ = [
    "Case", "Patch", "changes_of", "check_all", "country_codes", "data_root", "digest_of", "figures", "lever_ids", "load_case",
    "load_country", "load_lever", "load_scenario", "load_world", "scenario_ids",
]
