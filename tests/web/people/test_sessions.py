"""A session serves until it is ended or expires, and its account while it may sign in."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session

from tests.web.sites import Site


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_session_ends_when_it_is_deleted(site: Site):
    site.sequencer.open(site.origin)
    client = site.client("one")
    assert is_in(client)
    Session.objects.all().delete()
    assert not is_in(client)


def test_a_session_that_has_expired_serves_nobody(site: Site):
    site.sequencer.open(site.origin)
    client = site.client("one")
    Session.objects.update(expire_date=datetime.now(UTC) + timedelta(minutes=1))
    assert is_in(client)
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert not is_in(client)


def test_an_account_that_is_closed_is_signed_in_no_more(site: Site):
    site.sequencer.open(site.origin)
    user = site.user("one@people.example", "one")
    client = site.client("one")
    assert is_in(client)
    user.is_active = False
    user.save()
    assert not is_in(client)
    user.is_active = True
    user.set_password("another than before")
    user.save()
    assert not is_in(client)  # what the session was begun with is not so any more
