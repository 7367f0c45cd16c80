"""Going on from what was really done: what the file may say, what it does to the plan, and the drift it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchup.actuals import read_actuals
from catchup.audit import audit_plan
from catchup.continuing import as_planned, continued, write_actuals
from catchup.drift import drift
from catchup.errors import DataFileError
from catchup.library import country_codes, data_root
from catchup.matrix import compile_model
from catchup.model import build_model
from catchup.plan import Plan, Request
from catchup.planner import Answer, Planner, request_of
from catchup.problem import Lock
from catchup.search import write
from catchup.solver import relax

AS_OF = 2028
REQUEST = request_of("NGA", gap=0.002)
HEAD = "format: actuals/1\ncountry: NGA\nas_of: 2028\n"
SOURCE = 'source: "budget report"'
SOLAR = "energy_solar_storage"


@pytest.fixture(scope="module")
def earlier() -> Plan:
    return Planner("NGA").ask(REQUEST).plan()


@pytest.fixture(scope="module")
def folder(earlier: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("actuals")
    (place / "earlier.json").write_text(earlier.to_json())
    return place


@pytest.fixture(scope="module")
def to_the_letter(earlier: Plan, folder: Path) -> Request:
    write_actuals(as_planned(earlier, AS_OF).model_copy(update={"against": "earlier.json"}), folder / "letter.yaml", "as planned")
    return continued(REQUEST, read_actuals(folder / "letter.yaml"))[0]


@pytest.fixture(scope="module")
def answer(to_the_letter: Request) -> Answer:
    return Planner("NGA").ask(to_the_letter)


def _read(folder: Path, text: str, head: str = HEAD) -> Request:
    file = folder / "given.yaml"
    file.write_text(head + text)
    return continued(REQUEST, read_actuals(file))[0]


def test_the_plan_begins_after_the_closed_years_and_ends_where_it_ended(to_the_letter: Request) -> None:
    assert (to_the_letter.first_year, to_the_letter.horizon) == (2029, 13)


def test_what_was_planned_and_done_leaves_the_rest_as_it_was(earlier: Plan, answer: Answer, to_the_letter: Request) -> None:
    """The earlier plan's remaining starts are as good, within gap and rounding, as whatever the new plan does."""
    remaining: dict[int, float] = {}
    for lever, year, units in earlier.decisions["starts"]:
        if lever == SOLAR and int(year) > AS_OF:
            remaining[int(year)] = float(units)
    locks = tuple(Lock(lever=SOLAR, kind="exactly", units=0.999 * units, year=year) for year, units in remaining.items())
    same = Planner("NGA").ask(to_the_letter.model_copy(update={"locks": (*to_the_letter.locks, *locks)}))
    assert same.bound >= answer.value * (1 - 1e-3)
    assert answer.bound >= same.value * (1 - 1e-6)


def test_the_plan_passes_its_audit_and_replays_from_its_own_record(answer: Answer) -> None:
    plan = answer.plan()
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert audit_plan(again).ok
    assert again.request.actuals is not None


def test_what_is_in_force_is_no_step_of_the_new_plan(answer: Answer, to_the_letter: Request) -> None:
    assert any(lock.lever == "ai_tariff" for lock in to_the_letter.locks)
    assert not [step for step in answer.plan().steps if step.lever == "ai_tariff"]


def test_the_audit_sees_a_changed_history(answer: Answer) -> None:
    plan = answer.plan()
    actuals = plan.request.actuals
    assert actuals is not None
    more = actuals.model_copy(update={"started": tuple(one.model_copy(update={"units": one.units * 2}) for one in actuals.started)})
    forged = plan.model_copy(update={"request": plan.request.model_copy(update={"actuals": more})})
    assert not audit_plan(forged).ok


def test_no_drift_where_all_went_as_planned(earlier: Plan, answer: Answer, to_the_letter: Request) -> None:
    assert to_the_letter.actuals is not None
    found = drift(earlier, to_the_letter.actuals, answer.plan())
    assert all(one.slip_years == 0 and one.cost_ratio == pytest.approx(1, abs=1e-3) for one in found.levers)
    assert not found.changes


def test_drift_shows_slip_cost_and_what_was_not_begun(earlier: Plan, answer: Answer, folder: Path) -> None:
    spent = f"spent:\n  - {{lever: {SOLAR}, year: 2028, state_musd: 60, {SOURCE}}}\n"
    started = f"started:\n  - {{lever: {SOLAR}, year: 2028, units: 1.5, {SOURCE}}}\n"
    actuals = _read(folder, spent + started, HEAD + "against: earlier.json\n").actuals
    assert actuals is not None
    found = {one.lever: one for one in drift(earlier, actuals, answer.plan()).levers}
    assert found["ai_tariff"].not_begun
    assert found[SOLAR].slip_years == 1
    assert found[SOLAR].cost_ratio == pytest.approx(40 / (found[SOLAR].planned_state_musd / found[SOLAR].planned_units))


def test_a_late_start_works_later_and_costs_what_the_file_says(folder: Path) -> None:
    def solar(extra: str) -> tuple[tuple[float, ...], float]:
        request = _read(folder, f"started:\n  - {{lever: {SOLAR}, year: 2028, units: 2, {extra}{SOURCE}}}\n")
        plant = Planner("NGA").resolved(request)[1].plant(SOLAR)
        return plant.carried, sum(plant.carried_capital)

    (on_time, owed), (late, _), (_, dear) = solar(""), solar("expected_completion: 2032, "), solar("remaining_state_musd: 500, ")
    assert on_time[-1] == pytest.approx(late[-1])
    assert sum(late) < sum(on_time)
    assert dear > owed > 0


def test_delivered_compute_and_started_units_count(folder: Path) -> None:
    text = (
        f"started:\n  - {{lever: {SOLAR}, year: 2027, units: 2, {SOURCE}}}\n"
        f"delivered:\n  - {{metric: compute_h100e, year: 2028, amount: 1000, {SOURCE}}}\n"
    )
    problem = Planner("NGA").resolved(_read(folder, text))[1]
    before = Planner("NGA").resolved(REQUEST)[1]
    assert problem.compute.base_stock == pytest.approx(before.compute.base_stock + 1)
    assert problem.plant(SOLAR).max_units == pytest.approx(before.plant(SOLAR).max_units - 2)
    assert problem.money.cash == before.money.cash[2:]


FAULTS = [
    (f"spent:\n  - {{lever: {SOLAR}, year: 2028, state_musd: 99999, {SOURCE}}}\n", 5, "more than the USD"),
    (f"started:\n  - {{lever: {SOLAR}, year: 2028, units: 2, expected_completion: 2028.1, {SOURCE}}}\n", 5, "sooner than anybody"),
    (f"started:\n  - {{lever: {SOLAR}, year: 2028, units: 2, {SOURCE}}}\ndelivered:\n  - {{metric: new_power_mw, year: 2027, amount: 5, {SOURCE}}}\n", 7, "new_power_mw in 2027"),
    (f"started:\n  - {{lever: {SOLAR}, year: 2026, units: 2, {SOURCE}}}\n", 5, "before 2027"),
    (f"started:\n  - {{lever: {SOLAR}, year: 2029, units: 2, {SOURCE}}}\n", 5, "after 2028"),
    (f"started:\n  - {{lever: solar, year: 2028, units: 2, {SOURCE}}}\n", 5, "unknown lever"),
    (f"started:\n  - {{lever: {SOLAR}, year: 2028, units: 200000, {SOURCE}}}\n", 5, "sites and money allow"),
    (f"adopted:\n  - {{lever: ai_tariff, step: levy99, year: 2028, {SOURCE}}}\n", 5, "unknown step"),
    (f"called_off:\n  - {{project: nowhere, year: 2028, {SOURCE}}}\n", 5, "unknown project"),
]


@pytest.mark.parametrize(("text", "line", "said"), FAULTS)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(DataFileError) as caught:
        _read(tmp_path, text)
    (fault,) = caught.value.faults
    assert fault[0] == line
    assert said in fault[2]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("format: actuals/1\ncountry: IND\nas_of: 2028\n", "the plan of NGA"), ("format: actuals/1\ncountry: NGA\nas_of: 2050\n", "2050"),
        ("format: actuals/1\ncountry: NGA\nas_of: 2020\n", "2020"), ("format: actuals/2\ncountry: NGA\nas_of: 2028\n", "actuals/1"),
        ("format: actuals/1\ncountry: NGA\nas_of: 2028\nfirst_year: 2026\n", "begins in 2027"),
    ],
)
def test_a_file_for_another_country_or_time_is_refused(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said):
        _read(tmp_path, "", head)


@pytest.mark.parametrize("file", sorted((data_root() / "actuals").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_examples_that_ship_can_be_gone_on_from(file: Path) -> None:
    read = read_actuals(file)
    assert file.stem in country_codes()
    request, _ = continued(request_of(read.actuals.country), read)
    assert request.first_year == read.actuals.as_of + 1


def test_both_readings_of_the_rules_agree_on_what_is_carried(to_the_letter: Request) -> None:
    problem = Planner("NGA").resolved(to_the_letter)[1]
    path = problem.paths[0]
    (_, sheet), *_ = write(problem.model_copy(update={"paths": (path,)}), "value").matrices.values()
    pyomo = compile_model(build_model(problem, path)).matrix
    assert relax(sheet).value == pytest.approx(relax(pyomo).value, rel=1e-6)


def test_chips_that_were_bought_run_in_halls_that_were_started() -> None:
    read = read_actuals(data_root() / "actuals" / "IND.yaml")
    problem = Planner("IND").resolved(continued(request_of("IND"), read)[0])[1]
    assert 10 > problem.compute.carried[0] > problem.compute.carried[1] > 8
    for halls, power in zip(problem.shell.carried, problem.compute.carried_power, strict=True):
        assert halls * problem.shell.output_units >= power - 1e-9
    assert [path.id for path in problem.paths] == ["deep_first"]
