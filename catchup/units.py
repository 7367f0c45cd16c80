"""Units a figure may carry, and the one set of units the model computes in.

Inside the model money is constant 2025 USD million (`MUSD`), power is firm megawatt, compute is
H100 equivalents, time is years. A file states each figure in the unit its field asks for; nothing is
converted silently. Money stated in the prices of another year names that year in `price_year`
and is deflated when it is loaded (see `catchup.calibration.constant_dollars`).
"""

from __future__ import annotations

from typing import Final

UNITS: Final[dict[str, str]] = {
    "MUSD": "million US dollars",
    "MUSD/year": "million US dollars a year",
    "MUSD/MW": "million US dollars per megawatt",
    "USD": "US dollars",
    "USD/kWh": "US dollars per kilowatt-hour",
    "USD/person-year": "US dollars per person and year",
    "USD/H100e": "US dollars per H100 equivalent",
    "USD/wafer": "US dollars per 300 mm wafer",
    "USD/chip": "US dollars per packaged and tested chip",
    "USD/TEU": "US dollars per twenty-foot container",
    "USD/Mtokens": "US dollars per million tokens",
    "LCU/USD": "local currency units per US dollar, yearly average",
    "fraction": "share of one; negative where the field says so",
    "fraction/year": "share of one per year",
    "fraction/month": "share of one per month",
    "fraction/point": "share per index point",
    "fraction of GDP": "share of gross domestic product",
    "probability": "probability of the event named",
    "probability/year": "probability of the event named in any one year",
    "ratio": "dimensionless multiple",
    "ratio/year": "multiple from one year to the next (1.3 = 30 % more)",
    "elasticity": "per cent per per cent",
    "years": "duration in years",
    "months": "duration in months",
    "year": "calendar year, decimal where the month is known",
    "month": "month of the year, 1 to 12",
    "persons": "persons",
    "persons/year": "persons a year",
    "persons/unit": "persons per unit of a lever; negative = supplied or released",
    "MW": "megawatts, firm",
    "MW/unit": "firm megawatts per unit of a lever; negative = supplied or released",
    "TWh/year": "terawatt-hours a year",
    "ML/day": "million litres a day",
    "ML/day/unit": "million litres a day per unit of a lever",
    "score": "ordinal score on the scale the field names",
    "points": "points of the political or administrative scale",
    "points/year": "points a year of the political or administrative scale",
    "WGI": "World Bank governance index, -2.5 to 2.5",
    "LPI": "World Bank logistics index, 1 to 5",
    "H100e": "H100 equivalents of compute",
    "H100e/person": "H100 equivalents per senior researcher",
    "H100e/engineer-equivalent": "H100 equivalents per junior engineer",
    "kW/H100e": "facility kilowatts per H100 equivalent",
    "tokens/H100e-year": "tokens per H100 equivalent and year",
    "interruptions/month": "supply interruptions a month",
    "unit": "what one unit of the lever is (see unit_name)",
    "output/year": "yearly output per unit, in the output's own unit",
    "wafers/year": "300 mm wafers a year",
    "Mchips/year": "million chips a year",
    "count": "number of things",
    "ln": "natural-log units",
    "percent": "per cent",
    "index": "index number, base year named in the source",
}


def is_money(unit: str) -> bool:
    """True if a figure in this unit changes with the price level."""
    return unit.startswith(("MUSD", "USD"))
