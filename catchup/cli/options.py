"""The options that several verbs share, each typed and explained once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_type_hints

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


@dataclass(frozen=True)
class Wishes:
    """What is asked of a plan beyond country, scenario and goal: the options of every verb that makes one."""

    overrides: Overrides = None
    lock: Locks = None
    targets: Targets = None
    horizon: Horizon = 15
    first_year: FirstYear = 2027
    weight: Weight = None
    take_power: TakePower = 0.0

    def options(self, objective: str = "value") -> dict[str, Any]:
        """The wishes in the planner's words.

        Raises:
            OverrideError: a lock or target that cannot be read.
        """
        from catchup.report.asking import options_of

        return options_of(
            objective, self.overrides, self.lock, self.targets, self.horizon, self.first_year, self.weight, self.take_power
        )


def wishing(verb: Callable[..., None]) -> Callable[..., None]:
    """Spreads a verb's parameter `wishes` into one option for each field of `Wishes`, in its place."""
    own = {one.name: one.default for one in fields(Wishes)}
    types = get_type_hints(Wishes, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for one in inspect.signature(verb, eval_str=True).parameters.values():
        if one.name == "wishes":
            parameters += [inspect.Parameter(name, one.kind, default=own[name], annotation=types[name]) for name in own]
        else:
            parameters.append(one)

    @functools.wraps(verb)
    def spread(**given: Any) -> None:
        wishes = Wishes(**{name: given.pop(name) for name in own})
        verb(**given, wishes=wishes)

    spread.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    spread.__annotations__ = {one.name: one.annotation for one in parameters}
    return spread
