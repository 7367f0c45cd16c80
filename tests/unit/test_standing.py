"""The comparison of countries says no more than what is proven: each function against a case whose answer is known."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import openpyxl
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console

from catchup.errors import CatchupError, InputError, UnknownNameError
from catchup.library import country_codes
from catchup.plan import Request
from catchup.planner import make_plan
from catchup.report.standing import comparison_rows, kind_name, ready_sentence, show, swap_sentence
from catchup.standing import (
    Cell,
    Interval,
    Shape,
    View,
    Yardstick,
    archetypes,
    cells_of,
    ranks,
    ready_of,
    shape_of,
    steadiness,
    swap,
    swap_overrides,
    swapped,
    table,
    yardstick_of,
)
from catchup.standing.archetypes import CLASSES, kind_by_country, rand_index
from catchup.standing.atlas import Shades, code_of_outline, outlines, shades, small_states
from catchup.standing.export import table_bytes, write_table
from catchup.standing.first import FirstNeeds
from catchup.standing.ranks import order_of
from catchup.standing.yardsticks import Size, measured

BASELINE = View("baseline", "value")
REQUEST = Request(country="NGA", scenario="baseline", objective="value", horizon=15, first_year=2027, gap=0.01, seed=1)


def size_of(country: str, gdp: float = 1000, people: float = 1e6, level: float | None = 0.5, *, comparator: bool = False) -> Yardstick:
    def exactly(amount: float) -> Size:
        return Size(amount, amount, amount)

    return Yardstick(country, country.title(), exactly(gdp), exactly(people), exactly(level) if level else None, "C", 0.3, comparator)


def cell(country: str, value: float | None, bound: float | None = None, view: View = BASELINE, status: str = "optimal", **more: object) -> Cell:
    return replace(Cell(country, view, value, value if bound is None else bound, status), **more)


intervals = some.dictionaries(
    some.sampled_from("abcdef"), some.tuples(some.integers(0, 12), some.integers(0, 4)).map(lambda ends: Interval(ends[0], ends[0] + ends[1])),
    min_size=1, max_size=5,
)


@given(intervals)
def test_places_are_those_that_true_values_inside_the_intervals_can_take(held: dict[str, Interval]) -> None:
    """Oracle: every order of the names that some choice of values allows, ties broken either way."""
    found = ranks(held)
    taken: dict[str, set[int]] = {name: set() for name in held}
    for order in permutations(held):
        # The order is possible if walking from the best down, values can be chosen that never rise.
        ceiling = float("inf")
        for name in order:
            ceiling = min(ceiling, held[name].high)
            if ceiling < held[name].low:
                break
        else:
            for at, name in enumerate(order):
                taken[name].add(at + 1)
    for name, rank in found.items():
        assert (rank.best, rank.worst) == (min(taken[name]), max(taken[name]))


@given(intervals)
def test_less_is_better_turns_the_order_round(held: dict[str, Interval]) -> None:
    usual, turned = ranks(held), ranks(held, less_is_better=True)
    for name, rank in usual.items():
        assert (turned[name].best, turned[name].worst) == (len(held) + 1 - rank.worst, len(held) + 1 - rank.best)


def test_touching_intervals_are_undecided_and_apart_ones_are_not() -> None:
    assert order_of(Interval(1, 2), Interval(2, 3)) == "undecided"
    assert order_of(Interval(1, 1.9), Interval(2, 3)) == "behind"
    assert order_of(Interval(1, 1.9), Interval(2, 3), less_is_better=True) == "ahead"


def test_an_order_that_holds_turns_and_stays_open_is_counted_pair_by_pair() -> None:
    one = {"a": Interval(9, 9), "b": Interval(5, 6), "c": Interval(1, 2)}
    other = {"a": Interval(9, 9), "b": Interval(1, 2), "c": Interval(5, 6)}
    third = {"a": Interval(5, 9), "b": Interval(1, 2), "c": Interval(5, 6), "d": Interval(0, 0)}
    found = steadiness({"one": one, "other": other, "third": third})
    # a-b holds in all three, b-c turns, a-c is open in the third.
    assert (found.same, found.turned, found.open) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert found.left_out == ("d",)
    assert {name: str(rank) for name, rank in found.places.items()} == {"a": "1-2", "b": "2-3", "c": "1-3"}
    assert steadiness({"one": one, "again": one}).words == "steady"
    assert steadiness({"alone": {"a": Interval(1, 1)}}).same == 0


def test_each_measure_divides_by_its_size() -> None:
    by = size_of("aaa", gdp=2000, people=4e6, level=0.25)
    money = Interval(100, 200)
    assert measured(money, by, "dollars") == money
    assert measured(money, by, "share_of_gdp") == Interval(0.05, 0.1)
    assert measured(money, by, "per_head") == Interval(25, 50)
    assert measured(money, by, "purchasing_power") == Interval(400, 800)
    assert measured(money, replace(by, price_level=None), "purchasing_power") is None


def test_what_is_not_known_of_a_size_widens_the_interval_on_the_right_side() -> None:
    by = replace(size_of("aaa"), gdp=Size(1000, 500, 2000))
    assert measured(Interval(100, 200), by, "share_of_gdp") == Interval(0.05, 0.4)
    assert measured(Interval(-100, 200), by, "share_of_gdp") == Interval(-0.2, 0.4)
    assert measured(Interval(-200, -100), by, "share_of_gdp") == Interval(-0.4, -0.05)
    assert measured(Interval(1, 1), replace(by, gdp=Size(1, 0, 2)), "share_of_gdp") is None


def test_a_large_country_leads_in_dollars_and_a_small_one_against_its_economy() -> None:
    sizes = {"big": size_of("big", gdp=100_000), "small": size_of("small", gdp=100)}
    found = table([cell("big", 50), cell("small", 10)], sizes)
    assert [row.cell.country for row in found.of(BASELINE, "dollars")] == ["big", "small"]
    assert [row.cell.country for row in found.of(BASELINE, "share_of_gdp")] == ["small", "big"]
    assert [str(row.rank) for row in found.of(BASELINE, "share_of_gdp")] == ["1", "2"]


def test_cells_without_a_plan_are_listed_last_with_their_cause_and_take_no_place() -> None:
    cells = [cell("aaa", None, status="infeasible", cause="targets collide"), cell("bbb", 5), cell("ccc", 9, float("inf"), status="feasible")]
    found = table(cells, {one.country: size_of(one.country) for one in cells})
    rows = found.of(BASELINE, "dollars")
    assert [(row.cell.country, row.rank and str(row.rank)) for row in rows] == [("bbb", "1"), ("aaa", None), ("ccc", None)]
    shown = comparison_rows(found, BASELINE)
    assert shown[1]["Proof, gap"] == "no plan possible"
    frame = found.to_frame()
    assert frame.loc[frame.country == "aaa", "value"].isna().all()
    assert set(frame.loc[frame.country == "aaa", "cause"]) == {"targets collide"}


def test_comparators_are_shown_and_take_no_place_from_anybody() -> None:
    cells = [cell("usa", 900), cell("bbb", 5), cell("ccc", 3)]
    sizes = {"usa": size_of("usa", comparator=True), "bbb": size_of("bbb"), "ccc": size_of("ccc")}
    places = {row.cell.country: row.rank and str(row.rank) for row in table(cells, sizes).of(BASELINE, "dollars")}
    assert places == {"usa": None, "bbb": "1", "ccc": "2"}
    everybody = table(cells, sizes, rank_comparators=True).of(BASELINE, "dollars")
    assert [str(row.rank) for row in everybody] == ["1", "2", "3"]


def test_cells_of_different_levers_are_not_ranked_together() -> None:
    cells = [cell("aaa", 1, vintage="x"), cell("bbb", 2, vintage="y")]
    with pytest.raises(InputError, match="2 different sets"):
        table(cells, {one.country: size_of(one.country) for one in cells})


def test_goals_that_are_shares_are_ranked_as_they_are_and_apart_from_money() -> None:
    tokens = View("baseline", "tokens")
    cells = [cell("aaa", 0.2, view=tokens), cell("bbb", 0.3, view=tokens), cell("aaa", 7), cell("bbb", 5)]
    found = table(cells, {name: size_of(name) for name in ("aaa", "bbb")})
    assert [row.cell.country for row in found.of(tokens, "own")] == ["bbb", "aaa"]
    assert found.of(tokens, "dollars") == ()
    assert "share of AI demand" in found.to_frame().query("measure == 'own'").unit.iloc[0]


def test_steadiness_is_over_the_futures_of_one_goal() -> None:
    slow = View("slow_demand", "value")
    cells = [cell("aaa", 5), cell("bbb", 3), cell("aaa", 1, view=slow), cell("bbb", 2, view=slow)]
    found = table(cells, {name: size_of(name) for name in ("aaa", "bbb")})
    assert found.steadiness["value", "dollars"].turned == 1
    assert found.steadiness["value", "dollars"].views == 2


def test_rows_of_a_run_become_cells_and_faulty_ones_are_refused() -> None:
    row = {"country": "NGA", "scenario": "baseline", "objective": "value", "value": 1.0, "bound": float("nan"), "status": "failed", "cause": "out of memory"}
    (one,) = cells_of([row])
    assert (one.bound, one.interval, one.cause) == (None, None, "out of memory")
    with pytest.raises(InputError, match="has no status"):
        cells_of([{**row, "status": ""}])
    with pytest.raises(InputError, match="unknown goal"):
        cells_of([{**row, "objective": "<script>"}])


def shape(country: str, timing: float, **shares: float) -> Shape:
    return Shape(country, {name: shares.get(name, 0.0) for name in CLASSES}, timing, 100.0)


def test_two_kinds_of_plan_are_found_named_and_stable() -> None:
    early = [shape(f"p{at}", 0.1 + at / 100, power=0.9 - at / 100, compute=0.1 + at / 100) for at in range(4)]
    late = [shape(f"c{at}", 0.8 + at / 100, compute=0.6, chips=0.4) for at in range(5)]
    found = archetypes([*early, *late])
    assert [(kind.countries, kind.parts, kind.when) for kind in found.kinds] == [
        (("c0", "c1", "c2", "c3", "c4"), ("compute", "chips"), "late"), (("p0", "p1", "p2", "p3"), ("power",), "early"),
    ]
    assert found.silhouette is not None
    assert found.silhouette > 0.9
    assert found.stability == 1
    assert kind_name(found.kinds[0]) == "Computing + chips: money goes out late"
    assert kind_by_country(found)["p3"] == 1
    assert archetypes([*late, *early]) == found


@pytest.mark.parametrize("shapes", [[], [shape("a", 0.5, power=1)], [shape(name, 0.5, power=1) for name in "abcdefg"], [shape("a", 0, power=1), shape("b", 1, compute=1)]])
def test_plans_that_are_few_or_alike_are_not_cut_into_kinds(shapes: list[Shape]) -> None:
    found = archetypes(shapes)
    assert len(found.kinds) == (1 if shapes else 0)
    assert found.silhouette is None


def test_the_rand_index_counts_pairs() -> None:
    assert rand_index([0, 0, 1, 1], [7, 7, 3, 3]) == 1
    assert rand_index([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(2 / 6)


@dataclass
class Reply:
    value: float
    bound: float


def test_borrowed_institutions_replace_the_block_and_nothing_else() -> None:
    donor = yardstick_of("SGP")
    asked: list[Request] = []

    def ask(request: Request) -> Reply:
        asked.append(request)
        return Reply(10, 11) if len(asked) == 1 else Reply(20, 22)

    mine = REQUEST.model_copy(update={"overrides": ("institutions.leakage=0.5", "fiscal.room=x2", "country.institutions.sunset_credibility=0.1")})
    found = swap(mine, donor.country, ask)
    assert asked[0] == mine
    assert asked[1].overrides[0] == "fiscal.room=x2"
    assert asked[1].overrides[1:] == swap_overrides("SGP")
    assert not any("public_investment" in one for one in asked[1].overrides)
    assert (found.own, found.borrowed, found.order, found.change) == (Interval(10, 11), Interval(20, 22), "ahead", Interval(9, 12))
    assert "9.00 to 12.0 more" in swap_sentence(found, "Nigeria", "Singapore", "value")
    even = swap(REQUEST, "SGP", lambda request: Reply(10, 11))
    assert "undecided" in swap_sentence(even, "Nigeria", "Singapore", "value")
    with pytest.raises(InputError, match="its own"):
        swapped(REQUEST, "NGA")
    with pytest.raises(UnknownNameError):
        swapped(REQUEST, "XXX")


def test_a_country_that_would_waste_less_plans_with_the_donors_figures() -> None:
    from catchup.library import load_case

    case = load_case("NGA", "baseline", swapped(REQUEST, "SGP").overrides)
    assert case.profile.institutions.leakage.value == pytest.approx(0.13)
    assert case.profile.institutions.public_investment.value == load_case("NGA").profile.institutions.public_investment.value


def test_a_plan_tells_what_it_spends_on_and_whether_ai_is_served_at_home() -> None:
    plan = make_plan("NGA", gap=0.05)
    found = shape_of(plan)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.outlay_musd == pytest.approx(sum(row.gross_musd for row in plan.spending))
    assert 0 <= found.timing <= 1
    ready = ready_of(plan)
    served = [one.year for one in plan.metrics if one.metric == "home_share" and one.value >= 0.01]
    assert ready.first_year == (min(served) if served else None)
    said = ready_sentence(ready, "Nigeria", {})
    assert ("not yet" in said) == ready.not_yet


def test_tables_go_out_typed_and_run_nothing(tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0"
    cells = [cell("aaa", 5, cause=evil), cell("bbb", None, status="failed", cause="@SUM(A1)")]
    frame = table(cells, {"aaa": replace(size_of("aaa"), name=evil), "bbb": size_of("bbb")}).to_frame()
    back = pandas.read_parquet(io.BytesIO(table_bytes(frame, "parquet")))
    assert back.equals(frame)
    assert str(back.dtypes["rank_best"]) == "Int64"
    text = table_bytes(frame, "csv").decode()
    assert f"'{evil}" in text
    assert f",{evil}" not in text
    write_table(frame, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == evil
    head = [one.value for one in sheet[1]]
    assert sheet.cell(2, head.index("value") + 1).data_type == "n"
    with pytest.raises(InputError, match="ends in none of"):
        write_table(frame, tmp_path / "t.exe")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(frame, tmp_path / "no" / "t.csv")


def test_the_terminal_shows_places_measures_and_what_is_undecided() -> None:
    slow = View("slow_demand", "value")
    cells = [
        cell("aaa", 5, 6, gap=0.2), cell("bbb", 4, 5.5), cell("ccc", None, status="failed", cause="the worker was killed"),
        cell("aaa", 9, view=slow), cell("bbb", 3, view=slow), cell("ccc", 1, view=slow),
    ]
    console = Console(file=io.StringIO(), width=100, record=True)
    show(table(cells, {name: size_of(name) for name in ("aaa", "bbb", "ccc")}), {"baseline": "As things are"}, console=console)
    text = console.export_text()
    assert "As things are: most worth to the country" in text
    assert "1-2" in text
    assert "2 of 2 places are undecided" in text
    assert "Ccc: the worker was killed" in text
    assert "How far the order holds" in text
    assert "over 2 futures" in text


@pytest.mark.xdist_group("processes")
def test_what_comes_first_is_asked_in_a_process_whose_end_costs_the_answer_alone() -> None:
    unknown = FirstNeeds(REQUEST.model_copy(update={"country": "XXX"}))
    with pytest.raises(CatchupError, match="unknown country"):
        unknown.answer()
    assert unknown.done
    killed = FirstNeeds(REQUEST)
    assert not killed.done
    killed.stop()
    with pytest.raises(CatchupError, match="ended without an answer"):
        killed.answer()


def test_shades_hold_about_equal_numbers_and_equal_amounts_together() -> None:
    found = shades({name: float(at) for at, name in enumerate("abcdefghij")})
    assert [list(found.by_country.values()).count(at) for at in range(5)] == [2, 2, 2, 2, 2]
    assert found.ends[0] == (0, 1)
    assert found.ends[-1] == (8, 9)
    assert shades({"a": 1.0, "b": 1.0}).by_country == {"a": 0, "b": 0}
    assert shades({}) == Shades({}, ())


def test_every_country_that_ships_has_a_place_on_the_map() -> None:
    codes = code_of_outline()
    drawn = {codes.get(str(one.get("id")), "") for one in outlines()["objects"]["countries"]["geometries"]}
    assert set(country_codes()) <= drawn | {one.country for one in small_states()}
    assert not drawn & {one.country for one in small_states()}
    assert {"N. Cyprus", "Somaliland", "Kosovo"} == {one["properties"]["name"] for one in outlines()["objects"]["countries"]["geometries"] if "id" not in one}
