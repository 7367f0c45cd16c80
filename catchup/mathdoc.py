"""Writes the mathematics of the model as a document, from the rules themselves.

Every rule's sentence, formula, index and place come from its decorator, its docstring and its file, so the document cannot
drift from the code; a test fails when it is stale.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from pathlib import Path

import pyomo.environ as pyo

import catchup.alliance.rules  # noqa: F401  the rules across the border
from catchup.assemble import Choices, resolve
from catchup.library import load_case
from catchup.model import build_model
from catchup.rules import REGISTRY, Rule

SECTIONS = {
    "1": "Money: fiscal room", "2": "Money: leakage", "3": "Money: absorption", "4": "Foreign exchange",
    "5": "Time", "6": "Prerequisites and sites", "7": "Power", "8": "People", "9": "Export regime and water",
    "10": "Demand and compute", "11": "Stances and procurement", "12": "Levies", "13": "Merit", "14": "Gates",
    "15": "Political capital", "16": "Administration", "17": "Learning", "18": "Reform path and agreements",
    "19": "Position in the chain", "20": "Alliances", "terminal": "End of the horizon", "target": "Targets", "lock": "Locks",
    "definition": "Definitions",
}
STATED_ELSEWHERE = {
    "2": (
        "Money leaks: a delivered dollar of a lever costs the budget $1 / (1 - \\lambda_{l,t,p})$, with the leakage of the lever, the "
        "payment year and the reform path as data (`catchup/spending.py`). The budget loses all that leaks, the nation a share of it."
    ),
    "18": (
        "One reform path: each path is a model of its own, and exactly one is chosen, $\\sum_p w_p = 1$ (`one_reform_path_is_chosen` in the "
        "exported file, `catchup/matrix.py`). National shifts of the governance index are not for sale: the baseline carries the median, zero."
    ),
    "19": (
        "Position: output of each link as a share of the world's, $output_{k,t} / world_{k,t}$, where the world's output grows as data "
        "(`catchup/model/wishes.py`, `catchup/model/objectives.py`)."
    ),
    "20": (
        "Alliances: the members' models stand side by side, $\\max \\sum_i value_i$, each with rules of its own; a term $\\sum_{j,m} from_{j,s,f,m,t}$ "
        "joins what is served in rules 10, 11 and 12, and only the rows below link two members (`catchup/alliance`, "
        "docs/decisions/0006-alliances.md)."
    ),
}


def render() -> str:
    """The document as Markdown."""
    problem = resolve(load_case("IND"), Choices(horizon=6))
    model = build_model(problem, problem.paths[0])
    lines = [
        "# The mathematics of the model", "",
        "Written by `catchup math` from the rules in the code; do not edit. One model is built for each reform path $p$; "
        "years are $t, u$, levers $l$, ages $t - u$. Money is constant 2025 MUSD, power MW, compute thousand H100 equivalents.", "",
        "Rules that are *droppable* may be named when there is no plan; definitions and balances may not.", "",
    ]
    by_number: dict[str, list[Rule]] = defaultdict(list)
    for rule in REGISTRY.values():
        by_number[rule.number].append(rule)
    for number, title in SECTIONS.items():
        heading = f"Rule {number}. {title}" if number.isdigit() else title
        lines += [f"## {heading}", ""]
        if number in STATED_ELSEWHERE:
            lines += [STATED_ELSEWHERE[number], ""]
        for rule in by_number.get(number, []):
            lines += _rule_lines(rule)
    lines += _objective_lines() + _decision_lines(model)
    return "\n".join(lines).rstrip() + "\n"


def _rule_lines(rule: Rule) -> list[str]:
    formula = inspect.getdoc(rule.function) or ""
    place = Path(inspect.getsourcefile(rule.function) or "").resolve()
    inside = place.relative_to(Path(__file__).resolve().parent.parent).as_posix()
    index = [name for name in inspect.signature(rule.function).parameters if name != "model"]
    return [
        f"**{rule.sentence}**{'' if rule.droppable else ' *(definition or balance)*'}", "",
        f"$${formula}$$", "",
        f"`{rule.name}`, for every {', '.join(index) or 'plan'}; in `{inside}`.", "",
    ]


def _objective_lines() -> list[str]:
    return [
        "## Objectives", "",
        "All are gains over carrying on with commitments only, so a constant can neither flatter nor hide a gap.", "",
        "- `value`: the sum of the value lines, discounted to 1 January of the first planned year at mid-year: users' worth whoever supplies, "
        "foreign services avoided at the shadow price, what is built, bought and run at border prices with private capital included, public money times "
        "(cost of funds - 1), expected loss from cut-offs and retaliation, gains of other users with their weight, and the terminal line.",
        "- `compute`: $\\sum_t running_t / world\\,stock_t$.",
        "- `tokens`: $\\frac{1}{T} \\sum_t home_t / D_t$, on undistorted baseline demand.",
        "- `position`: $\\max_k \\frac{1}{T} \\sum_t output_{k,t} / world_{k,t}$, one model a link.",
        "- `least_cost`: least discounted gross public cash that meets the targets.", "",
        "**Gap**: $(bound - value) / \\max(|value - carrying\\,on|,\\; 0.1\\,\\%\\ \\text{of discounted fiscal room})$.", "",
    ]


def _decision_lines(model: pyo.ConcreteModel) -> list[str]:
    lines = ["## Decisions and amounts", "", "| name | kind | meaning |", "|---|---|---|"]
    for variable in sorted(model.component_objects(pyo.Var), key=lambda one: one.local_name):
        first = next(iter(variable.values()), None)
        kind = "amount" if first is None or first.is_continuous() else "0 or 1" if first.is_binary() else "whole number"
        lines.append(f"| `{variable.local_name}` | {kind} | {variable.doc} |")
    return [*lines, ""]
