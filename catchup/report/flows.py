"""Public and private money as one picture: from its sources through leakage to the levers, for the horizon or one year.

The picture is plain geometry in a field one wide and one high, measured from the top left, so that any page or document can draw it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from catchup.language import tr
from catchup.report.money import leak_share, yearly_money
from catchup.report.outlay import arriving, leaks_name
from catchup.report.series import MOST_SERIES
from catchup.report.words import Currency, lever_names, money_in, planned_years, share, short

if TYPE_CHECKING:
    from catchup.plan import Plan

Kind = Literal["source", "pool", "lever", "leak", "left"]
SMALLEST = 0.05  # USD million; less is not drawn
NODE_WIDTH = 0.014
GAP = 0.022  # between nodes, of the height
LEAST_HEIGHT = 0.07  # room that a name of two lines needs, of the height
BENDS = 24  # points along a ribbon
COLUMNS = (0.0, 0.3, 0.56, 1.0 - NODE_WIDTH)
SOURCES, PUBLIC, SPENT, ENDS = range(4)


@dataclass(frozen=True)
class Node:
    """Where money is: all that flows in or, at a source, out. USD million of 2025."""

    id: str
    name: str
    kind: Kind
    column: int
    amount: float


@dataclass(frozen=True)
class Link:
    """Money that goes from one node to another, USD million of 2025."""

    source: str
    target: str
    amount: float
    kind: Kind


@dataclass(frozen=True)
class Flows:
    """Nodes and links. At every node between a source and an end, what flows in flows out."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def into(self, node: str) -> float:
        """What flows into a node."""
        return sum(one.amount for one in self.links if one.target == node)

    def out_of(self, node: str) -> float:
        """What flows out of a node."""
        return sum(one.amount for one in self.links if one.source == node)


@dataclass(frozen=True)
class Bar:
    """A node as drawn."""

    node: Node
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Height at which its name stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Ribbon:
    """A link as drawn: its upper and lower edge at points from left to right."""

    link: Link
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Drawing:
    """All bars and ribbons, from 0 to 1 both ways."""

    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]


def flows_of(plan: Plan, year: int | None = None) -> Flows:
    """Where the money comes from and where it ends.

    Args:
        plan: the plan.
        year: a planned year; None for the whole horizon, in which money carried over from year to year is not counted again.
    """
    links = [*_public_in(plan, year), *_public_out(plan, year), *_levers(plan, year)]
    links = [one for one in links if one.amount >= SMALLEST]
    names = _node_names(plan)
    return Flows(tuple(_nodes(links, names)), tuple(links))


def _rows(plan: Plan, year: int | None) -> list[dict[str, float]]:
    rows = dict(zip(planned_years(plan.parameters), yearly_money(plan), strict=True))
    return list(rows.values()) if year is None else [rows[year]]


def _sum(plan: Plan, year: int | None, column: str) -> float:
    return sum(row[column] for row in _rows(plan, year))


def _entries(plan: Plan, year: int | None) -> dict[str, float]:
    """Entries of the money ledger by what they are."""
    found: dict[str, float] = defaultdict(float)
    for entry in plan.ledgers:
        if entry.ledger == "money" and year in (None, entry.year):
            found[entry.entry.partition(":")[0]] += entry.amount
    return found


def _public_in(plan: Plan, year: int | None) -> list[Link]:
    entries = _entries(plan, year)
    freed = entries["freed by closed firms"] + entries["freed by cancelled projects"]
    amounts = {
        "appropriation": entries["appropriation released"], "before": entries["opening balance"] if year is not None else 0.0,
        "freed": freed, "recycled": entries["recycled receipts"], "saved": entries["saved"], "borrowed": entries["borrowed"],
        "lent": entries["lent"],
    }
    return [Link(name, "public", amount, "source") for name, amount in amounts.items()]


def _public_out(plan: Plan, year: int | None) -> list[Link]:
    carried = _sum(plan, year, "carried") if year is not None else 0.0
    return [
        Link("public", "spent", _sum(plan, year, "outlay"), "pool"), Link("public", "service", _sum(plan, year, "service"), "left"),
        Link("public", "carried", carried, "left"), Link("public", "lapsed", _sum(plan, year, "lapses"), "left"),
        Link("spent", "leaks", _sum(plan, year, "leaks"), "leak"),
    ]


def _levers(plan: Plan, year: int | None) -> list[Link]:
    """What arrives at each lever, and private money; all but the largest levers drawn together."""
    names = lever_names(plan)
    public: dict[str, float] = defaultdict(float)
    private: dict[str, float] = defaultdict(float)
    for (when, name), amount in arriving(plan).items():
        if year in (None, when):
            public[name] += amount
    for row in plan.spending:
        if year in (None, row.year):
            private[short(names.get(row.lever, row.lever))] += row.private_musd
    everyone = sorted({*public, *private}, key=lambda name: -public[name] - private[name])
    large = everyone[:MOST_SERIES]
    last = "others" if len(everyone) > MOST_SERIES + 1 else ""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for name in everyone:
        target = f"lever: {name}" if name in large or not last else last
        sums["spent", target] += public[name]
        sums["private", target] += private[name]
    return [Link(source, target, amount, "lever") for (source, target), amount in sums.items()]


def _node_names(plan: Plan) -> dict[str, tuple[str, Kind, int]]:
    """Identifier -> name, kind and column of the nodes that do not depend on the plan, in order from the top."""
    return {
        # Private money goes straight to the levers, above the public money, so that the two cross little.
        "private": (tr("Private money"), "source", SOURCES),
        "appropriation": (tr("Appropriation released"), "source", SOURCES),
        "before": (tr("Carried over from the year before"), "source", SOURCES),
        "freed": (tr("Freed by closing and calling off"), "source", SOURCES),
        "recycled": (tr("Receipts recycled"), "source", SOURCES),
        "saved": (tr("Savings"), "source", SOURCES),
        "borrowed": (tr("Borrowed"), "source", SOURCES),
        "lent": (tr("Development banks"), "source", SOURCES),
        "public": (tr("Public money"), "pool", PUBLIC),
        "spent": (tr("Public outlay"), "pool", SPENT),
        "lapsed": (tr("Lapses unspent"), "left", SPENT),
        "carried": (tr("Carried into the next year"), "left", SPENT),
        "service": (tr("Debt service"), "left", SPENT),
        "others": (tr("All others"), "lever", ENDS),
        "leaks": (leaks_name(), "leak", ENDS),
    }


def _nodes(links: Sequence[Link], names: dict[str, tuple[str, Kind, int]]) -> list[Node]:
    """Every node that something flows through; at the right levers from the largest, and the leak below them."""
    amounts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in links:
        amounts[one.source][1] += one.amount
        amounts[one.target][0] += one.amount
    size = {node: max(both) for node, both in amounts.items()}
    fixed = [Node(node, *names[node], size[node]) for node in names if node in size]
    levers = [
        Node(node, node.removeprefix("lever: "), "lever", ENDS, size[node])
        for node in sorted((one for one in size if one not in names), key=lambda one: -size[one])
    ]
    return [*(one for one in fixed if one.column != ENDS), *levers, *(one for one in fixed if one.column == ENDS)]


def drawing_of(flows: Flows) -> Drawing:
    """Bars and ribbons. Heights of bars are in proportion to their amounts everywhere; each bar has room for its name."""
    if not flows.links:
        return Drawing((), ())
    columns = [[one for one in flows.nodes if one.column == at] for at in range(len(COLUMNS))]
    scale = min(_scale(column) for column in columns if column)
    bars = {bar.node.id: bar for column in columns for bar in _stack(column, scale)}
    return Drawing(tuple(bars.values()), tuple(_ribbons(flows, bars, scale)))


def _scale(column: Sequence[Node]) -> float:
    """Height of a million, so that the column fits with the gaps and the room for names; found by halving."""
    low, high = 0.0, 1.0 / max(one.amount for one in column)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _height(column, middle) <= 1 else (low, middle)
    return low


def _height(column: Sequence[Node], scale: float) -> float:
    return sum(max(one.amount * scale, LEAST_HEIGHT) for one in column) + GAP * (len(column) - 1)


def _stack(column: Sequence[Node], scale: float) -> list[Bar]:
    """One column, spread over the height; the inner ones as low as the public money that enters them from the left."""
    free = 1 - _height(column, scale)
    inner = bool(column) and column[0].column in (PUBLIC, SPENT)
    spare = 0.0 if inner else free / max(len(column) - 1, 1)
    top, found = free if inner else 0.0, []
    for one in column:
        room, height = max(one.amount * scale, LEAST_HEIGHT), one.amount * scale
        begin, left = top + (room - height) / 2, COLUMNS[one.column]
        found.append(Bar(one, left, left + NODE_WIDTH, begin, begin + height))
        top += room + GAP + spare
    return found


def _ribbons(flows: Flows, bars: dict[str, Bar], scale: float) -> list[Ribbon]:
    """Links leave and reach a bar in the order in which the bars at their other ends stand, so that few cross."""
    starts: dict[Link, float] = {}
    ends: dict[Link, float] = {}
    found = []
    for node, bar in bars.items():
        starts |= _offsets([one for one in flows.links if one.source == node], bar, scale, lambda one: bars[one.target].middle)
        ends |= _offsets([one for one in flows.links if one.target == node], bar, scale, lambda one: bars[one.source].middle)
    for link in flows.links:
        left, right = bars[link.source].right, bars[link.target].left
        found.append(Ribbon(link, _curve((left, starts[link]), (right, ends[link]), link.amount * scale)))
    return found


def _offsets(links: list[Link], bar: Bar, scale: float, height: Callable[[Link], float]) -> dict[Link, float]:
    found, top = {}, bar.top
    for one in sorted(links, key=height):
        found[one] = top
        top += one.amount * scale
    return found


def _curve(start: tuple[float, float], end: tuple[float, float], thick: float) -> tuple[tuple[float, float, float], ...]:
    """A ribbon that leaves and arrives level: a cubic between its ends."""
    points = []
    for at in range(BENDS + 1):
        part = at / BENDS
        top = start[1] + (end[1] - start[1]) * part * part * (3 - 2 * part)
        points.append((start[0] + (end[0] - start[0]) * part, top, top + thick))
    return tuple(points)


def flow_rows(plan: Plan, flows: Flows, currency: Currency = "usd") -> list[dict[str, str]]:
    """The links as a table: from, to, amount."""
    names = {one.id: one.name for one in flows.nodes}
    return [
        {tr("From"): names[one.source], tr("To"): names[one.target], tr("Amount"): money_in(one.amount, plan.parameters, currency)}
        for one in sorted(flows.links, key=lambda one: -one.amount)
    ]


def leak_sentence(plan: Plan, year: int | None, currency: Currency = "usd") -> str:
    """What leaks of the outlay, as a sentence."""
    row = {name: _sum(plan, year, name) for name in ("outlay", "leaks")}
    part = leak_share(row)
    if part is None:
        return tr("No public money is spent.")
    said = {name: money_in(amount, plan.parameters, currency) for name, amount in row.items()}
    return tr("Of {outlay} of public outlay {leaks}, {share}, leaks before it becomes anything.", share=share(part), **said)
