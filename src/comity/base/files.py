"""Writing files so that nobody ever sees half of one, and letting one process at a time do something."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from comity.base.errors import UsageError

_SYNCING = 8
"""Files that are flushed at once: the disk then writes its journal once for several."""


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into `folder`, made if missing: all contents are on the disk before the first name changes.

    Raises UsageError, and leaves what was there, when a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
    ready: list[tuple[Path, Path]] = []
    path = folder
    try:
        for name, content in files.items():
            path = folder / name
            handle, beside = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            ready.append((Path(beside), path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(beside).chmod(0o666 & ~_umask())
        for written, path in ready:
            written.replace(path)
        _sync({folder})
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    finally:
        for written, _ in ready:
            written.unlink(missing_ok=True)


def make_once(file: Path, content: bytes = b"") -> None:
    """Make a file that only its owner reads, whole from the first moment, unless it is there: the first makes it.

    It is never opened under its name. OSError if it cannot be made.
    """
    if file.exists():
        return
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(beside)
    finally:
        Path(beside).unlink()


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


class Batch:
    """Many files anywhere below a folder, a few hundred of which come under their names together.

    A file has its name only when its content is on the disk, and after `land` the names are there too: a power cut
    leaves none that is torn or empty. What is not yet complete lies in `.new`; what a killed program left there is
    taken away by the next one. One at a time may write below a folder.
    """

    _MOST_FILES = 512
    _MOST_BYTES = 32 * 1024 * 1024

    def __init__(self, top: Path) -> None:
        """Below `top`. Nothing is touched before the first file."""
        self._top, self._new = top, top / ".new"
        self._waiting: list[tuple[Path, Path]] = []
        self._bytes = 0

    def add(self, path: Path, content: bytes) -> None:
        """Have `content` written as `path`. UsageError if the disk does not take it."""
        try:
            if not self._waiting:
                shutil.rmtree(self._new, ignore_errors=True)
                self._new.mkdir(parents=True, exist_ok=True)
            beside = self._new / str(len(self._waiting))
            beside.write_bytes(content)
        except OSError as error:
            self._give_up()
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
        self._waiting.append((beside, path))
        self._bytes += len(content)
        if len(self._waiting) >= self._MOST_FILES or self._bytes >= self._MOST_BYTES:
            self.land()

    def land(self) -> None:
        """Put all that was added on the disk, then under its names. UsageError if the disk does not take it."""
        if not self._waiting:
            return
        path = self._top
        try:
            _sync(beside for beside, _ in self._waiting)
            folders = {self._top}
            for _, path in self._waiting:
                path.parent.mkdir(parents=True, exist_ok=True)
                folders.update(_between(path.parent, self._top))
            for beside, path in self._waiting:
                beside.replace(path)
            _sync(folders)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
        finally:
            self._give_up()

    def _give_up(self) -> None:
        self._waiting, self._bytes = [], 0
        shutil.rmtree(self._new, ignore_errors=True)

    def __enter__(self) -> Batch:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Land, unless something failed: then what has not landed is given up."""
        self._give_up() if kind else self.land()


def _sync(paths: Iterable[Path]) -> None:
    """Flush files and folders to the disk: a new name is durable when its folder is (fsync(2))."""
    every = list(paths)
    if len(every) == 1:
        _sync_one(every[0])
        return
    with ThreadPoolExecutor(_SYNCING) as pool:
        list(pool.map(_sync_one, every))


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _between(folder: Path, top: Path) -> list[Path]:
    """`folder` and those above it, up to `top`."""
    found = [folder]
    while found[-1] != top and found[-1] != found[-1].parent:
        found.append(found[-1].parent)
    return found


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
