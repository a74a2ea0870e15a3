import os
import stat
from pathlib import Path

import pytest

from comity.base.errors import CheckError, ComityError, InputError, UsageError
from comity.base.files import Batch, write_folder


def test_a_file_is_written_whole_with_usual_permissions(tmp_path):
    path = tmp_path / "a.txt"
    write_folder(tmp_path, {"a.txt": b"one"})
    write_folder(tmp_path, {"a.txt": b"two"})
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_folder(tmp_path, {"a.txt": b"old"})

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_folder(tmp_path, {"a.txt": b"new"})
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_is_made_and_filled(tmp_path):
    write_folder(tmp_path / "a" / "b", {"x": b"1", "y": b"2"})
    assert {p.name: p.read_bytes() for p in (tmp_path / "a" / "b").iterdir()} == {"x": b"1", "y": b"2"}
    with pytest.raises(UsageError, match="cannot make the folder"):
        write_folder(tmp_path / "a" / "b" / "x", {"z": b""})


def test_a_folder_keeps_all_its_old_files_when_one_cannot_be_written(tmp_path, monkeypatch):
    write_folder(tmp_path, {"x": b"old", "y": b"old"})
    real, calls = os.fsync, []

    def full_at_the_second(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(UsageError, match="No space left"):
        write_folder(tmp_path, {"x": b"new", "y": b"new"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"x": b"old", "y": b"old"}


def test_errors_say_where():
    assert str(InputError("bad", path="v.csv", row=3)) == "v.csv, row 3: bad"
    assert str(InputError("bad", path="v.csv")) == "v.csv: bad"
    assert str(InputError("bad")) == "bad"
    assert (ComityError.exit_status, UsageError.exit_status, CheckError.exit_status) == (2, 2, 1)


def test_many_files_come_under_their_names_when_they_are_on_the_disk(tmp_path, monkeypatch):
    synced, real = [], os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (synced.append(Path(f"/proc/self/fd/{handle}").readlink()), real(handle))
    )
    monkeypatch.setattr(Batch, "_MOST_FILES", 3)
    (tmp_path / ".new").mkdir()
    (tmp_path / ".new" / "7").write_bytes(b"of one that was killed")
    with Batch(tmp_path) as batch:
        for i in range(4):
            batch.add(tmp_path / "a" / f"{i}", b"%d" % i)
            there = {path.name for path in tmp_path.glob("a/*")}
            assert there == ({"0", "1", "2"} if i >= 2 else set())
    assert {path.name: path.read_bytes() for path in tmp_path.glob("a/*")} == {f"{i}": b"%d" % i for i in range(4)}
    assert set(synced) == {tmp_path / ".new" / f"{i}" for i in range(3)} | {tmp_path, tmp_path / "a"}
    assert not (tmp_path / ".new").exists()


def test_of_many_files_none_is_there_if_one_cannot_be_written(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="elsewhere"), Batch(tmp_path) as batch:
        batch.add(tmp_path / "a", b"a")
        raise ValueError("elsewhere")
    assert list(tmp_path.iterdir()) == []

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"), Batch(tmp_path) as batch:
        batch.add(tmp_path / "a", b"a")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    with Batch(tmp_path) as batch:
        batch.add(tmp_path / "a", b"a")
    assert (tmp_path / "a").read_bytes() == b"a"
