"""Maps and evidence, made beside the requests."""

from datetime import UTC, datetime, timedelta

from comity.store.models import Derived, Entry
from comity.web import works
from comity.web.reading import reading
from comity.web.voting import maps
from tests.web.sites import Site


def voters(site):
    return [actor for actor, one in site.living.state().people.items() if one.member and one.interest
            and not one.interest.upheld]  # fmt: skip


def vote(site, actors, statement, value="agree"):
    talk = next(iter(site.living.state().consultations))
    for actor in actors:
        part = {"vote": {"statement": statement, "value": value}}
        site.living.do("vote.cast", actor, {"consultation": talk}, private=part)


def state_things(site, count=3):
    talk = next(iter(site.living.state().consultations))
    made = []
    for place in range(count):
        act = site.living.do("statement.make", "ngo-1", {"consultation": talk, "language": "en"},
                             private={"text": {"text": f"Thing {place} <b>of</b> note."}})  # fmt: skip
        made.append(f"s{act.act.seq}")
    return talk, made


def shown(site, talk):
    with reading(site.origin) as found:
        return maps.shown(found.body, talk)


def due(body):
    """What is needed, had the pause between two maps passed."""
    Derived.objects.filter(body=body).update(made=datetime.now(UTC) - timedelta(minutes=1))
    return list(works.needs(body))


def test_the_map_of_a_secret_ballot_follows_in_handfuls_and_forgets_what_is_erased(site: Site):
    site.live(upto="talk")
    people = voters(site)
    talk, (first, second, _third) = state_things(site)
    with reading(site.origin) as found:
        body = found.body
    job = ("map", f"{site.origin} {talk}")
    maps.work(job[1])
    assert shown(site, talk).document is None
    vote(site, people[:9], first)
    body.refresh_from_db()
    assert job in due(body)
    maps.work(job[1])
    assert shown(site, talk).document is None  # the only full handful waits for the next
    body.refresh_from_db()
    assert job not in due(body)
    vote(site, people[9:11], first, "disagree")
    maps.work(job[1])
    now = shown(site, talk)
    figures = {one["id"]: one for one in now.document["statements"]}
    assert (figures[first]["agree"], figures[first]["disagree"]) == (5, 0)
    assert figures[second]["agree"] == 0
    # what this process read it need not read again, and another process makes the same
    vote(site, people[11:26], first)
    maps.work(job[1])
    mine = shown(site, talk).document
    Derived.objects.all().delete()
    maps.forget()
    maps.work(job[1])
    assert shown(site, talk).document == mine
    # somebody erases a vote: the map stands still until every statement that it shows took in five more people
    earlier = Entry.objects.filter(body=body, kind="vote.cast", actor=people[0]).values_list("seq", flat=True).first()
    site.living.do("erase", people[0], {"erased": [{"seq": earlier, "part": "vote"}], "reason": "Mine."})
    vote(site, people[26:27], first)
    maps.work(job[1])
    assert shown(site, talk).document == mine
    vote(site, people[27:33], first)
    maps.work(job[1])
    assert shown(site, talk).document["votes"] > mine["votes"]
    # a text that is erased is in no picture from then on, and one that is hostile is text
    page = site.client().get(site.path(f"c/{talk}/")).content.decode()
    assert "<svg" in page and "Thing 0 &lt;b&gt;of&lt;/b&gt; note." in page and "<b>of</b>" not in page
    site.living.do("erase", "ngo-1", {"erased": [{"seq": int(first[1:]), "part": "text"}], "reason": "Mine."})
    for place in ("", "map.svg", "opinion.json"):
        answer = site.client().get(site.path(f"c/{talk}/{place}"))
        assert answer.status_code == 200, place
        assert "Thing 0" not in answer.content.decode(), place


def test_a_consultation_that_closed_gets_its_last_map_and_its_evidence_once(site: Site):
    site.live(upto="talk")
    talk, (first, *_rest) = state_things(site)
    vote(site, voters(site)[:7], first)
    site.living.wait_until(datetime(2026, 2, 21, tzinfo=UTC))
    with reading(site.origin) as found:
        body = found.body
    assert set(works.needs(body)) >= {("map", f"{site.origin} {talk}"), ("evidence", f"{site.origin} {talk}")}
    for name, subject in works.needs(body):
        works.WORKS[name](subject)
        works.WORKS[name](subject)  # a job may be done twice
    assert Entry.objects.filter(body=body, kind="consultation.evidence").count() == 1
    now = shown(site, talk)
    assert now.final and now.document["people"] == 7
    body.refresh_from_db()
    assert not [one for one in works.needs(body) if one[0] in {"map", "evidence"}]
    page = site.client().get(site.path(f"c/{talk}/")).content.decode()
    assert "The evidence of the call" in page
