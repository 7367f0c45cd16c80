"""Rules of building, buying, hiring, funding and standing: what may happen when, and what has to come first."""

from __future__ import annotations

import math

from catchup.audit.facts import AGREEMENTS, Facts
from catchup.audit.report import Findings
from catchup.problem import Build, Prerequisite, Programme, Tier


def check_levers(facts: Facts, findings: Findings) -> None:
    """Checks the rules of every kind of lever."""
    for plant in facts.problem.plants:
        if plant.last_start >= 0:
            _check_plant(facts, findings, plant)
    for year in facts.years:
        _check_chips(facts, findings, year)
        _check_programme(facts, findings, year)
    _check_cohorts(facts, findings)
    _check_stances(facts, findings)
    _check_shell_credit(facts, findings)


def _check_plant(facts: Facts, findings: Findings, plant: Build) -> None:
    label = facts.problem.clock.label
    total = facts.begun(plant.id, facts.problem.clock.horizon - 1)
    findings.at_most(
        "starts_within_sites_and_money", plant.id, total, plant.max_units,
        f"no more units of {plant.name} are started than sites, fuel, partners and money allow",
    )
    for year in range(plant.last_start + 1):
        where = f"{plant.id} {label(year)}"
        if plant.mode == "unit":
            _check_learning(facts, findings, plant, year)
        else:
            findings.at_most(
                "starts_wait_for_launch", where, facts.chosen.get("starts", plant.id, year),
                plant.max_units * facts.launched(plant, year), f"{plant.name} is not started before its launch",
            )
        for need in plant.requires:
            _check_prerequisite(facts, findings, plant, need, year)


def _check_learning(facts: Facts, findings: Findings, plant: Build, year: int) -> None:
    """A later unit costs less only while the one before it runs, and only in the year of its own start."""
    running = year - math.ceil(plant.lead)
    cold = running - plant.learning_memory
    for number in range(2, int(plant.max_units) + 1):
        learned = facts.chosen.get("learned", plant.id, number, year)
        where = f"{plant.id} unit {number} {facts.problem.clock.label(year)}"
        stood = facts.stands(plant.id, number - 1, running) if running >= 0 else 0.0
        forgotten = facts.stands(plant.id, number - 1, cold) if cold >= 0 else 0.0
        findings.at_most(
            "learned_cost_waits_for_unit_before", where, learned, stood - forgotten,
            f"{plant.name} is charged a learned cost before the unit in front of it runs",
        )
        before = facts.stands(plant.id, number, year - 1) if year else 0.0
        findings.at_most(
            "starts_within_unit", where, learned, facts.stands(plant.id, number, year) - before,
            f"{plant.name} is charged a learned cost for a unit that is not started",
        )


def _check_prerequisite(facts: Facts, findings: Findings, plant: Build, need: Prerequisite, year: int) -> None:
    by = year + (plant.lead if need.at == "online" else 0.0)
    missing = need.units - need.standing[min(math.floor(by), len(need.standing) - 1)]
    if missing <= 0:
        return
    before = facts.problem.plant(need.lever)
    stands = sum(facts.chosen.get("starts", need.lever, at) for at in range(before.last_start + 1) if at + before.lead <= by)
    stands += sum(
        project.units * facts.chosen.get("kept", project.id)
        for project in facts.problem.inherited if project.id in need.kept and project.ready <= by
    )
    findings.at_most(
        "prerequisite_stands_first", f"{plant.id} {facts.problem.clock.label(year)}",
        missing * facts.launched(plant, year), stands, f"{plant.name} needs {need.lever} to stand first",
    )


def _check_chips(facts: Facts, findings: Findings, year: int) -> None:
    data, shell = facts.problem.compute, facts.problem.shell
    where = str(facts.problem.clock.label(year))
    running, useful = facts.vintages(year), facts.chosen.get("useful", year)
    findings.at_most(
        "chips_need_a_powered_shell", where, facts.vintages(year, data.chip_power), shell.output_units * facts.working(shell, year),
        "running chips stay within the powered shells that stand, in MW",
    )
    if data.export_cap is not None:
        findings.at_most(
            "compute_within_export_regime", where, running, max(data.export_cap[year] - data.base_stock, 0.0),
            "compute in the country stays within the export regime, in kH100e",
        )
    if data.fleet_share_small >= 1:
        findings.at_most("useful_compute_runs", where, useful, running, "useful compute is what runs")
        return
    part, fleet, inside = data.fleet_share_small, facts.chosen.get("fleet", year), facts.chosen.get("in_fleet", year)
    findings.at_most(
        "small_stock_is_poorly_used", where, useful, part * running + (1 - part) * inside, "a small national stock is poorly used"
    )
    findings.at_most("fleet_compute_runs", where, inside, running, "compute in a fleet runs")
    findings.at_most(
        "fleet_needs_size", where, data.fleet_size * fleet, data.base_stock + running, "a fleet has a least size, in kH100e"
    )
    findings.at_most("fleet_use_needs_fleet", where, inside, data.max_stock[year] * fleet, "fleet use needs a fleet")


def _check_shell_credit(facts: Facts, findings: Findings) -> None:
    """Shells are worth something at the end only as far as they stand and chips fill them."""
    shell, last = facts.problem.shell, facts.problem.clock.horizon - 1
    credit = facts.chosen.get("shell_credit")
    worth = shell.carried_credit + sum(shell.credit[year] * facts.chosen.get("starts", shell.id, year) for year in facts.years)
    findings.at_most("shells_are_credited_for_years_left", shell.id, credit, worth, "shells are credited for the years they have left")
    filled = shell.credit_rate * facts.vintages(last, facts.problem.compute.chip_power)
    findings.at_most("shells_are_credited_if_filled", shell.id, credit, filled, "shells are credited only as far as chips fill them")


def _check_programme(facts: Facts, findings: Findings, year: int) -> None:
    programme = facts.problem.programme
    if programme is None or not facts.tiers:
        return
    where, get = str(facts.problem.clock.label(year)), facts.chosen.get
    funded = sum(get("fund", tier.id, year) for tier in facts.tiers)
    findings.at_most("one_tier_at_a_time", where, funded, 1.0, "the state funds one ambition at a time")
    for tier in facts.tiers:
        findings.at_most(
            "funding_begins_once", f"{tier.id} {where}", facts.newly("fund", tier.id, year), get("take_up", tier.id, year),
            "funding that was not there a year ago begins anew",
        )
    for tier in facts.tiers:
        findings.at_most(
            "funding_begins_once", f"{tier.id} {where}",
            get("take_up", tier.id, year), min(get("fund", tier.id, year), 1 - (get("fund", tier.id, year - 1) if year else 0.0)),
            "funding begins only where it was not there a year ago",
        )
        young = range(max(year - first_review(programme, tier) + 1, 0), year + 1)
        findings.at_most(
            "funding_lasts_until_first_review", f"{tier.id} {where}",
            sum(get("take_up", tier.id, at) for at in young), get("fund", tier.id, year),
            "a programme once begun is funded until its first review",
        )
    for rank, lab in enumerate(programme.merit):
        slots = sum(get("fund", tier.id, year) for tier in facts.tiers if rank < tier.slots)
        findings.balanced(
            "labs_are_chosen_on_merit", f"{lab} {where}", get("award", lab, year), slots,
            "the slots go to the laboratories with most merit",
        )


def first_review(programme: Programme, tier: Tier) -> int:
    """Whole years for which a programme is funded before it can be cut."""
    return max(programme.review_ages, sum(1 for share in tier.live if share < 1))


def _check_cohorts(facts: Facts, findings: Findings) -> None:
    data = facts.problem.compute
    for cohort in facts.problem.cohorts:
        total = sum(facts.chosen.get("intake", cohort.lever, year) for year in facts.years)
        findings.at_most(
            "intake_within_pool", cohort.lever, total, cohort.max_units,
            "no more people are brought home or trained than there are to find, house and pay",
        )
        for year in facts.years:
            where = f"{cohort.lever} {facts.problem.clock.label(year)}"
            findings.at_most(
                "intake_waits_for_launch", where, facts.chosen.get("intake", cohort.lever, year),
                cohort.max_units * facts.chosen.get("recruiting", cohort.lever, year),
                "nobody is taken in before the scheme has been launched",
            )
            if cohort.needs_compute:
                placed = facts.chosen.get("placed", cohort.lever, year)
                back = facts.by_intake(cohort, cohort.supply["researcher"], year)
                findings.at_most("returnees_come_back_first", where, placed, back, "researchers at work have come back first")
                findings.at_most(
                    "returnees_need_compute", where, data.researchers_idle_without * placed,
                    data.base_stock + facts.vintages(year), "a returned researcher without compute is idle",
                )


def _check_stances(facts: Facts, findings: Findings) -> None:
    data, get = facts.problem.compute, facts.chosen.get
    for stance in facts.problem.stances:
        for milder, step in zip(stance.steps, stance.steps[1:], strict=False):
            for year in facts.years:
                findings.at_most(
                    "steps_are_taken_in_order", f"{stance.lever} {facts.problem.clock.label(year)}",
                    get("adopted", stance.lever, step.id, year), get("adopted", stance.lever, milder.id, year),
                    f"{milder.name} comes before {step.name} or at the same time",
                )
    for stance in facts.stances(AGREEMENTS):
        step = stance.steps[0]
        for year in facts.years:
            where, full = f"{stance.lever} {facts.problem.clock.label(year)}", 0.0
            for at in range(year + 1):
                force, saved = stance.in_force[year - at], get("landed_saving", stance.lever, at, year)
                if force > 0:
                    full += saved / force
                    findings.at_most(
                        "landed_cost_falls_in_force", where, saved,
                        step.rate * force * data.max_spend[year] * facts.newly("adopted", stance.lever, step.id, at),
                        "landed cost falls only through an agreement that was adopted",
                    )
            findings.at_most(
                "landed_cost_falls_on_chips", where, full, step.rate * data.chip_price[year] * get("bought", year),
                "landed cost falls on the chips that are bought, as far as the agreement is in force",
            )
