"""What must hold in every country, stated with bounds: the bound of the easier problem is at least the value of the harder."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modelkit import decisions, ledger_sums, lines, reached, solved

from catchup.problem import Lock
from catchup.search import search
from catchup.testing import GAS, LEVERS, REFORM, changed, random_problem, scaled

COMMON = settings(
    deadline=None, derandomize=True, max_examples=20, suppress_health_check=[HealthCheck.too_slow], database=None,
)
SEEDS = st.integers(min_value=0, max_value=10_000)
NEAR = 1e-6


def country(seed: int):
    """Short, so that a search takes a fraction of a second."""
    return random_problem(seed, horizon=3)


def never_better(harder, easier) -> None:
    """The harder problem's best plan is within the easier one's bound."""
    hard, easy = search(harder, "value", gap=1e-4), search(easier, "value", gap=1e-4)
    assert easy.bound >= hard.value - NEAR * max(abs(hard.value), 1)


@COMMON
@given(seed=SEEDS, more=st.floats(1.0, 3.0), what=st.sampled_from(["money.cash", "money.borrow_limit", "money.concessional_limit", "money.private_ceiling"]))
def test_more_fiscal_room_never_hurts(seed, more, what):
    problem = country(seed)
    never_better(problem, changed(problem, what, scaled(more)))


@COMMON
@given(seed=SEEDS, more=st.floats(0.0, 0.3))
def test_more_leakage_never_helps(seed, more):
    problem = country(seed)
    worse = problem
    for path in problem.paths:
        leak = {lever: tuple(min(one + more, 0.9) for one in years) for lever, years in path.leakage.items()}
        gross = tuple(net / (1 - leak[REFORM][year]) for year, net in enumerate(path.delivered))
        worse = changed(worse, f"paths.{path.id}", path.model_copy(update={"leakage": leak, "cost": gross}))
    never_better(worse, problem)


@COMMON
@given(seed=SEEDS, lever=st.sampled_from([one for one in LEVERS if one != REFORM]))
def test_one_more_optional_lever_never_hurts(seed, lever):
    problem = country(seed)
    never_better(problem.model_copy(update={"locks": (Lock(lever=lever, kind="out"),)}), problem)


def delayed(problem, plant: str, years: int):
    """The plant comes online later and is paid as before; what is left at the end is no more than it was."""

    def later(build):
        shift = (0.0,) * years
        last = min(build.last_start, problem.clock.horizon - 1 - int(build.lead + years))
        return build.model_copy(update={
            "lead": build.lead + years, "last_start": last, "available": (shift + build.available)[:len(build.available)],
            "standing": (shift + build.standing)[:len(build.standing)],
        })

    return changed(problem, "shell" if plant == "datacentre" else f"builds.{plant}", later)


@COMMON
@given(seed=SEEDS, plant=st.sampled_from(["datacentre", "packaging", "ports", GAS]))
def test_longer_lead_with_the_same_payments_never_helps(seed, plant):
    problem = country(seed)
    if plant not in {one.id for one in problem.plants}:
        return
    never_better(delayed(problem, plant, 1), problem)


@COMMON
@given(seed=SEEDS, rate=st.floats(1e-3, 1e4))
def test_a_change_of_currency_changes_nothing(seed, rate):
    problem = country(seed)
    other = problem.model_copy(update={"currency": "OTH", "currency_rate": rate})
    one, two = solved(problem), solved(other)
    assert one.value == two.value
    assert decisions(one) == decisions(two)


@COMMON
@given(seed=SEEDS)
def test_value_lines_sum_to_the_objective(seed):
    outcome = solved(country(seed))
    total = sum(lines(outcome).values())
    assert total == pytest.approx(reached(outcome), rel=NEAR, abs=NEAR)
    # Settling and rounding move the objective by no more than the solver's own tolerance.
    assert total == pytest.approx(outcome.value, rel=1e-5, abs=1e-4)


@COMMON
@given(seed=SEEDS)
def test_every_ledger_of_every_year_sums_to_zero(seed):
    for (ledger, year), total in ledger_sums(solved(country(seed))).items():
        assert total == pytest.approx(0, abs=1e-5), f"{ledger} in {year}"


@COMMON
@given(seed=SEEDS)
def test_nothing_works_before_its_lead_time_and_nothing_starts_too_late(seed):
    outcome = solved(country(seed))
    model = outcome.reading
    horizon = model.problem.clock.horizon
    for plant in model.plant.values():
        begun = {year: model.amount(model.starts[plant.id, year]) for year in range(plant.last_start + 1) if model.amount(model.starts[plant.id, year]) > 1e-9}
        for year in model.problem.clock.years:
            if not any(start + int(plant.lead) <= year for start in begun):
                assert model.amount(model.working[plant.id, year]) == pytest.approx(0, abs=1e-7)
        assert all(start + int(plant.lead) <= horizon - 1 for start in begun)
    for cohort in model.cohort.values():
        assert cohort.last_start < horizon


@COMMON
@given(seed=SEEDS)
def test_no_loan_is_taken_that_nothing_needs(seed):
    """Money borrowed to lapse is no plan: what is borrowed is spent or carried on."""
    outcome = solved(country(seed))
    model = outcome.reading
    for year in model.problem.clock.years:
        idle = min(model.amount(model.borrowed[year]) + model.amount(model.lent[year]), model.amount(model.lapsed[year]))
        assert idle <= 1e-6, f"{idle:.2f} MUSD are borrowed in {2027 + year} and lapse unspent"


@COMMON
@given(seed=SEEDS)
def test_there_is_a_plan_and_it_is_no_worse_than_carrying_on(seed):
    problem = country(seed)
    outcome = search(problem, "value", gap=1e-4)
    doing_nothing = problem.paths[0].politics
    if not any(doing_nothing):
        assert outcome.value >= -NEAR
