"""Our files, read by Go's own packages for signed notes and transparency logs."""

import subprocess

import pytest

from comity.record.notes import Algorithm, make_signer
from comity.record.receipt import make_receipt, write_proof
from comity.record.tiles import Tiles, bundle_path, folder_source, tile_path
from tests.conftest import SOAK
from tests.go_verifier import run
from tests.record.helpers import OPERATOR, WITNESSES, write_record

SIGNERS = [OPERATOR, WITNESSES["w0"], make_signer("witness.example/q", Algorithm.ML_DSA_44)]
LARGE = 70_000 if SOAK else 5_000


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """A file with the verifier keys of these tests."""
    file = tmp_path_factory.mktemp("keys") / "keys"
    file.write_text("\n".join(signer.verifier.text for signer in SIGNERS))
    return file


def test_go_verifies_a_receipt_by_the_lines_of_the_page(verifier, tmp_path):
    note = write_record(tmp_path / "record", 300, SIGNERS).to_bytes()
    tiles = Tiles(folder_source(tmp_path / "record"), 300)
    receipt, entry, key = tmp_path / "r", tmp_path / "e", OPERATOR.verifier.text
    receipt.write_bytes(make_receipt(tiles, 257, note).to_bytes())
    entry.write_bytes(tiles.entry(257))

    def status(key=key):
        return subprocess.run([verifier / "documented/verify", key, receipt, entry], check=False).returncode

    assert status() == 0
    assert status(make_signer(OPERATOR.name).verifier.text) == 3
    entry.write_bytes(tiles.entry(258))
    assert status() == 1


def write_proofs(folder, tiles, note):
    """Receipts and proofs of consistency for the first, the last and some in between."""
    folder.mkdir()
    for index in {0, tiles.size // 3, tiles.size - 1}:
        (folder / f"{index}.entry").write_bytes(tiles.entry(index))
        (folder / f"{index}.tlog-proof").write_bytes(make_receipt(tiles, index, note).to_bytes())
        (folder / f"{index + 1}.consistency").write_text(write_proof(tiles.consistency_proof(index + 1)))


@pytest.mark.parametrize("size", [1, 255, 256, 257, LARGE])
def test_go_reads_what_we_write(verifier, keys, tmp_path, size):
    note = write_record(tmp_path / "record", size, SIGNERS, steps=[size // 2])
    tiles = Tiles(folder_source(tmp_path / "record"), size)
    write_proofs(tmp_path / "proofs", tiles, note.to_bytes())
    command = [verifier / "verifier", "check", tmp_path / "record", keys, tmp_path / "proofs"]
    count = len({0, size // 3, size - 1})
    assert run(command).splitlines() == [
        f"{count} *.tlog-proof",
        f"{count} *.consistency",
        f"{size} {tiles.root().hex()}",
    ]


def test_go_refuses_what_is_not_so(verifier, keys, tmp_path):
    note = write_record(tmp_path / "record", 300, SIGNERS)
    tiles = Tiles(folder_source(tmp_path / "record"), 300)
    write_proofs(tmp_path / "proofs", tiles, note.to_bytes())
    command = [verifier / "verifier", "check", tmp_path / "record", keys, tmp_path / "proofs"]
    run(command)
    for name, refused in (
        ("100.entry", "100.tlog-proof"),
        ("100.tlog-proof", "100.tlog-proof"),
        ("101.consistency",) * 2,
    ):
        path = tmp_path / "proofs" / name
        content = path.read_bytes()
        at = len(content) // 8
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(AssertionError, match=refused):
            run(command)
        path.write_bytes(content)
    run(command)


def test_go_refuses_each_changed_byte(verifier, keys, tmp_path):
    folder = tmp_path / "record"
    write_record(folder, 257, SIGNERS)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert {tile_path(1, 0, 1), bundle_path(1, 1)} <= {str(path.relative_to(folder)) for path in folder.rglob("*")}
    every = 1 if SOAK else 97
    changed = run([verifier / "verifier", "flips", folder, keys, str(every)])
    assert int(changed) == sum(-(-size // every) for size in sizes)
