"""The signature of a slate: digests of what went in and what came out, and the command that makes the same plan again."""

from __future__ import annotations

import hashlib
import json
import shlex
from typing import TYPE_CHECKING

from catchup.requests import lock_text, target_text
from catchup.slate.document import Slate

if TYPE_CHECKING:
    from catchup.plan import Plan

SLATE = "slate"
"""The key of the digest over the slate itself; it is the one entry that the digest leaves out."""
DEFAULTS = {"scenario": "baseline", "objective": "value", "horizon": 15, "first_year": 2027, "gap": 0.01, "seed": 1, "take_power_mw": 0.0}
"""What `catchup plan` takes where an option is left out."""


def signature_of(plan: Plan, texts: str) -> dict[str, str]:
    """Digests of inputs, program and plan, and the command that replays it.

    Args:
        plan: the plan. texts: digest of the data files that the words come from.
    """
    return {
        "plan": plan.digest, "profile": plan.profile_digest, "catalogue": plan.catalogue_digest, "texts": texts, "program": f"catchup {plan.code_version}",
        "seed": str(plan.seed), "replay": replay_command(plan),
    }


def replay_command(plan: Plan) -> str:
    """The command that asks the planner the same question, quoted for a shell.

    A plan that goes on from what really happened needs its file, because the record of it is too long for a command.
    """
    request = plan.request
    if request.actuals is not None:
        return "catchup plan --from PLAN.json"
    words = ["catchup", "plan", request.profile_file or request.country]
    for name, usual in DEFAULTS.items():
        given = getattr(request, name)
        if given != usual:
            words += [f"--{ {'take_power_mw': 'take-power', 'first_year': 'first-year'}.get(name, name) }", f"{given:.10g}" if isinstance(given, float) else str(given)]
    if request.other_users_weight is not None:
        words += ["--weight", f"{request.other_users_weight:.10g}"]
    words += [part for text in request.overrides for part in ("--set", text)]
    words += [part for lock in request.locks or plan.parameters.locks for part in ("--lock", lock_text(lock))]
    words += [part for target in request.targets or plan.parameters.targets for part in ("--target", target_text(target))]
    return shlex.join(words)


def digest_of(slate: Slate) -> str:
    """SHA-256 over everything the slate says, its own digest left out."""
    bare = {name: text for name, text in slate.signature.items() if name != SLATE}
    content = slate.model_copy(update={"signature": bare}).model_dump(mode="json")
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def signed(slate: Slate) -> Slate:
    """The slate with the digest over itself."""
    return slate.model_copy(update={"signature": {**slate.signature, SLATE: digest_of(slate)}})
