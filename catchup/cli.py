"""The command line: one short function for each verb.

Results go to stdout, progress and warnings to stderr. Anything slow to import is imported inside the verb that
needs it, so that `catchup --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from catchup.errors import CatchupError, InputError, PlanFileError

if TYPE_CHECKING:
    from catchup.plan import Plan

app = typer.Typer(
    name="catchup",
    help="Plans how a country catches up in AI: what to do this year, what it costs, what it brings, and how sure that is.",
    epilog="Exit codes: 0 done, 1 bad input, 2 wrong usage, 3 no feasible plan, 4 a limit came before any plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Objective = Literal["value", "compute", "tokens", "position", "least_cost"]
Kind = Literal["country", "lever", "world", "scenario"]


def _finite(number: float | None) -> float | None:
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
    float | None, typer.Option(callback=_finite, help="How far gains outside AI count, 0 to 1, e.g. --weight 0.")
]
TakePower = Annotated[float, typer.Option(callback=_finite, help="MW that AI may take from others, e.g. --take-power 100.")]
Gap = Annotated[float, typer.Option(callback=_finite, min=0, help="Stop once proven this close to best, e.g. --gap 0.005.")]
TimeLimit = Annotated[
    float | None, typer.Option(callback=_finite, min=0, help="Seconds after which to stop, e.g. --time-limit 120.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the search; same seed, same plan, e.g. --seed 7.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"catchup {version('catchup')}")
        except PackageNotFoundError:
            typer.echo("catchup (run from its source folder, not installed)")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


@app.command()
def countries(as_json: AsJson = False) -> None:
    """Lists the countries that ship.

    Example: catchup countries --json
    """
    from catchup.report.lists import country_rows, show

    show("Countries", country_rows(), as_json)


@app.command()
def levers(as_json: AsJson = False) -> None:
    """Lists what a government can do.

    Example: catchup levers
    """
    from catchup.report.lists import lever_rows, show

    show("Levers", lever_rows(), as_json)


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """Lists the futures to plan for.

    Example: catchup scenarios
    """
    from catchup.report.lists import scenario_rows, show

    show("Scenarios", scenario_rows(), as_json)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Countries or country files; everything if left out.")] = None,
    json_schema: Annotated[Kind | None, typer.Option(help="Print the schema of a kind of file, e.g. --json-schema country.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reads the data files and names every fault with its line.

    Example: catchup check IND
    """
    from catchup.report import checking

    if json_schema is not None:
        _emit(checking.schema_of(json_schema))
        return
    found = checking.examine(names or [])
    if as_json:
        _emit(found.to_json())
    else:
        checking.show(found)
    raise typer.Exit(0 if found.ok else 1)


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
    steps_only: Annotated[bool, typer.Option("--steps-only", help="Print what to do and leave out the rest.")] = False,
    as_json: AsJson = False,
) -> None:
    """Makes the plan of a country.

    Example: catchup plan IND -s export_cap --lock fab_mature=out
    """
    from catchup.report import asking

    asking.refuse_overwriting(out, force)
    options = asking.options_of(objective, overrides, lock, targets, horizon, first_year, weight, take_power)
    options |= {"gap": gap, "seed": seed}
    request = asking.replayed(context, source, country) if source else asking.new(country, scenario, options)
    made = _solve(request, time_limit)
    if source:
        asking.compare_with(source, made)
    _show_plan(made, out, as_json, steps_only)


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

    read = _read_plan(file)
    report = auditing.examine(read)
    bound = auditing.resolve_bound(read, _solve) if resolve else None
    if as_json:
        _emit(auditing.to_json(report, bound))
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
    _say(f"wrote {to}: {rows:,} rows, {columns:,} columns")


@app.command()
def math(
    out: Annotated[Path | None, typer.Option(help="File to write, e.g. --out docs/MATH.md; stdout if left out.")] = None,
) -> None:
    """Prints every rule of the model as a sentence and a formula.

    Example: catchup math --out docs/MATH.md
    """
    from catchup import mathdoc

    text = mathdoc.render()
    if out is None:
        _emit(text)
    else:
        _write(out, text)


@app.command("app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def app_(context: typer.Context) -> None:
    """Opens the planner in a browser.

    Example: catchup app --server.port 8599 --server.headless true
    """
    from catchup.report.starting import start_app

    start_app(context.args)


def _solve(request: Any, time_limit: float | None = None) -> Plan:
    """Makes a plan while a progress line runs on stderr."""
    from catchup.planner import make_plan
    from catchup.report.progress import ProgressLine

    with ProgressLine() as line:
        return make_plan(request.country, request.scenario, **request.options, time_limit=time_limit, progress=line.tell)


def _show_plan(made: Plan, out: Path | None, as_json: bool, steps_only: bool) -> None:
    from catchup.report.document import print_plan

    if out is not None:
        _write(out, made.to_json())
    if as_json:
        _emit(made.to_json())
    else:
        print_plan(made, steps_only=steps_only)


def _read_plan(file: str) -> Plan:
    from catchup.plan import Plan

    try:
        text = sys.stdin.buffer.read().decode() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as problem:
        raise PlanFileError(f"{file} cannot be read: {problem.strerror}", "name a file written by `catchup plan --out`") from None
    except UnicodeDecodeError:
        raise PlanFileError(f"{file} is not UTF-8 text", "name a file written by `catchup plan --out`") from None
    return Plan.from_json(text)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{file} cannot be written: {problem.strerror}", "name a file in a folder that exists") from None
    _say(f"wrote {file}")


def _emit(text: str) -> None:
    """Writes to stdout as UTF-8, whatever the terminal's encoding: JSON has no other."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.rstrip("\n").encode() + b"\n")
    sys.stdout.buffer.flush()


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main() -> None:
    """Runs the command line; what the program refuses on purpose ends with a message and its exit code."""
    from catchup.report.console import tell_failure

    try:
        app()
    except CatchupError as problem:
        if "--json" in sys.argv[1:]:
            _emit(json.dumps(tell_failure(problem, quiet=True), indent=1, ensure_ascii=False))
        else:
            tell_failure(problem)
        sys.exit(problem.exit_code)
