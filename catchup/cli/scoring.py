"""The verb that prices a strategy somebody else wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, Force, Gap, Seed, finite
from catchup.cli.streams import emit, read_plan, write

Words = Literal["strong", "mild"]


@app.command()
def score(
    slate: Annotated[str | None, typer.Argument(help="A slate file, or the name of one that ships, e.g. essay_IND.")] = None,
    source: Annotated[str | None, typer.Option("--from", help="Score the decisions of a plan instead, e.g. --from ind.plan.json.")] = None,
    reading: Annotated[Words | None, typer.Option(help="Which reading of the words, if the slate has two, e.g. --reading mild.")] = None,
    gap: Gap = 0.01,
    time_limit: Annotated[
        float, typer.Option(callback=finite, min=0, help="Seconds for pricing the parts, after the verdict, e.g. --time-limit 60.")
    ] = 30.0,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Also write the completed plan as JSON, e.g. --out slate.plan.json.")] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Prices a strategy that somebody wrote, part by part.

    Example: catchup score essay_IND
    """
    from catchup.report import asking
    from catchup.report import scoring as report

    if (slate is None) == (source is None):
        raise typer.BadParameter("name a slate, e.g. `catchup score essay_IND`, or give --from PLAN", param_hint="SLATE")
    asking.refuse_overwriting(out, force)
    strategy = report.strategy_from(slate) if slate else report.strategy_from_plan(read_plan(str(source)))
    priced, answer = report.price(strategy, reading=reading, gap=gap, seed=seed, time_limit=time_limit)
    if out is not None:
        write(out, answer.plan().to_json())
    if as_json:
        emit(priced.to_json())
    else:
        report.print_score(priced)
    raise typer.Exit(0 if priced.can_be_done else 3)
