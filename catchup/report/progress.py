"""The progress line on stderr: stage, best plan so far, bound, gap, time. Silent for the first two seconds."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from catchup.report.console import remarks
from catchup.report.words import significant

if TYPE_CHECKING:
    from catchup.search import Progress

QUIET_SECONDS = 2.0
PLAIN_EVERY_SECONDS = 15.0


class ProgressLine:
    """One line that renews itself on a terminal; a plain line now and then elsewhere."""

    def __init__(self) -> None:
        self._console = remarks()
        self._began = time.monotonic()
        self._live: Live | None = None
        self._last_plain = float("-inf")
        self._latest: Progress | None = None

    def __enter__(self) -> ProgressLine:
        if self._console.is_terminal:
            self._live = Live(
                get_renderable=self._line, console=self._console, transient=True, refresh_per_second=4,
                redirect_stdout=False, redirect_stderr=False,
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def tell(self, progress: Progress) -> None:
        """Takes the news of the search."""
        self._latest = progress
        elapsed = time.monotonic() - self._began
        due = elapsed >= QUIET_SECONDS and elapsed - self._last_plain >= PLAIN_EVERY_SECONDS
        if self._live is None and due:
            self._last_plain = elapsed
            self._console.print(self._line(), soft_wrap=True)

    def _line(self) -> Text:
        elapsed = time.monotonic() - self._began
        if elapsed < QUIET_SECONDS:
            return Text("")
        parts = describe(self._latest, elapsed)
        if self._live is not None and self._latest is not None and self._latest.incumbent is not None:
            parts.append("Ctrl-C keeps it")
        return Text(" | ".join(parts), style="dim", no_wrap=True, overflow="ellipsis")


def describe(progress: Progress | None, elapsed: float) -> list[str]:
    """The parts of the line."""
    if progress is None:
        return ["reading the data", f"{elapsed:.0f} s"]
    path = f" ({progress.path.replace('_', ' ')})" if progress.path else ""
    parts = [f"{progress.stage}{path}"]
    if progress.incumbent is not None:
        parts.append(f"best so far {significant(progress.incumbent, 4)}")
    if progress.bound is not None and abs(progress.bound) < float("inf"):
        parts.append(f"cannot be better than {significant(progress.bound, 4)}")
    if progress.gap is not None and progress.gap < float("inf"):
        parts.append(f"gap {100 * progress.gap:.2f} %")
    return [*parts, f"{elapsed:.0f} s"]
