"""Rules of the market, of power and of the purse: what is scarce, and who may not be left short."""

from __future__ import annotations

from catchup.audit.books import Books
from catchup.audit.facts import LEVIES, Facts
from catchup.audit.report import Findings
from catchup.problem import SEGMENTS, SENSITIVITIES, STAFF_CLASSES


def check_resources(facts: Facts, books: Books, findings: Findings) -> None:
    """Checks market, power and limits in every year."""
    for year in facts.years:
        for segment in SEGMENTS:
            for kind in SENSITIVITIES:
                _check_cell(facts, findings, segment, kind, year)
        _check_home_shares(facts, findings, year)
        _check_power(facts, books, findings, year)
        _check_homes(facts, findings, year)
        _check_purse(facts, books, findings, year)
        _check_limits(facts, books, findings, year)
    _check_credit(facts, findings)


def _check_cell(facts: Facts, findings: Findings, segment: str, kind: str, year: int) -> None:
    where, get = f"{segment} {kind} {facts.problem.clock.label(year)}", facts.chosen.get
    demand = facts.demand(segment, kind, year)
    home = sum(get("served", segment, kind, mode, year) for mode in facts.modes)
    met = home + facts.imports(segment, kind, year) + get("unserved", segment, kind, year) + facts.received(segment, kind, year)
    findings.balanced(
        "demand_is_met_or_shown_short", where, met + demand * facts.response_share(segment, year), demand,
        "demand is met at home, met from abroad, or shown as a shortfall",
    )
    for tier in facts.tiers:
        met_benchmark = 1 - facts.path.miss.get(tier.id, 0.0)
        findings.at_most(
            "labs_serve_what_they_have", f"{tier.id} {where}", get("served", segment, kind, tier.id, year),
            demand * met_benchmark * facts.live(tier, year),
            "a laboratory serves only while it is funded, has a model, and has met its benchmark",
        )
    if segment == "state":
        findings.at_most(
            "state_buys_abroad_only_unbarred", where, facts.imports(segment, kind, year) + facts.barred_from(segment, kind, year),
            demand * (1 - facts.barred(year)),
            "what a procurement ban bars is not bought abroad",
        )
    elif len(facts.levels) > 1:
        for level in facts.levels:
            findings.at_most(
                "imports_pay_the_levy_in_force", f"{where} level {level}", get("imported", segment, kind, level, year),
                demand * facts.levy_weight(level, year), "imported services pay the levy that is in force",
            )


def _check_home_shares(facts: Facts, findings: Findings, year: int) -> None:
    market, where = facts.problem.market, str(facts.problem.clock.label(year))
    free = market.home_share["state"]
    findings.at_most(
        "home_share_of_state_follows_ban", where, facts.home_supply("state", year) + facts.received_by("state", year),
        facts.segment_demand("state", year) * (free + (1 - free) * facts.barred(year)),
        "without a ban only part of the state's demand moves home",
    )
    levies = facts.stances(LEVIES)
    share = facts.levy_mean(levies[0].home_share, year) if levies else market.home_share["private"]
    findings.at_most(
        "home_share_of_private_follows_levy", where, facts.home_supply("private", year) + facts.received_by("private", year),
        facts.segment_demand("private", year) * share, "private users move home by their elasticity, not by decree",
    )


def _grid(facts: Facts, year: int) -> float:
    return sum(facts.chosen.get("to_grid", plant.id, year) for plant in facts.problem.plants)


def _check_power(facts: Facts, books: Books, findings: Findings, year: int) -> None:
    problem, get, where = facts.problem, facts.chosen.get, str(facts.problem.clock.label(year))
    for plant in problem.plants:
        if plant.output == "firm_power":
            findings.at_most(
                "supply_is_delivered_once", f"{plant.id} {where}",
                get("at_campus", plant.id, year) + get("to_grid", plant.id, year), plant.output_units * facts.working(plant, year),
                "each new megawatt is delivered once: beside the campus or through the grid",
            )
    wires = sum(plant.output_units * facts.working(plant, year) for plant in problem.plants if plant.output == "grid_capacity")
    findings.at_most(
        "new_supply_within_wires", where, _grid(facts, year), problem.power.wires[year] + wires,
        "new supply reaches users only through wires that can carry it",
    )
    findings.at_most(
        "grid_supply_is_shared", where, get("to_homes", year) + get("ai_from_grid", year), _grid(facts, year),
        "homes, firms and the plan share the new grid supply that there is",
    )
    findings.at_most(
        "spare_power_is_not_stretched", where, get("spare_used", year), problem.power.spare[year] + min(get("taken_used", year), problem.power.taken),
        "the plan uses spare power and what it takes by explicit choice, and no more",
    )
    findings.balanced(
        "power_use_is_met", where, books.total("power_mw", year), 0.0,
        "the plan's use of power is met by spare power and the supply it pays for",
        scale=max((abs(one) for one in books.ledger("power_mw", year).values()), default=1.0),
    )


def _check_homes(facts: Facts, findings: Findings, year: int) -> None:
    power, where = facts.problem.power, str(facts.problem.clock.label(year))
    homes, closed = facts.chosen.get("to_homes", year), facts.chosen.get("deficit_closed", year)
    findings.at_most("homes_take_what_they_lack", where, homes, power.deficit[year], "homes and firms take no more than they lack")
    if power.household_first <= 0:
        return
    excused = power.household_first * power.most_supply * closed if power.deficit_can_close else 0.0
    findings.at_most(
        "homes_come_first", where, power.household_first * _grid(facts, year) - excused, homes,
        "of new grid supply a share goes to the unserved while the deficit lasts",
    )
    findings.at_most("closed_deficit_is_served", where, power.deficit[year] * closed, homes, "the deficit is closed when it is served")


def _check_purse(facts: Facts, books: Books, findings: Findings, year: int) -> None:
    money, get, where = facts.problem.money, facts.chosen.get, str(facts.problem.clock.label(year))
    scale = max((abs(amount) for amount in books.ledger("money", year).values()), default=1.0)
    findings.at_most(
        "spending_within_fiscal_room", where, books.entries["money", "lapsed", year], 0.0,
        "the year's outlay is above its fiscal room, in MUSD", scale=scale,
    )
    last = year == facts.problem.clock.horizon - 1
    findings.at_most(
        "carry_over_is_bounded", where, get("carried", year), 0.0 if last else money.carry_over * money.cash[year],
        "only part of unspent cash is usable next year",
    )
    findings.at_most("borrowing_within_limit", where, get("borrowed", year), money.borrow_limit[year], "new debt stays within its limit")
    findings.at_most(
        "lending_within_limit", where, get("lent", year), money.concessional_limit[year], "development-bank money stays within its limit"
    )
    eligible = sum(books.total(f"delivered: {group}", year) for group in money.concessional_classes)
    findings.at_most(
        "lender_money_goes_to_its_purposes", where, get("lent", year), eligible, "development-bank money goes to power, ports and people"
    )


def _check_limits(facts: Facts, books: Books, findings: Findings, year: int) -> None:
    """Ledgers that close with what is left over: it cannot be below zero."""
    where = str(facts.problem.clock.label(year))
    limits = [
        ("private_money_within_ceiling", "private", "unused", "private co-investment stays within what investors would bring"),
        ("imports_within_foreign_exchange", "fx", "unused", "imports, chips and profits stay within the year's foreign exchange"),
        ("compute_serves_and_trains", "compute_kh100e", "idle", "what is served and trained at home runs on compute that is there"),
        ("programmes_within_administrative_capacity", "administration", "unused", "what is under way stays within administrative capacity"),
        ("water_within_site_limits", "water", "unused", "water drawn stays within what industrial sites can give"),
        ("political_capital_is_spent_once", "politics", "closing", "launches, stances, reforms and exits are paid from political capital"),
        *(
            ("hiring_within_hirable_staff", f"staff_{staff}", "not hired", f"hiring stays within the {staff}s who can be hired")
            for staff in STAFF_CLASSES
        ),
    ]
    for rule, ledger, entry, sentence in limits:
        rows = books.ledger(ledger, year)
        scale = max((abs(amount) for amount in rows.values()), default=1.0)
        findings.at_most(rule, f"{ledger} {where}", rows.get(entry, 0.0), 0.0, f"{sentence}; what is missing", scale=scale)


def _check_credit(facts: Facts, findings: Findings) -> None:
    """Power plants are worth something at the end as far as somebody uses them in the last year."""
    last, get = facts.problem.clock.horizon - 1, facts.chosen.get
    own = homes = beside = 0.0
    for plant in facts.problem.plants:
        if plant.output != "firm_power":
            continue
        credited = get("credit_own", plant.id) + get("credit_homes", plant.id)
        worth = plant.carried_credit + sum(plant.credit[year] * get("starts", plant.id, year) for year in facts.years)
        findings.at_most(
            "plants_are_credited_once", plant.id, plant.credit_rate * credited, worth, "a plant is credited for the years it has left"
        )
        own, homes = own + get("credit_own", plant.id), homes + get("credit_homes", plant.id)
        beside += get("at_campus", plant.id, last)
    findings.at_most(
        "credit_follows_own_use", "power plants", own, beside + get("ai_from_grid", last),
        "a plant is credited only for power that is used in the last year",
    )
    findings.at_most(
        "credit_follows_homes", "power plants", homes, get("to_homes", last),
        "a plant is credited for homes and firms only as far as they use it in the last year",
    )
