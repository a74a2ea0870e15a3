"""A zip file with one export in it, unpacked within bounds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from comity.base.errors import InputError

MOST_BYTES = 2 << 30
"""What all the tables of a zip file may unpack to, by what it says and by what really comes out."""

_DIRECTORY_LIMIT = 1 << 20  # bytes of the list of contents: a list of millions of names would fill the memory
_TAIL = 22 + (1 << 16)  # where the end record of a zip file can be
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"


@contextmanager
def unpacked(path: Path, wanted: Callable[[str], bool]) -> Iterator[Path]:
    """Give a temporary folder with the files of the zip whose lower-case names are `wanted`, all from one folder of it.

    InputError on anything but a sound zip; errors on its files inside the block name the zip and the file in it.
    """
    with TemporaryDirectory(prefix="comity-") as name:
        folder = Path(name)
        try:
            _unpack(path, folder, wanted)
            yield folder
        except InputError as error:
            if error.path is None or folder not in (Path(error.path), *Path(error.path).parents):
                raise
            inside = Path(error.path).relative_to(folder)
            raise InputError(error.message, path=path / inside, row=error.row) from None


def _unpack(path: Path, folder: Path, wanted: Callable[[str], bool]) -> None:
    _require_small_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {_path(m): m for m in archive.infolist() if not m.is_dir() and wanted(_path(m).name.lower())}
            members = {inside: m for inside, m in members.items() if inside.parts[0] != "__MACOSX"}
            if len({inside.parent for inside in members}) > 1:
                raise InputError("holds tables in more than one folder; unpack it and name one", path=path)
            if sum(member.file_size for member in members.values()) > MOST_BYTES:
                raise InputError(f"unpacks to more than {MOST_BYTES >> 30} GB; unpack it yourself", path=path)
            left = MOST_BYTES
            for inside, member in members.items():
                left -= _copy(archive, member, folder / inside.name, left)
                if left < 0:
                    raise InputError(f"unpacks to more than {MOST_BYTES >> 30} GB; unpack it yourself", path=path)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        raise InputError("is not a zip file that can be read: broken, cut short or encrypted", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be unpacked: {error.strerror}", path=path) from None


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path, limit: int) -> int:
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("a compression that exports do not use")
    size = 0
    with archive.open(member) as source, to.open("xb") as out:
        while size <= limit and (block := source.read(1 << 20)):
            out.write(block)
            size += len(block)
    return size


def _require_small_directory(path: Path) -> None:
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    ends = [i for i in range(len(tail) - 21) if tail.startswith(_END, i)]
    listed = max((int.from_bytes(tail[i + 12 : i + 16], "little") for i in ends), default=0)
    if not ends or _END_64 in tail:
        raise InputError("is not a zip file that can be read: broken, cut short or too large", path=path)
    if listed > _DIRECTORY_LIMIT:
        raise InputError("lists too many files; unpack it and name the folder", path=path)
