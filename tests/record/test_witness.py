import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError, UsageError
from comity.record.checkpoint import Checkpoint
from comity.record.merkle import Tree, consistency_proof, leaf_hash
from comity.record.notes import Algorithm, make_signer, parse_note, sign_note, verify_note
from comity.record.verify import verify_checkpoint
from comity.record.witness import (
    SIZE_TYPE,
    Request,
    Seen,
    Witness,
    add_checkpoint,
    origin_of,
    parse_request,
    with_cosignatures,
)
from tests.record.helpers import OPERATOR, ORIGIN, POLICY, TIME, TWO_OF_THREE, WITNESSES

WITNESS = Witness((WITNESSES["w0"],), {ORIGIN: [OPERATOR.verifier]})


def tree_of(size, seed=0):
    tree = Tree()
    tree.extend(leaf_hash(f"{seed}/{i}".encode()) for i in range(size))
    return tree


TREE = tree_of(100)


def request(old, new, tree=TREE, signer=OPERATOR, proof=None, origin=ORIGIN, more=()):
    if proof is None:
        proof = consistency_proof(tree.node, old, new) if old <= new else []
    note = sign_note(Checkpoint(origin, new, tree.root(new), more).text(), [signer], TIME)
    return Request(old, tuple(proof), note.to_bytes()).to_bytes()


def seen(size, tree=TREE):
    return Seen(size, tree.root(size))


def status(body, state, witness=WITNESS):
    response, after = add_checkpoint(witness, state, body, TIME)
    assert response.status == 200 or after == state
    assert response.body.endswith(b"\n")
    return response.status


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 100), (1, 2), (64, 64), (64, 100), (99, 100), (0, 0)])
def test_a_continued_history_is_cosigned(old, new):
    body = request(old, new)
    assert origin_of(body) == ORIGIN
    response, after = add_checkpoint(WITNESS, seen(old), body, TIME + 5)
    assert (response.status, after) == (200, seen(new))
    note = with_cosignatures(parse_request(body).note, [response.body])
    key = WITNESSES["w0"].verifier
    assert verify_note(parse_note(note), [key]) == [(key, TIME + 5)]
    assert with_cosignatures(note, [response.body]) == note


def test_two_of_three_witnesses_make_a_quorum():
    body = request(0, 50)
    answers = [
        add_checkpoint(Witness((signer,), WITNESS.logs), Seen(), body, TIME)[0].body
        for signer in (WITNESSES["w0"], WITNESSES["w2"])
    ]
    note = parse_request(body).note
    assert verify_checkpoint(with_cosignatures(note, answers), TWO_OF_THREE).checkpoint.size == 50
    assert verify_checkpoint(note, POLICY).checkpoint.size == 50
    for bad in (b"\xff", b"no signature\n", answers[0][:-1]):
        with pytest.raises(InputError):
            with_cosignatures(note, [bad])


def test_a_witness_may_have_a_key_of_either_type():
    quantum = make_signer("witness.example/q", Algorithm.ML_DSA_44)
    both = Witness((WITNESSES["w0"], quantum), WITNESS.logs)
    response, _ = add_checkpoint(both, Seen(), request(0, 3), TIME)
    note = with_cosignatures(parse_request(request(0, 3)).note, [response.body])
    assert len(verify_note(parse_note(note), [quantum.verifier, WITNESSES["w0"].verifier])) == 2
    further = request(0, 3, more=("more",))
    assert status(further, Seen(), both) == 400
    assert status(further, Seen()) == 200
    for signers in ((), (OPERATOR,), (quantum, make_signer(quantum.name, Algorithm.COSIGNATURE))):
        with pytest.raises(UsageError, match="a name of its own"):
            Witness(signers, {})


@pytest.mark.parametrize(
    ("wanted", "body", "state"),
    [
        (400, b"", Seen()),
        (400, b"old 1\n", Seen()),
        (400, b"old x\n\n" + request(0, 1).split(b"\n\n", 1)[1], Seen()),
        (400, b"older 0\n\n", Seen()),
        (400, b"\xff\n\n", Seen()),
        (400, b"old 0\n" + b"AAAA\n" + b"\nx", Seen()),
        (400, request(0, 5, proof=[bytes(32)] * 64), Seen()),
        (400, request(9, 5), seen(9)),
        (403, request(0, 5, signer=make_signer(ORIGIN)), Seen()),
        (403, request(0, 5).replace(b"\n5\n", b"\n6\n"), Seen()),
        (404, request(0, 5, origin="other.example", signer=make_signer("other.example")), Seen()),
        (409, request(3, 9), seen(5)),
        (409, request(0, 9), seen(5)),
        (409, request(5, 5, tree=tree_of(5, seed=1)), seen(5)),
        (422, request(5, 9, proof=[]), seen(5)),
        (422, request(5, 9, proof=[bytes(32)] * 4), seen(5)),
        (422, request(5, 9, tree=tree_of(9, seed=1)), seen(5)),
        (422, request(0, 9, proof=[bytes(32)]), Seen()),
    ],
)
def test_each_refusal_has_its_status(wanted, body, state):
    assert status(body, state) == wanted


def test_a_conflict_says_the_size():
    response, _ = add_checkpoint(WITNESS, seen(5), request(3, 9), TIME)
    assert (response.body, response.content_type) == (b"5\n", SIZE_TYPE)


def test_a_record_that_came_back_from_an_old_copy_is_noticed():
    response, after = add_checkpoint(WITNESS, seen(80), request(60, 60), TIME)
    assert (response.status, response.body, after) == (409, b"80\n", seen(80))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 1)), max_size=12))
def test_whatever_is_asked_only_one_history_is_cosigned(asked):
    trees = [TREE, tree_of(100, seed=1)]
    state, sizes, roots = Seen(), [], {}
    for old, new, which in asked:
        response, state = add_checkpoint(WITNESS, state, request(old, new, trees[which]), TIME)
        if response.status == 200:
            sizes.append(new)
            roots[new] = trees[which].root(new)
    assert sizes == sorted(sizes)
    histories = [all(tree.root(size) == root for size, root in roots.items()) for tree in trees]
    assert any(histories)


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(body):
    assert status(body, Seen()) == 400


def test_a_flipped_byte_is_never_cosigned():
    body = request(5, 9)
    for at in range(len(body)):
        changed = bytearray(body)
        changed[at] ^= 1
        response, after = add_checkpoint(WITNESS, seen(5), bytes(changed), TIME)
        assert (response.status, after) != (200, seen(9)), at
