"""What a plan achieves by year, beside doing nothing, computed from its decisions and parameters.

Plain arithmetic on records: no model. The same functions give the range of a metric, by counting the plan's decisions
under the low and the high end of what delivery and yield may be.
"""

from __future__ import annotations

from collections import defaultdict

from catchup.plan import Metric, Value
from catchup.problem import LINKS, Problem

DecisionRows = dict[str, list[list[Value]]]
METRIC_UNITS = {
    "compute_h100e": "H100e", "home_share": "fraction", "home_services_musd": "MUSD/year", "new_power_mw": "MW",
    "homes_power_mw": "MW", "cognitive_labour": "engineer equivalents", "best_home_lag_months": "months",
    **{link: {"packaged_chips": "Mchips/year", "ai_services": "MUSD/year"}.get(link, "wafers/year") for link in LINKS},
    **{f"{link}_share": "fraction" for link in LINKS},
}


def metrics_of(decisions: DecisionRows, problem: Problem) -> dict[tuple[str, int], float]:
    """Every metric by name and calendar year."""
    found: dict[tuple[str, int], float] = {}
    working, running = _working(decisions, problem), _running(decisions, problem)
    home, lag = _home(decisions, problem)
    for year in problem.clock.years:
        label = problem.clock.label(year)
        total = sum(by_year[year] for by_year in problem.market.demand.values())
        supply = sum(
            plant.output_units * working[plant.id, year] for plant in problem.plants if plant.output == "firm_power"
        )
        found["compute_h100e", label] = 1000 * (problem.compute.base_stock + running[year])
        found["cognitive_labour", label] = 1000 * running[year] * problem.chain.engineer_equivalents
        found["home_services_musd", label] = home[label]
        found["home_share", label] = home[label] / total
        found["new_power_mw", label] = supply
        found["homes_power_mw", label] = sum(_amounts(decisions, "to_homes", label))
        if label in lag:
            found["best_home_lag_months", label] = lag[label]
        for link in LINKS:
            output = home[label] if link == "ai_services" else _output(decisions, problem, working, link, year)
            if link != "ai_services":
                found[link, label] = output
            found[f"{link}_share", label] = output / problem.chain.world[link][year]
    return found


def _amounts(decisions: DecisionRows, name: str, label: int) -> list[float]:
    return [float(row[-1]) for row in decisions.get(name, []) if row[-2] == label]


def _working(decisions: DecisionRows, problem: Problem) -> dict[tuple[str, int], float]:
    """Expected units available, by lever and year position."""
    plants = {plant.id: plant for plant in problem.plants}
    result: dict[tuple[str, int], float] = defaultdict(float)
    for plant in problem.plants:
        for year, carried in enumerate(plant.carried):
            result[plant.id, year] += carried
    for lever, label, units in decisions.get("starts", []):
        start = int(label) - problem.clock.first_year
        for year in range(start, problem.clock.horizon):
            result[str(lever), year] += plants[str(lever)].available[year - start] * float(units)
    return result


def _running(decisions: DecisionRows, problem: Problem) -> list[float]:
    """kH100e running, by year position."""
    alive = problem.compute.chip_alive
    result = list(problem.compute.carried) or [0.0] * problem.clock.horizon
    for label, bought in decisions.get("bought", []):
        start = int(label) - problem.clock.first_year
        for age, share in enumerate(alive):
            if start + age < problem.clock.horizon:
                result[start + age] += share * float(bought)
    return result


def _home(decisions: DecisionRows, problem: Problem) -> tuple[dict[int, float], dict[int, float]]:
    """Demand served at home and the smallest lag it is served with, by calendar year."""
    lags = {tier.id: tier.lag for tier in problem.programme.tiers} if problem.programme else {}
    home: dict[int, float] = defaultdict(float)
    best: dict[int, float] = {}
    for _segment, _kind, mode, label, amount in decisions.get("served", []):
        year = int(label)
        home[year] += float(amount)
        lag = lags.get(str(mode), problem.market.open_lag)[year - problem.clock.first_year]
        best[year] = min(best.get(year, lag), lag)
    return home, best


def _output(
    decisions: DecisionRows, problem: Problem, working: dict[tuple[str, int], float], link: str, year: int
) -> float:
    """Change of a link's output against doing nothing: new plants less cancelled ones."""
    added = sum(plant.output_units * working[plant.id, year] for plant in problem.plants if plant.output == link)
    kept = {str(row[0]) for row in decisions.get("kept", [])}
    lost = sum(
        project.available[year] * project.units * problem.plant(project.lever).output_units
        for project in problem.inherited
        if project.cancellable and project.id not in kept and problem.plant(project.lever).output == link
    )
    return added - lost


def metric_rows(decisions: DecisionRows, problem: Problem, low: Problem, high: Problem) -> tuple[Metric, ...]:
    """The plan's metrics with range and do-nothing column.

    Args:
        low, high: the problem resolved at the pessimistic and the optimistic end of delivery and yield.
    """
    central, least, most = (metrics_of(decisions, one) for one in (problem, low, high))
    idle = {"compute_h100e": 1000 * problem.compute.base_stock}
    rows = []
    for (name, label), value in sorted(central.items(), key=lambda item: (item[0][0], item[0][1])):
        if name in SERVED:
            # What is served at home cannot exceed the compute that delivery leaves to serve it.
            ratios = [_ratio(one, central, label, problem) for one in (least, most)]
            ends = sorted((value * min(ratios), value))
        else:
            ends = sorted((least.get((name, label), value), value, most.get((name, label), value)))
        rows.append(
            Metric(
                year=label, metric=name, value=value, low=ends[0], high=ends[-1], do_nothing=idle.get(name, 0.0),
                unit=METRIC_UNITS[name],
            )
        )
    return tuple(rows)


SERVED = ("home_share", "home_services_musd", "ai_services_share")


def _ratio(
    end: dict[tuple[str, int], float], central: dict[tuple[str, int], float], label: int, problem: Problem
) -> float:
    base = 1000 * problem.compute.base_stock
    running = central["compute_h100e", label] - base
    return min((end["compute_h100e", label] - base) / running, 1.0) if running > 0 else 1.0
