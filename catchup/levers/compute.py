"""Data centres: shell and power first, chips later; what compute is bought, runs and is used for.

The shell is a plant like any other (see `build`). Chips are bought year by year, run after their order lead for a few
years, and get cheaper each year, so waiting with an empty shell is an option with a price.
"""

from __future__ import annotations

from catchup.algebra import Expression, Model, declare, total
from catchup.rules import enforce, rule
from catchup.spending import spend


def add_compute(model: Model) -> None:
    """Adds chips, their running and their use."""
    problem, data = model.problem, model.problem.compute
    years = list(problem.clock.years)
    last = problem.clock.horizon - 1 - next((age for age, share in enumerate(data.chip_alive) if share > 0), 0)
    barred = [year for year in years if year > last or problem.shell.id not in model.plant]
    declare(model, "bought", years, high=lambda year: 0.0 if year in barred else None, doc="kH100e of chips bought in the year")
    declare(model, "running", years, doc="kH100e running on average in the year")
    declare(model, "useful", years, doc="kH100e doing fleet-equivalent work in the year")
    enforce(model, chips_run_after_order_lead, years)
    enforce(model, chips_need_a_powered_shell, years)
    enforce(model, compute_within_export_regime, years)
    _add_fleet_rules(model, years)
    for year in years:
        _book(model, year)


def _add_fleet_rules(model: Model, years: list[int]) -> None:
    data = model.problem.compute
    if data.fleet_share_small >= 1:
        enforce(model, useful_compute_runs, years)
        return
    declare(model, "fleet", years, kind="binary", doc="1 if the national stock is large enough to be well used")
    declare(model, "in_fleet", years, doc="kH100e running as part of a fleet")
    enforce(model, small_stock_is_poorly_used, years)
    enforce(model, fleet_compute_runs, years)
    enforce(model, fleet_needs_size, years)
    enforce(model, fleet_use_needs_fleet, years)


@rule("5", "Chips run after their order lead, until they fail or wear out.", droppable=False)
def chips_run_after_order_lead(model: Model, year: int) -> Expression:
    r"""running_t = \sum_{v \le t} s_{t-v} \, bought_v"""
    alive = model.problem.compute.chip_alive
    return model.running[year] == total(
        alive[year - vintage] * model.bought[vintage]
        for vintage in range(max(year - len(alive) + 1, 0), year + 1) if alive[year - vintage] > 0
    ) + _carried(model.problem.compute.carried, year)


@rule("7", "Running chips stay within the powered shells that stand.", droppable=False)
def chips_need_a_powered_shell(model: Model, year: int) -> Expression:
    r"""\sum_v k_v \, s_{t-v} \, bought_v \le MW \cdot working_{shell,t}"""
    shell = model.problem.shell
    if shell.id not in model.plant:
        return None
    return chip_megawatts(model, year) <= shell.output_units * model.working[shell.id, year]


@rule("9", "Compute in the country stays within the export regime.")
def compute_within_export_regime(model: Model, year: int) -> Expression:
    r"""base + running_t \le cap_t"""
    cap, base = model.problem.compute.export_cap, model.problem.compute.base_stock
    return None if cap is None else model.running[year] <= max(cap[year] - base, 0)


@rule("10", "Useful compute is what runs.", droppable=False)
def useful_compute_runs(model: Model, year: int) -> Expression:
    r"""useful_t \le running_t"""
    return model.useful[year] <= model.running[year]


@rule("10", "A small national stock is poorly used.", droppable=False)
def small_stock_is_poorly_used(model: Model, year: int) -> Expression:
    r"""useful_t \le \rho \, running_t + (1 - \rho) \, fleet\,use_t"""
    part = model.problem.compute.fleet_share_small
    return model.useful[year] <= part * model.running[year] + (1 - part) * model.in_fleet[year]


@rule("definition", "Compute in a fleet runs.", droppable=False)
def fleet_compute_runs(model: Model, year: int) -> Expression:
    r"""fleet\,use_t \le running_t"""
    return model.in_fleet[year] <= model.running[year]


@rule("10", "A fleet has a least size.", droppable=False)
def fleet_needs_size(model: Model, year: int) -> Expression:
    r"""base + running_t \ge size \cdot fleet_t"""
    data = model.problem.compute
    return data.base_stock + model.running[year] >= data.fleet_size * model.fleet[year]


@rule("definition", "Fleet use needs a fleet.", droppable=False)
def fleet_use_needs_fleet(model: Model, year: int) -> Expression:
    r"""fleet\,use_t \le \bar H_t \, fleet_t"""
    return model.in_fleet[year] <= model.problem.compute.max_stock[year] * model.fleet[year]


def _carried(by_year: tuple[float, ...], year: int) -> float:
    """A yearly amount of chips that were delivered before the plan."""
    return by_year[year] if by_year else 0.0


def chip_megawatts(model: Model, year: int) -> Expression:
    """Facility power of the chips that run in a year."""
    data = model.problem.compute
    return total(
        data.chip_power[vintage] * data.chip_alive[year - vintage] * model.bought[vintage]
        for vintage in range(max(year - len(data.chip_alive) + 1, 0), year + 1)
        if data.chip_alive[year - vintage] > 0
    ) + _carried(data.carried_power, year)


def _book(model: Model, year: int) -> None:
    problem, data, books = model.problem, model.problem.compute, model.books
    group, lever = problem.shell.spending_class, data.lever
    spend(
        model, "chips", lever, group, year, state=data.state_share * data.chip_price[year] * model.bought[year],
        private=(1 - data.state_share) * data.chip_price[year] * model.bought[year],
        import_share=data.chip_import, uplift=data.chip_uplift, duty=data.chip_duty,
    )
    running = total(
        data.chip_running[vintage] * data.chip_alive[year - vintage] * model.bought[vintage]
        for vintage in range(max(year - len(data.chip_alive) + 1, 0), year + 1)
        if data.chip_alive[year - vintage] > 0
    ) + _carried(data.carried_running, year)
    spend(
        model, "running", lever, group, year, state=data.state_share * running,
        private=(1 - data.state_share) * running, import_share=problem.shell.import_opex, capital=False,
    )
    power = chip_megawatts(model, year)
    books.add("power_mw", "use: running chips", year, -power)
    for staff, need in data.staff.items():
        books.add(f"staff_{staff}", f"at work: {lever}", year, -need * power if need else 0)
    books.add("compute_kh100e", "useful compute", year, model.useful[year])
    books.add("chips_kh100e", "running", year, model.running[year])
    if data.chip_credit[year] > 0:
        books.worth("terminal", lever, problem.clock.end_discount * data.chip_credit[year] * model.bought[year])
    if year == problem.clock.horizon - 1 and problem.shell.id in model.plant:
        _book_shell_credit(model)


def _book_shell_credit(model: Model) -> None:
    """Shells are worth something after the horizon as far as chips fill them in its last year."""
    shell = model.problem.shell
    declare(model, "shell_credit", doc="terminal worth of shells that are in use")
    enforce(model, shells_are_credited_for_years_left)
    enforce(model, shells_are_credited_if_filled)
    model.books.worth("terminal", shell.id, model.problem.clock.end_discount * model.shell_credit)


@rule("terminal", "A shell is credited for the years it has left.", droppable=False)
def shells_are_credited_for_years_left(model: Model) -> Expression:
    r"""credit_{shell} \le \sum_u credit_{shell,u} \, starts_{shell,u}"""
    shell = model.problem.shell
    return model.shell_credit <= total(
        shell.credit[start] * model.starts[shell.id, start] for start in range(shell.last_start + 1)
    ) + shell.carried_credit


@rule("terminal", "A shell is credited only as far as chips fill it in the last year.", droppable=False)
def shells_are_credited_if_filled(model: Model) -> Expression:
    r"""credit_{shell} \le \rho_{shell} \sum_v k_v \, s_{T-v} \, bought_v"""
    last = model.problem.clock.horizon - 1
    return model.shell_credit <= model.problem.shell.credit_rate * chip_megawatts(model, last)
