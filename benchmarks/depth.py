"""Explanations, conflicts, frontiers and scores against one cold solve, in the same run.

Run it with the countries' codes, e.g. `python benchmarks/depth.py IND NGA`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

IMPOSSIBLE = {
    "NGA": ("compute_h100e>=1000000@2029", "home_share>=0.3@2032"),
    "IND": ("compute_h100e>=2000000@2030", "homes_power_mw>=3000@2033"),
}


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = action()
    return time.perf_counter() - began, found


def main() -> None:
    from catchup.explain import explain_measure
    from catchup.frontier import frontier
    from catchup.impossible.repairs import explained
    from catchup.planner import Planner, request_of
    from catchup.requests import parse_target
    from catchup.scoring.score import score
    from catchup.scoring.strategy import load_strategy

    print("| country | what | seconds | cold solve s | ratio | note |")
    print("|---|---|---|---|---|---|")
    for country in sys.argv[1:] or ["IND", "NGA"]:

        def tell(what: str, seconds: float, cold: float, note: str, country: str = country) -> None:
            print(f"| {country} | {what} | {seconds:.1f} | {cold:.1f} | {seconds / cold:.1f} | {note} |", flush=True)

        planner, request = Planner(country), request_of(country)
        cold, answer = timed(lambda planner=planner, request=request: planner.ask(request))
        for lever in ("ai_tariff", "ai_datacentre"):
            seconds, found = timed(lambda lever=lever, planner=planner, request=request, answer=answer: explain_measure(planner, request, answer, lever))
            tell(f"explain {lever}", seconds, cold, f"{found.solves} further plans")
        for target in IMPOSSIBLE[country]:
            asked = request.model_copy(update={"targets": (parse_target(target),)})
            seconds, error = timed(lambda asked=asked, country=country: explained(Planner(country), asked))
            tell(f"no plan: {target}", seconds, cold, f"{len(error.conflict)} sentences, {len(error.repairs)} ways out")
        alone = max(timed(lambda name=name, country=country: Planner(country).ask(request_of(country, objective=name)))[0] for name in ("tokens", "value"))
        seconds, line = timed(lambda country=country: frontier(Planner(country), request_of(country), "cost", "tokens", points=15))
        tell("frontier cost/tokens, 15 points", seconds, alone, f"{len(line.points)} points kept")
        slate = load_strategy("indiaai_mission_2024" if country == "IND" else "nigeria_ai_strategy_2024")
        seconds, _ = timed(lambda slate=slate: score(slate, time_limit=0.01))
        tell(f"score {slate.name}", seconds, cold, "headline only")


if __name__ == "__main__":
    main()
