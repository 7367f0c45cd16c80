"""What a strategy is worth, as lines and rows for a page: the sentences are those of the printed report."""

from __future__ import annotations

from catchup.language import tr
from catchup.library import Case
from catchup.report.retold import retold
from catchup.report.scoring import ORDER, beside, other_reading, size_of, then_of, unit_of, verdict, why_of, won_by
from catchup.report.words import listed, significant
from catchup.scoring.instructions import parts_of
from catchup.scoring.mending import Mended
from catchup.scoring.score import Score
from catchup.scoring.telling import amount_of, label_of, option_name


def verdict_lines(one: Score) -> list[str]:
    """The verdict, what it is worth beside carrying on and the best plan, and what its other reading is worth."""
    others = [f"{tr('Read strongly:') if name == 'strong' else tr('Read mildly:')} {other_reading(one, worth)}" for name, worth in one.other_readings.items()]
    return [verdict(one), beside(one), *others]


def collision_lines(one: Score) -> list[tuple[str, str]]:
    """What cannot be done: the parts that collide, and what stands against them."""
    found = []
    for collision in one.collisions:
        if not collision.proven:
            why = tr("no plan was found for these together in the time for it")
        elif len(collision.labels) == 1:
            why = tr("cannot be done, whatever else is done or left")
        else:
            why = tr("cannot all be done; without any one of them the others can")
        found.append((" + ".join(map(retold, collision.labels)), " ".join([f"{why}.", *map(retold, collision.rules)])))
    return found


def nearest_lines(one: Score, case: Case) -> list[tuple[str, str]]:
    """What the nearest version that can be done changes: the part as it was written, and what becomes of it."""
    return [(retold(change.label), _changed(change, case)) for change in one.mended]


def _changed(change: Mended, case: Case) -> str:
    lever = change.part.partition("/")[0]
    done = [
        tr("moved to {year}", year=change.year) if change.year else "",
        tr("cut to {amount}", amount=retold(amount_of(lever, None, change.units, case))) if change.units else "",
        tr("replaced by: {name}", name=retold(option_name(case, lever, change.option))) if change.option else "",
    ]
    return listed([text for text in done if text]) or tr("dropped, because no later year, smaller amount or milder form was found to fit")


def part_rows(one: Score, case: Case) -> list[dict[str, str]]:
    """What each part does to the worth of the whole, the dearest first."""
    found = []
    for part in sorted(one.parts, key=lambda part: (ORDER.index(part.verdict), -(part.released.low if part.released else 0))):
        label, _, why = why_of(one, part, case).plain.partition("\n")
        found.append({tr("Finding"): tr(part.verdict), unit_of(one): size_of(one, part), tr("Part"): label, tr("Why"): why})
    return found


def change_lines(one: Score, case: Case) -> list[tuple[str, str]]:
    """What to change first: the part to leave open, and what that wins."""
    return [(retold(change.label), f"{won_by(one, change)} {then_of(one, change, case)}") for change in one.changes]


def assumed_rows(one: Score, case: Case) -> list[dict[str, str]]:
    """What was read into the author's words, beside the words."""
    strategy = one.strategy.read(one.reading) if one.reading else one.strategy
    labels = {part.key: label_of(part, case) for part in parts_of(strategy)}
    found = [(labels[decision.key], decision.text, decision.assumed) for decision in strategy.decisions if decision.assumed]
    found += [(stated.target, stated.text, stated.assumed) for stated in strategy.targets if stated.assumed]
    return [{tr("Part"): retold(label), tr("Said"): said, tr("Read as"): assumed or ""} for label, said, assumed in found]


def proof_line(one: Score) -> str:
    """How sure the verdict is."""
    said = tr(
        "Each worth is a plan that was found and a bound that no plan can beat; where two such ranges overlap, it says undecided. Searches stop within {gap} % of the best.",
        gap=significant(100 * one.gap),
    )
    late = [retold(part.label) for part in one.parts if part.verdict == "not priced"]
    return f"{said} {tr('Not priced, because the time was up: {parts}.', parts=listed(late))}" if late else said
