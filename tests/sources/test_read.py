import subprocess
import sys

from comity.sources import read
from tests.sources.helpers import rows

LAZY = "import sys, comity.sources; sys.exit(any(m in sys.modules for m in ('numpy', 'pyarrow', 'numba')))"


def test_the_room_opens_without_what_is_heavy():
    assert subprocess.run([sys.executable, "-c", LAZY], check=False).returncode == 0


def test_reading_tells_how_far_it_is(tmp_path):
    told = []
    for name, text in (
        ("votes.csv", "person,statement,vote\n1,1,1\n"),
        ("participants-votes.csv", "participant,group-id,1\n1,0,1\n2,,\n"),
    ):
        told.clear()
        read(rows(tmp_path / name, text), progress=lambda doing, done: told.append((doing, done)))
        shares = [done for _, done in told]
        assert {doing for doing, _ in told} == {"Reading the votes"}
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_path_may_be_a_string_and_its_folder_names_the_source(tmp_path):
    rows(tmp_path / "votes.csv", "person,statement,vote\n1,1,1\n")
    found = read(str(tmp_path))
    assert found.title == found.source == tmp_path.name
