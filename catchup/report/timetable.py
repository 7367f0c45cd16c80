"""The timetable: one row for each line of work over the horizon, construction and service as shaded bars."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from catchup.language import tr
from catchup.report.layout import Page
from catchup.report.retold import retold
from catchup.report.shown import gathered, strictest
from catchup.report.words import end_of_horizon, lever_names, short

if TYPE_CHECKING:
    from catchup.plan import Plan, Step
    from catchup.problem import Problem

WIDEST_LABEL = 38
WIDEST_YEAR = 6
MOST_DIGIT = 9
ENDINGS = ("end funding", "call off")
ENDING_AT = 0.3  # of the year: the mark of an ending stands a little inside its year


@dataclass
class Bar:
    """One row: spans of preparation and service in decimal years, and marks at starts."""

    label: str
    order: tuple[int, int]
    waiting: list[tuple[float, float]] = field(default_factory=list)
    serving: list[tuple[float, float]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """One step on the timetable: its row, when it works, and until when. Decimal calendar years."""

    row: str
    step: Step
    ready: float
    until: float
    ends_something: bool

    @property
    def begun(self) -> float:
        """Where in its year the mark of an ending stands, and where a bar begins."""
        return self.step.year + ENDING_AT if self.ends_something else self.step.year


def spans_of(plan: Plan) -> list[Span]:
    """Every step as the timetable shows it, rows in the order of the printed timetable, nothing past the horizon."""
    names, problem = lever_names(plan), plan.parameters
    ends = end_of_horizon(problem)
    placed = []
    for step in gathered(strictest(plan.steps, problem), problem):
        _, label, order = _row(step, names)
        ready = min(_ready(step, problem), ends)
        until = min(max(_end_of_service(step, problem, ready, ends, plan), ready), ends)
        placed.append((order, Span(label, step, ready, until, step.action in ENDINGS)))
    first = {label: min(one.step.year for _, one in placed if one.row == label) for label in {one.row for _, one in placed}}
    return [one for _, one in sorted(placed, key=lambda pair: (pair[0], first[pair[1].row], pair[1].row, pair[1].step.year))]


def timetable(page: Page, plan: Plan) -> None:
    """Prints the bars of all steps."""
    page.heading("Timetable")
    bars = bars_of(plan)
    if not bars:
        page.paragraph("Nothing is started.")
        return
    clock = plan.parameters.clock
    label = min(max(len(bar.label) for bar in bars), WIDEST_LABEL)
    cell = max(min((page.width - label - 2) // clock.horizon, WIDEST_YEAR), 1)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=label, no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True)
    grid.add_row("", Text(_header(plan.parameters, cell), style="bold"))
    for bar in bars:
        grid.add_row(_cut(bar.label), _drawn(page, bar, clock.first_year, clock.horizon, cell))
    page.console.print(grid)
    page.paragraph(
        f"{page.symbol('░', '.')} being built or prepared  {page.symbol('█', '#')} in service  "
        f"2 = units begun  + = begun or enlarged  x = ended",
        style="dim",
    )
    if plan.parameters.fiscal_spans_two_years:
        page.paragraph("Years are named by their start: '27 is 2027-28.", style="dim")


def _cut(label: str) -> str:
    """A label cut at a word, where it is too long for its column."""
    return label if len(label) <= WIDEST_LABEL else label[: WIDEST_LABEL + 1].rsplit(" ", 1)[0].rstrip(",")


def bars_of(plan: Plan) -> list[Bar]:
    """One bar for each lever, or for each firm, stance setting, ambition and chip line of it."""
    names = lever_names(plan)
    bars: dict[tuple[str, str], Bar] = {}
    ends = end_of_horizon(plan.parameters)
    for step in gathered(strictest(plan.steps, plan.parameters), plan.parameters):
        key, label, order = _row(step, names)
        bar = bars.setdefault((step.lever, key), Bar(label, order))
        _add(bar, step, plan.parameters, ends, plan)
    return sorted(bars.values(), key=lambda bar: (bar.order, min(bar.marks, default=0), bar.label))


def row_of(step: Step, names: dict[str, str]) -> str:
    """The line of work that a step belongs to, as its row is called."""
    return _row(step, names)[1]


def _row(step: Step, names: dict[str, str]) -> tuple[str, str, tuple[int, int]]:
    """Key, label and place of a step's row. Institutions first, then what carries, then what is carried."""
    name = short(names.get(step.lever, step.lever))
    if step.action in ("build", "build shell"):
        return "build", tr("{name} (shell and power)", name=name) if step.action == "build shell" else name, (3, 0)
    if step.action == "buy chips":
        return "chips", tr("AI chips"), (4, 0)
    if step.action in ("fund", "end funding"):
        ambition = step.project.partition(": ")[0]
        said = retold(ambition)
        return ambition, tr("Models: {ambition}", ambition=said[0].lower() + said[1:]), (5, 0)
    if step.action in ("bring home", "open places"):
        return "people", name, (6, 0)
    if step.action == "adopt":
        said = retold(step.project)
        return step.project, tr("Rule: {what}", what=said[0].lower() + said[1:]), (7, 0)
    if step.action == "begin":
        return step.project, retold(step.project), (0, 0)
    what = short(step.project).split(" with ")[0]
    if step.action == "call off":
        return step.project, tr("Call off: {what}", what=what), (2, 0)
    return step.project, tr("Close or sell: {what}", what=what) if step.action == "close or sell" else f"{step.action.capitalize()}: {what}", (1, 0)


def _add(bar: Bar, step: Step, problem: Problem, ends: int, plan: Plan) -> None:
    if step.action in ENDINGS:
        bar.marks[step.year] = "x"
        return
    whole = step.action == "build" and problem.plant(step.lever).mode != "share" and 0.5 < step.units < MOST_DIGIT + 0.5
    repeated = bool(bar.marks)
    bar.marks[step.year] = str(round(step.units)) if whole else ("+" if repeated else bar.marks.get(step.year, "+"))
    ready = _ready(step, problem)
    bar.waiting.append((step.year, min(ready, ends)))
    bar.serving.append((ready, _end_of_service(step, problem, ready, ends, plan)))


def _ready(step: Step, problem: Problem) -> float:
    return step.online_year or step.year + _exit_years(step, problem)


def _exit_years(step: Step, problem: Problem) -> float:
    """Years that a closure takes: as long as it needs administrative capacity."""
    firm = next((one for one in problem.firms if one.name == step.project), None)
    return float(max((age for age, load in enumerate(firm.admin) if load > 0), default=0) + 1) if firm else 0.0


def _end_of_service(step: Step, problem: Problem, ready: float, ends: int, plan: Plan) -> float:
    """When what a step gave is worn out or ended."""
    if step.action == "buy chips":
        alive = [age for age, part in enumerate(problem.compute.chip_alive) if part > 0]
        return min(step.year + max(alive, default=0) + 1, ends)
    if step.action == "fund":
        stops = [
            one.year for one in plan.steps
            if one.lever == step.lever and one.action in ("fund", "end funding") and one.year > step.year
        ]
        return max(min(stops, default=ends), ready)
    if step.action in ("build", "build shell"):
        ages = [age for age, part in enumerate(problem.plant(step.lever).available) if part > 0]
        return min(step.year + max(ages, default=0) + 1, ends)
    return ends


def _header(problem: Problem, cell: int) -> str:
    years = range(problem.clock.first_year, problem.clock.first_year + problem.clock.horizon)
    if cell >= 5:
        return "".join(str(year).ljust(cell) for year in years)
    if cell >= 3:
        return "".join(f"'{year % 100:02d}".ljust(cell) for year in years)
    every = 5 if cell == 1 else 3
    return "".join(str(year).ljust(cell * every) for year in years if (year - years[0]) % every == 0)


def _drawn(page: Page, bar: Bar, first: int, horizon: int, cell: int) -> Text:
    """The bar as characters: a year is `cell` of them, each judged at its middle."""
    text = Text()
    for at in range(horizon * cell):
        when = first + (at + 0.5) / cell
        year, offset = first + at // cell, at % cell
        if offset == 0 and year in bar.marks:
            text.append(bar.marks[year], style="bold reverse" if cell > 1 else "bold")
        elif any(begin <= when < end for begin, end in bar.serving):
            text.append(page.symbol("█", "#"), style="green")
        elif any(begin <= when < end for begin, end in bar.waiting):
            text.append(page.symbol("░", "."), style="yellow")
        else:
            text.append(page.symbol("·", " ") if offset == 0 else " ", style="dim")
    return text
