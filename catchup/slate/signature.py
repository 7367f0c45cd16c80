"""The signature of a slate: digests of what went in and what came out, and the command that makes the same plan again."""

from __future__ import annotations

import hashlib
import json
import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

from catchup.kept import digest_in
from catchup.language import tr
from catchup.requests import lock_text, target_text
from catchup.slate.document import Slate

if TYPE_CHECKING:
    from catchup.plan import Plan

SLATE = "slate"
"""The key of the digest over the slate itself; it is the one entry that the digest leaves out."""
DEFAULTS = {"scenario": "baseline", "objective": "value", "horizon": 15, "first_year": 2027, "gap": 0.01, "seed": 1, "take_power_mw": 0.0}
"""What `catchup plan` takes where an option is left out."""


def signature_of(plan: Plan, texts: str, digest: str | None = None) -> dict[str, str]:
    """Digests of inputs, program and plan, and the command that replays it.

    Args:
        plan: the plan. texts: digest of the data files that the words come from. digest: of the plan, where it is known.
    """
    return {
        "plan": digest or plan.digest, "profile": plan.profile_digest, "catalogue": plan.catalogue_digest, "texts": texts, "program": f"catchup {plan.code_version}",
        "seed": str(plan.seed), "replay": replay_command(plan),
    }


def replay_command(plan: Plan) -> str:
    """The command that asks the planner the same question, quoted for a shell.

    A plan that goes on from what really happened needs its file, because the record of it is too long for a command. A country file that is kept
    under its content has no name elsewhere: the command then says `KEN.yaml` or the like, and `needed_file` says which file that has to be.
    """
    request = plan.request
    if request.actuals is not None:
        return "catchup plan --from PLAN.json"
    words = ["catchup", "plan", country_argument(plan)]
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


def country_argument(plan: Plan) -> str:
    """What stands for the country in the command: its code, or a file that whoever replays it has to have."""
    given = plan.request.profile_file
    if given is None:
        return plan.request.country
    # Where a file lay on one machine is a path to nowhere on another, and no reader's business.
    return f"{plan.request.country}.yaml" if digest_in(given) else PurePath(given).name


def needed_file(plan: Plan) -> str:
    """What the reader has to have beside the program to replay the plan; empty for a country that ships."""
    request = plan.request
    if request.actuals is not None:
        return tr("PLAN.json is the plan's own file, as the issuing office keeps it.")
    if request.profile_file is None:
        return ""
    return tr(
        "{file} is the country file that the issuing office used, and does not ship with the program; the certificate of its plan says profile {digest}.",
        file=country_argument(plan), digest=plan.profile_digest[:12],
    )


def digest_of(slate: Slate) -> str:
    """SHA-256 over everything the slate says, its own digest left out."""
    bare = {name: text for name, text in slate.signature.items() if name != SLATE}
    content = slate.model_copy(update={"signature": bare}).model_dump(mode="json")
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def signed(slate: Slate) -> Slate:
    """The slate with the digest over itself."""
    return slate.model_copy(update={"signature": {**slate.signature, SLATE: digest_of(slate)}})
