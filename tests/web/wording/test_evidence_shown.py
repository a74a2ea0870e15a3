"""A capture margin in a sentence, in the language of the reader."""

from django.utils import translation

from comity.web.wording.evidence_shown import margin

MARGIN = {"kind": "country", "fewest": 4, "at_least": 4, "lowered_to": "strong-support", "people": 20,
          "names": ["CA", "FJ", "FR"], "unnamed": 1, "covered": 1.0, "words": "Without CA …"}  # fmt: skip


def told(level="none-against", **other):
    with translation.override("en"):
        return margin({**MARGIN, **other}, level)


def test_it_names_three_and_counts_the_others():
    start = "Without 4 of the countries the poll would show: strong support."
    assert told() == f"{start} (CA, FJ, FR and 1 other)"
    assert told(names=["CA", "FJ", "FR", "KE"], unnamed=0) == f"{start} (CA, FJ, FR and 1 other)"
    assert told(names=["CA"], unnamed=3) == f"{start} (CA and 3 others)"
    assert told(names=["CA", "FJ"], unnamed=0, fewest=2).endswith("(CA, FJ)")
    assert told(names=[], unnamed=4) == start
    assert told(at_least=2).endswith("at the least, the poll would show: strong support. (CA, FJ, FR and 1 other)")


def test_it_says_that_it_was_not_computed_and_never_that_none_would():
    none = {"fewest": None, "lowered_to": None, "names": [], "unnamed": 0}
    assert told("not-enough-data", **none, at_least=None) == "Countries: not computed, there is not enough data."
    assert "none is known" in told(**none, at_least=None, covered=0.0)
    assert "at the least" in told(**none, at_least=3)
    assert "no absence of any of them would lower" in told(**none, at_least=None)
