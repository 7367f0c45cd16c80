"""What an alliance adds to a member's own model: signing, service sent to allies and received from them (rule 20).

A member's model holds what it sends and what it receives as decisions of its own. That the two agree across the border is said
once, in `catchup.alliance.rules`. A country that plans alone has none of this.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.allied import AlliedProblem, Ally, allies_of
from catchup.levers.programme import live
from catchup.problem import SEGMENTS, SENSITIVITIES, Segment, Sensitivity, Stance
from catchup.rules import enforce, rule
from catchup.spending import spend

OPEN = "open"


def add_allies(model: Model) -> None:
    """Adds signing and the services that cross the border; nothing for a country that plans alone."""
    model.ally = {one.country: one for one in allies_of(model.problem)}
    if not model.ally:
        return
    years = list(model.problem.clock.years)
    cells = [(segment, kind, year) for segment in SEGMENTS for kind in SENSITIVITIES for year in years]
    declare(model, "signed", years, kind="binary", doc="1 if this member has signed the alliance's agreement by the year")
    declare(model, "from_ally", _crossing(cells, {name: list(one.lags) for name, one in model.ally.items()}),
            doc="border-price MUSD of this member's demand served by an ally")
    declare(model, "to_ally", _crossing(cells, {name: [OPEN, *model.tier] for name in model.ally}),
            doc="border-price MUSD of an ally's demand served by this member")
    enforce(model, signature_stands, years[1:])
    enforce(model, allies_serve_under_the_agreement, cells)
    enforce(model, allies_are_served_under_the_agreement, list(model.ally), cells)
    enforce(model, labs_serve_allies_what_they_have, [one for one in model.to_ally if one[3] != OPEN])
    for year in years:
        _book_signing(model, model.problem.agreement, year)
        _book_service(model, year)


def _crossing(cells: list[tuple[Segment, Sensitivity, int]], modes: dict[str, list[str]]) -> list[tuple[str, str, str, str, int]]:
    return [(name, segment, kind, mode, year) for name, ways in modes.items() for segment, kind, year in cells for mode in ways]


def received(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    """Demand of a cell of the market that allies serve; nothing for a country that plans alone."""
    return total(
        model.from_ally[name, segment, kind, mode, year] for name, ally in model.ally.items() for mode in ally.lags
    )


def barred_from(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    """What allies serve of demand that a procurement ban covers: all of it, unless the agreement counts allies as home."""
    return 0.0 if not model.ally or model.problem.terms.counts_as_home else received(model, segment, kind, year)


def received_by(model: Model, segment: Segment, year: int) -> Expression:
    """Demand of a segment that allies serve."""
    return total(received(model, segment, kind, year) for kind in SENSITIVITIES)


def force(model: Model, year: int) -> Expression:
    """Expected degree to which this member's signature is in force: talks, phasing in, odds that it fails or is undone."""
    by_age = model.problem.agreement.in_force
    return total(
        (by_age[year - when] - (by_age[year - when - 1] if year - when - 1 >= 0 else 0.0)) * model.signed[when]
        for when in range(year + 1)
    )


def _cell(demand: Ally | AlliedProblem, segment: Segment, kind: Sensitivity, year: int) -> float:
    market = demand if isinstance(demand, Ally) else demand.market
    return float(market.demand[segment][year] * market.share[kind])


@rule("20", "A signature stands.", droppable=False)
def signature_stands(model: Model, year: int) -> Expression:
    r"""signed_{i,t} \ge signed_{i,t-1}"""
    return model.signed[year] >= model.signed[year - 1]


@rule("20", "Allies serve a member only as far as its own signature is in force, and no more than may cross the border.", droppable=False)
def allies_serve_under_the_agreement(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    r"""\sum_{j,m} from_{j,s,f,m,t} \le \sigma \, D_{i,s,f,t} \, force_{i,t}"""
    most = model.problem.terms.crossing_share * _cell(model.problem, segment, kind, year)
    return received(model, segment, kind, year) <= most * force(model, year)


@rule("20", "A member serves an ally only as far as its own signature is in force, and no more than may cross the border.", droppable=False)
def allies_are_served_under_the_agreement(model: Model, ally: str, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    r"""\sum_m to_{j,s,f,m,t} \le \sigma \, D_{j,s,f,t} \, force_{i,t}"""
    most = model.problem.terms.crossing_share * _cell(model.ally[ally], segment, kind, year)
    return total(model.to_ally[ally, segment, kind, mode, year] for mode in (OPEN, *model.tier)) <= most * force(model, year)


@rule("20", "A laboratory serves allies only while it is funded, has a model, and has met its benchmark.", droppable=False)
def labs_serve_allies_what_they_have(
    model: Model, ally: str, segment: Segment, kind: Sensitivity, tier: str, year: int
) -> Expression:
    r"""to_{j,s,f,k,t} \le D_{j,s,f,t} (1 - \pi_k) \, live_{k,t}"""
    most = _cell(model.ally[ally], segment, kind, year) * (1 - model.path.miss[tier])
    return model.to_ally[ally, segment, kind, tier, year] <= most * live(model, model.tier[tier], year)


def worth_from(model: Model, ally: Ally, kind: Sensitivity, mode: str, year: int) -> float:
    """Users' worth of one border-price dollar that an ally serves: its lag counts, distance costs, its models speak its own languages."""
    market = model.problem.market
    kept = max(1 - market.quality_loss * ally.lags[mode][year], 0.0) if kind == "sensitive" else 1.0
    return float(market.worth * kept * (1 - model.problem.terms.distance_loss))


def _book_signing(model: Model, agreement: Stance, year: int) -> None:
    """The agreement costs each member what the lever costs: money, political capital when signed and while it stands, administration."""
    books, step, signed = model.books, agreement.steps[0], model.signed
    new = {when: signed[when] - (signed[when - 1] if when else 0) for when in range(year + 1)}
    spend(
        model, "programmes", agreement.lever, "institutions", year, item=ITEM,
        state=agreement.cost * new[year] + agreement.yearly_cost * signed[year],
    )
    books.add("politics", f"launch: {ITEM}", year, -step.launch_politics * new[year])
    books.add("politics", f"standing: {ITEM}", year, -step.standing_politics * signed[year])
    load = [agreement.admin[year - when] * new[when] for when in new if agreement.admin[year - when]]
    books.add("administration", f"under way: {ITEM}", year, -total(load) if load else 0)


ITEM = "alliance"


def _book_service(model: Model, year: int) -> None:
    """What is received is worth something to users and needs no foreign service; what is sent takes compute. Both are settled on delivery.

    The taker pays, in the year of service and in foreign exchange, what leaves it as well off as buying abroad would (`Ally.asks`); the giver
    earns it. So the whole gain arises at the giver, year by year, and is shared out afterwards. Were nothing settled on delivery, a member
    that discounts more would "gain" by bearing costs later: a loan, and no use of capacity.
    """
    books, terms, discount = model.books, model.problem.terms, model.problem.clock.discount[year]
    shadow = model.problem.external.shadow_factor
    for segment in SEGMENTS:
        for kind in SENSITIVITIES:
            for name, ally in model.ally.items():
                for mode in ally.lags:
                    amount = model.from_ally[name, segment, kind, mode, year]
                    books.add(f"demand_{segment}", f"from ally: {name}", year, amount)
                    paid = ally.asks[kind][mode][year] * amount
                    books.add("fx", f"services of ally: {name}", year, -1.0 * paid)
                    books.worth("users", segment, discount * worth_from(model, ally, kind, mode, year) * amount)
                    books.worth("imports_avoided", f"services of {name}", -discount * shadow * paid)
    for name, ally in model.ally.items():
        need = ally.compute_per_musd[year] / (1 - terms.transit_loss)
        sent = total(
            model.to_ally[name, segment, kind, mode, year]
            for segment in SEGMENTS for kind in SENSITIVITIES for mode in (OPEN, *model.tier)
        )
        books.add("compute_kh100e", f"serving ally: {name}", year, -need * sent)
        earned = total(
            ally.pays[kind][mode][year] * model.to_ally[name, segment, kind, mode, year]
            for segment in SEGMENTS for kind in SENSITIVITIES for mode in (OPEN, *model.tier)
        )
        books.add("fx", f"services for ally: {name}", year, earned)
        books.worth("exports", f"services for {name}", discount * shadow * earned)
