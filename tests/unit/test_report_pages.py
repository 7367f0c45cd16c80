"""What the report tells a page: sums, flows, changes and words, so that the page itself has nothing to count."""

from __future__ import annotations

import pytest

from catchup.language import speaking
from catchup.plan import Entry, Plan, Spending
from catchup.planner import make_plan
from catchup.problem import Lock
from catchup.report import words
from catchup.report.chain import chain_shares, moves
from catchup.report.changes import change_between, change_lines, change_of, step_changes
from catchup.report.figures import headline_figures
from catchup.report.flows import drawing_of, flow_rows, flows_of, leak_sentence
from catchup.report.money import totals, yearly_money
from catchup.report.outlay import leaks_name, money_table, outlay_points, released
from catchup.report.results import worth_of, worth_rows
from catchup.report.scarce import SCARCE, edge, limit, uses
from catchup.report.series import Point, by_year, sizes, stepped, with_few_names
from catchup.report.shown import strictest
from catchup.report.steps import committed, unused_levers
from catchup.report.timetable import spans_of
from catchup.report.todo import step_rows, todo_of

CLOSE = {"rel": 1e-9, "abs": 1e-6}


@pytest.fixture(scope="module")
def nigeria() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def without_the_levy() -> Plan:
    return make_plan("NGA", gap=0.01, locks=(Lock(lever="ai_tariff", kind="out"),))


@pytest.fixture(scope="module")
def busy(nigeria: Plan) -> Plan:
    """The plan with every kind of entry that a money ledger can have, each year still closing at zero."""
    year = nigeria.parameters.clock.first_year
    more = {
        "borrowed": 50.0, "lent": 20.0, "saved": 5.0, "freed by closed firms": 4.0, "freed by cancelled projects": 3.0, "premium: state": -6.0,
        "hurry: works": -2.0, "service: debt": -7.0, "closing balance": -30.0, "outlay: energy_gas": -37.0,
    }
    assert sum(more.values()) == 0
    entries = [Entry(year=year, ledger="money", entry=name, amount=amount, unit="MUSD") for name, amount in more.items()]
    later = [
        Entry(year=year + 1, ledger="money", entry="opening balance", amount=30.0, unit="MUSD"),
        Entry(year=year + 1, ledger="money", entry="lapsed", amount=-30.0, unit="MUSD"),
    ]
    paid = Spending(year=year, lever="energy_gas", gross_musd=37.0, net_musd=25.0, private_musd=11.0)
    return nigeria.model_copy(update={"ledgers": (*nigeria.ledgers, *entries, *later), "spending": (*nigeria.spending, paid)})


@pytest.mark.parametrize("offset", [None, 0, 1, 3])
def test_what_flows_into_a_node_flows_out_of_it(busy: Plan, offset: int | None) -> None:
    year = None if offset is None else busy.parameters.clock.first_year + offset
    flows = flows_of(busy, year)
    for node in flows.nodes:
        came, went = flows.into(node.id), flows.out_of(node.id)
        if node.kind == "pool":
            assert came == pytest.approx(went, abs=0.3), node  # links below USD 0.05 million are not drawn
        assert node.amount == pytest.approx(max(came, went), **CLOSE)
    ends = [node for node in flows.nodes if flows.out_of(node.id) == 0]
    assert sum(one.amount for one in ends) == pytest.approx(sum(one.amount for one in flows.nodes if flows.into(one.id) == 0), abs=0.5)


def test_the_leak_that_flows_is_the_leak_of_the_plan(busy: Plan) -> None:
    assert flows_of(busy).into("leaks") == pytest.approx(totals(busy)["leaks"], **CLOSE)
    for year, row in zip(words.planned_years(busy.parameters), yearly_money(busy), strict=True):
        assert flows_of(busy, year).into("leaks") == pytest.approx(row["leaks"] if row["leaks"] >= 0.05 else 0.0, **CLOSE)


def test_money_carried_over_shows_in_its_years_and_not_in_the_sum(busy: Plan) -> None:
    year = busy.parameters.clock.first_year
    assert flows_of(busy, year).into("carried") == pytest.approx(30)
    assert flows_of(busy, year + 1).out_of("before") == pytest.approx(30)
    assert {"carried", "before"}.isdisjoint(node.id for node in flows_of(busy).nodes)


def test_the_picture_of_flows_stays_inside_its_field_and_bars_do_not_overlap(busy: Plan) -> None:
    drawing = drawing_of(flows_of(busy))
    for bar in drawing.bars:
        assert -1e-9 <= bar.top <= bar.bottom <= 1 + 1e-9
        assert 0 <= bar.left < bar.right <= 1 + 1e-9
    for one in drawing.bars:
        below = [other for other in drawing.bars if other.left == one.left and other.top > one.top]
        assert all(other.top > one.bottom for other in below)
    heights = {(bar.bottom - bar.top) / bar.node.amount for bar in drawing.bars}
    assert max(heights) == pytest.approx(min(heights))  # one scale everywhere
    named = {bar.node.id: bar for bar in drawing.bars}
    for ribbon in drawing.ribbons:
        start, end = named[ribbon.link.source], named[ribbon.link.target]
        assert ribbon.points[0][0] == pytest.approx(start.right)
        assert ribbon.points[-1][0] == pytest.approx(end.left)
        for bar, (_, top, bottom) in ((start, ribbon.points[0]), (end, ribbon.points[-1])):
            assert bar.top - 1e-9 <= top <= bottom <= bar.bottom + 1e-9


def test_a_plan_without_money_has_no_flows(nigeria: Plan) -> None:
    poor = nigeria.model_copy(update={"ledgers": (), "spending": ()})
    assert flows_of(poor).links == ()
    assert drawing_of(flows_of(poor)).bars == ()
    assert leak_sentence(poor, None) == "No public money is spent."


def test_the_flows_as_a_table_name_every_link_with_its_currency(busy: Plan) -> None:
    flows = flows_of(busy)
    assert len(flow_rows(busy, flows)) == len(flows.links)
    assert all(row["Amount"].startswith("USD ") for row in flow_rows(busy, flows))
    assert all(row["Amount"].startswith("NGN ") for row in flow_rows(busy, flows, "local"))


def test_outlay_by_item_adds_up_to_the_money_table(busy: Plan) -> None:
    rows = dict(zip(words.planned_years(busy.parameters), yearly_money(busy), strict=True))
    points = outlay_points(busy)
    for year, amount in by_year(points).items():
        assert amount == pytest.approx(rows[year]["outlay"], **CLOSE)
    leaks = sum(one.amount for one in points if one.name == leaks_name())
    assert leaks == pytest.approx(totals(busy)["leaks"], **CLOSE)
    assert sum(released(busy).values()) == pytest.approx(totals(busy)["released"], **CLOSE)
    rate = busy.parameters.currency_rate / 1000
    assert sum(released(busy, "local").values()) == pytest.approx(rate * totals(busy)["released"], **CLOSE)
    assert money_table(busy)[0]["borrowed"] == "50.0"


def test_small_series_are_drawn_together_and_the_sum_stays() -> None:
    points = [Point(2030 + at % 2, f"series {at % 12}", float(at)) for at in range(48)]
    few = with_few_names(points, kept=("series 0",))
    assert sum(one.amount for one in few) == sum(one.amount for one in points)
    assert len(sizes(few)) == 8
    assert "series 0" in sizes(few)
    assert list(sizes(few))[-1] == "All others"
    assert [one.year for one in stepped([Point(2030, "a", 1.0)], [2030, 2031])] == [2030, 2031, 2032]


def test_uses_of_what_is_scarce_never_exceed_what_there_is(nigeria: Plan) -> None:
    for ledger in SCARCE:
        there = limit(nigeria, ledger)
        for year, used in by_year(uses(nigeria, ledger)).items():
            assert used <= there[year] + 1e-6 * max(there[year], 1), (ledger, year)
        assert edge(nigeria, ledger)[-1][0] == words.end_of_horizon(nigeria.parameters)
    assert limit(nigeria, "fx", "local")[2027] == pytest.approx(limit(nigeria, "fx")[2027] * nigeria.parameters.currency_rate / 1000)
    assert limit(nigeria, "politics", "local") == limit(nigeria, "politics")  # points are no money


def test_the_worth_is_the_sum_of_its_lines(nigeria: Plan) -> None:
    found = worth_of(nigeria)
    assert found.total == pytest.approx(nigeria.objective.value, rel=1e-6)
    assert found.without_gains_outside_ai == pytest.approx(found.total - found.lines["other_users"])
    assert not found.pays_for_ai_alone
    assert worth_rows(nigeria)[0][0] == "Gains outside AI"
    assert all(amount[0] in "+-" for _, amount in worth_rows(nigeria, "local"))


def test_bars_of_the_timetable_end_with_the_horizon_and_draw_tiny_starts_together(nigeria: Plan) -> None:
    spans, ends = spans_of(nigeria), words.end_of_horizon(nigeria.parameters)
    assert all(one.step.year <= one.ready <= one.until <= ends for one in spans)
    builds = [one for one in spans if one.step.action == "build"]
    assert len(builds) <= len([step for step in nigeria.steps if step.action == "build"])
    assert sum(one.step.units for one in builds) == pytest.approx(sum(step.units for step in nigeria.steps if step.action == "build"))
    assert len(step_rows(nigeria)) == len(nigeria.steps)  # the table draws none together


def test_a_levy_that_is_used_is_not_left_alone(nigeria: Plan, without_the_levy: Plan) -> None:
    assert "ai_tariff" not in unused_levers(nigeria)
    assert {step.lever for step in nigeria.steps}.isdisjoint(unused_levers(nigeria))
    assert "energy_gas" in unused_levers(nigeria)


def test_the_year_in_words_commits_what_its_steps_cost(nigeria: Plan) -> None:
    todo = todo_of(nigeria)
    steps = [step for step in nigeria.steps if step.year == 2027]
    printed = [step for step in strictest(nigeria.steps, nigeria.parameters) if step.year == 2027]
    assert len(printed) < len(steps)  # a levy is adopted in two settings at once, and both cost something
    public, private = committed(steps)
    assert committed(printed) == pytest.approx((public, private))
    assert words.money(public) in todo.commits
    assert words.money(private) in todo.commits
    assert todo.nothing == ()
    local = todo_of(nigeria, "local")
    assert local.commits.startswith("Deciding this commits NGN ")
    assert all(" million of public" not in terms for _, terms in local.now)


def test_an_empty_plan_says_why_there_is_nothing_to_do(nigeria: Plan) -> None:
    todo = todo_of(nigeria.model_copy(update={"steps": ()}))
    assert todo.now == ()
    assert todo.commits == ""
    assert todo.nothing[0].startswith("Not yet")
    late = nigeria.model_copy(update={"steps": tuple(step for step in nigeria.steps if step.year > 2028)})
    assert todo_of(late).nothing[:2] == ("Nothing new this year.", "The first step comes in 2029.")


def test_every_headline_figure_shows_its_change_since_the_last_plan(nigeria: Plan, without_the_levy: Plan) -> None:
    groups = headline_figures(without_the_levy, nigeria)
    worth, outlay = groups[0][0], groups[1][0]
    assert worth.change == change_of(without_the_levy, nigeria)
    assert worth.change is not None
    assert worth.change.startswith("-USD ")
    assert outlay.change is not None
    assert outlay.change.endswith("since the last plan")
    assert all(one.change is None for group in headline_figures(nigeria, nigeria) for one in group)
    assert all(one.change is None for group in headline_figures(nigeria) for one in group)
    assert headline_figures(nigeria, None, "local")[0][0].value.startswith("NGN ")


def test_changes_are_not_told_between_two_countries_or_horizons(nigeria: Plan, without_the_levy: Plan) -> None:
    elsewhere = without_the_levy.model_copy(update={"country": "IND"})
    assert change_lines(nigeria, elsewhere) == []
    assert all(one.change is None for group in headline_figures(nigeria, elsewhere) for one in group)
    assert change_lines(nigeria, None) == []


def test_steps_that_came_went_and_moved_are_told_in_words(nigeria: Plan, without_the_levy: Plan) -> None:
    assert change_lines(without_the_levy, nigeria)[0] == "No longer: Rule: levy of 25% from 2027."
    assert change_lines(nigeria, without_the_levy)[0] == "New: Rule: levy of 25% from 2027."
    later = nigeria.model_copy(update={
        "steps": tuple(step.model_copy(update={"year": step.year + 2, "units": 2 * step.units}) if step.action == "build" else step for step in nigeria.steps),
    })
    assert change_lines(later, nigeria) == ["Moved: Solar with storage from 2027 to 2029."]
    larger = nigeria.model_copy(update={
        "steps": tuple(step.model_copy(update={"units": 2 * step.units}) if step.action == "build" else step for step in nigeria.steps),
    })
    assert step_changes(larger, nigeria).larger == ("Solar with storage",)
    assert change_lines(nigeria, larger) == ["Less of: Solar with storage."]
    renamed = nigeria.model_copy(update={"seed": nigeria.seed + 1})
    assert change_lines(renamed, nigeria) == ["The steps stay the same."]


def test_a_change_too_small_to_be_read_is_none() -> None:
    assert change_between(100.2, 100.1, words.money) is None
    assert change_between(120.0, 100.0, words.money) == "+USD 20 million since the last plan"


def test_positions_in_the_chain_are_percentages_of_the_metrics(nigeria: Plan) -> None:
    shares = chain_shares(nigeria)
    some = next(one for one in nigeria.metrics if one.metric == "ai_services_share")
    told = next(one for one in shares["ai_services"] if one.year == some.year)
    assert (told.low, told.value, told.high) == (100 * some.low, 100 * some.value, 100 * some.high)
    assert not moves([])


@pytest.mark.parametrize(("language", "region", "expected"), [
    ("en", "", "1,234,567.89"), ("fr", "", "1\u202f234\u202f567,89"), ("en", "IN", "12,34,567.89"), ("en", "XX", "1,234,567.89"),
])
def test_numbers_are_written_as_the_reader_writes_them(language: str, region: str, expected: str) -> None:
    with speaking(language, region):
        assert words.grouped(1234567.891, 2) == expected
        assert words.grouped(-0.001, 1) == ("0,0" if language == "fr" else "0.0")
        assert words.grouped(-999) == "-999"


def test_french_keeps_the_digits_of_english(nigeria: Plan) -> None:
    for amount in (0.0, 0.049, 1.25, -7.5, 99.95, 12345.678, -1e9):
        english = (words.significant(amount), words.dollars(amount), words.supported(amount, 0.5 * amount, 2 * amount), words.share(amount))
        with speaking("fr"):
            french = (words.significant(amount), words.dollars(amount), words.supported(amount, 0.5 * amount, 2 * amount), words.share(amount))
        assert tuple(one.replace("\u202f", "").replace(",", ".").replace("\u00a0", " ") for one in french) == tuple(one.replace(",", "") for one in english)


def test_money_always_names_its_currency(nigeria: Plan) -> None:
    problem = nigeria.parameters
    india = problem.model_copy(update={"currency": "INR", "currency_rate": 87.15})
    for million in (0.0, 0.2, 5.0, 123.4, 20_000.0, -3e6):
        assert words.money_in(million, problem, "usd") == words.money(million)
        assert words.money_in(million, problem, "local").startswith("NGN ")
        assert words.money_in(million, india, "local").endswith("crore")
    assert words.money_in(20_000, india, "local") == "INR 1.74 lakh crore"
    assert words.money_unit(india, "local") == "INR crore"
    assert words.in_money_unit(1, india, "local") == pytest.approx(8.715)
    assert "87.15" in words.price_basis(india, "local")


def test_names_from_data_cannot_fill_places_of_a_sentence(nigeria: Plan) -> None:
    step = nigeria.steps[0].model_copy(update={"owner": "{money} {0} %s {owner.__class__}", "project": "{x}", "action": "adopt"})
    todo = todo_of(nigeria.model_copy(update={"steps": (step,)}))
    assert "{x}" in todo.now[0][0]
    assert "{money} {0} %s" in todo.now[0][1]
