"""What to do: the steps of the first year in plain words, then the rest of the window, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from catchup.language import tr
from catchup.report.layout import Page
from catchup.report.retold import retold
from catchup.report.shown import PrintedStep, gathered, strictest
from catchup.report.words import (
    Currency,
    grouped,
    lever_names,
    listed,
    local,
    marked,
    millions,
    millions_in,
    moment,
    money,
    money_in,
    money_in_both,
    number_of,
    short,
    significant,
    year_name,
)

if TYPE_CHECKING:
    from catchup.plan import Plan, Step
    from catchup.problem import Build, Inherited, Problem

# What a plant gives at full availability, as a reader says it.
OUTPUTS = {
    "firm_power": marked("{amount} MW of firm power"), "grid_capacity": marked("{amount} MW of delivery"),
    "shell": marked("{amount} MW of shell and power connection"), "wafers_mature": marked("{amount} wafers a year"),
    "wafers_advanced": marked("{amount} wafers a year"), "wafers_memory": marked("{amount} wafers a year"),
    "packaged_chips": marked("{amount} million chips a year"),
}
SENTENCES = {
    "end funding": marked("End funding of {what}"), "close or sell": marked("Close or sell {what}"), "call off": marked("Call off {what}"),
}
READY = {
    "buy chips": marked("running {when}"), "bring home": marked("first at work {when}"), "open places": marked("first graduates {when}"),
    "adopt": marked("in force {when}"), "begin": marked("complete {when}"), "fund": marked("first model {when}"),
}
LEVELS = {
    "federal": marked("national government"), "national": marked("national government"), "state": marked("states"),
    "joint": marked("national government with states"), "national_and_local": marked("national and local government"),
    "public_company": marked("public company"), "private": marked("private"),
}
MOST_PROJECTS = 3
SMALLEST_SIZE, LARGE_SIZE = 0.95, 1e5  # in the unit of output, e.g. MW or wafers a year


def what_to_do(page: Page, plan: Plan) -> None:
    """The first planned year in full, the rest of the window in short."""
    problem = plan.parameters
    first = problem.clock.first_year
    page.heading(f"What to do this year ({year_name(problem, first)})")
    steps = strictest(plan.steps, problem)
    now = [step for step in steps if step.year == first]
    if not plan.steps:
        _not_yet(page, plan)
    elif not now:
        begin = min(step.year for step in steps)
        page.paragraph(f"Nothing new. The first step comes in {year_name(problem, begin)}.")
    for step in by_weight(now):
        page.bullet(Text(sentence(plan, step), style="bold"), terms(problem, step))
    if now:
        page.console.print()
        page.paragraph(commitment(problem, [step for step in plan.steps if step.year == first]))
    _rest_of_window(page, plan)


def by_weight(steps: Sequence[Step]) -> list[Step]:
    """What decides most first: rules and reforms, which cost little, after the money."""
    return sorted(steps, key=lambda step: (-step.gross_musd - step.private_musd, step.lever, step.project))


def committed(steps: Sequence[Step]) -> tuple[float, float]:
    """Public and private money that deciding these steps commits over the years, USD million; running costs come on top."""
    return sum(step.gross_musd for step in steps), sum(step.private_musd for step in steps)


def freed(problem: Problem, steps: Sequence[Step]) -> float:
    """Public money still to be paid to projects that these steps call off, USD million."""
    return sum(sum(project.state_cost) for project in _called_off_projects(problem, steps))


def commitment(problem: Problem, steps: Sequence[Step], currency: Currency = "usd") -> str:
    """What deciding these steps commits and frees, in two or three sentences."""
    public, private = committed(steps)
    said = {"public": money_in_both(public, problem, currency), "private": money_in(private, problem, currency)}
    text = (
        tr("Deciding this commits {public} of public money over the years and draws {private} of private money.", **said)
        if private > 0.05 else tr("Deciding this commits {public} of public money over the years.", **said)
    )
    spared = freed(problem, steps)
    if spared > 0.05:
        both = _freed_in_both(spared, problem, currency)
        text += " " + tr("It frees {money} of public money ({other}) promised to projects called off.", money=both[0], other=both[1])
    return text + " " + tr("Running costs come on top; they are in the money table.")


def _freed_in_both(million: float, problem: Problem, currency: Currency) -> tuple[str, str]:
    both = money(million), local(million, problem)
    return both if currency == "usd" else (both[1], both[0])


def _rest_of_window(page: Page, plan: Plan) -> None:
    problem = plan.parameters
    clock = problem.clock
    everything = gathered(strictest([step for step in plan.steps if step.year > clock.first_year], problem), problem)
    for year in range(clock.first_year + 1, clock.first_year + clock.window):
        steps = [step for step in everything if step.year == year]
        page.console.print()
        page.paragraph(Text(f"Then in {year_name(problem, year)}" + ("" if steps else ": nothing new."), style="bold"))
        for step in by_weight(steps):
            page.bullet(_in_short(plan, step))
    later = sum(step.year >= clock.first_year + clock.window for step in everything)
    if later:
        page.console.print()
        text = f"{number_of(later, 'later step')} {'is' if later == 1 else 'are'} in the timetable; nobody is bound by them, and they are "
        page.paragraph(text + "decided again when they are due.", style="dim")


def _in_short(plan: Plan, step: Step) -> str:
    cost = f" ({paid(plan.parameters, step)})" if step.gross_musd + step.private_musd >= 0.05 else ""
    ready = f", {ready_when(step)}" if step.online_year else ""
    if isinstance(step, PrintedStep):
        ready = f", in small parts until {year_name(plan.parameters, step.last_year)}{ready}"
    return f"{sentence(plan, step)}{cost}{ready}"


def in_short(plan: Plan, step: Step, currency: Currency = "usd", names: Mapping[str, str] | None = None) -> str:
    """A step with its money and when it works, as one line."""
    problem = plan.parameters
    cost = paid(problem, step, currency) if step.gross_musd + step.private_musd >= 0.05 else ""
    parts = tr("in small parts until {year}", year=year_name(problem, step.last_year)) if isinstance(step, PrintedStep) else ""
    details = tr("; ").join(filter(None, (cost, parts, ready_when(step) if step.online_year else "")))
    said = sentence(plan, step, names)
    return tr("{step} ({details})", step=said, details=details) if details else said


def paid(problem: Problem, step: Step, currency: Currency = "usd") -> str:
    """Public and private money of a step."""
    parts = [tr("{money} public", money=millions_in(step.gross_musd, problem, currency))] if step.gross_musd >= 0.05 else []
    parts += [tr("{money} private", money=millions_in(step.private_musd, problem, currency))] if step.private_musd >= 0.05 else []
    return ", ".join(parts)


def sentence(plan: Plan, step: Step, names: Mapping[str, str] | None = None) -> str:
    """One step as an instruction.

    Args:
        plan: the plan it belongs to.
        step: one of its steps, or several drawn together.
        names: names of levers, where they are at hand; finding them again for each step costs time.
    """
    problem = plan.parameters
    name = short((lever_names(plan) if names is None else names).get(step.lever, step.lever))
    if step.action in ("build", "build shell"):
        plant = problem.plant(step.lever)
        return tr("Start {size}: {what}", size=_size(plant, step), what=_projects(plant, step, name))
    if step.action == "buy chips":
        return tr("Order AI chips of {amount} H100 equivalents", amount=significant(1000 * step.units))
    if step.action == "bring home":
        return tr("Bring home {amount} senior people from abroad", amount=significant(step.units))
    if step.action == "open places":
        return tr("Open {amount} degree places for engineers and scientists", amount=significant(step.units))
    if step.action in ("adopt", "begin"):
        what = retold(step.project)
        said = tr('Adopt "{what}" ({lever})', what=what, lever=name)
        return said if step.action == "adopt" else tr('Begin "{what}" ({lever})', what=what, lever=name)
    if step.action == "fund":
        return _labs(step)
    if step.action in SENTENCES:
        return tr(SENTENCES[step.action], what=step.project)
    return f"{step.action.capitalize()} {step.project}"


def _labs(step: Step) -> str:
    ambition, _, labs = step.project.partition(": ")
    names = [short(lab.strip()) for lab in labs.split(";") if lab.strip()]
    if not names:
        return tr('Fund model work, "{ambition}"', ambition=retold(ambition).lower())
    return tr('Fund model work, "{ambition}", at {labs}', ambition=retold(ambition).lower(), labs=listed(names))


def _size(plant: Build, step: Step) -> str:
    amount = step.units * plant.output_units
    unit = OUTPUTS.get(plant.output)
    if unit is not None and amount:
        return tr(unit, amount=_supported_size(amount))
    return f"{significant(step.units)} x {step.unit}"


def _supported_size(amount: float) -> str:
    """A size to two figures, three if large; below one unit no figure holds what it says."""
    return tr("less than 1") if amount < SMALLEST_SIZE else significant(amount, 2 if amount < LARGE_SIZE else 3)


def _projects(plant: Build, step: Step, name: str) -> str:
    """The lever, how many, and the candidates that take the starts."""
    whole = abs(step.units - round(step.units)) < 1e-6
    count = f"{grouped(round(step.units))} x " if plant.mode != "share" and whole and step.units > 1.5 else ""
    if step.project in (plant.name, ""):
        return f"{count}{name}"
    names = [one.strip() for one in step.project.split(";")]
    shown = names[:MOST_PROJECTS] + ([tr("{count} more", count=len(names) - MOST_PROJECTS)] if len(names) > MOST_PROJECTS else [])
    return f"{count}{name} ({'; '.join(shown)})"


def terms(problem: Problem, step: Step, currency: Currency = "usd") -> str:
    """What a step costs, when it works and who answers for it."""
    parts = [_public(problem, step, currency)] if step.gross_musd >= 0.05 else []
    if step.private_musd >= 0.05:
        parts.append(tr("{money} private", money=millions_in(step.private_musd, problem, currency)))
    if step.action == "call off":
        parts.append(_called_off(problem, step, currency))
    if step.online_year:
        parts.append(ready_when(step))
    parts.append(_owner(step))
    return tr("; ").join(parts) + "."


def _public(problem: Problem, step: Step, currency: Currency) -> str:
    said = {name: millions_in(million, problem, currency) for name, million in (("money", step.gross_musd), ("leak", step.leaked_musd))}
    said["other"] = _other(step.gross_musd, problem, currency)
    if step.leaked_musd >= 0.05:
        return tr("{money} of public money ({other}), of which {leak} leaks", **said)
    return tr("{money} of public money ({other})", **said)


def _other(million: float, problem: Problem, currency: Currency) -> str:
    """The amount in the currency that the reader did not choose."""
    return millions(million) if currency == "local" else local(million, problem)


def _called_off_projects(problem: Problem, steps: Sequence[Step]) -> list[Inherited]:
    names = {step.project for step in steps if step.action == "call off"}
    return [one for one in problem.inherited if one.name in names]


def _called_off(problem: Problem, step: Step, currency: Currency) -> str:
    project = next(iter(_called_off_projects(problem, [step])), None)
    if project is None:
        return tr("no longer paid for")
    public, private = sum(project.state_cost), sum(project.private_cost)
    said = {
        "money": millions_in(public, problem, currency), "other": _other(public, problem, currency),
        "private": millions_in(private, problem, currency),
    }
    text = (
        tr("frees {money} of public money still to be paid ({other}) and {private} private", **said) if private >= 0.05
        else tr("frees {money} of public money still to be paid ({other})", **said)
    )
    lost = tr("{money} already paid is lost", money=millions_in(project.sunk, problem, currency)) if project.sunk >= 0.05 else ""
    return tr("; ").join(filter(None, (text, lost)))


def ready_when(step: Step) -> str:
    """When what a step brings is there, e.g. "first output mid 2030"."""
    when = tr("at once") if step.online_year - step.year < 0.05 else moment(step.online_year)
    return tr(READY.get(step.action, marked("first output {when}")), when=when)


def _owner(step: Step) -> str:
    name = step.owner.split(" (")[0].split(". ")[0].split(";")[0]
    level = tr(LEVELS[step.level_of_government]) if step.level_of_government in LEVELS else step.level_of_government
    if step.level_of_government == "private" and "private" in name.lower():
        return tr("owner: {owner}", owner=name)
    return tr("owner: {owner} ({level})", owner=name, level=level) if name != "not named" else tr("owner not named ({level})", level=level)


def _not_yet(page: Page, plan: Plan) -> None:
    """Why there is nothing to do: said, never left as an empty page."""
    page.paragraph(Text("Not yet: no step beats carrying on with what is under way.", style="bold"))
    page.paragraph(
        "Under the scenario's assumptions, whatever could be started costs the country more than it brings within the horizon, or cannot "
        "start because something has to stand first. The reasons are below."
    )
    for check in plan.checks:
        if not check.passed:
            page.bullet(f"{check.name}: {check.finding}")


def unused_levers(plan: Plan) -> list[str]:
    """Levers open here that are in no part of the plan, in order of their identifiers."""
    problem = plan.parameters
    used = {step.lever for step in plan.steps if step.action != "call off"} | {part.partition("/")[0] for part in problem.already}
    used |= {problem.reform_lever} if len(problem.paths) == 1 else set()
    here = {one.id for one in problem.plants if one.last_start >= 0}
    here |= {one.lever for one in problem.cohorts} | {one.lever for one in problem.stances} | {problem.reform_lever}
    here |= {problem.exit_lever} if problem.firms else set()
    here |= {problem.programme.lever} if problem.programme else set()
    return sorted(here - used - set(plan.closed_levers))


def left_alone(page: Page, plan: Plan) -> None:
    """Levers that are closed here, with the reason, and levers that are open but not worth their cost."""
    names = lever_names(plan)
    unused = sorted(short(names[lever]) for lever in unused_levers(plan))
    page.heading("What is left alone, and why")
    for lever, why in sorted(plan.closed_levers.items()):
        page.bullet(Text.assemble((short(names.get(lever, lever)), "bold"), f": {why}."))
    if unused:
        page.bullet(
            Text.assemble(("Open, but in no part of this plan", "bold"), f": {'; '.join(unused)}."),
            "Each of them costs more than it adds here, or stands in the way of something better.",
        )
