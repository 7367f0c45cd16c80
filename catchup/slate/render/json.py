"""JSON: the slate as it is, with a schema; what is written reads back as the same slate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catchup.errors import SlateError
from catchup.slate.document import Slate

SCHEMA_ID = "slate.schema.json"


def write(slate: Slate) -> bytes:
    """The whole slate as UTF-8 JSON, indented, in the order of the model's fields."""
    return (json.dumps(slate.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def read(document: bytes) -> Slate:
    """A slate from its JSON.

    Raises:
        SlateError: it is not JSON, or not a slate of this version; the message names the first places at fault.
    """
    try:
        return Slate.model_validate_json(document)
    except ValidationError as problem:
        faults = problem.errors(include_url=False, include_input=False)[:3]
        places = "; ".join(f"{'.'.join(str(part) for part in one['loc']) or '(top)'}: {one['msg']}" for one in faults)
        raise SlateError(f"this is not a slate: {places}", "write it again with `catchup slate`") from None


def schema() -> dict[str, Any]:
    """The JSON Schema of a slate."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **Slate.model_json_schema()}


def schema_text() -> str:
    """The schema as the text of `docs/schema/slate.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def write_schema(file: Path) -> None:
    """Writes the schema to a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(schema_text(), encoding="utf-8")
