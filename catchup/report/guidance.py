"""What stands beside a control: the range of a figure and what it means, what a change reaches, and who decides."""

from __future__ import annotations

import math

from catchup.catalogue import LeverFile
from catchup.evidence import Figure
from catchup.language import tr
from catchup.profile import CountryProfile, Currency
from catchup.report.retold import retold
from catchup.report.steps import LEVELS
from catchup.report.words import number_signs, significant
from catchup.whatif import CAN_END

FIGURES = 4


def shown(amount: float) -> str:
    """A number of a data file to four figures, without zeros that say nothing.

    >>> shown(0.0012), shown(1500.0)
    ('0.0012', '1,500')
    """
    text, decimals = significant(amount, FIGURES), number_signs()[1]
    return text.rstrip("0").removesuffix(decimals) if decimals in text else text


def range_line(figure: Figure) -> str:
    """Low, central and high in one line."""
    low, central, high = (shown(one) for one in (figure.low, figure.value, figure.high))
    return tr("low {low} · in the file **{central}** · high {high}", low=low, central=central, high=high)


def meaning(figure: Figure) -> str:
    """What the three numbers of a figure mean and where they come from."""
    low, central, high = (shown(one) for one in (figure.low, figure.value, figure.high))
    told = tr(
        "In the file: {central} {unit}, for {year}. Low {low} and high {high} are the ends of what is believed: a value outside them would surprise.",
        central=central, unit=retold(figure.unit), year=figure.year, low=low, high=high,
    )
    quality = {
        "measured": tr("Measured: by a meter, an account, a statute or official statistics."),
        "estimated": tr("Estimated: from announcements, press, a model or arithmetic."),
        "assumed": tr("Assumed: by judgement; nobody publishes it."),
    }[figure.quality]
    return f"{told} {quality}"


def tick(figure: Figure, low: float, high: float) -> float:
    """Where the file's value stands on a slider from low to high, in per cent of its length.

    >>> from catchup.evidence import Figure
    >>> tick(Figure(value=1, low=0, high=4, unit="ratio", year="2026", source="for the example", quality="assumed"), 0, 4)
    25.0
    """
    return 100 * (figure.value - low) / (high - low) if high > low else 0.0


def value_set(figure: Figure, override: str) -> float | None:
    """What an override such as `path=0.3`, `path=x1.5` or `path=+2` sets a figure to; None where it cannot be read.

    >>> from catchup.evidence import Figure
    >>> value_set(Figure(value=2, low=0, high=4, unit="ratio", year="2026", source="for the example", quality="assumed"), "a.b=x1.5")
    3.0
    """
    change = override.partition("=")[2].strip()
    try:
        amount = float(change.removeprefix("x"))
    except ValueError:
        return None
    found = figure.value * amount if change.startswith("x") else figure.value + amount if change.startswith("+") else amount
    return found if math.isfinite(found) else None


def reach(path: str) -> str:
    """What changing a figure reaches, from the first part of its path: country, levers or world."""
    root = path.partition(".")[0]
    if root == "country":
        return tr("An assumption about this country; nobody decides it.")
    if root == "world":
        return tr("An assumption about the world; no country decides it.")
    return tr("An assumption about this measure, wherever it is used; nobody decides it.")


def scope(lever: LeverFile, profile: CountryProfile | None) -> str:
    """What a lever changes, and which level of government answers for it in a country."""
    said = tr("Spends from: {group}.", group=retold(lever.spending_class))
    owner = profile.owners.get(lever.id) if profile is not None else None
    if owner is None:
        return said + " " + tr("Who decides it here is not named in the country's file.")
    level = tr(LEVELS.get(owner.level, owner.level))
    return said + " " + tr("Decided by: {level} ({owner}).", level=level, owner=owner.owner.split(" (")[0].split(". ")[0])


def can_end(lever: LeverFile) -> bool:
    """Whether an end can be set: a standing rule, a reform or an exit stands once it is taken."""
    return lever.details.kind in CAN_END


def rate_sentence(money: Currency) -> str:
    """The rate at which money is shown in the country's currency, with its date."""
    return tr(
        "1 US dollar = {rate} {code}, the rate of {year}. Amounts are in prices of 2025 in either currency.",
        rate=shown(money.rate.value), code=money.code, year=money.rate.year,
    )
