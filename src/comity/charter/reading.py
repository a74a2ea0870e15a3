"""Reading a charter: every fault at once, each with its line, its place in the charter and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence

from comity.base.errors import InputError
from comity.charter import _shape
from comity.charter._meaning import check
from comity.charter._yaml import Fault, Tree, read_tree
from comity.charter.model import MOST_BYTES, Charter
from comity.record.canonical import Json, dumps

__all__ = ["CharterError", "Fault", "check_tree", "read_charter"]

_MOST_TOLD = 200


class CharterError(InputError):
    """A charter that cannot be used. `faults`: all that is wrong, in the order of lines."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = f"{len(faults)} things are wrong" if len(faults) != 1 else "one thing is wrong"
        lines = [_line(fault) for fault in self.faults[:_MOST_TOLD]]
        if len(faults) > _MOST_TOLD:
            lines.append(f"and {len(faults) - _MOST_TOLD} more")
        super().__init__("\n  ".join([f"{count} with this charter:", *lines]), path=name)


def _line(fault: Fault) -> str:
    where = f"line {fault.line}, column {fault.column}: " if fault.line else ""
    return f"{where}{f'{fault.path}: ' if fault.path else ''}{fault.message}"


def read_charter(text: bytes | str, name: str = "charter") -> Charter:
    """The charter that a YAML file holds.

    `name` is for the message, the path of the file for example. Raises CharterError, whose `faults` are everything that
    is wrong: with the YAML, with the shape, and with how the parts fit together. Whatever the bytes, nothing else is
    raised. What a fault in the shape hides is only the part that it stands in.
    """
    return _checked(read_tree(text), name)


def check_tree(value: Json, name: str = "charter") -> Charter:
    """The charter that JSON types hold; CharterError, its faults without lines, if it is none."""
    try:
        copy = json.loads(dumps(value, limit=None))
    except InputError as error:
        raise CharterError(name, [Fault(0, 0, "", str(error))]) from error
    return _checked(Tree(copy, places={(): (0, 0)}), name)


def _checked(tree: Tree, name: str) -> Charter:
    charter = None
    if tree.whole:
        charter = _shape.validate(tree)
        check(tree)
    if charter is not None and not tree.faults:
        size = len(dumps(charter.to_json(), limit=None))
        if size > MOST_BYTES:
            tree.fault(
                (), f"this charter takes {size:,} bytes in the record, and {MOST_BYTES:,} are the most: shorten it"
            )
    if charter is None or tree.faults:
        raise CharterError(name, sorted(set(tree.faults)))
    return charter
