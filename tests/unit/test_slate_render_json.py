"""The schema that is published is the one the program keeps, and a file that is no slate is refused with the place at fault."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from slate_samples import SAMPLES

from catchup.errors import SlateError
from catchup.slate.render import render
from catchup.slate.render.json import read, schema_text

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "slate.schema.json"


def test_the_published_schema_is_that_of_the_model(golden) -> None:
    golden(SCHEMA, schema_text())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_slate_keeps_the_published_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert not list(validator.iter_errors(json.loads(render(SAMPLES[name](), "json"))))


@pytest.mark.parametrize(
    ("document", "place"),
    [(b"", "not a slate"), (b"{}", "id"), (b'{"format_version": "slate/9"}', "format_version"), (b"\xff\xfe", "not a slate"), (b"[1]", "not a slate")],
)
def test_what_is_no_slate_is_refused_with_its_place(document: bytes, place: str) -> None:
    with pytest.raises(SlateError, match=place):
        read(document)
