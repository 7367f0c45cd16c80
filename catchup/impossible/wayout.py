"""Ways out that touch what the user asked for: a smaller target, a later one, a lock moved, a wish given up."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from catchup.impossible.conflict import Collision, conflict_of
from catchup.impossible.reach import bounds_of, furthest, has_plan, most_of
from catchup.impossible.situation import LESS, Repair, Situation
from catchup.plan import Request
from catchup.problem import Lock, Target
from catchup.requests import lock_text, target_text
from catchup.search import rewrite
from catchup.sentences import amount_words, lock_sentence, target_sentence

STEPS = 12
MOST_GIVEN_UP = 4
TRACE = 1e-6
REACH_GAP = 0.03
# A bound this near, as a part of what is given up, proves that nine tenths of it are not enough.
PROVING = 0.08


def wishes(situation: Situation) -> Iterator[Repair]:
    """Every way out through a target or a lock of the conflict."""
    for collision in situation.collisions:
        if collision.rule == "target_is_met":
            yield from _through_target(situation, collision)
        elif collision.rule == "lock_holds":
            yield from _through_lock(situation, collision)


def _through_target(situation: Situation, collision: Collision) -> Iterator[Repair]:
    request = situation.request
    at = next(at for at, one in enumerate(request.targets) if f"--target {target_text(one)}" == collision.option)
    target = request.targets[at]
    others = (*request.targets[:at], *request.targets[at + 1 :])
    dropped = _dropped(situation, collision, f"Drop the target: {target_sentence(target)}.", targets=others)
    if dropped is None and (others or request.objective != "least_cost"):
        # Something else is impossible too: a weaker form of this target cannot help.
        return
    if dropped is not None:
        yield dropped
    for weaken in (_smaller, _later):
        repair = weaken(situation, at)
        if repair is not None:
            yield repair


def _dropped(situation: Situation, collision: Collision, sentence: str, **without: Sequence[Target] | Sequence[Lock]) -> Repair | None:
    request = situation.request.model_copy(update=without)
    answer = situation.solved(request)
    if answer is None:
        return None
    if collision.option is not None:
        situation.without[collision.option] = answer
    note = "it costs nothing but what was asked for"
    return situation.repair("drop", sentence, request, answer, True, (None, note))


def _smaller(situation: Situation, at: int) -> Repair | None:
    """The largest amount that can be reached in the target's year (for a ceiling, the smallest)."""
    target = situation.request.targets[at]
    sign = 1.0 if target.sense == ">=" else -1.0
    others = tuple(one for place, one in enumerate(situation.problem.targets) if place != at)
    bare = situation.problem.model_copy(update={"targets": others})
    aim = sign * target.amount

    def close(value: float, bound: float) -> bool:
        return value > float("-inf") and bound - value <= min(REACH_GAP * abs(value), PROVING * (aim - value))

    matrices = most_of(situation.written, bare, target)
    bound = max(bounds_of(matrices, situation.deadline))
    if not math.isfinite(bound):
        return None
    # What the relaxation reaches is most often nearly within reach, and then proven at once.
    for margin in (TRACE, REACH_GAP):
        offered = weaker(target, sign * (bound - min(margin * abs(bound), PROVING * (aim - bound))))
        repair = _asked_less(situation, at, offered, sign * bound)
        if repair is not None or situation.left <= 0:
            return repair
    reach = furthest(matrices, situation.deadline, close, gap=REACH_GAP)
    if not reach.exists:
        return None
    return _asked_less(situation, at, weaker(target, sign * reach.value), sign * reach.bound)


def _asked_less(situation: Situation, at: int, offered: float, bound: float) -> Repair | None:
    """A smaller target, solved; it is proven where nine tenths of what is given up would not be enough."""
    target = situation.request.targets[at]
    sign = 1.0 if target.sense == ">=" else -1.0
    if target.sense == ">=" and offered <= _idle(situation, target) * (1 + TRACE):
        return None
    changed = target.model_copy(update={"amount": offered})
    request = _replaced(situation.request, at, changed)
    answer = situation.solved(request)
    if answer is None:
        return None
    less = target.amount - LESS * (target.amount - offered)
    proven = sign * less > sign * bound + TRACE * abs(bound)
    cost = situation.loss(f"--target {target_text(target)}", answer)
    return situation.repair("target", _less_sentence(target, offered), request, answer, proven, cost)


def _less_sentence(target: Target, offered: float) -> str:
    name, amount = amount_words(target.metric, offered)
    _, asked = amount_words(target.metric, target.amount)
    when = f"from {target.year} on" if target.lasting else f"in {target.year}"
    if target.sense == "<=":
        return f"Allow {name} of {amount} {when} instead of {asked}."
    return f"Ask for {name} of {amount} {when} instead of {asked}: about as much as can be reached."


def _idle(situation: Situation, target: Target) -> float:
    """What there is without doing anything."""
    return 1000 * situation.problem.compute.base_stock if target.metric == "compute_h100e" else 0.0


def weaker(target: Target, reached: float) -> float:
    """An amount that is easy to say, no harder than what was reached and hardly easier.

    Example:
        >>> weaker(Target(metric="compute_h100e", sense=">=", amount=1e6, year=2030), 13478.2)
        13400.0
    """
    if abs(reached) < 1e-9:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(reached))) - 2)
    change = abs(target.amount - reached)
    if change > 0:
        unit = min(unit, 10.0 ** (math.floor(math.log10(change)) - 1))
    easier = reached * (1 - 1e-6) if (target.sense == ">=") == (reached > 0) else reached * (1 + 1e-6)
    steps = math.floor(easier / unit) if target.sense == ">=" else math.ceil(easier / unit)
    return float(f"{steps * unit:.10g}")


def _replaced(request: Request, at: int, wish: Target | Lock) -> Request:
    name = "targets" if isinstance(wish, Target) else "locks"
    held = getattr(request, name)
    return request.model_copy(update={name: (*held[:at], wish, *held[at + 1 :])})


def _later(situation: Situation, at: int) -> Repair | None:
    """The first later year in which the target can be met."""
    target = situation.request.targets[at]
    clock = situation.problem.clock
    others = tuple(one for place, one in enumerate(situation.problem.targets) if place != at)
    bare = situation.problem.model_copy(update={"targets": others})
    sign, asked = (1.0 if target.sense == ">=" else -1.0), abs(target.amount)
    aim = sign * target.amount
    close = 1e-6 * max(1.0, asked)

    def settled(value: float, bound: float) -> bool:
        return value >= aim or bound < aim - close

    years = range(target.year + 1, clock.label(clock.horizon - 1) + 1)
    changes = [target.model_copy(update={"year": year}) for year in years]

    def conceivable(changed: Target) -> bool:
        return max(bounds_of(most_of(situation.written, bare, changed), situation.deadline)) >= aim - close

    # What can be reached grows with the years, as far as relaxations see: the first year in which they allow it is found by halving.
    if not changes or not conceivable(changes[-1]):
        return None
    start = bisect_left(changes[:-1], True, key=conceivable)
    proven = True
    for changed in changes[start:]:
        reach = furthest(most_of(situation.written, bare, changed), situation.deadline, settled, gap=0.0)
        if reach.value >= aim - close:
            repair = _offered_later(situation, at, changed, proven)
            if repair is not None:
                return repair
        proven = reach.bound < aim
        if situation.left <= 0:
            return None
    return None


def _offered_later(situation: Situation, at: int, changed: Target, proven: bool) -> Repair | None:
    target = situation.request.targets[at]
    request = _replaced(situation.request, at, changed)
    answer = situation.solved(request)
    if answer is None:
        return None
    years = changed.year - target.year
    late = "one year" if years == 1 else f"{years} years"
    name, amount = amount_words(target.metric, target.amount)
    sentence = f"Ask for it {late} later: {name}, {amount}, {'from' if target.lasting else 'in'} {changed.year}."
    return situation.repair("time", sentence, request, answer, proven, situation.loss(f"--target {target_text(target)}", answer))


def _through_lock(situation: Situation, collision: Collision) -> Iterator[Repair]:
    request = situation.request
    at = next(at for at, one in enumerate(request.locks) if f"--lock {lock_text(one)}" == collision.option)
    lock = request.locks[at]
    others = (*request.locks[:at], *request.locks[at + 1 :])
    dropped = _dropped(situation, collision, f"Drop the instruction: {lock_sentence(situation.problem, lock)}.", locks=others)
    if dropped is None:
        return
    yield dropped
    moved = _moved(situation, at)
    if moved is not None:
        yield moved


def _moved(situation: Situation, at: int) -> Repair | None:
    """The nearest weaker form of a lock with which there is a plan."""
    lock, proven = situation.request.locks[at], True
    for weakened in _weaker_locks(situation, lock):
        problem = situation.problem.model_copy(update={"locks": _replaced(situation.request, at, weakened).locks})
        possible = has_plan(rewrite(situation.written, problem, "value"), situation.deadline)
        if possible:
            request = _replaced(situation.request, at, weakened)
            answer = situation.solved(request)
            if answer is not None:
                sentence = f"Weaken the instruction: {lock_sentence(situation.problem, weakened)}."
                return situation.repair("lock", sentence, request, answer, proven, situation.loss(f"--lock {lock_text(lock)}", answer))
        proven = proven and possible is False
        if situation.left <= 0:
            return None
    return None


def _weaker_locks(situation: Situation, lock: Lock) -> list[Lock]:
    """Weaker forms of a lock, step by step: a later year to be begun by, an earlier one to wait for, one unit more."""
    clock = situation.problem.clock
    last = clock.label(clock.horizon - 1)
    if lock.kind in ("in", "exactly") and lock.year is not None:
        return [lock.model_copy(update={"year": year}) for year in range(lock.year + 1, last + 1)]
    if lock.kind == "not_before" and lock.year is not None:
        return [lock.model_copy(update={"year": year}) for year in range(lock.year - 1, clock.first_year, -1)]
    if lock.kind == "at_most":
        return [lock.model_copy(update={"units": (lock.units or 0.0) + more}) for more in range(1, STEPS + 1)]
    return []


def given_up(situation: Situation) -> Repair | None:
    """Several wishes given up at once, where there is more than one contradiction and giving up one wish does not help."""
    request, collisions = situation.request, situation.collisions
    dropped: list[tuple[Collision, Sequence[Collision]]] = []
    while len(dropped) < MOST_GIVEN_UP and situation.left > 0:
        wish = next((one for one in reversed(collisions) if one.option is not None), None)
        if wish is None:
            return None
        dropped.append((wish, collisions))
        request = _without(request, wish)
        answer = situation.solved(request) if request.objective != "least_cost" or request.targets else None
        if answer is not None:
            said = " ".join(one.sentence for one, _ in dropped)
            # Each contradiction comes back with its wish, unless another wish that was dropped takes part in it too.
            options = {one.option for one, _ in dropped}
            proven = all(not (options - {one.option}) & {other.option for other in among} for one, among in dropped)
            note = "it costs nothing but what was asked for"
            return situation.repair("drop", f"Drop all of these: {said}", request, answer, proven, (None, note))
        collisions = conflict_of(situation.problem_of(request), situation.deadline).collisions
    return None


def _without(request: Request, wish: Collision) -> Request:
    return request.model_copy(
        update={
            "targets": tuple(one for one in request.targets if f"--target {target_text(one)}" != wish.option),
            "locks": tuple(one for one in request.locks if f"--lock {lock_text(one)}" != wish.option),
        }
    )
