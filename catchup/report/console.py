"""Where text goes: results to stdout, everything else to stderr; plain where colours or symbols cannot be shown."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from catchup.errors import AuditError, CatchupError, DataFileError, NoFeasiblePlanError, SolverError

PIPE_WIDTH = 100


def _console(stream: TextIO, *, to_stderr: bool) -> Console:
    if not (stream.encoding or "").lower().startswith("utf") and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    # A file or a pipe has no width of its own; rich would take 80 columns and break the tables.
    width = PIPE_WIDTH if not stream.isatty() and "COLUMNS" not in os.environ else None
    return Console(stderr=to_stderr, width=width, highlight=False, soft_wrap=False)


def results() -> Console:
    """The console on stdout."""
    return _console(sys.stdout, to_stderr=False)


def remarks() -> Console:
    """The console on stderr."""
    return _console(sys.stderr, to_stderr=True)


def symbol(console: Console, fancy: str, plain: str) -> str:
    """A symbol, or its ASCII stand-in where the encoding has no room for it."""
    return fancy if console.encoding.lower().startswith("utf") else plain


def tell_failure(problem: CatchupError, *, quiet: bool = False) -> dict[str, Any]:
    """Prints an error with its remedy to stderr, and gives it as a document."""
    document: dict[str, Any] = {"error": problem.message, "remedy": problem.remedy, "exit_code": problem.exit_code}
    details: list[str] = []
    if isinstance(problem, NoFeasiblePlanError):
        document["conflict"] = details = problem.conflict
    elif isinstance(problem, AuditError):
        document["violations"] = details = problem.violations
    elif isinstance(problem, DataFileError):
        document["faults"] = [
            {"file": problem.file, "line": line, "path": path, "message": text} for line, path, text in problem.faults
        ]
    if not quiet:
        _print_failure(problem, details)
    return document


def _print_failure(problem: CatchupError, details: list[str]) -> None:
    console = remarks()
    console.print(Text.assemble(("error: ", "bold red"), problem.message))
    if not all(sentence in problem.message for sentence in details):
        console.print("These cannot all hold together:" if isinstance(problem, NoFeasiblePlanError) else "Found:")
        for sentence in details:
            console.print(Text(f"  - {sentence}"))
    if problem.remedy:
        console.print(Text.assemble(("remedy: ", "bold"), problem.remedy))
    if isinstance(problem, AuditError | SolverError):
        console.print("This is a fault of the program, not of your input. Please report it with the command you gave.")
