"""The books of a plan in plain arithmetic: every ledger entry, value line and outlay, from decisions and parameters."""

from __future__ import annotations

from collections import defaultdict

from catchup.audit.accounts_levers import book_levers
from catchup.audit.accounts_market import book_market, book_power
from catchup.audit.allies import book_allies
from catchup.audit.books import Books
from catchup.audit.facts import FACILITIES, Facts
from catchup.problem import STAFF_CLASSES

UNUSED = {
    "private": "unused",
    "fx": "unused",
    "compute_kh100e": "idle",
    "staff_technician": "not hired",
    "staff_engineer": "not hired",
    "staff_researcher": "not hired",
    "administration": "unused",
    "water": "unused",
}


def recount(facts: Facts) -> Books:
    """All books of a plan, in the order in which they build on one another."""
    books = Books(facts)
    book_levers(books, facts)
    book_market(books, facts)
    book_allies(books, facts)
    book_power(books, facts)
    _book_money(books, facts)
    _book_limits(books, facts)
    _book_stocks(books, facts)
    _close(books, facts)
    return books


def _book_money(books: Books, facts: Facts) -> None:
    for year in facts.years:
        _book_hurry(books, facts, year)
        _book_public_funds(books, facts, year, interest=sum(facts.accruing(facility, year) for facility in FACILITIES))
        _book_financing(books, facts, year)


def hurry(facts: Facts, group: str, delivered: float, year: int) -> float:
    """Extra outlay on spending above what the state can absorb: the highest of the lines, never below zero."""
    absorption = facts.problem.absorption
    rooms = {str(name): by_year for name, by_year in absorption.room.items()}
    lines = zip(absorption.slopes, absorption.offsets, strict=True)
    return max(0.0, *(slope * delivered - offset * rooms[group][year] for slope, offset in lines))


def _book_hurry(books: Books, facts: Facts, year: int) -> None:
    for group in facts.problem.absorption.room:
        extra = hurry(facts, group, books.total(f"delivered: {group}", year), year)
        books.add("money", f"hurry: {group}", year, -extra)
        books.worth("hurry", group, -facts.problem.clock.discount[year] * facts.problem.money.social_loss * extra)


def _book_public_funds(books: Books, facts: Facts, year: int, interest: float) -> None:
    """What the taxpayer has to find, beyond its face value: charged when it is spent, a loan adds its interest."""
    need = -books.total("money", year) - books.total("receipts", year)
    beyond = facts.problem.money.cost_of_funds - 1
    books.worth("public_funds", "tax", -facts.problem.clock.discount[year] * beyond * (need + interest))


def _book_financing(books: Books, facts: Facts, year: int) -> None:
    """Loans, receipts that come back a year later, the vote, and the two outside limits."""
    problem, money = facts.problem, facts.problem.money
    for facility in FACILITIES:
        books.add("money", f"service: {facility}", year, -facts.payment(facility, year))
    books.add("money", "borrowed", year, facts.new_debt("debt", year))
    books.add("money", "lent", year, facts.new_debt("concessional_debt", year))
    if year:
        books.add("money", "recycled receipts", year, money.retention * money.recycled * books.total("receipts", year - 1))
    books.add("money", "appropriation released", year, money.cash[year])
    books.add("private", "ceiling", year, money.private_ceiling[year])
    books.add("fx", "envelope", year, problem.external.envelope[year])


def _book_limits(books: Books, facts: Facts) -> None:
    problem = facts.problem
    for year in facts.years:
        for staff in STAFF_CLASSES:
            books.add(f"staff_{staff}", "hirable", year, problem.staff[staff][year])
        books.add("politics", "inflow", year, problem.politics.inflow[year])
        books.add("administration", "capacity", year, problem.admin[year])
        books.add("water", "sites", year, problem.water)


def _book_stocks(books: Books, facts: Facts) -> None:
    alive, old = facts.problem.compute.chip_alive, facts.problem.compute.carried
    running = old[0] if old else 0.0
    for year in facts.years:
        lost = old[year] - old[year - 1] if old and year else 0.0
        fresh, worn = max(lost, 0.0), min(lost, 0.0)
        for at in range(year + 1):
            age = year - at
            now = alive[age] if age < len(alive) else 0.0
            before = alive[age - 1] if 0 < age <= len(alive) else 0.0
            change = (now - before) * facts.chosen.get("bought", at)
            fresh, worn = fresh + max(change, 0.0), worn + min(change, 0.0)
        books.add("chips_kh100e", "opening", year, running)
        books.add("chips_kh100e", "delivered", year, fresh)
        books.add("chips_kh100e", "worn or failed", year, worn)
        running = facts.vintages(year)
        books.add("chips_kh100e", "closing", year, -running)
    for facility in FACILITIES:
        owed = 0.0
        for year, (interest, closing) in enumerate(facts.debt(facility)):
            books.add(facility, "opening", year, owed)
            books.add(facility, "interest", year, interest)
            books.add(facility, "new", year, facts.new_debt(facility, year))
            books.add(facility, "payment", year, -facts.payment(facility, year))
            books.add(facility, "closing", year, -closing)
            owed = closing


def _close(books: Books, facts: Facts) -> None:
    """Opening, lost, lapsed, unused and closing amounts."""
    politics, capital = facts.problem.politics, facts.problem.politics.opening
    for year in facts.years:
        books.add("money", "opening balance", year, facts.chosen.get("carried", year - 1) if year else 0.0)
        books.add("money", "closing balance", year, -facts.chosen.get("carried", year))
        books.add("money", "lapsed", year, -books.total("money", year))
        books.add("politics", "opening", year, capital)
        reached = books.total("politics", year)
        capital = min(politics.cap, reached)
        books.add("politics", "lost", year, capital - reached)
        books.add("politics", "closing", year, -capital)
        for ledger, entry in UNUSED.items():
            books.add(ledger, entry, year, -books.total(ledger, year))


def gross_cash(books: Books) -> float:
    """Discounted public cash paid out, before receipts and loans."""
    discount = books.facts.problem.clock.discount
    paid: dict[int, float] = defaultdict(float)
    for (ledger, entry, year), amount in books.entries.items():
        if ledger == "money" and entry.startswith(("outlay", "hurry", "premium")):
            paid[year] -= amount
    return sum(discount[year] * amount for year, amount in paid.items())
