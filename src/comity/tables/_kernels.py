"""Compiled passes that turn vote events into rows of people."""

from __future__ import annotations

import numpy as np
from numba import njit

CONFLICT = 2  # two unlike votes of one person on one statement at one instant


@njit(cache=True, nogil=True)
def scatter_by_statement(people, statements, values, at, n_statements):
    """Stable counting sort of events by statement; `at` may be empty."""
    start = np.zeros(n_statements + 1, np.int64)
    for s in statements:
        start[s + 1] += 1
    for s in range(n_statements):
        start[s + 1] += start[s]
    head = start[:-1].copy()
    n = len(people)
    out_people = np.empty(n, np.int32)
    out_values = np.empty(n, np.int8)
    out_at = np.empty(len(at), np.int64)
    for i in range(n):
        s = statements[i]
        to = head[s]
        head[s] = to + 1
        out_people[to] = people[i]
        out_values[to] = values[i]
        if len(at) > 0:
            out_at[to] = at[i]
    return start, out_people, out_values, out_at


@njit(cache=True, nogil=True)
def scatter_by_block(people, statements, values, at, shift, n_blocks):
    """Stable counting sort of events by block of 2^shift people, who are numbered anew in each; `at` may be empty."""
    start = np.zeros(n_blocks + 1, np.int64)
    for p in people:
        start[(p >> shift) + 1] += 1
    for b in range(n_blocks):
        start[b + 1] += start[b]
    head = start[:-1].copy()
    n = len(people)
    out_people = np.empty(n, np.int32)
    out_statements = np.empty(n, np.int32)
    out_values = np.empty(n, np.int8)
    out_at = np.empty(len(at), np.int64)
    for i in range(n):
        b = people[i] >> shift
        to = head[b]
        head[b] = to + 1
        out_people[to] = people[i] - (b << shift)
        out_statements[to] = statements[i]
        out_values[to] = values[i]
        if len(at) > 0:
            out_at[to] = at[i]
    return start, out_people, out_statements, out_values, out_at


@njit(cache=True, nogil=True)
def rows_of_people(start, people, values, at, n_people, columns, out):
    """Scatter events, sorted by statement, into rows of people; a repeated pair keeps the last.

    With `at` the last is the latest, and unlike votes of one instant become CONFLICT; without, it is the later event.
    Fills `columns` and `out`, the values, without gaps; returns the row pointers and how many conflicts became a pass.
    """
    indptr = np.zeros(n_people + 1, np.int64)
    for p in people:
        indptr[p + 1] += 1
    for p in range(n_people):
        indptr[p + 1] += indptr[p]
    head = indptr[:-1].copy()
    when = np.empty(len(at), np.int64)
    replaced = 0
    for s in range(len(start) - 1):
        for i in range(start[s], start[s + 1]):
            p = people[i]
            to = head[p]
            if to > indptr[p] and columns[to - 1] == s:
                replaced += 1
                last = to - 1
                if len(at) == 0:
                    out[last] = values[i]
                elif at[i] > when[last]:
                    out[last] = values[i]
                    when[last] = at[i]
                elif at[i] == when[last] and out[last] != values[i]:
                    out[last] = CONFLICT
                continue
            columns[to] = s
            out[to] = values[i]
            if len(at) > 0:
                when[to] = at[i]
            head[p] = to + 1
    conflicts = 0
    if replaced == 0:
        return indptr, conflicts
    to = 0
    for p in range(n_people):
        begin, end = indptr[p], head[p]
        indptr[p] = to
        for i in range(begin, end):
            columns[to] = columns[i]
            out[to] = out[i]
            if out[to] == CONFLICT:
                out[to] = 0
                conflicts += 1
            to += 1
    indptr[n_people] = to
    return indptr, conflicts


@njit(cache=True, nogil=True)
def tally_rows(indptr, columns, values, classes, lo, hi, n_classes, n_statements):
    """Count votes of people lo..hi by class, statement and vote (disagree, pass, agree); class -1 is left out."""
    counts = np.zeros((n_classes, n_statements, 3), np.int64)
    for p in range(lo, hi):
        c = classes[p]
        if c >= 0:
            for i in range(indptr[p], indptr[p + 1]):
                counts[c, columns[i], values[i] + 1] += 1
    return counts
