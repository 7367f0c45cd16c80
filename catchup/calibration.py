"""From facts to parameters: every mapping the planner uses, one documented function each.

Three traps in the facts, avoided here: transmission losses rank Congo and Nigeria above India and are
not used for reliability; debt ratios are stale or gross and are not used for room; listed
accelerator clusters count a tenth of India's stock, so the stock has its own figure in the profile.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from catchup.catalogue import BuildDetails, LeverFile
from catchup.evidence import Figure
from catchup.problem import ByAge, ByYear
from catchup.profile import CountryProfile
from catchup.world import WorldFile

HOURS_PER_YEAR = 8760
MONTHS_PER_YEAR = 12
DOLLARS_PER_MILLION = 1e6
MW_YEAR_IN_MILLION_KWH = HOURS_PER_YEAR * 1000 / DOLLARS_PER_MILLION
PRICE_BASE = 2025


def constant_dollars(money: Figure, world: WorldFile) -> float:
    """A money figure in constant 2025 dollars, by the US price level of its price year.

    Years outside the deflator keep its nearest end, which understates older prices.
    """
    if money.price_year is None:
        return money.value
    levels = {int(point.year): point.value for point in world.deflator}
    year = min(max(int(money.price_year), min(levels)), max(levels))
    return money.value * levels[PRICE_BASE] / levels[year]


def fading_growth(first_rate: float, halving: float, years: float) -> float:
    """Factor after `years` of a growth whose log rate halves every `halving` years.

    No world rate holds for 15 years: 3.3 times a year would be 60 million times today
    (`progress_log_growth_halving`, 6 years, range 3-12).
    """
    decay = math.log(2) / halving
    return math.exp(math.log(first_rate) * (1 - math.exp(-decay * years)) / decay)


def availability(lead: float, ramp: float, life: float, ages: int) -> ByAge:
    """Share of each year of age in which a unit works: nothing before the lead time, then a straight ramp, then its life.

    Fractions of years stay fractions: a lead of 3.4 years gives 60 % of the ramp in the fourth year.
    """

    def worked(until: float) -> float:
        since = min(until, lead + life) - lead
        if since <= 0:
            return 0.0
        return since - ramp / 2 if since > ramp else since * since / (2 * ramp)

    return tuple(round(worked(age + 1) - worked(age), 12) for age in range(ages))


def payment_calendar(lead: float, ages: int) -> ByAge:
    """Share of the cost paid at each age: evenly along construction, at once if there is none."""
    if lead <= 0:
        return (1.0, *(0.0,) * (ages - 1))
    return tuple(max(min(age + 1, lead) - age, 0) / lead for age in range(ages))


def loading(lever: LeverFile) -> float:
    """Loading at which a wafer fab's output is stated; its running cost is stated at full load and scales with it.

    Output per year over twelve months of wafer starts. Other plants state both at the same load.
    """
    if not isinstance(lever.details, BuildDetails) or not lever.details.output.startswith("wafers"):
        return 1.0
    return lever.canonical.output_per_unit.value / (lever.canonical.unit_size.value * MONTHS_PER_YEAR)


def annuity(rate: float, years: float) -> float:
    """Yearly payment that repays one dollar over `years` at `rate`."""
    return 1 / years if rate == 0 else rate / (1 - (1 + rate) ** -years)


def terminal_credit(
    cost: float, rate: float, life: float, obsolescence: float, remaining: float, credited_years: float
) -> float:
    """Worth at the end of the horizon of a unit in full use: the part of its cost that later years still have to earn.

    The cost is spread over the life as an annuity that falls with obsolescence and is discounted; what is left of it after the
    horizon is credited. At most `credited_years` (10, range 5-20) are counted, so that an 80-year dam does not
    decide a plan. It never exceeds the cost, so that building late for its own sake never pays.
    """
    keep = (1 - obsolescence) / (1 + rate)

    def earned(years: float) -> float:
        whole = int(years)
        return sum(keep**year for year in range(1, whole + 1)) + (years - whole) * keep ** (whole + 1)

    served = max(life - remaining, 0.0)
    left = max(min(remaining, credited_years, life), 0.0)
    return float(cost * (1 - obsolescence) ** served * earned(left) / earned(life))


def private_capital_uplift(life: float, rate: float, premium: float, foreign_share: float) -> float:
    """What a dollar of private capital costs the nation beyond the dollar: profit above the social rate that leaves.

    The premium is paid on the capital still tied up, declining over the life; only the foreigners' share of
    it leaves (`private_hurdle_premium` 0.05, `foreign_share_of_private_profit` 0.6).
    """
    ages = range(max(round(life), 1))
    tied = sum((1 - age / life) * (1 + rate) ** -(age + 0.5) for age in ages)
    return float(foreign_share * premium * tied)


def national_leakage(profile: CountryProfile, multiplier: float, share_in_overrun: float) -> float:
    """Share of a gross outlay lost for one lever, before controls.

    The country's leakage (IMF 2015, 2024: 13 / 27 / 40-53 % by income group) times the lever's multiplier. Where the cost
    estimate already carries an observed overrun, half of the leakage is in it (`leakage_already_in_overrun`)
    and is not charged again. Held below 90 %.
    """
    return float(min(profile.institutions.leakage.value * multiplier * (1 - share_in_overrun), 0.9))


def ai_demand(profile: CountryProfile, first_year: int, horizon: int) -> ByYear:
    """Border-price AI spending by year, MUSD: log-linear between the anchors of 2026, 2030 and 2041, times GDP.

    After 2041 the share stays. GDP grows at the 15-year mean from the year of the GDP figure.
    """
    anchors = [
        (2026, profile.demand.ai_spend_2026.value),
        (2030, profile.demand.ai_spend_2030.value),
        (2041, profile.demand.ai_spend_2041.value),
    ]

    def share(year: int) -> float:
        for (left, low), (right, high) in itertools.pairwise(anchors):
            if year <= right:
                return float(low * (high / low) ** ((year - left) / (right - left)))
        return anchors[-1][1]

    return tuple(share(year) * gdp(profile, year) for year in range(first_year, first_year + horizon))


def gdp(profile: CountryProfile, year: int) -> float:
    """Gross domestic product of a year, constant MUSD."""
    base = profile.economy.gdp
    return base.value * (1 + profile.economy.growth.value) ** (year - int(base.year))


def chip_prices(world: WorldFile, first_year: int, horizon: int, import_duty: float) -> ByYear:
    """Landed MUSD per thousand H100e, falling with fading."""
    base, halving = int(world.base_year.value), world.frontier.log_growth_halving.value
    start = constant_dollars(world.chips.price, world) / 1000 * (1 + import_duty)
    fall = 1 - world.chips.price_decline.value
    return tuple(start * fading_growth(fall, halving, first_year + age - base) for age in range(horizon))


def chip_power(world: WorldFile, first_year: int, horizon: int) -> ByYear:
    """MW of facility power per thousand H100e of the vintage bought in a year."""
    base, halving = int(world.base_year.value), world.frontier.log_growth_halving.value
    gain = 1 / (1 + world.chips.efficiency_gain.value)
    return tuple(
        world.chips.power.value * fading_growth(gain, halving, first_year + age - base) for age in range(horizon)
    )


def chip_survival(world: WorldFile, ages: int) -> ByAge:
    """Share of a vintage running at each age: order lead, failures, then the end of its life."""
    chips = world.chips
    working = availability(chips.order_lead.value, 0.0, chips.life.value, ages)
    return tuple(share * (1 - chips.failure.value) ** age for age, share in enumerate(working))


@dataclass(frozen=True)
class BorderPrice:
    """Border price of an H100e-year by year, USD, and how far a US vintage is from breaking even on it."""

    rental: ByYear
    residual: float


def border_rental(
    world: WorldFile, rate: float, first_year: int, horizon: int, shell_life: float, shell_opex: float
) -> BorderPrice:
    """What a site in the United States has to earn per H100e-year to break even on each vintage.

    Solved as a fixed point: the rental is scaled, vintage by vintage, until the discounted rentals of
    a vintage's life equal its chips, shell, power and running cost. So there is no free site: at US shell and power
    cost, no cost of funds and no shadow premium, one more unit of compute is worth its cost; the
    residual says how nearly. `border_token_price_2026` (0.23 USD per million tokens, 0.076-1.04) is a cross-check, not an input.
    """
    ages = math.ceil(world.chips.order_lead.value + world.chips.life.value) + 1
    span = horizon + ages + BORDER_MARGIN
    price = chip_prices(world, first_year, span, 0.0)
    power = chip_power(world, first_year, span)
    alive = chip_survival(world, ages)
    shell_year = constant_dollars(world.chips.us_shell_cost, world) * (annuity(rate, shell_life) + shell_opex)
    energy_year = constant_dollars(world.chips.us_power_cost, world) * MW_YEAR_IN_MILLION_KWH
    weight = [share / (1 + rate) ** age for age, share in enumerate(alive)]
    service = [one * world.chips.running_cost.value + mw * (shell_year + energy_year) for one, mw in zip(price, power, strict=True)]
    costs = [one + yearly * sum(weight) for one, yearly in zip(price, service, strict=True)]

    def earned(rental: list[float]) -> list[float]:
        return [
            sum(part * rental[min(vintage + age, span - 1)] for age, part in enumerate(weight)) for vintage in range(span)
        ]

    rental = [one / sum(weight) for one in costs]
    for _ in range(FIXED_POINT_ROUNDS):
        rental = [old * want / got for old, want, got in zip(rental, costs, earned(rental), strict=True)]
    residual = max(abs(got / want - 1) for got, want in list(zip(earned(rental), costs, strict=True))[:horizon])
    return BorderPrice(rental=tuple(one * 1000 for one in rental[:horizon]), residual=residual)


BORDER_MARGIN = 15
# Three rounds leave residuals below 0.1 %; many more would amplify rounding, because a vintage earns little in its first year.
FIXED_POINT_ROUNDS = 4


def open_weights_lag(world: WorldFile, first_year: int, horizon: int) -> ByYear:
    """Expected months by which hosted open weights trail the frontier.

    Four months while they flow; `open_lag_after_stop` once they stop, weighted by the odds that they have stopped.
    """
    frontier = world.frontier
    base = int(world.base_year.value)
    stopped = [1 - (1 - frontier.open_stop.value) ** (first_year + age - base) for age in range(horizon)]
    return tuple(
        frontier.open_lag.value * (1 - odds) + frontier.open_lag_after_stop.value * odds for odds in stopped
    )


def unserved_megawatts(profile: CountryProfile, first_year: int, horizon: int) -> ByYear:
    """Average MW that homes and firms want and do not get, growing with the economy."""
    share = profile.power.unserved_share.value
    served = profile.power.demand.value * 1e6 / HOURS_PER_YEAR
    today = served * share / (1 - share)
    base = int(profile.power.demand.year)
    return tuple(
        today * (1 + profile.economy.growth.value) ** (first_year + age - base) for age in range(horizon)
    )


def administrative_capacity(profile: CountryProfile, world: WorldFile) -> float:
    """Points of programmes a state can have under way: 9 at effectiveness 0, times 1.7 per index point, one more per tenfold GDP above USD 100bn."""
    scales = world.scales
    effect = scales.admin_multiplier.value ** profile.institutions.government_effectiveness.value
    size = max(math.log10(profile.economy.gdp.value / HUNDRED_BILLION), 0)
    return float(scales.admin_base.value * effect + size)


HUNDRED_BILLION = 100_000.0


def political_inflow(profile: CountryProfile, world: WorldFile, first_year: int, horizon: int) -> ByYear:
    """Points of political capital by year: wider with fiat, narrower in election years."""
    scales = world.scales
    wide = 1 + profile.politics.fiat.value * (scales.fiat_multiplier.value - 1)
    polls = {int(year.value) for year in profile.politics.elections}
    yearly = profile.politics.inflow.value * wide
    return tuple(
        yearly * (scales.election_multiplier.value if first_year + age in polls else 1) for age in range(horizon)
    )


def levy_home_share(parity: float, rate: float, pass_through: float, substitution: float) -> float:
    """Home share of private demand when imports carry a levy: Armington with elasticity 2 (1-4)."""
    relative = parity / (1 - parity) * (1 + rate * pass_through) ** substitution if parity < 1 else math.inf
    return 1.0 if math.isinf(relative) else relative / (1 + relative)


def absorption_lines(leak_per_tenth: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Slopes and offsets of the extra outlay on spending above what a class can absorb.

    With excess e over the class's room the share lost is 10 x a x e up to e = 0.5 and rises twice as fast
    beyond; the extra outlay is delivered spending times that share. Tangents of this convex curve at five excesses;
    offsets are in multiples of the room.
    """
    steep = 10 * leak_per_tenth

    def share(excess: float) -> float:
        return steep * min(excess, DOUBLING_EXCESS) + 2 * steep * max(excess - DOUBLING_EXCESS, 0)

    def slope(excess: float) -> float:
        return share(excess) + (1 + excess) * (2 * steep if excess >= DOUBLING_EXCESS else steep)

    slopes = tuple(slope(excess) for excess in TANGENT_EXCESSES)
    offsets = tuple(
        slope(excess) * (1 + excess) - (1 + excess) * share(excess) for excess in TANGENT_EXCESSES
    )
    return slopes, offsets


DOUBLING_EXCESS = 0.5
TANGENT_EXCESSES: Sequence[float] = (0.0, 0.25, 0.5, 1.0, 2.0)
