"""A server that is killed under load: whoever was told that a vote is kept finds it in the record."""

import os
import random
import signal
import threading
import time
from collections import Counter

import urllib3
from django.db import connection

from comity.store.models import Entry
from comity.store.sequencer import body_of
from comity.web.voting import ballots
from tests.conftest import SOAK
from tests.web.sites import Site
from tests.web.test_serve import serving

ROUNDS = 30 if SOAK else 2
TOKEN = "a" * 32


def vote_on(url, path, cookie, statements, told, actor):
    """Vote without a pause until nobody answers; count what was acknowledged."""
    headers = {"Cookie": f"session={cookie}; csrf={TOKEN}", "X-CSRFToken": TOKEN, "HX-Request": "true",
               "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    line = urllib3.connection_from_url(url, retries=False)
    turn = 0
    while True:
        turn += 1
        form = f"statement={statements[turn % len(statements)]}&value={('agree', 'pass')[turn % 2]}"
        try:
            answer = line.request("POST", path, body=form, headers=headers, timeout=10)
        except urllib3.exceptions.HTTPError:
            return
        if answer.status == 200 and b"Your vote is kept." in answer.data:
            told[actor] += 1


def test_no_vote_that_was_acknowledged_is_lost_when_the_server_is_killed(site: Site):
    site.live(upto="again")
    [name] = site.living.state().consultations
    statements = ballots.open_ones(ballots.statements(body_of(site.origin), name))
    voters = [actor for actor in sorted(site.living.state().people) if actor.startswith(("gov", "ngo", "firm"))][:6]
    cookies = {actor: site.client(actor).cookies["session"].value for actor in voters}
    before = Counter(Entry.objects.filter(kind="vote.cast").values_list("actor", flat=True))
    connection.close()
    told, chance = Counter(), random.Random(7)  # noqa: S311 - when a server is killed
    for _ in range(ROUNDS):
        with serving(site.store) as server:
            threads = [
                threading.Thread(target=vote_on, args=(server.url, site.path(f"c/{name}/vote/"), cookies[actor],
                                                       statements, told, actor))
                for actor in voters
            ]  # fmt: skip
            for thread in threads:
                thread.start()
            was = sum(told.values())
            while sum(told.values()) < was + 20:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.5))
            os.killpg(server.pid, signal.SIGKILL)
            for thread in threads:
                thread.join(30)
                assert not thread.is_alive()
    kept = Counter(Entry.objects.filter(kind="vote.cast").values_list("actor", flat=True)) - before
    assert sum(told.values()) >= 20 * ROUNDS
    assert {actor: (told[actor], kept[actor]) for actor in voters if kept[actor] < told[actor]} == {}
    assert sum(kept.values()) - sum(told.values()) <= len(voters) * ROUNDS  # those that were not answered any more
