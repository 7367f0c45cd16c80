"""Why the plan is what it is and how far to trust it: what binds, what reform is worth, standing checks, certificate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from catchup.binding import LIMITS, binding_years
from catchup.language import tr
from catchup.report.layout import Page
from catchup.report.words import (
    Currency,
    dollars,
    grouped,
    in_money_unit,
    marked,
    money,
    money_in,
    money_unit,
    share,
    significant,
    year_names,
)

if TYPE_CHECKING:
    from catchup.plan import ObjectiveRecord, PathRecord, Plan
    from catchup.problem import Problem

CERTIFICATE_NAMES = 12  # columns
STATUS = {
    "chosen": marked("chosen"), "solved": marked("solved"), "pruned": marked("cannot be better"), "infeasible": marked("no plan"),
    "stopped": marked("stopped by the limit"),
}
# Below this a gap is rounding of the solver and prints as zero.
SMALL_GAP = 5e-5


def what_binds(page: Page, plan: Plan) -> None:
    """Prints the limits that hold the plan back, and those that never do."""
    page.heading("What holds the plan back")
    found, problem = binding_years(plan), plan.parameters
    sentences = {ledger: sentence for ledger, (_, sentence, _) in LIMITS.items()} | {
        "spare_power": "All power that can be spared without taking it from anybody is used"
    }
    for ledger, sentence in sentences.items():
        if found.get(ledger):
            page.bullet(Text.assemble((sentence, "bold"), f": {year_names(problem, found[ledger])}."))
    _lapsing(page, plan)
    never = [name for ledger, (_, _, name) in LIMITS.items() if not found.get(ledger) and ledger != "money"]
    if never:
        page.bullet(f"Never used up: {', '.join(never)}.")


def _lapsing(page: Page, plan: Plan) -> None:
    lapsed = {one.year: -one.amount for one in plan.ledgers if one.ledger == "money" and one.entry == "lapsed" and one.amount < -0.5}
    if lapsed:
        page.bullet(
            Text.assemble(
                ("Money is left over", "bold"), f" ({money(sum(lapsed.values()))} in all): {year_names(plan.parameters, lapsed)}."
            ),
            "In these years something else is scarce, or nothing more is worth its cost; a larger vote would buy nothing.",
        )


def reform_paths(page: Page, plan: Plan) -> None:
    """Prints what each reform path is worth."""
    page.heading("What each reform path is worth")
    unit = plan.objective
    rows: list[list[str | Text]] = [
        [
            Text(_path_name(one.name, one.path), style="bold" if one.status == "chosen" else ""), _level(one.value, unit), _level(one.bound, unit),
            STATUS.get(one.status, one.status),
        ]
        for one in sorted(plan.paths, key=lambda one: (-(one.value if one.value is not None else float("-inf")), -(one.bound or 0)))
    ]
    page.table(["path", "plan found", "at most", "outcome"], rows, last_wraps=True)


def ranked_paths(plan: Plan) -> list[PathRecord]:
    """Reform paths, the chosen one first, then by how good each could be at most."""
    return sorted(plan.paths, key=lambda one: (one.path != plan.path, -(one.bound if one.bound is not None else float("-inf"))))


def path_level(plan: Plan, amount: float | None, none: str, currency: Currency = "usd") -> str:
    """A level of a path in `path_unit`, to the last whole unit because paths may lie close together; `none` where there is no level."""
    if amount is None or abs(amount) == float("inf"):
        return none
    if "USD" not in plan.objective.unit:
        return significant(amount, 4)
    return dollars(amount) if currency == "usd" else significant(in_money_unit(amount, plan.parameters, currency), 4)


def path_unit(plan: Plan, currency: Currency = "usd") -> str:
    """What levels of paths are counted in."""
    return money_unit(plan.parameters, currency) if "USD" in plan.objective.unit else plan.objective.unit


def level(plan: Plan, amount: float | None, currency: Currency = "usd") -> str:
    """A level of the plan's objective with its unit, as a phrase."""
    one = plan.objective
    if amount is None or abs(amount) == float("inf"):
        return tr("not known")
    return money_in(amount, plan.parameters, currency) if "USD" in one.unit else f"{significant(amount)} {one.unit}"


def proof_sentence(plan: Plan, currency: Currency = "usd") -> str:
    """How well it is proven that no plan is better, in one sentence."""
    one = plan.objective
    said = {"gap": share(one.gap, 2), "reached": level(plan, one.value, currency), "most": level(plan, one.bound, currency)}
    if one.status == "optimal" and one.gap < SMALL_GAP:
        return tr("It is proven that no plan is better than this one, which reaches {reached}.", **said)
    if one.status == "optimal":
        return tr("It is proven that no plan is better by more than {gap} of its gain: this one reaches {reached}, none can exceed {most}.", **said)
    return tr(
        "A limit stopped the search: a better plan may exist, by up to {gap} of its gain: this one reaches {reached}, none can exceed {most}.", **said
    )


def connection_sentence(plan: Plan, currency: Currency = "usd") -> str:
    """What choosing laboratories by connection would cost; empty where the plan does not say."""
    if plan.connection_cost is None:
        return ""
    if any(step.action == "fund" for step in plan.steps):
        return tr("Choosing laboratories by connection and not by merit would cost at most {cost}.", cost=level(plan, plan.connection_cost, currency))
    return tr("No laboratory is funded, so choosing them by connection costs nothing.")


def _path_name(name: str, path: str) -> str:
    """Name of a path, with the link of the chain where each link is a search of its own."""
    link = path.partition(": ")[2]
    return f"{name}: {link.replace('_', ' ')}" if link else name


def _level(amount: float | None, objective: ObjectiveRecord) -> str:
    if amount is None or abs(amount) == float("inf"):
        return "-"
    return dollars(amount) if "USD" in objective.unit else significant(amount, 4)


def standing_checks(page: Page, plan: Plan) -> None:
    """Prints the standing checks, and what choosing laboratories by connection would cost."""
    page.heading("Standing checks")
    for check in plan.checks:
        mark = (page.symbol("✓", "ok"), "green") if check.passed else (page.symbol("✗", "no"), "bold red")
        page.hanging(Text.assemble(mark), Text.assemble((check.name[:1].upper() + check.name[1:], "bold"), f": {check.finding}"), len(mark[0]))
    if not plan.checks:
        page.paragraph("None recorded.")
    if plan.connection_cost is not None and any(step.action == "fund" for step in plan.steps):
        cost = _amount(plan.connection_cost, plan.objective)
        page.paragraph(f"Choosing laboratories by connection and not by merit would cost at most {cost}.", indent=4)


def _amount(amount: float, objective: ObjectiveRecord) -> str:
    return money(amount) if "USD" in objective.unit else f"{significant(amount, 4)} ({objective.unit})"


def certificate(page: Page, plan: Plan) -> None:
    """Prints how good the plan is, how well that is proven, and what it was made from."""
    page.heading("Certificate")
    one, problem = plan.objective, plan.parameters
    proven = (
        f"proven within the gap asked for ({share(plan.request.gap, 2)})" if one.status == "optimal"
        else f"NOT proven within the gap asked for ({share(plan.request.gap, 2)}): a limit stopped the search"
    )
    name = "cost" if one.name == "least_cost" else "worth" if "USD" in one.unit else "reached"
    rows = [
        ("status", proven),
        (name, f"{_amount(one.value, one)}; no plan can be better than {_amount(one.bound, one)}; gap {share(one.gap, 2)}"),
        ("carrying on", _amount(one.baseline, one)),
        ("made from", f"profile {plan.profile_digest[:12]}, catalogue {plan.catalogue_digest[:12]}"),
        ("made by", f"catchup {plan.code_version}, seed {plan.seed}; digest of the plan {plan.digest[:12]}"),
        ("inputs", _qualities(plan)),
        *_asked(plan, problem),
        *_run(plan),
    ]
    for name, text in rows:
        page.hanging(name, text, CERTIFICATE_NAMES)


def _asked(plan: Plan, problem: Problem) -> list[tuple[str, str]]:
    locks = [
        " ".join([one.lever, one.kind.replace("_", " "), *(f"{detail:g}" for detail in (one.year, one.units) if detail is not None)])
        for one in problem.locks
    ]
    targets = [f"{one.metric} {one.sense} {one.amount:,g} in {one.year}" for one in problem.targets]
    rows = [("overrides", plan.request.overrides), ("locks", locks), ("targets", targets)]
    return [(name, "; ".join(texts)) for name, texts in rows if texts]


def _qualities(plan: Plan) -> str:
    if not plan.assumptions:
        return "not listed"
    count = Counter(one.quality for one in plan.assumptions)
    total = len(plan.assumptions)
    counted = ", ".join(f"{grouped(count[quality])} {quality}" for quality in ("measured", "estimated", "assumed"))
    return f"{grouped(total)} figures: {counted} ({share(count['assumed'] / total, 0)})"


def _run(plan: Plan) -> list[tuple[str, str]]:
    if plan.run is None:
        return []
    run = plan.run
    seconds = ", ".join(f"{stage} {amount:.1f} s" for stage, amount in run.seconds.items())
    size = f"{grouped(run.rows)} rows, {grouped(run.columns)} columns, {grouped(run.integers)} whole-number decisions"
    return [("this run", f"{run.solver}; {seconds}; {size}".removeprefix("; "))]
