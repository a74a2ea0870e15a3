"""The load test of the pages, one step a process: `python web_jobs.py STEP ARGUMENTS…` prints a line of JSON.

`prepare VOTES SESSIONS` makes a body with a consultation of so many votes and people who are signed in; what a client
needs to know of them goes into COMITY_HOME/plan.json. `check ACKS` counts what became of the votes that were
acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ORIGIN = "bench.example/record"
PEOPLE = 10_000
STATEMENTS = 100
TOGETHER = 5_000
GROUPS = ("government", "private-sector", "civil-society", "technical-community", "academia", "intergovernmental")
COUNTRIES = ("KE", "IN", "BR", "DE", "PL")


def start() -> None:
    """Django, as the server has it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.web.settings"
    from comity.web.serve import prepare

    prepare()


def people() -> Iterator[Any]:
    """Everybody joins, and states their interests."""
    from comity.record.proposal import propose

    for number in range(PEOPLE):
        actor = f"p{number}"
        said = {
            "group": GROUPS[number % 6], "country": COUNTRIES[number % 5], "affiliations": [], "funders": [],
            "owners": [],
        }  # fmt: skip
        yield propose(ORIGIN, "member.join", actor, {"verification": "e-mail"})
        yield propose(ORIGIN, "interest.state", actor, said)


def votes(consultation: str, statements: list[str], count: int) -> Iterator[Any]:
    """Votes of two camps, one after another."""
    from comity.record.proposal import propose

    chance = random.Random(1)  # noqa: S311 - the same votes each time
    for turn in range(count):
        number, place = turn % PEOPLE, (turn // PEOPLE + turn) % len(statements)
        camp = (number % 2 == 0) == (place % 3 == 0)
        value = "agree" if chance.random() < (0.85 if camp else 0.25) else "disagree"
        private = {"vote": {"statement": statements[place], "value": value}}
        yield propose(ORIGIN, "vote.cast", f"p{number}", {"consultation": consultation}, private=private)


def commit(sequencer: Any, proposals: Iterator[Any]) -> list[Any]:
    """Commit all of them, many at a time; whatever is refused ends the step."""
    done: list[Any] = []
    while part := [one for _, one in zip(range(TOGETHER), proposals, strict=False)]:
        for outcome in sequencer.commit_many(part):
            if isinstance(outcome, Exception):
                raise outcome
        done = part
        print(".", end="", file=sys.stderr, flush=True)
    return done


def consultation(living: Any) -> tuple[str, list[str]]:
    """A matter, its consultation of secret ballots, and the statements."""
    from comity.record.envelope import time_text

    found = living.do("matter.propose", "p0", {
        "path": "decision", "title": "What the load test asks", "summary": "A consultation with many votes.",
        "tags": ["safety"], "layers": ["social"],
    })  # fmt: skip
    closes = time_text(datetime.now(UTC) + timedelta(days=40))
    said = {"matter": f"m{found.act.seq}", "ballots": "secret", "closes": closes}
    name = f"c{living.do('consultation.open', 'chair', said).act.seq}"
    made = [
        living.do("statement.make", f"p{place}", {"consultation": name, "language": "en"},
                  private={"text": {"text": f"Statement number {place} of the load test"}})
        for place in range(STATEMENTS)
    ]  # fmt: skip
    return name, [f"s{one.act.seq}" for one in made]


def step_prepare(count: str, sessions: str) -> None:
    """The body, its votes, and the sessions."""
    start()
    from comity.charter.templates import template
    from comity.living import Living
    from comity.store import sequencer as store_sequencer
    from comity.web.running import sequencer

    store_sequencer.MOST_TOGETHER = TOGETHER
    begin = time.perf_counter()
    living = Living(sequencer(), ORIGIN)
    officers = [{"role": "chair", "actor": "chair"}]
    charter = template("comity").to_json()
    living.found("steward", {"charter": charter, "steward": "steward", "officers": officers, "members": []})
    commit(sequencer(), people())
    name, statements = consultation(living)
    commit(sequencer(), votes(name, statements, int(count)))
    publish()
    keep(name, statements, int(sessions))
    print(json.dumps({"consultation": name, "acts": living.state().size, "seconds": time.perf_counter() - begin}))


def publish() -> None:
    """Sign and publish the record, as it was before the load."""
    from comity.record.keys import write_keys
    from comity.record.notes import make_signer
    from comity.store import publishing
    from comity.web.running import home, sequencer

    home().key_file(ORIGIN).write_bytes(write_keys([make_signer(ORIGIN)], "log"))
    publishing.checkpoint(sequencer(), home(), ORIGIN)


def keep(name: str, statements: list[str], sessions: int) -> None:
    """Sign people in, and write down how each of them votes."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from comity.store.models import Participant, User
    from comity.store.sequencer import body_of
    from comity.web.people.sessions import SessionStore

    body, made = body_of(ORIGIN), []
    path = f"/b/{ORIGIN.replace('/', '~1')}/c/{name}/vote/"
    token = "a" * 32
    for number in range(sessions):
        user = User.objects.create_user(f"p{number}@bench.example")
        Participant.objects.create(user=user, body=body, actor=f"p{number}")
        session = SessionStore()
        session.update({
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "comity.web.people.sessions.Backend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        })  # fmt: skip
        session.create()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={session.session_key}; csrf={token}\r\n"
            f"X-CSRFToken: {token}\r\nHX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        bodies = [f"statement={statements[(number + k) % len(statements)]}&value=agree" for k in range(50)]
        made.append({"head": head, "bodies": bodies, "actor": f"p{number}"})
    watch = f"GET {path.removesuffix('vote/')}map.svg HTTP/1.1\r\nHost: localhost\r\n"
    home = Path(os.environ["COMITY_HOME"])
    plan = {"sessions": made, "watch": {"head": watch, "every": 1.0}, "consultation": name, "acts": body.size,
            "says": "Your vote is kept."}  # fmt: skip
    (home / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


def step_check(acks: str) -> None:
    """Of every session, no fewer votes are in the record than were acknowledged to it."""
    start()
    from django.db.models import Count

    from comity.store.models import Entry

    plan = json.loads((Path(os.environ["COMITY_HOME"]) / "plan.json").read_text(encoding="utf-8"))
    told = json.loads(Path(acks).read_text(encoding="utf-8"))
    since = Entry.objects.filter(kind="vote.cast", seq__gte=plan["acts"]).values("actor").annotate(votes=Count("seq"))
    kept = Counter({row["actor"]: row["votes"] for row in since})
    names = [session["actor"] for session in plan["sessions"]]
    lost = sum(max(0, len(one) - kept[name]) for name, one in zip(names, told, strict=True))
    print(json.dumps({"acknowledged": sum(map(len, told)), "kept": sum(kept.values()), "lost": lost}))


def step_size() -> None:
    """How many acts the record has."""
    start()
    from comity.store.sequencer import body_of

    print(json.dumps({"acts": body_of(ORIGIN).size}))


def step_map(consultation: str) -> None:
    """How old the map is, and of how many acts."""
    start()
    from comity.store.models import Derived

    found = Derived.objects.filter(name=f"map:{consultation}").first()
    age = (datetime.now(UTC) - found.made).total_seconds() if found else -1.0
    print(json.dumps({"age": age, "seq": found.seq if found else -1}))


if __name__ == "__main__":
    globals()[f"step_{sys.argv[1]}"](*sys.argv[2:])
