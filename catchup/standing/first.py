"""What a country that is not ready needs first, asked in a process of its own: it takes several solves, and a page must not wait for it.

`python -m catchup.standing.first REQUEST`, with the request as JSON, prints the answer as JSON, or a refusal with its remedy.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from catchup.errors import CatchupError
from catchup.plan import Request
from catchup.planner import Planner
from catchup.readiness import Readiness, readiness

REFUSED = 1


class FirstNeeds:
    """The question under way. Drop it, or call `stop`, to end its process."""

    def __init__(self, request: Request) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "catchup.standing.first", request.model_dump_json()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )
        self._answer: Readiness | None = None

    @property
    def done(self) -> bool:
        """Whether the process has ended."""
        return self._answer is not None or self._process.poll() is not None

    def answer(self) -> Readiness:
        """The answer; waits for it.

        Raises:
            CatchupError: it was refused, or the process was killed.
        """
        if self._answer is None:
            text, _ = self._process.communicate()
            self._answer = _read(text, self._process.returncode)
        return self._answer

    def stop(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()

    def __del__(self) -> None:
        if self._process.poll() is None:
            self.stop()


def _read(text: str, code: int) -> Readiness:
    try:
        if code == 0:
            return Readiness.model_validate_json(text)
        told = json.loads(text)
        raise CatchupError(str(told["error"]), str(told["remedy"]))
    except (ValueError, KeyError, TypeError):
        raise CatchupError("the process that looked for what comes first ended without an answer", "ask again") from None


def main(arguments: Sequence[str]) -> int:
    """Answers one request on standard output."""
    try:
        request = Request.model_validate_json(arguments[0] if arguments else "")
        found = readiness(Planner(request.profile_file or request.country), request)
    except CatchupError as problem:
        sys.stdout.write(json.dumps({"error": problem.message, "remedy": problem.remedy}))
        return REFUSED
    except ValidationError:
        sys.stdout.write(json.dumps({"error": "this is no request", "remedy": "give a request as JSON"}))
        return REFUSED
    sys.stdout.write(found.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
