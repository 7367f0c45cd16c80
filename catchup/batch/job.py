"""A batch in a process of its own, for an app that must not wait: the run's folder tells how far it is, whoever looks and whenever."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from catchup.batch.cells import Batch
from catchup.batch.files import RunFolderError
from catchup.batch.run import Run
from catchup.batch.status import Status

LOG = "log.txt"
_CHILDREN: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class BatchJob:
    """A run and the process that works on it. It outlives the page, and the server, that began it."""

    run: Run

    @classmethod
    def start(
        cls, batch: Batch, folder: Path | None = None, *, scheduler: str | None = None, workers: int | None = None, memory: str | None = None,
    ) -> BatchJob:
        """Writes the run and begins to work on it.

        Args:
            scheduler, workers, memory: see `catchup.cluster.Cluster`.

        Raises:
            RunFolderError, InputError: the folder cannot be used; nothing is begun.
        """
        job = cls(Run.create(batch, folder))
        job.resume(scheduler=scheduler, workers=workers, memory=memory)
        return job

    def resume(self, *, scheduler: str | None = None, workers: int | None = None, memory: str | None = None) -> None:
        """Goes on with what is not settled; does nothing if somebody is at it.

        Raises:
            RunFolderError: the folder cannot be written.
        """
        if self.alive:
            return
        options = {"--scheduler": scheduler, "--workers": None if workers is None else str(workers), "--memory": memory}
        given = [part for name, value in options.items() if value is not None for part in (name, value)]
        self.run.forget_stop()
        self.run.tell(Status(state="starting", total=len(self.run.batch.cells)))
        try:
            with (self.run.folder / LOG).open("ab") as log:
                # A session of its own: it goes on when the server that began it ends.
                _CHILDREN[self.run.id] = subprocess.Popen(
                    [sys.executable, "-m", "catchup", "batch", "--resume", str(self.run.folder), "--quiet", *given], stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, env={**os.environ, "PYTHONUTF8": "1"},
                )
        except OSError as problem:
            raise RunFolderError(f"{self.run.folder} cannot be written: {problem.strerror}", "make room there or allow writing") from None

    @property
    def alive(self) -> bool:
        """Whether a process is at it, or is about to be."""
        child = _CHILDREN.get(self.run.id)
        return self.run.active or (child is not None and child.poll() is None)

    def progress(self) -> Status:
        """How far it is, and why it ended if it failed."""
        found = self.run.status()
        if self.alive and found.state == "stopped":
            return found.model_copy(update={"state": "starting"})
        if not self.alive and found.state == "stopped" and not found.message and self._last_words():
            return found.model_copy(update={"message": self._last_words()})
        return found

    def cancel(self) -> None:
        """Asks it to stop; what is done is kept, and `resume` goes on.

        Raises:
            RunFolderError: the folder cannot be written.
        """
        self.run.ask_to_stop()

    def wait(self, seconds: float | None = None) -> int | None:
        """Waits for a process begun here.

        Returns:
            Its exit code; None if it was begun elsewhere.

        Raises:
            subprocess.TimeoutExpired: it is still at it.
        """
        child = _CHILDREN.get(self.run.id)
        return None if child is None else child.wait(seconds)

    def _last_words(self) -> str:
        """The first line of the last error the process told."""
        try:
            lines = (self.run.folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return next((one.removeprefix("error: ") for one in reversed(lines) if one.startswith("error: ")), "")
