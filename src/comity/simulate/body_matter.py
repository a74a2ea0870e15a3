"""What happens to one matter of a simulated body, from its proposal on; each part at its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.body import composition, evidence, ready
from comity.body.drafts import publication
from comity.body.matters_state import Matter
from comity.body.state import OPERATOR, State
from comity.record.envelope import digest_of, time_text
from comity.simulate._body_matters import SUBJECTS
from comity.simulate._body_said import ANSWERS, ATTACHMENT, HARM_ANSWERS, MINORITY, OBJECTIONS, STATEMENTS, SUBMISSIONS
from comity.simulate.body_people import Person
from comity.simulate.body_steps import EVIDENCE, Book, Names

PASSES = 0.08
_ENDS = 1_800
"""Days after which a decision ends: a little less than the charter lets it last."""
_VALUES = {1: "agree", 0: "pass", -1: "disagree"}


class Told:
    """The steps of one matter. The order of calls does not matter, their days do."""

    def __init__(self, book: Book, key: str) -> None:
        """Begin to tell of the matter with this short name."""
        self.book, self.key, self.subject = book, key, SUBJECTS[key]
        self.made: dict[int, float] = {}
        """When each statement was made, by its number."""

    def act(self, days: float, kind: str, actor: Person, more: Mapping[str, Any] | None = None, name: str = "") -> None:
        """An act that names the matter."""
        self.book.add(days, kind, actor.id, {"matter": f"m{{{self.key}}}", **(more or {})}, name=name)

    def propose(self, days: float, by: Person) -> None:
        """The proposal."""
        one = self.subject
        public = {"path": "decision", "title": one.title, "summary": one.summary, "tags": [*one.tags],
                  "layers": [*one.layers]}  # fmt: skip
        self.book.add(days, "matter.propose", by.id, public, name=self.key)

    def draft(self, days: float, version: int, by: Person) -> None:
        """A version of the draft."""
        texts = self.subject.drafts[version - 1]
        clauses = sorted(texts.items(), key=lambda one: [int(part) for part in one[0].split(".")])
        self.book.add(
            days, "draft.publish", by.id, lambda state, names: publication(self._of(state, names), clauses)[0]
        )

    def open(self, days: float, closes: float) -> None:
        """The consultation, by the first chair."""
        more = {"ballots": "secret", "closes": time_text(self.book.at(closes))}
        self.act(days, "consultation.open", self.book.officers.chairs[0], more, f"{self.key}-talk")

    def state(self, days: float, by: Person, language: str, text: str) -> int:
        """A statement; gives its number."""
        number = len(self.made)
        self.made[number] = days
        there = {"consultation": f"c{{{self.key}-talk}}", "language": language}
        self.book.add(days, "statement.make", by.id, there, private={"text": {"text": text}},
                      name=f"{self.key}-s{number}")  # fmt: skip
        return number

    def statements(self, days: float, apart: float) -> NDArray[np.float64]:
        """All statements of the matter, by somebody who agrees; gives each camp's chance to (3, statements)."""
        rows = STATEMENTS[self.key]
        for place, (language, chances, text) in enumerate(rows):
            camp = int(np.argmax(chances))
            there = [one for one in self.book.people[40:180] if one.camp == camp]
            self.state(days - place * apart, there[(place * 7 + len(text)) % len(there)], language, text)
        return np.array([chances for _, chances, _ in rows]).T

    def vote(
        self, voters: Sequence[Person], values: NDArray[np.int8], until: float, *,
        ends: Mapping[int, float] | None = None,
    ) -> None:  # fmt: skip
        """Everybody votes in up to three sittings, on what there is by then: 1, 0, -1, or -9 for no vote.

        values (voters, statements). `until`: the day on which the last of them votes. `ends`: statements that were
        taken down or merged, and when.
        """
        first, ends = min(self.made.values()), ends or {}
        for one, row in zip(voters, values, strict=True):
            cuts = np.linspace(first, until, 4)
            sittings = [float(self.book.rng.uniform(cuts[n + 1], cuts[n])) for n in range(3)]
            waiting = {number for number in self.made if row[number] > -9}
            for sitting in [days for days in sittings if days < self.book.joined(one)]:
                now = sorted(number for number in waiting if self.made[number] > sitting)
                waiting.difference_update(now)
                for place, number in enumerate(number for number in now if ends.get(number, -1.0) < sitting):
                    self._cast(sitting - place * 13 / 86_400, one, number, int(row[number]))

    def _cast(self, days: float, one: Person, number: int, value: int) -> None:
        sealed = {"statement": f"s{{{self.key}-s{number}}}", "value": _VALUES[value]}
        self.book.add(days, "vote.cast", one.id, {"consultation": f"c{{{self.key}-talk}}"}, private={"vote": sealed})

    def values(self, voters: Sequence[Person], leaning: NDArray[np.float64], active: float) -> NDArray[np.int8]:
        """How people vote by the leanings of their camps; `active`: the share of statements that each votes on."""
        rng = self.book.rng
        chance = leaning[[one.camp for one in voters]]
        values = np.where(rng.random(chance.shape) < chance, 1, -1).astype(np.int8)
        values[rng.random(chance.shape) < PASSES] = 0
        values[rng.random(chance.shape) > active] = -9
        return values

    def submit(self, days: float, apart: float) -> None:
        """The submissions; the first on the principles has a document with it."""
        for place, (shown, group, language, text) in enumerate(SUBMISSIONS[self.key]):
            one = self.book.member(group, place + 2, bloc=shown == "confidential")
            content: dict[str, Any] = {"text": text}
            blobs = []
            if shown == "named":
                content |= {"organisation": one.organisation, "name": one.organisation or one.name}
            if self.key == "principles" and not place:
                blobs = [ATTACHMENT.encode()]
                file = {"digest": digest_of(blobs[0]), "name": "forty-pages.md", "media_type": "text/markdown"}
                content["attachments"] = [file]
            there = {"consultation": f"c{{{self.key}-talk}}", "shown": shown, "language": language}
            self.book.add(days - place * apart, "submission.file", one.id, there, private={shown: content}, blobs=blobs)

    def objector(self, place: int) -> Person:
        """Who raises an objection of the list."""
        return self.book.member(OBJECTIONS[self.key][place][1], place + 5)

    def object(self, days: float, place: int) -> None:
        """An objection of the list."""
        clause, _, reason = OBJECTIONS[self.key][place]
        self.act(days, "objection.raise", self.objector(place), {"clause": clause, "reason": reason},
                 f"{self.key}-o{place}")  # fmt: skip

    def answer(self, days: float, place: int) -> None:
        """Its answer, by the first editor."""
        disposition, reasons = ANSWERS[self.key][place]
        version = {"version": len(self.subject.drafts)} if disposition == "accepted" else {}
        public = {"objection": f"o{{{self.key}-o{place}}}", "disposition": disposition, "reasons": reasons, **version}
        self.book.add(days, "objection.answer", self.book.officers.editors[0].id, public)

    def harm(self, days: float, others: Sequence[tuple[str, Person]] = (), *, answered: bool = True) -> None:
        """The assessment of harm by a scholar, and the answers of the groups; `others` are named beside those."""
        spoken = dict(others)
        groups = [group for group, _ in HARM_ANSWERS[self.key]]
        named = [{"group": one} | ({"spokesperson": spoken[one].id} if one in spoken else {}) for one in groups]
        named += [] if answered else [{"group": "private-sector"}]
        more = {"groups": named, "harms": self.subject.harms, "mitigation": self.subject.mitigation}
        self.act(days, "report.harm", self.book.member("academia", 4), more)
        for place, (group, text) in enumerate(HARM_ANSWERS[self.key]):
            one = spoken.get(group) or self.book.member(group, 9)
            self.act(days - 2 - place, "report.harm-answer", one, {"group": group, "answer": text})

    def figure(self, days: float, review: float) -> None:
        """The figure, looked at again on the day `review`."""
        more = {"figure": self.subject.figure, "how": self.subject.how, "review_due": time_text(self.book.at(review))}
        self.act(days, "report.figure", self.book.officers.editors[0], more)

    def evidence(self, days: float) -> None:
        """The evidence of the closed consultation."""
        self.book.add(days, EVIDENCE, OPERATOR, {"consultation": f"c{{{self.key}-talk}}"}, name=f"{self.key}-evidence")

    def notice(self, days: float, ends: float) -> None:
        """The last call."""
        more = {"ends": time_text(self.book.at(ends))}
        self.act(days, "call.notice", self.book.officers.chairs[0], more)

    def second_notice(self, days: float) -> None:
        """To those who stayed away, by the evidence."""
        self.book.add(days, "call.second-notice", self.book.officers.chairs[0].id, lambda state, names: {
            "matter": f"m{names[self.key]}", "absent": self._absent(state, names),
        })  # fmt: skip

    def publish(self, days: float, level: str, reasons: str = "") -> None:
        """One round of designation by the first chair."""

        def said(state: State, names: Names) -> Mapping[str, Any]:
            matter = self._of(state, names)
            found = evidence.of_stage(state, matter)
            return {
                "matter": matter.id, "level": level, "evidence": found.seq if found else None,
                "absent": self._absent(state, names), **ready.objections_said(state, matter),
                "minority_views": matter.minority_views, "reasons": reasons,
            }  # fmt: skip

        self.book.add(days, "designation.publish", self.book.officers.chairs[0].id, said)

    def confirm(self, days: float) -> None:
        """The last round is what is decided at this stage."""
        self.book.add(days, "designation.confirm", self.book.officers.chairs[0].id, lambda state, names: {
            "matter": f"m{names[self.key]}", "absent": self._absent(state, names),
            "composition": self._who(state, names),
        })  # fmt: skip

    def minority(self, days: float) -> None:
        """The minority views."""
        for place, (group, text) in enumerate(MINORITY[self.key]):
            self.act(days - place, "minority.record", self.book.member(group, 12 + place), {"text": text})

    def put(self, days: float, name: str) -> None:
        """Before the council, by the secretary."""
        ends = time_text(self.book.at(days - _ENDS))
        self.book.add(days, "decision.put", self.book.officers.secretary.id, lambda state, names: {
            "matter": f"m{names[self.key]}", "composition": self._who(state, names), "ends": ends,
        }, name=name)  # fmt: skip

    def _of(self, state: State, names: Names) -> Matter:
        return state.matters[f"m{names[self.key]}"]

    def _absent(self, state: State, names: Names) -> list[str]:
        found = evidence.of_stage(state, self._of(state, names))
        return list(found.absent) if found else []

    def _who(self, state: State, names: Names) -> dict[str, Any]:
        found = composition.of_matter(state, self._of(state, names))
        return {"people": found.people, "groups": dict(found.groups), "regions": dict(found.regions)}
