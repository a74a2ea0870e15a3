"""Invitations: letters with a secret address, accepted by the account whose address it is."""

import hashlib
import html
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.core import mail

from comity.base.errors import InputError
from comity.charter.templates import template
from comity.store.models import Invitation, Letter
from comity.web.mail import invitations
from tests.web.sites import Site


def found(site: Site, ways, **membership):
    """A body that takes people in by these ways."""
    charter = template("comity").to_json()
    charter["membership"] |= {"verification": ways, **membership}
    officers = [{"role": "chair", "actor": "chair"}, {"role": "secretary", "actor": "secretary"}]
    site.living.found("steward", {"steward": "steward", "charter": charter, "members": ["chair", "one"],
                                  "officers": officers})  # fmt: skip


def secrets():
    return [re.search(r"/invited/([\w-]+)/", one.text)[1] for one in Letter.objects.order_by("pk")]


def test_an_invitation_is_written_once_and_joins_whoever_has_its_address(site: Site):
    found(site, ["invitation", "openid"])
    chair, place = site.client("chair"), site.path("invite/")
    assert site.client("nobody-here").post(place, {"emails": "a@people.example"}).status_code == 404
    asked = site.client().get(place)
    assert asked.status_code == 302 and asked["Location"].endswith(f"?next={quote(place)}")
    assert b"no address is no e-mail address" in chair.post(place, {"emails": "no address"}).content
    long = chair.post(place, {"emails": "a@people.example", "message": "x" * 2_001})
    assert long.status_code == 422 and b"2001 characters, and 2000 are the most" in long.content
    for wrong in ("", "no address", "a@people.example\nBcc: x", " ".join(f"p{n}@people.example" for n in range(101))):
        assert chair.post(place, {"emails": wrong}).status_code == 422
    assert not Letter.objects.exists()
    emails = "Ann@people.example, <bob@people.example>\nbob@people.example"
    sent = chair.post(place, {"emails": emails, "message": "Please come."}, follow=True)
    assert b"2 letters are on their way." in sent.content
    assert [one.to for one in Letter.objects.order_by("pk")] == ["ann@people.example", "bob@people.example"]
    assert "Please come." in Letter.objects.first().text
    again = chair.post(place, {"emails": "bob@people.example"}, follow=True)
    assert (
        b"letter" not in again.content.partition(b"1 address has")[0].partition(b"<main")[2]
        and Letter.objects.count() == 2
    )
    secret, _other = secrets()
    kept = Invitation.objects.get(email="ann@people.example")
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest() and secret not in str(vars(kept))

    # a stranger is led to sign up, another account is told so, and only hers joins by it
    page = site.client().get(f"/invited/{secret}/")
    assert b"?email=ann%40people.example&amp;next=/invited/" in page.content
    assert site.client().get("/invited/wrong/").status_code == 404
    site.user("bob@people.example", "p-bob")
    bob = site.client("p-bob")
    assert b"you are signed in as" in bob.get(f"/invited/{secret}/").content
    assert bob.post(f"/invited/{secret}/").status_code == 422
    site.user("ann@people.example", "p-ann")
    ann = site.client("p-ann")
    assert b"Accept and join" in ann.get(f"/invited/{secret}/").content
    assert ann.post(f"/invited/{secret}/").status_code == 303
    person = site.living.state().people["p-ann"]
    assert person.member and person.verification == "invitation"
    kept.refresh_from_db()
    assert kept.used is not None
    assert b"You are a member already" in ann.get(f"/invited/{secret}/").content

    # its time is over
    Invitation.objects.filter(email="bob@people.example").update(expires=datetime.now(UTC) - timedelta(seconds=1))
    over = bob.post(f"/invited/{secrets()[1]}/")
    assert over.status_code == 422 and b"its time is over" in over.content
    assert "p-bob" not in site.living.state().people


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Eve Smith <eve@people.example>", ["eve@people.example"]),
        ('"Smith, Eve" <eve@people.example>; Bob <bob@people.example>', ["eve@people.example", "bob@people.example"]),
        ("Eve <eve@people.example>, Bob <bob@people.example>", ["eve@people.example", "bob@people.example"]),
        ("<a@people.example> b@people.example\nC@people.example", [f"{n}@people.example" for n in "abc"]),
        ("a@people.example, Bob <bob@people.example>", ["a@people.example", "bob@people.example"]),
        ("Eve Smith", None),
    ],
)
def test_addresses_are_read_as_mail_programs_write_them(text, read):
    if read is None:
        with pytest.raises(InputError, match="no e-mail address"):
            invitations.addresses(text)
    else:
        assert invitations.addresses(text) == read


def test_who_invites_the_charter_says(site: Site):
    found(site, ["invitation"], invited_by=["role:secretary", "role:editor"])
    place = site.path("invite/")
    assert site.client("secretary").post(place, {"emails": "a@people.example"}).status_code == 303
    for who in ("chair", "one"):
        refused = site.client(who).post(place, {"emails": "b@people.example"})
        assert refused.status_code == 404 and b"The charter lets others invite people to this body." in refused.content
    assert place.encode() not in site.client("chair").get(site.path("desk/")).content
    assert place.encode() in site.client("secretary").get(site.path("desk/")).content
    assert b"People are invited by: " in site.client().get(site.path("charter/")).content


def test_a_charter_may_let_every_member_invite(site: Site):
    found(site, ["invitation"], invited_by=["members"])
    assert site.client("one").post(site.path("invite/"), {"emails": "a@people.example"}).status_code == 303
    assert site.client("stranger").post(site.path("invite/"), {"emails": "b@people.example"}).status_code == 404


def test_where_the_charter_takes_no_invitation_another_way_is_used_and_letters_have_a_limit(site: Site, monkeypatch):
    found(site, ["e-mail"])
    chair, place = site.client("chair"), site.path("invite/")
    assert b"ways: by an e-mail address<" in chair.get(place).content
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    assert chair.post(place, {"emails": "ann@people.example"}).status_code == 303
    over = chair.post(place, {"emails": "bob@people.example"})
    assert over.status_code == 422 and b"invites 1 people a day at the most" in over.content
    site.user("ann@people.example", "p-ann")
    assert site.client("p-ann").post(f"/invited/{secrets()[0]}/").status_code == 303
    assert site.living.state().people["p-ann"].verification == "e-mail"


def test_who_did_not_come_is_listed_and_an_invitation_is_withdrawn_or_sent_again(site: Site):
    found(site, ["invitation"])
    chair, place = site.client("chair"), site.path("invite/")
    assert b"Not accepted yet" not in chair.get(place).content
    chair.post(place, {"emails": "ann@people.example bob@people.example cy@people.example"})
    ann, bob, cy = (Invitation.objects.get(email=f"{name}@people.example") for name in ("ann", "bob", "cy"))
    first, second, _third = secrets()
    assert all(one.email in chair.get(place).content.decode() for one in (ann, bob, cy))

    # withdrawn: the letter joins nobody, and the address is kept nowhere; it counts as a letter of its day still
    said = chair.post(place, {"withdraw": ann.pk}, follow=True).content.decode()
    assert "The invitation of ann@people.example is withdrawn." in said and said.count("ann@people.example") == 1
    assert not Invitation.objects.filter(email="ann@people.example").exists() and Invitation.objects.count() == 3
    site.user("ann@people.example", "p-ann")
    assert site.client("p-ann").post(f"/invited/{first}/").status_code == 422
    for gone in (ann.pk, 9999, "x", "9" * 40):
        refused = chair.post(place, {"withdraw": gone})
        assert refused.status_code == 422 and b"This invitation was accepted or withdrawn." in refused.content

    # sent again, but not within a day; then only the new letter counts
    soon = chair.post(place, {"again": bob.pk})
    assert soon.status_code == 422 and b"wait until tomorrow" in soon.content and Letter.objects.count() == 3
    past = datetime.now(UTC) - invitations.LASTS - timedelta(days=1)
    Invitation.objects.filter(pk=bob.pk).update(made=past, expires=past + invitations.LASTS)
    assert b"its time is over" in chair.get(place).content
    sent = chair.post(place, {"again": bob.pk}, follow=True)
    assert b"A new letter to bob@people.example is on its way." in sent.content
    assert [one.to for one in Letter.objects.order_by("pk")][3:] == ["bob@people.example"]
    assert Invitation.objects.filter(email="bob@people.example").count() == 1
    site.user("bob@people.example", "p-bob")
    assert site.client("p-bob").post(f"/invited/{second}/").status_code == 422
    assert site.client("p-bob").post(f"/invited/{secrets()[3]}/").status_code == 303
    assert b"bob@people.example" not in chair.get(place).content, "it would show whose an identifier is"
    assert chair.post(place, {"withdraw": Invitation.objects.get(email="bob@people.example").pk}).status_code == 422
    assert cy.email in chair.get(place).content.decode()


def test_a_member_who_may_invite_sees_their_own_letters_only(site: Site):
    found(site, ["invitation"], invited_by=["members"])
    place = site.path("invite/")
    site.client("one").post(place, {"emails": "ann@people.example"})
    site.client("chair").post(place, {"emails": "bob@people.example"})
    assert b"bob@people.example" not in site.client("one").get(place).content
    assert b"ann@people.example" in site.client("one").get(place).content
    bob = Invitation.objects.get(email="bob@people.example")
    assert site.client("one").post(place, {"withdraw": bob.pk}).status_code == 422
    seen = site.client("chair").get(place).content
    assert b"ann@people.example" in seen and b"bob@people.example" in seen


def test_an_invitation_leads_through_making_an_account_to_joining(site: Site):
    found(site, ["invitation"])
    assert site.client("chair").post(site.path("invite/"), {"emails": "ann@people.example"}).status_code == 303
    ann, address = site.client(), f"/invited/{secrets()[0]}/"
    link = html.unescape(re.search(r'href="(/accounts/signup/\?email=[^"]+)"', ann.get(address).content.decode())[1])
    form = ann.get(link).content.decode()
    assert 'value="ann@people.example"' in form and f'name="next" value="{address}"' in form
    asked = ann.post(link, {"email": "ann@people.example", "next": address})
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.outbox[0].body, re.MULTILINE)[1]
    back = ann.post(asked["Location"], {"code": code}, follow=True)
    assert back.redirect_chain[-1][0] == address and b"Accept and join" in back.content
    assert ann.post(address).status_code == 303
    (person,) = [one for one in site.living.state().people.values() if one.verification == "invitation"]
    assert person.member
