"""From what is known to figures: facts as they are, ratios of facts, and priors along a driver. All functions are pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from catchup.evidence import Quality
from catchup.starter.known import MILLION, Known
from catchup.starter.tables import Driver, FactRow, Prior, Triple, calendars, currencies, load_priors


@dataclass(frozen=True)
class Entry:
    """One figure to be written; `value` is None where somebody has to fill it in."""

    value: float | None
    low: float
    high: float
    unit: str
    year: str
    source: str
    quality: Quality
    price_year: str | None = None
    hint: str = ""


def position(level: float, driver: Driver) -> float:
    """Where a level lies between the anchors: 0 weak, 1 middle, 2 strong, held beyond both ends."""
    scale: Callable[[float], float] = math.log if driver.log else float
    weak, middle, strong, at = (scale(one) for one in (driver.weak, driver.middle, driver.strong, level))
    if at <= middle:
        return max(0.0, (at - weak) / (middle - weak))
    return min(2.0, 1 + (at - middle) / (strong - middle))


def between(first: float, second: float, share: float, log: bool) -> float:
    """Interpolates, on logarithms where asked and possible."""
    if log and first > 0 and second > 0:
        return math.exp((1 - share) * math.log(first) + share * math.log(second))
    return (1 - share) * first + share * second


def along(prior: Prior, driver: Driver | None, level: float | None) -> Triple:
    """Value, low and high of a prior at a level: value interpolated, range that of both enclosing anchors.

    An unknown level gets the middle anchor's value and the range of all three.
    """
    if prior.any is not None:
        return prior.any
    anchors = tuple(one for one in (prior.weak, prior.middle, prior.strong) if one is not None)
    assert driver is not None, "a prior has `any` or a driver"
    assert len(anchors) == len(("weak", "middle", "strong")), "a driver needs all three anchors"
    if level is None:
        return anchors[1][0], min(one[1] for one in anchors), max(one[2] for one in anchors)
    at = position(level, driver)
    lower = min(int(at), 1)
    first, second = anchors[lower], anchors[lower + 1]
    value = between(first[0], second[0], at - lower, prior.log)
    return value, min(first[1], second[1]), max(first[2], second[2])


def rounded(number: float, digits: int = 4) -> float:
    """To four figures: more would claim a precision that no assumption has."""
    return float(f"{number:.{digits}g}") if number else 0.0


def from_prior(known: Known, path: str) -> Entry:
    """The figure a prior gives, scaled to the country; null if GDP or population is needed and unknown."""
    tables = load_priors()
    prior = tables.priors[path]
    driver = tables.drivers[prior.driver] if prior.driver else None
    level = known.level(prior.driver) if prior.driver else None
    triple = along(prior, driver, level)
    source = f"assumed: {prior.reason}. Rule: {_rule_in_words(prior, driver, level)}"
    if prior.per is None:
        value, low, high = triple
        return Entry(rounded(value), low, high, prior.unit, prior.year, source, "assumed")
    size = known.gdp if prior.per == "gdp" else (known.population / MILLION if known.population else None)
    words = "GDP in MUSD" if prior.per == "gdp" else "millions of people"
    if size is None:
        widest = tables.facts[f"economy.{prior.per}"].widest[1] / (MILLION if prior.per == "population" else 1)
        hint = f"about {rounded(triple[0]):g} ({triple[1]:g} to {triple[2]:g}) x {words}; `catchup new` fills it with --gdp and --population"
        return Entry(None, min(0.0, triple[1]), rounded(triple[2] * widest), prior.unit, prior.year, source, "assumed", hint=hint)
    value, low, high = (rounded(one * size) for one in triple)
    return Entry(value, low, high, prior.unit, prior.year, f"{source} x {words}", "assumed")


def _rule_in_words(prior: Prior, driver: Driver | None, level: float | None) -> str:
    if driver is None or prior.driver is None:
        return "the same for any country"
    if level is None:
        return f"by {driver.says.split(':')[0]}, unknown when this was written: middle value, widest range"
    return f"by {driver.says.split(':')[0]}, here {rounded(level):g} (anchors {driver.weak:g}, {driver.middle:g}, {driver.strong:g})"


def from_fact(known: Known, path: str) -> Entry:
    """The fact itself, with the range that its rule gives; null with a hint where the table has none."""
    rule = load_priors().facts[path]
    row = known.rows.get(rule.field)
    if row is None:
        source = f"assumed: nothing yet; write where the number was read ({rule.find}) and narrow the range"
        return Entry(None, *rule.widest, rule.unit, "2024", source, "assumed", hint=rule.find)
    value = row.value * rule.factor
    half = abs(value) * rule.relative + rule.absolute
    floor, ceiling = rule.widest
    priced = row.year if rule.unit.startswith(("MUSD", "USD")) and row.year.isdigit() else None
    return Entry(
        rounded(value, 6), rounded(max(value - half, min(floor, value))), rounded(min(value + half, max(ceiling, value))),
        rule.unit, row.year, f"{row.cited}; range by rule", row.quality, priced,
    )


def times(row: FactRow, name: str, unit: str, size: float = 1.0) -> Entry:
    """A ratio rule: one fact times value, low and high."""
    rule = load_priors().rules[name]
    value, low, high = (rounded(row.value * size * one) for one in rule.ratio)
    source = f"assumed: {rule.reason}; {row.field} = {row.value:g} ({row.cited})"
    return Entry(value, low, high, unit, row.year, source, "assumed")


def _given(known: Known, path: str) -> Entry:
    """GDP and population, from the command line if given there."""
    name = path.split(".")[1]
    if name not in known.given:
        return from_fact(known, path)
    rules = load_priors()
    amount = known.gdp if name == "gdp" else known.population
    value, low, high = (rounded((amount or 0.0) * one, 6) for one in rules.rules["user_given"].ratio)
    return Entry(value, low, high, rules.facts[path].unit, "2024", f"assumed: {rules.rules['user_given'].reason}", "assumed")


def growth(known: Known, path: str) -> Entry:
    """Half the last year's growth and half the income group's, held inside the group's range."""
    row = known.rows.get("gdp_growth_pct")
    if row is None:
        return from_fact(known, path)
    group = from_prior(known, path)
    assert group.value is not None, "growth is a share and needs no size"
    last = row.value * load_priors().facts[path].factor
    mixed = min(max((last + group.value) / 2, group.low), group.high)
    source = f"assumed: mean of the last year, {row.value:g} % in {row.year} ({row.cited}), and of the income group's long-run {group.value:g}"
    return Entry(rounded(mixed), group.low, group.high, group.unit, "2026", source, "assumed")


def demand(known: Known, path: str) -> Entry:
    """Consumption after losses (EIA); Ember's demand, which counts losses and captive plants, is inside the range."""
    entry = from_fact(known, path)
    ember = known.rows.get("electricity_demand_twh")
    if entry.value is None or ember is None:
        return entry
    source = f"{entry.source} and Ember {ember.value:g} ({ember.year})"
    low, high = min(entry.low, ember.value), max(entry.high, ember.value)
    return Entry(entry.value, low, high, entry.unit, entry.year, source, entry.quality)


def tariff(known: Known, path: str) -> Entry:
    """A published price, else the mean of the country group as a proxy, else the world's spread."""
    for name, rule in (("electricity_price_usd_per_kwh", "tariff_of_listed"),
                       ("electricity_price_business_region_avg_usd_per_kwh", "tariff_of_region")):
        if name in known.rows:
            return times(known.rows[name], rule, "USD/kWh")
    return from_prior(known, path)


def fx_envelope(known: Known, path: str) -> Entry:
    """A share of reserves, else of GDP."""
    row = known.rows.get("fx_reserves_usd")
    return times(row, "fx_of_reserves", "MUSD/year", 1 / MILLION) if row else from_prior(known, path)


def researcher(known: Known, path: str) -> Entry:
    """A share of all researchers where they are counted, else by income and population."""
    row = known.rows.get("researchers_per_million")
    if row is None or known.population is None:
        return from_prior(known, path)
    return times(row, "researchers_in_ai", "persons", known.population / MILLION)


MEGAWATTS_OF_TERAWATT_HOUR = 1e6 / 8760  # mean power of a terawatt-hour a year, a unit conversion


def stock(known: Known, path: str) -> Entry:
    """Listed clusters are a lower bound of the stock; with none listed, by data-centre capacity, by mean power use, by income."""
    listed, halls, power = (known.rows.get(name) for name in ("ai_compute_h100e", "datacenter_capacity_mw", "electricity_consumption_twh"))
    if listed and listed.value > 0:
        return times(listed, "compute_of_listed", "H100e")
    if halls:
        return times(halls, "compute_of_halls", "H100e")
    return times(power, "compute_of_power", "H100e", MEGAWATTS_OF_TERAWATT_HOUR) if power else from_prior(known, path)


def hydro(known: Known, path: str) -> Entry:
    """A share of the hydro that stands, in gigawatts over the size of the unit offered; by assumption where none is listed."""
    row = known.rows.get("capacity_hydro_gw")
    scale = from_prior(known, path.replace("max_units", "unit_scale")).value
    return times(row, "hydro_of_existing", "ratio", 1 / scale) if row and scale else from_prior(known, path)


def rate(known: Known, path: str) -> Entry:
    """Yearly average of the currency table."""
    row = currencies().get(known.iso3)
    if row is None:
        return from_fact(known, path)
    quality: Quality = "measured" if row["quality"] == "measured" else "estimated"
    return Entry(float(row["rate"]), float(row["low"]), float(row["high"]), row["unit"], row["year"], row["source"], quality)


def start_month(known: Known, path: str) -> Entry:
    """Month of the calendar table, else January with all months as the range."""
    row = calendars().get(known.iso3)
    if row is None:
        return Entry(1, 1, 12, "month", "2026", "assumed: January as in most countries; look up the public finance act", "assumed")
    month = float(row["start_month"])
    return Entry(month, month, month, "month", row["year"], "recalled: budget law of the country, not reopened", "estimated")


RULES: dict[str, Callable[[Known, str], Entry]] = {
    "currency.rate": rate, "fiscal_year.start_month": start_month, "economy.gdp": _given, "economy.population": _given,
    "economy.growth": growth, "power.demand": demand, "power.tariff": tariff, "external.fx_envelope": fx_envelope,
    "people.researcher": researcher, "compute.stock": stock, "adjustments.energy_hydro.max_units": hydro,
}
# Fields that the table lacks for a few of its own economies, and for which a prior stands in.
STAND_IN = frozenset({"power.unserved_share", "logistics.performance"})


def applies(known: Known, path: str) -> bool:
    """Whether an adjustment is written: a newcomer's delay only without reactors, no port only without a coast."""
    if path == "adjustments.energy_nuclear.lead_years_added":
        return not (known.number("capacity_nuclear_gw") or known.number("capacity_nuclear_gw_iaea"))
    if path == "adjustments.ports_logistics.max_units":
        return known.iso3 in load_priors().landlocked.codes
    return True


def entry_for(known: Known, path: str) -> Entry:
    """The figure for one field, by the best rule there is: special rule, fact, prior."""
    if path in RULES:
        return RULES[path](known, path)
    tables = load_priors()
    if path in tables.facts:
        listed = tables.facts[path].field in known.rows
        if listed or not (known.in_table and path in STAND_IN):
            return from_fact(known, path)
    return from_prior(known, path)
