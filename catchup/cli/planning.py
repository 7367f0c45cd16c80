"""Verbs that make a plan, recompute it, or hand the problem to another solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catchup.cli.allied import plan_together, replayed_together, show_together, together
from catchup.cli.application import app
from catchup.cli.options import (
    AsJson,
    Country,
    Force,
    Gap,
    Goal,
    MaybeCountry,
    Scenario,
    Seed,
    TimeLimit,
    Wishes,
    wishing,
)
from catchup.cli.streams import emit, plan_in, read_text, say, show_plan, solve


@app.command()
@wishing
def plan(
    context: typer.Context,
    country: MaybeCountry = None,
    scenario: Scenario = "baseline",
    objective: Goal = "value",
    wishes: Wishes = Wishes(),
    gap: Gap = 0.01,
    time_limit: TimeLimit = None,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Also write the plan as JSON, e.g. --out ind.plan.json.")] = None,
    force: Force = False,
    source: Annotated[Path | None, typer.Option("--from", help="Make the plan of this file again, e.g. --from ind.plan.json.")] = None,
    actuals: Annotated[
        Path | None, typer.Option(help="What was really done so far: go on from there, e.g. --actuals data/actuals/NGA.yaml.")
    ] = None,
    steps_only: Annotated[bool, typer.Option("--steps-only", help="Print what to do and leave out the rest.")] = False,
    as_json: AsJson = False,
) -> None:
    """Makes the plan of a country, or of several together: IND+NGA.

    Example: catchup plan IND -s export_cap --lock fab_mature=out
    """
    from catchup.report import asking

    asking.refuse_overwriting(out, force)
    several = replayed_together(context, source, country, time_limit) if source else None
    if source is None and together(country):
        if actuals is not None:
            raise typer.BadParameter("an alliance cannot go on from what was really done", param_hint="--actuals")
        several = plan_together(context, str(country), scenario, wishes.options(objective) | {"gap": gap, "seed": seed}, time_limit)
    if several is not None:
        show_together(several, out, as_json=as_json, steps_only=steps_only)
        return
    request = asking.replayed(context, source, country) if source else asking.new(country, scenario, wishes.options(objective) | {"gap": gap, "seed": seed})
    earlier = None
    if actuals:
        from catchup.report import drift

        request, _, earlier = drift.continued(request, actuals)
    made = solve(request, time_limit)
    if earlier and not as_json:
        drift.show(earlier, made)
    if source:
        asking.compare_with(source, made)
    show_plan(made, out, as_json, steps_only)


@app.command()
def audit(
    file: Annotated[str, typer.Argument(help="Plan JSON, or - for stdin.")],
    resolve: Annotated[bool, typer.Option("--resolve", help="Solve again and say whether the proven bound holds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recomputes a plan, of one country or of several together, from its decisions and data.

    Example: catchup plan NGA --json | catchup audit -
    """
    from catchup.report import alliance_file, auditing

    text = read_text(file)
    several = alliance_file.alliance_in(text)
    if several is not None:
        report = alliance_file.examine(several)
        bound = alliance_file.resolve_bound(several) if resolve else None
    else:
        read = plan_in(text)
        report = auditing.examine(read)
        bound = auditing.resolve_bound(read, solve) if resolve else None
    if as_json:
        emit(auditing.to_json(report, bound))
    else:
        auditing.show(report, bound)
    raise typer.Exit(0 if report.ok and (bound is None or bound.holds) else 1)


@app.command()
@wishing
def model(
    country: Country,
    to: Annotated[Path, typer.Option(help="File to write, .mps or .lp, e.g. --to ind.mps.")],
    scenario: Scenario = "baseline",
    objective: Goal = "value",
    wishes: Wishes = Wishes(),
    force: Force = False,
) -> None:
    """Writes the whole problem for another solver.

    Example: catchup model IND --to ind.mps
    """
    from catchup.planner import export_model
    from catchup.report import asking

    asking.refuse_overwriting(to, force)
    if to.suffix not in (".mps", ".lp"):
        raise typer.BadParameter("the file has to end in .mps or .lp", param_hint="--to")
    rows, columns = export_model(country, scenario, to, **wishes.options(objective))
    say(f"wrote {to}: {rows:,} rows, {columns:,} columns")
