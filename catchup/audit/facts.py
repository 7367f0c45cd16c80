"""What follows from decisions alone: units at work, construction, force of stances, models that serve, debt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from catchup.allied import AlliedProblem, Ally, allies_of
from catchup.audit.decisions import Decisions
from catchup.problem import SENSITIVITIES, Build, Cohort, Firm, Problem, ReformPathData, Stance, Tier

FOREIGN, OPEN = "foreign", "open"
BANS, LEVIES, AGREEMENTS = "bars_foreign_state_supply", "levies_foreign_supply", "cuts_landed_cost"
FACILITIES = ("debt", "concessional_debt")


@dataclass(frozen=True)
class Facts:
    """A plan's decisions read against one problem and one reform path."""

    problem: Problem
    path: ReformPathData
    chosen: Decisions

    @property
    def years(self) -> range:
        """Positions of the planned years."""
        return self.problem.clock.years

    def stances(self, effect: str) -> list[Stance]:
        """Stances with an effect that can be taken in this country."""
        return [one for one in self.problem.stances if one.last_start >= 0 and one.effect == effect]

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Tiers of the model programme that can be funded."""
        programme = self.problem.programme
        return programme.tiers if programme and programme.last_start >= 0 else ()

    @property
    def modes(self) -> tuple[str, ...]:
        """Ways to serve at home."""
        return (OPEN, *(tier.id for tier in self.tiers))

    @property
    def levels(self) -> range:
        """Levy levels, 0 for none."""
        return range(1 + sum(len(one.steps) for one in self.stances(LEVIES)))

    def working(self, plant: Build, year: int) -> float:
        """Expected units available in a year."""
        begun_earlier = plant.carried[year] if plant.carried else 0.0
        return begun_earlier + sum(plant.available[year - at] * self.chosen.get("starts", plant.id, at) for at in range(year + 1))

    def construction(self, plant: Build, year: int) -> float:
        """Delivered capital spending of a year."""
        still_owed = plant.carried_capital[year] if plant.carried_capital else 0.0
        return still_owed + sum(plant.pay[year - at] * self.cost_of_starts(plant, at) for at in range(year + 1))

    def cost_of_starts(self, plant: Build, year: int) -> float:
        """Net cost of the units started in a year, later units at their learned cost where they earned it."""
        saved = sum(
            (1 - plant.learned_factor[number - 1]) * self.chosen.get("learned", plant.id, number, year)
            for number in range(2, len(plant.learned_factor) + 1)
        ) if plant.mode == "unit" else 0.0
        return plant.list_cost[year] * (self.chosen.get("starts", plant.id, year) - saved)

    def begun(self, lever: str, year: int) -> float:
        """Units started by a year."""
        return sum(self.chosen.get("starts", lever, at) for at in range(year + 1))

    def stands(self, lever: str, number: int, year: int) -> float:
        """1 if the n-th unit is started by the year."""
        return max(0.0, min(1.0, self.begun(lever, year) - (number - 1)))

    def launched(self, plant: Build, year: int) -> float:
        """1 if the lever is launched by the year: unit levers with their first unit, others as decided."""
        if year < 0 or plant.last_start < 0:
            return 0.0
        if plant.mode == "unit":
            return self.stands(plant.id, 1, year)
        return self.chosen.get("launched", plant.id, min(year, plant.last_start))

    def under_construction(self, plant: Build, year: int) -> float:
        """Units being built in a year."""
        span = max(math.ceil(plant.lead), 1)
        return sum(self.chosen.get("starts", plant.id, at) for at in range(max(year - span + 1, 0), year + 1))

    def vintages(self, year: int, worth: Sequence[float] | None = None) -> float:
        """Chips running on average in a year, each vintage times its worth."""
        data = self.problem.compute
        alive = data.chip_alive
        old = data.carried if worth is None else data.carried_power if worth is data.chip_power else data.carried_running
        return (old[year] if old else 0.0) + sum(
            alive[year - at] * self.chosen.get("bought", at) * (worth[at] if worth else 1.0)
            for at in range(max(year - len(alive) + 1, 0), year + 1)
        )

    def newly(self, decision: str, *index: str | int) -> float:
        """Change of a by-year decision against the year before; the year is the last part of the index."""
        *head, year = index
        before = self.chosen.get(decision, *head, int(year) - 1) if int(year) > 0 else 0.0
        return self.chosen.get(decision, *index) - before

    def in_force(self, stance: Stance, step: str, year: int) -> float:
        """Expected degree to which a step is in force."""
        return sum(
            stance.in_force[year - at] * self.newly("adopted", stance.lever, step, at) for at in range(year + 1)
        )

    def barred(self, year: int) -> float:
        """Share of the state's demand that may not go abroad."""
        total = 0.0
        for stance in self.stances(BANS):
            before = 0.0
            for step in stance.steps:
                total += (step.rate - before) * self.in_force(stance, step.id, year)
                before = step.rate
        return total

    def levy_weight(self, level: int, year: int) -> float:
        """Degree to which a levy level is in force; all levels sum to one."""
        levies = self.stances(LEVIES)
        if not levies:
            return 1.0
        steps = levies[0].steps
        here = self.in_force(levies[0], steps[level - 1].id, year) if level else 1.0
        above = self.in_force(levies[0], steps[level].id, year) if level < len(steps) else 0.0
        return here - above

    def levy_mean(self, by_level: Sequence[float], year: int) -> float:
        """Mean of a figure over the levy levels in force."""
        return sum(by_level[level] * self.levy_weight(level, year) for level in self.levels)

    def response_share(self, segment: str, year: int) -> float:
        """Share of demand that falls away under a levy."""
        levies = self.stances(LEVIES)
        return self.levy_mean(levies[0].response, year) if segment == "private" and levies else 0.0

    def demand(self, segment: str, kind: str, year: int) -> float:
        """Undistorted demand of a cell of the market."""
        market = self.problem.market
        shares: dict[str, float] = {str(name): share for name, share in market.share.items()}
        return self.segment_demand(segment, year) * shares[kind]

    def segment_demand(self, segment: str, year: int) -> float:
        """Undistorted demand of a segment."""
        demand = {str(name): amounts for name, amounts in self.problem.market.demand.items()}
        return demand[segment][year]

    def imports(self, segment: str, kind: str, year: int) -> float:
        """Demand of a cell met from abroad, at all levy levels."""
        levels = self.levels if segment == "private" else range(1)
        return sum(self.chosen.get("imported", segment, kind, level, year) for level in levels)

    def home_supply(self, segment: str, year: int) -> float:
        """Demand of a segment served at home."""
        return sum(
            self.chosen.get("served", segment, kind, mode, year) for kind in SENSITIVITIES for mode in self.modes
        )

    @property
    def allies(self) -> tuple[Ally, ...]:
        """The other members, for a plan inside an alliance."""
        return allies_of(self.problem)

    def received(self, segment: str, kind: str, year: int) -> float:
        """Demand of a cell that allies serve."""
        return sum(self.chosen.get("from_ally", one.country, segment, kind, mode, year) for one in self.allies for mode in one.lags)

    def received_by(self, segment: str, year: int) -> float:
        """Demand of a segment that allies serve."""
        return sum(self.received(segment, kind, year) for kind in SENSITIVITIES)

    def barred_from(self, segment: str, kind: str, year: int) -> float:
        """What allies serve that a procurement ban covers."""
        home = isinstance(self.problem, AlliedProblem) and self.problem.terms.counts_as_home
        return 0.0 if home else self.received(segment, kind, year)

    def worth_of(self, kind: str, mode: str, year: int) -> float:
        """Users' worth of one border-price dollar served at home in a mode."""
        market = self.problem.market
        lags = {tier.id: tier.lag for tier in self.tiers}
        lag = market.open_lag[year] if mode == OPEN else lags[mode][year]
        kept = max(1 - market.quality_loss * lag, 0.0) if kind == "sensitive" else 1.0
        return market.worth * kept + (0.0 if mode == OPEN else market.language_gain)

    def live(self, tier: Tier, year: int) -> float:
        """Share of a year in which a funded tier has a model to serve."""
        waiting = sum((1 - tier.live[year - at]) * self.chosen.get("take_up", tier.id, at) for at in range(year + 1))
        return self.chosen.get("fund", tier.id, year) - waiting

    def reviewed(self, tier: Tier, year: int) -> float:
        """1 if a tier is funded and past its first review."""
        programme = self.problem.programme
        # No review can be held before there is a model to test.
        ages = max(programme.review_ages if programme else 0, sum(1 for share in tier.live if share < 1))
        young = range(max(year - ages + 1, 0), year + 1)
        return self.chosen.get("fund", tier.id, year) - sum(self.chosen.get("take_up", tier.id, at) for at in young)

    def closed_by(self, year: int) -> float:
        """Expected number of closures carried through."""
        return sum(self.by_closure(firm, firm.completion, year) for firm in self.problem.firms)

    def by_closure(self, firm: Firm, by_age: Sequence[float], year: int) -> float:
        """What a closure gives in a year, by the age of its beginning."""
        return sum(by_age[year - at] * self.newly("closing", firm.id, at) for at in range(year + 1))

    def credibility(self, year: int) -> float:
        """Odds that a missed benchmark ends the money."""
        programme = self.problem.programme
        if programme is None:
            return self.path.credibility[year]
        backed = self.path.credibility[year] + programme.credibility_per_exit * self.closed_by(year)
        return min(programme.credibility_cap, backed)

    def kept_alive(self, tier: Tier, year: int) -> float:
        """Money that flows on after a miss."""
        missed = self.path.miss.get(tier.id, 0.0) * tier.yearly_cost[year]
        return max(0.0, missed * (self.reviewed(tier, year) - self.credibility(year)))

    def tier_outlay(self, tier: Tier, year: int) -> float:
        """Delivered programme spending of a tier in a year."""
        first = sum(tier.first_cost[year - at] * self.chosen.get("take_up", tier.id, at) for at in range(year + 1))
        going = self.live(tier, year) - self.path.miss.get(tier.id, 0.0) * self.reviewed(tier, year)
        return first + tier.yearly_cost[year] * going + self.kept_alive(tier, year)

    def by_intake(self, cohort: Cohort, by_age: Sequence[float], year: int) -> float:
        """What all intakes so far give in a year, each at its age."""
        return sum(by_age[year - at] * self.chosen.get("intake", cohort.lever, at) for at in range(year + 1))

    def cohort_cost(self, cohort: Cohort, year: int) -> float:
        """Delivered spending on a cohort, state and private."""
        running = cohort.yearly_cost * self.by_intake(cohort, cohort.running, year)
        return self.by_intake(cohort, cohort.first_cost, year) + running

    def payment(self, facility: str, year: int) -> float:
        """Interest and repayment due in a year on the loans of the years before."""
        money = self.problem.money
        new, due, term = (
            ("borrowed", money.borrow_payment, money.borrow_term) if facility == "debt"
            else ("lent", money.concessional_payment, money.concessional_term)
        )
        return due * sum(self.chosen.get(new, at) for at in range(max(year - term, 0), year))

    def new_debt(self, facility: str, year: int) -> float:
        """Loans taken in a year."""
        return self.chosen.get("borrowed" if facility == "debt" else "lent", year)

    def debt(self, facility: str) -> list[tuple[float, float]]:
        """Interest paid on the opening debt, and closing debt, by year."""
        rate = self.loan_rate(facility)
        rows: list[tuple[float, float]] = []
        before = 0.0
        for year in self.years:
            interest = rate * before
            before += interest - self.payment(facility, year) + self.new_debt(facility, year)
            rows.append((interest, before))
        return rows

    def loan_rate(self, facility: str) -> float:
        """Real interest rate of a facility."""
        money = self.problem.money
        return money.borrow_rate if facility == "debt" else money.concessional_rate

    def accruing(self, facility: str, year: int) -> float:
        """Interest that accrues on what is owed at the end of a year."""
        return self.loan_rate(facility) * self.debt(facility)[year][1]
