"""The examples of docs/reference/input.md are what they say they are."""

import re
from pathlib import Path

import pytest

from comity.sources import read
from tests.sources.helpers import groups_of, rows, ties_of, votes_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "input.md"


@pytest.mark.parametrize("form", [3, 4])
def test_the_examples_are_read(tmp_path, form):
    blocks = [re.sub("(?m)^    ", "", block) for block in re.findall("(?m)(?:^    .*\n)+", PAGE.read_text("utf-8"))]
    assert len(blocks) == 5
    for name, block in zip(("votes", "statements", "summary", "people"), [*blocks[:3], blocks[form]], strict=True):
        rows(tmp_path / f"{name}.csv", block)
    found = read(tmp_path)
    assert found.title == "Bikes for all?"
    assert (found.opened, found.closed) == ("2026-03-01T00:00:00Z", "2026-04-01T16:00:00Z")
    assert votes_of(found) == {("ann", "1"): 1, ("ann", "2"): 0, ("bob", "1"): -1}
    assert found.texts == ("Bikes should be free", 'Buy "Acme" bikes!')
    assert found.rejected.tolist() == [False, True]
    assert groups_of(found.people)[0] == "academia"
    owners = ties_of(found.people, "owner")
    assert owners[0] == (["Example Lab", "University of Oulu"] if form == 3 else ["Example Holding"])
