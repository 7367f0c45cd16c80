"""What the verbs of planning do with several countries: A+B, and the files of their plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from catchup.cli.streams import emit, read_text, write

if TYPE_CHECKING:
    from catchup.alliance.document import AlliancePlan


def together(country: str | None) -> bool:
    """Whether an argument names several countries: A+B. A file whose name holds a plus is one country."""
    return country is not None and "+" in country and not Path(country).is_file()


def plan_together(context: typer.Context, countries: str, scenario: str, options: dict[str, Any], time_limit: float | None) -> AlliancePlan:
    """Plans an alliance. Unless a gap is asked for, it is narrower than a single country's."""
    from catchup.alliance.planning import GAP, members_of
    from catchup.report import alliance

    given = context.get_parameter_source("gap")
    if given is None or given.name == "DEFAULT":
        options = options | {"gap": GAP}
    return alliance.made(members_of(countries), scenario, options, time_limit)


def replayed_together(context: typer.Context, file: Path, country: str | None, time_limit: float | None) -> AlliancePlan | None:
    """The alliance's plan of a file made again; None if the file holds no alliance's plan."""
    from catchup.report import alliance_file, asking

    before = alliance_file.alliance_in(read_text(str(file)))
    if before is None:
        return None
    asking.refuse_settled(context, country)
    if context.params.get("actuals") is not None:
        raise typer.BadParameter("an alliance cannot go on from what was really done", param_hint="--actuals")
    made = alliance_file.made_again(before, time_limit)
    alliance_file.compare_with(file, before, made)
    return made


def show_together(made: AlliancePlan, out: Path | None, *, as_json: bool, steps_only: bool) -> None:
    """Prints an alliance's plan and writes it where asked."""
    from catchup.report import alliance

    if out is not None:
        write(out, made.to_json())
    if as_json:
        emit(made.to_json())
    else:
        alliance.show(made, steps_only=steps_only)
