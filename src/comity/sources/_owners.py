"""Who owns an organisation in the end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_PAIRS = 10_000_000
"""Pairs of an organisation and an ultimate owner that are worked out; rows could be made up so that they grow as n²."""


def ultimate_owners(
    n: int, owned: NDArray[np.int32], owners: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (organisation, ultimate owner) pairs for all n organisations; owned[i] is owned by owners[i].

    An organisation without an owner is its own. Organisations that own one another in a circle with no owner outside
    are one: the first of them in order stands for all. Raises ValueError beyond MOST_PAIRS.
    """
    above: list[list[int]] = [[] for _ in range(n)]
    for low, high in zip(owned.tolist(), owners.tolist(), strict=True):
        above[low].append(high)
    component = _components(above)
    members: list[list[int]] = [[] for _ in range(max(component, default=-1) + 1)]
    for node, number in enumerate(component):
        members[number].append(node)
    ends: list[frozenset[int]] = []
    pairs = 0
    for number, nodes in enumerate(members):
        out = {component[high] for node in nodes for high in above[node]} - {number}
        pairs += sum(len(ends[c]) for c in out) * len(nodes)
        if pairs > MOST_PAIRS:
            raise ValueError("too many owners")
        ends.append(frozenset().union(*(ends[c] for c in out)) if out else frozenset({nodes[0]}))
    found = [(node, end) for node in range(n) for end in sorted(ends[component[node]])]
    result = np.array(found, np.int32).reshape(-1, 2)
    return result[:, 0], result[:, 1]


def _components(above: list[list[int]]) -> list[int]:
    """Return each node's strongly connected component, numbered so that whatever a component leads to comes before it.

    Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion; linear in nodes and edges.
    """
    n = len(above)
    index, low, component = [0] * n, [0] * n, [-1] * n
    waiting: list[int] = []
    visited = finished = 0
    for root in range(n):
        work = [] if index[root] else [(root, iter(above[root]))]
        while work:
            node, rest = work[-1]
            if not index[node]:
                visited += 1
                index[node] = low[node] = visited
                waiting.append(node)
            unseen = -1
            for high in rest:
                if not index[high]:
                    unseen = high
                    break
                if component[high] < 0:
                    low[node] = min(low[node], index[high])
            if unseen >= 0:
                work.append((unseen, iter(above[unseen])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                member = -1
                while member != node:
                    member = waiting.pop()
                    component[member] = finished
                finished += 1
    return component
