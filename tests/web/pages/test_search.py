"""Search, and the questions."""

import json

from comity.body.matters_state import Composition
from comity.questions.asked import QUESTIONS
from comity.web import searching
from comity.web.people import pace
from comity.web.reading import reading
from comity.web.running import sequencer
from comity.web.wording import measured, sentences, words
from tests.web.sites import Site


def test_what_people_said_is_found_and_what_is_not_public_is_not(site: Site):
    site.live(upto="objection")
    living, client = site.living, site.client()
    talk = next(iter(living.state().consultations))
    hostile = {"text": {"text": 'An Élan of "quotes" <i>and</i> more.'}}
    made = living.do("statement.make", "ngo-1", {"consultation": talk, "language": "fr"}, private=hostile)

    def found(query, **more):
        answer = client.get("/search/", {"q": query, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "Who was <mark>hurt</mark> reads in no report" in found("hurt")
    assert "<mark>72 hours</mark>" in found("72 hours") and "statement" in found("72 hours")
    assert "<mark>form on paper</mark>" in found("form on paper")
    assert "Nothing here holds these words." in found("under seal")  # a confidential submission
    assert "Nothing here holds these words." in found('agree","')
    assert "Nothing here holds these words." in found("ngo-2")  # an identifier is no text
    for query in ("ÉLAN", "élan", '"quotes" <i>'):
        assert f'href="{site.path(f"c/{talk}/")}#s{made.act.seq}"' in found(query), query
    assert "<i>and</i>" not in found("quotes") and 'lang="fr"' in found("quotes")
    living.do("moderation.remove", "chair", {
        "consultation": talk, "item": f"s{made.act.seq}", "ground": living.state().charter.moderation.grounds[0],
        "reason": "Not about it.",
    })  # fmt: skip
    assert "Nothing here holds these words." in found("quotes")
    assert "hegemon" not in found("Rough consensus") and "/questions/#running-code" in found("Rough consensus")
    assert "/questions/#" not in found("Rough consensus", body=site.origin)
    assert "Type two letters or more." in found("x")
    assert found("a" * 500 + "%_") and found("\\")


def test_a_stranger_who_searches_too_often_waits_and_a_member_does_not(site: Site, monkeypatch):
    site.live(upto="interest")
    monkeypatch.setattr(pace, "MOST_SEARCHES", 3)
    stranger = site.client()
    statuses = [stranger.get("/search/?q=anything").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    member = site.client("ngo-1")
    assert {member.get("/search/?q=anything").status_code for _ in range(5)} == {200}


def test_every_question_says_what_is_enforced_and_what_was_counted(site: Site):
    page = site.client().get("/questions/").content.decode()
    assert page.count("Not measured yet") == len(QUESTIONS) and ".." not in page.partition("<main")[2]
    site.live(upto="again-adopted")
    page = site.client().get("/questions/").content.decode()
    assert all(f'id="{one.id}"' in page for one in QUESTIONS)
    assert "1 decision; 1 with reports of implementations, 1 with an assessment of harm." in page
    assert "affiliations 8, countries 5, funders –, owners 8" in page
    assert "In 1 of 1 calls too few of some group or region took part." in page
    assert "1 appeals, 1 upheld; of these 0 carried out, 0 late." in page
    assert 0 < page.count("Not measured yet") < 10
    assert f'href="{site.path("charter/")}#question-capture"' in page


def test_groups_are_counted_by_their_names_and_who_is_left_out_is_said(site: Site, monkeypatch):
    site.live(upto="again-adopted")
    made = Composition(people=25, groups={"civil-society": 6, "academia": 7}, regions={"africa": 9})
    monkeypatch.setattr(measured.composition, "compose", lambda _ties: made)
    with reading(site.origin) as found:
        charter = found.state.charter
        told = measured.of_body(found)["legitimacy"].sentences
        names = [words.group(charter, name) for name in made.groups]
        evidence = [one.evidence for one in found.state.consultations.values() if one.evidence]
        divide = " ".join(measured.of_body(found)["digital-divide"].sentences)
    assert any(name != one for name, one in zip(names, made.groups, strict=True))
    assert told[0] == f"Members by stakeholder group: {names[0]} 6, {names[1]} 7."
    assert told[1].startswith("12 more are left out")
    left = sum(one.composition.people - sum(one.composition.regions.values()) for one in evidence)
    if any(one.composition.regions for one in evidence):
        assert (f"{left} more" in divide) == (left > 0)


def test_every_kind_of_act_has_a_sentence():
    assert {name for name, _version in sequencer().registry._kinds} <= set(sentences.SENTENCES)


def test_votes_are_not_searched():
    assert "votes" not in searching.TABLES and "contacts" not in searching.TABLES
    assert json.dumps(sorted(searching.TABLES))
