"""Random lives: acts of every kind, plausible and not, by anybody, with time passing between them."""

import random
from datetime import timedelta

from comity.base.errors import InputError
from comity.body import rules
from comity.body.kind import RefusedError
from comity.body.state import CLOCK, OPERATOR
from comity.charter.model import Charter
from tests.body.decision_lives import days
from tests.body.helpers import Life

PEOPLE = [f"p{place}" for place in range(40)]
"""Enough for an election in each of six stakeholder groups that takes five voters."""
COUNTRIES = ["KE", "IN", "PL", "BR", "FR", "AQ"]
WAITS = (*(0.1, 1, 3, 8, 8, 15, 15, 30) * 5, 61, 61, 181, 400)
"""Days."""


def seats(charter) -> dict[str, list[str]]:
    """Officers for a charter: up to three in a role, nobody in two that the charter keeps apart."""
    held: dict[str, set[str]] = {person: set() for person in PEOPLE}
    apart = {(a.id, b) for a in charter.roles for b in a.not_with}
    found = {}
    for place, role in enumerate(charter.roles):
        turned = PEOPLE[place % 7 :] + PEOPLE[: place % 7]
        free = [
            one for one in turned if not any((role.id, b) in apart or (b, role.id) in apart for b in held[one])
        ]  # fmt: skip
        found[role.id] = free[: min(role.most, 3)]
        for one in found[role.id]:
            held[one].add(role.id)
    return found


class Walker:
    """One random life: `step` does an act or lets time pass.

    acts: by kind, what an act of it may say: a function of the walker that gives actor, public part, and, if there are
    any, private part and blobs. drive: such a function that gives the kind first, or None. check: called with the
    walker and the acts that were done.
    """

    def __init__(self, charter: Charter, seed: int, acts, drive, check=lambda walker, acts: None, life=Life) -> None:
        self.r = random.Random(seed)  # noqa: S311 - the same walk for the same seed
        self.acts, self.kinds, self.drive, self.check = acts, sorted(acts), drive, check
        members = PEOPLE if charter.membership.kind != "none" else ()
        self.life = life(charter, seats(charter), members)
        self.written = b""
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        for place, person in enumerate(PEOPLE if charter.disclosure else ()):
            self.try_("interest.state", person, {**self.interest(), "group": self.group_at_first(place, person)})
        self.done.clear()

    @property
    def state(self):
        return self.life.state

    def walk(self, steps: int) -> None:
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        if self.r.random() < 0.08:
            days, self.written = self.r.choice(WAITS), b""
            if self.r.random() < 0.1:
                self.life.now += timedelta(days=days)  # the clock is late: what fell due has not passed yet
            else:
                self.check(self, self.life.wait(days))
            return
        made = self.drive(self) if self.r.random() < 0.7 else None
        if made is None:
            kind = self.r.choice(self.kinds)
            made = (kind, *self.acts[kind](self))
        self.try_(*made)

    def try_(self, kind, actor, said, private=None, blobs=()) -> bool:
        """Do an act if it may be done. A refused one changes nothing, and is done again if a warning is all."""
        before = self.written or self.life.registry.dump(self.state)
        size = len(self.life.entries)
        try:
            act = self.life.do(kind, actor, private=private, blobs=blobs, **said)
        except (RefusedError, InputError) as error:
            self.written = self.life.registry.dump(self.state)
            assert self.written == before, f"a refused {kind} changed the state"
            assert len(self.life.entries) == size
            refusal = getattr(error, "refusal", None)
            message = refusal.message if refusal else "form"
            assert refusal is None or refusal.sentence
            self.refused[f"{kind} {message}"] = self.refused.get(f"{kind} {message}", 0) + 1
            if message == "warn.not-named":
                return self.try_(kind, actor, {**said, "breaks": [*refusal.facts["breaks"]]}, private, blobs)
            return False
        self.written = b""
        self.done[kind] = self.done.get(kind, 0) + 1
        self.check(self, [act])
        return True

    # what an act may name

    def one(self, items, otherwise="x999"):
        """One of them; seldom, or if there are none, what there is not."""
        found = list(items)
        return self.r.choice(found) if found and self.r.random() > 0.03 else otherwise

    def actor(self, who=("anyone",), matter=None) -> str:
        """Mostly one whom the charter names."""
        if self.r.random() < 0.85:
            at = self.state.at
            found = [one for one in PEOPLE if rules.is_one(self.state, one, who, at, matter, "It does.")]
            if found:
                return self.r.choice(found)
        return self.r.choice([*PEOPLE, "stranger", "steward", CLOCK, OPERATOR])

    def matter(self, *statuses):
        found = [one.id for one in self.state.matters.values() if not statuses or one.status in statuses]
        return self.one(found[-6:], "m999")

    def interest(self) -> dict:
        groups = [group.id for group in self.state.charter.groups] or [""]
        ties = [{"name": f"org{self.r.randrange(4)}"}] if self.r.random() < 0.5 else []
        said = {"group": self.r.choice(groups), "country": self.r.choice(COUNTRIES), "affiliations": ties}
        return {**said, "funders": [], "owners": []}

    def group_at_first(self, place, person) -> str:
        """That of an office; others are spread over all groups."""
        roles = [self.state.charter.role(one.role) for one in self.state.offices if one.actor == person]
        groups = [group.id for group in self.state.charter.groups] or [""]
        return next((role.group for role in roles if role.group), groups[place % len(groups)])

    def days(self, *counts) -> str:
        return days(self.life, self.r.choice(counts))

    def chance(self, share) -> bool:
        return self.r.random() < share
