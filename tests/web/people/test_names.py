"""Names: the last one counts, and what is erased is shown no more, on the next page already."""

from comity.store.sequencer import body_of
from comity.web.people.names import names_of
from tests.web.sites import Site


def name(site, actor, text):
    return site.living.do("person.name", actor, {}, private={"name": {"name": text}}).act.seq


def test_the_last_name_counts_until_it_is_erased(site: Site):
    site.live(upto="interest")
    assert names_of(body_of(site.origin)) == {}
    name(site, "ngo-1", "Amara Example")
    assert names_of(body_of(site.origin)) == {"ngo-1": "Amara Example"}
    site.living.do("interest.state", "ngo-2", {"group": "civil-society"})
    last = name(site, "ngo-1", "Amara Sample")
    assert names_of(body_of(site.origin)) == {"ngo-1": "Amara Sample"}
    site.living.do("erase", "ngo-1", {"erased": [{"seq": last}], "reason": "I asked for it."})
    assert names_of(body_of(site.origin)) == {}


def test_what_came_meanwhile_is_seen(site: Site):
    site.live(upto="interest")
    before = body_of(site.origin)
    name(site, "ngo-1", "Amara Example")
    after = body_of(site.origin)
    assert names_of(after) == {"ngo-1": "Amara Example"}
    assert names_of(before) == {"ngo-1": "Amara Example"}, "a page that began earlier does no harm"
    assert names_of(after) == {"ngo-1": "Amara Example"}
