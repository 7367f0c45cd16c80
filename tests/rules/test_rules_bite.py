"""Every rule bites: make it neutral, and the best plan of the tiny country changes in the direction it should."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from modelkit import decisions, entry, lines, solved, value

from catchup.problem import Lock, Target
from catchup.testing import (
    AGREEMENT,
    BAN,
    EXITS,
    GAS,
    LABS,
    LEVY,
    PLANT,
    PORT,
    RETURNEES,
    SHELL,
    changed,
    scaled,
    tiny_problem,
)

FREE = 1e5
SMALL = 1e-3


@dataclass(frozen=True)
class Bite:
    """A rule, a country in which it binds, and the change that makes it neutral; the value must then rise (or fall)."""

    rule: str
    name: str
    levers: tuple[str, ...]
    neutral: dict[str, Any]
    base: dict[str, Any] = field(default_factory=dict)
    rises: bool = True


def plenty(old: Any) -> Any:
    return scaled(FREE)(old)


def nothing(old: Any) -> Any:
    return scaled(0.0)(old)


TABLE = (
    Bite("1", "cash", (SHELL, GAS, PLANT, PORT), {"money.cash": scaled(4.0)}, {"money.cash": scaled(0.2)}),
    Bite("1", "borrowing", (SHELL, GAS), {"money.borrow_limit": scaled(3.0)}, {"money.cash": scaled(0.2), "money.borrow_limit": scaled(0.2)}),
    Bite("1", "carry-over", (PLANT,), {"money.carry_over": 1.0},
         {"money.cash": (16.0,) * 4, "money.carry_over": 0.0, "money.borrow_limit": nothing, "money.concessional_limit": nothing,
          "builds.packaging.requires": (), "builds.packaging.revenue": 90.0}),
    Bite("1", "lender's purposes", (PORT, GAS, SHELL), {"money.concessional_classes": ("power", "infrastructure", "knowledge", "compute", "chips")},
         {"money.cash": scaled(0.2), "money.borrow_limit": nothing, "money.concessional_limit": scaled(3.0)}),
    Bite("1", "private ceiling", (SHELL, GAS), {"money.private_ceiling": scaled(5.0), "compute.max_spend": scaled(5.0), "compute.max_stock": scaled(5.0)},
         {"money.private_ceiling": scaled(0.3)}),
    Bite("1", "receipts come back", (PORT,), {"money.recycled": 1.0, "money.retention": 1.0},
         {"money.cash": (5.0,) * 4, "money.borrow_limit": nothing, "money.concessional_limit": nothing, "money.recycled": 0.0,
          "weight": 1.0, "builds.ports.state_revenue": 30.0, "builds.ports.other_users": 60.0, "absorption.room": scaled(10.0)}),
    Bite("2", "leakage", (SHELL, GAS, PLANT, PORT), {"paths.*.leakage": nothing}),
    Bite("2", "leaked money is lost to the nation", (SHELL, GAS), {"money.social_loss": 0.0}),
    Bite("3", "hurry", (SHELL, PORT, PLANT), {"absorption.slopes": (0.0, 0.0)}, {"absorption.room": scaled(0.3)}),
    Bite("4", "foreign exchange", (SHELL, GAS), {"external.envelope": plenty}, {"external.envelope": scaled(0.1)}),
    Bite("5", "lead time of plants", (SHELL, GAS), {"shell.available": (0.9,) * 4}),
    Bite("5", "order lead of chips", (SHELL, GAS), {"compute.chip_alive": (0.95, 0.95, 0.9, 0.6, 0.0, 0.0)}),
    Bite("6", "prerequisite", (PLANT, PORT), {"builds.packaging.requires": ()}, {"builds.ports.other_users": 0.0}),
    Bite("6", "sites", (PLANT, PORT), {"builds.ports.max_units": 30.0}, {"builds.ports.other_users": 60.0, "weight": 1.0}),
    Bite("7", "spare power", (SHELL,), {"power.spare": plenty}),
    Bite("7", "taken power", (SHELL,), {"power.taken": 50.0}),
    Bite("7", "homes first", (SHELL, GAS), {"power.household_first": 0.0},
         {"power.spare": nothing, "weight": 0.0, "builds.gas.captive": False, "power.household_first": 0.8, "power.deficit": scaled(10.0),
          "power.deficit_can_close": False}),
    Bite("7", "a closed deficit frees the rest", (SHELL, GAS), {"power.deficit": (2.0,) * 4},
         {"power.spare": nothing, "weight": 0.0, "builds.gas.captive": False, "power.household_first": 0.8}),
    Bite("7", "wires", (GAS,), {"power.wires": plenty}, {"power.wires": scaled(0.1), "power.value": 5.0, "weight": 1.0}),
    Bite("7", "deficit bounds what homes take", (GAS,), {"power.deficit": plenty, "power.deficit_can_close": False},
         {"power.deficit": scaled(0.2), "power.value": 5.0, "weight": 1.0}),
    Bite("7", "chips need shells", (SHELL, GAS), {"shell.output_units": 100.0}),
    Bite("8", "hirable staff", (PLANT, PORT), {"staff": plenty}, {"staff": scaled(0.2)}),
    Bite("8", "people brought home", (PLANT, SHELL, RETURNEES), {"cohorts.returnees.max_units": 30.0},
         {"builds.packaging.staff": {"technician": 10.0, "engineer": 5.0, "researcher": 40.0}, "builds.packaging.requires": (),
          "cohorts.returnees.first_cost": (1.0, 0.0, 0.0, 0.0), "cohorts.returnees.yearly_cost": 0.1,
          "builds.packaging.available": (0.0, 0.9, 0.9, 0.9), "builds.packaging.revenue": 120.0, "cohorts.returnees.max_units": 0.5,
          "builds.packaging.last_start": 1, "money.cash": (150.0,) * 4}),
    Bite("8", "returnees need compute", (PLANT, SHELL, RETURNEES), {"compute.researchers_idle_without": 0.0},
         {"builds.packaging.staff": {"technician": 10.0, "engineer": 5.0, "researcher": 14.0}, "builds.packaging.requires": (),
          "compute.researchers_idle_without": 2.0, "compute.export_cap": (0.3,) * 4, "builds.packaging.revenue": 60.0}),
    Bite("9", "export regime", (SHELL, GAS), {"compute.export_cap": None}, {"compute.export_cap": (2.0,) * 4}),
    Bite("9", "water", (SHELL, GAS), {"water": FREE}, {"water": 0.2}),
    Bite("10", "demand", (SHELL, GAS), {"market.demand": scaled(3.0)}, {"market.demand": scaled(0.3)}),
    Bite("10", "small stock", (SHELL,), {"compute.fleet_share_small": 1.0}),
    Bite("10", "fleet size", (SHELL,), {"compute.fleet_size": 0.0}),
    Bite("10", "compute serves", (SHELL,), {"market.compute_per_musd": scaled(0.2)}),
    Bite("10", "quality lag", (SHELL, GAS), {"market.quality_loss": 0.0}, {"market.home_share": {"state": 0.9, "private": 0.9}}),
    Bite("11", "home share of the state", (SHELL, GAS), {"market.home_share": {"state": 1.0, "private": 0.35}}),
    Bite("11", "premium", (SHELL, GAS, BAN), {"stances.ban.premium": 0.0}, {"locks": (Lock(lever=BAN, kind="in", year=2027),)}),
    Bite("12", "home share of private users", (SHELL, GAS), {"market.home_share": {"state": 0.4, "private": 1.0}}),
    Bite("12", "retaliation", (SHELL, GAS, LEVY), {"stances.levy.steps.*.retaliation": 0.0}),
    Bite("12", "elasticity", (SHELL, GAS, LEVY), {"stances.levy.home_share": (0.35, 0.35, 0.35)}, rises=False),
    Bite("14", "odds of a miss", (SHELL, GAS, LABS), {"paths.*.miss": {"adapt": 0.0}}),
    Bite("14", "credible cut", (SHELL, GAS, LABS), {"paths.*.credibility": (0.9,) * 4},
         {"paths.*.credibility": (0.0,) * 4, "programme.tiers.adapt.yearly_cost": (4.0,) * 4, "paths.*.miss": {"adapt": 0.3},
          "market.language_gain": 0.5}),
    Bite("14", "closed firms make cuts believable", (SHELL, GAS, LABS, EXITS), {"programme.credibility_per_exit": 0.9},
         {"paths.*.credibility": (0.0,) * 4, "programme.credibility_per_exit": 0.0, "firms.steel.saving": (0.0, 3.0, 6.0, 6.0),
          "firms.steel.cost": (1.0, 0.0, 0.0, 0.0), "firms.steel.completion": (0.0, 0.7, 0.7, 0.7), "market.language_gain": 0.5}),
    Bite("15", "politics", (SHELL, GAS, PLANT, PORT), {"politics.inflow": plenty, "politics.cap": FREE}, {"politics.inflow": scaled(0.1), "politics.opening": 4.0}),
    Bite("15", "capital is not hoarded", (SHELL, GAS, PLANT, PORT), {"politics.cap": FREE},
         {"politics.cap": 0.5, "politics.opening": 0.0, "politics.inflow": (1.2,) * 4}),
    Bite("16", "administration", (SHELL, GAS, PLANT, PORT), {"admin": plenty}, {"admin": (1.0,) * 4}),
    Bite("17", "learning", (PLANT,), {"builds.packaging.learned_factor": (1.0, 1.0)},
         {"builds.packaging.requires": (), "builds.packaging.revenue": 70.0, "builds.packaging.learned_factor": (1.0, 0.5),
          "money.cash": (25.0,) * 4}, rises=False),
    Bite("17", "an idle line forgets", (PLANT,), {"builds.packaging.learning_memory": 10},
         {"builds.packaging.requires": (), "builds.packaging.learned_factor": (1.0, 0.5), "builds.packaging.learning_memory": 0,
          "builds.packaging.revenue": 60.0}),
    Bite("18", "the agreement", (SHELL, GAS, AGREEMENT), {"stances.agreement.in_force": (1.0,) * 4}),
    Bite("18", "an agreement that is not in force", (SHELL, GAS, AGREEMENT), {"stances.agreement.in_force": (0.0,) * 4}, rises=False),
    Bite("terminal", "shells are credited", (SHELL, GAS), {"shell.credit": nothing}, rises=False),
    Bite("terminal", "power plants are credited", (SHELL, GAS), {"builds.gas.credit": nothing}, {"power.spare": nothing}, rises=False),
    Bite("value", "risk of cut-off", (SHELL, GAS), {"market.cutoff_loss": 0.0}, rises=False),
    Bite("value", "cost of public funds", (SHELL, GAS), {"money.cost_of_funds": 1.0}),
    Bite("value", "shadow price of foreign exchange", (SHELL, GAS), {"external.shadow_factor": 1.0}, rises=False),
    Bite("value", "uplift of private capital", (SHELL, GAS), {"compute.chip_uplift": 0.0}),
)


def dear_gas(problem: Any) -> Any:
    return changed(problem, "builds.gas.list_cost", (1e4,) * 4)


def country(bite: Bite, changes: dict[str, Any]) -> Any:
    """The tiny country with the levers named; gas is always there, but dear unless it is named."""
    problem = tiny_problem(horizon=4, paths=1, levers=(*bite.levers, GAS))
    if GAS not in bite.levers:
        problem = dear_gas(problem)
    for path, change in changes.items():
        problem = changed(problem, path, change)
    return problem


@pytest.mark.parametrize("bite", TABLE, ids=[f"{one.rule}: {one.name}" for one in TABLE])
def test_neutral_rule_changes_the_value(bite):
    base = country(bite, bite.base)
    neutral = country(bite, {**bite.base, **{name: change for name, change in bite.neutral.items() if not callable(change)}})
    for name, change in bite.neutral.items():
        if callable(change):
            neutral = changed(neutral, name, change)
    before, after = value(base), value(neutral)
    if bite.rises:
        assert after > before + SMALL * max(abs(before), 1)
    else:
        assert after < before - SMALL * max(abs(before), 1)


def test_every_rule_of_the_design_is_in_the_table():
    by_example = {"13", "19"}
    assert {str(number) for number in range(1, 20)} <= {one.rule for one in TABLE} | by_example


def test_1_loans_are_repaid_with_interest():
    outcome = solved(tiny_problem(horizon=4, paths=1, levers=(SHELL, GAS), money__cash=(8.0,) * 4, money__concessional_limit=(0.0,) * 4))
    taken, service = entry(outcome, "debt", "new"), entry(outcome, "money", "service: debt")
    assert taken, "a poor country borrows"
    first = min(taken)
    assert first not in service
    assert service[first + 1] == pytest.approx(-taken[first] * 0.08 / (1 - 1.08**-3), rel=1e-6)


def test_2_a_delivered_dollar_costs_more_than_a_dollar():
    outcome = solved(tiny_problem(horizon=4, paths=1, levers=(PORT, GAS), weight=1.0))
    spent, arrived = entry(outcome, "money", f"outlay: {PORT}"), decisions(outcome)["starts"]
    assert arrived
    year, units = 2027, arrived[PORT, 2027]
    assert -spent[year] == pytest.approx(25.0 * 0.8 * units / (1 - 0.2), rel=1e-6)


def test_5_nothing_works_before_its_lead_time():
    outcome = solved(tiny_problem(horizon=5, paths=1))
    model = outcome.reading
    for plant in model.plant.values():
        first = min((year for year in range(plant.last_start + 1) if model.amount(model.starts[plant.id, year]) > 1e-9), default=None)
        for year in range(5):
            if first is None or year - first < int(plant.lead):
                assert model.amount(model.working[plant.id, year]) == pytest.approx(0, abs=1e-9)


def test_7_homes_never_lose_and_ai_stays_within_what_it_pays_for():
    outcome = solved(tiny_problem(horizon=5, paths=1))
    model = outcome.reading
    for year in range(5):
        assert model.amount(model.to_homes[year]) >= -1e-9
        new = sum(plant.output_units * model.amount(model.working[plant.id, year]) for plant in model.plant.values() if plant.output == "firm_power")
        spare = entry(outcome, "power_mw", "spare power").get(2027 + year, 0.0)
        assert spare <= model.problem.power.spare[year] + 1e-6
        use = -sum(one.get(2027 + year, 0.0) for one in (entry(outcome, "power_mw", "use: running chips"), entry(outcome, "power_mw", f"use: {PLANT}")))
        assert use <= spare + new + 1e-6


def test_11_a_ban_without_supply_shows_the_shortfall_and_its_price():
    free = tiny_problem(horizon=4, paths=1, levers=(BAN, GAS))
    forced = free.model_copy(update={"locks": (Lock(lever=BAN, kind="in", year=2027),)})
    before, after = solved(free), solved(forced)
    assert "unserved" not in decisions(before)
    short = entry(after, "demand_state", "shortfall")
    assert 2027 not in short, "the ban gives notice"
    assert short[2029] == pytest.approx(0.8 * 0.95 * 42.0, rel=1e-6)
    assert lines(after)["users"] < 0
    assert after.value < before.value


def test_12_a_levy_brings_revenue_and_drives_demand_away():
    free = tiny_problem(horizon=4, paths=1, levers=(LEVY, GAS))
    outcome = solved(free.model_copy(update={"locks": (Lock(lever=LEVY, kind="in", year=2027),)}))
    response = entry(outcome, "demand_private", "price response")
    force, response_low = 0.95, 0.1 if (LEVY, "high", 2027) in decisions(outcome)["adopted"] else 0.04
    assert response[2029] == pytest.approx(125.0 * response_low * force, rel=1e-6)
    assert entry(outcome, "money", "recycled receipts")[2030] > 0


def test_13_labs_are_supported_in_the_order_of_their_merit():
    outcome = solved(tiny_problem(horizon=4, paths=1, levers=(SHELL, GAS, LABS), market__language_gain=0.5))
    found = decisions(outcome)
    assert found["fund"]
    for lab, year in found["award"]:
        assert lab == "lab_a", f"{lab} is supported in {year} although the better lab is to be had for the only slot"


def test_13_choosing_by_connection_loses():
    merit = tiny_problem(horizon=4, paths=1, levers=(SHELL, GAS, LABS), market__language_gain=0.5)
    kept = merit.programme.success_kept_if_connected
    connected = changed(merit, "paths.*.miss", {"adapt": 1 - (1 - 0.3) * kept})
    assert value(connected) < value(merit) - SMALL


def test_14_before_the_review_all_is_paid_and_after_it_a_believed_cut_saves():
    problem = tiny_problem(horizon=5, paths=1, levers=(SHELL, GAS, LABS), market__language_gain=0.5, paths__as_is__credibility=(0.2,) * 5)
    outcome = solved(problem)
    model = outcome.reading
    assert model.amount(model.fund["adapt", 0]) == 1
    # Two years of funding, then (1 - pi) goes on for certain and pi (1 - k) because nobody believes the cut.
    paid = entry(outcome, "money", f"outlay: {LABS}")
    assert -paid[2030] * 0.8 == pytest.approx(1.5 * (0.7 + 0.3 * 0.8), rel=1e-6)


def test_14_what_a_lab_serves_is_cut_by_the_odds_of_a_miss():
    outcome = solved(tiny_problem(horizon=4, paths=1, levers=(SHELL, GAS, LABS), market__language_gain=0.5))
    model = outcome.reading
    for (segment, kind, mode, year), served in model.served.items():
        if mode == "adapt":
            demand = model.problem.market.demand[segment][year] * model.problem.market.share[kind]
            assert model.amount(served) <= 0.7 * demand + 1e-6


def test_17_six_units_at_once_learn_nothing():
    problem = tiny_problem(
        horizon=4, paths=1, levers=(PLANT, GAS), builds__packaging__requires=(), builds__packaging__revenue=90.0,
        builds__packaging__learned_factor=(1.0, 0.1), money__cash=(300.0,) * 4, money__private_ceiling=(300.0,) * 4,
        builds__packaging__last_start=0, power__spare=(9.0,) * 4,
    )
    outcome = solved(problem)
    assert decisions(outcome)["starts"][PLANT, 2027] == pytest.approx(2)
    assert "learned" not in decisions(outcome)


def test_18_the_best_of_the_paths_is_taken_and_only_one():
    both = tiny_problem(horizon=4)
    alone = [value(both.model_copy(update={"paths": (path,)})) for path in both.paths]
    outcome = solved(both)
    assert outcome.value == pytest.approx(max(alone), rel=1e-6)
    assert outcome.best.path == both.paths[alone.index(max(alone))].id


def test_18_a_path_that_costs_and_changes_nothing_is_not_taken():
    problem = tiny_problem(horizon=4)
    still = problem.paths[0]
    useless = problem.paths[1].model_copy(update={"leakage": still.leakage, "spillover": still.spillover, "miss": still.miss, "credibility": still.credibility})
    assert solved(problem.model_copy(update={"paths": (useless, still)})).best.path == still.id


def test_19_position_is_a_share_of_a_world_that_grows():
    problem = tiny_problem(horizon=4, paths=1, levers=(PLANT, PORT, SHELL, GAS))
    small = solved(problem, "position")
    grown = solved(changed(problem, "chain.world", scaled(2.0)), "position")
    assert small.value == pytest.approx(2 * grown.value, rel=1e-5)
    link, world = small.best.link, problem.chain.world[small.best.link]
    output = entry_of_chain(small, link)
    assert small.value == pytest.approx(sum(one / all_ for one, all_ in zip(output, world, strict=True)) / 4, rel=1e-5)


def entry_of_chain(outcome, link):
    from catchup.model.wishes import chain_output

    return [outcome.reading.amount(chain_output(outcome.reading, link, year)) for year in range(4)]


@pytest.mark.parametrize("lever", [PORT, GAS, SHELL, PLANT, RETURNEES, LABS, BAN, LEVY, AGREEMENT, EXITS])
def test_a_lever_that_is_locked_in_is_really_used(lever):
    problem = tiny_problem(horizon=4, paths=1, locks=(Lock(lever=lever, kind="in", year=2028),))
    found = decisions(solved(problem))
    names = {PORT: "starts", GAS: "starts", SHELL: "starts", PLANT: "starts", RETURNEES: "intake", LABS: "fund", EXITS: "closing"}
    name = names.get(lever, "adopted")
    done = any(index[0] in (lever, "adapt", "steel") for index in found.get(name, {}))
    # Calling a project off is an exit like closing a firm.
    called_off = lever == EXITS and not found.get("kept")
    assert done or called_off, f"{lever} is launched, and nothing is done"


def test_a_lever_that_is_locked_in_has_an_amount_even_where_it_loses():
    """An instruction to build cannot be obeyed by a launch without a start."""
    problem = tiny_problem(
        horizon=4, paths=1, levers=(PORT, GAS), weight=0.0, locks=(Lock(lever=PORT, kind="in", year=2028),),
    )
    assert any(lever == PORT for lever, _ in decisions(solved(problem)).get("starts", {})), "the port is launched but never started"


@pytest.mark.parametrize(("kind", "units"), [("out", None), ("at_most", 0.0)])
@pytest.mark.parametrize("lever", [PORT, GAS, SHELL, PLANT, RETURNEES])
def test_a_lever_that_is_locked_out_is_not_used(lever, kind, units):
    problem = tiny_problem(horizon=4, paths=1, locks=(Lock(lever=lever, kind=kind, units=units),))
    found = decisions(solved(problem))
    assert not any(index[0] == lever for name in ("starts", "intake") for index in found.get(name, {}))


def test_a_target_costs_and_is_met():
    free = tiny_problem(horizon=4, paths=1, levers=(GAS,), weight=0.0)
    asked = free.model_copy(update={"targets": (Target(metric="homes_power_mw", sense=">=", amount=6.0, year=2029),)})
    before, after = solved(free), solved(asked)
    assert after.reading.amount(after.reading.to_homes[2]) >= 6.0 - 1e-6
    assert after.value < before.value - SMALL


def test_a_country_that_can_build_no_power_still_has_a_plan():
    assert value(tiny_problem(horizon=4, paths=1, levers=(SHELL,))) > 0
    assert value(tiny_problem(horizon=4, paths=1, levers=())) == pytest.approx(0, abs=1e-9)


def test_a_levy_may_be_raised_later():
    """Raising the levy years after it was introduced is a decision like any other."""
    problem = tiny_problem(
        horizon=6, paths=1, levers=(LEVY, GAS), stances__levy__in_force=(0.1, 0.5, 0.8, 0.8, 0.8, 0.8), stances__levy__last_start=5,
    )
    from catchup.matrix import compile_model
    from catchup.model import build_model
    from catchup.solver import relax

    outcome_model = build_model(problem, problem.paths[0])

    for year in range(6):
        outcome_model.adopted[LEVY, "low", year].fix(1)
        outcome_model.adopted[LEVY, "high", year].fix(int(year >= 4))
    assert relax(compile_model(outcome_model).matrix).point is not None


def test_a_stance_that_wanes_with_age_is_refused():
    """A stricter step taken later would outlast the milder one below it, and its weight would be negative."""
    stance = tiny_problem(horizon=4, paths=1, levers=(LEVY, GAS)).stances[0]
    with pytest.raises(ValueError, match="wane"):
        type(stance).model_validate({**stance.model_dump(), "in_force": (0.8, 0.6, 0.4, 0.2)})


def test_a_programme_runs_to_its_first_review_and_costs_nothing_after_it_is_ended():
    from pyomo.environ import value as amount

    from catchup.levers.programme import net_outlay
    from catchup.matrix import compile_model
    from catchup.model import build_model
    from catchup.solver import Stopped, relax

    def run(until: int):
        problem = tiny_problem(
            horizon=5, paths=1, levers=(LABS, GAS, SHELL), programme__review_ages=2, programme__tiers__adapt__live=(0.0, 1.0, 1.0, 1.0, 1.0),
            programme__tiers__adapt__first_cost=(2.0, 0.0, 0.0, 0.0, 0.0),
        )
        model = build_model(problem, problem.paths[0])
        for year in range(5):
            model.fund["adapt", year].fix(int(year < until))
        compiled = compile_model(model)
        return model, compiled, relax(compiled.matrix)

    assert run(1)[2].stopped is Stopped.INFEASIBLE, "ended before its first review"
    model, compiled, solution = run(2)
    for variable, level in zip(compiled.variables, solution.point, strict=True):
        variable.set_value(float(level), skip_validation=True)
    outlay = [amount(net_outlay(model, model.tier["adapt"], year)) for year in range(5)]
    assert outlay[0] == pytest.approx(2.0)
    assert outlay[1] > 0
    assert outlay[2:] == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


def test_funding_is_not_begun_anew_while_it_goes_on():
    """Whoever restarts a running programme every year would pay the cheap first model instead of the yearly cost."""
    problem = tiny_problem(
        horizon=5, paths=1, levers=(SHELL, GAS, LABS), market__language_gain=0.8, programme__politics=0.0,
        programme__tiers__adapt__yearly_cost=(20.0,) * 5, programme__tiers__adapt__first_cost=(1.0, 0.2, 0.0, 0.0, 0.0),
    )
    found = decisions(solved(problem))
    funded = {year for _, year in found.get("fund", {})}
    for (_, year), begun in found.get("take_up", {}).items():
        assert year - 1 not in funded or begun < 1e-6, f"in {year} funding goes on, and {begun:.2f} of it begins anew"


def test_landed_cost_falls_as_far_as_the_agreement_is_in_force():
    """A tenth off, in force with odds of 0.4: four per cent of what is bought, whatever could have been bought."""
    problem = tiny_problem(horizon=4, paths=1, levers=(SHELL, GAS, AGREEMENT), stances__agreement__in_force=(0.4,) * 4)
    outcome = solved(problem)
    found, price = decisions(outcome), problem.compute.chip_price
    for (_, _, year), saved in found.get("landed_saving", {}).items():
        assert saved <= 0.4 * 0.1 * price[year - 2027] * found["bought"][year,] + 1e-6
