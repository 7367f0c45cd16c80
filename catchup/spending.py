"""How one dollar leaves: what a gross outlay costs the budget, what of it arrives, and what the nation gives up.

Every kind of lever spends through `spend` and `earn`, so that leakage, import content and the value of
public money are charged in one place and only once.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model
from catchup.catalogue import SpendingClass


def spend(
    model: Model, line: str, lever: str, group: SpendingClass, year: int, *,
    state: Expression = 0.0, private: Expression = 0.0, import_share: float = 0.0, uplift: float = 0.0,
    duty: float = 0.0, capital: bool = True, item: str | None = None,
) -> None:
    r"""Books delivered spending of a lever in a year.

    The state's delivered share costs :math:`state / (1 - \lambda)` gross, with the leakage of lever, year and path (rule 2). The
    nation gives up what is delivered, at border prices (imports times the shadow factor), the part of
    the leaked money that is lost to it, and on private capital the profit that leaves.

    Args:
        line: line of the value objective.
        state: delivered state spending, MUSD. private: private spending, MUSD.
        import_share: import content. uplift: cost of private capital beyond the dollar.
        duty: share of the price that is an import duty: the buyer pays it and the nation keeps it, so it is neither a
            resource nor foreign exchange.
        item: name under which the value is shown, the lever's if None.
        capital: True if private money counts against the private ceiling.
    """
    problem, books, leak = model.problem, model.books, model.path.leakage[lever][year]
    discount, shadow = problem.clock.discount[year], problem.external.shadow_factor
    border = (1 - duty) * (1 + import_share * (shadow - 1))
    imported = (1 - duty) * import_share
    gross, item = 1 / (1 - leak), item or lever
    if not _nothing(state):
        books.add("money", f"outlay: {lever}", year, -gross * state)
        books.add(f"delivered: {group}", lever, year, state)
        books.worth(line, item, -discount * (border + problem.money.social_loss * (gross - 1)) * state)
        books.add("fx", f"imports: {lever}", year, -imported * state)
    if not _nothing(private):
        books.worth(line, item, -discount * (border + uplift) * private)
        books.add("fx", f"imports: {lever}", year, -imported * private)
        if capital:
            books.add("private", f"investment: {lever}", year, -1.0 * private)
            books.add("fx", "foreign investment", year, problem.external.foreign_investment * private)
        if uplift:
            books.add("fx", "profits sent home", year, -uplift * private)


def _nothing(amount: Expression) -> bool:
    return isinstance(amount, int | float) and amount == 0
