"""The tables of the tiny country: one lever of every kind, in round numbers of a sensible size."""

from __future__ import annotations

from typing import Any

from catchup.catalogue import SpendingClass
from catchup.problem import (
    Absorption,
    Build,
    ByAge,
    ByYear,
    ChainData,
    Clock,
    Cohort,
    ComputeData,
    ExternalData,
    Firm,
    Inherited,
    MarketData,
    Money,
    Politics,
    PowerData,
    Prerequisite,
    Problem,
    Programme,
    ReformPathData,
    Stance,
    StanceStepData,
    Tier,
)
from catchup.profile import StaffClass

FIRST_YEAR = 2027
RATE = 0.08
PORT, PLANT, GAS, SHELL = "ports", "packaging", "gas", "datacentre"
RETURNEES, LABS, EXITS, REFORM = "returnees", "labs", "exits", "reform"
BAN, LEVY, AGREEMENT = "ban", "levy", "agreement"
LEVERS = (PORT, PLANT, GAS, SHELL, RETURNEES, LABS, BAN, LEVY, AGREEMENT, EXITS, REFORM)
"""Levers of the tiny country; the reform path is always there."""


def _aged(length: int, *by_age: float) -> ByAge:
    """Numbers by age (or year), the last one held on to the end of the horizon."""
    return tuple(by_age[min(age, len(by_age) - 1)] for age in range(length))


def _annuity(rate: float, years: int) -> float:
    return rate / (1 - (1 + rate) ** -years)


def _people(technician: float, engineer: float, researcher: float) -> dict[StaffClass, float]:
    return {"technician": technician, "engineer": engineer, "researcher": researcher}


def whole(horizon: int, paths: int) -> Problem:
    """The tiny country with everything it can have."""
    clock = Clock(
        first_year=FIRST_YEAR, horizon=horizon, window=min(3, horizon),
        discount=tuple((1 + RATE) ** -(year + 0.5) for year in range(horizon)), end_discount=(1 + RATE) ** -horizon,
    )
    return Problem(
        country="TNY", country_name="Tiny", scenario="baseline", scenario_name="Baseline", currency="TNC",
        currency_rate=10.0, fiscal_spans_two_years=False, clock=clock, weight=0.5, money=_money(horizon),
        absorption=_absorption(horizon),
        external=ExternalData(
            envelope=_aged(horizon, 150.0), shadow_factor=1.15, foreign_investment=0.6, retaliation_goods=20.0
        ),
        politics=Politics(inflow=_aged(horizon, 8.0, 8.0, 4.0, 8.0), opening=8.0, cap=16.0),
        admin=_aged(horizon, 7.0),
        staff={
            "technician": _aged(horizon, 400.0), "engineer": _aged(horizon, 120.0), "researcher": _aged(horizon, 8.0),
        },
        water=3.0, power=_power(horizon), market=_market(horizon), chain=_chain(horizon), shell=_shell(horizon),
        compute=_compute(horizon), builds=(_port(horizon), _plant(horizon), _gas(horizon)),
        programme=_programme(horizon), cohorts=(_cohort(horizon),), stances=_stances(horizon),
        firms=(_firm(horizon),), exit_lever=EXITS, inherited=(_inherited(horizon),),
        paths=_paths(horizon)[:paths], reform_lever=REFORM,
    )


def _money(horizon: int) -> Money:
    return Money(
        cash=_aged(horizon, 60.0, 65.0, 70.0, 75.0, 80.0), appropriation=_aged(horizon, 75.0), carry_over=0.3,
        borrow_limit=_aged(horizon, 20.0), borrow_rate=0.08, borrow_payment=_annuity(0.08, 3), borrow_term=3,
        concessional_limit=_aged(horizon, 10.0), concessional_rate=0.02, concessional_payment=_annuity(0.02, 8),
        concessional_term=8, concessional_classes=("power", "infrastructure", "knowledge"), retention=0.5, recycled=0.4,
        cost_of_funds=1.2, social_loss=0.7, private_ceiling=_aged(horizon, 90.0),
    )


def _absorption(horizon: int) -> Absorption:
    room: dict[SpendingClass, float] = {
        "chips": 30.0, "power": 30.0, "compute": 25.0, "knowledge": 15.0, "infrastructure": 25.0, "institutions": 8.0,
    }
    return Absorption(
        room={name: _aged(horizon, one) for name, one in room.items()}, slopes=(0.3, 1.05), offsets=(0.3, 1.35)
    )


def _power(horizon: int) -> PowerData:
    return PowerData(
        spare=_aged(horizon, 3.0), deficit=_aged(horizon, 25.0), household_first=0.5, deficit_can_close=True,
        wires=_aged(horizon, 40.0), value=1.5, tariff=1.0, taken=0.0, most_supply=0.0,
    )


def _market(horizon: int) -> MarketData:
    return MarketData(
        demand={
            "state": _aged(horizon, 20.0, 30.0, 42.0, 55.0, 65.0, 75.0),
            "private": _aged(horizon, 60.0, 90.0, 125.0, 160.0, 190.0, 215.0),
        },
        share={"routine": 0.65, "sensitive": 0.35}, worth=2.0, quality_loss=0.03, open_lag=_aged(horizon, 6.0, 8.0, 9.0),
        home_share={"state": 0.4, "private": 0.35}, language_gain=0.1, compute_per_musd=_aged(horizon, 0.08, 0.1, 0.12),
        rental=_aged(horizon, 12500.0, 10000.0, 8300.0), token_price=_aged(horizon, 0.2, 0.1), break_even_residual=0.0,
        cutoff_loss=0.05,
    )


def _chain(horizon: int) -> ChainData:
    return ChainData(
        world={
            "wafers_mature": _aged(horizon, 1e6), "wafers_advanced": _aged(horizon, 1e6),
            "wafers_memory": _aged(horizon, 1e6), "packaged_chips": _aged(horizon, 1e5, 1.1e5, 1.2e5),
            "ai_services": _aged(horizon, 1e5, 1.5e5, 2e5),
        },
        world_stock=_aged(horizon, 2e4, 3e4, 4e4, 5e4), engineer_equivalents=10.0,
    )


def _build(horizon: int, name: str, **figures: Any) -> Build:
    """A plant with everything at nothing but what is given."""
    plain: dict[str, Any] = {
        "id": name, "name": name.capitalize(), "mode": "share", "max_units": 4.0, "closed_because": None, "lead": 1.0,
        "pay": _aged(horizon, 1.0, 0.0), "available": _aged(horizon, 0.0, 0.9), "standing": _aged(horizon, 0.0, 1.0),
        "learned_factor": (1.0,), "learning_memory": 10, "state_share": 0.4, "state_running_share": 0.0,
        "running_cost": 1.0, "import_capex": 0.5, "import_opex": 0.2, "capital_uplift": 0.1,
        "staff": _people(0.0, 0.0, 0.0), "power_need": 0.0, "water_need": 0.0, "revenue": 0.0, "export_earnings": 0.0,
        "state_revenue": 0.0, "other_users": 0.0, "captive": False, "credit_rate": 0.0, "launch_politics": 2.0,
        "repeat_politics": 0.5, "admin_load": 1.0, "requires": (), "names": (),
    }
    given = {**plain, **figures}
    last = horizon - 1 - int(given["lead"])
    return Build(**{"last_start": last, **given})


def _credit(horizon: int, full: float, last: int) -> ByYear:
    """Terminal credit of a unit: the later it was started, the more is left of it."""
    return tuple(full * (0.6 + 0.05 * year) if year <= last else 0.0 for year in range(horizon))


def _port(horizon: int) -> Build:
    return _build(
        horizon, PORT, spending_class="infrastructure", max_units=3.0, list_cost=_aged(horizon, 25.0), state_share=0.8,
        state_running_share=1.0, output="port_capacity", output_units=1.0, state_revenue=2.0, other_users=14.0,
        export_earnings=3.0, staff=_people(20.0, 4.0, 0.0), credit=_credit(horizon, 14.0, horizon - 2),
    )


def _plant(horizon: int) -> Build:
    """Packaging: two whole units, the second cheaper once the first runs."""
    return _build(
        horizon, PLANT, spending_class="chips", mode="unit", max_units=2.0, lead=1.5, pay=_aged(horizon, 0.6, 0.4, 0.0),
        available=_aged(horizon, 0.0, 0.4, 0.85), standing=_aged(horizon, 0.0, 0.5, 1.0), list_cost=_aged(horizon, 50.0),
        learned_factor=(1.0, 0.75), state_share=0.5, running_cost=12.0, staff=_people(90.0, 25.0, 1.0), power_need=2.0,
        water_need=1.0, output="packaged_chips", output_units=50.0, revenue=55.0, state_revenue=3.0, launch_politics=3.0,
        repeat_politics=1.0, admin_load=2.0, credit=_credit(horizon, 30.0, horizon - 2), credit_rate=0.6,
        requires=(Prerequisite(lever=PORT, at="online", units=0.5, standing=_aged(horizon, 0.0), kept=()),), names=("East quay", "West quay"),
    )


def _gas(horizon: int) -> Build:
    """Power in whole blocks of ten megawatts, beside the campus or through the grid."""
    return _build(
        horizon, GAS, spending_class="power", mode="count", max_units=3.0, list_cost=_aged(horizon, 14.0),
        available=_aged(horizon, 0.0, 0.7, 0.9), running_cost=3.0, staff=_people(15.0, 3.0, 0.0), water_need=0.5,
        output="firm_power", output_units=10.0, captive=True, credit=_credit(horizon, 8.0, horizon - 2), credit_rate=0.8,
    )


def _shell(horizon: int) -> Build:
    return _build(
        horizon, SHELL, spending_class="compute", max_units=5.0, lead=0.75, pay=_aged(horizon, 1.0, 0.0),
        available=_aged(horizon, 0.2, 0.9), standing=_aged(horizon, 0.25, 1.0), list_cost=_aged(horizon, 20.0),
        state_share=0.3, state_running_share=0.3, output="shell", output_units=4.0, water_need=0.1,
        credit=_credit(horizon, 12.0, horizon - 1), credit_rate=3.0,
    )


def _compute(horizon: int) -> ComputeData:
    """Chips live about three years; `max_spend` and `max_stock` are filled in by `_consistent`."""
    return ComputeData(
        lever=SHELL, chip_price=_aged(horizon, 9.0, 7.0, 5.5, 4.5, 4.0, 3.7), chip_power=_aged(horizon, 0.6, 0.5, 0.4, 0.35),
        chip_alive=(0.25, 0.95, 0.9, 0.6, 0.0, 0.0), chip_running=_aged(horizon, 0.4, 0.3, 0.25, 0.2), chip_import=0.95, chip_duty=0.05,
        chip_credit=(0.0,) * (horizon - 2) + (1.0, 2.0), chip_uplift=0.05, state_share=0.3, base_stock=0.2,
        export_cap=_aged(horizon, 10.0, 20.0, 30.0), fleet_share_small=0.6, fleet_size=4.0, max_spend=_aged(horizon, 0.0),
        max_stock=_aged(horizon, 0.0), staff=_people(1.0, 0.5, 0.0), researchers_idle_without=0.05,
    )


def _programme(horizon: int) -> Programme:
    tier = Tier(
        id="adapt", name="Adapt an open model", lag=_aged(horizon, 4.0, 5.0), first_cost=_aged(horizon, 2.0, 0.5, 0.0),
        yearly_cost=_aged(horizon, 1.5), live=_aged(horizon, 0.0, 0.7, 1.0), compute=0.1, staff=_people(5.0, 8.0, 4.0),
        slots=1, labs=("lab_a",),
    )
    return Programme(
        lever=LABS, tiers=(tier,), review_ages=2, import_share=0.2, politics=2.0, admin=1.0, credibility_cap=0.9,
        credibility_per_exit=0.2, merit={"lab_a": 0.8, "lab_b": 0.5}, success_kept_if_connected=0.6, last_start=horizon - 2,
    )


def _cohort(horizon: int) -> Cohort:
    return Cohort(
        lever=RETURNEES, name="Bring people home", flow="returnees", persons=10.0, max_units=2.0, last_start=horizon - 2,
        first_cost=_aged(horizon, 3.0, 0.0), yearly_cost=1.5, running=_aged(horizon, 0.0, 0.8, 0.6, 0.5),
        supply={
            "technician": _aged(horizon, 0.0), "engineer": _aged(horizon, 0.0, 2.0, 1.6),
            "researcher": _aged(horizon, 0.0, 6.0, 5.0, 4.0),
        },
        other_users=_aged(horizon, 0.0, 1.5, 1.25, 1.0), credit=(0.0,) * (horizon - 1) + (1.0,), import_share=0.2,
        state_share=0.8, launch_politics=2.0, repeat_politics=0.5, admin=0.5, needs_compute=True,
        staff=_people(0.0, 0.0, 0.0),
    )


def _stances(horizon: int) -> tuple[Stance, ...]:
    common: dict[str, Any] = {
        "in_force": _aged(horizon, 0.0, 0.8, 0.95), "yearly_cost": 0.0, "admin": _aged(horizon, 0.5, 0.0),
        "home_share": (), "response": (), "response_worth": (),
    }
    step: dict[str, Any] = {"retaliation": 0.3, "launch_politics": 1.5, "standing_politics": 0.4}
    return (
        Stance(
            lever=BAN, name="State buys at home", effect="bars_foreign_state_supply", cost=1.0, premium=0.1,
            last_start=horizon - 2, steps=(StanceStepData(id="bar", name="Foreign services barred", rate=0.8, **step),),
            **common,
        ),
        Stance(
            lever=LEVY, name="Levy on foreign services", effect="levies_foreign_supply", cost=0.5, premium=0.0,
            last_start=horizon - 2,
            steps=(
                StanceStepData(id="low", name="Levy of 10%", rate=0.1, **step),
                StanceStepData(
                    id="high", name="Levy of 25%", rate=0.25, retaliation=1.0, launch_politics=2.5, standing_politics=0.7
                ),
            ),
            **{**common, "home_share": (0.35, 0.42, 0.5), "response": (0.0, 0.04, 0.1), "response_worth": (1.0, 1.05, 1.12)},
        ),
        Stance(
            lever=AGREEMENT, name="Information agreement", effect="cuts_landed_cost", premium=0.0, last_start=horizon - 2,
            steps=(StanceStepData(id="sign", name="Agreement signed", rate=0.1, **step),), cost=0.5,
            **{**common, "yearly_cost": 0.1},
        ),
    )


def _firm(horizon: int) -> Firm:
    return Firm(
        id="steel", name="State steel works", saving=_aged(horizon, 0.0, 3.0, 6.0), cost=_aged(horizon, 4.0, 2.0, 0.0),
        completion=_aged(horizon, 0.0, 0.4, 0.7), staff=_people(100.0, 20.0, 0.0), launch_politics=5.0,
        admin=_aged(horizon, 1.0, 1.0, 0.0),
    )


def _inherited(horizon: int) -> Inherited:
    """A packaging plant that is half built and none too good."""
    return Inherited(
        id="old_plant", name="Old packaging plant", lever=PLANT, state_cost=_aged(horizon, 8.0, 6.0, 0.0),
        private_cost=_aged(horizon, 4.0, 3.0, 0.0), available=_aged(horizon, 0.0, 0.0, 0.8), units=0.3, sunk=10.0, ready=2,
        credit=3.0, cancellable=True, cancel_politics=1.5, cancel_admin=1.0,
    )


def _paths(horizon: int) -> tuple[ReformPathData, ...]:
    still, idle = dict.fromkeys(LEVERS, _aged(horizon, 0.2)), _aged(horizon, 0.0)
    cleaner = dict.fromkeys(LEVERS, _aged(horizon, 0.2, 0.14, 0.1))
    nobody: dict[StaffClass, ByYear] = {"technician": idle, "engineer": idle, "researcher": idle}
    delivered = _aged(horizon, 2.0, 1.0, 0.5)
    return (
        ReformPathData(
            id="as_is", name="Institutions as they are", leakage=still, credibility=_aged(horizon, 0.3), cost=idle,
            delivered=idle, politics=idle, admin=idle, staff=nobody, spillover=idle, miss={"adapt": 0.3},
        ),
        ReformPathData(
            id="controls", name="Controls on spending", leakage=cleaner, credibility=_aged(horizon, 0.3, 0.5, 0.6),
            cost=tuple(net / (1 - leak) for net, leak in zip(delivered, cleaner[REFORM], strict=True)),
            delivered=delivered, politics=_aged(horizon, 3.0, 0.0), admin=_aged(horizon, 1.0, 1.0, 0.0),
            staff={**nobody, "engineer": _aged(horizon, 2.0, 0.0)}, spillover=_aged(horizon, 0.0, 1.0, 2.0),
            miss={"adapt": 0.25},
        ),
    )
