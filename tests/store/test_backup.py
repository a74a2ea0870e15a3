"""A store restored from an old backup is noticed, brought up to its record, and what was erased is erased again."""

import shutil
import sqlite3

import psycopg
import pytest
from django.db import connections

from comity.base.errors import CheckError
from comity.record.audit import audit
from comity.record.notes import Algorithm, make_signer
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.record.witness import Request, Seen, Witness, add_checkpoint, with_cosignatures
from comity.store.contents import blob, private
from comity.store.folding import entries, folded, save_snapshot
from comity.store.models import Blob, Body, Entry, Private, Row
from comity.store.publishing import Home, RolledBackError, blob_path, publish, published
from comity.store.rebuilding import catch_up, compare
from comity.store.sequencer import Sequencer
from tests.store.faults import KEYS, POLICY
from tests.store.helpers import ORIGIN, registry, say


class InProcess:
    """A witness without HTTP: `comity.record.witness` and what it has seen."""

    def __init__(self):
        signer = make_signer("witness.example", Algorithm.COSIGNATURE)
        self.witness = Witness((signer,), {ORIGIN: [key.verifier for key in KEYS]})
        self.seen = Seen()

    def __call__(self, note, tiles):
        proof = tiles.consistency_proof(self.seen.size) if tiles.size >= self.seen.size else ()
        request = Request(self.seen.size, tuple(proof), note)
        response, self.seen = add_checkpoint(self.witness, self.seen, request.to_bytes(), 1_800_000_000)
        if response.status != 200:
            raise CheckError(f"{response.status} {response.body.decode()}")
        return with_cosignatures(note, [response.body])


@pytest.fixture
def backup(store):
    """`save()` keeps the database as it is, `restore()` puts it back, as an operator would do it."""

    class Backup:
        file = store.home / "backup"

        def save(self):
            connections.close_all()
            if store.url:
                self._copy(self._name, f"{self._name}_kept")
            else:
                with sqlite3.connect(store.home / "comity.sqlite3") as now, sqlite3.connect(self.file) as kept:
                    now.backup(kept)

        def restore(self):
            connections.close_all()
            if store.url:
                self._copy(f"{self._name}_kept", self._name)
            else:
                for path in store.home.glob("comity.sqlite3*"):
                    path.unlink()
                shutil.copyfile(self.file, store.home / "comity.sqlite3")

        _name = psycopg.conninfo.conninfo_to_dict(store.url)["dbname"] if store.url else ""

        def _copy(self, old, new):
            with psycopg.connect(store.url, dbname="postgres", autocommit=True) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)")
                admin.execute(f"CREATE DATABASE {new} TEMPLATE {old}")

    kept = Backup()
    yield kept
    if store.url:
        with psycopg.connect(store.url, dbname="postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {kept._name}_kept WITH (FORCE)")


@pytest.fixture
def restored(store, backup):
    """A body that was published and witnessed at 8 acts and whose database is that of 5. Act 1 was erased since."""
    sequencer, witness = Sequencer(registry()), InProcess()
    body = sequencer.open(ORIGIN)
    folder = Home(store.home).record(ORIGIN)
    sequencer.commit(say("0", name="Ada", vote="agree"))
    sequencer.commit(propose(ORIGIN, "test.say", "p1", {"text": "1"}, private={"name": {"value": "Bob"}}, blobs=[b"b"]))
    for i in range(2, 5):
        sequencer.commit(say(f"{i}", name=f"name {i}", due="2999-01-01T00:00:00.000000Z"))
    publish(sequencer.registry, body, folder, KEYS, witness)
    save_snapshot(sequencer.registry, body, folded(sequencer.registry, Body.objects.get()))
    backup.save()
    erased = [{"seq": 1}, {"seq": 0, "part": "name"}]
    sequencer.commit(propose(ORIGIN, "erase", "operator", {"erased": erased, "reason": "asked"}))
    sequencer.commit(say("6", name="lost with the disk"))
    sequencer.commit(propose(ORIGIN, "test.say", "p2", {"text": "7"}, blobs=[b"paper"]))
    publish(sequencer.registry, body, folder, KEYS, witness)
    before = list(entries(Body.objects.get()))
    backup.restore()
    assert (Body.objects.get().size, len(before), published(folder).size) == (5, 8, 8)
    return sequencer, folder, witness, before


def test_the_published_record_notices_an_old_copy(restored):
    sequencer, folder, witness, _ = restored
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(RolledBackError, match=r"8 acts of .* are published and the database has 5: it is an old copy"):
        publish(sequencer.registry, Body.objects.get(), folder, KEYS, witness)
    for i in range(3):  # it grows again, to another history of the same size
        sequencer.commit(say(f"other {i}"))
    with pytest.raises(CheckError, match=r"act 7 of .* was published as another act than the database has"):
        publish(sequencer.registry, Body.objects.get(), folder, KEYS, witness)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files


@pytest.mark.parametrize(("more", "told"), [(0, "400 old is 8"), (3, "409 8"), (4, "422 ")])
def test_a_witness_notices_where_the_published_record_is_lost_too(restored, tmp_path, more, told):
    sequencer, _, witness, _ = restored
    for i in range(more):
        sequencer.commit(say(f"other {i}"))
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(CheckError, match=told):
        publish(sequencer.registry, Body.objects.get(), elsewhere, KEYS, witness)
    assert published(elsewhere) is None
    assert witness.seen.size == 8


def test_it_is_brought_up_to_date_and_what_was_erased_is_gone_again(restored):
    sequencer, folder, witness, before = restored
    body = Body.objects.get()
    assert private(body, 1, "officers")["name"].value() == {"value": "Bob"}
    assert blob(body, Blob.objects.get().digest) == b"b"
    assert Row.objects.filter(table="named", seq__lt=2).count() == 2
    size = audit(folder_source(folder), POLICY).signed.checkpoint.size
    assert catch_up(sequencer.registry, body, folder_source(folder), size) == 3
    body.refresh_from_db()
    assert list(entries(body)) == before
    assert list(Private.objects.filter(seq__lt=2).values_list("seq", "part")) == [(0, "vote")]
    assert Row.objects.filter(table="named", seq__lt=2).count() == 0
    assert [bytes(one.content) for one in Blob.objects.all()] == [b"paper"]
    assert compare(sequencer.registry, body, folder).differences == []
    note = (folder / "checkpoint").read_bytes()
    publish(sequencer.registry, body, folder, KEYS)
    assert (folder / "checkpoint").read_bytes() == note, "its cosignatures were lost"
    assert sequencer.commit(say("on it goes")).act.seq == 8
    publish(sequencer.registry, body, folder, KEYS, witness)
    assert witness.seen.size == 9
    assert list(folder.glob("blob/*/*/*")) == [folder / blob_path(Blob.objects.get().digest)]


def test_a_state_that_was_folded_before_is_not_gone_on_with(restored):
    sequencer, folder, _, before = restored
    assert sequencer._lines[ORIGIN].folded.state.size == 8
    done = sequencer.commit(say("another sixth"))
    assert done.act.seq == 5
    assert sequencer._lines[ORIGIN].folded.state == folded(sequencer.registry, Body.objects.get()).state
    assert Entry.objects.count() == 6
    with pytest.raises(CheckError, match="a fork"):
        catch_up(sequencer.registry, Body.objects.get(), folder_source(folder), 8)
    assert before[5] != done.entry
