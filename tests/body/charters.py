"""A small charter whose rules each cite a clause, and templates with parts of them changed."""

import copy
from functools import cache

from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.charter.templates import template


def clause(section):
    return {"source": "rules", "section": section}


def vote(share="more than 1/2", **more):
    return {"by": "vote", "organ": "council", "counted": "in-office", "passes_if": [{"share": share}], **more}


def role(name, kind, most, *, chosen, **more):
    return {"id": name, "name": name, "kind": kind, "most": most, "chosen": chosen, **more}


SMALL = {
    "charter": 1,
    "name": "A small body",
    "purpose": "Be small.",
    "language": "en",
    "sources": [{"id": "rules", "title": "The rules"}],
    "scope": {"includes": ["safety"]},
    "layers": ["logical"],
    "groups": [{"id": "academia", "name": "Academia"}, {"id": "government", "name": "Governments"}],
    "membership": {
        "kind": "admission",
        "verification": ["e-mail", "invitation"],
        "admitted_by": vote(),
        "suspended_by": vote("at least 2/3"),
        "longest_suspension": "30 days",
        "clause": clause("2"),
    },
    "organs": [
        {"id": "assembly", "name": "Assembly", "kind": "assembly", "open_to": ["members"]},
        {"id": "council", "name": "Council", "kind": "council"},
    ],
    "roles": [
        role(
            "councillor", "delegate", 3, organ="council", term="200 days", most_terms=2, clause=clause("3"),
            chosen={
                "how": "elected", "candidates": ["members"],
                "decision": {
                    "by": "ranked", "voters": ["members"], "method": "instant-runoff", "fewest_voters": 2,
                    "open_for": "14 days",
                },
            },
            recall={"petition_by": ["members"], "signatures": 2, "decision": vote(), "clause": clause("3.4")},
        ),
        role(
            "speaker", "chair", 1, organ="council", votes=False, term="200 days", clause=clause("4"),
            chosen={"how": "elected", "candidates": ["members"], "decision": vote()},
        ),
        role("clerk", "secretariat", 1, chosen={"how": "appointed", "decision": vote()}),
        role(
            "auditor", "auditor", 2, term="200 days", not_with=["councillor"], clause=clause("5"),
            chosen={
                "how": "appointed", "decision": {"by": "officer", "role": "speaker"},
                "confirmed_by": vote(), "clause": clause("5.1"),
            },
            recall={"petition_by": ["members"], "decision": {"by": "officer", "role": "speaker"}},
        ),
    ],
    "paths": [
        {
            "id": "policy", "name": "Policy", "proposed_by": ["members"], "drafted_by": ["proposer"],
            "stages": [{"id": "council", "name": "Council", "decision": vote(), "if_refused": "lapse"}],
        }
    ],
    "moderation": {
        "by": ["role:speaker"], "grounds": ["abuse", "spam"], "longest_silence": "7 days", "clause": clause("6"),
    },
    "mechanisms": {one.value: "off" for one in Mechanism} | {"legitimacy-officers": "refuse"},
}  # fmt: skip


def changed(tree, *changes):
    """The charter of a tree, or of a template by name, with (path, value) put in; a value of None takes a key out."""
    tree = copy.deepcopy(_template(tree) if isinstance(tree, str) else tree)
    for path, value in changes:
        *way, last = path.split("/")
        part = tree
        for key in way:
            part = next(one for one in part if one["id"] == key) if isinstance(part, list) else part[key]
        if value is None:
            del part[last]
        else:
            part[last] = value
    return Charter.from_json(tree)


@cache
def _template(name):
    return template(name).to_json()
