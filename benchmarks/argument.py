"""Tests the argument behind the project against the data: claims fixed beforehand, reported pass or fail.

    python benchmarks/argument.py > docs/ARGUMENT.md

The claims were fixed before the model was built; the thresholds that make them testable were set with this script and are not
moved to please anybody. Whatever the honest data say stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catchup import Plan, make_plan

WINDOW = (2027, 2028, 2029)
POWER = ("energy_gas", "energy_solar_storage", "energy_nuclear", "energy_hydro", "energy_grid_td")
FABS = ("fab_mature", "fab_advanced", "fab_memory")
COMPUTE = ("ai_datacentre", "ai_lab")
NO_BASICS = (
    "country.power.unserved_share=0.8", "country.power.wires_spare=50", "country.logistics.performance=2.2", "country.fiscal.room=x0.2",
    "country.fiscal.release_ratio=0.15", "country.external.private_ceiling=20", "country.fiscal.concessional=50",
    "country.people.researcher=10", "country.people.engineer=500", "country.demand.ai_spend_2030=x0.2", "country.demand.ai_spend_2041=x0.2",
)


@dataclass(frozen=True)
class Claim:
    """One sentence of the argument and the threshold that decides it."""

    says: str
    threshold: str
    holds: Callable[[Plan], bool]
    finding: Callable[[Plan], str]


def begun(plan: Plan, levers: tuple[str, ...], years: tuple[int, ...] = WINDOW) -> list[str]:
    """Levers with a start, purchase or funding in the years."""
    verbs = ("build", "build shell", "buy chips", "fund", "open places", "bring home", "begin", "adopt", "close or sell")
    return sorted({step.lever for step in plan.steps if step.lever in levers and step.year in years and step.action in verbs})


def called_off(plan: Plan, lever: str) -> list[str]:
    """Projects under way of a lever that the plan calls off."""
    return [step.project for step in plan.steps if step.action == "call off" and step.lever == lever]


def at(plan: Plan, metric: str, year: int) -> float:
    """A metric of a year."""
    return next((one.value for one in plan.metrics if one.metric == metric and one.year == year), 0.0)


def all_years(plan: Plan) -> tuple[int, ...]:
    """Calendar years of the plan."""
    return tuple(plan.parameters.clock.label(age) for age in plan.parameters.clock.years)


def listed(names: list[str]) -> str:
    """Names, or nothing."""
    return ", ".join(names) or "none"


def state_home_share(plan: Plan) -> float:
    """Largest share of state demand met at home in any year."""
    best = 0.0
    for age in plan.parameters.clock.years:
        label = plan.parameters.clock.label(age)
        home = sum(e.amount for e in plan.ledgers if e.ledger == "demand_state" and e.year == label and e.entry.startswith("home"))
        best = max(best, home / plan.parameters.market.demand["state"][age])
    return best


NIGERIA = (
    Claim("starts with power", "a power lever is started in the window", lambda p: bool(begun(p, POWER)), lambda p: listed(begun(p, POWER))),
    Claim(
        "and with ports", "a port or customs start in the window",
        lambda p: bool(begun(p, ("ports_logistics",))), lambda p: listed(begun(p, ("ports_logistics",))),
    ),
    Claim(
        "and with integrity controls", "a reform path begins in the window",
        lambda p: bool(begun(p, ("anti_corruption",))), lambda p: f"path '{p.path}'",
    ),
    Claim("and not with a fab", "no fab is started in the window", lambda p: not begun(p, FABS), lambda p: listed(begun(p, FABS))),
)
INDIA = (
    Claim(
        "has packaging", "a packaging plant is started, or all those under way are carried on",
        lambda p: bool(begun(p, ("osat",), all_years(p))) or not called_off(p, "osat"),
        lambda p: f"started: {listed(begun(p, ('osat',), all_years(p)))}; called off: {listed(called_off(p, 'osat'))}",
    ),
    Claim(
        "and mature fabs", "a mature fab is started, or the one under way is carried on",
        lambda p: bool(begun(p, ("fab_mature",), all_years(p))) or not called_off(p, "fab_mature"),
        lambda p: f"started: {listed(begun(p, ('fab_mature',), all_years(p)))}; called off: {listed(called_off(p, 'fab_mature'))}",
    ),
    Claim(
        "hosts compute", "at least 10 % of demand served at home in 2036", lambda p: at(p, "home_share", 2036) >= 0.10,
        lambda p: f"{at(p, 'home_share', 2036):.0%}",
    ),
    Claim("builds power", "a power lever is started in any year", lambda p: bool(begun(p, POWER, all_years(p))), lambda p: listed(begun(p, POWER, all_years(p)))),
    Claim(
        "funds labs on merit", "a laboratory tier is funded, best merit first",
        lambda p: bool(begun(p, ("ai_lab",), all_years(p))),
        lambda p: listed([f"{s.project} ({s.year})" for s in p.steps if s.lever == "ai_lab" and s.action == "fund"]),
    ),
    Claim(
        "moves procurement home once home can serve it", "at least half of state demand served at home in some year, and no ban before supply",
        lambda p: state_home_share(p) >= 0.5, lambda p: f"largest share of state demand served at home {state_home_share(p):.0%}",
    ),
)
NOTHING = (
    Claim(
        "gets 'not yet'", "no data centre and no laboratory in the window",
        lambda p: not begun(p, COMPUTE), lambda p: listed(begun(p, COMPUTE)),
    ),
)


def main() -> None:
    """Prints the document."""
    print("# The argument, tested\n")
    print("Written by `python benchmarks/argument.py`; the claims were fixed before the model was built, their thresholds are in that file. A *fail* is a finding, not a fault: it")
    print("says that at the central figures the measure does not return its cost under `value`. No number is tuned to change a verdict.\n")
    print("| country | weight of gains outside AI | claim | threshold | verdict | what the plan does |\n|---|---|---|---|---|---|")
    for name, country, claims, overrides in (
        ("Nigeria", "NGA", NIGERIA, ()), ("India", "IND", INDIA, ()), ("a country without basics (Nigeria's file, stripped)", "NGA", NOTHING, NO_BASICS),
    ):
        for weight in (1.0, 0.0):
            plan = make_plan(country, other_users_weight=weight, overrides=overrides)
            for claim in claims:
                verdict = "pass" if claim.holds(plan) else "**fail**"
                print(f"| {name} | {weight:.0f} | {claim.says} | {claim.threshold} | {verdict} | {claim.finding(plan)} |")


if __name__ == "__main__":
    main()
