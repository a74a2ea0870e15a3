"""Writing files so that nobody ever sees half of one, and letting one process at a time do something."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from comity.base.errors import UsageError


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, flush it to the disk, then rename: readers see the old file or the new one.

    Raises UsageError when the folder is missing or may not be written.
    """
    _replace({path: content})


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into `folder`, made if missing: all contents are on the disk before the first name changes.

    Raises UsageError, and leaves what was there, when a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
    _replace({folder / name: content for name, content in files.items()})


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Wait until no other process is in this block under the same file, which is made, with its folder, and stays.

    The system lets go of it when a process ends, however it ends. Raises UsageError where the file cannot be made.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = file.open("w")
    except FileExistsError:
        raise UsageError(f"{file.parent} is not a folder") from None
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(files: Mapping[Path, bytes]) -> None:
    ready: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            ready.append((Path(name), path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o666 & ~_umask())
        for beside, path in ready:
            beside.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    finally:
        for beside, _ in ready:
            beside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
