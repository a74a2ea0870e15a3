"""The keys of a record are announced in it, once each, by whoever publishes first."""

import pytest

from comity.base.errors import UsageError
from comity.record.notes import Algorithm, make_signer
from comity.record.proposal import propose
from comity.store.keys import announce
from comity.store.sequencer import Sequencer
from tests.store.helpers import ORIGIN, in_threads, registry, say
from tests.store.test_publishing import KEYS


@pytest.fixture
def sequencer(store):
    made = Sequencer(registry())
    made.open(ORIGIN)
    return made


def announced(sequencer):
    return sequencer.state(ORIGIN).state.log_keys


def test_an_empty_record_stays_empty(sequencer):
    assert announce(sequencer, ORIGIN, KEYS) == 0
    assert sequencer.state(ORIGIN).state.size == 0


def test_each_key_is_announced_once(sequencer):
    sequencer.commit(say("a"))
    assert announce(sequencer, ORIGIN, KEYS) == 2
    assert announce(sequencer, ORIGIN, KEYS) == 0
    assert list(announced(sequencer)) == [key.verifier.text for key in KEYS]
    assert sequencer.state(ORIGIN).state.size == 3


def test_many_at_once_announce_each_key_once(sequencer):
    sequencer.commit(say("a"))
    others = [Sequencer(registry()) for _ in range(4)]  # as other processes have
    found = in_threads(lambda one: announce(one, ORIGIN, KEYS), others)
    assert sum(found) == 2
    assert sequencer.state(ORIGIN).state.size == 3


def test_a_new_key_takes_the_place_of_one_that_signs_no_more(sequencer):
    sequencer.commit(say("a"))
    announce(sequencer, ORIGIN, KEYS)
    beside, instead = make_signer(ORIGIN), make_signer(ORIGIN, Algorithm.ML_DSA_44)
    assert announce(sequencer, ORIGIN, [*KEYS, beside]) == 1
    assert all(key.until is None for key in announced(sequencer).values())
    assert announce(sequencer, ORIGIN, [KEYS[0], beside, instead]) == 1
    ended = {text: (key.until, key.reason) for text, key in announced(sequencer).items() if key.until is not None}
    assert ended == {KEYS[1].verifier.text: (4, "rotated")}


def test_a_key_that_has_ended_does_not_sign_again(sequencer):
    sequencer.commit(say("a"))
    announce(sequencer, ORIGIN, KEYS)
    stolen = {"verifier": KEYS[0].verifier.text, "reason": "compromised"}
    sequencer.commit(propose(ORIGIN, "log-key.end", "operator", stolen))
    with pytest.raises(UsageError, match=r"has ended \(compromised\) and must not sign: take it out of the file"):
        announce(sequencer, ORIGIN, KEYS)
