"""What a program does for a person beside acts: what is drawn next, what is alike, follows, invitations, a search."""

import pytest

from comity.record.envelope import time_of
from comity.store.models import Follow, Invitation, Letter, User
from comity.store.sequencer import body_of
from comity.web.people import pace, tokens
from comity.web.voting.drawing import seed
from tests.web.api.test_acts import API, BODY, post
from tests.web.sites import Site


@pytest.fixture
def far(site: Site) -> Site:
    """A body whose second consultation is open."""
    site.live(upto="again")
    pace.forget()
    return site


def talk(site):
    return next(iter(site.living.state().consultations))


def secret(site, actor, *, may_act=True):
    return tokens.make(site.user(f"{actor}@people.example", actor), "script", may_act=may_act)


def test_a_program_votes_on_what_is_drawn_until_nothing_is_left(far: Site):
    name, key, client = talk(far), secret(far, "ngo-1"), far.client()
    where, bearer = f"{BODY}/consultations/{name}/next", {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    assert client.get(where).status_code == 401
    seen = []
    while (drawn := client.get(where, **bearer).json())["statement"]:
        assert sum(drawn["chances"].values()) == pytest.approx(1) and drawn["statement"] in drawn["chances"]
        assert drawn["voted"] == seen and drawn["votes"] == len(seen) and drawn["text"]
        # the draw can be done again from what is told here
        at, upto = seed("ngo-1", name, drawn["votes"]), 0.0
        expected = next(one for one, chance in drawn["chances"].items() if (upto := upto + chance) > at)
        assert expected == drawn["statement"]
        vote = {"statement": drawn["statement"], "value": "pass"}
        ask = {"kind": "vote.cast", "public": {"consultation": name}, "private": {"vote": vote}}
        assert post(client, f"{BODY}/acts", ask, key).status_code == 201
        seen.append(drawn["statement"])
    assert set(seen) == set(far.living.state().consultations[name].statements) and not drawn["chances"]
    assert client.get(f"{BODY}/consultations/c999/next", **bearer).status_code == 404


def test_statements_that_are_alike_are_found_before_one_is_added(far: Site):
    name, bearer = talk(far), {"HTTP_AUTHORIZATION": f"Bearer {secret(far, 'ngo-1', may_act=False)}"}
    text = next(row["text"] for row in far.client().get(f"{BODY}/consultations/{name}/statements").json()["statements"])
    found = far.client().get(f"{BODY}/consultations/{name}/alike", {"text": text}, **bearer).json()
    assert (found[0]["text"], found[0]["likeness"]) == (text, pytest.approx(1))
    assert far.client().get(f"{BODY}/consultations/{name}/alike", {"text": "zzz"}, **bearer).json() == []
    assert far.client().get(f"{BODY}/consultations/{name}/alike", **bearer).status_code == 422


def test_what_is_followed_is_chosen_by_a_token_that_may_act(far: Site):
    key, client = secret(far, "ngo-1"), far.client()
    reads = tokens.make(User.objects.get(), "reads", may_act=False)
    matter = next(iter(far.living.state().matters))
    where = f"{BODY}/follows"
    assert post(client, where, {"subject": matter, "follows": True}, reads).status_code == 403
    assert post(client, where, {"subject": "m999", "follows": True}, key).status_code == 404
    for subject in (matter, "", matter):
        assert post(client, where, {"subject": subject, "follows": True}, key).status_code == 200
    assert client.get(where, HTTP_AUTHORIZATION=f"Bearer {reads}").json() == {"subjects": ["", matter]}
    assert post(client, where, {"subject": "", "follows": False}, key).json() == {"subjects": [matter]}
    assert list(Follow.objects.values_list("subject", flat=True)) == [matter]


def test_an_officer_invites_and_a_member_does_not(far: Site):
    letter = {"emails": ["new@people.example"], "message": "Please come."}
    assert post(far.client(), f"{BODY}/invitations", letter, secret(far, "ngo-3")).status_code == 404
    key = secret(far, "chair")
    assert post(far.client(), f"{BODY}/invitations", letter, key).json() == {"sent": 1}
    assert post(far.client(), f"{BODY}/invitations", letter, key).json() == {"sent": 0}
    assert post(far.client(), f"{BODY}/invitations", {"emails": ["none"]}, key).status_code == 422
    assert Invitation.objects.get().body == body_of(far.origin)
    assert "Please come." in Letter.objects.get().text


def test_a_program_withdraws_an_invitation_or_sends_it_again(far: Site):
    key, client, where = secret(far, "chair"), far.client(), f"{BODY}/invitations"
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    assert client.get(where, HTTP_AUTHORIZATION=f"Bearer {secret(far, 'ngo-3')}").status_code == 404
    post(client, where, {"emails": ["a@people.example", "b@people.example"]}, key)
    second, first = client.get(where, **bearer).json()
    assert (first["email"], first["by"], second["email"]) == ("a@people.example", "chair", "b@people.example")
    assert client.delete(f"{where}/{first['id']}", **bearer).status_code == 204
    assert client.delete(f"{where}/{first['id']}", **bearer).status_code == 404
    assert post(client, f"{where}/{second['id']}/again", {}, key).status_code == 422
    Invitation.objects.filter(pk=second["id"]).update(made=time_of("2026-01-01T00:00:00.000000Z"))
    assert post(client, f"{where}/{second['id']}/again", {"message": "Once more."}, key).json() == {"sent": 1}
    assert [one["email"] for one in client.get(where, **bearer).json()] == ["b@people.example"]
    assert "Once more." in Letter.objects.last().text and Letter.objects.count() == 3
    reads = tokens.make(User.objects.get(email="chair@people.example"), "reads", may_act=False)
    assert client.delete(f"{where}/{second['id']}", HTTP_AUTHORIZATION=f"Bearer {reads}").status_code == 403


def test_a_search_finds_what_the_page_finds(far: Site, monkeypatch):
    matter = next(iter(far.living.state().matters.values()))
    word = far.client().get(f"{BODY}/matters/{matter.id}").json()["said"]["matters"][0]["title"].split()[0]
    found = far.client().get(f"{API}/search", {"q": word, "body": far.origin}).json()
    assert found and all(one["match"].lower() == word.lower() for one in found)
    assert all(far.client().get(one["url"].removeprefix("http://localhost")).status_code == 200 for one in found)
    assert far.client().get(f"{API}/search", {"q": "x"}).status_code == 422
    for odd in ({"q": "zq\0zq"}, {"q": word, "body": "\0"}):
        assert far.client().get(f"{API}/search", odd).json() == []
    monkeypatch.setattr(pace, "MOST_SEARCHES", 1)
    assert {far.client().get(f"{API}/search", {"q": word}).status_code for _ in range(4)} == {429}
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret(far, 'ngo-1')}"}
    assert far.client().get(f"{API}/search", {"q": word}, **bearer).status_code == 200


def test_there_is_no_map_before_the_first_and_then_it_is_the_one_of_the_page(far: Site):
    where = f"{BODY}/consultations/{talk(far)}/map"
    assert far.client().get(where).status_code == 404


def test_nothing_is_drawn_in_a_consultation_that_is_closed(far: Site):
    name, bearer = talk(far), {"HTTP_AUTHORIZATION": f"Bearer {secret(far, 'ngo-1')}"}
    living = far.living
    living.wait_until(time_of(living.state().consultations[name].closes))
    answer = far.client().get(f"{BODY}/consultations/{name}/next", **bearer)
    assert answer.status_code == 409 and answer.json()["message"] == "consultation.closed"


def test_another_method_is_refused_in_the_form_of_all_faults(far: Site):
    for address in (f"{BODY}/matters", f"{BODY}/acts", f"{BODY}/consultations/{talk(far)}/next"):
        answer = far.client().delete(address)
        assert answer.status_code == 405 and answer["Content-Type"].startswith("application/json")
        assert answer.json()["message"] == "method" and "GET" in answer["Allow"]
        assert answer.json()["sentence"].endswith(f"{answer['Allow']}.")
