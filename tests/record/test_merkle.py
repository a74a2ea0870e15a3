import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import CheckError, UsageError
from comity.record.merkle import (
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    root,
)
from tests.conftest import SOAK

SIZES = 2_000 if SOAK else 300


def tree_of(size, seed=0):
    tree = Tree()
    tree.extend(leaf_hash(f"{seed}/{i}".encode()) for i in range(size))
    return tree


def defined_root(leaves):
    """RFC 6962, 2.1, word for word, over entries."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def defined_path(m, leaves):
    """RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_root(leaves[:k])]


def defined_proof(m, leaves, whole=True):
    """RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if whole else [defined_root(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return [*defined_proof(m, leaves[:k], whole), defined_root(leaves[k:])]
    return [*defined_proof(m - k, leaves[k:], False), defined_root(leaves[:k])]


def test_the_roots_that_everybody_publishes():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", [*range(20), 63, 64, 65])
def test_roots_and_proofs_are_as_the_rfc_defines_them(size):
    entries = [bytes([i]) for i in range(size)]
    tree = Tree()
    tree.extend(map(leaf_hash, entries))
    assert tree.root() == root(list(map(leaf_hash, entries))) == defined_root(entries)
    for i in range(size):
        assert inclusion_proof(tree.node, i, size) == defined_path(i, entries)
        assert consistency_proof(tree.node, i + 1, size) == defined_proof(i + 1, entries)
        assert tree.root(i) == defined_root(entries[:i])


def test_proofs_hold_for_all_sizes():
    tree = tree_of(SIZES)
    roots = [tree.root(size) for size in range(SIZES + 1)]
    leaves = [tree.node(0, i) for i in range(SIZES)]
    # Every size, but not every pair of leaf and size: those are millions.
    chance = random.Random(7)  # noqa: S311
    for size in range(1, SIZES + 1):
        some = range(size) if size < 70 else {0, size - 1, *(chance.randrange(size) for _ in range(40))}
        for i in some:
            check_inclusion(leaves[i], i, size, inclusion_proof(tree.node, i, size), roots[size])
            check_consistency(i, size, consistency_proof(tree.node, i, size), roots[i], roots[size])


def test_proofs_hold_for_random_large_sizes():
    most = 1_000_000 if SOAK else 20_000
    tree, chance = tree_of(most), random.Random(8)  # noqa: S311
    for _ in range(300):
        size = chance.randint(1, most)
        index, old = chance.randrange(size), chance.randint(0, size)
        check_inclusion(tree.node(0, index), index, size, inclusion_proof(tree.node, index, size), tree.root(size))
        check_consistency(old, size, consistency_proof(tree.node, old, size), tree.root(old), tree.root(size))


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_tree_may_grow_by_any_steps(steps):
    grown = Tree()
    for i, step in enumerate(steps):
        before = sum(steps[:i])
        grown.extend(leaf_hash(f"0/{before + j}".encode()) for j in range(step))
    assert grown.size == sum(steps)
    assert grown.root() == tree_of(sum(steps)).root()


@given(st.integers(1, 200), st.data())
def test_a_proof_proves_one_thing(size, data):
    tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion_proof(tree.node, index, size), tree.root()
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index)) if size > 1 else None
    if other is not None:
        with pytest.raises(CheckError):
            check_inclusion(tree.node(0, other), index, size, proof, top)
        with pytest.raises(CheckError):
            check_inclusion(tree.node(0, index), other, size, proof, top)
    for changed in spoiled(proof, data):
        with pytest.raises(CheckError):
            check_inclusion(tree.node(0, index), index, size, changed, top)
    with pytest.raises(CheckError, match="but the root of the checkpoint is"):
        check_inclusion(tree.node(0, index), index, size, proof, EMPTY_ROOT)


@given(st.integers(1, 200), st.data())
def test_a_history_that_was_changed_has_no_proof(size, data):
    old = data.draw(st.integers(1, size))
    tree, other = tree_of(size), tree_of(size, seed=1)
    proof = consistency_proof(tree.node, old, size)
    for changed in spoiled(proof, data):
        with pytest.raises(CheckError):
            check_consistency(old, size, changed, tree.root(old), tree.root())
    with pytest.raises(CheckError):
        check_consistency(old, size, proof, other.root(old), tree.root())
    with pytest.raises(CheckError):
        check_consistency(old, size, proof, tree.root(old), other.root())


def spoiled(proof, data):
    """The proof with a hash more, a hash less, a flipped bit, a short hash."""
    yield [*proof, EMPTY_ROOT]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        yield proof[:at] + proof[at + 1 :]
        flipped = bytearray(proof[at])
        flipped[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
        yield [*proof[:at], bytes(flipped), *proof[at + 1 :]]
        yield [*proof[:at], proof[at][:31], *proof[at + 1 :]]


def test_nothing_is_proved_of_no_entries():
    tree = tree_of(5)
    check_consistency(0, 5, [], EMPTY_ROOT, tree.root())
    check_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    for old_root, new, new_root in [(tree.root(), 5, tree.root()), (EMPTY_ROOT, 0, tree.root())]:
        with pytest.raises(CheckError):
            check_consistency(0, new, [], old_root, new_root)
    with pytest.raises(CheckError):
        check_consistency(0, 5, [EMPTY_ROOT], EMPTY_ROOT, tree.root())


def test_what_is_not_in_the_tree_cannot_be_asked_for():
    tree = tree_of(5)
    for call in (
        lambda: inclusion_ranges(5, 5),
        lambda: inclusion_ranges(-1, 5),
        lambda: consistency_ranges(6, 5),
        lambda: tree.node(3, 0),
        lambda: tree.node(0, 5),
        lambda: check_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT),
    ):
        with pytest.raises(UsageError):
            call()
