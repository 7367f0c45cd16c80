"""The steps of a plan: what is started, bought, taken in, adopted, funded, closed or called off, in which year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catchup.levers.exits import newly_closed
from catchup.levers.programme import net_outlay
from catchup.levers.stance import newly
from catchup.library import Case
from catchup.plan import Step
from catchup.problem import Build, Cohort, Problem, Tier
from catchup.reading import Reading

SMALL_START = 1e-6


def steps_of(model: Reading, case: Case) -> tuple[Step, ...]:
    """All steps in order of year."""
    writer = _Writer(model, case)
    found = [
        *writer.starts(), *writer.chips(), *writer.intakes(), *writer.stances(), *writer.labs(), *writer.exits(),
        *writer.cancelled(), *writer.reform(),
    ]
    return tuple(sorted(found, key=lambda step: (step.year, step.lever, step.project, step.action)))


class _Writer:
    """Writes the steps of one solved model."""

    def __init__(self, model: Reading, case: Case) -> None:
        self.model, self.case = model, case
        self.problem: Problem = model.problem

    def _step(
        self, year: int, lever: str, project: str, action: str, units: float, unit: str, *, net: list[tuple[int, float]],
        private: float = 0.0, lead: float = 0.0, online: float | None = None, requires: tuple[str, ...] = (),
    ) -> Step:
        """One step; `net` lists delivered state money by payment year."""
        leak = self.model.path.leakage[lever]
        delivered = sum(money for _, money in net)
        gross = sum(money / (1 - leak[when]) for when, money in net)
        owner = self.case.profile.owners.get(lever)
        first = self.problem.clock.label(year)
        return Step(
            year=first, lever=lever, project=project, action=action, units=units, unit=unit, gross_musd=gross,
            net_musd=delivered, leaked_musd=gross - delivered, private_musd=private, lead_time_years=lead,
            online_year=0.0 if online is None else first + online, requires=requires,
            level_of_government=owner.level if owner else "federal", owner=owner.owner if owner else "not named",
        )

    def starts(self) -> Iterator[Step]:
        """Starts of plants and works. Whole units take the names of candidate projects in order."""
        for plant in self.model.plant.values():
            named = 0
            for year in range(plant.last_start + 1):
                units = self.model.amount(self.model.starts[plant.id, year])
                if units <= SMALL_START:
                    continue
                count = round(units) if plant.mode != "share" else 0
                names = plant.names[named : named + count]
                named += count
                cost = self._cost(plant, year)
                last = self.problem.clock.horizon - 1
                paid = [(year + age, share * cost) for age, share in enumerate(plant.pay) if share > 0 and year + age <= last]
                yield self._step(
                    year, plant.id, "; ".join(names) or plant.name, "build" if plant.output != "shell" else "build shell",
                    units, self.case.levers[plant.id].unit_at(self.case.profile.unit_scale(plant.id)), net=[(when, plant.state_share * money) for when, money in paid],
                    private=(1 - plant.state_share) * sum(money for _, money in paid), lead=plant.lead, online=plant.lead,
                    requires=tuple(need.lever for need in plant.requires),
                )

    def _cost(self, plant: Build, year: int) -> float:
        cost = plant.list_cost[year] * self.model.amount(self.model.starts[plant.id, year])
        for number in range(2, int(plant.max_units) + 1 if plant.mode == "unit" else 2):
            cost -= plant.list_cost[year] * (1 - plant.learned_factor[number - 1]) * self.model.amount(self.model.learned[plant.id, number, year])
        return cost

    def chips(self) -> Iterator[Step]:
        """Chips by vintage."""
        data = self.problem.compute
        lead = next((age + 1 - share for age, share in enumerate(data.chip_alive) if share > 0), 0.0)
        for year in self.problem.clock.years:
            bought = self.model.amount(self.model.bought[year])
            if bought > SMALL_START:
                cost = bought * data.chip_price[year]
                yield self._step(
                    year, data.lever, "accelerators", "buy chips", bought, "thousand H100 equivalents",
                    net=[(year, data.state_share * cost)], private=(1 - data.state_share) * cost, lead=lead, online=lead,
                )

    def intakes(self) -> Iterator[Step]:
        """People brought home or trained."""
        for cohort in self.model.cohort.values():
            for year in range(cohort.last_start + 1):
                units = self.model.amount(self.model.intake[cohort.lever, year])
                if units > SMALL_START:
                    yield self._intake(cohort, year, units)

    def _intake(self, cohort: Cohort, year: int, units: float) -> Step:
        last = self.problem.clock.horizon - 1
        net = [
            (year + age, cohort.state_share * units * (first + cohort.yearly_cost * runs))
            for age, (first, runs) in enumerate(zip(cohort.first_cost, cohort.running, strict=True)) if year + age <= last
        ]
        share = (1 - cohort.state_share) / cohort.state_share if cohort.state_share else 0.0
        lead = next((age for age, runs in enumerate(cohort.running) if runs > 0), 0) + 1 - max(
            (runs for runs in cohort.running[: len(cohort.running)] if 0 < runs < 1), default=1.0
        )
        verb = "bring home" if cohort.flow == "returnees" else "open places"
        return self._step(
            year, cohort.lever, cohort.name, verb, units * cohort.persons, "persons" if cohort.flow == "returnees" else "places",
            net=net, private=share * sum(money for _, money in net), lead=lead, online=lead,
        )

    def stances(self) -> Iterator[Step]:
        """Bans, levies and agreements adopted."""
        for stance in self.model.stance.values():
            lead = sum(1 for share in stance.in_force if share == 0)
            for at, step in enumerate(stance.steps):
                for year in self.problem.clock.years:
                    begun = year == 0 and f"{stance.lever}/{step.id}" in self.problem.already
                    if self.model.amount(newly(self.model, stance, step.id, year)) > 0.5 and not begun:
                        cost = stance.cost if at == 0 else 0.0
                        yield self._step(
                            year, stance.lever, step.name, "adopt", 1.0, "step", net=[(year, cost)], lead=float(lead), online=float(lead)
                        )

    def labs(self) -> Iterator[Step]:
        """Programme tiers funded and ended, with the labs that merit picks."""
        programme = self.problem.programme
        if programme is None:
            return
        years = list(self.problem.clock.years)
        for name, tier in self.model.tier.items():
            taken = [year for year in years if self.model.amount(self.model.take_up[name, year]) > 0.5]
            for at, year in enumerate(taken):
                if year == 0 and f"{programme.lever}/{name}" in self.problem.already:
                    continue
                until = taken[at + 1] if at + 1 < len(taken) else len(years)
                net = [(when, self.model.amount(net_outlay(self.model, tier, when))) for when in range(year, until)]
                lead = sum(1 - share for share in tier.live)
                yield self._step(
                    year, programme.lever, f"{tier.name}: {self._labs(tier)}", "fund", float(tier.slots), "labs",
                    net=net, lead=lead, online=lead,
                )
            for year in years[1:]:
                if self.model.amount(self.model.fund[name, year - 1]) > 0.5 > self.model.amount(self.model.fund[name, year]):
                    yield self._step(year, programme.lever, tier.name, "end funding", float(tier.slots), "labs", net=[])

    def _labs(self, tier: Tier) -> str:
        """The laboratories of a tier by name, best merit first."""
        names = {lab.id: lab.name for lab in self.case.profile.labs}
        return "; ".join(names.get(lab, lab) for lab in tier.labs)

    def exits(self) -> Iterator[Step]:
        """Closures begun."""
        last = self.problem.clock.horizon - 1
        for firm in self.problem.firms:
            for year in self.problem.clock.years:
                begun = year == 0 and f"{self.problem.exit_lever}/{firm.id}" in self.problem.already
                if self.model.amount(newly_closed(self.model, firm.id, year)) > 0.5 and not begun:
                    net = [(year + age, money) for age, money in enumerate(firm.cost) if money and year + age <= last]
                    yield self._step(year, self.problem.exit_lever, firm.name, "close or sell", 1.0, "firm", net=net)

    def cancelled(self) -> Iterator[Step]:
        """Inherited projects called off at once."""
        for project in self.model.project.values():
            done = f"{self.problem.exit_lever}/{project.id}" in self.problem.already
            if self.model.amount(self.model.kept[project.id]) < 0.5 and not done:
                yield self._step(0, project.lever, project.name, "call off", project.units, self.case.levers[project.lever].unit_at(self.case.profile.unit_scale(project.lever)), net=[])

    def reform(self) -> Iterator[Step]:
        """The institutional path, in the year in which it begins."""
        path = self.model.path
        begins = next((year for year, points in enumerate(path.politics) if points > 0), None)
        if begins is None:
            return
        net: list[tuple[int, Any]] = list(enumerate(path.delivered))
        last = max((year for year, load in enumerate(path.admin) if load > 0), default=begins) + 1 - begins
        yield self._step(begins, self.problem.reform_lever, path.name, "begin", 1.0, "programme", net=net, lead=float(last), online=float(last))



