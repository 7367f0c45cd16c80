"""catchup: what a country outside the AI production chain should build, buy, ban and reform, in which year.

>>> from catchup import make_plan
>>> plan = make_plan("NGA")                   # doctest: +SKIP
>>> plan.to_frame("steps")                    # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catchup.audit import AuditReport, audit_plan
    from catchup.errors import CatchupError
    from catchup.library import country_codes, load_country, load_scenario
    from catchup.plan import Plan
    from catchup.planner import export_model, make_plan, parse_lock, parse_target

_HOME = {
    "AuditReport": "audit", "audit_plan": "audit", "CatchupError": "errors", "country_codes": "library",
    "load_country": "library", "load_scenario": "library", "Plan": "plan", "export_model": "planner",
    "make_plan": "planner", "parse_lock": "planner", "parse_target": "planner",
}

__all__ = [
    "AuditReport", "CatchupError", "Plan", "audit_plan", "country_codes", "export_model", "load_country", "load_scenario",
    "make_plan", "parse_lock", "parse_target",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that `import catchup` stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'catchup' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"catchup.{_HOME[name]}"), name)
