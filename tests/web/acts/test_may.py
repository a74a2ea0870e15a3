"""Asking the rules beforehand."""

from comity.web.acts.may import may, refused
from comity.web.reading import reading
from tests.web.sites import Site


def test_the_rules_answer_beforehand_as_they_do_when_the_act_is_done(site: Site):
    site.live(upto="talk")
    talk = next(iter(site.living.state().consultations))
    private = {"text": {"text": "One thing."}}
    said = {"consultation": talk, "language": "en"}
    with reading(site.origin, "ngo-2") as found:
        assert may(found, "statement.make", said, private)
    with reading(site.origin, "late-1") as found:
        refusal = refused(found, "statement.make", said, private)
        assert refusal and refusal.message == "interest.missing"
    with reading(site.origin) as found:
        assert not may(found, "statement.make", said, private)
        assert found.state.size == site.living.state().size
