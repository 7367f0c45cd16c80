"""Verbs that print the mathematics and open the app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catchup.cli.application import app
from catchup.cli.streams import emit, write


@app.command()
def math(
    out: Annotated[Path | None, typer.Option(help="File to write, e.g. --out docs/MATH.md; stdout if left out.")] = None,
) -> None:
    """Prints every rule of the model as a sentence and a formula.

    Example: catchup math --out docs/MATH.md
    """
    from catchup import mathdoc

    text = mathdoc.render()
    if out is None:
        emit(text)
    else:
        write(out, text)


@app.command("app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def app_(context: typer.Context) -> None:
    """Opens the planner in a browser.

    Example: catchup app --server.port 8599 --server.headless true
    """
    from catchup.report.starting import start_app

    start_app(context.args)
