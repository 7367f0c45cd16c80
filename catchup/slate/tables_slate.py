"""Table A, the slate itself, and the recommendations drawn from it."""

from __future__ import annotations

from catchup.grading import letter_of
from catchup.language import tr
from catchup.report.words import local, year_name
from catchup.slate.conventions import month_words, part_of_year
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import ENDING, Item, Setting
from catchup.slate.writing import column, number, percent, row, table, usd, words

A, REC = "A", "rec"


def slate_table(s: Setting) -> Table:
    """Table A: one row for each measure, with what it is, when, how large, for how much, and how sure."""
    usd_unit = tr("USD million of 2025")
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=2), column("type", tr("Type")), column("pillar", tr("Pillar")),
        column("start", tr("Start")), column("first", tr("First benefit")), column("full", tr("Full effect")), column("decision", tr("Decision"), weight=1.4),
        column("scale", tr("Scale"), "number"), column("unit", tr("Unit"), weight=1.5), column("cost_low", tr("Public cost, low"), "money", usd_unit),
        column("cost", tr("Public cost"), "money", usd_unit), column("cost_high", tr("Public cost, high"), "money", usd_unit),
        column("local", tr("Public cost in local currency")), column("arrives", tr("Arrives after leakage"), "money", usd_unit),
        column("private", tr("Private money"), "money", usd_unit), column("needs", tr("Needs first")), column("owner", tr("Lead owner"), weight=2),
        column("instrument", tr("Legal instrument"), weight=2), column("near", tr("In near-optimal plans")), column("grade", tr("Evidence")),
    )
    note = tr(
        "Public cost is what the steps of the measure pay in all, leakage included; running costs come on top and are in table B. Low and high: the cost of a unit "
        "at the ends of its stated range, all else as planned. Evidence: share of the measure's inputs that is measured or estimated, as a letter from A (most) to E."
    )
    return table(A, tr("The slate (table A)"), columns, (_row(s, item) for item in s.items), note=note, wide=True, transposed=True)


def _row(s: Setting, item: Item) -> Row:
    card, problem = s.card(item), s.plan.parameters
    owner = s.profile.owners.get(item.lever)
    cost = item.total("gross_musd")
    low, high = _range(s, item)
    ready = part_of_year(problem, item.works_from) if item.works_from else tr("none of its own")
    full = part_of_year(problem, item.works_in_full) if item.works_in_full else tr("none of its own")
    return row(
        item.id, Cell(text=item.id), words(item.name), words(_types()[card.type]), words(_pillars()[card.pillar]), words(year_name(problem, item.first_year)),
        words(ready), words(full), words(decision(s, item)), number(item.size), words(item.unit), usd(low), usd(cost, _cost_note(s, item)),
        usd(high), words(local(cost, problem)), usd(item.total("net_musd")), usd(item.total("private_musd")), words(needs(s, item)), words(s.owner(item)),
        words(owner.instrument if owner else ""), words(near(s, item)), _grade(s, item.lever),
    )


def _types() -> dict[str, str]:
    return {"invest": tr("invest"), "regulate": tr("regulate"), "procure": tr("procure"), "talent": tr("talent"), "finance": tr("finance")}


def _pillars() -> dict[str, str]:
    return {
        "power": tr("power"), "compute": tr("compute"), "chips": tr("chips"), "models": tr("models"), "people": tr("people"), "rules and trade": tr("rules and trade"),
        "integrity": tr("integrity"),
    }


def decision(s: Setting, item: Item) -> str:
    """Go now, go if the conditions still hold when it is due, or end."""
    clock = s.plan.parameters.clock
    if item.action in ENDING:
        return tr("end")
    if item.first_year == clock.first_year:
        return tr("go")
    year = year_name(s.plan.parameters, item.first_year)
    if item.first_year < clock.first_year + clock.window:
        return tr("go in {year}, unless what it needs has failed", year=year)
    return tr("go if: decided again in {year}", year=year)


def needs(s: Setting, item: Item) -> str:
    """Measures that have to stand first, by number, and what stands already."""
    wanted = {lever for step in item.steps for lever in step.requires}
    wanted |= {need.lever for plant in s.plan.parameters.plants if plant.id == item.lever and "build" in item.action for need in plant.requires}
    ids = [other.id for lever in sorted(wanted) for other in s.items_of(lever) if other is not item and other.action not in ENDING]
    if item.action == "buy chips":
        ids += [other.id for other in s.items_of(item.lever) if other.action == "build shell"]
    standing = [tr("{measure} (stands already)", measure=s.lever_name(lever)) for lever in sorted(wanted) if not s.items_of(lever)]
    return tr("; ").join([*dict.fromkeys(ids), *standing]) or tr("nothing")


def _range(s: Setting, item: Item) -> tuple[float | None, float | None]:
    """Public cost at the ends of the range of a unit's cost, or None where the cost does not follow from one."""
    path = _cost_path(item)
    found = s.assumptions.get(path) if path else None
    cost = item.total("gross_musd")
    if found is None or found.value <= 0 or cost < 1e-9:
        return (cost, cost) if cost < 1e-9 else (None, None)
    return cost * min(found.low / found.value, 1.0), cost * max(found.high / found.value, 1.0)


def _cost_path(item: Item) -> str:
    if item.action == "buy chips":
        return "world.chips.price"
    if item.action == "build shell":
        return "country.compute.shell_cost"
    return f"levers.{item.lever}.canonical.capex_per_unit"


def _cost_note(s: Setting, item: Item) -> tuple[str, ...]:
    return s.note_for(_cost_path(item)) if item.total("gross_musd") > 0 else ()


def near(s: Setting, item: Item) -> str:
    """In how many of the near-optimal plans the measure is."""
    plans = [one.plan for one in s.given.alternatives if one.near]
    if not plans:
        return tr("none is near") if s.given.alternatives else tr("not worked out")
    held = sum(any(step.lever == item.lever and step.action == item.action for step in plan.steps) for plan in plans)
    return tr("{held} of {all}", held=held, all=len(plans))


def _grade(s: Setting, lever: str) -> Cell:
    of_it = [one for path, one in s.assumptions.items() if path.startswith(f"levers.{lever}.")]
    known = sum(one.quality != "assumed" for one in of_it) / max(len(of_it), 1)
    letter = letter_of(known, ("projects", "laboratories", "owners"))
    return Cell(text=letter, number=known, alert=letter in "DE")


def recommendations(s: Setting) -> Table:
    """One row for each measure: owner, deadline, money, indicator, review and sunset test."""
    columns = (
        column("id", tr("No."), "identifier", weight=0.5), column("measure", tr("Measure"), weight=1.6), column("owner", tr("Owner"), weight=1.8),
        column("deadline", tr("Deadline"), "date", weight=1.1), column("money", tr("Public money"), "money", tr("USD million of 2025")), column("local", tr("in local currency"), weight=1.1),
        column("leaks", tr("lost on the way"), "share", weight=0.8), column("kpi", tr("Indicator"), weight=2.2), column("review", tr("Review"), "date", weight=1.1),
        column("sunset", tr("Sunset test"), weight=2.4), column("risk", tr("Fails because"), weight=2),
    )
    rows = []
    for item in s.items:
        cost = item.total("gross_musd")
        lost = item.total("leaked_musd") / cost if cost > 1e-9 else 0.0
        rows.append(row(
            item.id, Cell(text=item.id), words(item.name), words(s.owner(item)), words(month_words(s.begins(item))), usd(cost), words(local(cost, s.plan.parameters)),
            percent(lost, s.note_for(f"levers.{item.lever}.canonical.leakage_multiplier")), words(s.kpi(item)), words(month_words(s.review(item))),
            words(s.test(item)), words(s.fails(item)),
        ))
    note = tr("Deadline: the fiscal year in which the measure begins opens then; it has to be decided by that day.")
    return table(REC, tr("Recommendations"), columns, rows, note=note, wide=True)


