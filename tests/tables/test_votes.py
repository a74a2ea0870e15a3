import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import UsageError
from comity.tables import votes
from comity.tables.codes import encode, lookup
from comity.tables.votes import reduce_events

events = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(-1, 1), st.integers(0, 3)), max_size=60)


def reduce(rows, *, timed=True):
    people, statements, values, at = np.array(rows, np.int64).reshape(-1, 4).T
    return reduce_events(
        people.astype(np.int32),
        statements.astype(np.int32),
        values.astype(np.int8),
        at if timed else None,
        n_people=6,
        n_statements=5,
    )


def as_dict(table):
    return {
        (p, int(table.columns[i])): int(table.values[i])
        for p in range(table.n_people)
        for i in range(table.indptr[p], table.indptr[p + 1])
    }


@given(events)
def test_the_latest_vote_counts(rows):
    table, reduction = reduce(rows)
    expected, conflicts = {}, 0
    for pair in {(p, s) for p, s, _, _ in rows}:
        mine = [(at, v) for p, s, v, at in rows if (p, s) == pair]
        last = {v for at, v in mine if at == max(mine)[0]}
        conflicts += len(last) > 1
        expected[pair] = last.pop() if len(last) == 1 else 0
    assert as_dict(table) == expected
    assert reduction.replaced == len(rows) - len(expected)
    assert reduction.conflicts == conflicts


@given(events)
def test_without_times_the_later_row_counts(rows):
    table, _ = reduce(rows, timed=False)
    assert as_dict(table) == {(p, s): v for p, s, v, _ in rows}


@given(events, st.booleans())
def test_people_in_blocks_give_the_same_as_at_once(rows, timed):
    one = reduce(rows, timed=timed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(votes, "_BLOCK_SHIFT", 1)
        two = reduce(rows, timed=timed)
    assert as_dict(one[0]) == as_dict(two[0])
    assert one[0].indptr.tolist() == two[0].indptr.tolist()
    assert one[1] == two[1]


def test_a_conflict_counts_once_when_rows_move_up():
    _, reduction = reduce([(0, 0, 1, 0), (0, 0, 1, 1), (1, 0, 1, 0), (1, 0, -1, 0)])
    assert (reduction.replaced, reduction.conflicts) == (2, 1)


@given(events, st.randoms())
def test_the_order_of_timed_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, two = reduce(rows)[0], reduce(shuffled)[0]
    assert one.columns.tobytes() == two.columns.tobytes()
    assert one.values.tobytes() == two.values.tobytes()


@given(events)
def test_rows_are_sorted_and_parts_cover_all_people_once(rows):
    table, _ = reduce(rows)
    for p in range(table.n_people):
        row = table.columns[table.indptr[p] : table.indptr[p + 1]].tolist()
        assert row == sorted(set(row))
    assert [p for lo, hi in table.parts() for p in range(lo, hi)] == list(range(table.n_people))


def test_tally_counts_by_class_and_leaves_out_the_unclassed():
    table, _ = reduce([(0, 0, 1, 0), (1, 0, -1, 0), (2, 0, 0, 0), (3, 4, 1, 0)])
    counts = table.tally(np.array([0, 1, 1, -1, 0, 0], np.int32), 2)
    assert counts[:, 0].tolist() == [[0, 0, 1], [1, 1, 0]]
    assert counts[:, 4].sum() == 0


def test_selections_keep_what_they_name():
    table, _ = reduce([(0, 0, 1, 0), (0, 2, -1, 0), (1, 1, 1, 0), (2, 2, 1, 0)])
    kept = table.select_statements(np.array([True, False, True, False, False]))
    assert as_dict(kept) == {(0, 0): 1, (0, 1): -1, (2, 1): 1}
    assert as_dict(kept.select_people(np.arange(6) == 2)) == {(0, 1): 1}


def test_a_vote_outside_the_three_is_refused():
    with pytest.raises(UsageError, match="-1, 0 or 1"):
        reduce([(0, 0, 2, 0)])


@pytest.mark.parametrize(
    ("column", "ids", "codes"),
    [
        (pa.chunked_array([[10, 2], [10, 1]]), ["1", "2", "10"], [2, 1, 2, 0]),
        (pa.chunked_array([pa.array([120, -128, 127], pa.int8())]), ["-128", "120", "127"], [1, 0, 2]),
        (pa.chunked_array([[10**12 + 1, 10**12]]), ["1000000000000", "1000000000001"], [1, 0]),
        (pa.chunked_array([[10**12, -5]]), ["-5", "1000000000000"], [1, 0]),
        (pa.chunked_array([["10", "2", "9"]]), ["2", "9", "10"], [2, 0, 1]),
        (pa.chunked_array([["b", "a"], ["10", "b"]]), ["10", "a", "b"], [2, 1, 0, 2]),
        (pa.chunked_array([pa.array([], pa.int64())]), [], []),
    ],
)
def test_codes_are_places_in_the_sorted_list(column, ids, codes):
    found, numbers = encode(column)
    assert found.to_pylist() == ids
    assert numbers.tolist() == codes


def test_lookup_marks_the_unknown():
    assert lookup(pa.array(["a", "b"]), pa.chunked_array([["b", "z", "a"]])).tolist() == [1, -1, 0]
