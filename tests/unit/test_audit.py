"""The audit passes what is right and names what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from catchup.assemble import resolve
from catchup.audit import AuditReport, audit_plan
from catchup.library import load_case
from catchup.plan import Plan

Content = dict[str, Any]


@pytest.fixture(scope="session")
def nigeria() -> Plan:
    from catchup.planner import make_plan

    return make_plan("NGA", gap=0.05)


@pytest.fixture(scope="session")
def idle() -> Plan:
    """Nigeria with every lever kept out: what carrying on looks like."""
    from catchup.library import lever_ids
    from catchup.planner import make_plan
    from catchup.problem import Lock

    return make_plan("NGA", locks=[Lock(lever=lever, kind="out") for lever in lever_ids() if lever != "anti_corruption"])


@pytest.fixture(scope="session")
def content(nigeria: Plan) -> Content:
    return dict(json.loads(nigeria.to_json(canonical=True)))


def audited(content: Content) -> AuditReport:
    return audit_plan(Plan.from_json(json.dumps(content)))


def test_idle_plan_passes(idle: Plan) -> None:
    report = audit_plan(idle)
    assert report.ok, report.to_json()
    assert idle.objective.value == pytest.approx(0.0, abs=1e-6)


def test_solved_plan_passes_before_and_after_its_json(nigeria: Plan, content: Content) -> None:
    assert audit_plan(nigeria).violations == ()
    assert audited(content).ok


def test_everything_is_looked_at(nigeria: Plan) -> None:
    checked = audit_plan(nigeria).checked
    for rule in ("parameters", "value_lines", "spending", "metrics", "steps", "objective", "ledger:money", "homes_come_first"):
        assert checked[rule] > 0, rule


def bump(*path: str | int) -> Callable[[Content], None]:
    """Changes one number of the plan by one unit."""

    def change(content: Content) -> None:
        node: Any = content
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] += 1

    return change


def drop(table: str) -> Callable[[Content], None]:
    return lambda content: content[table].pop()


def repeat(table: str) -> Callable[[Content], None]:
    return lambda content: content[table].append(content[table][0])


TAMPERED = [
    ("ledger entry", bump("ledgers", 0, "amount"), "ledger:administration"),
    ("ledger entry left out", drop("ledgers"), "ledger:"),
    ("ledger entry twice", repeat("ledgers"), "ledger:"),
    ("parameter", bump("parameters", "money", "cash", 3), "parameters"),
    ("parameter of a lever", bump("parameters", "builds", 0, "lead"), "parameters"),
    ("start", bump("decisions", "starts", 0, -1), "ledger:"),
    ("year of a start", bump("decisions", "starts", 0, -2), "steps"),
    ("imports", bump("decisions", "imported", 0, -1), "demand_is_met_or_shown_short"),
    ("homes", bump("decisions", "to_homes", 0, -1), "ledger:grid_mw"),
    ("value line", bump("value_lines", 0, "amount"), "value_lines"),
    ("step", bump("steps", 0, "gross_musd"), "steps"),
    ("step left out", drop("steps"), "steps"),
    ("spending", bump("spending", 0, "gross_musd"), "spending"),
    ("metric", bump("metrics", 0, "value"), "metrics"),
    ("range of a metric", bump("metrics", 0, "high"), "metrics"),
    ("objective", bump("objective", "value"), "objective"),
    ("bound", bump("objective", "bound"), "objective"),
    ("gap", bump("objective", "gap"), "objective"),
    ("assumption", bump("assumptions", 0, "value"), "assumptions"),
]


@pytest.mark.parametrize(("change", "rule"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_tampering_is_named(content: Content, change: Callable[[Content], None], rule: str) -> None:
    tampered = deepcopy(content)
    change(tampered)
    report = audited(tampered)
    assert not report.ok
    assert any(one.rule.startswith(rule) for one in report.violations), report.to_json()
    assert all(one.message and one.size >= 0 for one in report.violations)


BROKEN = [
    ("unknown lever", {"starts": [["perpetual_motion", 2027, 1.0]]}, "decisions"),
    ("unknown decision", {"wishes": [[2027, 1.0]]}, "decisions"),
    ("no number", {"bought": [[2027, "many"]]}, "decisions"),
    ("year outside the horizon", {"bought": [[1999, 1.0]]}, "decisions"),
    ("endless number", {"bought": [[2027, 10**400]]}, "decisions"),
    ("closed lever", {"starts": [["fab_advanced", 2027, 1.0]]}, "starts_within_sites_and_money"),
    ("start too late", {"starts": [["energy_hydro", 2041, 1.0]]}, "works_after_lead_time"),
    ("half a dam", {"starts": [["energy_hydro", 2027, 0.5]]}, "unit_starts_once"),
    ("seven dams", {"starts": [["energy_hydro", 2027, 7.0]]}, "starts_within_sites_and_money"),
    ("no launch", {"starts": [["energy_gas", 2027, 5.0]], "launched": []}, "starts_wait_for_launch"),
    ("a launch undone", {"launched": [["energy_gas", 2027, 1.0]]}, "launch_stands"),
    ("half a launch", {"launched": [["energy_gas", year, 0.5] for year in range(2027, 2041)]}, "decisions"),
    ("chips without shell", {"bought": [[2027, 5.0]]}, "chips_need_a_powered_shell"),
    ("power from nowhere", {"to_grid": [["energy_gas", 2027, 5.0]]}, "supply_is_delivered_once"),
    ("too much spare power", {"spare_used": [[2027, 1e6]]}, "spare_power_is_not_stretched"),
    ("homes left out", {"to_grid": [["energy_gas", 2027, 5.0]], "ai_from_grid": [[2027, 5.0]]}, "homes_come_first"),
    ("debt beyond limit", {"borrowed": [[2027, 1e6]]}, "borrowing_within_limit"),
    ("loan without purpose", {"lent": [[2027, 10.0]]}, "lender_money_goes_to_its_purposes"),
    ("cash kept too long", {"carried": [[2041, 1.0]]}, "carry_over_is_bounded"),
    ("two tiers", {"fund": [["adapt", 2027, 1.0], ["lag24", 2027, 1.0]]}, "one_tier_at_a_time"),
    ("no award", {"fund": [["adapt", 2027, 1.0]], "take_up": [["adapt", 2027, 1.0]]}, "labs_are_chosen_on_merit"),
    ("well connected", {"award": [["spitch", 2027, 1.0]]}, "labs_are_chosen_on_merit"),
    ("learned too soon", {"learned": [["energy_hydro", 2, 2027, 1.0]]}, "learned_cost_waits_for_unit_before"),
    ("step out of order", {"adopted": [["ai_tariff", "levy25", 2041, 1.0]]}, "steps_are_taken_in_order"),
    ("too many firms", {"closing": [[firm, year, 1.0] for firm in ("ajaokuta_steel", "nnpc_refineries", "nigerian_railway")
                                    for year in range(2027, 2042)]}, "political_capital_is_spent_once"),
    ("served without compute", {"served": [["state", "routine", "open", 2030, 1.0]]}, "compute_serves_and_trains"),
    ("credit for nothing", {"credit_own": [["energy_gas", 5.0]]}, "plants_are_credited_once"),
    ("shell credit", {"shell_credit": [[5.0]]}, "shells_are_credited_for_years_left"),
    ("researchers from nowhere", {"placed": [["diaspora_talent", 2027, 10.0]]}, "returnees_come_back_first"),
    ("intake before launch", {"intake": [["education_stem", 2027, 1.0]]}, "intake_waits_for_launch"),
    ("saving without chips", {"landed_saving": [["trade_info_agreement", 2027, 2033, 1.0]]}, "landed_cost_falls_on_chips"),
]


@pytest.mark.parametrize(("decisions", "rule"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_rule_is_named(idle: Plan, decisions: Content, rule: str) -> None:
    plan = idle.model_copy(update={"decisions": {**idle.decisions, **decisions}})
    report = audit_plan(plan)
    assert rule in {one.rule for one in report.violations}, report.to_json()


def test_changed_data_are_said(content: Content) -> None:
    report = audited({**content, "profile_digest": "0" * 64})
    assert any("changed" in one.message for one in report.violations)


def test_lists_of_another_length_are_no_traceback(content: Content) -> None:
    tampered = deepcopy(content)
    tampered["parameters"]["money"]["cash"].pop()
    assert not audited(tampered).ok


def test_unknown_path_is_named(content: Content) -> None:
    assert any(one.rule == "paths" for one in audited({**content, "path": "magic"}).violations)


def test_optimal_is_said_only_within_the_asked_gap(content: Content) -> None:
    tampered = deepcopy(content)
    tampered["request"]["gap"] = 0.0
    tampered["objective"]["bound"] += 0.04 * abs(tampered["objective"]["value"])
    tampered["objective"]["gap"] = 0.04
    tampered["objective"]["status"] = "optimal"
    assert any(one.rule == "objective" and one.where == "status" for one in audited(tampered).violations)


def test_audit_does_not_know_the_modelling_layer() -> None:
    code = (
        "import sys, catchup.audit; bad = [m for m in sys.modules if m.split('.')[0] in ('pyomo', 'highspy')"
        " or m.startswith(('catchup.model', 'catchup.levers', 'catchup.solver', 'catchup.search', 'catchup.rules', 'catchup.extract'))];"
        " sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_parameters_are_those_of_the_data_files(nigeria: Plan) -> None:
    assert nigeria.parameters == resolve(load_case("NGA"))
