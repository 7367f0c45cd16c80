"""Mappings from facts to parameters: shapes, limits and the traps they avoid."""

from __future__ import annotations

import math

import pytest

from catchup import calibration as cal
from catchup.assemble import Choices, resolve
from catchup.delivery import expected_delivery, miss_odds
from catchup.library import load_case, load_country, load_lever, load_world


def test_nothing_works_before_the_lead_and_all_of_it_in_between() -> None:
    shares = cal.availability(lead=3.4, ramp=1.0, life=5.0, ages=12)
    assert shares[:3] == (0.0, 0.0, 0.0)
    assert shares[3] == pytest.approx(0.6**2 / 2)
    assert sum(shares) == pytest.approx(5.0 - 0.5)


@pytest.mark.parametrize("ramp", [0.0, 0.5, 2.0])
def test_a_longer_lead_never_works_sooner(ramp: float) -> None:
    early = cal.availability(2.3, ramp, 20, 10)
    late = cal.availability(2.7, ramp, 20, 10)
    assert all(sum(late[: age + 1]) <= sum(early[: age + 1]) + 1e-12 for age in range(10))


@pytest.mark.parametrize("lead", [0.0, 0.4, 1.0, 2.5, 7.9])
def test_payments_add_up_to_the_cost(lead: float) -> None:
    assert sum(cal.payment_calendar(lead, 12)) == pytest.approx(1.0)


def test_world_growth_fades() -> None:
    assert cal.fading_growth(2.0, 6.0, 1.0) < 2.0
    assert cal.fading_growth(2.0, 6.0, 200.0) == pytest.approx(math.exp(math.log(2) * 6 / math.log(2)), rel=1e-6)


def test_terminal_credit_never_exceeds_cost_and_falls_with_obsolescence() -> None:
    for obsolescence in (0.0, 0.1, 0.33):
        credit = cal.terminal_credit(100.0, 0.08, 18.0, obsolescence, 18.0, 10.0)
        assert 0 < credit <= 100.0
    assert cal.terminal_credit(100, 0.08, 18, 0.05, 9, 20) > cal.terminal_credit(100, 0.08, 18, 0.3, 9, 20)
    assert cal.terminal_credit(100, 0.08, 18, 0.05, -1, 10) == 0


def test_a_us_site_breaks_even_on_every_vintage() -> None:
    world = load_world()
    border = cal.border_rental(world, 0.08, 2027, 15, 17.5, 0.06)
    assert border.residual < 0.05
    assert all(later < earlier for earlier, later in zip(border.rental, border.rental[1:], strict=False))


def test_the_token_price_lies_in_the_range_of_the_facts() -> None:
    world = load_world()
    price = resolve(load_case("IND")).market.token_price[0]
    assert world.frontier.border_token_price.low <= price <= world.frontier.border_token_price.high


def test_reliability_does_not_come_from_losses() -> None:
    """Transmission losses rank Nigeria above India; the mapping uses the feeder, where Nigeria is worse."""
    assert load_country("NGA").power.site_outages.value > load_country("IND").power.site_outages.value


def test_nigeria_leaks_more_than_india_and_controls_cut_it() -> None:
    india, nigeria = resolve(load_case("IND")), resolve(load_case("NGA"))
    lever = "energy_grid_td"
    assert nigeria.paths[0].leakage[lever][0] > india.paths[0].leakage[lever][0]
    deep = next(path for path in nigeria.paths if path.id == "deep_first")
    assert min(deep.leakage[lever]) < nigeria.paths[0].leakage[lever][0]


def test_leakage_inside_an_observed_overrun_is_not_charged_twice() -> None:
    profile = load_country("NGA")
    assert cal.national_leakage(profile, 1.0, 0.5) == pytest.approx(0.5 * cal.national_leakage(profile, 1.0, 0.0))


def test_gate_credibility_follows_gate_and_merit_and_not_a_corruption_score() -> None:
    scales = load_world().scales
    assert miss_odds(50, 0.9, scales) < miss_odds(50, 0.1, scales)
    assert miss_odds(50, 0.5, scales) < miss_odds(20, 0.5, scales)
    clean = resolve(load_case("NGA", overrides=["institutions.control_of_corruption=2.0"]))
    dirty = resolve(load_case("NGA", overrides=["institutions.control_of_corruption=-2.0"]))
    assert [path.credibility for path in clean.paths] == [path.credibility for path in dirty.paths]
    assert [path.miss for path in clean.paths] == [path.miss for path in dirty.paths]


def test_swapping_institutions_moves_delivery_the_right_way() -> None:
    india, nigeria, scales = load_country("IND"), load_country("NGA"), load_world().scales
    swapped = nigeria.model_copy(update={"institutions": india.institutions})
    for lever in ("energy_grid_td", "ports_logistics", "fab_mature"):
        canonical = load_lever(lever).canonical
        assert expected_delivery(canonical, swapped, scales).years < expected_delivery(canonical, nigeria, scales).years


def test_slip_is_added_and_never_rounded_to_years() -> None:
    base, slipped = resolve(load_case("IND")), resolve(load_case("IND", "slip_two_years"))
    for before, after in zip(base.plants, slipped.plants, strict=True):
        assert after.lead == pytest.approx(before.lead + 2.0)
        assert before.lead % 1 != 0


def test_a_change_of_currency_changes_nothing_but_the_currency() -> None:
    base = resolve(load_case("NGA")).model_dump()
    other = resolve(load_case("NGA", overrides=["currency.rate=x10"])).model_dump()
    assert base.pop("currency_rate") * 10 == pytest.approx(other.pop("currency_rate"))
    assert base == other


def test_levers_that_cannot_arrive_or_be_paid_are_closed_with_a_reason() -> None:
    nigeria = resolve(load_case("NGA"))
    closed = {plant.id: plant.closed_because for plant in nigeria.plants if plant.closed_because}
    assert "no partner" in (closed["fab_advanced"] or "")
    assert "horizon" in (closed["energy_nuclear"] or "")
    short = resolve(load_case("IND"), Choices(horizon=3))
    assert "horizon" in (short.plant("energy_nuclear").closed_because or "")


def test_money_of_another_year_is_deflated() -> None:
    world = load_world()
    capex = load_lever("fab_mature").canonical.capex_per_unit
    assert capex.price_year is not None
    assert cal.constant_dollars(capex, world) != capex.value
    assert cal.constant_dollars(capex.model_copy(update={"price_year": None}), world) == capex.value
