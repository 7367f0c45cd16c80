"""The frontier between two aims as text: what it says in a sentence, a small plot, and a table of its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from catchup.catalogue import ReformDetails
from catchup.errors import NoFeasiblePlanError
from catchup.frontier import Aim, Frontier, FrontierPoint
from catchup.library import lever_ids, load_lever
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.words import dollars, money, share, short, significant

NAMES: dict[str, str] = {
    "value": "worth to the country", "compute": "compute at home", "tokens": "AI demand served at home", "cost": "public cost",
    "position": "place in the chain",
}
HEADS: dict[str, str] = {
    "value": "worth, USD m", "compute": "compute", "tokens": "served at home", "cost": "public cost, USD m", "position": "world share",
}
EXPLAINED: dict[str, str] = {
    "value": "Worth: gain to the country over carrying on, USD million of 2025, discounted to the first year.",
    "compute": "Compute: share of the world's running compute, summed over the years.",
    "tokens": "Served at home: mean share of the country's demand for AI that is served from home.",
    "cost": "Public cost: everything the state pays out for the plan, leakage included, USD million of 2025, discounted.",
    "position": "World share: mean share of world output of {link}.",
}
PLOT_WIDTH, PLOT_HEIGHT = 64, 14


def made(
    country: str, scenario: str, options: dict[str, Any], x: Aim, y: Aim, points: int, time_limit: float | None
) -> Frontier:
    """Computes a frontier while a progress line runs on stderr.

    Raises:
        InputError, NoFeasiblePlanError (with its conflict), NoPlanInTimeError.
    """
    from catchup.frontier import frontier
    from catchup.impossible.repairs import explained
    from catchup.planner import Planner, request_of
    from catchup.report.progress import ProgressLine

    request = request_of(country, scenario, **options)
    planner = Planner(country)
    with ProgressLine() as line:
        try:
            return frontier(planner, request, x, y, points, seconds=time_limit, report=line.tell)
        except NoFeasiblePlanError:
            raise explained(planner, request) from None


def show(found: Frontier) -> None:
    """Prints a frontier."""
    page = Page(results())
    page.heading(f"{found.country}: {NAMES[found.x]} against {NAMES[found.y]} ({found.scenario.replace('_', ' ')})")
    for sentence in sentences(found):
        page.paragraph(sentence)
    if len(found.points) > 1:
        page.console.print()
        for line in plot(found, page.symbol("●", "o"), page.symbol("│", "|"), page.symbol("─", "-"), page.symbol("└", "+")):
            page.console.print(Text(line, style=ACCENT), no_wrap=True, overflow="crop")
    page.heading("The plans along it")
    page.table(
        ["", HEADS[found.x], HEADS[found.y], "at best", "gap", "against the plan above: + taken up, - left out"],
        rows(found, _lever_names(found), _path_names(found)), left=1, last_wraps=True,
    )
    page.console.print()
    for aim in (found.x, found.y):
        page.paragraph(EXPLAINED[aim].format(link=found.links.get(aim, "the chain").replace("_", " ")), style="dim")
    page.paragraph(
        f"At best: proven limit of the right-hand aim for every plan that keeps to the left-hand one. Gap: distance to it, as a share "
        f"of the figure or of the whole range, whichever is larger; asked for: {share(found.gap_asked)}. Between two points neither is better: "
        "which one to take is a choice of policy.", style="dim",
    )


def sentences(found: Frontier) -> list[str]:
    """What the frontier says, in words."""
    first, last = found.points[0], found.points[-1]
    if len(found.points) == 1:
        return [
            f"One plan is best for both aims, within the gap: {phrase(found.x, first.x)} and {phrase(found.y, first.y)}. There is nothing to trade."
        ]
    said = [
        f"At one end, {phrase(found.x, first.x)} and {phrase(found.y, first.y)}; at the other, {phrase(found.x, last.x)} and {phrase(found.y, last.y)}."
    ]
    cheap = _knee(found)
    if cheap is not None:
        gained = abs(cheap.y - first.y) / abs(last.y - first.y)
        given = abs(cheap.x - first.x) / abs(last.x - first.x)
        said.append(
            f"The best bargain lies near {phrase(found.x, cheap.x)}: {share(gained, 0)} of what can be won in {NAMES[found.y]} "
            f"for {share(given, 0)} of what it takes in {NAMES[found.x]}."
        )
    loose = [one for one in found.points if one.gap > found.gap_asked + 1e-9]
    if loose:
        said.append(f"{len(loose)} of {len(found.points)} points are NOT proven within the gap asked for: a limit stopped the search.")
    return said


def _knee(found: Frontier) -> FrontierPoint | None:
    """The inner point furthest above the straight line between the ends, if any stands out."""
    first, last = found.points[0], found.points[-1]
    if len(found.points) < 3 or last.x == first.x or last.y == first.y:
        return None

    def above(one: FrontierPoint) -> float:
        return (one.y - first.y) / (last.y - first.y) - (one.x - first.x) / (last.x - first.x)

    best = max(found.points[1:-1], key=above)
    return best if above(best) > 0.1 else None


def phrase(aim: str, level: float) -> str:
    """A level of an aim as a part of a sentence."""
    if aim == "cost":
        return f"{money(level)} of public cost"
    if aim == "value":
        return f"a worth of {money(level)}"
    if aim == "tokens":
        return f"{share(level)} of AI demand served at home"
    if aim == "compute":
        return f"{significant(100 * level)} % of world compute, summed over years"
    return f"{significant(100 * level)} % of world output"


def figure(aim: str, level: float) -> str:
    """A level of an aim as a cell."""
    if aim in ("cost", "value"):
        return dollars(round(level, 3))
    return share(level) if aim == "tokens" else f"{significant(100 * level)} %"


def _lever_names(found: Frontier) -> dict[str, str]:
    """Lever -> its name, of the levers that some point uses."""
    return {lever: short(load_lever(lever).name) for one in found.points for lever in one.levers}


def _path_names(found: Frontier) -> dict[str, str]:
    """Reform path -> its name, from the catalogue."""
    details = [load_lever(lever).details for lever in lever_ids()]
    return {path.id: path.name for one in details if isinstance(one, ReformDetails) for path in one.paths}


def rows(found: Frontier, names: dict[str, str], paths: dict[str, str]) -> list[Sequence[str | Text]]:
    """The table's rows: each plan with the levers that the plan above does not use, and those it drops."""
    table: list[Sequence[str | Text]] = []
    before: set[str] = set()
    path = ""
    for number, one in enumerate(found.points, 1):
        now = set(one.levers)
        new, gone = sorted(now - before), sorted(before - now)
        said = [f"+ {names.get(name, name)}" for name in new] + [f"- {names.get(name, name)}" for name in gone]
        what = "; ".join(said) or ("same measures, other amounts" if number > 1 else "nothing")
        way = paths.get(one.path, one.path)
        if way != path and (path or one.path != "none"):
            what = f"{what}; integrity: {way.lower()}"
        path = way
        table.append([
            str(number), figure(found.x, one.x), figure(found.y, one.y), figure(found.y, one.y_bound), share(one.gap),
            what,
        ])
        before = now
    return table


def plot(found: Frontier, dot: str, bar: str, line: str, corner: str) -> list[str]:
    """A small picture of the points, the first aim to the right, the second upwards."""
    across, up = [one.x for one in found.points], [one.y for one in found.points]
    low_x, low_y = min(across), min(up)
    wide, high = max(across) - low_x or 1.0, max(up) - low_y or 1.0
    grid = [[" "] * PLOT_WIDTH for _ in range(PLOT_HEIGHT)]
    for x, y in zip(across, up, strict=True):
        grid[PLOT_HEIGHT - 1 - round((y - low_y) / high * (PLOT_HEIGHT - 1))][round((x - low_x) / wide * (PLOT_WIDTH - 1))] = dot
    labels = {0: figure(found.y, max(up)), PLOT_HEIGHT - 1: figure(found.y, low_y)}
    margin = max(len(one) for one in labels.values()) + 1
    lines = [f" {' ' * margin}{NAMES[found.y]}"]
    lines += [f" {labels.get(at, '').rjust(margin - 1)} {bar}{''.join(row)}".rstrip() for at, row in enumerate(grid)]
    lines.append(f" {' ' * margin}{corner}{line * PLOT_WIDTH}")
    left, right = figure(found.x, low_x), figure(found.x, max(across))
    lines.append(f" {' ' * (margin + 1)}{left}{NAMES[found.x].center(PLOT_WIDTH - len(left) - len(right))}{right}")
    return lines
