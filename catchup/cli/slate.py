"""The verb that writes a plan as documents for a cabinet, and checks written ones."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from catchup.cli.application import app
from catchup.cli.options import AsJson, Force, TimeLimit
from catchup.cli.streams import emit, read_plan, say

FORMATS = ("docx", "pdf", "xlsx", "html", "json")
EXTRAS = ("explain", "options", "first", "none")


def _several(text: str, known: tuple[str, ...], hint: str) -> tuple[str, ...]:
    """Words between commas, each of them known."""
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [part for part in found if part not in known]
    if wrong or not found:
        raise typer.BadParameter(f"{wrong[0] if wrong else text!r} is none of {', '.join(known)}", param_hint=hint)
    return found


@app.command()
def slate(
    file: Annotated[str | None, typer.Argument(help="Plan JSON, or - for stdin.")] = None,
    to: Annotated[str, typer.Option("--to", help="Formats with commas between them, e.g. --to docx,pdf,xlsx,html,json.")] = "docx,pdf,xlsx,html,json",
    out: Annotated[Path, typer.Option(help="Folder to write to, e.g. --out slates.")] = Path(),
    depth: Annotated[Literal["brief", "note", "annex", "all"], typer.Option(help="How much: one page, seven to ten, or all of it, e.g. --depth brief.")] = "all",
    language: Annotated[Literal["en", "fr"], typer.Option(help="Language of the words, e.g. --language fr.")] = "en",
    extras: Annotated[str, typer.Option("--with", help="What to solve for besides: explain, options, first (what a country that is not ready needs first), none.")] = "first",
    date: Annotated[str | None, typer.Option(help="Day the slate speaks of, e.g. --date 2027-01-15; today if left out.")] = None,
    check: Annotated[Path | None, typer.Option(help="Check a written slate instead, e.g. --check slates/IND-slate.json; with a plan, against it.")] = None,
    time_limit: TimeLimit = 60.0,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Writes a plan as documents a cabinet can sign, or checks written ones.

    Example: catchup slate ind.plan.json --to docx,pdf --out slates
    """
    if check is not None:
        _check(check, file, as_json=as_json)
        return
    if file is None:
        raise typer.BadParameter("name a plan, e.g. `catchup slate ind.plan.json`, or give --check FILE", param_hint="FILE")
    formats, wanted = _several(to, FORMATS, "--to"), _several(extras, EXTRAS, "--with")
    _write(file, formats, out, depth, language, wanted, _day(date), time_limit or 60.0, force=force, as_json=as_json)


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date", param_hint="--date") from None


def _write(
    file: str, formats: tuple[str, ...], out: Path, depth: Literal["brief", "note", "annex", "all"], language: str, wanted: tuple[str, ...], day: datetime.date | None,
    seconds: float, *, force: bool, as_json: bool,
) -> None:
    from catchup.language import speaking
    from catchup.library import load_country
    from catchup.report.besides import worked_out
    from catchup.report.progress import ProgressLine
    from catchup.slate.checks import refuse, refuse_plan
    from catchup.slate.files import DRAWN, depths_for, names_of, refuse_existing, write_all
    from catchup.slate.fill import slate_of
    from catchup.slate.render.drawings import draw_ahead

    plan = read_plan(file)
    refuse_existing(out, [name for name, _, _ in names_of(plan.country, formats, depth)], force=force)
    # A brief has no drawings.
    if set(formats) & set(DRAWN) and depth != "brief":
        draw_ahead()
    refuse_plan(plan)
    profile = load_country(plan.request.profile_file or plan.country)
    with ProgressLine() as line, speaking(language):
        given = worked_out(plan, wanted, seconds=seconds, report=line.tell)
    made = slate_of(
        plan, profile=profile, alternatives=given.alternatives, explanation=given.explanation, readiness=given.readiness, depths=depths_for(depth), language=language, date=day,
    )
    refuse(made, plan, audited=True)
    written = write_all(made, formats, depth, out, force=force)
    if as_json:
        emit(json.dumps({"slate": made.id, "signature": made.signature, "files": [str(one) for one in written]}, indent=1, ensure_ascii=False))
        return
    for one in written:
        say(f"wrote {one}")


def _check(file: Path, plan_file: str | None, *, as_json: bool) -> None:
    from catchup.errors import SlateError
    from catchup.slate.checks import refuse_written
    from catchup.slate.render.json import read

    try:
        written = read(file.read_bytes())
    except OSError as problem:
        raise SlateError(f"{file} cannot be read: {problem.strerror}", "name a file written by `catchup slate --to json`") from None
    refuse_written(written, read_plan(plan_file) if plan_file else None)
    if as_json:
        emit(json.dumps({"slate": written.id, "sound": True, "signature": written.signature}, indent=1, ensure_ascii=False))
    else:
        say(f"{written.id} is sound: sums, references, ranges, owners, numbers in prose and its digest hold; replay with: {written.signature.get('replay', '')}")
