"""Alliances: what crosses the border, what it is worth, who gets what of it, and what the audit makes of a forged one."""

from __future__ import annotations

import json
from functools import cache

import numpy
import pytest

from catchup.algebra import total
from catchup.alliance.document import AlliancePlan
from catchup.alliance.joint import Joint
from catchup.alliance.planning import carried, members_of, plan_together
from catchup.alliance.search import AllianceSearch, Found
from catchup.alliance.split import CoalitionValue, split, weights
from catchup.allied import Terms
from catchup.assemble.allies import allied, load_alliance, terms_of
from catchup.audit import audit_alliance
from catchup.errors import InputError, PlanFileError
from catchup.matrix import compile_model, matrices_of
from catchup.model import build_model, build_sheet
from catchup.model.objectives import gain
from catchup.problem import Lock, Problem
from catchup.report import alliance as report
from catchup.search import search
from catchup.solver import relax
from catchup.testing import AGREEMENT, changed, scaled, tiny_problem

FREE = Terms(crossing_share=1.0, transit_loss=0.0, distance_loss=0.0)
NEAR = 1e-5


def pair(**changes: object) -> tuple[Problem, Problem]:
    """A tiny country with compute to spare and another that cannot host: what one has, the other lacks."""
    host = changed(tiny_problem(paths=1, levers=("gas", "datacentre", AGREEMENT)), "market.demand", scaled(0.3))
    taker = tiny_problem(paths=1, levers=("gas", AGREEMENT)).model_copy(update={"country": "OTH", "country_name": "Other"})
    for path, change in changes.items():
        host, taker = changed(host, path.replace("__", "."), change), changed(taker, path.replace("__", "."), change)
    return host, taker


def together(problems: tuple[Problem, ...], terms: Terms = FREE, gap: float = 0.0) -> tuple[Joint, Found]:
    joint = Joint(allied(problems, terms))
    run = AllianceSearch(joint, gap=gap)
    run.bound_all(tuple(0 for _ in problems))
    run.solve_open()
    return joint, run.found()


def apart(problems: tuple[Problem, ...]) -> float:
    return sum(search(one, "value", gap=0.0).value for one in problems)


def crossing(joint: Joint, found: Found, name: str) -> dict[str, float]:
    """What each member sends or receives over all years."""
    totals = {}
    for member in joint.members:
        own = found.point[member.columns]
        totals[member.problem.country] = sum(own[next(iter(one.terms))] for one in member.sheet.decisions.get(name, {}).values())
    return totals


def test_a_host_serves_an_ally_that_cannot_host():
    problems = pair()
    joint, found = together(problems)
    assert found.value > apart(problems) + 1
    sent, taken = crossing(joint, found, "to_ally"), crossing(joint, found, "from_ally")
    assert sent["TNY"] > 1
    assert taken["OTH"] == pytest.approx(sent["TNY"], abs=NEAR)
    assert sent["OTH"] == pytest.approx(0, abs=NEAR)
    signed = [member.sheet.decisions["signed"] for member in joint.members]
    assert all(any(found.point[member.offset + next(iter(one.terms))] > 0.5 for one in made.values()) for member, made in zip(joint.members, signed, strict=True))


@pytest.mark.parametrize("bar", ["nothing may cross", "nobody can sign", "one may not sign", "no politics left"])
def test_without_an_agreement_all_stays_as_it_was(bar):
    problems, terms = pair(), FREE
    if bar == "nothing may cross":
        terms = FREE.model_copy(update={"crossing_share": 0.0})
    elif bar == "nobody can sign":
        problems = tuple(one.model_copy(update={"stances": ()}) for one in problems)
    elif bar == "one may not sign":
        locked = problems[1].model_copy(update={"locks": (Lock(lever=AGREEMENT, kind="out"),)})
        problems = (problems[0], locked)
    else:
        costly = scaled(1000.0)
        problems = tuple(changed(one, f"stances.{AGREEMENT}.steps.sign.launch_politics", costly) for one in problems)
    _, found = together(problems, terms)
    assert found.value == pytest.approx(apart(problems), rel=NEAR)


def test_more_freedom_never_hurts_and_more_loss_never_helps():
    values = [together(pair(), FREE.model_copy(update={"crossing_share": share}))[1].value for share in (0.0, 0.5, 1.0)]
    assert values == sorted(values)
    assert values[-1] > values[0]
    losses = [together(pair(), FREE.model_copy(update={"transit_loss": loss}))[1].value for loss in (0.0, 0.2, 0.6)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_a_ban_covers_allies_unless_they_count_as_home():
    """The state of a member that bars foreign services buys from an ally only if the agreement says so."""
    problems = tuple(one.model_copy(update={"stances": (*one.stances, *(two for two in tiny_problem().stances if two.lever == "ban"))}) for one in pair())
    banned = tuple(
        one.model_copy(update={"locks": (Lock(lever="ban", kind="in", year=2027),)}) if one.country == "OTH" else one for one in problems
    )
    amounts = {}
    for home in (False, True):
        joint, found = together(banned, FREE.model_copy(update={"counts_as_home": home}))
        taker = joint.members[1]
        own = found.point[taker.columns]
        amounts[home] = sum(own[next(iter(one.terms))] for key, one in taker.sheet.decisions["from_ally"].items() if key[1] == "state" and key[-1] == 4)
        barred = 0.8 * 0.95 * problems[1].market.demand["state"][4]
        assert home or amounts[home] <= problems[1].market.demand["state"][4] - barred + NEAR
    assert amounts[True] > amounts[False]


def test_prices_bound_every_combination():
    """The bound from prices is never below the relaxation of a combination, and at the combination they come from it is equal."""
    problems = tuple(one.model_copy(update={"paths": tiny_problem().paths}) for one in pair())
    joint = Joint(allied(problems, FREE))
    run = AllianceSearch(joint)
    run.bound_all((0, 0))
    assert len(run.combinations) == 4
    for one in run.combinations:
        exact = relax(joint.matrix(one.paths)).value
        assert one.bound >= exact - NEAR * abs(exact)
        if one.paths == (0, 0):
            assert one.bound == pytest.approx(exact, rel=NEAR)


def test_the_taker_is_as_well_off_as_with_a_foreign_service():
    """Settled on delivery, a dollar that crosses is worth to the taker what an imported one is: its gain comes from the split alone."""
    problems = tuple(one.model_copy(update={"stances": tuple(two for two in one.stances if two.lever == AGREEMENT)}) for one in pair())
    joint, found = together(problems)
    taker = joint.members[1]
    own = found.point[taker.columns]
    matrix = taker.at_flows_of(0, own)
    worth = float(matrix.cost @ own + matrix.offset)
    agreement = joint.problems[1].agreement
    assert agreement is not None
    at_most = 3 * (agreement.cost + 5 * agreement.yearly_cost)
    alone = search(problems[1], "value", gap=0.0).value
    assert alone - at_most <= worth <= alone + NEAR


def test_a_member_is_stated_alike_in_both_kinds_of_model():
    """The sheet that is solved and the Pyomo model that documents have the same relaxation."""
    for problem in allied(pair(), FREE):
        sheet = build_sheet(problem, problem.paths)
        written = matrices_of(sheet, total([gain(sheet, "value")]))[0]
        documented = compile_model(build_model(problem, problem.paths[0])).matrix
        assert relax(written).value == pytest.approx(relax(documented).value, rel=1e-9)


def values_of(**worth: tuple[float, float]) -> dict[frozenset[str], CoalitionValue]:
    return {frozenset(names): CoalitionValue(members=tuple(names), value=low, bound=high) for names, (low, high) in worth.items()}


def test_two_share_the_surplus_equally():
    found = split(("A", "B"), values_of(A=(10, 11), B=(4, 4), AB=(20, 22)), {"A": 18, "B": 2})
    assert found.method == "Nash bargaining"
    assert [one.payoff for one in found.payoffs] == [13, 7]
    assert [one.payment for one in found.payoffs] == [-5, 5]
    assert (found.surplus, found.surplus_low, found.surplus_high) == (6, 5, 8)
    assert [one.rational for one in found.payoffs] == ["proven", "proven"]
    assert found.core == "in the core"


def test_a_gain_within_the_gap_is_not_called_proven():
    found = split(("A", "B"), values_of(A=(10, 14), B=(4, 4), AB=(15, 18)), {"A": 11, "B": 4})
    assert found.surplus == 1
    assert found.surplus_low == 0
    assert found.payoffs[0].rational == "in hand"
    assert found.core == "undecided"


def test_shapley_of_the_glove_game():
    """One has a left glove, two have a right one: 4/6, 1/6, 1/6 (textbook), and that split is not in the core."""
    worth = {"A": 0, "B": 0, "C": 0, "AB": 1, "AC": 1, "BC": 0, "ABC": 1}
    found = split(("A", "B", "C"), values_of(**{name: (one, one) for name, one in worth.items()}), {"A": 1, "B": 0, "C": 0})
    assert found.method == "Shapley value"
    assert [one.payoff for one in found.payoffs] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert found.core == "not in the core"
    assert {frozenset(one.members) for one in found.blocked_by} == {frozenset("AB"), frozenset("AC")}
    assert all(one.proven for one in found.blocked_by)
    assert sum(one.payment for one in found.payoffs) == pytest.approx(0)


def test_shapley_weights_give_everything_away():
    for members in (("A", "B"), ("A", "B", "C"), ("A", "B", "C", "D")):
        for group in weights("A", members):
            shared = sum(weights(one, members)[group] for one in members)
            assert shared == pytest.approx(1.0 if len(group) == len(members) else 0.0)


@pytest.mark.parametrize("text", ["IND", "IND+", "+", "IND+ind", "A+B+C+D+E", ""])
def test_what_names_no_alliance_is_refused(text):
    with pytest.raises(InputError):
        members_of(text)


def test_only_value_can_be_shared_out():
    with pytest.raises(InputError, match="value alone"):
        plan_together(("NGA", "KEN"), objective="tokens")


@cache
def neighbours() -> AlliancePlan:
    return plan_together(("NGA", "KEN"), gap=0.02, horizon=8, terms=terms_of(load_alliance()).model_copy(update={"transit_loss": 0.0, "distance_loss": 0.0}))


def test_a_whole_alliance_plan_holds_together():
    made = neighbours()
    assert made.certificate.value >= sum(one.objective.value for one in made.alone) - 1e-6 * made.certificate.value
    assert made.certificate.bound >= made.certificate.value
    assert sum(one.payment for one in made.split.payoffs) == pytest.approx(0, abs=1e-6)
    assert all(one.payoff >= one.alone - 1e-6 for one in made.split.payoffs)
    assert made.certificate.value == pytest.approx(sum(one.objective.value for one in made.plans))
    again = AlliancePlan.from_json(made.to_json())
    assert again == made
    assert "seconds" not in json.loads(made.to_json(canonical=True))


def test_a_member_alone_is_planned_as_ever():
    """The plan alone inside the document is the plan that `catchup plan` makes."""
    from catchup.planner import make_plan

    alone = neighbours().alone[1]
    assert alone.country == "KEN"
    assert alone.objective.value == pytest.approx(make_plan("KEN", gap=0.02, horizon=8).objective.value, rel=0.02)
    assert "allies" not in json.loads(alone.to_json())["parameters"]


def test_the_audit_finds_what_was_forged():
    made = neighbours()
    assert audit_alliance(made.plans, made.terms).ok
    giver, taker = made.plans
    rows = [["KEN", "private", "routine", "open", 2034, 1.0]]
    forged = giver.model_copy(update={"decisions": {**giver.decisions, "to_ally": rows}})
    rules = {one.rule for one in audit_alliance((forged, taker), made.terms).violations}
    assert "service_sent_is_received" in rules
    assert "ledger:compute_kh100e" in rules
    assert "payments" in {one.rule for one in audit_alliance(made.plans, made.terms, {"NGA": 5.0, "KEN": 1.0}).violations}
    assert "parameters" in {one.rule for one in audit_alliance(made.plans, FREE.model_copy(update={"crossing_share": 0.5})).violations}


def test_an_ally_of_nobody_has_no_decisions_across_the_border():
    found = audit_alliance(neighbours().plans, neighbours().terms)
    assert found.checked["allies_serve_under_the_agreement"] > 0
    alone = neighbours().alone[0]
    from catchup.audit import audit_plan

    forged = alone.model_copy(update={"decisions": {**alone.decisions, "signed": [[2030, 1.0]]}})
    assert any("signed" in one.message for one in audit_plan(forged).violations)


def test_a_file_of_another_kind_is_refused():
    for text in ("{", "[]", '{"format_version": "plan/1"}', '{"format_version": "alliance/1"}'):
        with pytest.raises(PlanFileError):
            AlliancePlan.from_json(text)


def test_the_report_says_who_pays_whom(capsys):
    report.show(neighbours())
    said = capsys.readouterr().out
    assert "Nigeria + Kenya together" in said
    assert "Who signs, and what crosses the border" in said
    assert "Nash bargaining" in said


def test_payments_settle_every_debt():
    found = split(("A", "B", "C"), values_of(A=(0, 0), B=(0, 0), C=(0, 0), AB=(2, 2), AC=(2, 2), BC=(2, 2), ABC=(6, 6)), {"A": 9, "B": 1, "C": -4})
    payers = [one for one in found.payoffs if one.payment < 0]
    receivers = [one for one in found.payoffs if one.payment > 0]
    assert report.transfers(payers, receivers) == [("A", "C", 6.0), ("A", "B", 1.0)]


def test_an_interrupted_search_keeps_what_it_has():
    """The plans alone are a plan of the alliance: stopped at once, the search hands them back with an honest bound."""
    problems = pair()
    joint = Joint(allied(problems, FREE))
    run = AllianceSearch(joint)
    lone = [search(one, "value", gap=0.0) for one in problems]
    point = [carried(one.sheet, one.best.run.point, member.sheet) for one, member in zip(lone, joint.members, strict=True) if one.best.run]
    run.offer((0, 0), numpy.concatenate(point))
    run.interruption.stop()
    run.bound_all((0, 0))
    run.solve_open()
    found = run.found()
    assert found.value == pytest.approx(apart(problems), rel=NEAR)
    assert found.bound >= together(problems)[1].value - NEAR
    assert found.gap > 0.01
