"""Speed of batches: parallel efficiency, overhead of a cell, memory of the client, and how quickly a finished run is there again.

    python benchmarks/batch.py                # 24 solves; a first look
    python benchmarks/batch.py --solves 200   # what the targets speak of; on a machine that does nothing else
    python benchmarks/batch.py --workers 2

Targets on two cores: efficiency at least 0.85 with two workers against one process, at most 50 ms more for each cell, memory of the
client flat in the number of cells, at most 3 s for a finished run of 1,000 cells. Times are of whatever machine this is.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SCALES = [f"fiscal.room=x{1 + at / 1000:.3f}" for at in range(1000)]
QUICK: dict[str, Any] = {"gap": 0.01}


def run_of(count: int, folder: Path, **options: Any) -> Any:
    """A run of as many different cells of Nigeria."""
    from dataclasses import replace

    from catchup.batch import Run, batch_of

    first = batch_of(["NGA"], overrides=SCALES[:1], **{**QUICK, **options})
    cells = [batch_of(["NGA"], overrides=(one,), **{**QUICK, **options}).cells[0] for one in SCALES[:count]]
    return Run.create(replace(first, cells=tuple(cells)), folder)


def alone(run: Any) -> tuple[float, float]:
    """Seconds for all cells in one process, one after another, and the processor's share of them."""
    from catchup.batch.engine import _tasks
    from catchup.batch.solving import solve_job

    tasks = list(_tasks(run, run.batch.cells))
    with tempfile.TemporaryDirectory() as folder:
        solve_job(tasks[0].payload(), Path(folder), lambda: False)
        began, busy = time.perf_counter(), time.process_time()
        for one in tasks:
            solve_job(one.payload(), Path(folder), lambda: False)
        return time.perf_counter() - began, time.process_time() - busy


def together(run: Any, workers: int) -> tuple[float, float]:
    """Seconds for all cells with workers once these are warm, and with their start."""
    from catchup.batch.engine import _tasks
    from catchup.batch.solving import solve_job
    from catchup.cluster import Cluster, Task

    began = time.perf_counter()
    with Cluster(workers=workers) as cluster:
        tasks = list(_tasks(run, run.batch.cells))
        # Workers import the planner with their first cell; that is their start, not their speed.
        for _ in cluster.run(solve_job, [Task(f"warm{at}", tasks[0].payload) for at in range(2 * workers)]):
            pass
        warm = time.perf_counter()
        done = [one for one in cluster.run(solve_job, tasks) if one is not None]
        ended = time.perf_counter()
    assert all(one.cause is None for one in done)
    assert len(done) == len(tasks)
    return ended - warm, ended - began


def overhead(count: int) -> float:
    """Milliseconds for a cell that takes no time itself, with one worker."""
    from catchup.cluster import Cluster, Task

    with Cluster(workers=1) as cluster:
        list(cluster.run(_nothing, [Task("warm", bytes)]))
        began = time.perf_counter()
        list(cluster.run(_nothing, [Task(str(at), lambda: b"x" * 50_000) for at in range(count)]))
        return 1000 * (time.perf_counter() - began) / count


def _nothing(_payload: Any, _folder: Path, _stopped: Any) -> bytes:
    return b"y" * 60_000


def memory(count: int) -> float:
    """Most memory in MB that a client needs to keep as many finished cells, in a process of its own."""
    code = (
        "import sys, tempfile, resource; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from batch import filled, run_of\n"
        "with tempfile.TemporaryDirectory() as folder:\n    filled(int(sys.argv[2]), Path(folder) / 'run')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(count)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def filled(count: int, folder: Path) -> Any:
    """A finished run: its cells have rows and tables as large as real ones, all of one plan."""
    from catchup.batch.engine import _tasks
    from catchup.batch.results import row_of
    from catchup.batch.solving import solve_job

    run = run_of(count, folder)
    with tempfile.TemporaryDirectory() as scratch:
        solved = solve_job(next(_tasks(run, run.batch.cells)).payload(), Path(scratch), lambda: False)
    for at in range(0, count, 10):
        run.keep([(row_of(cell, **solved.row), solved) for cell in run.batch.cells[at : at + 10]])
    run.tables.compact()
    return run


def again(count: int) -> tuple[float, float]:
    """Seconds of `catchup batch --resume` and of `catchup runs show` on a finished run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"
        filled(count, folder)
        environment = {**os.environ, "CATCHUP_STORE": f"sqlite:///{place}/store.sqlite"}
        times = []
        for arguments in (["batch", "--resume", str(folder), "--json"], ["runs", "show", str(folder), "--json"]):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "catchup", *arguments], capture_output=True, check=True, env=environment)
            times.append(time.perf_counter() - began)
        return times[0], times[1]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--solves", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        run = run_of(chosen.solves, Path(place) / "run")
        single, busy = alone(run)
        many, with_start = together(run, chosen.workers)
    print("| what | measured | target |\n|---|---|---|")
    print(f"| {chosen.solves} solves, one process | {single:.1f} s ({busy:.1f} s of processor) | |")
    print(f"| {chosen.solves} solves, {chosen.workers} workers | {many:.1f} s, with their start {with_start:.1f} s | |")
    print(f"| parallel efficiency | {single / many / chosen.workers:.2f} | >= 0.85 |")
    print(f"| overhead of a cell | {overhead(200):.1f} ms | <= 50 ms |")
    small, large = memory(100), memory(1000)
    print(f"| memory of a client, 100 and 1,000 cells | {small:.0f} and {large:.0f} MB | flat |")
    resumed, shown = again(1000)
    print(f"| finished run of 1,000 cells: resume, show | {resumed:.1f} s, {shown:.1f} s | <= 3 s |")
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
