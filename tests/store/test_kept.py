"""Stores that earlier releases wrote are opened for ever: their database, their record, their receipts.

One folder a release in tests/store/fixtures, written by make.py there before the release and never changed after.
"""

import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connections

from comity.record.audit import audit
from comity.record.envelope import read_act
from comity.record.notes import parse_signer
from comity.record.policy import parse_policy
from comity.record.proposal import propose
from comity.record.tiles import folder_source
from comity.record.verify import verify_receipt
from comity.store import setup
from comity.store.folding import entries
from comity.store.models import Body, Entry, Private, Row
from comity.store.projection import rows
from comity.store.publishing import publish
from comity.store.rebuilding import catch_up, compare, rewrite_rows
from comity.store.sequencer import Sequencer
from tests.store.fixtures.kinds import ORIGIN, registry
from tests.stores import use

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "fixtures").glob("*/comity.sql"))


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name)
def kept(request, tmp_path):
    """A copy of a kept store, opened by the present program: its folder."""
    folder = tmp_path / "kept"
    shutil.copytree(request.param, folder)
    with sqlite3.connect(folder / "comity.sqlite3") as database:
        database.executescript((folder / "comity.sql").read_text())
    database.close()
    use("", folder)
    setup.migrate()
    yield folder
    connections.close_all()


def test_there_is_one_of_this_release_and_it_is_small():
    assert FOLDERS
    for folder in FOLDERS:
        assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 200_000


def test_an_old_store_is_opened_and_gone_on_with(kept):
    policy = parse_policy((kept / "policy").read_text())
    sequencer = Sequencer(registry())
    body = Body.objects.get(origin=ORIGIN)
    size = body.size
    if body.projected != sequencer.registry.digest:  # as the job `recompute` does after an upgrade
        rewrite_rows(sequencer.registry, body)
    found = compare(sequencer.registry, body, kept / "record")
    assert found.differences == []
    assert (found.acts, found.checkpoints, found.published) == (size, 2, size)
    kinds = {act.kind for act in map(read_act, entries(body))}
    assert kinds >= {"kept.note", "clock.pass", "erase", "key.add", "key.rotate", "key.revoke", "log-key.announce"}
    state = sequencer.state(ORIGIN).state
    assert set(state.deadlines) == {"answer n31"}
    assert [key.reason for key in state.keys["p1"]] == ["rotated", "lost"]
    assert not Private.objects.filter(seq__in=(3, 9)).exists()
    assert [row["text"] for row in rows(body, "public", "notes", scope="p0")][:2] == [
        "Ünïcode note 0 ✓",
        "Ünïcode note 5 ✓",
    ]
    earlier = (kept / "record" / "checkpoint").read_bytes()
    assert audit(folder_source(kept / "record"), policy).actor_signed == 3
    assert sequencer.commit(propose(ORIGIN, "kept.note", "p9", {"text": "later"})).act.seq == size
    signers = [parse_signer(line) for line in (kept / "keys").read_text().split()]
    publish(sequencer.registry, body, kept / "record", signers)
    assert audit(folder_source(kept / "record"), policy, earlier).signed.checkpoint.size == size + 1


def test_a_receipt_that_was_given_out_then_is_good_now(kept):
    policy = parse_policy((kept / "policy").read_text())
    entry = (kept / "20.json").read_bytes()
    assert verify_receipt(entry, (kept / "20.tlog-proof").read_bytes(), policy).index == 20
    assert bytes(Entry.objects.get(seq=20).entry) == entry


def test_an_empty_store_takes_the_old_record(kept, tmp_path):
    size = Body.objects.get(origin=ORIGIN).size
    (tmp_path / "new").mkdir()
    use("", tmp_path / "new")
    setup.migrate()
    sequencer = Sequencer(registry())
    body = sequencer.open(ORIGIN)
    assert catch_up(sequencer.registry, body, folder_source(kept / "record"), size) == size
    body.refresh_from_db()
    assert compare(sequencer.registry, body, kept / "record").differences == []
    assert Row.objects.filter(table="names").count() == 0
