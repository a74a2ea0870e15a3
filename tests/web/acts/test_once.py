"""What a form sends twice is done once, and what was not done can be sent again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from comity.web.acts import once
from comity.web.running import sequencer
from tests.web.sites import Site


def talk(site: Site) -> str:
    return next(iter(site.living.state().consultations))


def test_a_statement_that_is_sent_twice_is_there_once_and_both_answers_lead_on(site: Site):
    site.live(upto="talk")
    where = site.path(f"c/{talk(site)}/state/")
    text = {"text__text": "Reports are filed in one form.", "language": "en", "sure": "1"}
    client = site.client("ngo-1")
    first = client.post(where, text)
    size = site.living.state().size
    again = client.post(where, text, follow=True)
    assert first.status_code == 303 and again.redirect_chain[0][0] == first.url
    assert "it is done once" in again.content.decode()
    assert site.living.state().size == size
    other = client.post(where, {**text, "text__text": "Reports are filed in two forms."})
    assert other.status_code == 303 and site.living.state().size == size + 1
    assert site.client("firm-1").post(where, text).status_code == 303, "somebody else may say the same"
    assert site.living.state().size == size + 2


def test_two_that_are_sent_at_one_moment_are_done_once(site: Site):
    site.live(upto="talk")
    where = site.path(f"c/{talk(site)}/state/")
    text = {"text__text": "Reports are filed in one form.", "language": "en", "sure": "1"}
    clients = [site.client("ngo-1") for _ in range(2)]

    def send(client) -> int:
        try:
            return client.post(where, text).status_code
        finally:
            connections.close_all()

    before = site.living.state().size
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, clients)) == [303, 303]
    assert site.living.state().size == before + 1


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_was_refused_can_be_sent_again(site: Site):
    site.live(upto="talk")
    where = site.path(f"c/{talk(site)}/state/")
    text = {"text__text": "Reports are filed in one form.", "language": "en", "sure": "1"}
    client = site.client("stranger-1")
    for _ in range(2):
        answer = client.post(where, text)
        assert answer.status_code == 422 and "it is done once" not in answer.content.decode()


def test_each_kind_that_makes_a_thing_is_one_that_there_is():
    assert {one.name for one in sequencer().registry} >= once.MAKES
