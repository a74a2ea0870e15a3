import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import UsageError
from comity.tables.people import PeopleTable, Ties

people = st.lists(st.tuples(st.frozensets(st.integers(0, 3)), st.integers(-1, 2)), max_size=30)


def table(rows):
    indptr = np.cumsum([0, *(len(units) for units, _ in rows)])
    codes = np.array([code for units, _ in rows for code in sorted(units)], np.int32)
    group = np.array([group for _, group in rows], np.int32)
    return PeopleTable(("a", "b", "c"), group, {"funder": Ties(("w", "x", "y", "z"), indptr, codes)})


@given(people)
def test_a_cell_is_a_set_of_units_and_a_group(rows):
    cells = table(rows).cells("funder")
    named = list(zip(cells.units, cells.group.tolist(), strict=True))
    assert [named[cell] for cell in cells.of_person] == [(tuple(sorted(units)), group) for units, group in rows]
    assert named == sorted({(tuple(sorted(units)), group) for units, group in rows})
    assert cells.of_person.dtype == cells.group.dtype == np.int32


def test_a_kind_that_is_not_stated_is_refused():
    with pytest.raises(UsageError, match="states no owner"):
        table([(frozenset({1}), 0)]).cells("owner")
