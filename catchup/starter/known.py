"""What is known about one country before anything is assumed."""

from __future__ import annotations

from dataclasses import dataclass, field

from catchup.errors import OverrideError, UnknownNameError
from catchup.starter.tables import DriverName, FactRow, country_facts, currencies, load_priors


@dataclass(frozen=True)
class Known:
    """A country's name, money and facts; `gdp` in MUSD and `population` in persons are None if unknown."""

    iso3: str
    name: str
    currency: str
    symbol: str
    rows: dict[str, FactRow]
    gdp: float | None
    population: float | None
    given: frozenset[str] = field(default_factory=frozenset)

    @property
    def in_table(self) -> bool:
        """Whether the facts table has this country."""
        return bool(self.rows)

    def number(self, name: str) -> float | None:
        """Value of a fact, or None."""
        row = self.rows.get(name)
        return row.value if row else None

    def level(self, driver: DriverName) -> float | None:
        """Where the country stands on a driver: two governance indices, GDP per head, access, GDP."""
        if driver == "income":
            return self.gdp * MILLION / self.population if self.gdp and self.population else None
        if driver == "size":
            return self.gdp
        fact = {
            "corruption": "wgi_control_of_corruption", "effectiveness": "wgi_government_effectiveness",
            "access": "electricity_access_pct",
        }[driver]
        return self.number(fact)


MILLION = 1e6  # a unit prefix, not a datum
SYMBOL_LENGTH = 5  # as long as `Currency.symbol` of the profile allows


def codes() -> list[str]:
    """All ISO 3166 alpha-3 codes, and Taiwan's as the facts table has it."""
    import pycountry

    return sorted({one.alpha_3 for one in pycountry.countries} | set(country_facts()))


def look_up(iso3: str, gdp: float | None = None, population: float | None = None) -> Known:
    """Gathers what is known about a country.

    Args:
        iso3: ISO 3166 alpha-3 code, in any case.
        gdp: GDP in MUSD, in place of the table's.
        population: persons, in place of the table's.

    Raises:
        UnknownNameError: no such country. OverrideError: GDP or population outside the range of all countries.
    """
    code = iso3.strip().upper()
    rows = country_facts().get(code, {})
    if not rows and code not in codes():
        raise UnknownNameError("ISO 3166 alpha-3 country code", code, codes())
    given = {"gdp": gdp, "population": population}
    for name, amount in given.items():
        _check_given(name, amount)
    name, currency, symbol = _named(code, rows)
    listed_gdp, listed_people = rows.get("gdp_usd"), rows.get("population")
    return Known(
        iso3=code, name=name, currency=currency, symbol=symbol, rows=rows,
        gdp=gdp if gdp is not None else (listed_gdp.value / MILLION if listed_gdp else None),
        population=population if population is not None else (listed_people.value if listed_people else None),
        given=frozenset(name for name, amount in given.items() if amount is not None),
    )


def _check_given(name: str, amount: float | None) -> None:
    rule = load_priors().facts[f"economy.{name}"]
    low, high = rule.widest
    if amount is not None and not low <= amount <= high:
        raise OverrideError(
            f"--{name} {amount:g} is outside the range of all countries, {low:,.0f} to {high:,.0f}",
            f"give it in {rule.unit}, e.g. --gdp 25000 for 25 billion dollars, --population 12e6",
        )


def _named(code: str, rows: dict[str, FactRow]) -> tuple[str, str, str]:
    """Name, currency code and symbol: from the tables, else from the ISO and CLDR libraries."""
    if code in currencies():
        money = currencies()[code]
        return next(iter(rows.values())).country if rows else code, money["code"], money["symbol"]
    import pycountry
    from babel.numbers import get_currency_symbol, get_territory_currencies

    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code, "USD", "USD"
    tender = get_territory_currencies(country.alpha_2) or ["USD"]
    symbol = get_currency_symbol(tender[0], locale="en")
    name = getattr(country, "common_name", country.name)
    return str(name), str(tender[0]), str(symbol)[:SYMBOL_LENGTH]
