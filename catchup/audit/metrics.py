"""What a plan achieves by year, counted from its decisions alone."""

from __future__ import annotations

from catchup.audit.decisions import Rows, read_decisions
from catchup.audit.facts import OPEN, Facts
from catchup.problem import LINKS, SEGMENTS, SENSITIVITIES, Problem

UNITS = {
    "compute_h100e": "H100e",
    "home_share": "fraction",
    "home_services_musd": "MUSD/year",
    "new_power_mw": "MW",
    "homes_power_mw": "MW",
    "cognitive_labour": "engineer equivalents",
    "best_home_lag_months": "months",
    "wafers_mature": "wafers/year",
    "wafers_advanced": "wafers/year",
    "wafers_memory": "wafers/year",
    "packaged_chips": "Mchips/year",
    **{f"{link}_share": "fraction" for link in LINKS},
}


def metrics(decisions: Rows, problem: Problem) -> dict[tuple[str, int], float]:
    """Every metric by name and calendar year.

    The problem may be resolved at low or high figures: decisions are then counted under those. No metric
    depends on the reform path.
    """
    facts = Facts(problem, problem.paths[0], read_decisions(decisions, problem))
    found: dict[tuple[str, int], float] = {}
    for year in facts.years:
        label = problem.clock.label(year)
        for name, amount in _of_year(facts, year).items():
            found[name, label] = amount
        lag = _best_lag(facts, year)
        if lag is not None:
            found["best_home_lag_months", label] = lag
    return found


def _of_year(facts: Facts, year: int) -> dict[str, float]:
    problem, running = facts.problem, facts.vintages(year)
    home = sum(facts.home_supply(segment, year) for segment in SEGMENTS)
    power = [plant for plant in problem.plants if plant.output == "firm_power"]
    found = {
        "compute_h100e": 1000 * (problem.compute.base_stock + running),
        "cognitive_labour": 1000 * running * problem.chain.engineer_equivalents,
        "home_services_musd": home,
        "home_share": home / sum(facts.segment_demand(segment, year) for segment in SEGMENTS),
        "new_power_mw": sum(plant.output_units * facts.working(plant, year) for plant in power),
        "homes_power_mw": facts.chosen.get("to_homes", year),
    }
    for link in LINKS:
        output = output_change(facts, link, year)
        if link != "ai_services":
            found[link] = output
        found[f"{link}_share"] = output / problem.chain.world[link][year]
    return found


def output_change(facts: Facts, link: str, year: int) -> float:
    """Output of a link of the chain against doing nothing: what the plan adds less what it calls off."""
    if link == "ai_services":
        return sum(facts.home_supply(segment, year) for segment in SEGMENTS)
    problem = facts.problem
    added = sum(plant.output_units * facts.working(plant, year) for plant in problem.plants if plant.output == link)
    for project in problem.inherited:
        plant = problem.plant(project.lever)
        if project.cancellable and plant.output == link:
            dropped = 1 - facts.chosen.get("kept", project.id)
            added -= dropped * project.available[year] * project.units * plant.output_units
    return added


def _best_lag(facts: Facts, year: int) -> float | None:
    """Months behind the frontier of the best model that serves anybody at home."""
    lags = {tier.id: tier.lag[year] for tier in facts.tiers} | {OPEN: facts.problem.market.open_lag[year]}
    used = [
        lag for mode, lag in lags.items()
        if any(facts.chosen.get("served", segment, kind, mode, year) for segment in SEGMENTS for kind in SENSITIVITIES)
    ]
    return min(used, default=None)
