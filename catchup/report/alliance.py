"""An alliance's plan as text: what each does differently, what crosses the border, who gains what and who pays whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from catchup.language import tr, trn
from catchup.report.console import results
from catchup.report.layout import ACCENT, Page
from catchup.report.words import between, dollars, lever_names, money, share, short, significant, year_name

if TYPE_CHECKING:
    from catchup.alliance.document import AlliancePlan
    from catchup.alliance.split import Payoff
    from catchup.comparing import Part
    from catchup.plan import Plan

MOST_PARTS = 8
NOTHING = 0.05
"""USD million below which an amount is written as nothing."""


def made(members: Sequence[str], scenario: str, options: dict[str, Any], time_limit: float | None) -> AlliancePlan:
    """Plans an alliance while a progress line runs on stderr.

    Raises:
        InputError, NoFeasiblePlanError, NoPlanInTimeError: see `plan_together`.
    """
    from catchup.alliance.planning import plan_together
    from catchup.report.progress import ProgressLine

    with ProgressLine() as line:
        return plan_together(members, scenario, **options, time_limit=time_limit, progress=line.tell)


def show(found: AlliancePlan, *, steps_only: bool = False) -> None:
    """Prints an alliance's plan."""
    if steps_only:
        from catchup.report.document import print_plan

        for plan in found.plans:
            print_plan(plan, steps_only=True)
        return
    page = Page(results())
    page.console.print(Text(_title(found), style=f"bold {ACCENT}"))
    for sentence in _worth(found):
        page.paragraph(sentence)
    _show_border(page, found)
    _show_differences(page, found)
    _show_split(page, found)
    page.heading(tr("How sure this is"))
    for sentence in _proof(found):
        page.paragraph(sentence)


def names_of(found: AlliancePlan) -> dict[str, str]:
    """Country code -> name, for every member."""
    return {one.country: one.parameters.country_name for one in found.plans}


def _title(found: AlliancePlan) -> str:
    problem = found.plans[0].parameters
    last = problem.clock.label(problem.clock.horizon - 1)
    return tr(
        "{members} together: free trade in AI services, {first} to {last} ({scenario})", members=" + ".join(names_of(found).values()),
        first=year_name(problem, problem.clock.first_year), last=year_name(problem, last), scenario=problem.scenario_name,
    )


def _worth(found: AlliancePlan) -> Iterator[str]:
    """What they are worth together against apart, and what is proven of it."""
    one, proof = found.split, found.certificate
    yield tr(
        "Together worth {worth} against carrying on; no plan of theirs can do better than {bound} (gap {gap}).",
        worth=money(proof.value), bound=money(proof.bound), gap=share(proof.gap, 2),
    )
    if not found.flows:
        yield tr("In this plan nothing crosses the border: each does what it would do alone, and nobody pays anybody.")
    else:
        yield tr("That is {more} more than their plans alone.", more=money(one.surplus))
    if proof.status != "optimal":
        yield tr("A limit stopped the search before its proof: the alliance may gain up to {high}.", high=money(one.surplus_high))
    elif one.surplus_high <= NOTHING:
        yield tr("It is proven that there is nothing to gain.")
    elif one.surplus_low > NOTHING:
        yield tr("The gain is proven to lie between {low} and {high}.", low=money(one.surplus_low), high=money(one.surplus_high))
    else:
        yield tr(
            "Proven of the gain: at most {high}. That it is more than nothing is not proven; a smaller --gap says more.",
            high=money(one.surplus_high),
        )


def _show_border(page: Page, found: AlliancePlan) -> None:
    page.heading(tr("Who signs, and what crosses the border"))
    names, problems = names_of(found), {one.country: one.parameters for one in found.plans}
    for one in found.signatures:
        if one.year is None or one.in_force is None:
            page.bullet(tr("{country} does not sign.", country=names[one.country]))
        else:
            page.bullet(tr(
                "{country} signs in {year}; what it signed begins to work in {force}.", country=names[one.country],
                year=year_name(problems[one.country], one.year), force=year_name(problems[one.country], int(one.in_force)),
            ))
    if found.flows:
        page.table(
            [tr("Year"), tr("From"), tr("To"), tr("USD million"), tr("Compute, H100e"), tr("Share of demand there")],
            [
                [str(one.year), names[one.giver], names[one.taker], dollars(one.musd), significant(1000 * one.kh100e), share(one.demand_share)]
                for one in found.flows
            ], left=3,
        )


def _show_differences(page: Page, found: AlliancePlan) -> None:
    from catchup.comparing import compare

    page.heading(tr("What each does differently than alone"))
    for alone, together in zip(found.alone, found.plans, strict=True):
        other = [one for one in compare(alone, together).parts if one.finding != "the same"]
        page.paragraph(Text(together.parameters.country_name, style="bold"))
        if not other and alone.path == together.path:
            page.paragraph(tr("Nothing."), indent=2)
        for sentence in _differences(other, alone, together):
            page.bullet(sentence)


def _differences(parts: Sequence[Part], alone: Plan, together: Plan) -> Iterator[str]:
    levers = lever_names(together)
    if alone.path != together.path:
        paths = {one.id: one.name for one in together.parameters.paths}
        yield tr("Integrity of public spending: {after} instead of {before}.", after=paths[together.path], before=paths[alone.path])
    for one in parts[:MOST_PARTS]:
        measure = f"{short(levers.get(one.lever, one.lever.replace('_', ' ')))}: {one.action}"
        cells = [_cell(one, at, plan) for at, plan in enumerate((alone, together))]
        yield tr("{measure}: {after}; alone {before}.", measure=measure, after=cells[1], before=cells[0])
    if len(parts) > MOST_PARTS:
        yield trn("And {count} smaller change.", "And {count} smaller changes.", len(parts) - MOST_PARTS)


def _cell(part: Part, at: int, plan: Plan) -> str:
    year = part.first_year[at]
    if year is None:
        return tr("not at all")
    unit = part.unit.split(" (")[0]
    size = part.what[at] or f"{significant(part.units[at])} {'x ' if unit[:1].isdigit() else ''}{unit}"
    return tr("{size} from {year}", size=size, year=year_name(plan.parameters, year))


def _show_split(page: Page, found: AlliancePlan) -> None:
    method = tr("Nash bargaining") if found.split.method == "Nash bargaining" else tr("Shapley value")
    page.heading(tr("What each gains, and who pays whom ({method})", method=method))
    names = names_of(found)
    page.table(
        [tr("USD million, present worth"), tr("alone"), tr("together\nbefore paying"), tr("receives"), tr("after the\nsplit"), tr("gain")],
        [
            [
                names[one.country], between(one.alone, one.alone_bound), dollars(one.together), dollars(one.payment), dollars(one.payoff),
                dollars(one.payoff - one.alone),
            ]
            for one in found.split.payoffs
        ],
    )
    for sentence in [*_payments(found), *_stays(found)]:
        page.paragraph(sentence)


def _payments(found: AlliancePlan) -> Iterator[str]:
    """Who pays, who receives, and what that is for a dollar of service."""
    names = names_of(found)
    payers = [one for one in found.split.payoffs if one.payment < -NOTHING]
    receivers = [one for one in found.split.payoffs if one.payment > NOTHING]
    for payer, receiver, amount in transfers(payers, receivers):
        yield tr("{payer} pays {receiver} a present worth of {amount}.", payer=names[payer], receiver=names[receiver], amount=money(amount))
    if found.flows:
        yield tr(
            "What crosses the border is paid for on delivery, at what makes it as good for the taker as a foreign service. That is in the figures "
            "before paying; the payment here shares out what is left, and makes up for signing and for levies no longer collected."
        )
    if payers:
        factors = {one.country: one.parameters.external.shadow_factor for one in found.plans}
        said = ", ".join(f"{names[one]} {factors[one]:.2f}" for one in factors)
        yield tr(
            "Payments are stated as national benefit. A dollar of foreign exchange is worth more than a dollar: {factors}. The dollars paid "
            "are the payment divided by the payer's figure.", factors=said,
        )


def transfers(payers: Sequence[Payoff], receivers: Sequence[Payoff]) -> list[tuple[str, str, float]]:
    """Who pays whom so that every payment is settled: the largest against the largest."""
    owed = {one.country: -one.payment for one in payers}
    due = {one.country: one.payment for one in receivers}
    found = []
    while owed and due:
        payer, receiver = max(owed, key=lambda one: owed[one]), max(due, key=lambda one: due[one])
        amount = min(owed[payer], due[receiver])
        found.append((payer, receiver, amount))
        for side, name in ((owed, payer), (due, receiver)):
            side[name] -= amount
            if side[name] <= NOTHING:
                del side[name]
    return found


def _stays(found: AlliancePlan) -> Iterator[str]:
    """Whether everybody has a reason to stay."""
    names = names_of(found)
    sure = [names[one.country] for one in found.split.payoffs if one.rational == "proven"]
    weak = [names[one.country] for one in found.split.payoffs if one.rational == "in hand"]
    worse = [names[one.country] for one in found.split.payoffs if one.rational == "no"]
    if sure:
        yield tr("Proven to get at least what it could have alone: {countries}.", countries=", ".join(sure))
    if weak:
        yield tr("Gets at least what its plan alone in hand is worth; a better one is not ruled out: {countries}.", countries=", ".join(weak))
    if worse:
        yield tr("Gets less than alone and would leave: {countries}.", countries=", ".join(worse))
    if len(found.members) > 2:
        yield {
            "in the core": tr("No group of members could do better by itself."),
            "undecided": tr("No group of members is known to do better by itself; the gap leaves it open."),
            "not in the core": tr("This split is not in the core: some members would do better by themselves."),
        }[found.split.core]
        for one in found.split.blocked_by:
            yield tr(
                "{group} would have {short} more by themselves.", group=" + ".join(names[name] for name in one.members), short=money(one.short)
            )


def _proof(found: AlliancePlan) -> Iterator[str]:
    proof = found.certificate
    yield tr(
        "The bound covers all {count} choices of reform paths: {impossible} have no plan, {relaxed} were relaxed, {solved} searched, the others "
        "ruled out by the prices of what crosses the border.",
        count=proof.combinations, impossible=proof.infeasible, relaxed=proof.relaxed, solved=proof.solved,
    )
    terms = found.figures
    yield tr(
        "Assumed, not measured: at most {crossing} of each demand may cross ({low} to {high}), {loss} more compute across the border, {distance} "
        "of users' worth lost to distance.", crossing=share(terms.crossing_share.value, 0), low=share(terms.crossing_share.low, 0),
        high=share(terms.crossing_share.high, 0), loss=share(terms.transit_loss.value), distance=share(terms.distance_loss.value),
    )
    yield tr(
        "Each member keeps its own budget, politics, foreign exchange and staff. The payment that shares out the gain is made once, at the "
        "beginning, and is outside their budgets here."
    )
