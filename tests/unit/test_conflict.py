"""What collides: irreducible, in plain words, and over all reform paths."""

from __future__ import annotations

import pickle
import time

import pytest

from catchup.errors import NoFeasiblePlanError
from catchup.impossible.conflict import Collision, Saying, conflict_of, halved
from catchup.problem import Lock, Target
from catchup.report.console import tell_failure
from catchup.sentences import lock_sentence, target_sentence, years_in_words
from catchup.testing import GAS, PLANT, REFORM, changed, tiny_problem


def found(problem):
    return conflict_of(problem, time.perf_counter() + 30)


def wanting(*targets, locks=(), **changes):
    return tiny_problem(**changes).model_copy(update={"targets": targets, "locks": tuple(locks)})


def test_a_target_that_no_money_can_meet_stands_alone():
    at_once = Target(metric="compute_h100e", sense=">=", amount=5e4, year=2027)
    conflict = found(wanting(at_once))
    assert [one.rule for one in conflict.collisions] == ["target_is_met"]
    assert conflict.proven
    assert conflict.collisions[0].option == "--target compute_h100e>=50000@2027"


def test_the_export_regime_is_named_with_its_year():
    target = Target(metric="compute_h100e", sense=">=", amount=900, year=2030)
    problem = changed(wanting(target), "compute.export_cap", (0.5,) * 5)
    conflict = found(problem)
    assert {one.rule: one.years for one in conflict.collisions} == {
        "target_is_met": (2030,), "compute_within_export_regime": (2030,),
    }


def test_locks_that_contradict_each_other_are_both_named_and_nothing_else():
    locks = (Lock(lever=GAS, kind="in", year=2028), Lock(lever=GAS, kind="not_before", year=2030), Lock(lever=PLANT, kind="out"))
    conflict = found(wanting(locks=locks))
    assert {one.option for one in conflict.collisions} == {f"--lock {GAS}=in:2028", f"--lock {GAS}=not_before:2030"}


def test_a_lock_on_the_reform_path_is_a_sentence():
    locks = (Lock(lever=REFORM, kind="in"), Lock(lever=REFORM, kind="out"))
    conflict = found(wanting(locks=locks))
    assert len(conflict.collisions) == 2
    assert conflict.proven


def test_what_is_possible_on_one_path_is_no_conflict_of_the_others():
    """Without reform the lock cannot hold; with it, the target cannot. Both are needed for the contradiction."""
    lock = Lock(lever=REFORM, kind="in")
    target = Target(metric="compute_h100e", sense=">=", amount=5e4, year=2027)
    conflict = found(wanting(target, locks=(lock,)))
    assert [one.rule for one in conflict.collisions] == ["target_is_met"]


def test_halving_keeps_a_smallest_part_and_prefers_the_front():
    sayings = [Saying(name, (0,), (at,)) for at, name in enumerate("abcdef")]

    def impossible(held):
        names = {one.rule for one in held}
        return {"b", "e"} <= names or {"c", "f"} <= names

    assert [one.rule for one in halved(sayings, impossible)] == ["b", "e"]


def test_sentences_are_plain_words():
    target = Target(metric="home_share", sense=">=", amount=0.25, year=2030, lasting=True)
    assert target_sentence(target) == "a share of AI demand served at home of at least 25 % from 2030 on"
    assert lock_sentence(tiny_problem(), Lock(lever=GAS, kind="exactly", units=2, year=2029)) == "Gas: exactly 2 in 2029"
    assert years_in_words([2029, 2027, 2028, 2031]) == "2027 to 2029 and 2031"


@pytest.fixture
def refusal() -> NoFeasiblePlanError:
    collision = Collision(rule="spending_within_fiscal_room", sentence="Outlay stays within room.", years=(2027, 2028))
    return NoFeasiblePlanError("these cannot all hold", "take one", [collision], [], proven=True)


def test_a_refusal_survives_pickling_with_what_it_says(refusal):
    again = pickle.loads(pickle.dumps(refusal))
    assert vars(again) == vars(refusal)
    assert "Outlay stays within room (2027 to 2028)." in str(again)


def test_a_refusal_is_a_document(refusal):
    document = tell_failure(refusal, quiet=True)
    assert document["exit_code"] == 3
    assert document["conflict"][0]["years"] == [2027, 2028]
    assert document["repairs"] == []
