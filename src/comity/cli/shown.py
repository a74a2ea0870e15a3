"""What the commands share in how they read and show things: the progress bar, files, JSON, who signed a checkpoint."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.errors import InputError, UsageError

if TYPE_CHECKING:
    from comity.base.progress import Progress
    from comity.record.policy import Policy
    from comity.record.verify import Signed

_MAX_FILE = 16 * 1024 * 1024


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on a terminal, and nothing in a pipe."""
    from comity.base.progress import silent

    if sys.stderr is None or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=10,
    ) as bar:
        task = bar.add_task("Reading", total=1.0)

        def show(doing: str, done: float) -> None:
            bar.update(task, description=doing, completed=done, visible=bool(doing))

        yield show


def print_json(data: object) -> None:
    """Print a result for programs."""
    sys.stdout.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def read_file(path: Path) -> bytes:
    """The content of a small file; InputError if it cannot be read or is larger than any that is wanted."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    if len(content) > _MAX_FILE:
        raise InputError(f"larger than {_MAX_FILE} bytes, which no such file is", path=path)
    return content


def read_policy(path: Path) -> Policy:
    """The policy of a file; InputError, with the file and the row, if it is none."""
    from comity.record.policy import parse_policy

    try:
        return parse_policy(read_text(path))
    except InputError as error:
        raise InputError(error.message, path=path, row=error.row) from error


def read_text(path: Path) -> str:
    """The text of a file in UTF-8; InputError if it is none."""
    try:
        return read_file(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}", path=path) from error


def write_new(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file that is not there yet, and flush it to the disk; UsageError if it is there or cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise UsageError(f"{path} is there already, and is not written over") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def need_absent(*paths: Path | None) -> None:
    """UsageError if one of several files to be written is there, before the first is."""
    for path in paths:
        if path is not None and path.exists():
            raise UsageError(f"{path} is there already, and is not written over")


def signed_data(signed: Signed, policy: Policy) -> dict[str, Any]:
    """Who signed a checkpoint, and how far each group of the policy is met, as JSON has it."""
    by = [key for key, _ in signed.signatures]
    names = {key: name for name, key in policy.witnesses.items()}
    return {
        "origin": signed.checkpoint.origin,
        "size": signed.checkpoint.size,
        "root": signed.checkpoint.root.hex(),
        "signatures": [
            {
                "name": key.name,
                "key_id": key.key_id.hex(),
                "algorithm": _ALGORITHMS[key.algorithm],
                "witness": names.get(key),
                "time": None if time is None else time_of(time),
            }
            for key, time in signed.signatures
        ],
        "quorum": policy.quorum,
        "groups": [
            {"name": group.name, "needed": group.needed, "members": list(group.members), "cosigned": there}
            for group, there in policy.counts(by)
        ],
    }


def signed_lines(data: dict[str, Any]) -> list[str]:
    """The same for people."""
    lines = []
    for one in data["signatures"]:
        when = f" at {one['time']}" if one["time"] else ""
        who = f"witness {one['witness']}, {one['name']}" if one["witness"] else f"the record, {one['name']}"
        lines.append(f"  signed by {who}, key {one['key_id']} ({one['algorithm']}){when}")
    for group in data["groups"]:
        there, needed = group["cosigned"], group["needed"]
        names = f": {', '.join(there)}" if there else ""
        met = "met" if len(there) >= needed else "not met"
        lines.append(f"  group {group['name']} {met}, {len(there)} of the {needed} that it needs{names}")
    quorum = data["quorum"]
    lines.append("  no witness is asked for by this policy" if quorum == "none" else f"  quorum {quorum} met")
    return lines


def time_of(seconds: int) -> str:
    """Unix seconds as a time in UTC; a signature can be of a time that no calendar has."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"{seconds} seconds after 1970"


_ALGORITHMS = {1: "Ed25519", 4: "Ed25519 cosignature", 6: "ML-DSA-44"}
