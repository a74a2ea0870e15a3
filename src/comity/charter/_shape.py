"""What is wrong with the shape of a charter, each fault as one sentence: Pydantic's errors, said for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from comity.charter._values import EVERYBODY, IDENTIFIER, NAMED
from comity.charter._yaml import Path, Tree
from comity.charter.model import Charter, json_schema

_LISTED = 12
_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "bool_type": "`true` or `false`, without quotes",
    "tuple_type": "a list: write `[a, b]`, or lines that begin with `-`",
    "model_type": "a part with keys of its own",
    "model_attributes_type": "a part with keys of its own",
    "dict_type": "a part with keys of its own",
}


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a charter."""
    return json_schema()


def validate(tree: Tree) -> Charter | None:
    """The charter that a tree holds. None, and the faults added to the tree, if its shape is wrong."""
    try:
        return _validated(tree)
    except ValidationError as error:
        # Unknown keys first: what they stand for is then not missing too.
        for one in sorted(error.errors(include_url=False), key=lambda one: one["type"] == "missing"):
            path = _path(one["loc"], tree.value)
            if one["type"] == "too_short" and _long_enough(one, path, tree):
                continue  # an entry of the wrong shape is told on its own
            if not any(path[:n] in tree.broken for n in range(len(path) + 1)):
                _add(one, path, tree)
        return None


def _long_enough(error: ErrorDetails, path: Path, tree: Tree) -> bool:
    value = _parent(tree.value, (*path, 0))
    return isinstance(value, list) and len(value) >= error["ctx"]["min_length"]


def _validated(tree: Tree) -> Charter:
    """Validate; a text that looks like a number or a truth value, where a text is expected, is that text."""
    try:
        return Charter.model_validate_json(json.dumps(tree.value))
    except ValidationError as error:
        mended = False
        for one in error.errors(include_url=False, include_context=False):
            path = _path(one["loc"], tree.value)
            if path in tree.plain and tree.plain[path] != "null" and one["type"] == "string_type":
                _parent(tree.value, path)[path[-1]] = tree.plain[path]
                mended = True
        if not mended:
            raise
    return Charter.model_validate_json(json.dumps(tree.value))


def _path(loc: tuple[int | str, ...], value: Any) -> Path:  # noqa: ANN401 - any JSON
    """The path of an error in the file: Pydantic also names the kind of decision, which stands at its `by`."""
    path: list[int | str] = []
    for part in loc:
        if isinstance(value, dict) and part == value.get("by") and part not in value and part != "by":
            continue
        if part == "[key]":
            continue
        path.append(part)
        inside = isinstance(value, dict) and part in value
        inside |= isinstance(value, list) and isinstance(part, int) and part < len(value)
        value = value[part] if inside else None
    return tuple(path)


def _add(error: ErrorDetails, path: Path, tree: Tree) -> None:
    kind = error["type"]
    if kind == "missing":
        if path in tree.meant:
            return
        words = _described(path[:-1], str(path[-1]), tree.value)
        tree.fault(path[:-1], f"`{path[-1]}` is missing here{words}")
    elif kind == "extra_forbidden":
        _unknown(tree, path, "key", list(_properties(path[:-1], tree.value)))
    elif kind == "union_tag_not_found":
        tree.fault(path, "`by` is missing here: it says how it is decided, and is one of " + _listed(_tags()))
    elif kind == "union_tag_invalid":
        by = error.get("ctx", {}).get("tag", "")
        tree.fault(
            (*path, "by"), f"nothing is decided by `{by}`; {_instead(tree.nearest(str(by), _tags()), _tags(), 'ways')}"
        )
    elif kind in {"literal_error", "enum"} and path and path[:-1] == ("mechanisms",) and error["loc"][-1] == "[key]":
        _unknown(tree, path, "mechanism", schema()["$defs"]["Mechanism"]["enum"])
    else:
        tree.fault(path, _of_value(error, path, tree))
    tree.broken.add(path)


def _unknown(tree: Tree, path: Path, word: str, known: list[str]) -> None:
    """Tell of a key that there is not, and take note of which one it probably stands for."""
    given = str(path[-1])
    near = tree.nearest(given, known)
    tree.fault(path, f"there is no {word} `{given[:60]}` here; {_instead(near, known, word + 's')}", key=True)
    if near is not None and near not in _parent(tree.value, path):
        tree.meant.add((*path[:-1], near))


def _parent(value: Any, path: Path) -> Any:  # noqa: ANN401 - any JSON
    """What the last part of a path is a key or a place of."""
    for part in path[:-1]:
        value = value[part]
    return value


def _of_value(error: ErrorDetails, path: Path, tree: Tree) -> str:
    kind, given, context = error["type"], error.get("input"), error.get("ctx", {})
    if given is None and kind in _KINDS:
        return f"there is nothing after `{path[-1] if path else ''}`: give {_KINDS[kind]}, or take the key out"
    if kind in _KINDS:
        return f"this must be {_KINDS[kind]}, and {_quoted(given)} is not"
    if kind in {"literal_error", "enum"}:
        allowed = _allowed(path, tree.value) or [str(context.get("expected", ""))]
        return f"{_quoted(given)} cannot stand here; {_instead(tree.nearest(str(given), allowed), allowed, 'values')}"
    if kind == "string_pattern_mismatch":
        return _of_pattern(str(context.get("pattern", "")), str(given))
    if kind == "value_error":
        return f"{context['error']}, not {_quoted(given)}"
    bounds = {
        "greater_than_equal": "this must be {ge} or more",
        "less_than_equal": "this must be {le} or less",
        "string_too_long": "this text may have at most {max_length} characters",
        "string_too_short": "this text must have at least {min_length} character",
        "too_short": "this list must have at least {min_length} entry",
    }
    return bounds.get(kind, error["msg"]).format(**context)


def _of_pattern(pattern: str, given: str) -> str:
    if pattern == IDENTIFIER:
        slug = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in given.lower()).split())
        hint = f", such as `{slug}`" if slug[:1].isalpha() else ""
        return f"{_quoted(given)} is no identifier: use small letters, digits and hyphens, a letter first{hint}"
    if pattern.startswith("^(anyone|"):
        named = ", ".join(f"`{word}:` and an identifier" for word in NAMED)
        return f"{_quoted(given)} names nobody: write one of {_listed(EVERYBODY)}, or {named}"
    if pattern.startswith("^https:"):
        return f"{_quoted(given)} is no address: write it in full, with https://"
    if pattern == "^[A-Z]{2}$":
        return f"{_quoted(given)} is no country: write the two capital letters of ISO 3166-1, such as `KE`"
    if pattern.startswith("^[A-Z]{2}("):
        return f"{_quoted(given)} is no jurisdiction: write an ISO 3166 code such as `KE`, or a name in small letters"
    return f"{_quoted(given)} is no language: write a tag of BCP 47, such as `en` or `pt-BR`"


def _quoted(given: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(given, dict):
        return "a part with keys"
    if isinstance(given, list | tuple):
        return "a list"
    text = json.dumps(given, ensure_ascii=False) if not isinstance(given, str) else given
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}…`"


def _listed(names: Any) -> str:  # noqa: ANN401 - any list of names
    names = list(names)
    rest = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(f"`{name}`" for name in names[:_LISTED]) + rest


def _instead(near: str | None, known: list[str], word: str) -> str:
    if near and len(known) > _LISTED:
        return f"did you mean `{near}`?"
    listed = f"only {_listed(known)} may" if len(known) == 1 else f"the {word} are {_listed(known)}"
    return f"did you mean `{near}`? {listed[:1].upper()}{listed[1:]}" if near else listed


def _tags() -> list[str]:
    return list(schema()["$defs"]["Deadline"]["properties"]["to"]["anyOf"][0]["discriminator"]["mapping"])


def _described(path: Path, key: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    words = _properties(path, value).get(key, {}).get("description", "")
    first = " ".join(words.split(". ")[0].rstrip(".").split())
    return f": {first[:1].lower()}{first[1:]}" if first else ""


def _properties(path: Path, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    found: dict[str, Any] = at(path, value).get("properties", {})
    return found


def _allowed(path: Path, value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    one = at(path, value)
    return [str(word) for word in one.get("enum", [one["const"]] if "const" in one else [])]


def at(path: Path, value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """The schema of what stands at a path; {} where the schema knows no such place."""
    node = _resolved(schema(), value)
    for part in path:
        inside = value[part] if _has(value, part) else None
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        value = inside
        node = _resolved(node, value)
    return node


def _has(value: Any, part: int | str) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _resolved(node: dict[str, Any], value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    while True:
        if "$ref" in node:
            node = schema()["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            node = node["anyOf"][0]
        elif "discriminator" in node:
            by = value.get("by") if isinstance(value, dict) else None
            ref = node["discriminator"]["mapping"].get(by) if isinstance(by, str) else None
            if ref is None:
                return {}
            node = {"$ref": ref}
        else:
            return node


def references(tree: Tree) -> Iterator[tuple[Path, str, str]]:
    """Every text that refers to another part as (path, the list it refers to, the text), whatever else is wrong."""
    yield from _walk(schema(), tree.value, ())


def _walk(node: dict[str, Any], value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:  # noqa: ANN401 - any JSON
    node = _resolved(node, value)
    if "x-refers-to" in node and isinstance(value, str):
        yield path, node["x-refers-to"], value
    elif isinstance(value, list) and "items" in node:
        for place, item in enumerate(value):
            yield from _walk(node["items"], item, (*path, place))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in node.get("properties", {}):
                yield from _walk(node["properties"][key], item, (*path, key))
