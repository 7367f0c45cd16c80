"""The verb that makes many plans at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from catchup.cli.application import app
from catchup.cli.options import (
    AsJson,
    FirstYear,
    Gap,
    Horizon,
    Locks,
    Overrides,
    Seed,
    TakePower,
    Targets,
    Weight,
    finite,
)
from catchup.cli.streams import emit, say

# What says where and how cells are solved, not what is asked.
FREE_WITH_RESUME = {"resume", "scheduler", "workers", "memory", "priority", "quiet", "as_json"}


@app.command()
def batch(
    context: typer.Context,
    countries: Annotated[str, typer.Option(help="ISO codes or country files, or all, e.g. --countries IND,NGA.")] = "",
    scenarios: Annotated[str, typer.Option(help="Futures, or all, e.g. --scenarios baseline,export_cap.")] = "baseline",
    objectives: Annotated[str, typer.Option(help="What counts as better, e.g. --objectives value,tokens.")] = "value",
    overrides: Overrides = None,
    lock: Locks = None,
    targets: Targets = None,
    horizon: Horizon = 15,
    first_year: FirstYear = 2027,
    weight: Weight = None,
    take_power: TakePower = 0.0,
    gap: Gap = 0.01,
    seed: Seed = 1,
    time_limit: Annotated[
        float, typer.Option(callback=finite, min=0, help="Seconds for each cell; its best plan by then counts, e.g. --time-limit 60.")
    ] = 600.0,
    resume: Annotated[str | None, typer.Option(help="Go on with this run, by folder or name, e.g. --resume runs/july.")] = None,
    out: Annotated[Path | None, typer.Option(help="New folder for the run, e.g. --out runs/july.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A running Dask cluster in place of this machine, e.g. --scheduler tcp://10.0.0.5:8786.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=512, help="Processes on this machine; its cores if left out, e.g. --workers 2.")] = None,
    memory: Annotated[str | None, typer.Option(help="Most memory of each process on this machine, e.g. --memory 2GiB.")] = None,
    priority: Annotated[int, typer.Option(help="Among batches on one scheduler, higher goes first, e.g. --priority 10.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line of progress.")] = False,
    as_json: AsJson = False,
) -> None:
    """Makes many plans at once, and goes on where it was stopped.

    Example: catchup batch --countries all --scenarios all --objectives value,tokens
    """
    from catchup.batch import Run, Workers, run_batch
    from catchup.report import batch as report

    if workers is not None and scheduler is not None:
        raise typer.BadParameter("a running cluster has its own workers; leave one of the two out", param_hint="--workers")
    if resume is not None:
        _refuse_beside_resume(context)
        run = Run.open(resume)
    else:
        wishes = (overrides, lock, targets, horizon, first_year, weight, take_power)
        run = _asked(_listed(countries), _listed(scenarios), _listed(objectives), wishes, time_limit, {"gap": gap, "seed": seed}, out)
        if not quiet:
            say(f"run {run.id} in {run.folder}")
    with report.stopping_on_signal() as stop, report.BatchLine(quiet=quiet) as line:
        where = Workers(scheduler, workers, memory, priority)
        for _ in run_batch(run, workers=where, news=line.tell, stop=stop):
            pass
    if as_json:
        emit(report.to_json(run))
    elif not quiet:
        from catchup.report.standing import show_run

        report.show(run)
        show_run(run)
    raise typer.Exit(report.exit_code(run.results()))


def _asked(
    countries: list[str], scenarios: list[str], objectives: list[str], wishes: tuple[Any, ...], time_limit: float, effort: dict[str, Any],
    out: Path | None,
) -> Any:
    from catchup.batch import Run, batch_of
    from catchup.report import asking

    if not countries:
        raise typer.BadParameter("name countries, e.g. --countries IND,NGA or all, or give --resume", param_hint="--countries")
    options = asking.options_of("value", *wishes) | effort
    del options["objective"]
    return Run.create(batch_of(countries, scenarios, objectives, time_limit=time_limit, **options), out)


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _refuse_beside_resume(context: typer.Context) -> None:
    sources = {name: context.get_parameter_source(name) for name in context.params if name not in FREE_WITH_RESUME}
    given = [name.replace("_", "-") for name, source in sources.items() if source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT")]
    if given:
        raise typer.BadParameter(f"the run settles {', '.join(given)}; leave it out", param_hint="--resume")
