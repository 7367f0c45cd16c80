"""What the market for AI services and the power system book."""

from __future__ import annotations

from catchup.audit.books import Books
from catchup.audit.facts import AGREEMENTS, BANS, LEVIES, Facts
from catchup.problem import SEGMENTS, SENSITIVITIES


def book_market(books: Books, facts: Facts) -> None:
    """Books who serves whom, and what bans, levies and agreements move."""
    for year in facts.years:
        for segment in SEGMENTS:
            for kind in SENSITIVITIES:
                _book_cell(books, facts, segment, kind, year)
        _book_imports_avoided(books, facts, year)
        _book_levy(books, facts, year)
        _book_ban(books, facts, year)
        _book_agreement(books, facts, year)


def _book_cell(books: Books, facts: Facts, segment: str, kind: str, year: int) -> None:
    market, ledger = facts.problem.market, f"demand_{segment}"
    discount = facts.problem.clock.discount[year]
    demand, abroad = facts.demand(segment, kind, year), facts.imports(segment, kind, year)
    books.add(ledger, "demand", year, -demand)
    books.add(ledger, "price response", year, demand * facts.response_share(segment, year))
    books.add(ledger, "from abroad", year, abroad)
    books.add(ledger, "shortfall", year, facts.chosen.get("unserved", segment, kind, year))
    books.worth("users", segment, discount * market.worth * (abroad - demand))
    for mode in facts.modes:
        served = facts.chosen.get("served", segment, kind, mode, year)
        books.add(ledger, f"home: {mode}", year, served)
        books.add("compute_kh100e", f"serving: {mode}", year, -market.compute_per_musd[year] * served)
        books.worth("users", segment, discount * facts.worth_of(kind, mode, year) * served)


def _book_imports_avoided(books: Books, facts: Facts, year: int) -> None:
    problem, discount = facts.problem, facts.problem.clock.discount[year]
    demand = sum(facts.segment_demand(segment, year) for segment in SEGMENTS)
    avoided = demand - sum(facts.imports(segment, kind, year) for segment in SEGMENTS for kind in SENSITIVITIES)
    books.worth("imports_avoided", "foreign services", discount * problem.external.shadow_factor * avoided)
    books.worth("risk", "cut-off", discount * problem.market.cutoff_loss * avoided)
    books.add("fx", "foreign services avoided", year, avoided)
    books.add("chain", "ai_services", year, sum(facts.home_supply(segment, year) for segment in SEGMENTS))


def _book_levy(books: Books, facts: Facts, year: int) -> None:
    """Revenue, and the worth of demand that falls away: little more than its price."""
    discount, market = facts.problem.clock.discount[year], facts.problem.market
    for levy in facts.stances(LEVIES):
        for level, step in enumerate(levy.steps, start=1):
            taxed = sum(facts.chosen.get("imported", "private", kind, level, year) for kind in SENSITIVITIES)
            books.add("receipts", levy.lever, year, step.rate * taxed)
            fallen = levy.response[level] * facts.levy_weight(level, year) * facts.segment_demand("private", year)
            books.worth("users", "private", discount * fallen * (market.worth - levy.response_worth[level]))


def _book_ban(books: Books, facts: Facts, year: int) -> None:
    """A ban makes the state pay more for what it covers; to the nation that is a transfer."""
    for ban in facts.stances(BANS):
        uncovered = 1 - facts.problem.market.home_share["state"]
        covered = facts.segment_demand("state", year) * uncovered * facts.barred(year)
        books.add("money", f"premium: {ban.lever}", year, -ban.premium * covered)


def _book_agreement(books: Books, facts: Facts, year: int) -> None:
    """An agreement lowers the landed cost of chips: the same spending, less."""
    problem, data = facts.problem, facts.problem.compute
    for agreement in facts.stances(AGREEMENTS):
        saved = sum(facts.chosen.get("landed_saving", agreement.lever, at, year) for at in range(year + 1))
        books.spend(
            "chips", data.lever, problem.shell.spending_class, year, state=-data.state_share * saved,
            private=-(1 - data.state_share) * saved, import_share=data.chip_import, uplift=data.chip_uplift,
            duty=data.chip_duty, item=agreement.lever,
        )


def book_power(books: Books, facts: Facts) -> None:
    """Books who gets the megawatts."""
    problem, power, chosen = facts.problem, facts.problem.power, facts.chosen
    for year in facts.years:
        discount, used = problem.clock.discount[year], chosen.get("spare_used", year)
        books.add("power_mw", "spare power", year, used)
        books.add("power_mw", "from the grid", year, chosen.get("ai_from_grid", year))
        for plant in problem.plants:
            if plant.output == "firm_power":
                books.add("power_mw", f"campus: {plant.id}", year, chosen.get("at_campus", plant.id, year))
                books.add("grid_mw", f"supply: {plant.id}", year, chosen.get("to_grid", plant.id, year))
        books.add("grid_mw", "homes and firms", year, -chosen.get("to_homes", year))
        books.add("grid_mw", "the plan's use", year, -chosen.get("ai_from_grid", year))
        books.add("grid_mw", "unused", year, -books.total("grid_mw", year))
        books.worth("running", "spare power", -discount * power.tariff * used)
        taken = chosen.get("taken_used", year)
        books.worth("other_users", "power taken from others", -discount * (power.value - power.tariff) * taken)
        books.worth("other_users", "homes", discount * problem.weight * power.value * chosen.get("to_homes", year))
