"""Speed and memory of the planner, with raw HiGHS on the exported model in the same run.

    python benchmarks/plan.py            # cold plans, overhead, memory, growth
    python benchmarks/plan.py --all      # and every scenario x objective of both countries

Times are medians of three runs on whatever machine this is; compare ratios, not seconds.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTRIES = ("IND", "NGA")
RUNS = 3


def cold(country: str) -> tuple[float, dict[str, float]]:
    """Seconds from command to printed plan, and the plan's own record of where they went."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "catchup", "plan", country, "--json"], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - began
    plan = json.loads(done.stdout)
    return seconds, {**plan["run"]["seconds"], "gap": plan["objective"]["gap"]}


def raw(country: str, folder: Path) -> tuple[float, float]:
    """Seconds HiGHS needs for the exported whole problem to one per cent, and its objective."""
    file = folder / f"{country}.mps"
    subprocess.run([sys.executable, "-m", "catchup", "model", country, "--to", str(file)], check=True, capture_output=True)
    code = (
        "import highspy, sys, time\n"
        "h = highspy.Highs(); h.setOptionValue('output_flag', False); h.readModel(sys.argv[1])\n"
        "h.setOptionValue('threads', 1); h.setOptionValue('mip_rel_gap', 0.01); h.setOptionValue('time_limit', 120.0)\n"
        "t = time.perf_counter(); h.run(); print(time.perf_counter() - t, h.getInfo().objective_function_value)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    seconds, value = done.stdout.split()
    return float(seconds), float(value)


def growth() -> list[tuple[int, float]]:
    """Build and hand-over seconds of one path by horizon: at most linear in years."""
    from catchup.assemble import Choices, resolve
    from catchup.library import load_case
    from catchup.matrix import compile_model
    from catchup.model import build_model
    from catchup.search import without_collection

    found = []
    for horizon in (5, 10, 15, 20, 30):
        problem = resolve(load_case("IND"), Choices(horizon=horizon))
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            with without_collection():
                compile_model(build_model(problem, problem.paths[0]))
            times.append(time.perf_counter() - began)
        found.append((horizon, statistics.median(times)))
    return found


def every_case() -> list[tuple[str, str, str, float, float, str]]:
    """Every scenario and objective: seconds, gap and status."""
    from catchup import make_plan, parse_target
    from catchup.errors import CatchupError
    from catchup.library import scenario_ids
    from catchup.problem import OBJECTIVES

    rows = []
    for country in COUNTRIES:
        for scenario in scenario_ids():
            for objective in OBJECTIVES:
                targets = [parse_target("home_share>=0.1@2035")] if objective == "least_cost" else []
                began = time.perf_counter()
                try:
                    plan = make_plan(country, scenario, objective=objective, targets=targets, time_limit=60)
                    gap, status = plan.objective.gap, plan.objective.status
                except CatchupError as problem:
                    gap, status = float("nan"), type(problem).__name__
                rows.append((country, scenario, objective, time.perf_counter() - began, gap, status))
                print(f"| {country} | {scenario} | {objective} | {rows[-1][3]:.1f} | {gap:.4f} | {status} |", flush=True)
    return rows


def main() -> None:
    """Prints the tables."""
    print("| country | cold s | load+build s | HiGHS s | not HiGHS, beyond imports s | gap | raw HiGHS on export s | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for country in COUNTRIES:
            runs = [cold(country) for _ in range(RUNS)]
            seconds = statistics.median(one for one, _ in runs)
            inside = {name: statistics.median(run[name] for _, run in runs) for name in runs[0][1]}
            alone, _ = raw(country, Path(folder))
            rest = inside["all"] - inside["solve"]
            print(
                f"| {country} | {seconds:.1f} | {inside['load'] + inside['build']:.2f} | {inside['solve']:.2f} | {rest:.2f} | "
                f"{inside['gap']:.4f} | {alone:.1f} | {seconds / alone:.2f} |"
            )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\npeak memory of a cold plan or export: {peak:.0f} MB")
    print("\n| years | build + hand-over of one path s |\n|---|---|")
    for horizon, seconds in growth():
        print(f"| {horizon} | {seconds:.3f} |")
    if "--all" in sys.argv:
        print("\n| country | scenario | objective | s | gap | status |\n|---|---|---|---|---|---|")
        every_case()


if __name__ == "__main__":
    main()
