"""Files for the economies of the facts table that nobody has studied: written by rule, marked as such, and the same bytes each time.

A file without the mark belongs to whoever wrote it by hand and is never touched. `scripts/countries` writes the others anew after a
change of `data/facts`.
"""

from __future__ import annotations

from pathlib import Path

from catchup.errors import InputError
from catchup.library import data_root
from catchup.starter.known import Known, look_up
from catchup.starter.tables import country_facts
from catchup.starter.text import Opening, write_profile

MARK = "written by rule with scripts/countries"
# A country is inside the AI production chain if the facts table counts so many chip fabs, or so many notable AI models (Epoch AI), in it.
# A convention of this program: it lies between the most of any country that buys its chips and models (1 fab, 3 models) and the least of any
# that makes them (4 fabs; 11 models). The plan of such a country is a yardstick for the others and no advice to it.
FABS_INSIDE, MODELS_INSIDE = 4, 10


def is_comparator(iso3: str) -> bool:
    """Whether the country is inside the AI production chain, so that its plan is a yardstick and no advice.

    The catalogue and the priors are a latecomer's: what such a country already makes is not in its file.
    """
    rows = country_facts().get(iso3, {})
    fabs, models = rows.get("fabs_existing"), rows.get("notable_ai_models")
    return (fabs is not None and fabs.value >= FABS_INSIDE) or (models is not None and models.value >= MODELS_INSIDE)


def generated_codes(folder: Path | None = None) -> list[str]:
    """Economies of the facts table whose file is written by rule, or not there yet."""
    return [code for code in sorted(country_facts()) if _is_ours(_file(folder, code))]


def generated_profile(iso3: str) -> str:
    """The file of one economy of the facts table, as YAML text.

    Raises:
        InputError: the facts table has no such economy; `catchup new` writes a first file for it.
    """
    if iso3 not in country_facts():
        raise InputError(f"no facts about {iso3} in data/facts/country_facts.csv", f"write a first file with `catchup new {iso3}`")
    known = look_up(iso3)
    return write_profile(known, Opening(_comment(known), _basics(known)))


def stale(folder: Path | None = None) -> list[Path]:
    """The files written by rule that are missing, or are not what the rule gives today."""
    files = {code: _file(folder, code) for code in generated_codes(folder)}
    return [file for code, file in files.items() if not file.is_file() or file.read_text(encoding="utf-8") != generated_profile(code)]


def write_generated(folder: Path | None = None) -> list[Path]:
    """Writes the files that are written by rule and gives those that changed."""
    changed = stale(folder)
    for file in changed:
        file.write_text(generated_profile(file.stem), encoding="utf-8")
    return changed


def _file(folder: Path | None, code: str) -> Path:
    return (folder or data_root() / "countries") / f"{code}.yaml"


def _is_ours(file: Path) -> bool:
    if not file.is_file():
        return True
    with file.open(encoding="utf-8") as lines:
        return MARK in lines.readline()


def _comment(known: Known) -> tuple[str, ...]:
    return (
        f"# {known.name}: {MARK}. Nobody has studied this country for it.",
        "#",
        "# Do not edit: the next run replaces it. Basic facts come from data/facts/country_facts.csv, everything else is assumed from income, size",
        "# and governance (data/facts/priors.yaml) between what Nigeria's and India's files hold. To study the country, edit, delete this head",
        "# and read docs/how-to/add-a-country.md.",
        "#",
        "# Quality: measured = read at the source named; estimated = derived, press, or recalled; assumed = judgement, with reason and rule.",
    )


def _basics(known: Known) -> str:
    """One sentence on power, ports and institutions, from facts alone, and whether the country is a yardstick."""
    facts = [
        _told(known, "electricity_access_pct", "electricity reaches {value:.0f} % of people ({year})"),
        _told(known, "lpi_score", "logistics score {value:.1f} of 5 ({year})"),
        _told(known, "wgi_government_effectiveness", "government effectiveness {value:+.1f} ({year})"),
        _told(known, "wgi_control_of_corruption", "control of corruption {value:+.1f} ({year}), where the world's mean is 0"),
    ]
    said = f"Written by rule from public facts and not studied: {', '.join(one for one in facts if one)}."
    return f"{said} {_inside(known)}" if is_comparator(known.iso3) else said


def _inside(known: Known) -> str:
    facts = [
        _told(known, "fabs_existing", "{value:.0f} chip fabs"), _told(known, "notable_ai_models", "{value:.0f} notable AI models"),
    ]
    return (
        f"A comparator: this country is inside the AI production chain ({' and '.join(one for one in facts if one)} listed), its plan is a latecomer's "
        "and serves as a yardstick, not as advice."
    )


def _told(known: Known, name: str, words: str) -> str:
    row = known.rows.get(name)
    return words.format(value=row.value, year=row.year) if row else ""
