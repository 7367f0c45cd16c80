"""What an alliance adds to a member's books and rules, in plain arithmetic: signing, service received, service sent."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from catchup.allied import AlliedProblem, Ally
from catchup.audit.books import Books
from catchup.audit.facts import Facts
from catchup.audit.report import Findings
from catchup.problem import SEGMENTS, SENSITIVITIES, ByYear, Sensitivity, Stance

SIGNING = "alliance"
CELLS = tuple(product(SEGMENTS, SENSITIVITIES))


def _member(facts: Facts) -> tuple[AlliedProblem, Stance] | None:
    problem = facts.problem
    if not isinstance(problem, AlliedProblem) or problem.agreement is None:
        return None
    return problem, problem.agreement


def book_allies(books: Books, facts: Facts) -> None:
    """Books signing and every service that crosses the border; nothing for a country that plans alone."""
    member = _member(facts)
    if member is None:
        return
    problem, agreement = member
    for year in facts.years:
        _book_signing(books, facts, agreement, year)
        for ally in problem.allies:
            _book_received(books, facts, problem, ally, year)
            sent = sum(facts.chosen.get("to_ally", ally.country, *cell, mode, year) for cell in CELLS for mode in facts.modes)
            need = sent * ally.compute_per_musd[year] / (1 - problem.terms.transit_loss)
            books.add("compute_kh100e", f"serving ally: {ally.country}", year, -need)
            earned = sum(
                prices(ally.pays, kind)[mode][year] * facts.chosen.get("to_ally", ally.country, segment, kind, mode, year)
                for segment, kind in CELLS for mode in facts.modes
            )
            books.add("fx", f"services for ally: {ally.country}", year, earned)
            discounted = problem.clock.discount[year] * problem.external.shadow_factor * earned
            books.worth("exports", f"services for {ally.country}", discounted)


def _book_signing(books: Books, facts: Facts, agreement: Stance, year: int) -> None:
    step, stands = agreement.steps[0], facts.chosen.get("signed", year)
    new = [facts.newly("signed", at) for at in range(year + 1)]
    cost = agreement.cost * new[year] + agreement.yearly_cost * stands
    books.spend("programmes", agreement.lever, "institutions", year, state=cost, item=SIGNING)
    books.add("politics", f"launch: {SIGNING}", year, -step.launch_politics * new[year])
    books.add("politics", f"standing: {SIGNING}", year, -step.standing_politics * stands)
    load = sum(agreement.admin[year - at] * one for at, one in enumerate(new))
    books.add("administration", f"under way: {SIGNING}", year, -load)


def _book_received(books: Books, facts: Facts, problem: AlliedProblem, ally: Ally, year: int) -> None:
    discount = problem.clock.discount[year]
    for segment, kind in CELLS:
        for mode in ally.lags:
            amount = facts.chosen.get("from_ally", ally.country, segment, kind, mode, year)
            books.add(f"demand_{segment}", f"from ally: {ally.country}", year, amount)
            paid = prices(ally.asks, kind)[mode][year] * amount
            books.add("fx", f"services of ally: {ally.country}", year, -paid)
            books.worth("users", segment, discount * worth_received(problem, ally, kind, mode, year) * amount)
            books.worth("imports_avoided", f"services of {ally.country}", -discount * problem.external.shadow_factor * paid)


def prices(by_kind: Mapping[Sensitivity, dict[str, ByYear]], kind: str) -> dict[str, ByYear]:
    """What a border-price dollar of one kind of demand is settled at, by way."""
    return next(one for name, one in by_kind.items() if name == kind)


def worth_received(problem: AlliedProblem, ally: Ally, kind: str, mode: str, year: int) -> float:
    """Users' worth of one border-price dollar that an ally serves."""
    late = problem.market.quality_loss * ally.lags[mode][year] if kind == "sensitive" else 0.0
    return problem.market.worth * max(1 - late, 0.0) * (1 - problem.terms.distance_loss)


def in_force(facts: Facts, agreement: Stance, year: int) -> float:
    """Expected degree to which a member's signature is in force."""
    return sum(agreement.in_force[year - at] * facts.newly("signed", at) for at in range(year + 1))


def check_allies(facts: Facts, findings: Findings) -> None:
    """Nothing crosses the border before both have signed, beyond what may cross, or from a laboratory that has no model."""
    member = _member(facts)
    if member is None:
        return
    problem, agreement = member
    for year in facts.years:
        force = problem.terms.crossing_share * in_force(facts, agreement, year)
        label = problem.clock.label(year)
        for segment, kind in CELLS:
            findings.at_most(
                "allies_serve_under_the_agreement", f"{segment} {kind} {label}", facts.received(segment, kind, year),
                facts.demand(segment, kind, year) * force, "allies serve a member only as far as its signature is in force",
            )
            for ally in problem.allies:
                _check_sent(facts, findings, ally, (segment, kind, year), force)


def _check_sent(facts: Facts, findings: Findings, ally: Ally, cell: tuple[str, str, int], force: float) -> None:
    segment, kind, year = cell
    by_segment, shares = {str(name): one for name, one in ally.demand.items()}, {str(name): one for name, one in ally.share.items()}
    demand = by_segment[segment][year] * shares[kind]
    where = f"{ally.country} {segment} {kind} {facts.problem.clock.label(year)}"
    sent = {mode: facts.chosen.get("to_ally", ally.country, segment, kind, mode, year) for mode in facts.modes}
    findings.at_most(
        "allies_are_served_under_the_agreement", where, sum(sent.values()), demand * force,
        "a member serves an ally only as far as its own signature is in force",
    )
    for tier in facts.tiers:
        findings.at_most(
            "labs_serve_allies_what_they_have", f"{tier.id} {where}", sent[tier.id],
            demand * (1 - facts.path.miss.get(tier.id, 0.0)) * facts.live(tier, year),
            "a laboratory serves allies only while it is funded, has a model, and has met its benchmark",
        )


__all__ = ["book_allies", "check_allies"]
