"""The Merkle tree of RFC 6962 as small pure functions: hashes, root, proofs and their verification.

A tree of `size` leaves is split at the largest power of two below its size. Proofs are lists of ranges of leaves
first, whose hashes are then taken from wherever the tree lies: `Tree` here, files in `tiles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Protocol

from comity.base.errors import CheckError, UsageError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class Nodes(Protocol):
    """Where the hashes of complete subtrees are: `node(level, index)` covers the leaves from index·2^level on."""

    def __call__(self, level: int, index: int) -> bytes:
        """The 32 bytes of one hash."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: bytes | bytearray) -> bytes:
    """The hashes over each pair of the hashes that stand one after another in `hashes`; an odd last one is left out."""
    end = len(hashes) - len(hashes) % 64 + 1
    return b"".join([sha256(b"\x01" + hashes[a:b]).digest() for a, b in pairwise(range(0, end, 64))])


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes; of none, SHA-256 of nothing."""
    tree = Tree()
    tree.extend(leaves)
    return tree.root()


def split(size: int) -> int:
    """The largest power of two below `size`, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove leaf `index` of `size`, from the leaf to the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise UsageError(f"entry {index} is not among the {size} entries of this tree")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + split(end - begin)
        path.append((middle, end) if index < middle else (begin, middle))
        begin, end = (begin, middle) if index < middle else (middle, end)
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that `new` leaves begin with the `old` ones (RFC 6962, 2.1.2).

    Empty for old = 0 and for old = new: there is nothing to prove.
    """
    if not 0 <= old <= new:
        raise UsageError(f"a tree of {new} entries cannot begin with {old} entries")
    if old in (0, new):
        return []
    begin, end, path, whole = 0, new, [], True
    while end != old:
        middle = begin + split(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin, whole = middle, False
    return ([] if whole else [(begin, end)]) + path[::-1]


def range_hash(node: Nodes, begin: int, end: int) -> bytes:
    """The hash over the leaves from `begin` to `end`, a subtree of some tree: complete, or at its right edge."""
    if begin == end:
        return EMPTY_ROOT
    pieces = []
    while begin < end:  # complete subtrees from the left, as the bits of the length have it
        level = (end - begin).bit_length() - 1
        pieces.append(node(level, begin >> level))
        begin += 1 << level
    result = pieces.pop()
    while pieces:
        result = node_hash(pieces.pop(), result)
    return result


def inclusion_proof(node: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that prove leaf `index` of `size`, from the leaf to the root."""
    return [range_hash(node, begin, end) for begin, end in inclusion_ranges(index, size)]


def consistency_proof(node: Nodes, old: int, new: int) -> list[bytes]:
    """The hashes that prove that the tree of `new` leaves begins with the tree of `old`."""
    return [range_hash(node, begin, end) for begin, end in consistency_ranges(old, new)]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """CheckError unless `proof` leads from the leaf hash at `index` to the root `expected` of `size` leaves.

    Follows RFC 9162, 2.1.3.2. UsageError if there is no such leaf in such a tree.
    """
    ranges = inclusion_ranges(index, size)
    _need_length("inclusion", proof, len(ranges))
    actual = leaf
    for (begin, _), sibling in zip(ranges, proof, strict=True):
        actual = node_hash(sibling, actual) if begin < index else node_hash(actual, sibling)
    if actual != expected:
        raise CheckError(
            f"the proof that entry {index} is among {size} leads to the root {actual.hex()}, "
            f"but the root of the checkpoint is {expected.hex()}"
        )


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """CheckError unless `proof` shows that the tree of `new` leaves begins with the tree of `old`.

    Follows RFC 9162, 2.1.4.2. A tree of no leaves begins every tree, and its proof is empty.
    """
    ranges = consistency_ranges(old, new)
    _need_length("consistency", proof, len(ranges))
    if old in (0, new):
        wanted = EMPTY_ROOT if old == 0 else new_root
        if old_root != wanted:
            raise CheckError(f"the root of {old} entries is {old_root.hex()}, but must be {wanted.hex()}")
        if new == 0 and new_root != EMPTY_ROOT:
            raise CheckError(f"the root of no entries is {new_root.hex()}, but must be {EMPTY_ROOT.hex()}")
        return
    hashes = list(proof)
    whole = old & (old - 1) == 0  # a complete tree of old leaves is itself the subtree that the proof starts from
    first = second = old_root if whole else hashes.pop(0)
    for (begin, _), sibling in zip(ranges if whole else ranges[1:], hashes, strict=True):
        if begin < old:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
        else:
            second = node_hash(second, sibling)
    for size, actual, expected in ((old, first, old_root), (new, second, new_root)):
        if actual != expected:
            raise CheckError(
                f"the proof that {new} entries begin with {old} leads to the root {actual.hex()} of {size} entries, "
                f"but the checkpoint says {expected.hex()}"
            )


class Tree:
    """A whole tree in memory, 64 bytes a leaf, that grows at its right edge. `node` gives its complete subtrees."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self._levels[0]) // HASH_BYTES

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right."""
        self._levels[0] += b"".join(leaves)
        level = 0
        while len(self._levels[level]) >= 2 * HASH_BYTES:
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            below, above = self._levels[level], self._levels[level + 1]
            above += parents(bytes(memoryview(below)[2 * len(above) :]))
            level += 1

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree; UsageError if this tree is too small for it."""
        if level < len(self._levels) and 0 <= index < len(self._levels[level]) // HASH_BYTES:
            return bytes(self._levels[level][index * HASH_BYTES : (index + 1) * HASH_BYTES])
        raise UsageError(f"a tree of {self.size} entries has no complete subtree {index} at level {level}")

    def root(self, size: int | None = None) -> bytes:
        """The root over all leaves, or over the first `size`."""
        return range_hash(self.node, 0, self.size if size is None else size)


def _need_length(what: str, proof: Sequence[bytes], length: int) -> None:
    if len(proof) != length:
        raise CheckError(f"the {what} proof has {len(proof)} hashes, but must have {length}")
    if any(len(part) != HASH_BYTES for part in proof):
        raise CheckError(f"the {what} proof has a hash that is not {HASH_BYTES} bytes")
