"""The market for AI services: who serves whom, at what quality, at whose cost (rules 10, 11, 12)."""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.levers.programme import live
from catchup.levers.stance import in_force, newly
from catchup.model.allies import add_allies, barred_from, received, received_by
from catchup.problem import SEGMENTS, SENSITIVITIES, Segment, Sensitivity, Stance
from catchup.rules import enforce, rule
from catchup.spending import spend

FOREIGN, OPEN = "foreign", "open"


def stances_with(model: Model, effect: str) -> list[Stance]:
    """Stances of the plan that have an effect."""
    return [stance for stance in model.stance.values() if stance.effect == effect]


def add_market(model: Model) -> None:
    """Adds serving by segment, sensitivity and mode, with bans, levies and quality."""
    problem = model.problem
    years = list(problem.clock.years)
    model.modes = [OPEN, *model.tier]
    served = [
        (segment, kind, mode, year)
        for segment in SEGMENTS for kind in SENSITIVITIES for mode in model.modes for year in years
    ]
    cells = [(segment, kind, year) for segment in SEGMENTS for kind in SENSITIVITIES for year in years]
    declare(model, "served", served, doc="border-price MUSD of demand served at home")
    model.levels = list(range(1 + sum(len(one.steps) for one in stances_with(model, "levies_foreign_supply"))))
    declare(
        model, "imported", [(segment, kind, level, year) for segment, kind, year in cells for level in (model.levels if segment == "private" else [0])],
        doc="border-price MUSD of demand served from abroad, by levy level",
    )
    declare(model, "unserved", cells, doc="border-price MUSD of demand not served")
    add_allies(model)
    enforce(model, demand_is_met_or_shown_short, cells)
    enforce(model, state_buys_abroad_only_unbarred, [one for one in cells if one[0] == "state"])
    enforce(model, home_share_of_state_follows_ban, years)
    enforce(model, home_share_of_private_follows_levy, years)
    if len(model.levels) > 1:
        enforce(model, imports_pay_the_levy_in_force, SENSITIVITIES, model.levels, years)
    agreements = [(one.lever, year) for one in stances_with(model, "cuts_landed_cost") for year in years]
    declare(
        model, "landed_saving", [(lever, when, year) for lever, year in agreements for when in _adoptions(model, lever, year)],
        doc="landed cost of chips saved, MUSD, by year of adoption and of purchase",
    )
    enforce(model, landed_cost_falls_in_force, list(model.landed_saving))
    enforce(model, landed_cost_falls_on_chips, agreements)
    labs = [(segment, kind, tier, year) for segment, kind, year in cells for tier in model.tier]
    enforce(model, labs_serve_what_they_have, labs)
    for year in years:
        _book(model, year)


def barred(model: Model, year: int) -> Expression:
    """Share of state demand that may not go abroad."""
    share, before = 0, 0.0
    for stance in stances_with(model, "bars_foreign_state_supply"):
        for step in stance.steps:
            share += (step.rate - before) * in_force(model, stance, step.id, year)
            before = step.rate
    return share


def levy_weight(model: Model, level: int, year: int) -> Expression:
    """Degree to which a levy level is in force; the weights of all levels sum to one."""
    stances = stances_with(model, "levies_foreign_supply")
    if not stances:
        return 1
    stance = stances[0]
    above = in_force(model, stance, stance.steps[level].id, year) if level < len(stance.steps) else 0
    here = in_force(model, stance, stance.steps[level - 1].id, year) if level else 1
    return here - above


def _demand(model: Model, segment: Segment, kind: Sensitivity, year: int) -> float:
    market = model.problem.market
    return float(market.demand[segment][year] * market.share[kind])


def price_response(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    """Demand that falls away under a levy."""
    stances = stances_with(model, "levies_foreign_supply")
    if segment != "private" or not stances:
        return 0
    demand = _demand(model, segment, kind, year)
    return demand * sum(
        stances[0].response[level] * levy_weight(model, level, year) for level in model.levels if stances[0].response[level]
    )


def _imports(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    return total(model.imported[segment, kind, level, year] for level in (model.levels if segment == "private" else [0]))


def home_supply(model: Model, segment: Segment, year: int) -> Expression:
    """Demand of a segment served at home."""
    return total(model.served[segment, kind, mode, year] for kind in SENSITIVITIES for mode in model.modes)


@rule("10", "Demand is met at home, met from abroad, or shown as a shortfall.", droppable=False)
def demand_is_met_or_shown_short(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    r"""\sum_m served_{s,f,m,t} + imported_{s,f,t} + short_{s,f,t} = D_{s,f,t} - response_{s,f,t}"""
    home = total(model.served[segment, kind, mode, year] for mode in model.modes)
    supplied = home + _imports(model, segment, kind, year) + model.unserved[segment, kind, year] + received(model, segment, kind, year)
    return supplied + price_response(model, segment, kind, year) == _demand(model, segment, kind, year)


@rule("11", "What a procurement ban bars is not bought abroad.", droppable=False)
def state_buys_abroad_only_unbarred(model: Model, segment: Segment, kind: Sensitivity, year: int) -> Expression:
    r"""imported_{state,f,t} \le D_{state,f,t} (1 - barred_t)"""
    abroad = _imports(model, segment, kind, year) + barred_from(model, segment, kind, year)
    return abroad <= _demand(model, segment, kind, year) * (1 - barred(model, year))


@rule("11", "Without a ban only part of the state's demand moves home; what is barred can move whole.")
def home_share_of_state_follows_ban(model: Model, year: int) -> Expression:
    r"""home_{state,t} \le D_{state,t} (s_0 + (1 - s_0) \, barred_t)"""
    market = model.problem.market
    share, demand = market.home_share["state"], market.demand["state"][year]
    moved = home_supply(model, "state", year) + received_by(model, "state", year)
    return moved <= demand * (share + (1 - share) * barred(model, year))


@rule("12", "Private users move home by their elasticity, not by decree.")
def home_share_of_private_follows_levy(model: Model, year: int) -> Expression:
    r"""home_{private,t} \le D_{private,t} \sum_r s_r w_{r,t}"""
    market = model.problem.market
    demand, stances = market.demand["private"][year], stances_with(model, "levies_foreign_supply")
    moved = home_supply(model, "private", year) + received_by(model, "private", year)
    if not stances:
        return moved <= demand * market.home_share["private"]
    shares = stances[0].home_share
    return moved <= demand * sum(
        shares[level] * levy_weight(model, level, year) for level in model.levels
    )


@rule("12", "Imported services pay the levy that is in force.", droppable=False)
def imports_pay_the_levy_in_force(model: Model, kind: Sensitivity, level: int, year: int) -> Expression:
    r"""imported_{private,f,r,t} \le D_{private,f,t} w_{r,t}"""
    demand = _demand(model, "private", kind, year)
    return model.imported["private", kind, level, year] <= demand * levy_weight(model, level, year)


@rule("14", "A laboratory serves only while it is funded, has a model, and has met its benchmark.", droppable=False)
def labs_serve_what_they_have(model: Model, segment: Segment, kind: Sensitivity, tier: str, year: int) -> Expression:
    r"""served_{s,f,k,t} \le D_{s,f,t} (1 - \pi_k) \, live_{k,t}"""
    met = 1 - model.path.miss[tier]
    return model.served[segment, kind, tier, year] <= _demand(model, segment, kind, year) * met * live(
        model, model.tier[tier], year
    )


@rule("10", "What is served at home and trained at home runs on compute that is there.")
def compute_serves_and_trains(model: Model, year: int) -> Expression:
    r"""\sum_{s,f,m} h_t \, served_{s,f,m,t} + \sum_k H_k fund_{k,t} \le useful_t"""
    return model.books.total("compute_kh100e", year) - model.compute_left[year] == 0


def _adoptions(model: Model, lever: str, year: int) -> list[int]:
    """Years of adoption that would have an agreement in force in a year."""
    force = model.stance[lever].in_force
    return [when for when in range(year + 1) if force[year - when] > 0]


@rule("18", "Landed cost falls only through an agreement that was adopted.", droppable=False)
def landed_cost_falls_in_force(model: Model, lever: str, when: int, year: int) -> Expression:
    r"""saved_{u,t} \le d \, force_{t-u} \, \bar C_t \, (adopted_u - adopted_{u-1})"""
    stance, most = model.stance[lever], model.problem.compute.max_spend[year]
    step = stance.steps[0]
    force = stance.in_force[year - when]
    return model.landed_saving[lever, when, year] <= step.rate * force * most * newly(model, stance, step.id, when)


@rule("18", "Landed cost falls on the chips that are bought, as far as the agreement is in force.", droppable=False)
def landed_cost_falls_on_chips(model: Model, lever: str, year: int) -> Expression:
    r"""\sum_u saved_{u,t} / force_{t-u} \le d \, price_t \, bought_t"""
    stance, price = model.stance[lever], model.problem.compute.chip_price[year]
    adoptions = _adoptions(model, lever, year)
    if not adoptions:
        return None
    full = total(model.landed_saving[lever, when, year] / stance.in_force[year - when] for when in adoptions)
    return full <= stance.steps[0].rate * price * model.bought[year]


def worth_of(model: Model, kind: Sensitivity, mode: str, year: int) -> float:
    """Users' worth of one border-price dollar served in a mode: falls with lag where demand is sensitive to it."""
    market = model.problem.market
    if mode == FOREIGN:
        return float(market.worth)
    lag = market.open_lag[year] if mode == OPEN else model.tier[mode].lag[year]
    kept = max(1 - market.quality_loss * lag, 0.0) if kind == "sensitive" else 1.0
    fit = market.language_gain if mode != OPEN else 0.0
    return float(market.worth * kept + fit)


def _book(model: Model, year: int) -> None:
    problem, market, books = model.problem, model.problem.market, model.books
    discount, shadow = problem.clock.discount[year], problem.external.shadow_factor
    imports = 0
    for segment in SEGMENTS:
        ledger = f"demand_{segment}"
        for kind in SENSITIVITIES:
            demand = _demand(model, segment, kind, year)
            from_abroad = _imports(model, segment, kind, year)
            imports += from_abroad
            books.worth("users", segment, discount * market.worth * (from_abroad - demand))
            books.add(ledger, "demand", year, -demand)
            books.add(ledger, "price response", year, price_response(model, segment, kind, year))
            books.add(ledger, "from abroad", year, from_abroad)
            books.add(ledger, "shortfall", year, model.unserved[segment, kind, year])
            for mode in model.modes:
                amount = model.served[segment, kind, mode, year]
                books.add(ledger, f"home: {mode}", year, amount)
                books.add("compute_kh100e", f"serving: {mode}", year, -market.compute_per_musd[year] * amount)
                books.worth("users", segment, discount * worth_of(model, kind, mode, year) * amount)
    total = sum(market.demand[segment][year] for segment in SEGMENTS)
    books.worth("imports_avoided", "foreign services", discount * shadow * (total - imports))
    books.worth("risk", "cut-off", discount * market.cutoff_loss * (total - imports))
    books.add("fx", "foreign services avoided", year, total - imports)
    books.add("chain", "ai_services", year, home_supply(model, "state", year) + home_supply(model, "private", year))
    _book_levy(model, year, discount)
    _book_premium(model, year)
    _book_agreement(model, year)


def _book_levy(model: Model, year: int, discount: float) -> None:
    """Revenue of the levy, and the worth of demand that falls away: it was worth little more than its price."""
    for stance in stances_with(model, "levies_foreign_supply"):
        revenue = total(
            stance.steps[level - 1].rate * model.imported["private", kind, level, year]
            for level in model.levels[1:] for kind in SENSITIVITIES
        )
        model.books.add("receipts", stance.lever, year, revenue)
        demand = model.problem.market.demand["private"][year]
        regained = model.problem.market.worth
        for level in model.levels[1:]:
            lost = stance.response[level] * (regained - stance.response_worth[level])
            model.books.worth("users", "private", discount * demand * lost * levy_weight(model, level, year))


def _book_premium(model: Model, year: int) -> None:
    """A ban makes the state pay more for what it covers; to the nation that is a transfer."""
    for stance in stances_with(model, "bars_foreign_state_supply"):
        market = model.problem.market
        covered = market.demand["state"][year] * (1 - market.home_share["state"]) * barred(model, year)
        model.books.add("money", f"premium: {stance.lever}", year, -stance.premium * covered)


def _book_agreement(model: Model, year: int) -> None:
    """An agreement lowers the landed cost of chips, as far as it is in force: the same spending, less."""
    data, shell = model.problem.compute, model.problem.shell
    for stance in stances_with(model, "cuts_landed_cost"):
        saved = total(
            model.landed_saving[stance.lever, when, year] for when in _adoptions(model, stance.lever, year)
        )
        spend(
            model, "chips", data.lever, shell.spending_class, year, state=-data.state_share * saved,
            private=-(1 - data.state_share) * saved, import_share=data.chip_import, uplift=data.chip_uplift,
            duty=data.chip_duty, item=stance.lever,
        )
