"""Which assumptions move the answer, as rows for a table and bars for a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from catchup.language import tr
from catchup.register import tidy
from catchup.report.words import between, dollars

if TYPE_CHECKING:
    from catchup.explain.records import Interval
    from catchup.influence import End, Influence, Moved

NEAR = 1e-9


def money_counted(found: Influence) -> bool:
    """Whether the answer is an amount of money."""
    return "USD" in found.unit


def influence_rows(found: Influence, names: Mapping[str, str]) -> list[dict[str, str]]:
    """One row for each assumption: both ends, the answer there, and the swing between them.

    Args:
        names: path of a figure -> what a reader calls it.
    """
    unit = tr("USD million") if money_counted(found) else found.unit
    low, high = tr("Answer at the low end, {unit}", unit=unit), tr("Answer at the high end, {unit}", unit=unit)
    return [
        {
            tr("Assumption"): names.get(one.path, one.path), tr("Swing, {unit}", unit=unit): swing_of(one, found),
            tr("Low end"): f"{tidy(one.low.value)} {one.unit}", low: _answer(one.low, found),
            tr("High end"): f"{tidy(one.high.value)} {one.unit}", high: _answer(one.high, found), tr("Finding"): finding(one),
            tr("Quality"): quality_sign(one.quality),
        }
        for one in found.moved
    ]


def swing_of(one: Moved, found: Influence) -> str:
    """The distance between the answers at both ends, as far as it is proven."""
    if one.verdict == "no plan":
        return tr("no plan at one end")
    if one.verdict == "undecided" and same(one.low, one.high):
        return tr("none seen")
    if one.swing.high is None:
        return tr("not known")
    return _between(one.swing, found)


def finding(one: Moved) -> str:
    """What is proven of an assumption."""
    if one.verdict == "no plan":
        return tr("decides whether there is a plan")
    if one.verdict == "moves":
        return tr("moves the answer")
    return tr("undecided: the same plan at both ends") if same(one.low, one.high) else tr("undecided: within the gap")


def same(low: End, high: End) -> bool:
    """Whether the plans found at both ends come to the same."""
    one, other = (end.reached.low if end.reached else None for end in (low, high))
    return one is not None and other is not None and abs(one - other) <= NEAR * max(1.0, abs(one))


def quality_sign(quality: str) -> str:
    """The quality of a figure; a judgement carries a sign."""
    return {"assumed": tr("⚠ assumed"), "estimated": tr("estimated"), "measured": tr("measured")}.get(quality, quality)


def _answer(end: End, found: Influence) -> str:
    return tr("no plan") if end.reached is None else _between(end.reached, found)


def _between(interval: Interval, found: Influence) -> str:
    return between(interval.low, interval.high, money=money_counted(found))


def bars(found: Influence, names: Mapping[str, str], most: int = 12) -> list[dict[str, str | float]]:
    """The assumptions proven to move the answer most: where the plan found lies at the low and at the high end, most first."""
    moving = [one for one in found.moved if one.verdict == "moves"][:most]
    return [
        {"name": names.get(one.path, one.path), "end": end, "amount": at.reached.low}
        for one in moving for end, at in (("low", one.low), ("high", one.high)) if at.reached is not None and at.reached.low is not None
    ]


def summary(found: Influence) -> str:
    """What was looked into and what was not, in one or two sentences."""
    moving = sum(one.verdict == "moves" for one in found.moved)
    said = tr(
        "{examined} of {all} figures with a range were set to both ends, with {solves} plans made; {moving} of them are proven to move the answer.",
        examined=len(found.moved), all=len(found.moved) + found.left, solves=found.solves, moving=moving,
    )
    if not found.left:
        return said
    return said + " " + tr("The other {count} were not looked into: nothing is said about them.", count=dollars(found.left))
