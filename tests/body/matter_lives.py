"""Bodies with a matter on its way, on Comity's own charter or a variant of it."""

import copy
from datetime import timedelta

from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.charter.templates import template
from comity.record.envelope import time_text
from tests.body.helpers import Life

OFFICERS = {"chair": ["chair"], "editor": ["editor"], "secretary": ["secretary"], "panellist": ["j1", "j2", "j3"]}
MEMBERS = ["p1", "p2", "p3", "chair", "editor", "secretary"]


def variant(name="comity", /, *, mechanisms=(), change=None, **parts) -> Charter:
    """A template with other parts (None: without it), some mechanisms set otherwise, and `change(tree)` done to it."""
    tree = copy.deepcopy(template(name).to_json())
    for key, value in parts.items():
        if value is None:
            tree.pop(key, None)
        else:
            tree[key] = value
    tree["mechanisms"] |= {Mechanism(one).value: setting for one, setting in dict(mechanisms).items()}
    if change:
        change(tree)
    return Charter.from_json(tree)


def undisclosed(*, mechanisms=(), **parts) -> Charter:
    """Comity's charter without statements of interest and what rests on them: not what these tests are about."""
    without = ("DISCLOSURE", "INTEREST_CHALLENGE", "MARGIN", "FLOORS", "REGIONS")
    settings = {**{Mechanism[name]: "off" for name in without}, **dict(mechanisms)}
    return variant(disclosure=None, floors=None, mechanisms=settings, **parts)


def living(charter=None, officers=None) -> Life:
    return Life(charter or undisclosed(), officers or OFFICERS, members=MEMBERS)


PROPOSAL = {"path": "decision", "title": "Tests", "summary": "Test it.", "tags": ["safety"], "layers": ["logical"]}


def proposed(life, actor="p1", **other) -> str:
    """A matter on its way."""
    return f"m{life.do('matter.propose', actor, **{**PROPOSAL, **other}).seq}"


def days(life, count) -> str:
    """The time in so many days, and a minute: what an act a little later may name."""
    return time_text(life.now + timedelta(days=count, minutes=1))


def awaited(life) -> list[str]:
    """The deadlines that stand, but for the terms of officers."""
    return [key for key, one in life.state.deadlines.items() if one.name != "term"]


def consulted(life, matter, ballots="secret", count=28) -> str:
    """An open consultation."""
    made = life.do("consultation.open", "chair", matter=matter, ballots=ballots, closes=days(life, count))
    return f"c{made.seq}"


def stated(life, consultation, actor="p2", text="Tests are public.") -> str:
    private = {"text": {"text": text}}
    return f"s{life.do('statement.make', actor, private=private, consultation=consultation, language='en').seq}"


def open_ballots(tree) -> None:
    for path in tree["paths"]:
        for stage in path["stages"]:
            if "consultation" in stage:
                stage["consultation"]["ballots"] = "open"


def stage(tree, path="decision", place=0) -> dict:
    return next(one for one in tree["paths"] if one["id"] == path)["stages"][place]
