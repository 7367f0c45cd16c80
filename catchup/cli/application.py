"""The command line application that the verbs join, and its exit."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from catchup.cli.streams import emit
from catchup.errors import CatchupError

app = typer.Typer(
    name="catchup",
    help="Plans how a country catches up in AI: what to do this year, what it costs, what it brings, and how sure that is.",
    epilog="Exit codes: 0 done, 1 bad input, 2 wrong usage, 3 no feasible plan, 4 a limit came before any plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"catchup {version('catchup')}")
        except PackageNotFoundError:
            typer.echo("catchup (run from its source folder, not installed)")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


def main() -> None:
    """Runs the command line; what the program refuses on purpose ends with a message and its exit code."""
    from catchup.report.console import tell_failure

    try:
        app()
    except CatchupError as problem:
        if "--json" in sys.argv[1:]:
            emit(json.dumps(tell_failure(problem, quiet=True), indent=1, ensure_ascii=False))
        else:
            tell_failure(problem)
        sys.exit(problem.exit_code)
