"""Money: fiscal room, debt, absorption, private co-investment, foreign exchange (rules 1, 3, 4)."""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.rules import enforce, rule

FACILITIES = ("debt", "concessional_debt")


def add_money(model: Model) -> None:
    """Adds balances, loans, the extra cost of hurry, and the two outside limits."""
    problem = model.problem
    years = list(problem.clock.years)
    money = problem.money
    declare(model, "carried", years, doc="cash carried into the next year")
    declare(model, "lapsed", years, doc="cash that lapses unspent")
    declare(model, "borrowed", years, high=lambda year: money.borrow_limit[year], doc="new programme debt")
    declare(
        model, "lent", years, high=lambda year: money.concessional_limit[year],
        doc="development-bank money drawn",
    )
    owed = [(facility, year) for facility in FACILITIES for year in years]
    declare(model, "owed", owed, doc="debt at the end of the year")
    classes = [(group, year) for group in problem.absorption.room for year in years]
    declare(model, "delivered", classes, kind="free", doc="delivered state spending of a class")
    declare(model, "hurry", classes, doc="extra outlay on spending above what the state can absorb")
    declare(model, "private_left", years, doc="private co-investment not drawn")
    declare(model, "fx_left", years, doc="foreign exchange not used")
    enforce(model, class_spending_adds_up, classes)
    brackets = range(len(problem.absorption.slopes))
    enforce(model, hurry_costs_extra, classes, brackets)
    for year in years:
        _book(model, year)
    enforce(model, debt_rolls_forward, owed)
    enforce(model, spending_within_fiscal_room, years)
    enforce(model, carry_over_is_bounded, years)
    enforce(model, lender_money_goes_to_its_purposes, years)
    enforce(model, private_money_within_ceiling, years)
    enforce(model, imports_within_foreign_exchange, years)


def debt_payment(model: Model, facility: str, year: int) -> Expression:
    """Interest and repayment due in a year on the loans of the years before."""
    money = model.problem.money
    new, due, term = (
        (model.borrowed, money.borrow_payment, money.borrow_term)
        if facility == "debt"
        else (model.lent, money.concessional_payment, money.concessional_term)
    )
    return due * total(new[start] for start in range(max(year - term, 0), year))


def _rate(model: Model, facility: str) -> float:
    money = model.problem.money
    return float(money.borrow_rate if facility == "debt" else money.concessional_rate)


def _book(model: Model, year: int) -> None:
    problem, books, money = model.problem, model.books, model.problem.money
    discount = problem.clock.discount[year]
    for group in problem.absorption.room:
        hurry = model.hurry[group, year]
        books.add("money", f"hurry: {group}", year, -hurry)
        books.worth("hurry", group, -discount * money.social_loss * hurry)
    # Public money is charged when it is spent, whoever lends it; a loan adds its interest. So how a plan is
    # financed can relieve a tight year but can never be a source of value by itself. Interest counts as it
    # accrues on what is owed, so that a loan in the last year is not free.
    need = -books.total("money", year) - books.total("receipts", year)
    interest = total(_rate(model, facility) * model.owed[facility, year] for facility in FACILITIES)
    books.worth("public_funds", "tax", -discount * (money.cost_of_funds - 1) * (need + interest))
    for facility in FACILITIES:
        books.add("money", f"service: {facility}", year, -debt_payment(model, facility, year))
    books.add("money", "borrowed", year, model.borrowed[year])
    books.add("money", "lent", year, model.lent[year])
    if year:
        before = books.total("receipts", year - 1)
        books.add("money", "recycled receipts", year, money.retention * money.recycled * before)
    books.add("money", "appropriation released", year, money.cash[year])
    books.add("private", "ceiling", year, money.private_ceiling[year])
    books.add("fx", "envelope", year, problem.external.envelope[year])


@rule("definition", "Spending of a class is the sum of its levers.", droppable=False)
def class_spending_adds_up(model: Model, group: str, year: int) -> Expression:
    r"""N_{c,t} = \sum_{l \in c} net_{l,t}"""
    return model.delivered[group, year] == model.books.total(f"delivered: {group}", year)


@rule("3", "Spending of a class above what the state can absorb leaks more.", droppable=False)
def hurry_costs_extra(model: Model, group: str, year: int, bracket: int) -> Expression:
    r"""S_{c,t} \ge m_j N_{c,t} - b_j A_{c,t}"""
    absorption = model.problem.absorption
    line = absorption.slopes[bracket] * model.delivered[group, year]
    return model.hurry[group, year] >= line - absorption.offsets[bracket] * absorption.room[group][year]


@rule("1", "Debt rolls forward with interest, new loans and payments.", droppable=False)
def debt_rolls_forward(model: Model, facility: str, year: int) -> Expression:
    r"""D_t = (1 + r) D_{t-1} - pay_t + b_t"""
    new = model.borrowed if facility == "debt" else model.lent
    before = model.owed[facility, year - 1] if year else 0
    return model.owed[facility, year] == (1 + _rate(model, facility)) * before - debt_payment(model, facility, year) + new[year]


@rule("1", "Each year's outlay stays within fiscal room.")
def spending_within_fiscal_room(model: Model, year: int) -> Expression:
    r"""carried_{t-1} + cash_t + recycled_t + freed_t + b_t - outlay_t - service_t - lapsed_t = carried_t"""
    opening = model.carried[year - 1] if year else 0
    flows = model.books.total("money", year)
    return opening + flows - model.lapsed[year] - model.carried[year] == 0


@rule("1", "Only part of unspent cash is usable next year.", droppable=False)
def carry_over_is_bounded(model: Model, year: int) -> Expression:
    r"""carried_t \le \gamma \, cash_t"""
    money = model.problem.money
    last = year == model.problem.clock.horizon - 1
    return model.carried[year] <= (0 if last else money.carry_over * money.cash[year])


@rule("1", "Development-bank money goes to power, ports and people.")
def lender_money_goes_to_its_purposes(model: Model, year: int) -> Expression:
    r"""lent_t \le \sum_{c \in lender} N_{c,t}"""
    eligible = model.problem.money.concessional_classes
    return model.lent[year] <= total(model.delivered[group, year] for group in eligible)


@rule("1", "Private co-investment stays within what investors would bring.")
def private_money_within_ceiling(model: Model, year: int) -> Expression:
    r"""\sum_l private_{l,t} \le ceiling_t"""
    return model.books.total("private", year) - model.private_left[year] == 0


@rule("4", "Imports, chips and profits sent home stay within the year's foreign exchange.")
def imports_within_foreign_exchange(model: Model, year: int) -> Expression:
    r"""envelope_t + exports_t + investment_t + api\,avoided_t - imports_t - profits_t = fx\,left_t"""
    return model.books.total("fx", year) - model.fx_left[year] == 0
