"""The starter file as commented YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from catchup.evidence import Record
from catchup.profile import CountryProfile
from catchup.starter.known import Known
from catchup.starter.mapping import Entry, applies, entry_for
from catchup.starter.tables import calendars, load_priors

LAST_PLANNED_YEAR = 2041  # no plan of the default horizon reads later elections; a limit of writing, not a datum

COMMENTS = {
    "currency": "For display; the model counts in dollars.",
    "fiscal_year": "Start month; spans_two_years is true if the country prints 2027-28.",
    "economy": "GDP in MUSD, mean real growth of the horizon, persons.",
    "institutions": "Two governance indices (-2.5 to 2.5), what leaks, and whether a missed benchmark ends funding.",
    "fiscal": "NEW money for all levers together (not the budget), what of it is released, loans, and what public money costs.",
    "external": "Foreign exchange, private money, and exports that a partner could hit.",
    "demand": "AI spending as a share of GDP at border prices, and who buys where.",
    "power": "Delivered energy, what is not served, spare firm power. site_outages is a dedicated industrial feeder, not a survey.",
    "people": "Usable staff, not registered staff.",
    "compute": "Public lists of clusters hold a small part of the stock. shell_cost often decides whether halls are built at all: look it up.",
    "logistics": "Performance index 1 to 5, gain per container of a new port, sites with land and water.",
    "politics": "Political capital a year, and national elections from 2027 on.",
    "absorption_base": "Public money that moves in each class today: a look into the budget's outturn replaces these first.",
}
EXAMPLES = """
# Named things make a plan about this country rather than about one like it. Take the # away and change the words.
projects: []
#  - id: port_phase_two
#    name: "Port, second phase"
#    lever: ports_logistics
#    status: candidate          # operating, under_way (needs completion) or candidate
#    units: {value: 1, low: 0.5, high: 1.5, unit: ratio, year: "2026", source: "where it was read", quality: estimated}
#    note: "what is known about it"
labs: []
#  - id: national_lab
#    name: "National AI laboratory"
#    merit: {value: 20, low: 5, high: 40, unit: score, year: "2026", source: "assumed: nothing published", quality: assumed}
#    verified: false
#    connected: false
#    active: true
#    note: "what it has released"
protected_firms: []
#  - id: state_smelter
#    name: "State smelter"
#    budget_support: {value: 10, low: 5, high: 20, unit: MUSD/year, year: "2025", source: "appropriation act, page", quality: measured}
#    exit_cost: {value: 30, low: 10, high: 60, unit: MUSD, year: "2026", source: "assumed: two years of wages", quality: assumed}
#    engineers_released: {value: 20, low: 5, high: 50, unit: persons, year: "2026", source: "assumed: one in twenty", quality: assumed}
#    technicians_released: {value: 100, low: 30, high: 200, unit: persons, year: "2026", source: "assumed: a quarter", quality: assumed}
#    political_cost: {value: 5, low: 3, high: 8, unit: points, year: "2026", source: "assumed: a strong union", quality: assumed}
#    note: "what it makes and since when it loses money"
owners: {}
#  ports_logistics:
#    owner: "Port authority, Ministry of Transport"
#    level: national           # in a federation: federal, state or joint
#    instrument: "Ports Act"
#    budget_head: "vote number"
#    review_body: "parliament's public accounts committee"
conflicts: []
#  - "what two sources say, which one is used, why"
"""


def figure_text(entry: Entry) -> str:
    """One figure as a flow mapping on one line."""
    parts = [
        f"value: {_number(entry.value)}", f"low: {_number(entry.low)}", f"high: {_number(entry.high)}",
        f"unit: {json.dumps(entry.unit)}", f'year: "{entry.year}"',
        f"source: {json.dumps(entry.source, ensure_ascii=False)}", f"quality: {entry.quality}",
    ]
    if entry.price_year:
        parts.append(f'price_year: "{entry.price_year}"')
    return "{" + ", ".join(parts) + "}"


def _number(number: float | None) -> str:
    if number is None:
        return "null"
    if float(number).is_integer():
        return str(int(number))
    return f"{number:.10f}".rstrip("0") if abs(number) < 1 else f"{number:.10g}"


def _header(known: Known, nulls: int) -> Iterator[str]:
    yield f"# {known.name}: a STARTER file, written by `catchup new {known.iso3}`. Nobody has studied this country for it."
    yield "#"
    if known.in_table:
        yield "# It is complete: basic facts come from data/facts/country_facts.csv, everything else is assumed from"
        yield "# income, size and governance (data/facts/priors.yaml) between what Nigeria's and India's files hold."
    else:
        yield f"# {nulls} values are `null` and have to be filled in; the comment above each says where to look. Low and high of a null are the"
        yield "# range of all countries: narrow them, write your source, and set the quality. What is not null is assumed."
        if known.gdp is None or known.population is None:
            yield f"# Quickest: `catchup new {known.iso3} --gdp <MUSD> --population <persons>` scales most of them for you."
    yield "#"
    yield f"#   catchup check my/{known.iso3}.yaml     every fault with its line, and the data grade"
    yield f"#   catchup plan my/{known.iso3}.yaml      a plan; read what is assumed before what it says"
    yield "#"
    yield "# Quality: measured = read at the source named; estimated = derived, press, or recalled; assumed = judgement, with reason and rule."
    yield "# The grade (A to E) is computed from these and from named projects, laboratories and owners. A starter is D or E."
    yield "# Replace first: compute.shell_cost, fiscal.room, release_ratio, leakage, unserved_share, private_ceiling, absorption_base;"
    yield "# then name projects, laboratories and owners."


def _starter_note(known: Known) -> str:
    known_by = "basic facts of a table and assumptions" if known.in_table else "what its reader filled in and assumptions"
    return f"A starter file from {known_by}: nobody has looked at power, ports and institutions of this country for it."


def _section(known: Known, name: str, record: type[Record]) -> Iterator[str]:
    yield ""
    yield f"# {COMMENTS[name]}"
    yield f"{name}:"
    if name == "currency":
        yield f"  code: {known.currency}"
        yield f"  symbol: {json.dumps(known.symbol, ensure_ascii=False)}"
    for field in record.model_fields:
        if field in ("code", "symbol", "spans_two_years", "elections"):
            continue
        entry = entry_for(known, f"{name}.{field}")
        if entry.value is None:
            yield f"  # FILL IN {field}: {entry.hint}"
        yield f"  {field}: {figure_text(entry)}"
    if name == "fiscal_year":
        spans = calendars().get(known.iso3, {}).get("spans_two_years", "false")
        yield f"  spans_two_years: {spans}"
    if name == "politics":
        yield from _elections(known)


def _elections(known: Known) -> Iterator[str]:
    row = calendars().get(known.iso3)
    if row is None or not row["next_election"]:
        why = row["source"] if row else "unknown; without them no year is harder than another"
        yield f"  elections: []  # {why}; form: - {{value: 2029, low: 2029, high: 2029, unit: year, ...}}"
        return
    yield "  elections:"
    yield "  # Mid-terms, governors and party congresses that stop decisions as a general election does: add a line for each."
    first, low, high, term = (int(row[one]) for one in ("next_election", "election_low", "election_high", "term_years"))
    for later in range(0, LAST_PLANNED_YEAR - first + 1, term):
        entry = Entry(first + later, low + later, high + later, "year", str(first + later), row["source"], "estimated")
        yield f"    - {figure_text(entry)}"


def _adjustments(known: Known) -> Iterator[str]:
    yield ""
    yield "# Units of the catalogue cut to the size of the country, and odds of partners. Below 0.5 a lever is closed and listed with its odds."
    yield "adjustments:"
    fabs = known.number("fabs_existing")
    if fabs:
        yield f"  # The facts table counts {fabs:g} chip fabs here, by uneven definitions. The odds below are a latecomer's: correct them."
    levers: dict[str, list[str]] = {}
    for path in load_priors().priors:
        if path.startswith("adjustments."):
            _, lever, field = path.split(".")
            if applies(known, path):
                levers.setdefault(lever, []).append(field)
    for lever, fields in levers.items():
        yield f"  - lever: {lever}"
        for field in fields:
            yield f"    {field}: {figure_text(entry_for(known, f'adjustments.{lever}.{field}'))}"


@dataclass(frozen=True)
class Opening:
    """What a file says of itself: lines of comment at its head, and the sentence on the country's basics."""

    comment: tuple[str, ...]
    basics_note: str


def write_profile(known: Known, opening: Opening | None = None) -> str:
    """The whole file; `opening` replaces what a starter file says of itself."""
    body: list[str] = []
    for name, info in CountryProfile.model_fields.items():
        if name in COMMENTS:
            assert isinstance(info.annotation, type), name
            body += _section(known, name, info.annotation)
    body += _adjustments(known)
    nulls = sum(": {value: null" in line for line in body)
    head = opening or Opening(tuple(_header(known, nulls)), _starter_note(known))
    top = [
        *head.comment, "", "format: country/1", f"iso3: {known.iso3}", f"name: {json.dumps(known.name, ensure_ascii=False)}",
        "grade: shallow",
        f"basics_note: {json.dumps(head.basics_note, ensure_ascii=False)}",
    ]
    return "\n".join([*top, *body]) + "\n" + EXAMPLES
