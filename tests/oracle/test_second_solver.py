"""The exported problem, solved by another solver: what the planner proves, SCIP must not contradict."""

from __future__ import annotations

import pyscipopt
import pytest

from catchup.assemble import resolve
from catchup.library import load_case
from catchup.planner import export_model
from catchup.search import search

GAP, SECONDS = 0.02, 100.0
NEAR = 1e-5


def by_scip(file) -> tuple[float, float, float]:
    """Value, bound and seconds."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(file))
    model.setParam("limits/gap", GAP)
    model.setParam("limits/time", SECONDS)
    model.optimize()
    assert model.getNSols() > 0, "SCIP found no plan in time"
    return model.getObjVal(), model.getDualbound(), model.getSolvingTime()


@pytest.mark.parametrize("country", ["NGA", "IND"])
def test_intervals_of_two_solvers_overlap(country, tmp_path):
    file = tmp_path / f"{country}.mps"
    rows, columns = export_model(country, "baseline", file)
    assert rows > 1000
    assert columns > 1000
    value, bound, seconds = by_scip(file)
    # An .mps file is minimised by convention where it does not say so; both orders are one interval.
    low, high = sorted((abs(value), abs(bound)))
    print(f"\n{country}: SCIP {value:,.2f} to {bound:,.2f} in {seconds:.1f} s")
    ours = search(resolve(load_case(country)), "value", gap=0.01)
    slack = NEAR * max(abs(ours.value), 1)
    assert ours.value <= high + slack, "the planner claims a value that SCIP proves impossible"
    assert low <= ours.bound + slack, "SCIP has a plan better than the planner's bound"


def test_names_survive_the_export(tmp_path):
    file = tmp_path / "NGA.mps"
    export_model("NGA", "baseline", file)
    text = file.read_text()
    for name in ("spending_within_fiscal_room", "one_reform_path_is_chosen", "choose."):
        assert name in text
