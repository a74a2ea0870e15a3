import os
import stat

import pytest

from comity.base.errors import CheckError, ComityError, InputError, UsageError
from comity.base.files import write_atomic, write_folder


def test_a_file_is_written_whole_with_usual_permissions(tmp_path):
    path = tmp_path / "a.txt"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_atomic(path, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(UsageError, match="cannot write"):
        write_atomic(tmp_path / "none" / "a.txt", b"")


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
