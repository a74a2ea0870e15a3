"""A store, and kinds of act that need no charter."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from django.db import connections
from pydantic import Field

from comity.body import clock, erasing, keys
from comity.body.kind import Content, Kind, Part, Refusal, Row
from comity.body.registry import Registry
from comity.record.proposal import propose

ORIGIN = "body.example/record"


class SayContent(Content):
    text: Annotated[str, Field(max_length=50_000)]
    due: str | None = None


class Secret(Content):
    value: str


class Say(Kind[SayContent]):
    """Something said: refused if it is `no`, an error if it is `break` or `crash`, half of it private."""

    name = "test.say"
    before_founding = True
    public = SayContent
    parts: ClassVar = {"name": Part(Secret, "officers"), "vote": Part(Secret, "sealed")}

    def may(self, state, act, said):
        if said.text == "no":
            yield Refusal("test.no", "no is not to be said", {"text": said.text})
        if said.text == "break":
            raise RuntimeError("may is broken")

    def apply(self, state, act, said):
        if said.text == "crash":
            state.set_deadline("crashed", "half", "2000-01-01T00:00:00.000000Z")
            raise RuntimeError("apply is broken")
        if said.due:
            state.set_deadline("answer", f"m{act.seq}", said.due)

    def rows(self, act, said, private):
        values = {"actor": act.actor, "text": said.text}
        yield Row("said", values, scope=act.actor)
        if "name" in private:
            yield Row("named", {"actor": act.actor, "name": private["name"].value}, audience="officers")
        if "vote" in private:
            yield Row("votes", {"actor": act.actor, "value": private["vote"].value}, audience="sealed")


def registry() -> Registry:
    return Registry([Say(), clock.Pass(), erasing.Erase(), *keys.KINDS])


def say(text="hello", actor="p1", *, origin=ORIGIN, due=None, **private):
    public = {"text": text} if due is None else {"text": text, "due": due}
    return propose(origin, "test.say", actor, public, private={k: {"value": v} for k, v in private.items()})


@dataclass
class Store:
    """Where a store is: the URL of its database ("" for SQLite) and its home."""

    url: str
    home: Path

    @property
    def environment(self):
        """Of another process on this store."""
        return {**os.environ, "COMITY_HOME": str(self.home), "COMITY_DATABASE_URL": self.url}


def in_threads(work, arguments):
    """Call `work` with each argument in a thread of its own, and give what they returned or raised."""
    found = [None] * len(arguments)

    def run(place, argument):
        try:
            found[place] = work(argument)
        except Exception as error:  # noqa: BLE001 - given back to the test
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, argument)) for i, argument in enumerate(arguments)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found
