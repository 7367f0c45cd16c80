"""The options that several verbs share, each typed and explained once."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Objective = Literal["value", "compute", "tokens", "position", "least_cost"]
Kind = Literal["country", "lever", "world", "scenario"]


def finite(number: float | None) -> float | None:
    """Refuses infinity and what is not a number."""
    if number is not None and not float("-inf") < number < float("inf"):
        raise typer.BadParameter("give a finite number")
    return number


Country = Annotated[str, typer.Argument(help="ISO code such as IND, or a country file such as my/KEN.yaml.")]
MaybeCountry = Annotated[str | None, typer.Argument(help="ISO code such as IND, or a country file such as my/KEN.yaml.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout instead of text.")]
Scenario = Annotated[str, typer.Option("--scenario", "-s", help="Which future to plan for, e.g. -s export_cap.")]
Goal = Annotated[Objective, typer.Option("--objective", "-o", help="What counts as better, e.g. -o compute.")]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", help="Change one number, e.g. --set fab_mature.lead_time=5 or fiscal.room=x2.")
]
Locks = Annotated[
    list[str] | None,
    typer.Option(help="Force or bar a lever, e.g. --lock fab_mature=out, osat=in:2029, ai_lab=not_before:2030."),
]
Targets = Annotated[
    list[str] | None, typer.Option("--target", help="What has to be reached, e.g. --target 'compute_h100e>=100000@2032'.")
]
Horizon = Annotated[int, typer.Option(help="Years planned, e.g. --horizon 12.")]
FirstYear = Annotated[int, typer.Option(help="First planned year, e.g. --first-year 2028.")]
Weight = Annotated[
    float | None, typer.Option(callback=finite, help="How far gains outside AI count, 0 to 1, e.g. --weight 0.")
]
TakePower = Annotated[float, typer.Option(callback=finite, help="MW that AI may take from others, e.g. --take-power 100.")]
Gap = Annotated[float, typer.Option(callback=finite, min=0, help="Stop once proven this close to best, e.g. --gap 0.005.")]
TimeLimit = Annotated[
    float | None, typer.Option(callback=finite, min=0, help="Seconds after which to stop, e.g. --time-limit 120.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the search; same seed, same plan, e.g. --seed 7.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")]
