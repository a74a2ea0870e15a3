"""Looking into what a file holds, whatever it is: what is not there, or of the wrong kind, is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from comity.charter._yaml import Path, Tree

Found: TypeAlias = Iterator[tuple[Path, str]]
"""Faults of meaning: the path, and the sentence."""


def items(tree: Tree, *path: str | int) -> list[tuple[Path, dict[str, Any]]]:
    """The parts with keys in the list at a path, each with its own path; [] if there is no list."""
    found = get(tree, *path)
    if not isinstance(found, list):
        return []
    return [((*path, place), one) for place, one in enumerate(found) if isinstance(one, dict)]


def get(tree: Tree, *path: str | int) -> Any:  # noqa: ANN401 - any JSON
    """What stands at a path; None if nothing does."""
    value = tree.value
    for part in path:
        inside = isinstance(value, dict) and part in value
        inside |= isinstance(value, list) and isinstance(part, int) and part < len(value)
        value = value[part] if inside else None
    return value


def list_of(kind: str) -> tuple[str, ...]:
    return ("appeals", "instances") if kind == "instances" else (kind,)


def ids(tree: Tree, kind: str) -> list[str]:
    return [one["id"] for _, one in items(tree, *list_of(kind)) if isinstance(one.get("id"), str)]


def text(one: dict[str, Any], key: str) -> str:
    """The text under a key; empty if there is none."""
    value = one.get(key)
    return value if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
