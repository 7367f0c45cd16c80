"""Where text goes: results to stdout, everything else to stderr; plain where colours or symbols cannot be shown."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
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
        document |= _no_plan(problem)
    elif isinstance(problem, AuditError):
        document["violations"] = details = problem.violations
    elif isinstance(problem, DataFileError):
        document["faults"] = [
            {"file": problem.file, "line": line, "path": path, "message": text} for line, path, text in problem.faults
        ]
    if not quiet:
        _print_failure(problem, details)
    return document


def _no_plan(problem: NoFeasiblePlanError) -> dict[str, Any]:
    """The conflict and the ways out, as a document."""
    repairs = [one.model_dump(mode="json") for one in problem.repairs]
    return {
        "conflict": [one.model_dump(mode="json") for one in problem.conflict], "conflict_proven": problem.proven,
        "repairs": [{**one, "cost": one.get("cost_musd")} for one in repairs],
    }


def _print_failure(problem: CatchupError, details: list[str]) -> None:
    console = remarks()
    console.print(Text.assemble(("error: ", "bold red"), problem.message))
    if not all(sentence in problem.message for sentence in details):
        console.print("Found:")
        for sentence in details:
            console.print(Text(f"  - {sentence}"))
    if isinstance(problem, NoFeasiblePlanError):
        _print_conflict(console, problem)
    if problem.remedy:
        console.print(Text.assemble(("remedy: ", "bold"), problem.remedy))
    if isinstance(problem, NoFeasiblePlanError):
        _print_repairs(console, problem)
    if isinstance(problem, AuditError | SolverError):
        console.print("This is a fault of the program, not of your input. Please report it with the command you gave.")


def _print_conflict(console: Console, problem: NoFeasiblePlanError) -> None:
    for one in problem.conflict:
        _item(console, symbol(console, "•", "*"), str(one))


def _print_repairs(console: Console, problem: NoFeasiblePlanError) -> None:
    """The ways out as a short ranked list, each with its cost and the command that takes it."""
    if not problem.repairs:
        return
    console.print()
    console.print(Text("Ways out, cheapest first. Each was solved and gives a plan.", style="bold"))
    for place, repair in enumerate(problem.repairs, start=1):
        told = repair.model_dump(mode="json")
        unproven = "" if told["proven"] else " It is not proven that no smaller change would do."
        console.print()
        _item(console, f"{place}.", repair.sentence + unproven)
        _item(console, "", Text(_cost(told), style="dim"))
        console.print(Text(f"     {told['command']}", style="bold"), soft_wrap=True)


def _item(console: Console, mark: str, text: str | Text) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=4, justify="right")
    grid.add_column()
    grid.add_row(mark, text)
    console.print(grid)


def _cost(told: dict[str, Any]) -> str:
    if told["cost_musd"] is None:
        return f"Cost not known: {told['cost_note']}." if told["kind"] != "drop" else f"{told['cost_note'].capitalize()}."
    amount = "less than USD 1 million" if told["cost_musd"] < 1 else f"USD {told['cost_musd']:,.0f} million"
    return f"Costs {amount}: {told['cost_note']}."
