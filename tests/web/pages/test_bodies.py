"""The list of bodies, and the home of one."""

import re

from tests.web.sites import Site


def members(client, path):
    return int(re.search(r"<dt>members</dt><dd>(\d+)</dd>", client.get(path).content.decode())[1])


def test_a_server_without_bodies_says_so(site: Site):
    answer = site.client().get("/")
    assert answer.status_code == 200
    assert b"There is no body on this server yet" in answer.content


def test_a_body_is_listed_and_opened_by_a_stranger(site: Site):
    site.live(upto="talk")
    listed = site.client().get("/").content.decode()
    assert site.path() in listed and "1 open consultation" in listed and "made-up people" in listed
    home = site.client().get(site.path())
    assert home.status_code == 200
    text = home.content.decode()
    assert "Report serious incidents within 72 hours" in text
    assert "This is an example." in text


def test_pages_of_people_and_of_the_charter_open(site: Site):
    site.live(upto="talk")
    client = site.client()
    for place in ("people/", "charter/", "people/firm-5/", "record/", "record/3/"):
        assert client.get(site.path(place)).status_code == 200, place
    person = client.get(site.path("people/firm-5/")).content.decode()
    assert "Acorn Holdings" in person


def test_what_is_not_here_is_told_on_a_page_with_404(site: Site):
    site.live(upto="interest")
    client = site.client()
    for place in ("/b/nobody.example~1record/", site.path("people/nobody/"), site.path("record/99999/")):
        answer = client.get(place)
        assert answer.status_code == 404, place
        assert b"This is not here" in answer.content


def test_a_page_shows_what_was_done_since(site: Site):
    site.live(upto="talk")
    client = site.client()
    before = members(client, site.path())
    site.living.do("member.join", "newcomer", {"verification": "e-mail"})
    assert members(client, site.path()) == before + 1
