"""What is derived is made again and compared; a restored store is brought up to its record."""

import pytest

from comity.base.errors import CheckError
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.store.folding import entries, folded, save_snapshot
from comity.store.models import Blob, Body, Checkpoint, Entry, Private, Row, Snapshot
from comity.store.publishing import Home, publish
from comity.store.rebuilding import catch_up, compare, rewrite_rows
from comity.store.sequencer import Sequencer
from tests.store.helpers import ORIGIN, registry, say
from tests.store.test_publishing import KEYS


@pytest.fixture
def lived(store):
    """A body with some history, published twice; its sequencer and folder."""
    sequencer = Sequencer(registry())
    body = sequencer.open(ORIGIN)
    folder = Home(store.home).record(ORIGIN)
    for i in range(10):
        sequencer.commit(say(f"{i}", f"p{i % 3}", name=f"name {i}", vote="agree", due="2999-01-01T00:00:00.000000Z"))
    sequencer.commit(
        propose(ORIGIN, "erase", "p1", {"erased": [{"seq": 1}, {"seq": 4, "part": "name"}], "reason": "x"})
    )
    publish(sequencer.registry, body, folder, KEYS)
    save_snapshot(sequencer.registry, body, folded(sequencer.registry, body))
    sequencer.commit(propose(ORIGIN, "test.say", "p2", {"text": "b"}, blobs=[b"paper"]))
    publish(sequencer.registry, body, folder, KEYS)
    body.refresh_from_db()
    return sequencer, body, folder


def test_what_is_kept_is_what_the_acts_give(lived):
    sequencer, body, folder = lived
    found = compare(sequencer.registry, body, folder)
    assert found.differences == []
    assert (found.acts, found.checkpoints, found.snapshot, found.published) == (12, 2, True, 12)
    assert found.rows == Row.objects.count() == 11 + 2 * 10 - 2 - 1


def spoil_row(folder):
    Row.objects.filter(seq=3, n=0).update(values='{"actor":"p0","text":"never said"}')


def spoil_missing_row(folder):
    Row.objects.filter(seq=11).delete()


def spoil_snapshot(folder):
    one = Snapshot.objects.get()
    Snapshot.objects.update(state=bytes(one.state).replace(b"2999", b"2998"))


def spoil_checkpoint(folder):
    one = Checkpoint.objects.get(size=12)
    lines = bytes(one.note).decode().split("\n")
    lines[2] = "A" * 43 + "="
    Checkpoint.objects.filter(size=12).update(note="\n".join(lines).encode())


def spoil_tile(folder):
    [tile] = (folder / "tile" / "0").glob("*.p/12")
    tile.write_bytes(bytes(len(tile.read_bytes())))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (spoil_row, "the rows of act 3 are not those that the act gives"),
        (spoil_missing_row, "the rows of act 11 are not"),
        (spoil_snapshot, "the snapshot at 11 acts is not the state that the acts give"),
        (spoil_checkpoint, "the checkpoint over 12 acts has another root than the acts give"),
        (spoil_tile, "is published with other contents"),
    ],
)
def test_each_difference_is_found(lived, spoil, told):
    sequencer, body, folder = lived
    spoil(folder)
    [difference] = compare(sequencer.registry, body, folder).differences
    assert told in difference


def test_rows_are_made_again(lived):
    sequencer, body, folder = lived
    spoil_row(folder)
    spoil_missing_row(folder)
    assert rewrite_rows(sequencer.registry, body) == 28
    assert compare(sequencer.registry, body, folder).differences == []


def go_back(size):
    """What a backup from before act `size` would hold."""
    from comity.record.merkle import leaf_hash

    Row.objects.filter(seq__gte=size).delete()
    for table in (Private, Blob, Entry):
        table.objects.filter(seq__gte=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    Snapshot.objects.all().delete()
    last = bytes(Entry.objects.get(seq=size - 1).entry)
    Body.objects.update(size=size, tip=leaf_hash(last))


def test_a_restored_backup_gets_its_acts_and_its_erasures_again(lived):
    sequencer, body, folder = lived
    before = list(entries(body))
    kept = {one.pk: bytes(one.content) for one in Private.objects.all()}
    go_back(6)
    one = Private.objects.get(seq=0, part="name")
    Private.objects.create(body=body, seq=1, part="name", audience="officers", salt=one.salt, content=b'{"value":"x"}')
    body.refresh_from_db()
    assert catch_up(sequencer.registry, body, folder_source(folder), 12) == 6
    body.refresh_from_db()
    assert list(entries(body)) == before
    assert {key for key in kept if key[1] < 6} == {one.pk for one in Private.objects.all()}
    assert bytes(Blob.objects.get().content) == b"paper"
    assert compare(sequencer.registry, body, folder).differences == []
    assert sequencer.commit(say("on it goes")).act.seq == 12


def test_a_store_of_another_history_takes_nothing(lived):
    sequencer, body, folder = lived
    go_back(6)
    sequencer.commit(say("another history"))
    body.refresh_from_db()
    with pytest.raises(CheckError, match=r"act 6 of .* is another in the database than in the record: a fork"):
        catch_up(sequencer.registry, body, folder_source(folder), 12)
    assert Body.objects.get(origin=ORIGIN).size == 7
