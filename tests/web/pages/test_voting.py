"""Voting: one statement at a time, drawn so that anyone can draw it again; changed, listed, never leaked."""

import json
import re
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.store.models import Derived, Entry, Row, User
from comity.store.sequencer import body_of
from comity.web.voting import ballots
from comity.web.voting.drawing import Tally, draw, seed
from tests.docs_pages import DOCS
from tests.web.sites import Site

SHOWN = re.compile(r'name="statement" value="(s\d+)"')


def talk(site: Site) -> str:
    return next(iter(site.living.state().consultations))


def shown(text: str) -> str:
    found = SHOWN.search(text)
    return found[1] if found else ""


def kept(site: Site, actor: str, consultation: str) -> dict[str, int]:
    found = {}
    for row in Row.objects.filter(table="votes", scope=consultation).order_by("seq"):
        values = json.loads(row.values)
        if values["person"] == actor:
            found[values["statement"]] = values["value"]
    return found


def test_somebody_votes_on_all_statements_one_by_one_and_changes_one(site: Site):
    site.live(upto="again")
    one, client = talk(site), site.client("ngo-1")
    where, seen = site.path(f"c/{one}/vote/"), []
    for value in ("agree", "disagree", "pass", "agree"):
        text = client.get(where).content.decode()
        seen.append(shown(text))
        answer = client.post(where, {"statement": seen[-1], "value": value})
        assert (answer.status_code, answer.url) == (303, where)
    assert len(set(seen)) == 4 and set(seen) == set(site.living.state().consultations[one].statements)
    done = client.get(where).content.decode()
    assert "You voted on every statement that there is." in done and "4 of 4" in done
    assert kept(site, "ngo-1", one) == dict(zip(seen, (1, -1, 0, 1), strict=True))
    again = client.get(f"{where}?s={seen[0]}").content.decode()
    assert shown(again) == seen[0] and "You voted on this. Another vote takes its place." in again
    client.post(where, {"statement": seen[0], "value": "disagree"})
    assert kept(site, "ngo-1", one)[seen[0]] == -1


def test_a_secret_vote_is_shown_to_nobody_and_changes_nobodys_draw(site: Site):
    site.live(upto="again")
    one, client, other = talk(site), site.client("ngo-1"), site.client("gov-3")
    where = site.path(f"c/{one}/vote/")
    before = shown(other.get(where).content.decode())
    for actor in ("gov-1", "gov-2", "gov-4", "gov-5", "uni-1"):
        voter = site.client(actor)
        voter.post(where, {"statement": shown(voter.get(where).content.decode()), "value": "agree"})
    assert shown(other.get(where).content.decode()) == before
    client.post(where, {"statement": before, "value": "disagree"})
    listed = client.get(site.path(f"c/{one}/votes/")).content.decode()
    assert ">counted<" in listed and ">disagree<" not in listed
    act = client.get(site.path(f"record/{site.living.state().size - 1}/")).content.decode()
    assert before not in act and "disagree" not in act
    assert "disagree" not in client.get(site.path("mine/export.json")).content.decode()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_open_ballot_says_so_and_shows_ones_votes(site: Site):
    site.live(upto="list", life=DOCS / "lives" / "ietf-wg.jsonl")
    one = talk(site)
    for text in ("Cards are JSON.", "Cards are short."):
        site.living.do(
            "statement.make", "jun", {"consultation": one, "language": "en"}, private={"text": {"text": text}}
        )
    client, where = site.client("kofi"), site.path(f"c/{one}/vote/")
    page = client.get(where).content.decode()
    assert "The ballot is open: everybody sees how you vote." in page
    first = shown(page)
    assert client.post(where, {"statement": first, "value": "disagree"}).status_code == 303
    assert kept(site, "kofi", one) == {first: -1}
    assert "<td>disagree</td>" in client.get(site.path(f"c/{one}/votes/")).content.decode()
    assert "You voted: disagree. Another vote takes its place." in client.get(f"{where}?s={first}").content.decode()
    client.post(where, {"statement": first, "value": "maybe"})
    assert kept(site, "kofi", one) == {first: -1}


def test_who_may_not_vote_is_told_why_and_what_to_do(site: Site):
    site.live(upto="again")
    one = talk(site)
    where = site.path(f"c/{one}/vote/")
    assert site.client().get(where).url.startswith("/accounts/login/")
    text = site.client("late-1").get(where).content.decode()
    assert "You may not do this now." in text and site.path("interest/") in text and "<kbd" not in text
    answer = site.client("late-1").post(where, {"statement": "s1", "value": "agree"}, follow=True)
    assert "not voted on any more" in answer.content.decode()
    assert site.client("ngo-1").get(site.path("c/c99999/vote/")).status_code == 404
    assert not kept(site, "late-1", one)


def test_the_vote_page_takes_few_queries(site: Site):
    site.live(upto="again")
    where = site.path(f"c/{talk(site)}/vote/")
    client = site.client("ngo-1")
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as page:
        text = client.get(where).content.decode()
    assert len(page) <= 12, [one["sql"][:90] for one in page]
    with CaptureQueriesContext(connection) as vote:
        answer = client.post(where, {"statement": shown(text), "value": "agree"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and shown(answer.content.decode()) != shown(text)
    assert "Your vote is kept." in answer.content.decode()
    assert len(vote) <= 24, [one["sql"][:90] for one in vote]


def test_the_next_statement_is_drawn_by_the_published_map_and_can_be_drawn_again(site: Site):
    site.live(upto="again")
    one = talk(site)
    there = list(site.living.state().consultations[one].statements)
    told = {"id": there[0], "agree": 90, "disagree": 5, "pass": 5, "extremity": 0.5}
    kept = {"seq": 0, "made": "2026-03-01T09:00:00+00:00", "final": False, "document": {"statements": [told]}}
    packed = zlib.compress(json.dumps(kept).encode())
    body = body_of(site.origin)
    Derived.objects.create(body=body, name=f"map:{one}", seq=body.size, content=packed)
    counted = {there[0]: Tally(5, 5, 90, 0.5)}
    where = site.path(f"c/{one}/vote/")
    for actor in ("ngo-1", "ngo-2", "ngo-3", "gov-1"):
        expected = draw(there, counted, (), seed(actor, one, 0)).statement
        assert shown(site.client(actor).get(where).content.decode()) == expected


def test_a_statement_that_is_erased_or_taken_back_is_not_drawn(site: Site, monkeypatch):
    # as a record may hold it from before such texts were refused
    monkeypatch.setattr("comity.body.registry.unwritable", lambda _value: None)
    site.live(upto="again")
    one = talk(site)
    client, where = site.client("ngo-3"), site.path(f"c/{one}/vote/")
    client.get(where)
    first, second, *rest = list(site.living.state().consultations[one].statements)
    statements = site.living.state().consultations[one].statements
    site.living.do("erase", statements[first].actor, {"erased": [{"seq": statements[first].seq}], "reason": "mine"})
    site.living.do("statement.withdraw", statements[second].actor, {"consultation": one, "statement": second})
    assert ballots.open_ones(ballots.statements(body_of(site.origin), one)) == rest
    assert f"of {len(rest)} statement" in client.get(where).content.decode()
    client.post(where, {"statement": second, "value": "agree"})
    assert not kept(site, "ngo-3", one)
    hostile = {"text": {"text": "<script>alert(1)</script> \u202e turned"}}
    site.living.do("statement.make", "ngo-2", {"consultation": one, "language": "en"}, private=hostile)
    added = [name for name in site.living.state().consultations[one].statements if name not in statements]
    text = client.get(f"{where}?s={added[0]}").content.decode()
    assert "&lt;script&gt;" in text and "<script>alert" not in text


def test_a_vote_that_is_erased_is_forgotten_by_the_process_too(site: Site):
    site.live(upto="again")
    one, client = talk(site), site.client("ngo-3")
    where = site.path(f"c/{one}/vote/")
    for voted in range(3):
        text = client.get(where).content.decode()
        assert f"You voted on {voted} of 4 statements." in text
        client.post(where, {"statement": shown(text), "value": "agree"})
    assert "You voted on 3 of 4 statements." in client.get(where).content.decode()
    seq = Entry.objects.filter(kind="vote.cast", actor="ngo-3").order_by("-seq").values_list("seq", flat=True)[1]
    site.living.do("erase", "ngo-3", {"erased": [{"seq": seq}], "reason": "mine"})
    assert "You voted on 2 of 4 statements." in client.get(where).content.decode()
    ballots.forget()
    assert "You voted on 2 of 4 statements." in client.get(where).content.decode()


def test_votes_beyond_those_that_are_kept_in_the_process_are_read_again(site: Site, monkeypatch):
    site.live(upto="again")
    one = talk(site)
    where, voters = site.path(f"c/{one}/vote/"), ("ngo-1", "ngo-3", "gov-1")
    monkeypatch.setattr(ballots, "_VOTERS", 1)
    for turn in (1, 2):
        for actor in voters:
            client = site.client(actor)
            client.post(where, {"statement": shown(client.get(where).content.decode()), "value": "pass"})
            assert f"You voted on {turn} of 4 statements." in client.get(where).content.decode()


def test_a_statement_is_shown_in_ones_language_beside_the_original(site: Site):
    site.live(upto="again")
    one = talk(site)
    state = site.living.state()
    name = next(iter(state.consultations[one].statements))
    client = site.client("gov-1")
    where = site.path(f"translate/{name}/")
    answer = client.post(where, {"language": "fr", "text": "Les incidents graves sont signalés."})
    assert answer.status_code == 303
    reader = site.client("gov-2")
    User.objects.filter(email="gov-2@people.example").update(language="fr")
    page = reader.get(site.path(f"c/{one}/vote/?s={name}")).content.decode()
    User.objects.filter(email="gov-2@people.example").update(language="en")
    assert "Les incidents graves sont signalés." in page and "Serious incidents are reported within 72 hours." in page
    translation = next(iter(site.living.state().translations))
    refused = client.post(site.path(f"l/{translation}/review/"), {"accept": "yes"})
    assert refused.status_code == 422
    client.logout()
    reviewer = site.client("gov-2")
    reviewer.post(site.path("join/"), {})
    assert "Review it" in reviewer.get(site.path(f"l/{translation}/review/")).content.decode()
    assert reviewer.post(site.path(f"l/{translation}/review/"), {"accept": "yes"}).status_code == 303
    assert site.living.state().translations[translation].status == "reviewed"
    listed = site.client().get(site.path(f"m/{state.consultations[one].matter}/translations/")).content.decode()
    assert "Les incidents graves sont signalés." in listed and ">reviewed<" in listed
