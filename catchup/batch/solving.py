"""Solves one cell in a worker: a cold plan from the files that travelled with it, the same bytes as `catchup plan` would give."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catchup.batch.code import code_version
from catchup.batch.inputs import unpacked
from catchup.batch.results import Solved
from catchup.errors import CatchupError, NoFeasiblePlanError
from catchup.impossible.conflict import conflict_of
from catchup.language import speaking
from catchup.plan import Plan, Request
from catchup.planner import Planner

CONFLICT_SECONDS = 5.0
LISTEN_EVERY_SECONDS = 0.2
_DOOR = threading.Lock()


@dataclass(frozen=True)
class Job:
    """Everything a worker needs for a cell."""

    request: Request
    shared: bytes
    shared_digest: str
    profile: bytes
    place: str
    seconds: float
    code: str


def solve_job(job: Job, folder: Path, stopped: Callable[[], bool]) -> Solved:
    """The answer of a cell.

    Args:
        folder: scratch of this worker. stopped: whether nobody waits for the answer any more; asked from another thread.

    Raises:
        CatchupError: this worker runs another version of the program.
    """
    if code_version() != job.code:
        raise CatchupError(
            f"the worker runs catchup {code_version()}, and the batch was asked by {job.code}", "install the same version on every worker"
        )
    began = time.perf_counter()
    # The data folder is a setting of the process: a worker with several threads does one cell after another.
    # What is kept is said in English, whatever this process spoke before; readers put it into their own language.
    with _DOOR, speaking("en"), _data_folder(_unpacked(job, folder)) as root:
        answered = _answered(job, root, stopped)
    answered.row["seconds"] = round(time.perf_counter() - began, 3)
    return answered


def _answered(job: Job, root: Path, stopped: Callable[[], bool]) -> Solved:
    own = job.place.startswith("own/")
    request = job.request.model_copy(update={"profile_file": str(root / job.place)}) if own else job.request
    # Every core of the cluster has a cell of its own.
    planner = Planner(str(root / job.place), threads=1)
    try:
        with _heeding(stopped, planner):
            plan = planner.ask(request, seconds=job.seconds).plan()
    except NoFeasiblePlanError:
        return Solved({"status": "infeasible", "cause": _why_not(planner, request)})
    except CatchupError as problem:
        status = "stopped" if stopped() else "failed"
        return Solved({"status": status, "cause": f"{problem.message} ({problem.remedy})" if problem.remedy else problem.message})
    if own:
        # The plan names the file as the client did; where it lay here is nobody's business.
        asked = plan.request.model_copy(update={"profile_file": job.request.profile_file})
        plan = plan.model_copy(update={"request": asked})
    return _told(plan)


def _why_not(planner: Planner, request: Request) -> str:
    conflict = conflict_of(planner.resolved(request)[1], time.perf_counter() + CONFLICT_SECONDS)
    said = " ".join(str(one) for one in conflict.collisions)
    return f"These cannot all hold: {said}" if said else "No plan satisfies the rules, targets and locks together."


def _told(plan: Plan) -> Solved:
    text = plan.to_json(canonical=True).encode()
    found = plan.objective
    row = {
        "status": found.status, "value": found.value, "bound": found.bound, "gap": found.gap, "baseline": found.baseline,
        "unit": found.unit, "path": plan.path, "plan_digest": hashlib.sha256(text).hexdigest(), "profile_digest": plan.profile_digest,
        "catalogue_digest": plan.catalogue_digest,
    }
    return Solved(
        row, gzip.compress(text, mtime=0), [one.model_dump() for one in plan.steps], [one.model_dump() for one in plan.metrics],
    )


def _unpacked(job: Job, folder: Path) -> Path:
    """A data folder with the files of the job; the shared ones are written once for each worker."""
    root = folder / f"data-{job.shared_digest[:16]}"
    if not (root / "whole").exists():
        for name, text in unpacked(job.shared).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text)
        (root / "whole").touch()
    profile = root / job.place
    profile.parent.mkdir(exist_ok=True)
    if not profile.exists() or profile.read_bytes() != job.profile:
        profile.write_bytes(job.profile)
    return root


@contextmanager
def _data_folder(root: Path) -> Iterator[Path]:
    before = os.environ.get("CATCHUP_DATA")
    os.environ["CATCHUP_DATA"] = str(root)
    try:
        yield root
    finally:
        if before is None:
            del os.environ["CATCHUP_DATA"]
        else:
            os.environ["CATCHUP_DATA"] = before


@contextmanager
def _heeding(stopped: Callable[[], bool], planner: Planner) -> Iterator[None]:
    """Stops the solver as soon as nobody waits for its answer."""
    over = threading.Event()

    def listen() -> None:
        while not over.wait(LISTEN_EVERY_SECONDS):
            if stopped():
                planner.stop()

    watcher = threading.Thread(target=listen, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
