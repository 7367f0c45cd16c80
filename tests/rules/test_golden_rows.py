"""Every rule's rows in the tiny country, written out, so that a change of a formula shows in a diff that can be read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from modelkit import matrix_of, owner, rows_of

import catchup.model  # noqa: F401  fills the registry
from catchup.alliance.joint import Joint
from catchup.allied import Terms
from catchup.assemble.allies import allied
from catchup.matrix import Matrix
from catchup.problem import Lock, Target
from catchup.rules import REGISTRY
from catchup.testing import tiny_problem

GOLDEN = Path(__file__).parent / "golden"


@cache
def whole() -> Matrix:
    """The tiny country on one path, four years, with a target and one lock of each kind."""
    return matrix_of(
        tiny_problem(
            horizon=4, paths=1,
            targets=(Target(metric="compute_h100e", sense=">=", amount=1000.0, year=2030),),
            locks=(
                Lock(lever="ports", kind="in", year=2028), Lock(lever="levy", kind="out"),
                Lock(lever="gas", kind="not_before", year=2028), Lock(lever="packaging", kind="at_most", units=1.0),
                Lock(lever="returnees", kind="at_most", units=1.0), Lock(lever="labs", kind="in", year=2029),
                Lock(lever="ban", kind="not_before", year=2029), Lock(lever="exits", kind="out"),
            ),
        )
    )


@cache
def well_used() -> Matrix:
    """The same with a stock that is well used at any size: the one rule that needs it."""
    return matrix_of(tiny_problem(horizon=4, paths=1, compute__fleet_share_small=1.0))


@cache
def in_alliance() -> tuple[Matrix, Matrix]:
    """The tiny country beside another like it: one member's model, and both with the rows across the border."""
    one = tiny_problem(horizon=4, paths=1)
    pair = allied((one, one.model_copy(update={"country": "OTH"})), Terms(crossing_share=0.8, transit_loss=0.1, distance_loss=0.02))
    return matrix_of(pair[0]), Joint(pair).matrix((0, 0))


@pytest.mark.parametrize("rule", sorted(REGISTRY))
def test_rows_of_rule(rule, golden):
    known = REGISTRY[rule]
    rows = rows_of(whole(), rule) or rows_of(well_used(), rule)
    rows = rows or rows_of(in_alliance()[0], rule) or rows_of(in_alliance()[1], rule)
    assert rows, f"{rule} has no row in the tiny country: give the tiny country what the rule is about"
    golden(GOLDEN / f"{rule}.txt", f"rule {known.number}: {known.sentence}\n" + "\n".join(rows) + "\n")


def test_every_row_belongs_to_a_rule():
    strangers = {name for name in whole().row_names if owner(name) not in REGISTRY}
    assert not strangers


def test_no_golden_file_without_rule():
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(REGISTRY)


def test_updating_is_the_only_way_to_change_them(tmp_path, golden, request):
    if request.config.getoption("--update-golden"):
        return
    (tmp_path / "a.txt").write_text("one\n")
    with pytest.raises(AssertionError, match="differs"):
        golden(tmp_path / "a.txt", "two\n")
    with pytest.raises(AssertionError, match="missing"):
        golden(tmp_path / "b.txt", "two\n")
