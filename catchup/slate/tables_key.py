"""The key figures that prose refers to, and the basis on which all money is stated."""

from __future__ import annotations

from collections.abc import Iterator

from catchup.language import tr
from catchup.report.money import running_cost, yearly_money
from catchup.report.steps import committed, freed
from catchup.report.words import (
    grouped,
    horizon_name,
    last_year,
    local,
    money,
    share,
    significant,
    supported,
    year_name,
)
from catchup.slate.conventions import PRICE_YEAR, date_words, rate_year
from catchup.slate.document import Cell, Row, Table
from catchup.slate.setting import Setting
from catchup.slate.writing import column, count, row, table, words

KEY, BASIS = "key", "basis"
# Metric, number of its unit in a printed unit. Shares are printed as percentages.
METRICS = ("compute_h100e", "home_share", "home_services_musd", "new_power_mw", "homes_power_mw", "cognitive_labour")
LEAST = 1e-6
MILLION = 1e6


def metric_names() -> dict[str, tuple[str, str]]:
    """Metrics of the results framework: name and unit as a reader expects them."""
    return {
        "compute_h100e": (tr("AI compute at work in the country"), tr("H100 equivalents")),
        "home_share": (tr("Share of AI demand served at home"), "%"),
        "home_services_musd": (tr("AI services from home"), tr("USD million a year")),
        "new_power_mw": (tr("New firm power"), "MW"),
        "homes_power_mw": (tr("New power to homes and firms"), "MW"),
        "cognitive_labour": (tr("Work done by AI from home"), tr("engineer equivalents")),
    }


def key_figures(s: Setting) -> Table:
    """One row for each figure that prose speaks of, with its range and what happens with nothing done."""
    columns = (
        column("item", tr("Figure"), weight=3), column("value", tr("Value"), weight=2), column("low", tr("Low"), "number"),
        column("high", tr("High"), "number"), column("nothing", tr("Nothing done"), "number"), column("local", tr("Local currency"), weight=1.4),
    )
    note = tr("Ranges: delivery and yield at their low and high ends. An empty cell: no range was worked out.")
    return table(KEY, tr("Key figures"), columns, (*_worth(s), *_money(s), *_metrics(s), *_evidence(s)), note=note)


def _plain(key: str, item: str, value: Cell, local_text: str = "") -> Row:
    return row(key, words(item), value, Cell(text=""), Cell(text=""), Cell(text=""), Cell(text=local_text))


def _in_money(s: Setting, key: str, item: str, million: float) -> Row:
    bare = million if abs(million) > LEAST else 0.0
    return _plain(key, item, Cell(text=money(bare), number=bare), local(bare, s.plan.parameters))


def _worth(s: Setting) -> Iterator[Row]:
    one = s.plan.objective
    is_money = "USD" in one.unit
    if is_money:
        yield _in_money(s, "worth", tr("Worth of the plan against carrying on") if one.name == "value" else tr("Level of the goal"), one.value)
        yield _in_money(s, "bound", tr("No plan can be better than"), one.bound)
    else:
        yield _plain("worth", tr("Level of the goal"), Cell(text=f"{significant(one.value)} {one.unit}", number=one.value))
        yield _plain("bound", tr("No plan can be better than"), Cell(text=f"{significant(one.bound)} {one.unit}", number=one.bound))
    yield _plain("gap", tr("Proven gap between the two"), Cell(text=share(one.gap, 2), number=one.gap))


def _money(s: Setting) -> Iterator[Row]:
    problem, first = s.plan.parameters, s.plan.parameters.clock.first_year
    rows = yearly_money(s.plan)
    totals = {name: sum(one[name] for one in rows) for name in rows[0]}
    now = [step for step in s.plan.steps if step.year == first]
    year = year_name(problem, first)
    yield _in_money(s, "outlay", tr("Public outlay over the horizon"), totals["outlay"])
    yield _in_money(s, "leaks", tr("of it lost on the way"), totals["leaks"])
    lost = totals["leaks"] / totals["outlay"] if totals["outlay"] > LEAST else 0.0
    yield _plain("leak_share", tr("share of outlay lost"), Cell(text=share(lost), number=lost))
    yield _in_money(s, "private", tr("Private money drawn"), totals["private"])
    yield _in_money(s, "released", tr("Money released over the horizon"), totals["released"])
    yield _in_money(s, "lapses", tr("Released money left unused"), totals["lapses"])
    yield _in_money(s, "service", tr("Debt service"), totals["service"])
    yield _in_money(s, "running", tr("State money to keep plants and chips running"), running_cost(s.plan))
    yield _in_money(s, "now", tr("Public money committed by the decisions of {year}", year=year), committed(now)[0])
    yield _in_money(s, "now_private", tr("Private money drawn by the decisions of {year}", year=year), committed(now)[1])
    yield _in_money(s, "freed", tr("Public money freed by what is called off in {year}", year=year), freed(problem, now))
    yield _in_money(s, "paid_now", tr("Paid out in {year}", year=year), rows[0]["outlay"])


def _metrics(s: Setting) -> Iterator[Row]:
    last = year_name(s.plan.parameters, last_year(s.plan.parameters))
    for name, (title, unit) in metric_names().items():
        metric = s.ends.get(name)
        if metric is None:
            continue
        scale = 100.0 if metric.unit == "fraction" else 1.0
        ends = sorted((scale * metric.low, scale * metric.value, scale * metric.high))
        said = [Cell(text=_amount(one, ends), number=one) for one in (scale * metric.value, ends[0], ends[2])]
        said[0] = said[0].model_copy(update={"text": f"{said[0].text} {unit}"})
        idle = Cell(text=significant(scale * metric.do_nothing), number=scale * metric.do_nothing)
        yield row(name, words(tr("{metric}, {year}", metric=title, year=last)), *said, idle, Cell(text=""))


def _amount(amount: float, ends: list[float]) -> str:
    """A number to what its range supports, in millions where it is large."""
    if ends[2] < MILLION:
        return supported(amount, ends[0], ends[2])
    return tr("{amount} million", amount=supported(amount / MILLION, ends[0] / MILLION, ends[2] / MILLION))


def _evidence(s: Setting) -> Iterator[Row]:
    inputs = s.plan.assumptions
    guessed = sum(one.quality == "assumed" for one in inputs)
    yield _plain("measures", tr("Measures in the plan"), count(len(s.items)))
    yield _plain("steps", tr("Steps in the plan"), count(len(s.plan.steps)))
    yield _plain("inputs", tr("Inputs used"), count(len(inputs)))
    yield _plain("assumed", tr("Share of the inputs that is assumed"), Cell(text=share(guessed / max(len(inputs), 1), 0), number=guessed / max(len(inputs), 1), alert=True))


def basis(s: Setting) -> Table:
    """How money, years and dates are stated, and what the country's own rules ask for."""
    problem, offices = s.plan.parameters, s.offices
    columns = (column("item", tr("What"), weight=1), column("said", tr("How it is stated here"), weight=3))
    rate = tr("{currency} {rate} to the US dollar ({year})", currency=problem.currency, rate=_rate(problem.currency_rate), year=rate_year(s.plan))
    rows = [
        row("prices", words(tr("Prices")), words(tr("US dollars at the prices of {year}", year=str(PRICE_YEAR)))),
        row("rate", words(tr("Local currency")), words(rate, s.note_for("country.currency.rate"))),
        row("years", words(tr("Planned years")), words(tr("{years}; each year opens on {day}", years=horizon_name(problem), day=_opening(s)))),
        row("goal", words(tr("What counts as better")), words(_goals().get(s.plan.objective.name, s.plan.objective.name))),
        row("future", words(tr("Future planned for")), words(problem.scenario_name)),
        row("status", words(tr("Proof")), words(_status(s))),
        row("basics", words(tr("The country in a sentence")), words(s.profile.basics_note)),
        *(row(name, words(title), words(given.value)) for name, title, given in (
            ("approval", tr("Approval"), offices.approval), ("sunset_law", tr("Rule on sunsets"), offices.sunset_law),
            ("audit", tr("Audit"), offices.audit), ("monitoring", tr("Monitoring"), offices.monitoring),
            ("languages", tr("Languages of record"), offices.languages), ("budget_day", tr("Budget day"), offices.budget_day),
        ) if given is not None),
    ]
    return table(BASIS, tr("How money, years and proof are stated"), columns, rows)


def _rate(rate: float) -> str:
    return grouped(rate, 2 if rate < 1000 else 0)


def _opening(s: Setting) -> str:
    from catchup.slate.conventions import day_of

    return date_words(day_of(s.plan.parameters.clock.first_year, s.start_month)).replace(str(s.plan.parameters.clock.first_year), "").strip(" ,")


def _goals() -> dict[str, str]:
    return {
        "value": tr("worth to the country, in discounted US dollars"), "compute": tr("share of the world's AI compute"),
        "tokens": tr("share of AI demand served at home"), "position": tr("position in one link of the chain"),
        "least_cost": tr("least public money for the targets stated"),
    }


def _status(s: Setting) -> str:
    if s.plan.objective.status == "optimal":
        return tr("proven within {gap} of the best there can be", gap=share(s.plan.objective.gap, 2))
    return tr("stopped at a limit; proven within {gap} of the best there can be", gap=share(s.plan.objective.gap, 2))
