"""The options considered, table J, and what was found besides the plan: worth of measures, a strategy's score, a frontier, a second plan."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.report.besides import Alternative
from catchup.report.money import yearly_money
from catchup.report.words import short, significant, year_name
from catchup.slate.conventions import part_of_year
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import Setting
from catchup.slate.writing import column, number, percent, row, table, usd, words

OPTIONS, J, WORTH, SCORE, FRONTIER, COMPARED, FIRST, LEFT = "options", "J", "worth", "score", "frontier", "compared", "first", "left"
DUST = 1e-6
"""Amounts below this are what a solver leaves of zero."""


def options_table(s: Setting) -> Table:
    """Do nothing, the recommended plan, the other reform paths, and the plans made beside it."""
    columns = (
        column("option", tr("Option"), weight=2), column("low", tr("Worth"), "number", _unit(s)), column("high", tr("At most"), "number", _unit(s)),
        column("cost", tr("Public outlay"), "money", tr("USD million of 2025")), column("why", tr("Why not"), weight=3),
    )
    one = s.plan.objective
    outlay = sum(year["outlay"] for year in yearly_money(s.plan))
    rows = [
        row("nothing", words(tr("Do nothing new: carry on what is under way")), _level(one.baseline), _level(one.baseline), usd(None), words(tr("leaves the gap as it is; the money lapses or goes elsewhere"))),
        row("plan", words(tr("Recommended: this plan")), _level(one.value), _level(one.bound), usd(outlay), words(tr("it is the recommendation"))),
        *_paths(s), *(_other(s, at, other) for at, other in enumerate(s.given.alternatives, 1)),
    ]
    note = tr("Worth: level of the goal. At most: no plan of that kind can be better; an option is out when its most is below what the recommended plan reaches.")
    return table(OPTIONS, tr("Options considered"), columns, rows, note=note)


def _unit(s: Setting) -> str:
    return tr("USD million, discounted") if "MUSD" in s.plan.objective.unit else s.plan.objective.unit


def _level(amount: float | None) -> Cell:
    if amount is None:
        return Cell(text="")
    bare = amount if abs(amount) > DUST else 0.0
    return Cell(text=significant(bare, 4), number=bare)


def _paths(s: Setting) -> Iterator[Row]:
    for path in s.plan.paths:
        if path.status == "chosen":
            continue
        said = {
            "infeasible": tr("cannot be done within the limits in force"), "pruned": tr("proven to be worth less than the recommended plan"),
            "solved": tr("solved; worth less than the recommended plan"), "stopped": tr("not settled in the time there was"),
        }[path.status]
        yield row(f"path.{path.path}", words(tr("Reform path: {path}", path=path.name)), _level(path.value), _level(path.bound), usd(None), words(said))


def _other(s: Setting, at: int, other: Alternative) -> Row:
    one, same = other.plan.objective, other.plan.objective.name == s.plan.objective.name
    outlay = sum(year["outlay"] for year in yearly_money(other.plan))
    why = other.why_not or (tr("loses worth against the recommended plan") if same else tr("made for another aim; its level is in its own unit and not compared"))
    return row(f"P{at}", words(other.name), _level(one.value if same else None), _level(one.bound if same else None), usd(outlay), words(why))


def table_j(s: Setting) -> Table | None:
    """Table J: plans beside the recommended one, with what each does and leaves. None where none was made."""
    if not s.given.alternatives:
        return None
    columns = (
        column("id", tr("Plan"), "identifier", weight=0.5), column("name", tr("What it is"), weight=2), column("loss", tr("Loss against the recommended"), "share"),
        column("more", tr("Does besides"), weight=2.4), column("less", tr("Leaves out"), weight=2.4), column("cost", tr("Public outlay"), "money", tr("USD million of 2025")),
        column("lost", tr("Lost on the way"), "money", tr("USD million of 2025")), column("politics", tr("Politics"), weight=1.4),
    )
    mine = {step.lever for step in s.plan.steps}
    rows = []
    for at, other in enumerate(s.given.alternatives, 1):
        theirs = {step.lever for step in other.plan.steps}
        money = yearly_money(other.plan)
        best, same = s.plan.objective, other.plan.objective.name == s.plan.objective.name
        loss = percent((best.value - other.plan.objective.value) / abs(best.value)) if same and abs(best.value) > 1e-9 else Cell(text=tr("another aim"))
        rows.append(row(
            f"P{at}", Cell(text=f"P{at}"), words(other.name), loss, words(_names(s, theirs - mine)), words(_names(s, mine - theirs)), usd(sum(one["outlay"] for one in money)),
            usd(sum(one["leaks"] for one in money)), words(tr("to be filled by {body}", body=s.office("cabinet").short), alert=True),
        ))
    return table(J, tr("Plans beside the recommended one (table J)"), columns, rows, wide=True)


def _names(s: Setting, levers: set[str]) -> str:
    return tr("; ").join(sorted(short(s.lever_name(lever)) for lever in levers)) or tr("nothing")


def left_table(s: Setting) -> Table:
    """Measures that are closed or open and left alone, and why."""
    columns = (column("measure", tr("Measure"), weight=1.5), column("state", tr("State"), weight=0.8), column("why", tr("Why not now"), weight=3))
    used = {step.lever for step in s.plan.steps}
    rows = [row(lever, words(short(s.lever_name(lever))), words(tr("closed")), words(why)) for lever, why in s.plan.closed_levers.items()]
    worth = {one.lever: one for one in (s.given.explanation.measures if s.given.explanation else ())}
    for lever in s.catalogue:
        if lever in used or lever in s.plan.closed_levers:
            continue
        found = worth.get(lever)
        why = tr("costs more than it adds here, or stands in the way of something better")
        if found is not None and found.verdict == "costs":
            why = tr("a plan with it was made and is worth less")
        rows.append(row(lever, words(short(s.lever_name(lever))), words(tr("open, left alone")), words(why)))
    return table(LEFT, tr("What is left alone, and why"), columns, rows or [row("none", words(tr("Nothing is left alone")), words(""), words(""))])


def found_tables(s: Setting) -> list[Table]:
    """Tables of what was worked out besides the plan, as far as it was."""
    made = (worth_table(s), score_table(s), frontier_table(s), compared_table(s), first_table(s))
    return [one for one in made if one is not None]


def worth_table(s: Setting) -> Table | None:
    """What each measure is worth by plans that do the opposite."""
    found = s.given.explanation
    if found is None or not found.measures:
        return None
    verdicts = {"needed": tr("needed"), "costs": tr("not worth it"), "undecided": tr("undecided"), "closed": tr("closed")}
    columns = (
        column("measure", tr("Measure"), weight=2), column("state", tr("In the plan")), column("verdict", tr("Finding")), column("low", tr("Worth at least"), "number", _unit(s)),
        column("high", tr("Worth at most"), "number", _unit(s)), column("why", tr("Remark"), weight=2),
    )
    rows = []
    for one in found.measures:
        low, high = (one.worth.low, one.worth.high) if one.worth else (None, None)
        rows.append(row(one.lever, words(short(one.name)), words(tr("yes") if one.present else tr("no")), words(verdicts[one.verdict]), _level(low), _level(high), words(one.why)))
    note = tr("Worth: the best plan with the measure less the best plan without it, between what is proven.")
    return table(WORTH, tr("What each measure is worth"), columns, rows, note=note)


def score_table(s: Setting) -> Table | None:
    """What a given strategy's parts do to its worth."""
    found = s.given.score
    if found is None:
        return None
    columns = (column("part", tr("Part of the strategy"), weight=3), column("verdict", tr("Finding")), column("low", tr("Gained if left open, at least"), "number", found.unit), column("high", tr("At most"), "number", found.unit))
    rows = [
        row(f"part{at}", words(one.label), words(one.verdict), _level(one.released.low if one.released else None), _level(one.released.high if one.released else None))
        for at, one in enumerate(found.parts, 1)
    ]
    rows.append(row("loss", words(tr("Lost against the best plan, in all")), words(found.verdict), _level(found.loss.low), _level(found.loss.high)))
    return table(SCORE, tr("The strategy given, part by part"), columns, rows)


def frontier_table(s: Setting) -> Table | None:
    """What more of one aim costs in another."""
    found = s.given.frontier
    if found is None:
        return None
    columns = (column("x", found.x, "number", found.x_unit), column("y", found.y, "number", found.y_unit), column("bound", tr("Best possible"), "number", found.y_unit), column("path", tr("Reform path"), weight=2))
    names = {path.path: path.name for path in s.plan.paths}
    rows = [row(f"f{at}", number(one.x), number(one.y), number(one.y_bound), words(names.get(one.path, one.path))) for at, one in enumerate(found.points, 1)]
    return table(FRONTIER, tr("What more of one aim costs in another"), columns, rows)


def compared_table(s: Setting) -> Table | None:
    """What sets two plans apart."""
    found = s.given.comparison
    if found is None:
        return None
    columns = (
        column("what", tr("Line of work"), weight=2), column("finding", tr("Finding"), weight=1.4), column("one", tr("First plan"), "number"), column("other", tr("Second plan"), "number"),
        column("unit", tr("Unit"), weight=1.2),
    )
    rows = [
        row(f"c{at}", words(" ".join((short(s.lever_name(one.lever)), one.what[0] or one.what[1]))), words(one.finding), number(one.units[0]), number(one.units[1]), words(one.unit))
        for at, one in enumerate(found.parts, 1)
    ]
    return table(COMPARED, tr("Two plans beside one another"), columns, rows) if rows else None


def first_table(s: Setting) -> Table | None:
    """For a country that is not ready: what has to stand first, and when it could."""
    found = s.given.readiness
    if found is None:
        return None
    columns = (column("what", tr("What has to stand first"), weight=2), column("begin", tr("Begun in")), column("stands", tr("Could stand")), column("unlocks", tr("It unlocks"), weight=2))
    problem = s.plan.parameters
    rows = [
        row(one.lever, words(one.name), words(year_name(problem, one.start_year)), words(part_of_year(problem, one.earliest)), words(", ".join(one.unlocks))) for one in found.missing
    ]
    if found.first_year_home is not None:
        year, proof = year_name(problem, found.first_year_home), tr("proven") if found.proven else tr("whether an earlier year is possible was not settled in the time there was")
    else:
        year, proof = (tr("in none of the planned years"), tr("proven")) if found.proven else (tr("not found"), tr("the time was up; that does not say that there is none"))
    rows.append(row("year", words(tr("A hundredth of AI demand served at home, at the earliest")), words(""), words(year), words(proof)))
    rows += [row(f"closed.{one.lever}", words(one.name), words(tr("closed")), words(""), words(one.because)) for one in found.closed]
    rows += [row(f"wall{at}", words(tr("In the way")), words(""), words(""), words(str(one))) for at, one in enumerate(found.in_the_way, 1)]
    return table(FIRST, tr("What comes first, and when it could"), columns, rows)
