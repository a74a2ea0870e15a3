import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import CheckError, InputError, UsageError
from comity.record.merkle import EMPTY_ROOT, Tree, check_consistency, check_inclusion, leaf_hash, root
from comity.record.tiles import (
    AbsentError,
    Edge,
    Tiles,
    TileWriter,
    bundle_path,
    folder_source,
    pack_bundle,
    tile_path,
    unpack_bundle,
)
from tests.record.helpers import write_record

SIZES = [1, 2, 255, 256, 257, 511, 512, 513]


def entry(i):
    return b"entry %d" % i


def leaves(size):
    return [leaf_hash(entry(i)) for i in range(size)]


def test_paths_are_in_groups_of_three_digits():
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(3, 1234067) == "tile/3/x001/x234/067"
    assert tile_path(1, 1000, 17) == "tile/1/x001/000.p/17"
    assert bundle_path(999, 255) == "tile/entries/999.p/255"


@pytest.mark.parametrize("size", SIZES)
def test_a_record_is_read_back(tmp_path, size):
    write_record(tmp_path, size, entry=entry)
    tiles = Tiles(folder_source(tmp_path), size)
    assert list(tiles.entries()) == [entry(i) for i in range(size)]
    assert tiles.root() == root(leaves(size))
    assert tiles.entry(size - 1) == entry(size - 1)
    assert list(tiles.entries(size // 2, size - 1)) == [entry(i) for i in range(size // 2, size - 1)]


@pytest.mark.parametrize("size", SIZES)
def test_a_smaller_tree_is_read_from_fuller_files(tmp_path, size):
    write_record(tmp_path, 768, entry=entry)
    assert Tiles(folder_source(tmp_path), 768).root(size) == root(leaves(size))
    assert list(Tiles(folder_source(tmp_path), size).entries()) == [entry(i) for i in range(size)]


def test_a_partial_file_that_was_never_published_is_missing(tmp_path):
    write_record(tmp_path, 20, entry=entry)
    with pytest.raises(AbsentError, match="in its stead"):
        Tiles(folder_source(tmp_path), 19).root()


def test_proofs_come_straight_from_the_files(tmp_path):
    write_record(tmp_path, 600, entry=entry, steps=[300])
    tree = Tree()
    tree.extend(leaves(600))
    tiles = Tiles(folder_source(tmp_path), 600)
    for index in [0, 1, 255, 256, 299, 511, 512, 599]:
        check_inclusion(tree.node(0, index), index, 600, tiles.inclusion_proof(index), tree.root())
        check_consistency(index, 600, tiles.consistency_proof(index), tree.root(index), tree.root())


def test_files_only_come(tmp_path):
    write_record(tmp_path, 300, entry=entry, steps=[5, 200])
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        *("checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"),
    }


@settings(max_examples=20)  # each file is flushed to the disk
@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.booleans())
def test_any_steps_give_the_same_files(tmp_path_factory, steps, reopen):
    folder = tmp_path_factory.mktemp("record")
    writer = TileWriter(folder)
    for step in steps:
        if reopen:
            writer = TileWriter(folder, writer.size)
        writer.append([entry(i) for i in range(writer.size, writer.size + step)])
        writer.publish(writer.root)
    assert writer.root == root(leaves(sum(steps)))
    once = tmp_path_factory.mktemp("once")
    whole = TileWriter(once)
    whole.append(entry(i) for i in range(sum(steps)))
    whole.publish(whole.root)
    for path in once.rglob("*"):
        if path.is_file():
            assert (folder / path.relative_to(once)).read_bytes() == path.read_bytes()


def test_what_is_published_is_not_written_over(tmp_path):
    write_record(tmp_path, 300, entry=entry)
    again = TileWriter(tmp_path)
    again.append(entry(i) for i in range(300))
    again.publish(b"again")
    with pytest.raises(CheckError, match="written otherwise before"):
        TileWriter(tmp_path).append(b"other %d" % i for i in range(300))
    other = TileWriter(tmp_path, 300)
    other.append([b"x"])
    other.publish(b"one more")
    other = TileWriter(tmp_path, 300)
    other.append([b"y"])
    with pytest.raises(CheckError, match=r"001\.p.45"):
        other.publish(b"another one more")
    assert (tmp_path / "checkpoint").read_bytes() == b"one more"


def test_an_empty_record_has_a_checkpoint_only(tmp_path):
    writer = TileWriter(tmp_path / "new")
    assert (writer.size, writer.root) == (0, EMPTY_ROOT)
    writer.publish(b"note")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["checkpoint"]
    assert list(Tiles(folder_source(tmp_path / "new"), 0).entries()) == []


@given(st.lists(st.integers(0, 70_000), max_size=4))
def test_the_edge_has_the_root_of_the_tree(steps):
    total = sum(min(step, 2_000) for step in steps)
    edge, tree = Edge(), Tree()
    for i, step in enumerate(steps):
        before = edge.size
        more = [leaf_hash(entry(before + j)) for j in range(min(step, 2_000))]
        edge.extend(b"".join(more))
        tree.extend(more)
        assert (i, edge.size, edge.root()) == (i, tree.size, tree.root())
    assert edge.size == total


def test_the_edge_holds_trees_of_three_levels_of_tiles():
    edge, tree = Edge(), Tree()
    block = [leaf_hash(entry(i)) for i in range(65_537)]
    full = edge.extend(b"".join(block))
    tree.extend(block)
    assert [(t.level, t.index) for t in full if t.level] == [(1, 0)]
    assert [t.path for t in edge.partial()] == ["tile/0/256.p/1", "tile/2/000.p/1"]
    assert edge.root() == tree.root()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundles_are_read_back(entries):
    assert unpack_bundle(pack_bundle(entries), "x") == entries


def test_a_bundle_has_bounds():
    assert unpack_bundle(pack_bundle([b"x" * 65_535]), "x") == [b"x" * 65_535]
    for entries in ([], [b""] * 257, [b"x" * 65_536]):
        with pytest.raises(UsageError):
            pack_bundle(entries)
    for content in (b"\x00", b"\x00\x02a", b"\x00\x00\x01"):
        with pytest.raises(InputError, match="ends after the file"):
            unpack_bundle(content, "x")


def test_files_that_are_missing_or_short_are_said(tmp_path):
    write_record(tmp_path, 300, entry=entry)
    tile = tmp_path / "tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-32])
    with pytest.raises(InputError, match="8160 bytes, but 8192 were expected"):
        Tiles(folder_source(tmp_path), 300).tile(0, 0)
    tile.unlink()
    with pytest.raises(AbsentError, match="missing"):
        Tiles(folder_source(tmp_path), 300).node(0, 3)
    bundle = tmp_path / "tile/entries/001.p/44"
    bundle.write_bytes(pack_bundle([b"x"] * 43))
    with pytest.raises(InputError, match="43 entries, but 44 were expected"):
        Tiles(folder_source(tmp_path), 300).bundle(1)
    for call in (lambda t: t.tile(0, 2), lambda t: t.tile(2, 0), lambda t: t.entry(300), lambda t: t.bundle(-1)):
        with pytest.raises(UsageError):
            call(Tiles(folder_source(tmp_path), 300))
