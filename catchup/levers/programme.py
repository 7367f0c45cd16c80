"""Domestic model programmes: a tier of ambition a year, picked labs, review, and a sunset that may not be believed.

Before the first review all funding is spent. After it a missed benchmark should end the money; where the cut is
not credible, money keeps flowing and nothing comes of it.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.problem import Tier
from catchup.rules import enforce, rule
from catchup.spending import spend


def add_programme(model: Model) -> None:
    """Adds funding by tier, awards by merit, gates and what serves."""
    problem, programme = model.problem, model.problem.programme
    model.tier = {tier.id: tier for tier in programme.tiers} if programme and programme.last_start >= 0 else {}
    if not model.tier:
        return
    years = list(problem.clock.years)
    tiers = list(model.tier)
    funded = [(tier, year) for tier in tiers for year in years]
    declare(model, "fund", funded, kind="binary", doc="1 if the tier is funded in the year")
    declare(model, "take_up", funded, kind="share", doc="1 if funding of the tier begins in the year")
    declare(model, "kept_alive", funded, doc="money that flows on after a miss")
    declare(model, "credibility", years, doc="odds that a miss ends funding")
    labs = list(programme.merit)
    declare(
        model, "award", [(lab, year) for lab in labs for year in years], kind="share",
        doc="1 if the lab is supported",
    )
    enforce(model, one_tier_at_a_time, years)
    enforce(model, funding_begins_once, funded)
    enforce(model, funding_is_not_begun_anew, funded)
    enforce(model, funding_lasts_until_first_review, funded)
    enforce(model, labs_are_chosen_on_merit, labs, years)
    enforce(model, credibility_within_path_and_exits, years)
    enforce(model, credibility_within_cap, years)
    enforce(model, missed_benchmark_is_cut_if_the_state_can, funded)
    for year in years:
        _book(model, year)


def live(model: Model, tier: Tier, year: int) -> Expression:
    """Share of the year in which a funded tier has a model to serve, before the odds of a miss."""
    waiting = total(
        (1 - tier.live[year - start]) * model.take_up[tier.id, start]
        for start in range(year + 1) if tier.live[year - start] < 1
    )
    return model.fund[tier.id, year] - waiting


def reviewed(model: Model, tier: Tier, year: int) -> Expression:
    """1 if the tier is funded in the year and past its first review."""
    young = range(max(year - first_review(model, tier) + 1, 0), year + 1)
    return model.fund[tier.id, year] - total(model.take_up[tier.id, start] for start in young)


def first_review(model: Model, tier: Tier) -> int:
    """Whole years of funding before the first review: none can be held before there is a model to test."""
    return int(max(model.problem.programme.review_ages, sum(1 for share in tier.live if share < 1)))


@rule("14", "The state funds one ambition at a time.", droppable=False)
def one_tier_at_a_time(model: Model, year: int) -> Expression:
    r"""\sum_k fund_{k,t} \le 1"""
    return total(model.fund[tier, year] for tier in model.tier) <= 1


@rule("definition", "Funding that was not there a year ago begins anew.", droppable=False)
def funding_begins_once(model: Model, tier: str, year: int) -> Expression:
    r"""take\,up_{k,t} \ge fund_{k,t} - fund_{k,t-1}"""
    before = model.fund[tier, year - 1] if year else 0
    return model.take_up[tier, year] >= model.fund[tier, year] - before


@rule("definition", "Funding begins only where it was not there a year ago.", droppable=False)
def funding_is_not_begun_anew(model: Model, tier: str, year: int) -> Expression:
    r"""take\,up_{k,t} \le 1 - fund_{k,t-1}"""
    return None if year == 0 else model.take_up[tier, year] <= 1 - model.fund[tier, year - 1]


@rule("14", "A programme once begun is funded until its first review.")
def funding_lasts_until_first_review(model: Model, name: str, year: int) -> Expression:
    r"""\sum_{u > t - J} take\,up_{k,u} \le fund_{k,t}"""
    tier = model.tier[name]
    ages = first_review(model, tier)
    young = range(max(year - ages + 1, 0), year + 1)
    return total(model.take_up[name, start] for start in young) <= model.fund[name, year]


@rule("13", "The slots go to the laboratories with most merit.")
def labs_are_chosen_on_merit(model: Model, lab: str, year: int) -> Expression:
    r"""award_{j,t} = \sum_{k: rank_j < slots_k} fund_{k,t}"""
    rank = list(model.problem.programme.merit).index(lab)
    funded = [model.fund[name, year] for name, tier in model.tier.items() if rank < tier.slots]
    return model.award[lab, year] == total(funded)


@rule("14", "The cut is as credible as the reform path and the firms that were really closed make it.", droppable=False)
def credibility_within_path_and_exits(model: Model, year: int) -> Expression:
    r"""k_t \le \kappa_{p,t} + \kappa' \, closed_t"""
    programme = model.problem.programme
    return model.credibility[year] <= model.path.credibility[year] + programme.credibility_per_exit * model.closed_by[year]


@rule("14", "No cut is certain.", droppable=False)
def credibility_within_cap(model: Model, year: int) -> Expression:
    r"""k_t \le \bar k"""
    return model.credibility[year] <= model.problem.programme.credibility_cap


@rule("14", "A lab that misses its benchmark is cut, if the state can: otherwise money flows on and nothing comes of it.", droppable=False)
def missed_benchmark_is_cut_if_the_state_can(model: Model, name: str, year: int) -> Expression:
    r"""kept\,alive_{k,t} \ge \pi_k c_{k,t} (reviewed_{k,t} - k_t)"""
    tier = model.tier[name]
    missed = model.path.miss[name] * tier.yearly_cost[year]
    return model.kept_alive[name, year] >= missed * (reviewed(model, tier, year) - model.credibility[year])


def net_outlay(model: Model, tier: Tier, year: int) -> Expression:
    """Delivered programme spending of a tier: the first model, then the yearly cost, less what a believed cut saves."""
    first = total(
        tier.first_cost[year - start] * model.take_up[tier.id, start]
        for start in range(year + 1) if tier.first_cost[year - start] > 0
    )
    going = live(model, tier, year) - model.path.miss[tier.id] * reviewed(model, tier, year)
    return first + tier.yearly_cost[year] * going + model.kept_alive[tier.id, year]


def _book(model: Model, year: int) -> None:
    programme, books = model.problem.programme, model.books
    lever = programme.lever
    for name, tier in model.tier.items():
        fund = model.fund[name, year]
        spend(
            model, "people", lever, "knowledge", year, state=net_outlay(model, tier, year),
            import_share=programme.import_share,
        )
        books.add("compute_kh100e", "training", year, -tier.compute * fund)
        books.add("administration", f"under way: {lever}", year, -programme.admin * fund)
        books.add("politics", f"launch: {lever}", year, -programme.politics * model.take_up[name, year])
        for staff, need in tier.staff.items():
            books.add(f"staff_{staff}", f"at work: {lever}", year, -need * fund if need else 0)
