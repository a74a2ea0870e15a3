"""How long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with what is being done and how much of it is done, from 0 to 1."""

    def __call__(self, doing: str, done: float) -> None:
        """Say that `doing` has come as far as `done`."""


def silent(doing: str, done: float) -> None:
    """Listen to nothing."""
