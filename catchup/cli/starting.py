"""The verb that writes a first file for a country."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, Force, finite
from catchup.cli.streams import emit, say, write
from catchup.errors import InputError


@app.command()
def new(
    country: Annotated[str, typer.Argument(help="ISO 3166 code of three letters, e.g. KEN or ury.")],
    out: Annotated[Path | None, typer.Option(help="File to write, e.g. --out my/KEN.yaml; stdout if left out.")] = None,
    force: Force = False,
    gdp: Annotated[float | None, typer.Option(callback=finite, help="GDP in million US dollars, e.g. --gdp 77000.")] = None,
    population: Annotated[float | None, typer.Option(callback=finite, help="Persons, e.g. --population 3.4e6.")] = None,
    as_json: AsJson = False,
) -> None:
    """Writes a starter file for any country: facts where known, assumptions with reasons elsewhere.

    Example: catchup new KEN --out KEN.yaml
    """
    from catchup.library import country_codes
    from catchup.starter import starter_profile
    from catchup.starter.coverage import generated_codes

    if out is not None:
        _check_target(out, force)
    text = starter_profile(country, gdp, population)
    code, nulls = country.strip().upper(), text.count(": {value: null")
    if code in country_codes():
        say(f"{code} ships with a file {'written by rule from the facts tables' if code in generated_codes() else 'that was looked up'}: catchup plan {code}")
    if out is not None:
        write(out, text)
        left = f"{nulls} values to fill in (`value: null`); " if nulls else "complete; "
        say(f"{left}next: catchup {'check' if nulls else 'plan'} {out}")
    if as_json:
        about = {"country": code, "file": str(out) if out else None, "to_fill_in": nulls, "text": text}
        emit(json.dumps(about, indent=1, ensure_ascii=False))
    elif out is None:
        emit(text)


def _check_target(out: Path, force: bool) -> None:
    if out.suffix not in (".yaml", ".yml"):
        raise InputError(f"{out} does not end in .yaml", "the other verbs know a country file by its ending: name it e.g. KEN.yaml")
    if not out.parent.is_dir():
        raise InputError(f"{out.parent} is not a folder that exists", f"make it first, e.g. mkdir -p {out.parent}")
    if out.exists() and not force:
        raise InputError(f"{out} exists", "give another name, or --force to overwrite it")
