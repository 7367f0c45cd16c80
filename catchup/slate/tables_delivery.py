"""Tables E and F: who does what, and every step with what it waits for; and what is done in the first days, year and three years."""

from __future__ import annotations

from dataclasses import dataclass

from catchup.language import tr
from catchup.report.steps import sentence
from catchup.report.words import lever_names, significant
from catchup.slate.conventions import clean, month_words, part_of_year
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import ENDING, Item, Setting
from catchup.slate.texts import ROLES, Role
from catchup.slate.writing import column, row, table, words

E, F, CALENDAR = "E", "F", "calendar"
MOST = 11
TIGHT = 0.5
"""Years of slack under which a step is on the critical path: a wait shorter than the delay that is usual."""


def raci_table(s: Setting) -> Table:
    """Table E: one row for each measure, exactly one A in each."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.6), column("activity", tr("Activity"), weight=3), *(column(role, s.office(role).short) for role in ROLES),
    )
    rows = [row(item.id, Cell(text=item.id), words(item.name), *(Cell(text=_letter(s, item, role)) for role in ROLES)) for item in s.items]
    note = tr("R does the work, A answers for it, C is asked before, I is told after. The named owner of each measure is in the recommendations.")
    return table(E, tr("Who does what (table E)"), columns, rows, note=note, wide=True)


def _letter(s: Setting, item: Item, role: Role) -> str:
    parts = s.card(item).raci
    if role == parts.A:
        return "A/R" if role in parts.R else "A"
    return next((letter for letter, roles in (("R", parts.R), ("C", parts.C), ("I", parts.I)) if role in roles), "")


@dataclass(frozen=True)
class Wait:
    """What a step waits for and how long what it gives waits to be used."""

    before: tuple[str, ...]
    slack: float | None

    @property
    def critical(self) -> bool:
        """Whether a usual delay of this step delays another."""
        return self.slack is not None and self.slack < TIGHT


def waits(s: Setting) -> dict[str, Wait]:
    """For each step, by its place in the plan, its predecessors and its slack in years.

    Slack is the time from the first output of a step to the first step that needs it and begins, or works, after it. A step that none
    waits for has no slack to speak of.
    """
    keys = {f"S{at}": step for at, step in enumerate(s.plan.steps, 1)}
    edges: list[tuple[str, str, float]] = []
    for after, step in keys.items():
        for before, other in keys.items():
            if other.action in ENDING or not other.online_year or before == after:
                continue
            if step.action == "buy chips" and other.action == "build shell" and other.online_year <= step.online_year:
                edges.append((before, after, step.online_year - other.online_year))
            elif other.lever in step.requires and other.online_year <= (step.online_year or step.year):
                edges.append((before, after, (step.online_year or step.year) - other.online_year))
    return {
        key: Wait(tuple(before for before, after, _ in edges if after == key), min((slack for before, _, slack in edges if before == key), default=None))
        for key in keys
    }


def implementation_table(s: Setting) -> Table:
    """Table F: one row for each step of the plan."""
    columns = (
        column("step", tr("Step"), "identifier", weight=0.5), column("action", tr("Action"), weight=2.6), column("id", tr("Measure"), "identifier", weight=0.6),
        column("start", tr("Start"), "date"), column("end", tr("Works from"), weight=1.1), column("takes", tr("Takes"), "number", tr("years"), weight=0.7),
        column("lead", tr("Time goes into"), weight=0.8), column("before", tr("After"), weight=0.9), column("critical", tr("Critical"), weight=0.7),
        column("slack", tr("Slack"), "number", tr("years"), weight=0.7), column("owner", tr("Owner"), weight=1.6), column("line", tr("Budget line"), weight=1.4),
        column("evidence", tr("Evidence of completion"), weight=1.6),
    )
    found, names = waits(s), lever_names(s.plan)
    of_step = {id(step): item for item in s.items for step in item.steps}
    rows = [_step_row(s, f"S{at}", of_step[id(step)], at - 1, found[f"S{at}"], names) for at, step in enumerate(s.plan.steps, 1)]
    note = tr("After: steps whose output this one uses. Slack: years between the output of a step and its first use; a step with less than half a year of it is critical.")
    return table(F, tr("Implementation matrix (table F)"), columns, rows, note=note, wide=True)


def _step_row(s: Setting, key: str, item: Item, at: int, wait: Wait, names: dict[str, str]) -> Row:
    step, card, owner = s.plan.steps[at], s.card(item), s.profile.owners.get(item.lever)
    ready = part_of_year(s.plan.parameters, step.online_year) if step.online_year else tr("at once")
    slack = Cell(text="") if wait.slack is None else Cell(text=significant(wait.slack, 2), number=wait.slack)
    return row(
        key, Cell(text=key), words(sentence(s.plan, step, names)), Cell(text=item.id), words(month_words(s.begins(Item(item.id, item.lever, item.name, item.action, (step,))))),
        words(ready), Cell(text=significant(step.lead_time_years, 2), number=step.lead_time_years), words(_leads()[card.lead]),
        words(_before(wait)), words(tr("yes") if wait.critical else tr("no"), alert=wait.critical), slack, words(s.owner(item)),
        words(owner.budget_head if owner else ""), words(card.evidence),
    )


def _before(wait: Wait) -> str:
    most = 3
    more = tr("{steps} and others", steps=", ".join(wait.before[:most])) if len(wait.before) > most else ", ".join(wait.before)
    return more or tr("none")


def _leads() -> dict[str, str]:
    return {"permit": tr("permits and law"), "procure": tr("procurement"), "build": tr("building"), "train": tr("people")}


def calendar_table(s: Setting) -> Table:
    """What is done within a hundred days, a year and three years of the decision, for the measures of those years."""
    clock = s.plan.parameters.clock
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=1.6), column("days", tr("First hundred days"), weight=2.2),
        column("year", tr("First twelve months"), weight=2.2), column("three", tr("First thirty-six months"), weight=2.2),
    )
    rows: list[Row] = []
    for item in s.items:
        if item.first_year >= clock.first_year + clock.window:
            continue
        card, now = s.card(item), item.first_year == clock.first_year
        begin = tr("decided and begun: {instrument}", instrument=clean(card.instrument_kind)) if now else tr("prepared for its decision: {when}", when=month_words(s.begins(item)))
        later = tr("review: {when}", when=month_words(s.review(item)))
        if len(rows) == MOST:
            break
        rows.append(row(item.id, Cell(text=item.id), words(item.name), words(card.first_days), words(begin), words(tr("; ").join((clean(card.evidence), later)))))
    if not rows:
        rows = [row("none", Cell(text=""), words(tr("Nothing begins in the years decided now")), words(""), words(""), words(""))]
    return table(CALENDAR, tr("First hundred days, twelve months, thirty-six months"), columns, rows)
