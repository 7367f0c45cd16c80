"""What a user may ask wrongly: one clear error each, with its remedy."""

from __future__ import annotations

import pickle

import pytest

from catchup import errors
from catchup.assemble import Choices, resolve
from catchup.errors import InputError, OverrideError, PlanFileError, UnknownNameError
from catchup.library import load_case
from catchup.plan import Plan
from catchup.planner import make_plan, parse_lock, parse_target
from catchup.problem import Lock, Target


@pytest.mark.parametrize("horizon", [0, -3, 200])
def test_absurd_horizons_are_refused(horizon: int) -> None:
    with pytest.raises(OverrideError, match="horizon"):
        resolve(load_case("NGA"), Choices(horizon=horizon))


@pytest.mark.parametrize(
    "text", ["energy_gas.lead_time", "energy_gas.lead_time=", "energy_gas.lead_time=abc", "=3", "x=y=3", "energy_gas.lead_time=1.2.3"]
)
def test_overrides_that_cannot_be_read(text: str) -> None:
    with pytest.raises(InputError) as caught:
        load_case("NGA", overrides=[text])
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["energy_gas.leed_time=3", "energy_gass.lead_time=3", "country.fiscal.rom=0.1", "world.chips.prize=3"])
def test_misspelt_parameters_suggest_the_nearest(text: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        load_case("NGA", overrides=[text])
    assert "did you mean" in caught.value.remedy or "known" in caught.value.remedy


def test_overrides_set_scale_and_add() -> None:
    case = load_case("NGA", overrides=["energy_gas.lead_time=4", "fiscal.room=x2", "world.scales.added_slip=+1"])
    base = load_case("NGA")
    assert case.levers["energy_gas"].canonical.lead_time.value == 4
    assert case.profile.fiscal.room.value == pytest.approx(2 * base.profile.fiscal.room.value)
    assert case.world.scales.added_slip.value == base.world.scales.added_slip.value + 1
    assert case.levers["energy_gas"].canonical.lead_time.source == "set by the user for this run"


def test_unknown_country_and_scenario() -> None:
    with pytest.raises(UnknownNameError, match="ATA"):
        load_case("ATA")
    with pytest.raises(UnknownNameError, match="basline"):
        load_case("NGA", "basline")


@pytest.mark.parametrize("text", ["fab_mature", "fab_mature=maybe", "fab_mature=not_before", "fab_mature=at_most", "fab_mature=at_most:-1"])
def test_locks_that_cannot_be_read(text: str) -> None:
    with pytest.raises(OverrideError):
        parse_lock(text)


@pytest.mark.parametrize("text", ["compute_h100e", "compute_h100e>=x@2030", "compute_h100e=5@2030", "compute_h100e>=5"])
def test_targets_that_cannot_be_read(text: str) -> None:
    with pytest.raises(OverrideError):
        parse_target(text)


def test_locks_and_targets_are_checked_against_catalogue_and_years() -> None:
    case = load_case("NGA")
    with pytest.raises(UnknownNameError, match="fab_matur"):
        resolve(case, Choices(locks=(Lock(lever="fab_matur", kind="out"),)))
    both = (Lock(lever="osat", kind="in"), Lock(lever="osat", kind="out"))
    with pytest.raises(OverrideError, match="forced in and kept out"):
        resolve(case, Choices(locks=both))
    with pytest.raises(OverrideError, match="2099"):
        resolve(case, Choices(locks=(Lock(lever="osat", kind="in", year=2099),)))
    with pytest.raises(UnknownNameError, match="metric"):
        resolve(case, Choices(targets=(Target(metric="happiness", sense=">=", amount=1, year=2030),)))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"objective": "fame"}, "objective"), ({"objective": "least_cost"}, "target"), ({"gap": -1.0}, "gap"),
        ({"time_limit": 0.0}, "time limit"), ({"other_users_weight": 2.0}, "weight"), ({"take_power_mw": -5.0}, "MW"),
    ],
)
def test_options_out_of_range(options: dict[str, object], says: str) -> None:
    with pytest.raises(OverrideError, match=says):
        make_plan("NGA", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format_version": "plan/0"}', '{"format_version": "plan/1"}'])
def test_what_is_not_a_plan_is_refused(text: str) -> None:
    with pytest.raises(PlanFileError):
        Plan.from_json(text)


def test_every_error_survives_pickling() -> None:
    samples = [
        errors.CatchupError("what", "do"), errors.InputError("what", "do"), errors.OverrideError("what", "do"),
        errors.PlanFileError("what", "do"), errors.NoPlanInTimeError("what", "do"), errors.SolverError("what", "do"),
        errors.DataFileError("f.yaml", [(1, "a.b", "bad")]), errors.UnknownNameError("lever", "x", ["xy"]),
        errors.NoFeasiblePlanError("no", "drop", ["one", "two"]), errors.AuditError("no", "report", ["a"]), errors.SlateError("what", "do"), errors.UncomputableError("what", "because", ["a=0"]),
    ]
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CatchupError)}
    assert {type(one) for one in samples} == kinds
    for one in samples:
        again = pickle.loads(pickle.dumps(one))
        assert str(again) == str(one)
        assert vars(again) == vars(one)


def test_a_target_out_of_reach_names_the_sentences_that_collide() -> None:
    """Presolve fails on this model, which has no solution; the answer is a conflict all the same."""
    with pytest.raises(errors.NoFeasiblePlanError) as caught:
        make_plan("NGA", targets=[parse_target("homes_power_mw>=500@2033")])
    assert any("homes_power_mw" in str(one.option) for one in caught.value.conflict)
    assert caught.value.exit_code == 3


def test_a_late_first_model_is_not_reviewed_before_it_exists() -> None:
    """With two years of slip the first model comes after the usual review; no money may come back before it."""
    plan = make_plan("IND", "slip_two_years", objective="compute")
    assert all(one.net_musd >= -1e-6 for one in plan.spending if one.lever == "ai_lab")
