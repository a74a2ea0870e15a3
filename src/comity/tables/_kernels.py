"""Compiled passes that turn vote events into rows of people. Callers hand in the arrays to be filled."""

from __future__ import annotations

from numba import njit

CONFLICT = 2  # two unlike votes of one person on one statement at one instant


@njit(cache=True, nogil=True)
def starts(codes, shift, start):
    """Count codes >> shift and sum: start[c]..start[c + 1] is where a stable sort puts code c. `start` is zeros."""
    for i in range(codes.shape[0]):
        start[(codes[i] >> shift) + 1] += 1
    for c in range(start.shape[0] - 1):
        start[c + 1] += start[c]


@njit(cache=True, nogil=True)
def scatter_by_block(people, statements, values, at, shift, head, out_people, out_statements, out_values, out_at):
    """Stable counting sort of events by block of 2^shift people, who are numbered anew in each; `at` may be empty."""
    timed = at.shape[0] > 0
    for i in range(people.shape[0]):
        b = people[i] >> shift
        to = head[b]
        head[b] = to + 1
        out_people[to] = people[i] - (b << shift)
        out_statements[to] = statements[i]
        out_values[to] = values[i]
        if timed:
            out_at[to] = at[i]


@njit(cache=True, nogil=True)
def scatter_by_statement(people, statements, values, at, head, out_people, out_values, out_at):
    """Stable counting sort of events by statement; `at` may be empty."""
    timed = at.shape[0] > 0
    for i in range(people.shape[0]):
        s = statements[i]
        to = head[s]
        head[s] = to + 1
        out_people[to] = people[i]
        out_values[to] = values[i]
        if timed:
            out_at[to] = at[i]


@njit(cache=True, nogil=True)
def rows_of_people(start, people, values, at, indptr, head, columns, out, when):
    """Scatter events, sorted by statement, into rows of people; a repeated pair keeps the last.

    With `at` the last is the latest, and unlike votes of one instant become CONFLICT; without, it is the later event.
    Row p begins at indptr[p] and ends, when done, before head[p]. Returns how many events were replaced.
    """
    timed = at.shape[0] > 0
    replaced = 0
    for s in range(start.shape[0] - 1):
        for i in range(start[s], start[s + 1]):
            p = people[i]
            to = head[p]
            if to > indptr[p] and columns[to - 1] == s:
                replaced += 1
                last = to - 1
                if not timed:
                    out[last] = values[i]
                elif at[i] > when[last]:
                    out[last] = values[i]
                    when[last] = at[i]
                elif at[i] == when[last] and out[last] != values[i]:
                    out[last] = CONFLICT
                continue
            columns[to] = s
            out[to] = values[i]
            if timed:
                when[to] = at[i]
            head[p] = to + 1
    return replaced


@njit(cache=True, nogil=True)
def close_gaps(indptr, head, columns, out):
    """Move the rows together, in place, where replaced events left gaps; return how many conflicts became a pass."""
    conflicts = 0
    to = 0
    n = head.shape[0]
    for p in range(n):
        begin = indptr[p]
        indptr[p] = to
        for i in range(begin, head[p]):
            columns[to] = columns[i]
            out[to] = out[i]
            if out[to] == CONFLICT:
                out[to] = 0
                conflicts += 1
            to += 1
    indptr[n] = to
    return conflicts
