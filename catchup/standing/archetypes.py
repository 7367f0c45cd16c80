"""Kinds of plan: countries whose plans spend on the same things at the same time, found by clustering and named by their largest parts.

Each plan is a point: the shares of the state's outlay that go to each spending class, and when the outlay falls (0 first year, 1 last
year). Points are joined by Ward's method (Ward 1963, as in scipy); the number of kinds is the largest whose mean silhouette
(Rousseeuw 1987) is as good as the best but for 0.05. How stable the kinds are is found by leaving out one plan at a time and counting the pairs of plans that stay
together or apart (Rand 1971).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from catchup.library import data_root, lever_ids, load_lever
from catchup.plan import Plan

if TYPE_CHECKING:
    from numpy import ndarray

CLASSES = ("chips", "power", "compute", "knowledge", "infrastructure", "institutions")
MOST_KINDS = 6
FEWEST_PLANS = 4
# Below this mean silhouette there is no structure worth a name (Kaufman and Rousseeuw 1990 put the line at 0.25).
LEAST_SILHOUETTE = 0.25
LARGE_PART = 0.2  # a class is in the name of a kind from a fifth of the money on: at most two are named
NAMED_PARTS = 2
EARLY, LATE = 0.35, 0.55  # a level outlay has its middle at a half; most plans spend early because works take years
When = Literal["early", "evenly", "late", "never"]


@dataclass(frozen=True)
class Shape:
    """What a plan spends on and when; shares by spending class add up to 1, or are all 0 where nothing is spent."""

    country: str
    shares: dict[str, float]
    timing: float
    outlay_musd: float

    @property
    def point(self) -> tuple[float, ...]:
        """The plan as a point: six shares and the timing."""
        return (*(self.shares.get(name, 0.0) for name in CLASSES), self.timing)


@dataclass(frozen=True)
class Kind:
    """One kind of plan: its countries, its largest parts, and when it spends."""

    countries: tuple[str, ...]
    shares: dict[str, float]
    timing: float
    parts: tuple[str, ...]
    when: When


@dataclass(frozen=True)
class Archetypes:
    """The kinds, the mean silhouette (-1 to 1; None with too few plans), and the share of pairs that hold when a plan is left out."""

    kinds: tuple[Kind, ...]
    silhouette: float | None
    stability: float | None


def shape_of(plan: Plan) -> Shape:
    """What the state's outlay of a plan goes to, leakage included, and when."""
    classes = _classes(data_root())
    amounts: dict[str, float] = {}
    moment = total = 0.0
    clock = plan.parameters.clock
    last = max(clock.horizon - 1, 1)
    for row in plan.spending:
        spent = max(row.gross_musd, 0.0)
        name = classes.get(row.lever, "institutions")
        amounts[name] = amounts.get(name, 0.0) + spent
        moment += spent * (row.year - clock.first_year) / last
        total += spent
    shares = {name: amounts.get(name, 0.0) / total if total else 0.0 for name in CLASSES}
    return Shape(plan.country, shares, moment / total if total else 0.0, total)


@cache
def _classes(root: Path) -> dict[str, str]:
    return {lever: load_lever(lever).spending_class for lever in lever_ids()}


def archetypes(shapes: Sequence[Shape]) -> Archetypes:
    """The kinds of plan among shapes of different countries; one kind where there are too few plans or no structure."""
    ordered = sorted(shapes, key=lambda one: one.country)
    labels, silhouette = _labels([one.point for one in ordered])
    groups: dict[int, list[Shape]] = {}
    for label, one in zip(labels, ordered, strict=True):
        groups.setdefault(label, []).append(one)
    kinds = sorted((_kind(one) for one in groups.values()), key=lambda one: (-len(one.countries), one.countries))
    return Archetypes(tuple(kinds), silhouette, _stability([one.point for one in ordered], labels) if len(groups) > 1 else None)


def _kind(group: Sequence[Shape]) -> Kind:
    shares = {name: sum(one.shares.get(name, 0.0) for one in group) / len(group) for name in CLASSES}
    timing = sum(one.timing for one in group) / len(group)
    largest = sorted((name for name in CLASSES if shares[name] >= LARGE_PART), key=lambda name: -shares[name])[:NAMED_PARTS]
    spends = sum(shares.values()) > 0
    when: When = "never" if not spends else "early" if timing < EARLY else "late" if timing > LATE else "evenly"
    return Kind(tuple(one.country for one in group), shares, timing, tuple(largest), when)


def _labels(points: Sequence[tuple[float, ...]]) -> tuple[list[int], float | None]:
    """Cluster of each point, and the mean silhouette; all one cluster where no number of them is good enough."""
    import numpy

    alone = [0] * len(points)
    if len(points) < FEWEST_PLANS or len(set(points)) < 2:
        return alone, None
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist, squareform

    table = numpy.array(points)
    joined, apart = linkage(table, "ward"), squareform(pdist(table))
    tried = [[int(one) - 1 for one in fcluster(joined, number, "maxclust")] for number in range(2, min(MOST_KINDS, len(points) - 1) + 1)]
    scored = [(_silhouette(apart, labels), labels) for labels in tried]
    best = max(score for score, _ in scored)
    if best < LEAST_SILHOUETTE:
        return alone, None
    score, labels = [one for one in scored if one[0] >= best - AS_GOOD][-1]
    return labels, score


AS_GOOD = 0.05  # silhouettes nearer than this say the same; the finer grouping tells a reader more


def _silhouette(apart: ndarray, labels: Sequence[int]) -> float:
    """Mean silhouette: how much nearer each point is to its own cluster than to the next; 0 for a point alone."""
    members: dict[int, list[int]] = {}
    for at, label in enumerate(labels):
        members.setdefault(label, []).append(at)
    if len(members) < 2:
        return 0.0
    scores = []
    for at, label in enumerate(labels):
        own = [other for other in members[label] if other != at]
        if not own:
            scores.append(0.0)
            continue
        inside = float(apart[at, own].mean())
        outside = min(float(apart[at, group].mean()) for other, group in members.items() if other != label)
        scores.append((outside - inside) / max(inside, outside) if max(inside, outside) > 0 else 0.0)
    return sum(scores) / len(scores)


def _stability(points: Sequence[tuple[float, ...]], labels: Sequence[int]) -> float:
    """Mean share of pairs that stay together or apart when each plan in turn is left out."""
    held = []
    for left in range(len(points)):
        kept = [at for at in range(len(points)) if at != left]
        again, _ = _labels([points[at] for at in kept])
        held.append(rand_index([labels[at] for at in kept], again))
    return sum(held) / len(held)


def rand_index(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of pairs on which two groupings of the same things agree (Rand 1971).

    >>> rand_index([0, 0, 1], [5, 5, 5])
    0.3333333333333333
    """
    pairs = list(combinations(range(len(one)), 2))
    return sum((one[a] == one[b]) == (other[a] == other[b]) for a, b in pairs) / len(pairs) if pairs else 1.0


def kind_by_country(found: Archetypes) -> Mapping[str, int]:
    """Position of each country's kind among the kinds."""
    return {country: at for at, one in enumerate(found.kinds) for country in one.countries}
