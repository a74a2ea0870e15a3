"""The tree and the entries of a record as static files (C2SP tlog-tiles v0.1.0).

    checkpoint               the latest signed checkpoint, the only file that changes
    tile/L/N                 256 hashes of level 8·L, from hash 256·N on
    tile/entries/N           the 256 entries under tile/0/N, each after its length in 16 bits
    tile/L/N.p/W             the same, partial: the first W hashes; tile/entries/N.p/W likewise

N is written in groups of three digits, `x001/x234/067`. A file never changes. A partial one may go when the full one is
published. Files are written before the checkpoint that needs them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from comity.base.errors import CheckError, ComityError, InputError, UsageError
from comity.base.files import Batch
from comity.record.canonical import MAX_BYTES
from comity.record.merkle import HASH_BYTES, leaf_hash, parents, range_hash
from comity.record.merkle import consistency_proof as _consistency
from comity.record.merkle import inclusion_proof as _inclusion

WIDTH = 256
_HEIGHT = 8
_CACHED = 512  # tiles of 8 KB

Source: TypeAlias = Callable[[str], bytes]
"""Gives the bytes of a path like `tile/0/000`.

Raises AbsentError if there is no such file, and UnavailableError if that cannot be told now.
"""


class AbsentError(InputError):
    """A file of a record is not there."""


class UnavailableError(ComityError):
    """A file of a record could not be read now. That says nothing about the record: it may be tried again."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Up to 256 hashes of one level of tiles."""

    level: int
    index: int
    hashes: bytes

    @property
    def path(self) -> str:
        """Where it lies."""
        return tile_path(self.level, self.index, len(self.hashes) // HASH_BYTES)


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """The path of a tile of hashes."""
    return f"tile/{level}/{_number(index, width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """The path of a bundle of entries."""
    return f"tile/entries/{_number(index, width)}"


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """1 to 256 entries, each after its length."""
    if not 1 <= len(entries) <= WIDTH:
        raise UsageError(f"a bundle holds 1 to {WIDTH} entries, not {len(entries)}")
    if (longest := max(map(len, entries))) > MAX_BYTES:
        raise UsageError(f"an entry of {longest} bytes: a bundle holds at most {MAX_BYTES}")
    return b"".join([part for entry in entries for part in (len(entry).to_bytes(2, "big"), entry)])


def unpack_bundle(content: bytes, path: str) -> list[bytes]:
    """The entries of a bundle; InputError if its lengths do not fill it exactly."""
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        start = at + 2
        at = start + int.from_bytes(content[at:start], "big")
        if start > len(content) or at > len(content):
            raise InputError(f"entry {len(entries)} of this bundle ends after the file does", path=path)
        entries.append(content[start:at])
    return entries


class Edge:
    """The right edge of a growing tree: the tiles that are not yet full. Its memory does not grow with the tree."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = []
        self._full: list[int] = []

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._full[0] * WIDTH + len(self._levels[0]) // HASH_BYTES if self._levels else 0

    def extend(self, leaves: bytes) -> list[Tile]:
        """Add leaf hashes, one after another in `leaves`; gives the tiles that are now full, lower levels first."""
        done: list[Tile] = []
        level = 0
        while leaves:
            if level == len(self._levels):
                self._levels.append(bytearray())
                self._full.append(0)
            open_tile = self._levels[level]
            open_tile += leaves
            whole = len(open_tile) // (WIDTH * HASH_BYTES)
            full = bytes(open_tile[: whole * WIDTH * HASH_BYTES])
            del open_tile[: len(full)]
            for at in range(0, len(full), WIDTH * HASH_BYTES):
                done.append(Tile(level, self._full[level], full[at : at + WIDTH * HASH_BYTES]))
                self._full[level] += 1
            leaves, level = _up(full, _HEIGHT), level + 1
        return done

    def partial(self) -> list[Tile]:
        """The tiles that are begun and not full."""
        begun = zip(range(len(self._levels)), self._full, self._levels, strict=True)
        return [Tile(level, index, bytes(hashes)) for level, index, hashes in begun if hashes]

    def root(self) -> bytes:
        """The root over all leaves."""
        return range_hash(self._node, 0, self.size)

    def _node(self, level: int, index: int) -> bytes:
        # The root needs only complete subtrees that stand in tiles not yet full.
        above, rise = divmod(level, _HEIGHT)
        begin = ((index << rise) - self._full[above] * WIDTH) * HASH_BYTES
        return _up(bytes(self._levels[above][begin : begin + (HASH_BYTES << rise)]), rise)


class Tiles:
    """The first `size` entries of a record, read from its files. What it reads is not yet verified: see `audit`."""

    def __init__(self, source: Source, size: int) -> None:
        self.size = size
        self._source = source
        self._tile = lru_cache(_CACHED)(self._read_tile)

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, as many as this size has; AbsentError if the file is missing."""
        return self._tile(level, index)

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle, as many as this size has."""
        width = self._width(0, index)
        path, content = self._read(bundle_path(index, width), bundle_path(index))
        entries = unpack_bundle(content, path)
        if not width <= len(entries) <= _allowed(path, width):
            raise InputError(f"{len(entries)} entries, but {width} were expected", path=path)
        return entries[:width]

    def entry(self, index: int) -> bytes:
        """One entry."""
        if not 0 <= index < self.size:
            raise UsageError(f"entry {index} is not among the {self.size} entries of this record")
        return self.bundle(index // WIDTH)[index % WIDTH]

    def entries(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The entries from `begin` to before `end`, bundle by bundle."""
        end = self.size if end is None else min(end, self.size)
        for index in range(begin // WIDTH, -(-end // WIDTH)):
            yield from self.bundle(index)[max(begin - index * WIDTH, 0) : end - index * WIDTH]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, for the functions of `merkle`."""
        above, rise = divmod(level, _HEIGHT)
        tile, begin = divmod(index << rise, WIDTH)
        hashes = self.tile(above, tile)[begin * HASH_BYTES : (begin + (1 << rise)) * HASH_BYTES]
        return _up(hashes, rise)

    def root(self, size: int | None = None) -> bytes:
        """The root over all entries, or over the first `size`."""
        return range_hash(self.node, 0, self.size if size is None else size)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The hashes that prove that entry `index` is in this record."""
        return _inclusion(self.node, index, self.size)

    def consistency_proof(self, old: int) -> list[bytes]:
        """The hashes that prove that this record begins with its first `old` entries."""
        return _consistency(self.node, old, self.size)

    def _width(self, level: int, index: int) -> int:
        width = min(WIDTH, (self.size >> _HEIGHT * level) - index * WIDTH)
        if index < 0 or width < 1:
            raise UsageError(f"a record of {self.size} entries has no tile {index} at level {level}")
        return width

    def _read_tile(self, level: int, index: int) -> bytes:
        width = self._width(level, index)
        path, content = self._read(tile_path(level, index, width), tile_path(level, index))
        if not width * HASH_BYTES <= len(content) <= _allowed(path, width) * HASH_BYTES:
            raise InputError(f"{len(content)} bytes, but {width * HASH_BYTES} were expected", path=path)
        return content[: width * HASH_BYTES]

    def _read(self, path: str, full: str) -> tuple[str, bytes]:
        """A partial file, or the full one that came after it and stands for it."""
        try:
            return path, self._source(path)
        except AbsentError:
            if path == full:
                raise
        try:
            return full, self._source(full)
        except AbsentError:
            raise AbsentError(
                "this file of the record is missing, and the full one in its stead too", path=path
            ) from None


class TileWriter:
    """Writes the files of a record into a folder, and only ever adds.

    `append` as often as entries come, then `publish` the checkpoint that was signed over `size` and `root`: it is
    written when all that it names is on the disk. Writing again what is there already is allowed (after a crash);
    CheckError if what is there is something else. One writer at a time: the caller holds a lock.
    """

    def __init__(self, folder: Path, size: int = 0) -> None:
        """Go on after the first `size` entries that the folder holds; the caller compares `root` with what it knows."""
        self._folder = folder
        self._batch = Batch(folder)
        self._edge = Edge()
        self._pending: list[bytes] = []
        self._filled: list[str] = []
        if size:
            self._edge = _edge_of(tiles := Tiles(folder_source(folder), size))
            self._pending = tiles.bundle(size // WIDTH) if size % WIDTH else []

    @property
    def size(self) -> int:
        """How many entries."""
        return self._edge.size + len(self._pending) - self._edge.size % WIDTH

    @property
    def root(self) -> bytes:
        """The root over all entries."""
        self._hash_pending()
        return self._edge.root()

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries in their order, and write the tiles and bundles that they fill."""
        coming = iter(entries)
        while part := list(islice(coming, WIDTH - len(self._pending))):
            self._pending += part
            if len(self._pending) == WIDTH:
                self._fill()

    def flush(self) -> None:
        """Write the partial tiles and have all files on the disk, so that proofs over `size` can be made from them."""
        self._hash_pending()
        if self._pending:
            bundle = self._edge.size // WIDTH
            self._add(bundle_path(bundle, len(self._pending)), pack_bundle(self._pending))
        for tile in self._edge.partial():
            self._add(tile.path, tile.hashes)
        self._batch.land()

    def publish(self, note: bytes) -> None:
        """Write the partial tiles, then the signed checkpoint, then let go of partial tiles that full ones replace."""
        self.flush()
        self._batch.add(self._folder / "checkpoint", note)
        self._batch.land()
        for path in self._filled:
            shutil.rmtree(self._folder / f"{path}.p", ignore_errors=True)
        self._filled = []

    def _fill(self) -> None:
        path = bundle_path(self._edge.size // WIDTH)
        self._add(path, pack_bundle(self._pending))
        tiles = self._hash_pending()
        for tile in tiles:
            self._add(tile.path, tile.hashes)
        self._filled += [path, *(tile.path for tile in tiles)]
        self._pending = []

    def _hash_pending(self) -> list[Tile]:
        new = self._pending[self._edge.size % WIDTH :] if self._pending else []
        return self._edge.extend(b"".join(map(leaf_hash, new)))

    def _add(self, path: str, content: bytes) -> None:
        file = self._folder / path
        if file.exists():
            if file.read_bytes() != content:
                raise CheckError(f"{file} is published with other contents: this record was written otherwise before")
            return
        self._batch.add(file, content)


def folder_source(folder: Path) -> Source:
    """The files of a record in a folder."""

    def read(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise AbsentError("this file of the record is missing", path=folder / path) from None
        except OSError as error:
            raise UnavailableError(f"{folder / path} cannot be read: {error.strerror}") from error

    return read


def _allowed(path: str, width: int) -> int:
    """How many a file may hold: exactly its width, or 256 if a full one stands for a partial one."""
    return width if ".p/" in path else WIDTH


def _edge_of(tiles: Tiles) -> Edge:
    edge, level = Edge(), 0
    while count := tiles.size >> _HEIGHT * level:
        full, rest = divmod(count, WIDTH)
        edge._full.append(full)
        edge._levels.append(bytearray(tiles.tile(level, full) if rest else b""))
        level += 1
    return edge


def _up(hashes: bytes, levels: int) -> bytes:
    for _ in range(levels):
        hashes = parents(hashes)
    return hashes


def _number(index: int, width: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")
