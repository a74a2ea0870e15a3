"""Reading and acting through the API: what a program of a person can do, and how it is told what it cannot."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache

from comity.record.envelope import digest_of, read_act, sign_act
from comity.record.proposal import propose
from comity.record.receipt import parse_receipt
from comity.store.models import Entry, Token, User
from comity.store.prepared import Prepared
from comity.web.acts import acting
from comity.web.people import pace, tokens
from tests.web.sites import Site

API = "/api/v1"
BODY = f"{API}/bodies/body.example~1record"
TEXT = {"text": {"text": "Reports are public after a year."}}


def post(client, path, content, secret="", **headers):
    if secret:
        headers["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client.post(path, content, content_type="application/json", **headers)


def statement(site):
    talk = next(one for one in site.living.state().consultations.values() if one.closed_seq < 0)
    return {"kind": "statement.make", "public": {"consultation": talk.id, "language": "en"}, "private": TEXT}


@pytest.fixture
def talk(site: Site) -> Site:
    """A body with an open consultation, its record published."""
    site.live(upto="talk")
    site.publish()
    pace.forget()
    return site


def test_a_program_with_a_token_acts_and_gets_what_proves_it(talk: Site):
    user = talk.user("ngo-1@people.example", "ngo-1")
    secret = tokens.make(user, "script", may_act=True)
    stranger = talk.client()
    asked = statement(talk)
    assert post(stranger, f"{BODY}/may", asked, secret).json()["may"] is True
    done = post(stranger, f"{BODY}/acts", asked, secret)
    assert done.status_code == 201, done.content
    told = done.json()
    entry = bytes(Entry.objects.get(seq=told["seq"]).entry)
    assert (read_act(entry).actor, digest_of(entry)) == ("ngo-1", told["digest"])
    talk.publish()
    act = stranger.get(told["api"]).json()
    assert act["entry"].encode() == entry and act["private"] == TEXT
    assert parse_receipt(act["receipt"].encode()).index == told["seq"]
    assert stranger.get(told["receipt"]).content == act["receipt"].encode()
    shown = stranger.get(f"{BODY}/consultations/{asked['public']['consultation']}/statements").json()["statements"]
    assert shown[-1]["text"] == TEXT["text"]["text"]


def test_what_cannot_be_done_is_told_with_its_status_in_one_form(talk: Site):
    user = talk.user("ngo-1@people.example", "ngo-1")
    may_act, reads = (tokens.make(user, "script", may_act=one) for one in (True, False))
    client, asked, size = talk.client(), statement(talk), Entry.objects.count()
    newcomer = talk.user("new@people.example")
    cases = [
        (401, "sign-in", {}, asked),
        (401, "sign-in", {"secret": "comity_forged"}, asked),
        (403, "token.reads-only", {"secret": reads}, asked),
        (409, "who.not-allowed", {"secret": tokens.make(newcomer, "x", may_act=True)}, asked),
        (422, "malformed", {"secret": may_act}, {**asked, "actor": "clock"}),
        (422, "malformed", {"secret": may_act}, {**asked, "kind": "statement.invent"}),
        (422, "malformed", {"secret": may_act}, {**asked, "public": {"consultation": 5}}),
        (422, "malformed", {"secret": may_act}, {**asked, "blobs": ["not base64!"]}),
        (422, "malformed", {"secret": may_act}, b'{"kind": NaN}'),
        (422, "malformed", {"secret": may_act}, b"[" * 100_000),
        (413, "too-large", {"secret": may_act}, b" " * 2_600_000),
    ]
    for status, message, who, content in cases:
        answer = post(client, f"{BODY}/acts", content, **who)
        assert (answer.status_code, answer.json()["message"]) == (status, message), answer.content
        assert answer.json().keys() == {"message", "sentence", "facts", "clause"} and answer.json()["sentence"]
    assert post(client, f"{API}/bodies/nobody/acts", asked, may_act).status_code == 404
    assert Entry.objects.count() == size


@pytest.mark.parametrize("character", [0x00, 0x08, 0x0B, 0x1B, 0x7F, 0x85, 0x202D, 0x202E])
def test_no_text_of_an_act_holds_a_character_that_nobody_sees(talk: Site, character):
    secret = tokens.make(talk.user("ngo-1@people.example", "ngo-1"), "script", may_act=True)
    asked = statement(talk)
    sign = chr(character)
    asked = {**asked, "private": {"text": {"text": f"Report{sign} it."}}}
    answer = post(talk.client(), f"{BODY}/acts", asked, secret)
    assert answer.status_code == 422 and f"U+{character:04X}" in answer.json()["sentence"]
    public = {"matter": next(iter(talk.living.state().matters)), "language": "en"}
    comment = {"kind": "comment.make", "public": public, "private": {"text": {"text": f"Why{sign}?"}}}
    assert post(talk.client(), f"{BODY}/acts", comment, secret).status_code == 422
    form = {"text__text": f"Report{sign} it.", "language": "en", "sure": "1"}
    one = next(iter(talk.living.state().consultations))
    assert talk.client("ngo-1").post(talk.path(f"c/{one}/state/"), form).status_code == 422


def test_ends_of_lines_and_the_marks_of_mixed_text_are_taken(talk: Site):
    secret = tokens.make(talk.user("ngo-1@people.example", "ngo-1"), "script", may_act=True)
    text = "One\ttab,\r\n\u2067\u0645\u0631\u062d\u0628\u0627\u2069\u200f, \u200ejoined\u200d."
    asked = {**statement(talk), "private": {"text": {"text": text}}}
    assert post(talk.client(), f"{BODY}/acts", asked, secret).status_code == 201


def test_a_session_acts_only_with_the_token_of_its_form(talk: Site):
    client = talk.client("ngo-1")
    client.handler.enforce_csrf_checks = True
    assert post(client, f"{BODY}/acts", statement(talk)).json()["message"] == "csrf"
    form = client.get("/me/tokens/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    assert post(client, f"{BODY}/acts", statement(talk), HTTP_X_CSRFTOKEN=token).status_code == 201


def test_faster_than_people_act_is_told_to_wait(talk: Site, monkeypatch):
    # the life is of another year than the machine's; only acts of the last minute count
    monkeypatch.setattr(acting, "MOST_A_MINUTE", 1)
    monkeypatch.setattr(acting, "_KNOWN", Prepared(acting._known, 0, 0))
    monkeypatch.setattr(acting, "datetime", type("Then", (), {"now": lambda _: datetime(2026, 1, 21, tzinfo=UTC)}))
    secret = tokens.make(talk.user("ngo-1@people.example", "ngo-1"), "script", may_act=True)
    answers = [post(talk.client(), f"{BODY}/acts", statement(talk), secret) for _ in range(2)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["message"] == "pace.too-fast" and int(answers[-1]["Retry-After"]) > 0


def test_strangers_who_ask_too_often_wait_and_people_do_not(talk: Site, monkeypatch):
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 20)
    cache.clear()
    client = talk.client()
    found = [client.get(f"{API}/kinds/vote.cast").status_code for _ in range(25)]
    assert found[:20] == [200] * 20 and found[-1] == 429
    secret = tokens.make(talk.user("ngo-1@people.example", "ngo-1"), "script", may_act=False)
    assert client.get(f"{API}/kinds/vote.cast", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200
    pace.forget()  # another process, which has counted nothing itself
    assert client.get(f"{API}/kinds/vote.cast").status_code == 429


def test_tokens_are_made_shown_once_and_revoked_on_ones_own_page(talk: Site):
    client = talk.client("ngo-1")
    made = client.post("/me/tokens/", {"name": "<b>script</b>", "scope": "act"}).content.decode()
    secret = re.search(r"comity_[\w-]+", made)[0]
    assert "<b>script" not in made and "&lt;b&gt;script" in made
    again = client.get("/me/tokens/").content.decode()
    assert secret not in again and "script" in again
    held = Token.objects.get()
    assert secret not in held.digest and held.used is None and held.may_act
    stranger = talk.client()
    assert stranger.get(f"{API}/me", HTTP_AUTHORIZATION=f"Bearer {secret}").json()["bodies"][0]["actor"] == "ngo-1"
    used = Token.objects.get().used
    assert used and stranger.get(f"{API}/me", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200
    assert Token.objects.get().used == used, "noted once a minute"
    assert talk.client("ngo-2").post(f"/me/tokens/{held.pk}/revoke").status_code == 404
    assert client.post(f"/me/tokens/{held.pk}/revoke").status_code == 302
    assert stranger.get(f"{API}/me", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
    assert stranger.get("/me/tokens/").status_code == 302


def test_an_account_that_is_closed_has_no_token(talk: Site):
    user = talk.user("ngo-1@people.example", "ngo-1")
    secret = tokens.make(user, "script", may_act=True)
    user.is_active = False
    user.save()
    assert post(talk.client(), f"{BODY}/acts", statement(talk), secret).status_code == 401


def test_a_member_reads_what_members_may_and_a_stranger_does_not(talk: Site):
    stranger, officer = talk.client(), talk.client("chair")
    assert "contacts" not in {one["name"] for one in stranger.get(f"{BODY}/tables").json()}
    assert "contacts" in {one["name"] for one in officer.get(f"{BODY}/tables").json()}
    joined = next(one["seq"] for one in officer.get(f"{BODY}/acts?kind=member.join").json()["acts"])
    assert set(officer.get(f"{BODY}/acts/{joined}").json()["private"]) > set(
        stranger.get(f"{BODY}/acts/{joined}").json()["private"]
    )


def test_acts_come_in_pages_that_miss_none(talk: Site):
    seen, after = [], -1
    while after is not None:
        found = talk.client().get(f"{BODY}/acts?after={after}&limit=17").json()
        seen += [one["seq"] for one in found["acts"]]
        after = found["next"]
    assert seen == list(range(talk.living.state().size))


def test_a_body_that_is_not_founded_cannot_be_founded_from_outside(site: Site):
    site.sequencer.open("empty.example/record")
    secret = tokens.make(User.objects.create_user("one@people.example"), "script", may_act=True)
    answer = post(
        site.client(), f"{API}/bodies/empty.example~1record/acts", {"kind": "body.found", "public": {}}, secret
    )
    assert answer.status_code == 404 and not Entry.objects.exists()


def test_a_file_that_an_act_brings_is_kept(talk: Site):
    client = talk.client("ngo-1")
    content = b"What we found."
    digest = digest_of(content)
    asked = statement(talk)
    attached = {"digest": digest, "name": "found.txt", "media_type": "text/plain"}
    filed = {
        "kind": "submission.file", "public": {**asked["public"], "shown": "named"},
        "private": {"named": {"name": "Ada Example", "attachments": [attached]}},
        "blobs": [base64.b64encode(content).decode()],
    }  # fmt: skip
    done = post(client, f"{BODY}/acts", filed)
    assert done.status_code == 201, done.content
    assert client.get(done.json()["api"]).json()["blobs"] == [digest]


def test_an_act_signed_by_ones_own_key_is_done_once(talk: Site):
    key = Ed25519PrivateKey.generate()
    client, public = talk.client("ngo-1"), {"key": key.public_key().public_bytes_raw().hex()}

    def signed(kind, public):
        act = sign_act(propose(talk.origin, kind, "ngo-1", public).act, key)
        named = {name: getattr(act.signature, name) for name in ("key", "nonce", "value")}
        return {"kind": kind, "public": public, "signature": named}

    assert post(client, f"{BODY}/acts", signed("key.add", public)).status_code == 201
    asked = signed("report.implementation", {
        "matter": "m50", "implementation": "Heron", "maintainer": "One", "licence": "Apache-2.0", "coverage": "All",
        "contact": "one", "independent_of": [],
    })  # fmt: skip
    done = post(client, f"{BODY}/acts", asked)
    assert done.status_code == 201, done.content
    assert client.get(done.json()["api"]).json()["signed"]
    assert post(client, f"{BODY}/acts", asked).json()["message"] == "signature.replayed"
    forged = {**asked, "public": {**asked["public"], "implementation": "Egret"}}
    assert post(client, f"{BODY}/acts", forged).json()["message"] == "signature.wrong"
    hidden = {**statement(talk), "signature": asked["signature"]}
    assert post(client, f"{BODY}/acts", hidden).status_code == 422


def test_tokens_are_used_at_most_so_often_in_the_database(talk: Site):
    secret = tokens.make(talk.user("ngo-1@people.example", "ngo-1"), "script", may_act=False)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    Token.objects.update(used=long_ago)
    tokens.find(secret)
    assert Token.objects.get().used > long_ago
