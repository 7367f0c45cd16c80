"""Every way the planner says no, as one small tree.

    CatchupError
    |-- InputError              exit code 1: something the user gave is wrong
    |   |-- DataFileError       a YAML file has faults; all of them at once
    |   |-- UnknownNameError    a country, lever, scenario or parameter that does not exist
    |   |-- OverrideError       an override, lock or target that cannot be applied
    |   |   `-- UncomputableError  numbers of the user that no formula of the planner takes
    |   |-- PlanFileError       a plan file that cannot be read
    |   `-- SlateError          a slate that cannot be written or read back
    |-- NoFeasiblePlanError     exit code 3: the sentences in force contradict each other
    |-- NoPlanInTimeError       exit code 4: a limit was reached before any plan was found
    |-- AuditError              our fault: a plan failed its own audit
    `-- SolverError             our fault: the solver reported something it should not

Each error has a `remedy` that tells what to do next, and survives pickling.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Protocol


class Said(Protocol):
    """Something that can be said in one sentence and written down: an entry of a conflict, or a way out of it."""

    @property
    def sentence(self) -> str:
        """The sentence in plain words."""

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """The record as plain data."""


class CatchupError(Exception):
    """Base of all errors the program raises on purpose."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  remedy: {self.remedy}" if self.remedy else self.message


class InputError(CatchupError):
    """Something the user gave cannot be used as it is."""


class DataFileError(InputError):
    """A data file has faults. `faults` holds (line, path, message) for every one of them."""

    def __init__(self, file: str, faults: Sequence[tuple[int, str, str]]) -> None:
        lines = "\n".join(f"  {file}:{line}: {path or '(top)'}: {text}" for line, path, text in faults)
        count = f"{len(faults)} fault{'s' if len(faults) != 1 else ''}"
        super().__init__(f"{count} in {file}\n{lines}", "correct the lines named, then run `catchup check`")
        self.args = (file, faults)
        self.file = file
        self.faults = list(faults)


NEAREST, FEW = 3, 12


class UnknownNameError(InputError):
    """A name that is not in the list of what exists; suggests the nearest, and `also` what else can be done."""

    def __init__(self, kind: str, name: str, known: Sequence[str], also: str = "") -> None:
        near = get_close_matches(name, known, n=NEAREST, cutoff=0.4)
        some = sorted(known)[:FEW]
        more = f" and {len(known) - len(some)} more" if len(known) > len(some) else ""
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(some)}{more}"
        super().__init__(f"unknown {kind} {name!r}", f"{hint}; {also}" if also else hint)
        self.args = (kind, name, known, also)
        self.kind, self.name, self.known = kind, name, list(known)


class OverrideError(InputError):
    """An override, lock, target or option that cannot be applied."""


class UncomputableError(OverrideError):
    """Numbers of the user that no formula of the planner takes: a term of zero years, an economy of nothing.

    `named` are the overrides at fault, none where it is the country's own file; `because` is what the computation said.
    """

    def __init__(self, what: str, because: str, named: Sequence[str] = ()) -> None:
        super().__init__(
            f"the planner cannot compute with {what} ({because})", "look for a zero, a rate below -1 or a range of years"
        )
        self.args = (what, because, named)
        self.because, self.named = because, tuple(named)


class PlanFileError(InputError):
    """A plan file that is not JSON, of another version, or lacks what a plan must have."""


class SlateError(InputError):
    """A slate that cannot be written or read back: a page cap that does not hold, a reference to nothing, another version."""


class NoFeasiblePlanError(CatchupError):
    """No plan satisfies the rules, targets and locks together.

    `conflict` names the droppable sentences that were in force and cannot all hold, `repairs` the ways out that were solved, cheapest
    first. `proven` says that each sentence of the conflict is needed for it.
    """

    exit_code = 3

    def __init__(
        self, message: str, remedy: str = "", conflict: Sequence[Said] = (), repairs: Sequence[Said] = (), proven: bool = False
    ) -> None:
        super().__init__(message, remedy)
        self.args = (message, remedy, conflict, repairs, proven)
        self.conflict, self.repairs, self.proven = list(conflict), list(repairs), proven

    def __str__(self) -> str:
        sentences = "".join(f"\n  - {one}" for one in self.conflict)
        return f"{self.message}{sentences}" + (f"\n  remedy: {self.remedy}" if self.remedy else "")


class NoPlanInTimeError(CatchupError):
    """A time limit or an interruption came before any plan was found."""

    exit_code = 4


class AuditError(CatchupError):
    """A plan failed its own audit: a bug of the program, never a result."""

    def __init__(self, message: str, remedy: str = "", violations: Sequence[str] = ()) -> None:
        super().__init__(message, remedy)
        self.args = (message, remedy, violations)
        self.violations = list(violations)


class SolverError(CatchupError):
    """The solver reported a state the program does not know how to read."""
