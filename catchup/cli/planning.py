"""Verbs that make a plan, recompute it, or hand the problem to another solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from catchup.cli.application import app
from catchup.cli.options import (
    AsJson,
    Country,
    FirstYear,
    Force,
    Gap,
    Goal,
    Horizon,
    Locks,
    MaybeCountry,
    Overrides,
    Scenario,
    Seed,
    TakePower,
    Targets,
    TimeLimit,
    Weight,
)
from catchup.cli.streams import emit, read_plan, say, show_plan, solve, write


@app.command()
def plan(
    context: typer.Context,
    country: MaybeCountry = None,
    scenario: Scenario = "baseline",
    objective: Goal = "value",
    overrides: Overrides = None,
    lock: Locks = None,
    targets: Targets = None,
    horizon: Horizon = 15,
    first_year: FirstYear = 2027,
    weight: Weight = None,
    take_power: TakePower = 0.0,
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
    options = asking.options_of(objective, overrides, lock, targets, horizon, first_year, weight, take_power)
    options |= {"gap": gap, "seed": seed}
    if source is None and together(country):
        _plan_together(context, str(country), scenario, options, time_limit, out, as_json, steps_only, actuals)
        return
    request = asking.replayed(context, source, country) if source else asking.new(country, scenario, options)
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


def together(country: str | None) -> bool:
    """Whether an argument names several countries: A+B. A file whose name holds a plus is one country."""
    return country is not None and "+" in country and not Path(country).is_file()


def _plan_together(
    context: typer.Context, countries: str, scenario: str, options: dict[str, Any], time_limit: float | None, out: Path | None,
    as_json: bool, steps_only: bool, actuals: Path | None,
) -> None:
    """Plans an alliance and prints it. Unless a gap is asked for, it is narrower than a single country's."""
    from catchup.alliance.planning import GAP, members_of
    from catchup.report import alliance

    if actuals is not None:
        raise typer.BadParameter("an alliance cannot go on from what was really done", param_hint="--actuals")
    given = context.get_parameter_source("gap")
    if given is None or given.name == "DEFAULT":
        options = options | {"gap": GAP}
    made = alliance.made(members_of(countries), scenario, options, time_limit)
    if out is not None:
        write(out, made.to_json())
    if as_json:
        emit(made.to_json())
    else:
        alliance.show(made, steps_only=steps_only)


@app.command()
def audit(
    file: Annotated[str, typer.Argument(help="Plan JSON, or - for stdin.")],
    resolve: Annotated[bool, typer.Option("--resolve", help="Solve again and say whether the proven bound holds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Recomputes a plan from its decisions and data.

    Example: catchup plan NGA --json | catchup audit -
    """
    from catchup.report import auditing

    read = read_plan(file)
    report = auditing.examine(read)
    bound = auditing.resolve_bound(read, solve) if resolve else None
    if as_json:
        emit(auditing.to_json(report, bound))
    else:
        auditing.show(report, bound)
    raise typer.Exit(0 if report.ok and (bound is None or bound.holds) else 1)


@app.command()
def model(
    country: Country,
    to: Annotated[Path, typer.Option(help="File to write, .mps or .lp, e.g. --to ind.mps.")],
    scenario: Scenario = "baseline",
    objective: Goal = "value",
    overrides: Overrides = None,
    lock: Locks = None,
    targets: Targets = None,
    horizon: Horizon = 15,
    first_year: FirstYear = 2027,
    weight: Weight = None,
    take_power: TakePower = 0.0,
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
    options = asking.options_of(objective, overrides, lock, targets, horizon, first_year, weight, take_power)
    rows, columns = export_model(country, scenario, to, **options)
    say(f"wrote {to}: {rows:,} rows, {columns:,} columns")
