"""The findings as JSON, and its published schema."""

import json
import time
import typing
from typing import Any

import jsonschema
import pytest

from comity.report import document as contract
from comity.report.data import schema, to_json
from tests.report import documents

MADE = {
    "small": documents.document(),
    "one group": documents.document(groups=1),
    "no people table": documents.document(kinds=()),
    "cells": documents.document(people=2000, cells=True, assignments=False),
    "nothing": documents.empty(),
    "hostile": documents.hostile(),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_written_fits_the_schema(name: str) -> None:
    published = schema()
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(json.loads(to_json(MADE[name])), published, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("shape", "of_schema"),
    [
        (contract.Document, None),
        (contract.Map, "map"),
        (contract.Grouping, "grouping"),
        (contract.Stability, "stability"),
        (contract.Candidate, "candidate"),
        (contract.Group, "group"),
        (contract.GroupShare, "group_share"),
        (contract.Minority, "minority"),
        (contract.Characteristic, "characteristic"),
        (contract.Statement, "statement"),
        (contract.Poll, "poll"),
        (contract.Margin, "margin"),
    ],
)
def test_the_schema_and_the_contract_name_the_same_keys(shape: Any, of_schema: str | None) -> None:
    published = schema() if of_schema is None else schema()["$defs"][of_schema]
    hints = typing.get_type_hints(shape, include_extras=True)
    assert set(published["properties"]) == set(hints)
    optional = {key for key, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
    assert set(published["required"]) == set(hints) - optional
    assert published["additionalProperties"] is False


def test_everything_in_the_schema_is_described() -> None:
    def undescribed(part: Any) -> list[Any]:
        found = [
            name
            for name, value in part.get("properties", {}).items()
            if "description" not in value and "$ref" not in value
        ]
        return found + [name for inner in part.values() if isinstance(inner, dict) for name in undescribed(inner)]

    assert undescribed(schema()) == []


def test_an_unknown_key_is_refused() -> None:
    made: Any = json.loads(to_json(documents.document()))
    made["statements"][0]["pol"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema())


def test_keys_keep_their_order_and_figures_ten_digits() -> None:
    made: Any = documents.document()
    made["statements"][0]["bridging"] = 0.123456789012345
    made["statements"][1]["bridging"] = -0.0
    text = to_json(made)
    read = json.loads(text)
    assert text.endswith(b"}\n")
    assert list(read) == list(made)
    assert read["statements"][0]["bridging"] == 0.123456789
    assert str(read["statements"][1]["bridging"]) == "0.0"
    assert read["votes"] == made["votes"] and read["assignments"] == made["assignments"]


def test_a_figure_that_is_no_number_is_a_defect() -> None:
    made: Any = documents.document()
    made["statements"][0]["bridging"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        to_json(made)


def test_foreign_signs_stay_what_they_are() -> None:
    made = documents.document(texts=documents.CHINESE + documents.ARABIC, title="lone \ud800 surrogate")
    text = to_json(made)
    assert documents.CHINESE[0].encode() in text and documents.ARABIC[0].encode() in text
    assert json.loads(text)["title"] == "lone ? surrogate"


def test_a_million_assignments_do_not_take_ages() -> None:
    made = documents.document()
    made["assignments"] = {f"p{place}": place % 3 for place in range(1_000_000)}
    started = time.perf_counter()
    assert len(to_json(made)) > 1_000_000
    assert time.perf_counter() - started < 10, "far above what it takes: each entry must not be walked in Python"
