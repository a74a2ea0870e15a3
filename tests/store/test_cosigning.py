"""A checkpoint is shown only with the cosignatures that its policy asks for, and not if a witness knows better."""

from contextlib import ExitStack

import pytest

from comity.base.errors import CheckError, InputError
from comity.record.keys import write_keys
from comity.record.notes import Algorithm, make_signer, parse_note
from comity.record.policy import parse_policy
from comity.record.verify import verify_checkpoint
from comity.record.witness import Seen, Witness, add_checkpoint
from comity.store import publishing
from comity.store.cosigning import AlarmError, cosign_by_policies
from comity.store.models import Body, Checkpoint, Entry, Row
from comity.store.publishing import Home, published
from comity.store.sequencer import Sequencer
from tests.record.hostile import reply, server
from tests.store.helpers import ORIGIN, registry, say
from tests.store.test_publishing import KEYS


class Asked:
    """An honest witness that remembers in memory, and can be made to be down or to lie."""

    def __init__(self, name):
        self.key, self.seen, self.up = make_signer(f"{name}.example/witness", Algorithm.COSIGNATURE), Seen(), True
        self.last, self.lie = None, None
        self.witness = Witness((self.key,), {ORIGIN: [key.verifier for key in KEYS]})

    def __call__(self, handler, body):
        if not self.up:
            reply(handler, 404)
        elif self.lie:
            reply(handler, *self.lie)
        elif handler.command == "GET":
            reply(handler, *((200, self.last) if self.last else (404,)))
        else:
            self.cosign(handler, body)

    def cosign(self, handler, body):
        response, self.seen = add_checkpoint(self.witness, self.seen, body, 1_800_000_000)
        if response.status == 200:
            self.last = body.partition(b"\n\n")[2]
        reply(handler, response.status, response.body, Content_Type=response.content_type)


@pytest.fixture
def witnesses():
    return [Asked(name) for name in ("one", "two", "three")]


@pytest.fixture
def home(store, witnesses):
    """With keys, and a policy that asks for two of three witnesses."""
    home = Home(store.home)
    home.make()
    home.key_file(ORIGIN).write_bytes(write_keys(KEYS, "log"))
    with ExitStack() as stack:
        urls = [stack.enter_context(server(one)) for one in witnesses]
        lines = [f"log {key.verifier.text}" for key in KEYS]
        lines += [f"witness w{i} {one.key.verifier.text} {urls[i]}" for i, one in enumerate(witnesses)]
        lines += ["group two 2 w0 w1 w2", "quorum two"]
        home.policy_file(ORIGIN).write_text("\n".join(lines) + "\n")
        yield home


@pytest.fixture
def sequencer(home):
    made = Sequencer(registry())
    made.open(ORIGIN)
    made.commit(say("a"))
    return made


@pytest.fixture
def put_out(sequencer, home):
    return lambda: publishing.checkpoint(sequencer, home, ORIGIN, cosign_by_policies(home))


def test_what_is_shown_meets_the_policy_with_one_witness_down(sequencer, home, witnesses, put_out):
    policy = parse_policy(home.policy_file(ORIGIN).read_text())
    for down in witnesses:
        down.up = False
        sequencer.commit(say("more"))
        put_out()
        shown = (home.record(ORIGIN) / "checkpoint").read_bytes()
        assert len(verify_checkpoint(shown, policy).signatures) >= 4
        down.up = True
    assert published(home.record(ORIGIN)).size == Body.objects.get(origin=ORIGIN).size


def test_too_few_cosignatures_leave_what_was_shown(sequencer, home, witnesses, put_out):
    put_out()
    witnesses[0].up = witnesses[1].up = False
    sequencer.commit(say("b"))
    with pytest.raises(CheckError, match=r"quorum.*w0 refuses with status 404"):
        put_out()
    assert published(home.record(ORIGIN)).size == 3
    witnesses[0].up = True
    put_out()
    assert published(home.record(ORIGIN)).size == 4


def test_a_database_and_record_that_were_both_restored_are_caught_by_a_witness(sequencer, home, put_out):
    put_out()
    Row.objects.filter(seq__gte=1).delete()
    Entry.objects.filter(seq__gte=1).delete()
    Checkpoint.objects.all().delete()
    Body.objects.update(size=1)
    for path in sorted(home.record(ORIGIN).rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    again = Sequencer(registry())
    with pytest.raises(AlarmError, match=r"for there is another history: w\d .* the record's own signature proves it"):
        publishing.checkpoint(again, home, ORIGIN, cosign_by_policies(home))
    assert published(home.record(ORIGIN)) is None


@pytest.mark.parametrize("lie", [(409, b"999999\n"), (422, b"no"), (200, b"\xe2\x80\x94 x AAAA\n")])
def test_one_witness_that_lies_stops_nothing_and_is_named(sequencer, home, witnesses, put_out, lie, caplog):
    witnesses[1].lie = lie
    put_out()
    assert published(home.record(ORIGIN)).size == 3
    assert [one.levelname for one in caplog.records] == ["WARNING"] and f"{ORIGIN}: w1" in caplog.text


def test_a_record_without_policy_is_published_alone_and_a_bad_policy_is_told(sequencer, home, put_out):
    home.policy_file(ORIGIN).write_text("nonsense\n")
    with pytest.raises(InputError, match=r"policies/body\.example%2Frecord"):
        put_out()
    home.policy_file(ORIGIN).unlink()
    assert len(parse_note(put_out()).signatures) == len(KEYS)
