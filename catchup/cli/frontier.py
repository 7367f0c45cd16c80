"""The verb that shows what more of one aim costs in another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, Country, Force, Scenario, Seed, TimeLimit, Wishes, finite, wishing
from catchup.cli.streams import emit
from catchup.cli.streams import write as write_text

Aim = Literal["value", "compute", "tokens", "cost", "position"]


@app.command()
@wishing
def frontier(
    country: Country,
    x: Annotated[Aim, typer.Option("--x", help="Aim that is held at one level after another, e.g. --x cost.")] = "cost",
    y: Annotated[Aim, typer.Option("--y", help="Aim that is made as good as it can be, e.g. --y tokens.")] = "value",
    points: Annotated[int, typer.Option(min=2, max=200, help="Levels tried, both ends included, e.g. --points 15.")] = 15,
    scenario: Scenario = "baseline",
    wishes: Wishes = Wishes(),
    gap: Annotated[
        float, typer.Option(callback=finite, min=0, help="Stop a point once proven this close, as a share of the frontier, e.g. --gap 0.01.")
    ] = 0.02,
    time_limit: TimeLimit = None,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Also write the frontier, .json or .csv, e.g. --out ind.csv.")] = None,
    force: Force = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The points as comma-separated text on stdout.")] = False,
    as_json: AsJson = False,
) -> None:
    """Shows what more of one aim costs in another, each point proven.

    Example: catchup frontier IND --x cost --y tokens
    """
    from catchup.report import asking
    from catchup.report import frontier as report

    if as_csv and as_json:
        raise typer.BadParameter("choose --json or --csv", param_hint="--csv")
    if out is not None and out.suffix not in (".json", ".csv"):
        raise typer.BadParameter("the file has to end in .json or .csv", param_hint="--out")
    asking.refuse_overwriting(out, force)
    found = report.made(country, scenario, wishes.options() | {"gap": gap, "seed": seed}, x, y, points, time_limit)
    if out is not None:
        write_text(out, found.to_csv() if out.suffix == ".csv" else found.to_json())
    if as_json:
        emit(found.to_json())
    elif as_csv:
        emit(found.to_csv())
    else:
        report.show(found)
