"""The exported problem, solved by another solver: what the planner proves, SCIP must not contradict."""

from __future__ import annotations

import pyscipopt
import pytest

from catchup.assemble import resolve
from catchup.library import load_case
from catchup.planner import export_model
from catchup.search import search

GAP, SECONDS = 0.02, 60.0
NEAR = 1e-5


def by_scip(file, path: str) -> tuple[float, float]:
    """Value and bound of the exported problem with one reform path chosen; minus infinity if the path has no plan."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(file))
    assert model.getObjectiveSense() == "maximize"
    model.setParam("limits/gap", GAP)
    model.setParam("limits/time", SECONDS)
    choice = next(one for one in model.getVars() if one.name == f"choose.{path}")
    model.chgVarLb(choice, 1.0)
    model.optimize()
    print(f"{path}: {model.getStatus()} in {model.getSolvingTime():.1f} s, bound {model.getDualbound():,.2f}")
    if model.getStatus() == "infeasible":
        return float("-inf"), float("-inf")
    assert model.getNSols() > 0, f"SCIP found no plan on {path} in time"
    return model.getObjVal(), model.getDualbound()


@pytest.mark.parametrize("country", ["NGA", "IND"])
def test_intervals_of_two_solvers_overlap(country, tmp_path):
    """SCIP needs longer for all paths at once than for one after the other; the best of them is the same problem."""
    file = tmp_path / f"{country}.mps"
    rows, columns = export_model(country, "baseline", file)
    assert rows > 1000
    assert columns > 1000
    problem = resolve(load_case(country))
    found = {path.id: by_scip(file, path.id) for path in problem.paths}
    value, bound = (max(one[at] for one in found.values()) for at in (0, 1))
    ours = search(problem, "value", gap=0.01)
    slack = NEAR * max(abs(ours.value), 1)
    assert ours.value <= bound + slack, "the planner claims a value that SCIP proves impossible"
    assert value <= ours.bound + slack, "SCIP has a plan better than the planner's bound"


def test_names_survive_the_export(tmp_path):
    file = tmp_path / "NGA.mps"
    export_model("NGA", "baseline", file)
    text = file.read_text()
    for name in ("spending_within_fiscal_room", "one_reform_path_is_chosen", "choose."):
        assert name in text
