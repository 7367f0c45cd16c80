"""The verb that explains a plan."""

from __future__ import annotations

from typing import Annotated

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, TimeLimit
from catchup.cli.streams import emit, read_plan, say


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="Plan JSON, or - for stdin.")],
    lever: Annotated[str | None, typer.Argument(help="One measure to explain in full, e.g. ai_tariff; see `catchup levers`.")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Make more plans: all measures left out, or closer flip values.")] = False,
    time_limit: TimeLimit = 60.0,
    as_json: AsJson = False,
) -> None:
    """Says why each measure is in or out, and what would change that.

    Example: catchup explain ind.plan.json ai_datacentre
    """
    from catchup.explain import explain_file
    from catchup.report import explaining
    from catchup.report.progress import ProgressLine

    read = read_plan(file)
    with ProgressLine() as line:
        found, plan = explain_file(read, lever, deep=deep, seconds=time_limit, report=line.tell)
    if as_json:
        for remark in found.remarks:
            say(remark)
        emit(found.to_json())
    else:
        explaining.show(found, plan)
