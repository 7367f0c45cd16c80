"""Formulations against one another: the same problems stated or solved differently, in processor seconds to one per cent.

Each arm changes one thing. Problems are the shipped India and Nigeria and seeded harsh countries: lumpy units against a small budget,
dear capital, power targets that force whole units. The table in docs/decisions/0003 was printed by this file.

    python benchmarks/formulation.py --harsh 8
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy
from scipy import sparse

SEED, LIMIT, GAP = 31, 60.0, 0.01
BY_YEAR = ("stands", "adopted", "launched", "closing", "recruiting", "begun")


def harsh(seed: int) -> tuple[str, dict[str, Any]]:
    """A seeded hard country: small room, whole units, a power target that forces some of them."""
    from catchup.problem import Target

    draw = random.Random(seed)
    country = draw.choice(("NGA", "KEN", "BGD", "EGY", "VNM", "ZAF", "IDN"))
    overrides = [
        f"fiscal.room=x{draw.uniform(0.3, 1.5):.2f}", f"institutions.leakage=x{draw.uniform(0.7, 1.3):.2f}",
        f"external.private_ceiling=x{draw.uniform(0.3, 2):.2f}",
        *(f"{lever}.capex_per_unit=x{draw.uniform(0.5, 1.6):.2f}" for lever in ("energy_gas", "energy_hydro", "energy_nuclear", "ports_logistics", "osat", "fab_mature")),
    ]
    targets = (Target(metric="homes_power_mw", sense=">=", amount=float(draw.choice((60, 150, 400))), year=draw.randint(2035, 2040)),)
    return country, {"overrides": tuple(overrides), "targets": targets if draw.random() < 0.6 else ()}


def problems(count: int) -> list[tuple[str, Any]]:
    from catchup.planner import Planner, request_of

    found = [(code, Planner(code).resolved(request_of(code))[1]) for code in ("IND", "NGA")]
    for at in range(count):
        country, update = harsh(SEED + at)
        found.append((f"harsh {at} ({country})", Planner(country).resolved(request_of(country, **update))[1]))
    return found


def solve(matrices: list[Any], floor: float, options: dict[str, Any]) -> tuple[float, float, float]:
    """Processor seconds, value and bound over parts: relaxations first, the most promising solved, the rest pruned."""
    from catchup import solver as engine

    kept = dict(engine.SEARCH_OPTIONS)
    engine.SEARCH_OPTIONS.update(options)
    began = time.process_time()
    try:
        relaxed = [(engine.relax(one), one) for one in matrices]
        best, bound = float("-inf"), float("-inf")
        for run, matrix in sorted(relaxed, key=lambda pair: -pair[0].bound):
            if run.point is None:
                continue
            if run.bound <= best + GAP * max(abs(best), floor):
                bound = max(bound, run.bound)
                continue
            left = LIMIT - (time.process_time() - began)
            done = engine.solve(matrix, engine.Limits(GAP, floor, max(left, 0.1)))
            best, bound = max(best, done.value), max(bound, min(run.bound, done.bound))
    finally:
        engine.SEARCH_OPTIONS.clear()
        engine.SEARCH_OPTIONS.update(kept)
    return time.process_time() - began, best, bound


def start_year(sheet: Any, matrix: Any) -> Any:
    """By-year variables replaced by starts: column u becomes the sum of the by-year columns from u on."""
    count = matrix.shape[1]
    rows, columns = list(range(count)), list(range(count))
    high = matrix.high.copy()
    for name in BY_YEAR:
        chains: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for key, column in sheet.decisions.get(name, {}).items():
            *head, year = key
            chains[tuple(head)].append((year, next(iter(column.terms))))
        for chain in chains.values():
            ordered = [column for _, column in sorted(chain)]
            for at, start in enumerate(ordered):
                rows += ordered[at + 1:]
                columns += [start] * len(ordered[at + 1:])
    change = sparse.csc_array((numpy.ones(len(rows)), (rows, columns)), shape=(count, count))
    return replace(matrix, rows=sparse.csc_array(matrix.rows @ change), cost=change.T @ matrix.cost, high=high)


def summed_prerequisites(sheet: Any, matrix: Any) -> Any:
    """One row a prerequisite instead of one a year."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for (lever, at, _), row in sheet.ruled.get("prerequisite_stands_first", {}).items():
        groups[lever, at].append(row)
    if not groups:
        return matrix
    gone = {row for rows in groups.values() for row in rows}
    kept = [row for row in range(matrix.shape[0]) if row not in gone]
    rows = matrix.rows.tocsr()
    summed = sparse.vstack([sparse.csr_array(rows[group].sum(axis=0).reshape(1, -1)) for group in groups.values()])
    return replace(
        matrix, rows=sparse.csc_array(sparse.vstack([rows[kept], summed], format="csc")),
        row_low=numpy.append(matrix.row_low[kept], [-numpy.inf] * len(groups)),
        row_high=numpy.append(matrix.row_high[kept], [matrix.row_high[group].sum() for group in groups.values()]),
        row_names=[str(at) for at in range(len(kept) + len(groups))],
    )


def affordable(sheet: Any, matrix: Any) -> Any:
    """Cuts from money: whole units begun by a year are no more than all money up to the end of their payments could pay."""
    problem = sheet.problem
    money = problem.money
    rows, limits = [], []
    for plant in problem.plants:
        if plant.mode not in ("unit", "count") or plant.last_start < 0:
            continue
        for year in range(plant.last_start + 1):
            until = min(year + len([one for one in plant.pay if one > 0]), problem.clock.horizon)
            paid = [sum(plant.pay[: max(until - start, 0)]) for start in range(year + 1)]
            state = sum(money.cash[:until]) + sum(money.borrow_limit[:until]) + sum(money.concessional_limit[:until])
            least = min(
                amount / (plant.list_cost[0] * share * min(paid) * min(plant.learned_factor or (1.0,)))
                for amount, share in ((state, plant.state_share), (sum(money.private_ceiling[:until]), 1 - plant.state_share)) if share > 0
            )
            if least < plant.max_units:
                row = numpy.zeros(matrix.shape[1])
                for start in range(year + 1):
                    row[next(iter(sheet.starts[plant.id, start].terms))] = 1.0
                rows.append(row)
                limits.append(float(int(least + 1e-9)))
    if not rows:
        return matrix
    return replace(
        matrix, rows=sparse.csc_array(sparse.vstack([matrix.rows, sparse.csc_array(numpy.array(rows))], format="csc")),
        row_low=numpy.append(matrix.row_low, [-numpy.inf] * len(rows)), row_high=numpy.append(matrix.row_high, limits),
        row_names=[*matrix.row_names, *(str(at) for at in range(len(rows)))],
    )


def coarse(problem: Any, every: int) -> Any:
    """Absorption with fewer tangents."""
    keep = problem.absorption
    return problem.model_copy(update={"absorption": keep.model_copy(update={"slopes": keep.slopes[::every], "offsets": keep.offsets[::every]})})


def arms() -> dict[str, Any]:
    """Name -> function of a problem that gives the matrices to solve and the options to solve them with."""
    from catchup.matrix import combine
    from catchup.search import write

    def stated(problem: Any, change: Any = None) -> list[Any]:
        written = write(problem, "value")
        found = [matrix for _, matrix in written.matrices.values()]
        return [change(written.sheet, one) for one in found] if change else found

    def whole(problem: Any) -> list[Any]:
        written = write(problem, "value")
        return [combine({key[0]: matrix for key, (_, matrix) in written.matrices.items()}, "whole")]

    heuristics = {"mip_heuristic_run_rens": True, "mip_heuristic_run_rins": True, "mip_heuristic_run_root_reduced_cost": True}
    return {
        "as it is": lambda problem: (stated(problem), {}),
        "with neighbourhood searches": lambda problem: (stated(problem), heuristics),
        "only RENS": lambda problem: (stated(problem), {"mip_heuristic_run_rens": True}),
        "only RINS": lambda problem: (stated(problem), {"mip_heuristic_run_rins": True}),
        "branching not made reliable": lambda problem: (stated(problem), {"mip_pscost_minreliable": 0}),
        "with restarts": lambda problem: (stated(problem), {"mip_allow_restart": True}),
        "no presolve": lambda problem: (stated(problem), {"presolve": "off"}),
        "no symmetry detection": lambda problem: (stated(problem), {"mip_detect_symmetry": False}),
        "half the heuristic effort": lambda problem: (stated(problem), {"mip_heuristic_effort": 0.025}),
        "starts by year, not by-year": lambda problem: (stated(problem, start_year), {}),
        "prerequisites summed over years": lambda problem: (stated(problem, summed_prerequisites), {}),
        "cuts from money": lambda problem: (stated(problem, affordable), {}),
        "three tangents, not five": lambda problem: (stated(coarse(problem, 2)), {}),
        "all paths in one problem": lambda problem: (whole(problem), {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--harsh", type=int, default=8)
    parser.add_argument("--arms", nargs="*", help="names of arms, all if left out")
    given = parser.parse_args()
    from catchup.model.objectives import scale_floor

    cases = problems(given.harsh)
    chosen = {name: arm for name, arm in arms().items() if not given.arms or name in given.arms}
    names = [name for name, _ in cases]
    print("| arm | " + " | ".join(names) + " | median ratio |")
    print("|---|" + "---|" * (len(names) + 1))
    first: list[float] = []
    for name, arm in chosen.items():
        cells, ratios = [], []
        for at, (_, problem) in enumerate(cases):
            matrices, options = arm(problem)
            floor = scale_floor(problem, "value")
            seconds, value, bound = solve(matrices, floor, options)
            if len(first) <= at:
                first.append(seconds)
            ratios.append(seconds / first[at])
            gap = (bound - value) / max(abs(value), floor) if value > float("-inf") else float("inf")
            cells.append("no plan" if bound == float("-inf") else f"{seconds:.1f}" + ("" if gap <= GAP * 1.01 else f" ({gap:.0%} left)"))
        print(f"| {name} | " + " | ".join(cells) + f" | {statistics.median(ratios):.2f} |", flush=True)


if __name__ == "__main__":
    main()
