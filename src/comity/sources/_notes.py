"""Sentences for the reader on what was decided while reading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.tables.votes import Reduction, VoteTable


def numbered(n: int, one: str, many: str) -> str:
    """Return "1 vote was …" or "1,234 votes were …"."""
    return f"{n:,} {one if n == 1 else many}"


def on_votes(votes: VoteTable, reduction: Reduction, timed: bool) -> list[str]:
    """Say which votes were replaced or stood in conflict, and who takes part without one."""
    notes = []
    if reduction.replaced:
        what = numbered(reduction.replaced, "vote was replaced by a later one", "votes were replaced by later ones")
        order = "" if timed else ", the later row taken for the later vote, for the source has no times"
        notes.append(f"{what} of the same person on the same statement{order}.")
    if reduction.conflicts:
        what = numbered(reduction.conflicts, "time a person cast", "times a person cast")
        notes.append(f"{what} unlike votes on one statement at one instant: no last one can be told, so it is a pass.")
    idle = int((np.diff(votes.indptr) == 0).sum())
    if idle:
        notes.append(f"{numbered(idle, 'person takes', 'people take')} part without a vote.")
    return notes


def on_statements(
    votes: VoteTable, texts: NDArray[np.object_], rejected: NDArray[np.bool_], meta: NDArray[np.bool_]
) -> list[str]:
    """Say which statements count for nobody, and which have no text or no vote."""
    notes = []
    cast = np.bincount(votes.columns, minlength=votes.n_statements)
    for out, why in (
        (rejected, "rejected by moderation"),
        (meta & ~rejected, "about the people, not the matter (meta)"),
    ):
        if out.any():
            what = numbered(int(out.sum()), "statement is", "statements are")
            lost = numbered(int(cast[out].sum()), "vote there counts", "votes there count")
            notes.append(f"{what} {why}: {lost} for nobody.")
    silent = int((texts == "").sum())
    if silent:
        notes.append(f"{numbered(silent, 'statement has', 'statements have')} no text.")
    unvoted = int((cast == 0).sum())
    if unvoted:
        notes.append(f"{numbered(unvoted, 'statement has', 'statements have')} no vote.")
    return notes
