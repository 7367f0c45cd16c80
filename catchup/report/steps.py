"""What to do: the steps of the first year in plain words, then the rest of the window, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from catchup.report.layout import Page
from catchup.report.shown import PrintedStep, gathered, strictest
from catchup.report.words import (
    dollars,
    grouped,
    lever_names,
    listed,
    local,
    moment,
    money,
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
    "firm_power": "MW of firm power", "grid_capacity": "MW of delivery", "shell": "MW of shell and power connection",
    "wafers_mature": "wafers a year", "wafers_advanced": "wafers a year", "wafers_memory": "wafers a year",
    "packaged_chips": "million chips a year",
}
VERBS = {
    "build": "Start", "build shell": "Start", "buy chips": "Order", "bring home": "Bring home", "open places": "Open",
    "adopt": "Adopt", "fund": "Fund", "end funding": "End funding of", "close or sell": "Close or sell", "call off": "Call off",
    "begin": "Begin",
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
    for step in _ordered(now):
        page.bullet(Text(sentence(plan, step), style="bold"), terms(problem, step))
    if now:
        _commitment(page, problem, now)
    _rest_of_window(page, plan)


def _ordered(steps: list[Step]) -> list[Step]:
    """What decides most first: rules and reforms, which cost little, after the money."""
    return sorted(steps, key=lambda step: (-step.gross_musd - step.private_musd, step.lever, step.project))


def _commitment(page: Page, problem: Problem, steps: list[Step]) -> None:
    public, private = sum(step.gross_musd for step in steps), sum(step.private_musd for step in steps)
    text = f"Deciding this commits {money(public)} ({local(public, problem)}) of public money over the years"
    text += f" and draws {money(private)} of private money." if private > 0.05 else "."
    freed = sum(sum(project.state_cost) for project in _called_off_projects(problem, steps))
    text += f" It frees {money(freed)} of public money ({local(freed, problem)}) promised to projects called off." if freed > 0.05 else ""
    page.console.print()
    page.paragraph(text + " Running costs come on top; they are in the money table.")


def _rest_of_window(page: Page, plan: Plan) -> None:
    problem = plan.parameters
    clock = problem.clock
    everything = gathered(strictest([step for step in plan.steps if step.year > clock.first_year], problem), problem)
    for year in range(clock.first_year + 1, clock.first_year + clock.window):
        steps = [step for step in everything if step.year == year]
        page.console.print()
        page.paragraph(Text(f"Then in {year_name(problem, year)}" + ("" if steps else ": nothing new."), style="bold"))
        for step in _ordered(steps):
            page.bullet(_in_short(plan, step))
    later = sum(step.year >= clock.first_year + clock.window for step in everything)
    if later:
        page.console.print()
        text = f"{number_of(later, 'later step')} {'is' if later == 1 else 'are'} in the timetable; nobody is bound by them, and they are "
        page.paragraph(text + "decided again when they are due.", style="dim")


def _in_short(plan: Plan, step: Step) -> str:
    cost = f" ({_paid(step)})" if step.gross_musd + step.private_musd >= 0.05 else ""
    ready = f", {_ready(step)}" if step.online_year else ""
    if isinstance(step, PrintedStep):
        ready = f", in small parts until {year_name(plan.parameters, step.last_year)}{ready}"
    return f"{sentence(plan, step)}{cost}{ready}"


def _paid(step: Step) -> str:
    parts = [f"USD {dollars(step.gross_musd)} million public"] if step.gross_musd >= 0.05 else []
    parts += [f"USD {dollars(step.private_musd)} million private"] if step.private_musd >= 0.05 else []
    return ", ".join(parts)


def sentence(plan: Plan, step: Step) -> str:
    """One step as an instruction."""
    problem = plan.parameters
    verb = VERBS.get(step.action, step.action.capitalize())
    name = short(lever_names(plan).get(step.lever, step.lever))
    if step.action in ("build", "build shell"):
        plant = problem.plant(step.lever)
        return f"{verb} {_size(plant, step)}: {_projects(plant, step, name)}"
    if step.action == "buy chips":
        return f"{verb} AI chips of {significant(1000 * step.units)} H100 equivalents"
    if step.action in ("bring home", "open places"):
        what = "senior people from abroad" if step.action == "bring home" else "degree places for engineers and scientists"
        return f"{verb} {significant(step.units)} {what}"
    if step.action in ("adopt", "begin"):
        return f'{verb} "{step.project}" ({name})'
    return f"{verb} {step.project}" if step.action != "fund" else f"{verb} {_labs(step)}"


def _labs(step: Step) -> str:
    ambition, _, labs = step.project.partition(": ")
    names = [lab.strip() for lab in labs.split(";") if lab.strip()]
    return f"model work, \"{ambition.lower()}\"" + (f", at {listed([short(one) for one in names])}" if names else "")


def _size(plant: Build, step: Step) -> str:
    amount = step.units * plant.output_units
    unit = OUTPUTS.get(plant.output)
    if unit is not None and amount:
        return f"{_supported_size(amount)} {unit}"
    return f"{significant(step.units)} x {step.unit}"


def _supported_size(amount: float) -> str:
    """A size to two figures, three if large; below one unit no figure holds what it says."""
    return "less than 1" if amount < SMALLEST_SIZE else significant(amount, 2 if amount < LARGE_SIZE else 3)


def _projects(plant: Build, step: Step, name: str) -> str:
    """The lever, how many, and the candidates that take the starts."""
    whole = abs(step.units - round(step.units)) < 1e-6
    count = f"{grouped(round(step.units))} x " if plant.mode != "share" and whole and step.units > 1.5 else ""
    if step.project in (plant.name, ""):
        return f"{count}{name}"
    names = [one.strip() for one in step.project.split(";")]
    shown = names[:MOST_PROJECTS] + ([f"{len(names) - MOST_PROJECTS} more"] if len(names) > MOST_PROJECTS else [])
    return f"{count}{name} ({'; '.join(shown)})"


def terms(problem: Problem, step: Step) -> str:
    """What a step costs, when it works and who answers for it."""
    parts = []
    if step.gross_musd >= 0.05:
        leak = f", of which USD {dollars(step.leaked_musd)} million leaks" if step.leaked_musd >= 0.05 else ""
        parts.append(f"USD {dollars(step.gross_musd)} million of public money ({local(step.gross_musd, problem)}){leak}")
    if step.private_musd >= 0.05:
        parts.append(f"USD {dollars(step.private_musd)} million private")
    if step.action == "call off":
        parts.append(_called_off(problem, step))
    if step.online_year:
        parts.append(_ready(step))
    parts.append(_owner(step))
    return "; ".join(parts) + "."


def _called_off_projects(problem: Problem, steps: list[Step]) -> list[Inherited]:
    names = {step.project for step in steps if step.action == "call off"}
    return [one for one in problem.inherited if one.name in names]


def _called_off(problem: Problem, step: Step) -> str:
    project = next(iter(_called_off_projects(problem, [step])), None)
    if project is None:
        return "no longer paid for"
    freed, private = sum(project.state_cost), sum(project.private_cost)
    text = f"frees USD {dollars(freed)} million of public money still to be paid ({local(freed, problem)})"
    text += f" and USD {dollars(private)} million private" if private >= 0.05 else ""
    return text + (f"; USD {dollars(project.sunk)} million already paid is lost" if project.sunk >= 0.05 else "")


def _ready(step: Step) -> str:
    what = {
        "buy chips": "running", "bring home": "first at work", "open places": "first graduates", "adopt": "in force",
        "begin": "complete", "fund": "first model",
    }
    if step.online_year - step.year < 0.05:
        return f"{what.get(step.action, 'first output')} at once"
    return f"{what.get(step.action, 'first output')} {moment(step.online_year)}"


def _owner(step: Step) -> str:
    name = step.owner.split(" (")[0].split(". ")[0].split(";")[0]
    level = {
        "federal": "national government", "national": "national government", "state": "states",
        "joint": "national government with states", "national_and_local": "national and local government",
        "public_company": "public company", "private": "private",
    }.get(step.level_of_government, step.level_of_government)
    if level == "private" and "private" in name.lower():
        return f"owner: {name}"
    return f"owner: {name} ({level})" if name != "not named" else f"owner not named ({level})"


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


def left_alone(page: Page, plan: Plan) -> None:
    """Levers that are closed here, with the reason, and levers that are open but not worth their cost."""
    names = lever_names(plan)
    problem = plan.parameters
    used = {step.lever for step in plan.steps if step.action != "call off"} | {part.partition("/")[0] for part in problem.already}
    used |= {problem.reform_lever} if len(problem.paths) == 1 else set()
    open_levers = {one.id for one in problem.plants if one.last_start >= 0}
    open_levers |= {one.lever for one in problem.cohorts} | {one.lever for one in problem.stances} | {problem.reform_lever}
    open_levers |= {problem.exit_lever} if problem.firms else set()
    open_levers |= {problem.programme.lever} if problem.programme else set()
    unused = sorted(short(names[lever]) for lever in open_levers - used - set(plan.closed_levers))
    page.heading("What is left alone, and why")
    for lever, why in sorted(plan.closed_levers.items()):
        page.bullet(Text.assemble((short(names.get(lever, lever)), "bold"), f": {why}."))
    if unused:
        page.bullet(
            Text.assemble(("Open, but in no part of this plan", "bold"), f": {'; '.join(unused)}."),
            "Each of them costs more than it adds here, or stands in the way of something better.",
        )
