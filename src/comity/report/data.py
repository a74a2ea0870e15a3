"""The findings as JSON, and the schema that says what is in it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, cast

from comity.report.document import Document

DIGITS = 10
"""Significant digits of a figure: more than any reader needs, and fewer than rounding could disturb."""


def to_json(document: Document) -> bytes:
    """Write `document` as JSON (RFC 8259): UTF-8, keys in the document's order, a newline at the end.

    One line a top-level key, and one a group, statement or note, so that two findings can be compared with `diff`.
    Raises ValueError for a figure that is not a number or not finite: the document says null where there is none.
    """
    lines = [f"{_dump(key)}: {_value(key, value)}" for key, value in document.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "replace")


def schema() -> dict[str, Any]:
    """Read the published JSON Schema (draft 2020-12) of what `to_json` writes."""
    text = resources.files("comity.report").joinpath("opinion.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def _value(key: str, value: object) -> str:
    if key == "assignments":  # millions of entries and no figures to round: straight to the compiled encoder
        return _dump(value)
    value = _rounded(value)
    if isinstance(value, list) and value and isinstance(value[0], (dict, str)):
        return "[\n" + ",\n".join(_dump(item) for item in value) + "\n]"
    return _dump(value)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ": "))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0  # adding zero turns -0.0 into 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
