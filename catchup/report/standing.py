"""The comparison of countries as rows and sentences, for the terminal and for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from catchup.language import tr, trn
from catchup.report.console import remarks, results
from catchup.report.layout import Page
from catchup.report.words import dollars, listed, share, significant
from catchup.standing.table import unit_of
from catchup.standing.yardsticks import MONEY_GOALS, measures_of

if TYPE_CHECKING:
    from rich.console import Console

    from catchup.batch import Run
    from catchup.standing import Archetypes, Ready, Steadiness, Swap, Table, View
    from catchup.standing.archetypes import Kind
    from catchup.standing.table import Row
    from catchup.standing.yardsticks import Measure

NOTHING = "-"
COMPARATOR = "*"


def measure_name(measure: Measure) -> str:
    """A measure as a column is headed."""
    return {
        "own": tr("Reached"), "dollars": tr("USD million"), "purchasing_power": tr("Million int. dollars"),
        "per_head": tr("USD a head"), "share_of_gdp": tr("% of GDP"),
    }[measure]


def measure_words(measure: Measure) -> str:
    """What a measure says and does not say, as one sentence."""
    return {
        "own": tr("As the goal itself is counted."),
        "dollars": tr("US dollars of 2025 at market rates, discounted over the planned years: favours large countries."),
        "purchasing_power": tr("International dollars, at the country's own prices of 2024 (World Bank): what the gain is worth to the people who get it."),
        "per_head": tr("US dollars of 2025 for each inhabitant, discounted over the planned years."),
        "share_of_gdp": tr("Against the GDP of one year: how much the plan matters to the country."),
    }[measure]


def goal_name(objective: str) -> str:
    """A goal as a heading says it."""
    names = {
        "value": tr("most worth to the country"), "compute": tr("most AI compute"), "tokens": tr("most AI demand served at home"),
        "position": tr("best position in one link of the chain"), "least_cost": tr("least public money"),
    }
    return names.get(objective, objective)


def amount_text(amount: float | None, measure: Measure) -> str:
    """An amount in the unit of its measure, without the unit."""
    if amount is None:
        return NOTHING
    if measure == "share_of_gdp":
        return significant(100 * amount, 2)
    return dollars(amount) if measure in ("dollars", "purchasing_power") else significant(amount)


def status_words(row: Row) -> str:
    """How far a cell is proven, or why there is nothing in it."""
    words = {
        "optimal": tr("proven"), "feasible": tr("stopped at a limit"), "infeasible": tr("no plan possible"), "failed": tr("failed"),
        "stopped": tr("stopped before a plan"),
    }
    said = words.get(row.cell.status, row.cell.status.replace("_", " "))
    if row.interval is not None and row.cell.gap is not None:
        return tr("{status}, {gap}", status=said, gap=share(row.cell.gap, 1))
    return said


def place_text(row: Row) -> str:
    """A place, or an interval of places; a comparator has none."""
    if row.rank is None:
        return COMPARATOR if row.by.comparator and row.interval is not None else NOTHING
    return str(row.rank)


def comparison_rows(found: Table, view: View) -> list[dict[str, str]]:
    """One row for each country of a view: places, and the amount in every measure side by side."""
    measures = measures_of(view.objective)
    by_measure = {one: {row.cell.country: row for row in found.of(view, one)} for one in measures}
    rows = []
    for first in found.of(view, measures[0]):
        code = first.cell.country
        row = {tr("Place"): place_text(first), tr("Country"): first.by.name}
        row |= {measure_name(one): amount_text(by_measure[one][code].value, one) for one in measures}
        if "share_of_gdp" in by_measure:
            row[tr("Place by GDP")] = place_text(by_measure["share_of_gdp"][code])
        rows.append(row | {tr("Data"): first.by.grade, tr("Proof, gap"): status_words(first)})
    return rows


def undecided_sentence(rows: Sequence[Row]) -> str:
    """How many places of a view are open, and why."""
    ranked = [row for row in rows if row.rank is not None]
    open_places = [row.by.name for row in ranked if row.rank is not None and not row.rank.decided]
    if not open_places:
        return trn("The one place is decided.", "All {count} places are decided by what is proven.", len(ranked)) if ranked else tr("No country has a place.")
    return trn(
        "{open} of {count} place is undecided: what is proven of the countries overlaps.",
        "{open} of {count} places are undecided: what is proven of these countries overlaps.", len(ranked), open=len(open_places),
    )


def comparator_sentence() -> str:
    """What a comparator is."""
    return tr("* A comparator is inside the AI production chain already. Its plan is a latecomer's: a yardstick with no place of its own, and no advice.")


def steadiness_sentence(found: Steadiness) -> str:
    """How far the order holds over futures and weights."""
    head = {
        "steady": tr("The order is steady"), "partly": tr("The order holds in part"), "unsteady": tr("The order is unsteady"),
    }[found.words]
    return tr(
        "{head}: over {views} futures, {same} of all pairs of countries keep their order, {turned} turn round, {open} are not proven in all of them.",
        head=head, views=found.views, same=share(found.same, 0), turned=share(found.turned, 0), open=share(found.open, 0),
    )


def class_name(spending_class: str) -> str:
    """A spending class as a reader says it."""
    names = {
        "chips": tr("chips"), "power": tr("power"), "compute": tr("computing"), "knowledge": tr("knowledge"),
        "infrastructure": tr("infrastructure"), "institutions": tr("institutions"),
    }
    return names.get(spending_class, spending_class)


def kind_name(kind: Kind) -> str:
    """A kind of plan by its largest parts and its timing."""
    when = {
        "early": tr("money goes out early"), "evenly": tr("money goes out evenly"), "late": tr("money goes out late"), "never": tr("rules alone"),
    }[kind.when]
    if kind.when == "never":
        return tr("No public money, {when}", when=when)
    parts = " + ".join(class_name(one) for one in kind.parts) or tr("a bit of everything")
    return tr("{parts}: {when}", parts=parts[:1].upper() + parts[1:], when=when)


def kinds_sentence(found: Archetypes) -> str:
    """How clear the kinds of plan are."""
    if found.silhouette is None:
        return tr("The plans do not fall into kinds: there are too few of them, or they are too much alike.")
    return tr(
        "Kinds of plan, found by what the state's money goes to and when. When one country is left out, {held} of the pairs stay together or apart.",
        held=share(found.stability or 0.0, 0),
    )


def ready_sentence(found: Ready, country: str, levers: Mapping[str, str]) -> str:
    """When AI is served at home, and what is begun first."""
    first = listed([tr("{lever} ({year})", lever=levers.get(name, name.replace("_", " ")), year=year) for name, year in found.first_steps])
    if found.first_year is None:
        head = tr("{country}: not yet. This plan serves no AI at home in the planned years.", country=country)
    else:
        head = tr("{country}: from {year}, {share} of AI demand at the end.", country=country, year=found.first_year, share=share(found.share_at_end, 0))
    return f"{head} {tr('It begins with {first}.', first=first)}" if first else head


def swap_sentence(found: Swap, country: str, donor: str, objective: str) -> str:
    """What borrowed institutions change, as far as it is proven."""
    unit = tr("USD million") if objective in MONEY_GOALS else unit_of(objective, "own")
    own, borrowed = (significant(one.middle) for one in (found.own, found.borrowed))
    if found.order == "undecided":
        said = tr("what is proven overlaps, so whether the plan gains is undecided")
    else:
        low, high = sorted((abs(found.change.low), abs(found.change.high)))
        words = tr("{low} to {high} more", low=significant(low), high=significant(high)) if found.change.low > 0 else tr("{low} to {high} less", low=significant(low), high=significant(high))
        said = words
    return tr(
        "{country} with the institutions of {donor}: {borrowed} in place of {own} {unit}; {said}. This is what the plan adds there, not what such institutions are worth.",
        country=country, donor=donor, borrowed=borrowed, own=own, unit=unit, said=said,
    )


def show_run(run: Run) -> None:
    """Prints the comparison of a run where it compares anything: two countries with a plan in the same future, for the same goal."""
    from catchup.errors import CatchupError
    from catchup.standing.of_run import comparison_of, insight_of

    try:
        found = comparison_of(run)
    except CatchupError as problem:
        remarks().print(tr("No comparison: {why}", why=str(problem)), soft_wrap=True, markup=False)
        return
    full = [view for view in found.views if sum(row.interval is not None for row in found.of(view, measures_of(view.objective)[0])) > 1]
    if not full:
        return
    insight = insight_of(run, full[0])
    show(found, _futures(full), views=full[:MOST_VIEWS], kinds=insight.kinds if insight.kinds.silhouette is not None else None)
    sizes = {row.cell.country: row.by for row in found.rows}
    waiting = [sizes[one.country].name for one in insight.readies if one.not_yet and not sizes[one.country].comparator]
    if waiting:
        Page(results()).paragraph(tr("Not yet, in {future}: the plans of {countries} serve no AI at home in the planned years.", future=_futures(full)[full[0].scenario], countries=listed(waiting)))


def _futures(views: Sequence[View]) -> dict[str, str]:
    from catchup.errors import CatchupError
    from catchup.library import load_scenario

    named = {}
    for one in {view.scenario for view in views}:
        try:
            named[one] = load_scenario(one).name
        except CatchupError:
            named[one] = one
    return named


MOST_VIEWS = 3
"""Tables printed in full: more than this nobody reads in a terminal."""


def show(
    found: Table, futures: Mapping[str, str], *, views: Sequence[View] | None = None, kinds: Archetypes | None = None, console: Console | None = None,
) -> None:
    """Prints the comparison: a table for each future and goal, then how far the order holds, and the kinds of plan.

    Args:
        futures: name of each scenario. views: which are printed in full; all if None. console: where to; standard output if left out.
    """
    page = Page(console or results())
    shown = found.views if views is None else views
    for view in shown:
        _show_view(page, found, view, futures)
    left = len(found.views) - len(shown)
    if left:
        page.paragraph(trn("{count} more table is on the Countries page of `catchup app`.", "{count} more tables are on the Countries page of `catchup app`.", left))
    for (objective, measure), one in found.steadiness.items():
        page.heading(tr("How far the order holds: {goal}, {measure}", goal=goal_name(objective), measure=measure_name(measure)))
        page.paragraph(steadiness_sentence(one))
    if kinds is not None:
        page.heading(tr("Kinds of plan"))
        page.paragraph(kinds_sentence(kinds))
        names = {row.cell.country: row.by.name for row in found.rows}
        for kind in kinds.kinds if kinds.silhouette is not None else ():
            page.bullet(f"{kind_name(kind)}: {listed([names.get(one, one) for one in kind.countries])}")


def _show_view(page: Page, found: Table, view: View, futures: Mapping[str, str]) -> None:
    page.heading(tr("{future}: {goal}", future=futures.get(view.scenario, view.scenario), goal=goal_name(view.objective)) + _weight(view))
    rows = comparison_rows(found, view)
    measure = measures_of(view.objective)[0]
    if measure == "own":
        page.paragraph(tr("Counted in: {unit}.", unit=unit_of(view.objective, measure)))
    shown = _narrow(rows)
    page.table(list(shown[0]), [list(row.values()) for row in shown], left=2, last_wraps=True)
    page.paragraph(undecided_sentence(found.of(view, measure)))
    if any(row.by.comparator for row in found.of(view, measure)):
        page.paragraph(comparator_sentence(), style="dim")
    for row in found.of(view, measure):
        if row.interval is None and row.cell.cause:
            page.bullet(f"{row.by.name}: {row.cell.cause}")


def _weight(view: View) -> str:
    return tr(", gains outside AI counted {weight} times", weight=significant(view.weight)) if view.weight is not None else ""


def _narrow(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with headings over two lines, for a terminal of a hundred columns."""
    return [{_broken(name): text for name, text in row.items()} for row in rows]


def _broken(name: str) -> str:
    """A heading broken at the space nearest to its middle."""
    spaces = [at for at, sign in enumerate(name) if sign == " "]
    if not spaces or len(name) < LONG_HEADING:
        return name
    at = min(spaces, key=lambda one: abs(one - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1:]}"


LONG_HEADING = 9
