"""Numbers of the user that no formula takes: whose they are, and a refusal that names them.

A formula that breaks on the data that ship is a bug of the program and stays one. Where an override or a country file of the user's own is in
play, the likely fault is in their numbers, and the error says which; the cause stays attached to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from catchup.errors import CatchupError, UncomputableError
from catchup.library import Case, country_codes, load_case, load_country
from catchup.problem import Problem

BROKEN = (ArithmeticError, ValueError, TypeError, IndexError, KeyError)
"""What formulas raise on numbers they were not written for; none of these is an error of this program's own tree."""
LARGEST = 1e11
"""Greatest number that a problem may hold. Those that ship stay below 1e9, and the solver loses its footing from about 1e15 on."""


def refuse_uncomputable(case: Case, cause: Exception, again: Callable[[Case], Problem]) -> None:
    """Raises a refusal that names the user's numbers, or returns if none of them is in play.

    Args:
        case: what could not be computed. cause: what its computation raised. again: computes another case in the same way.

    Raises:
        UncomputableError: the overrides at fault, or the country's own file.
    """
    because = "a number out of range" if isinstance(cause, ValidationError) else str(cause) if isinstance(cause, TooLargeError) else type(cause).__name__
    if _own_file(case) and (not case.overrides or _breaks(case, (), again)):
        raise UncomputableError(f"the numbers of the file of {case.given.name}", because) from cause
    if case.overrides:
        alone = tuple(one for one in case.overrides if _breaks(case, (one,), again)) if len(case.overrides) > 1 else ()
        named = alone or case.overrides
        raise UncomputableError(", ".join(named), because, named) from cause


class TooLargeError(ValueError):
    """A number of the problem is beyond what can be solved with."""


def refuse_too_large(problem: Problem) -> None:
    """Refuses a problem with a number that no solver could work with.

    Raises:
        TooLargeError.
    """
    stack: list[Any] = [problem.model_dump()]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            stack += node.values()
        elif isinstance(node, list | tuple):
            stack += node
        elif isinstance(node, int | float) and not -LARGEST <= node <= LARGEST:
            raise TooLargeError(f"a number of {node:.0e} comes of it")


def _own_file(case: Case) -> bool:
    code = case.given.iso3
    return code not in country_codes() or load_country(code) != case.given


def _breaks(case: Case, overrides: tuple[str, ...], again: Callable[[Case], Problem]) -> bool:
    try:
        problem = again(load_case(case.given, case.scenario.id, overrides))
        refuse_too_large(problem)
    except BROKEN:
        return True
    except CatchupError:
        return False
    return False
