"""A small simulated body on the template `ietf-wg`, beside the assembly: no members, open ballots, running code.

Two documents: one that went from the working group to the IESG, and one that the group is at work on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from comity.body import ready
from comity.body.drafts import publication
from comity.body.state import OPERATOR, State
from comity.charter.templates import template
from comity.record.envelope import time_text
from comity.simulate.body_people import Person, people
from comity.simulate.body_steps import EVIDENCE, Names, Step, World

FOUNDED = 200.0
"""How many days before now the body was founded."""
PEOPLE = 34
NAME = "Working group on model exchange"
PURPOSE = "Write the formats by which models and what is said of them pass from one program to another."

_CARDS = {
    "1": "A card is an object with the members name, version, digest and statements. Other members are kept by readers"
    " that do not know them.",
    "2": "A reader rejects a card of more than 1,000,000 bytes.",
    "3": "The digest is computed over the list of the model's files as clause 4 says, not over an archive of them.",
    "4": "The list of files has a row for each, with its path, its length and its SHA-256 digest, in the order of the"
    " bytes of the paths.",
}
_CARDS_2 = {
    **_CARDS,
    "2": "A reader accepts a card of 16,000,000 bytes at the least. It may reject a larger one, and then says so.",
    "5": "A statement that cannot be checked by a program is marked as prose.",
}
_LOGS = {
    "1": "A service answers each request with the digest of the card of the model that produced the answer.",
    "2": "Where several models had a part in an answer, all of them are named, in the order in which they were used.",
    "3": "The digest stands in a header field, so that a proxy can log it without reading what was asked.",
}
_ON_CARDS = (
    ("Readers should keep members that they do not know.", 0.9),
    ("One million bytes are enough for a card.", 0.3),
    ("Prose in a card should be marked as such.", 0.75),
)
_ON_LOGS = (
    ("An answer should name the model that produced it.", 0.85),
    ("A header field is the right place for it.", 0.6),
)


def world(now: datetime, seed: int = 1) -> World:
    """All of it, ending at `now`."""
    told = _Told(now.replace(microsecond=0), seed)
    told.found()
    told.cards()
    told.logs()
    personas = {
        "chair": told.chair,
        "editor": told.editor,
        "area-director": told.directors[0],
        "reader": told.others[3],
    }
    return World(sorted(told.steps, key=lambda one: one.on), personas, {"ietf-for-weights": "cards"})


class _Told:
    """The steps of the group."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.now, self.steps, self.rng = now, list[Step](), np.random.default_rng((seed, PEOPLE, 9))
        them = [replace(one, id=f"g{place + 1:02}") for place, one in enumerate(people(seed)[100 : 100 + PEOPLE])]
        self.chair, self.second, self.editor, self.secretary = them[:4]
        self.directors, self.board, self.others = them[4:8], them[8:13], them[13:]
        self.them = them

    def add(
        self, days: float, kind: str, actor: Person | str, public: Mapping[str, Any] | Callable[..., Any],
        *, private: Mapping[str, Any] | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """One more step."""
        on = self.now - timedelta(seconds=round(days * 86_400))
        self.steps.append(
            Step(on, kind, actor if isinstance(actor, str) else actor.id, public, private or {}, (), name)
        )

    def day(self, days: float) -> str:
        """A day before now, as acts say it."""
        return time_text(self.now - timedelta(days=days))

    def found(self) -> None:
        """The body, its officers, and how everybody is called. There are no members."""
        seats = {"wg-chair": [self.chair, self.second], "area-director": self.directors[:3], "iab-member": self.board,
                 "ietf-chair": self.directors[3:], "isoc-president": [self.secretary]}  # fmt: skip
        officers = [{"role": role, "actor": one.id} for role, held in seats.items() for one in held]
        charter = template("ietf-wg").model_copy(update={"name": NAME, "purpose": PURPOSE})
        self.add(FOUNDED, "body.found", self.secretary, {
            "charter": charter.to_json(), "steward": self.secretary.id, "officers": officers, "simulated": True,
        })  # fmt: skip
        for place, one in enumerate(self.them):
            self.add(FOUNDED - 0.1 - place * 0.2, "person.name", one, {}, private={"name": {"name": one.name}})
        self.add(FOUNDED - 1, "office.appoint", self.chair, {
            "role": "wg-editor", "candidate": self.editor.id, "reason": "Wrote the first sketch and asked for reviews.",
        })  # fmt: skip

    def propose(self, days: float, key: str, title: str, summary: str) -> None:
        """A document of the working group."""
        public = {"path": "proposed-standard", "title": title, "summary": summary, "layers": ["logical"],
                  "tags": ["protocol", "data-format"]}  # fmt: skip
        self.add(days, "matter.propose", self.others[0], public, name=key)

    def draft(self, days: float, key: str, clauses: Mapping[str, str]) -> None:
        """Its next version."""
        found = list(clauses.items())
        self.add(days, "draft.publish", self.editor,
                 lambda state, names: publication(state.matters[f"m{names[key]}"], found)[0])  # fmt: skip

    def consult(self, days: float, key: str, until: float, by: Person, said: tuple[tuple[str, float], ...]) -> None:
        """On the list: statements, and what two in three think of each."""
        talk = f"{key}-talk-{by.id}"
        self.add(days, "consultation.open", by, {
            "matter": f"m{{{key}}}", "ballots": "open", "closes": self.day(until),
        }, name=talk)  # fmt: skip
        there = {"consultation": f"c{{{talk}}}"}
        for place, (text, share) in enumerate(said):
            name = f"{talk}-s{place}"
            self.add(days - 0.1 - place * 0.1, "statement.make", self.others[place + 4], {**there, "language": "en"},
                     private={"text": {"text": text}}, name=name)  # fmt: skip
            for one in self.others:
                if self.rng.random() < 0.7:
                    value = "agree" if self.rng.random() < share else "disagree"
                    on = self.rng.uniform(max(until, 0.0) + 1, days - 1)
                    self.add(on, "vote.cast", one, {**there, "statement": f"s{{{name}}}", "value": value})

    def call(self, days: float, key: str, by: Person) -> None:
        """The evidence, the last call, then a designation that holds at once, as in this body they may."""
        self.add(days, EVIDENCE, OPERATOR, {"consultation": f"c{{{key}-talk-{by.id}}}"})
        self.add(days - 0.5, "call.notice", by, {"matter": f"m{{{key}}}", "ends": self.day(days - 15)})

        def said(state: State, names: Names) -> Mapping[str, Any]:
            matter = state.matters[f"m{names[key]}"]
            return {"matter": matter.id, "level": "consensus", **ready.objections_said(state, matter),
                    "reasons": _REASONS}  # fmt: skip

        self.add(days - 15.5, "designation.publish", by, said)
        self.add(days - 15.6, "designation.confirm", by, {"matter": f"m{{{key}}}"})

    def cards(self) -> None:
        """From the group to the IESG, where one director holds it up until a sentence is mended."""
        summary = "One format, so that a card that one program writes can be read by every other."
        self.propose(190, "cards", "A format for model cards", summary)
        self.draft(188, "cards", _CARDS)
        self.consult(187, "cards", 165, self.chair, _ON_CARDS)
        on = {"matter": "m{cards}"}
        why = "We have twelve cards of more than a million bytes, with nothing in them that we could leave out."
        self.add(184, "objection.raise", self.others[7], {**on, "clause": "2", "reason": why}, name="cards-o")
        self.draft(176, "cards", _CARDS_2)
        answer = {"objection": "o{cards-o}", "disposition": "accepted", "version": 2, "reasons": "As you measured it."}
        self.add(175.5, "objection.answer", self.editor, answer)
        self.add(172, "report.implementation", self.others[8], {
            **on, "implementation": "cardfile", "maintainer": "Interop Guild", "contact": self.others[8].id,
            "coverage": "All of version 2, reading and writing.", "licence": "Apache-2.0",
        })  # fmt: skip
        self.call(164, "cards", self.chair)
        self.consult(146, "cards", 130, self.directors[0], (("The document is ready.", 0.95),))
        self.call(129, "cards", self.directors[0])
        self.add(110, "decision.put", self.directors[0], on, name="cards-put")
        ballot = {"proceeding": "d{cards-put}"}
        discuss = "Clause 2 says that a reader may reject, and not how whoever sent the card learns of it."
        self.add(108, "decision.position", self.directors[1], {**ballot, "value": "discuss", "reason": discuss})
        for place, (one, value) in enumerate(
            ((self.directors[0], "yes"), (self.directors[2], "no-objection"), (self.directors[1], "no-objection"),
             (self.directors[3], "yes"))
        ):  # fmt: skip
            self.add(106 - place * 3, "decision.position", one, {**ballot, "value": value})

    def logs(self) -> None:
        """The group is at work on it: an objection waits for its answer."""
        summary = "A header field by which a service says which model answered, so that logs can be compared."
        self.propose(34, "logs", "Name the model in the answer", summary)
        self.draft(32, "logs", _LOGS)
        self.consult(30, "logs", -10, self.chair, _ON_LOGS)
        why = "To name every model that had a part shows competitors how a service is built. One digest of all will do."
        self.add(12, "objection.raise", self.others[5], {"matter": "m{logs}", "clause": "2", "reason": why})


_REASONS = (
    "What was said against it on the list was about the size of a card, and is met by the version that is called on."
    " The poll is beside this for whoever wants to look; it was not counted."
)
