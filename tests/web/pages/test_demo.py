"""The example bodies: who can be looked as, and how their time passes. Nobody of a real body is ever offered."""

import pytest
from django.test.utils import override_settings

from comity import demo
from comity.simulate.body_steps import World
from comity.store.sequencer import body_of
from tests.web.sites import Site

AS_CHAIR = f"/demo/{demo.ORIGIN.replace('/', '~1')}/as/chair/"
TIME = f"/demo/{demo.ORIGIN.replace('/', '~1')}/time/"


@pytest.fixture
def example(site: Site, monkeypatch) -> Site:
    """A small body under the name of an example."""
    site.origin = demo.ORIGIN
    site.live(upto="talk")
    monkeypatch.setattr(demo, "ORIGINS", (demo.ORIGIN,))
    with override_settings(DEMO=True):
        yield site


def test_without_the_setting_there_is_no_demo(site: Site):
    client = site.client()
    assert client.get("/demo/").status_code == 404
    assert client.post(AS_CHAIR).status_code == 404
    assert client.post(TIME, {"days": "7"}).status_code == 404
    assert "/demo/" not in client.get("/").content.decode()


def test_somebody_made_up_can_be_looked_as(example: Site):
    client = example.client()
    page = client.get("/demo/").content.decode()
    chair = next(one for one in demo.personas_of(demo.ORIGIN) if one.id == "chair")
    assert chair.name in page
    assert client.get(AS_CHAIR).status_code == 405, "a link of a stranger must not sign anybody in"
    answer = client.post(AS_CHAIR, follow=True)
    assert answer.status_code == 200 and f"as {chair.name}" in answer.content.decode()
    assert client.get("/me/").status_code == 200
    assert client.post(AS_CHAIR.replace("chair", "nobody")).status_code == 404


def test_time_passes_and_stays_where_it_was_put(example: Site):
    before = example.living.state()
    closes = next(iter(before.consultations.values())).closes
    client = example.client()
    for _ in range(2):
        assert client.post(TIME, {"days": "30"}).status_code == 302
    state = example.living.state()
    assert next(iter(state.consultations.values())).closed_seq > 0
    assert body_of(demo.ORIGIN).stands_at > closes
    client.post(AS_CHAIR)
    assert client.post(TIME, {"days": "3000"}).status_code == 404
    done = example.sequencer.commit(_join())
    assert done.act.at >= body_of(demo.ORIGIN).stands_at > state.at


def test_nobody_of_another_body_is_offered(example: Site):
    other = "real.example~1record"
    assert example.client().post(f"/demo/{other}/as/chair/").status_code == 404
    example.origin = "other.example/record"
    example.live(upto="interest")
    assert example.client().post("/demo/other.example~1record/as/chair/").status_code == 404
    assert example.client().post("/demo/other.example~1record/time/", {"days": "7"}).status_code == 404


def test_personas_are_the_same_whenever_the_body_was_made():
    from datetime import UTC, datetime

    from comity.simulate import body

    later: World = body.world(datetime(2031, 5, 4, tzinfo=UTC), demo.SEED)
    assert [one.actor for one in demo.personas_of(demo.ORIGIN)] == [one.id for one in later.personas.values()]


def _join():
    from comity.record.proposal import propose

    return propose(demo.ORIGIN, "member.join", "newcomer", {"verification": "e-mail"})
