"""Re-solves: how long a warm planner needs to answer a change, and how much of it is the solver.

200 random changes with published seeds: budget, leakage, a lever off, a date, a target. Infeasible and timed-out answers count. Some of
the same problems are given whole to raw HiGHS, all reform paths in one, in the same run.

    python benchmarks/resolve.py IND NGA --changes 200 --raw 3
    python benchmarks/resolve.py --all --changes 20
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from pathlib import Path

SEED = 20261123
LEVERS = ("ai_tariff", "energy_solar_storage", "ai_datacentre", "fab_mature", "procurement_ban", "diaspora_talent", "energy_gas", "ai_lab")


def changes(count: int, seed: int = SEED) -> list[tuple[str, dict]]:
    """Random changes as updates of a request, each with a short name. The same seed gives the same changes."""
    from catchup.problem import Lock, Target

    draw = random.Random(seed)
    kinds = ("budget", "leakage", "lever off", "date", "target")
    found = []
    for at in range(count):
        kind = kinds[at % len(kinds)]
        if kind == "budget":
            update = {"overrides": (f"fiscal.room=x{draw.uniform(0.6, 1.8):.3f}",)}
        elif kind == "leakage":
            update = {"overrides": (f"institutions.leakage=x{draw.uniform(0.6, 1.3):.3f}",)}
        elif kind == "lever off":
            update = {"locks": (Lock(lever=draw.choice(LEVERS), kind="out"),)}
        elif kind == "date":
            lever, year = draw.choice(LEVERS), draw.randint(2028, 2034)
            update = {"locks": (Lock(lever=lever, kind=draw.choice(("not_before", "in")), year=year),)}
        else:
            metric, least, most = draw.choice((("home_share", 0.02, 0.35), ("compute_h100e", 3e3, 4e6), ("homes_power_mw", 50, 4e3)))
            amount = least * (most / least) ** draw.random()
            update = {"targets": (Target(metric=metric, sense=">=", amount=float(f"{amount:.3g}"), year=draw.randint(2031, 2040)),)}
        found.append((kind, update))
    return found


def measure(country: str, count: int, gap: float, limit: float) -> list[dict]:
    """One row for each change: seconds to the provisional and to the proven answer, seconds in the solver, status."""
    from catchup.errors import NoFeasiblePlanError, NoPlanInTimeError
    from catchup.planner import Planner, request_of
    from catchup.solver import METER

    planner, base = Planner(country), request_of(country, gap=gap)
    planner.ask(base)
    rows = []
    for kind, update in changes(count):
        first: list[float] = []
        began, before = time.perf_counter(), METER.seconds
        row = {"country": country, "kind": kind, "status": "proven", "edit": ""}
        try:
            answer = planner.ask(
                base.model_copy(update=update), seconds=limit,
                provisional=lambda _, began=began, first=first: first.append(time.perf_counter() - began),
            )
            row |= {"edit": answer.edit, "status": "proven" if answer.outcome.proven else "gap open", "value": answer.value, "gap": answer.gap}
        except NoFeasiblePlanError:
            row["status"] = "infeasible"
        except NoPlanInTimeError:
            row["status"] = "timed out"
        row |= {
            "seconds": time.perf_counter() - began, "solver": METER.seconds - before,
            "provisional": first[0] if first else None,
            "change": str({key: [str(one) for one in value] for key, value in update.items()}),
        }
        rows.append(row)
    return rows


def raw(country: str, count: int, gap: float, limit: float) -> list[dict]:
    """Raw HiGHS, with its own defaults, on whole problems of the same changes."""
    import highspy

    from catchup.matrix import combine
    from catchup.planner import Planner, request_of
    from catchup.search import write
    from catchup.solver import write_model

    planner, base, rows = Planner(country), request_of(country), []
    picked = [one for one in changes(200) if one[0] in ("budget", "leakage", "lever off")][:count]
    for kind, update in picked:
        _, problem = planner.resolved(base.model_copy(update=update))
        parts = {key[0]: matrix for key, (_, matrix) in write(problem, "value").matrices.items()}
        file = Path(f"/tmp/raw_{country}.mps")
        write_model(combine(parts, country), file)
        make = highspy.Highs
        solver = make()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("time_limit", limit)
        solver.readModel(str(file))
        began = time.perf_counter()
        solver.run()
        rows.append({"country": country, "kind": kind, "seconds": time.perf_counter() - began})
        file.unlink()
    return rows


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("countries", nargs="*", default=["IND", "NGA"])
    parser.add_argument("--all", action="store_true", help="every country that ships")
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds a change")
    parser.add_argument("--raw", type=int, default=0, help="changes also given to raw HiGHS")
    parser.add_argument("--slowest", type=int, default=0, help="print the slowest changes")
    parser.add_argument("--out", type=Path, help="all rows as JSON")
    given = parser.parse_args()
    from catchup.library import country_codes

    every: list[dict] = []
    print("| country | changes | p50 s | p95 s | worst s | provisional p95 s | solver share | proven | gap open | infeasible | timed out | raw HiGHS median s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for country in country_codes() if given.all else given.countries:
        rows = measure(country, given.changes, given.gap, given.limit)
        every += rows
        tell(country, rows, raw(country, given.raw, given.gap, 300.0) if given.raw else [])
    if given.all:
        tell("all", every, [])
    for row in sorted(every, key=lambda one: -one["seconds"])[: given.slowest]:
        print(f"{row['seconds']:.2f} s {row['country']} {row['status']} {row['change']}")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; seed {SEED}")
    if given.out:
        given.out.write_text(json.dumps(every, indent=1))


def tell(name: str, rows: list[dict], whole: list[dict]) -> None:
    seconds = [row["seconds"] for row in rows]
    first = [row["provisional"] for row in rows if row["provisional"] is not None]
    count = {status: sum(row["status"] == status for row in rows) for status in ("proven", "gap open", "infeasible", "timed out")}
    share = sum(row["solver"] for row in rows) / sum(seconds)
    beside = f"{quantile([row['seconds'] for row in whole], 0.5):.1f}" if whole else ""
    print(
        f"| {name} | {len(rows)} | {quantile(seconds, 0.5):.2f} | {quantile(seconds, 0.95):.2f} | {max(seconds):.2f} | "
        f"{quantile(first, 0.95):.2f} ({len(first)}) | {share:.0%} | {' | '.join(str(count[one]) for one in count)} | {beside} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
