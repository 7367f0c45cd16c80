"""Books of plain numbers, and how one dollar leaves: leakage, import content and foreign profit in one place."""

from __future__ import annotations

from collections import defaultdict

from catchup.audit.facts import Facts


class Books:
    """Ledger entries, value lines and outlays by lever, all summed as they are booked."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.entries: dict[tuple[str, str, int], float] = defaultdict(float)
        self.value: dict[tuple[str, str], float] = defaultdict(float)
        self.spending: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        self._totals: dict[tuple[str, int], float] = defaultdict(float)
        self._names: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)

    def add(self, ledger: str, entry: str, year: int, amount: float) -> None:
        """Adds an amount to an entry of a ledger in a year."""
        self.entries[ledger, entry, year] += amount
        self._totals[ledger, year] += amount
        self._names[ledger, year][entry] = None

    def worth(self, line: str, item: str, amount: float) -> None:
        """Adds a discounted amount to a value line."""
        self.value[line, item] += amount

    def total(self, ledger: str, year: int) -> float:
        """Sum of a ledger in a year, as far as it is booked."""
        return self._totals.get((ledger, year), 0.0)

    def ledger(self, ledger: str, year: int) -> dict[str, float]:
        """Entries of one ledger in one year."""
        return {entry: self.entries[ledger, entry, year] for entry in self._names.get((ledger, year), ())}

    def outlay(self, lever: str, group: str, year: int, gross: float, delivered: float) -> None:
        """Public money paid out for a lever, and what arrives of it."""
        self.add("money", f"outlay: {lever}", year, -gross)
        self.add(f"delivered: {group}", lever, year, delivered)
        self.spending[lever, year][0] += gross
        self.spending[lever, year][1] += delivered

    def spend(
        self, line: str, lever: str, group: str, year: int, *, state: float = 0.0, private: float = 0.0,
        import_share: float = 0.0, uplift: float = 0.0, duty: float = 0.0, capital: bool = True, item: str | None = None,
    ) -> None:
        """Delivered spending of a lever: what the budget pays, what is imported, what the nation gives up."""
        problem, leak = self.facts.problem, self.facts.path.leakage[lever][year]
        discount, money = problem.clock.discount[year], problem.money
        border = (1 - duty) * (1 + import_share * (problem.external.shadow_factor - 1))
        item = item or lever
        leaked = leak / (1 - leak)
        self.outlay(lever, group, year, state * (1 + leaked), state)
        self.worth(line, item, -discount * (border + money.social_loss * leaked) * state)
        self.worth(line, item, -discount * (border + uplift) * private)
        self.add("fx", f"imports: {lever}", year, -(1 - duty) * import_share * (state + private))
        self.add("fx", "profits sent home", year, -uplift * private)
        if capital:
            self.add("private", f"investment: {lever}", year, -private)
            self.add("fx", "foreign investment", year, problem.external.foreign_investment * private)
            self.spending[lever, year][2] += private
