"""The wheel works outside the clone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_what_the_program_reads(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "src").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".nbi", ".nbc"}:
            assert str(path.relative_to(ROOT / "src")) in names
    assert not [name for name in names if name.startswith(("tests", "docs", "bench"))]


def test_the_command_runs_from_the_wheel_alone(wheel, tmp_path):
    installed = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(installed)
    (tmp_path / "votes.csv").write_text("person,statement,vote\n1,a,1\n2,a,-1\n")
    run = "import sys; sys.path.insert(0, sys.argv.pop(1)); import comity.cli as c; print(c.__file__); c.main()"
    command = [sys.executable, "-c", run, str(installed), "opinion", "votes.csv", "--out", "out"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000
