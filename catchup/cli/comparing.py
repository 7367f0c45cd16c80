"""The verb that sets two plans beside one another."""

from __future__ import annotations

from typing import Annotated

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson
from catchup.cli.streams import emit, read_plan


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="Plan JSON.")],
    second: Annotated[str, typer.Argument(help="Another plan JSON.")],
    as_json: AsJson = False,
) -> None:
    """Sets two plans beside one another, differences first.

    Example: catchup compare ind.plan.json ind-capped.plan.json
    """
    from catchup.comparing import compare as compared

    one, other = read_plan(first), read_plan(second)
    found = compared(one, other)
    if as_json:
        emit(found.to_json())
        return
    from catchup.report.comparing import show

    show(found, one, (first, second))
