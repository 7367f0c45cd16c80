"""A rule is written once and read twice: by Pyomo, to export and document, and by a sheet, to solve. Both readings say the same.

A third reading is the warm one: the rows of new wishes put into the matrices of a problem that had none.
"""

from __future__ import annotations

import random

import numpy
import pytest
from scipy import sparse

from catchup.assemble import Choices, resolve
from catchup.errors import NoFeasiblePlanError
from catchup.library import country_codes, load_case
from catchup.matrix import Matrix, compile_model
from catchup.model import build_model, build_sheet, with_wishes_of
from catchup.problem import LINKS, OBJECTIVES, Lock, Problem, ReformPathData, Target
from catchup.search import rewrite, without_collection, write
from catchup.starter.coverage import generated_codes
from catchup.testing import (
    AGREEMENT,
    BAN,
    EXITS,
    GAS,
    LABS,
    LEVY,
    PLANT,
    PORT,
    REFORM,
    RETURNEES,
    SHELL,
    random_problem,
    tiny_problem,
)

STUDIED = [one for one in country_codes() if one not in generated_codes()]
"""Countries whose files were looked up by hand; those written by rule have the same shape."""
CLOSE = 1e-9
NOISE = 1e-13
"""What is left, relative to the largest factor of a row, where a sum of numbers comes to nothing."""
SEEDS = range(40)

PARTS = (
    (PORT, None), (PLANT, None), (GAS, None), (SHELL, None), (SHELL, "chips"), (RETURNEES, None), (LABS, None), (LABS, "adapt"),
    (BAN, None), (BAN, "bar"), (LEVY, None), (LEVY, "low"), (LEVY, "high"), (AGREEMENT, None), (EXITS, None), (EXITS, "steel"),
    (EXITS, "old_plant"), (REFORM, None), (REFORM, "controls"),
)
METRICS = (
    "compute_h100e", "home_share", "home_services_musd", "new_power_mw", "homes_power_mw", "wafers_mature", "packaged_chips",
)


def links_of(objective: str) -> tuple[str | None, ...]:
    return LINKS if objective == "position" else (None,)


def lock(dice: random.Random, problem: Problem) -> Lock:
    """Any instruction about any lever, or part of one, whether the country has it or not."""
    lever, option = dice.choice(PARTS)
    kind = dice.choice(("in", "out", "not_before", "at_most", "exactly"))
    year = problem.clock.first_year + dice.randrange(problem.clock.horizon)
    return Lock(
        lever=lever, option=option, kind=kind,
        year=year if kind in ("not_before", "exactly") or (kind == "in" and dice.random() < 0.5) else None,
        units=float(dice.randint(0, 2)) if kind in ("at_most", "exactly") else None,
    )


def target(dice: random.Random, problem: Problem) -> Target:
    return Target(
        metric=dice.choice(METRICS), sense=dice.choice((">=", "<=")), amount=round(dice.uniform(0, 50), 2),
        year=problem.clock.first_year + dice.randrange(problem.clock.horizon), lasting=dice.random() < 0.5,
    )


def with_wishes(problem: Problem, dice: random.Random) -> Problem:
    locks = tuple(lock(dice, problem) for _ in range(6))
    return problem.model_copy(update={"locks": locks, "targets": (target(dice, problem), target(dice, problem))})


def places(names) -> dict[str, int]:
    found = {name: at for at, name in enumerate(names)}
    assert len(found) == len(names), "two rows or two columns have one name"
    return found


def one_sided(matrix: Matrix) -> tuple[sparse.csr_array, numpy.ndarray, numpy.ndarray]:
    """Rows with those that only ask for at least an amount turned around."""
    turned = numpy.isinf(matrix.row_high)
    sign = sparse.diags_array(numpy.where(turned, -1.0, 1.0))
    low, high = numpy.where(turned, -matrix.row_high, matrix.row_low), numpy.where(turned, -matrix.row_low, matrix.row_high)
    return sparse.csr_array(sign @ sparse.csr_array(matrix.rows)), low, high


def near(one, two, scale=0.0) -> bool:
    """Whether numbers are the same, infinite ones included; `scale` is the size beside which noise is nothing."""
    one, two = numpy.asarray(one), numpy.asarray(two)
    size = CLOSE * numpy.maximum(numpy.abs(one), numpy.abs(two)) + NOISE * scale
    return bool(numpy.all((one == two) | (numpy.abs(numpy.where(one == two, 0.0, one) - numpy.where(one == two, 0.0, two)) <= size)))


def assert_same(pyomo: Matrix, sheet: Matrix) -> None:
    """The two readings state the same problem, row by row and column by column.

    What differs on purpose: a sheet has rows on all paths or on none, so that one which asks nothing on a path is empty there; what can
    never hold is an empty row in a sheet and a row of the column `never` in Pyomo; and Pyomo leaves out columns that stand nowhere.
    """
    here, there = places(pyomo.column_names), places(sheet.column_names)
    shared = [name for name in here if name != "never"]
    assert set(shared) <= set(there)
    mine, yours = [here[name] for name in shared], [there[name] for name in shared]
    unused = [there[name] for name in set(there) - set(shared)]
    rows_one, low_one, high_one = one_sided(pyomo)
    rows_two, low_two, high_two = one_sided(sheet)
    assert abs(rows_two[:, unused]).sum() == 0
    assert not numpy.any(sheet.cost[unused])
    for field in ("low", "high", "integer", "cost"):
        assert near(getattr(pyomo, field)[mine], getattr(sheet, field)[yours], numpy.abs(sheet.cost).max() if field == "cost" else 0.0), field
    assert near(pyomo.offset, sheet.offset, 1.0)

    stated, sheeted = places(pyomo.row_names), places(sheet.row_names)
    never = {name for name in stated if "never" in here and rows_one[stated[name], here["never"]] != 0}
    assert set(stated) <= set(sheeted)
    for name in set(sheeted) - set(stated):
        at = sheeted[name]
        assert abs(rows_two[at]).sum() == 0, f"{name} is in the sheet only"
        assert low_two[at] <= 0 <= high_two[at], f"{name} holds in Pyomo and never in the sheet"
    for name in never:
        at = sheeted[name]
        assert abs(rows_two[at]).sum() == 0, name
        assert not low_two[at] <= 0 <= high_two[at], f"{name} never holds in Pyomo and always in the sheet"
    both = [name for name in stated if name not in never]
    one_at, two_at = [stated[name] for name in both], [sheeted[name] for name in both]
    scale = abs(rows_two[two_at]).max(axis=1).toarray().ravel() if both else numpy.zeros(0)
    assert near(low_one[one_at], low_two[two_at], scale), "least right-hand sides"
    assert near(high_one[one_at], high_two[two_at], scale), "greatest right-hand sides"
    assert_same_factors(rows_one[one_at][:, mine], rows_two[two_at][:, yours], scale, both)


def assert_same_factors(one: sparse.csr_array, two: sparse.csr_array, scale, names: list[str]) -> None:
    difference = sparse.coo_array(one - two)
    larger = abs(one).maximum(abs(two)).tocsr()
    for row, column, amount in zip(difference.row, difference.col, difference.data, strict=True):
        assert abs(amount) <= CLOSE * larger[row, column] + NOISE * scale[row], f"{names[row]}: {one[row, column]} and {two[row, column]}"


def compare(problem: Problem, path: ReformPathData, objective: str, link: str | None, sheets: list[Matrix]) -> None:
    """Compares matrices of sheets with Pyomo's; where Pyomo refuses to write what can never hold, the sheet says so in a row."""
    with without_collection():
        try:
            pyomo = compile_model(build_model(problem, path, objective, link)).matrix
        except NoFeasiblePlanError:
            for sheet in sheets:
                empty = abs(sparse.csr_array(sheet.rows)).sum(axis=1) == 0
                assert numpy.any(empty & ((sheet.row_low > 0) | (sheet.row_high < 0)))
            return
    for sheet in sheets:
        assert_same(pyomo, sheet)


def assert_read_alike(problem: Problem, objective: str = "value") -> int:
    """Compares all paths and links; gives how many matrices that were."""
    written = write(problem, objective)
    bare = write(problem.model_copy(update={"locks": (), "targets": ()}), "value") if problem.locks or problem.targets else None
    warm = None if bare is None else rewrite(bare, problem, objective)
    compared = 0
    for path in problem.paths:
        for link in links_of(objective):
            compare(problem, path, objective, link, [one.matrices[path.id, link][1] for one in (written, warm) if one is not None])
            compared += 1
    assert compared == len(written.matrices)
    return compared


@pytest.mark.parametrize("country", STUDIED)
def test_both_readings_of_a_country_are_the_same(country):
    assert assert_read_alike(resolve(load_case(country))) == 5


@pytest.mark.slow
@pytest.mark.parametrize("country", STUDIED)
def test_both_readings_under_an_export_cap_are_the_same(country):
    assert_read_alike(resolve(load_case(country, "export_cap")))


def test_both_readings_of_wishes_in_a_real_country_are_the_same():
    locks = (
        Lock(lever="energy_gas", kind="in", year=2030), Lock(lever="ai_datacentre", kind="exactly", units=1.0, year=2029),
        Lock(lever="ai_datacentre", kind="at_most", units=40.0, option="chips"), Lock(lever="ai_tariff", kind="in", option="levy25"),
        Lock(lever="anti_corruption", kind="in", option="deep_first"), Lock(lever="energy_solar_storage", kind="not_before", year=2030),
    )
    targets = (
        Target(metric="compute_h100e", sense=">=", amount=50_000.0, year=2033, lasting=True),
        Target(metric="home_share", sense="<=", amount=0.9, year=2035),
    )
    assert_read_alike(resolve(load_case("EGY"), Choices(horizon=12, locks=locks, targets=targets)), "least_cost")


@pytest.mark.parametrize("seed", SEEDS)
def test_both_readings_of_a_random_country_are_the_same(seed):
    assert_read_alike(random_problem(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_both_readings_of_random_wishes_are_the_same(seed):
    dice = random.Random(f"wishes {seed}")
    problem = with_wishes(random_problem(seed), dice)
    assert_read_alike(problem, OBJECTIVES[seed % len(OBJECTIVES)])


@pytest.mark.parametrize("kind", ["in", "out", "not_before", "at_most", "exactly"])
@pytest.mark.parametrize(("lever", "option"), PARTS)
def test_both_readings_of_every_kind_of_lock_are_the_same(lever, option, kind):
    problem = tiny_problem(horizon=4)
    year = problem.clock.first_year + 1
    asked = Lock(
        lever=lever, option=option, kind=kind, year=None if kind in ("out", "at_most") else year,
        units=1.0 if kind in ("at_most", "exactly") else None,
    )
    problem = problem.model_copy(update={"locks": (asked,)})
    written = write(problem, "value")
    for path in problem.paths:
        compare(problem, path, "value", None, [written.matrices[path.id, None][1]])


def test_random_wishes_reach_every_kind_and_part():
    """What the comparison is worth: every kind of lock, every part, targets of both senses that last and that do not."""
    asked = [with_wishes(random_problem(seed), random.Random(f"wishes {seed}")) for seed in SEEDS]
    locks = [one for problem in asked for one in problem.locks]
    assert {one.kind for one in locks} == {"in", "out", "not_before", "at_most", "exactly"}
    assert {(one.lever, one.option) for one in locks} == set(PARTS)
    targets = [one for problem in asked for one in problem.targets]
    assert {(one.sense, one.lasting) for one in targets} == {(sense, lasting) for sense in (">=", "<=") for lasting in (True, False)}


def test_the_comparison_sees_a_difference():
    """A changed factor, right-hand side, bound or cost is noticed."""
    problem = tiny_problem(horizon=3, paths=1)
    pyomo = compile_model(build_model(problem, problem.paths[0])).matrix
    sheet = write(problem, "value").matrices[problem.paths[0].id, None][1]
    assert_same(pyomo, sheet)
    for field in ("row_high", "high", "cost"):
        amounts = getattr(sheet, field).copy()
        finite = numpy.flatnonzero(numpy.isfinite(amounts) & (amounts != 0))
        amounts[finite[len(finite) // 2]] *= 1 + 1e-6
        with pytest.raises(AssertionError):
            assert_same(pyomo, Matrix(**{**vars(sheet), field: amounts}))
    rows = sheet.rows.copy()
    rows.data[len(rows.data) // 2] *= 1 + 1e-6
    with pytest.raises(AssertionError):
        assert_same(pyomo, Matrix(**{**vars(sheet), "rows": rows}))


def test_new_wishes_leave_the_old_sheet_as_it_was():
    """Two sheets with the same rules share nothing that changes: the old one still names its own rows."""
    problem = tiny_problem(horizon=3)
    old = build_sheet(problem, problem.paths)
    names = old.row_names()
    asked = problem.model_copy(update={"locks": (Lock(lever=GAS, kind="out"),)})
    new = with_wishes_of(old, asked)
    assert len(new.rows) == len(old.rows) + 1
    assert old.row_names() == names
