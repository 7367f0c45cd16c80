"""What goes in and out of a verb: results to stdout, progress and remarks to stderr, files read and written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from catchup.errors import InputError, PlanFileError

if TYPE_CHECKING:
    from catchup.plan import Plan


def solve(request: Any, time_limit: float | None = None) -> Plan:
    """Makes a plan while a progress line runs on stderr."""
    from catchup.planner import make_plan
    from catchup.report.progress import ProgressLine

    with ProgressLine() as line:
        return make_plan(request.country, request.scenario, **request.options, time_limit=time_limit, progress=line.tell)


def show_plan(made: Plan, out: Path | None, as_json: bool, steps_only: bool) -> None:
    """Prints a plan and writes it where asked."""
    from catchup.report.document import print_plan

    if out is not None:
        write(out, made.to_json())
    if as_json:
        emit(made.to_json())
    else:
        print_plan(made, steps_only=steps_only)


def read_plan(file: str) -> Plan:
    """Reads a plan from a file, or from stdin for "-"."""
    return plan_in(read_text(file))


def plan_in(text: str) -> Plan:
    """The plan that a text holds."""
    from catchup.plan import Plan

    return Plan.from_json(text)


def read_text(file: str) -> str:
    """Reads the text of a plan file, or of stdin for "-"."""
    try:
        return sys.stdin.buffer.read().decode() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as problem:
        raise PlanFileError(f"{file} cannot be read: {problem.strerror}", "name a file written by `catchup plan --out`") from None
    except UnicodeDecodeError:
        raise PlanFileError(f"{file} is not UTF-8 text", "name a file written by `catchup plan --out`") from None


def write(file: Path, text: str) -> None:
    """Writes a text file and says so."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{file} cannot be written: {problem.strerror}", "name a file in a folder that exists") from None
    say(f"wrote {file}")


def emit(text: str) -> None:
    """Writes to stdout as UTF-8, whatever the terminal's encoding: JSON has no other."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.rstrip("\n").encode() + b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A remark on stderr."""
    typer.echo(text, err=True)
