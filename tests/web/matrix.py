"""Who may do what: each role of a body beside each kind of act, as the rules answer in lives on the template `comity`.

At each moment of the lives of the mechanisms, and of some random walks, the act that somebody does or tries is put to
the rules once more for somebody of every role: may they do it instead (`may`)? If not, might they, had what it is about
been theirs: their statement, their objection (`own`)? A cell keeps the most that any moment let it.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from functools import cache
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.base.errors import InputError
from comity.body import rules
from comity.body.keys import key_proof
from comity.body.kind import RefusedError
from comity.body.registry import Registry
from comity.body.state import CLOCK, OPERATOR, Person, State
from comity.charter.model import Charter
from comity.charter.templates import template
from comity.kinds import registry
from comity.record.envelope import Act, sign_act, time_text
from comity.record.proposal import Proposal
from tests.body import walker
from tests.body.helpers import Life
from tests.body.mechanisms import EVERY
from tests.body.walker_acts import ACTS, drive

TEMPLATE = "comity"
SEEDS, STEPS = (0, 5, 14, 16), 330
"""Walks that come far: to elections, to remedies, to decisions that are opened again."""
NEVER, OWN, MAY = "", "own", "may"
UNSEATED = ("newcomer", "member", "suspended member")
RESERVED = {CLOCK: ("clock.pass",), OPERATOR: ("consultation.evidence", "log-key.announce", "log-key.end")}
"""What only the clock and the operator do."""
_PROBES = 2
_FAR = "2999-01-01T00:00:00.000000Z"
_NAMED = re.compile(r"[a-z][0-9]+(-[0-9]+)?")


def roles(charter: Charter) -> list[str]:
    """The roles: without an account, not a member, members, each kind of office that a charter has, the steward."""
    held = list(dict.fromkeys(str(role.kind) for role in charter.roles))
    return ["stranger", *UNSEATED, *held, "steward"]


def kinds() -> list[str]:
    """The kinds of act."""
    return [kind.name for kind in registry().latest()]


def people_of(state: State, at: str) -> dict[str, list[str]]:
    """Some people of each role that needs a seat: the officers of one kind in their term, and the steward."""
    found: dict[str, list[str]] = {"steward": [state.steward]}
    for actor in dict.fromkeys(one.actor for one in state.offices):
        held = {str(state.charter.role(one.role).kind) for one in rules.offices_of(state, actor, at, over=False)}
        if len(held) == 1 and actor != state.steward:
            found.setdefault(held.pop(), []).append(actor)
    return found


@contextmanager
def somebody(state: State, role: str) -> Iterator[str]:
    """Somebody without an office, in a body for the time of the block."""
    actor = f"some-{role.replace(' ', '-')}"
    interest = next((one.interest for one in state.people.values() if one.interest and one.interest.complete), None)
    if role != "newcomer":
        until = _FAR if role == "suspended member" else ""
        state.people[actor] = Person(member=True, interest=interest, suspended_until=until)
    try:
        yield actor
    finally:
        state.people.pop(actor, None)


def may(known: Registry, state: State, proposal: Proposal, actor: str, at: str) -> bool:
    """Whether the rules let somebody do an act now."""
    act = replace(proposal.act, actor=actor, seq=state.size, at=at, signature=None)
    try:
        known.check(state, act)
    except RefusedError:
        return False
    return True


@contextmanager
def given_to(state: State, act: Act, actor: str) -> Iterator[None]:
    """For the time of the block what an act names is this actor's, and not its own actor's."""
    look, before = state.look, []

    def other(seq: int):
        found = look(seq)
        return replace(found, actor=actor) if getattr(found, "actor", "") == act.actor else found

    names = set(_texts(act.public))
    inside = [held for one in state.consultations.values() for held in (one.statements, one.submissions)]
    for held in (state.matters, state.objections, state.commitments, state.elections, state.petitions, *inside):
        for name in names & held.keys():
            before.append((held, name, held[name]))
            held[name] = _renamed(held[name], act.actor, actor)
    state.look = other
    try:
        yield
    finally:
        state.look = look
        for held, name, one in before:
            held[name] = one


def _texts(value):
    """The identifiers in the public part of an act."""
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(one, str) and _NAMED.fullmatch(one):
            yield one
        yield from _texts(one)


def _renamed(value, before, after):
    if isinstance(value, str):
        return after if value == before else value
    if isinstance(value, list):
        return [_renamed(one, before, after) for one in value]
    if isinstance(value, dict):
        return {_renamed(key, before, after): _renamed(one, before, after) for key, one in value.items()}
    if is_dataclass(value):
        return replace(value, **{one.name: _renamed(getattr(value, one.name), before, after) for one in fields(value)})
    return value


class Idle(walker.Walker):
    """A walker that stands still in a life: it only makes acts."""

    def __init__(self, life: Life, chance: random.Random) -> None:
        self.life, self.r = life, chance


def made(kind: str, walk: walker.Walker):
    """An act of a kind as a walker makes one: its actor, public part, private parts and blobs."""
    actor, said, *rest = ACTS[kind](walk)
    private, blobs = (*rest, None, None)[:2]
    return actor, said, private, blobs or ()


class Watch:
    """Puts every act that is tried in a life to the rules, once for each role."""

    def __init__(self, charter: Charter) -> None:
        self.roles = roles(charter)
        self.cells = {(role, kind): NEVER for role in self.roles for kind in kinds()}
        self.done_by: dict[str, set[str]] = {}
        self.r = random.Random(1)  # noqa: S311 - the same table for the same program

    def probe(self, life: Life) -> None:
        """Make acts of kinds that were not done so far, or that no member was let do, as they could be made now."""
        if not life.state.charter_json:
            return
        rare = sorted(ACTS.keys() - self.done_by.keys())
        odd = sorted(
            kind for kind in ACTS.keys() - {"body.amend"} if not self.cells["member", kind]
        )  # that one is slow
        for kind in (*self.r.sample(rare, min(len(rare), _PROBES)), *self.r.sample(odd, min(len(odd), _PROBES))):
            actor, said, private, blobs = made(kind, Idle(life, self.r))
            with suppress(InputError):
                self.look(life, life.propose(kind, actor, private=private, blobs=blobs, **said))

    def look(self, life: Life, proposal: Proposal) -> None:
        state, kind = life.state, proposal.act.kind
        if not state.charter_json:
            return
        with suppress(InputError, RefusedError):
            life.registry.check_form(proposal)
            at = time_text(life.now + timedelta(seconds=1))
            left = [role for role in self.roles[1:] if self.cells[role, kind] != MAY]
            if not left:
                return
            had = may(life.registry, state, proposal, proposal.act.actor, at)
            seats = people_of(state, at)
            for role in left:
                self._ask(life.registry, state, proposal, role, seats.get(role, ()), at, had=had)

    def _ask(self, known: Registry, state: State, proposal: Proposal, role: str, seated, at: str, *, had: bool) -> None:
        kind = proposal.act.kind
        answers = [NEVER, self.cells[role, kind]]
        if role in UNSEATED:
            with somebody(state, role) as actor:
                answers.append(self._answer(known, state, proposal, actor, at, had=had))
        answers += [self._answer(known, state, proposal, actor, at, had=had) for actor in seated]
        self.cells[role, kind] = max(answers, key=(NEVER, OWN, MAY).index)

    def _answer(self, known, state, proposal, actor, at, *, had: bool) -> str:
        """What somebody may of an act; `had`: whether its own actor may do it."""
        if may(known, state, proposal, actor, at):
            return MAY
        if not had:
            return NEVER
        with given_to(state, proposal.act, actor):
            return OWN if may(known, state, proposal, actor, at) else NEVER


def seats(charter: Charter) -> dict[str, list[str]]:
    """Officers for a walk: one for each role and three on a panel, nobody in two, the last of the people in none."""
    free = iter(walker.PEOPLE[:-1])
    return {role.id: [next(free) for _ in range(3 if role.kind == "panellist" else 1)] for role in charter.roles}


def try_keys(watch: Watch, charter: Charter) -> None:
    """Acts about one's own key are signed by it, so nobody can do another's: each role is let try with its own."""
    life = Life(charter, seats(charter), walker.PEOPLE)
    at = time_text(life.now)
    for role in watch.roles[1:]:
        with somebody(life.state, role) as unseated:
            actor = unseated if role in UNSEATED else people_of(life.state, at)[role][0]
            old, new = (Ed25519PrivateKey.generate() for _ in range(2))
            public = [key.public_key().public_bytes_raw().hex() for key in (old, new)]
            for kind, key, said in (
                ("key.add", old, {"key": public[0]}),
                ("key.rotate", old, {"key": public[1], "proof": key_proof(life.origin, actor, new)}),
                ("key.revoke", None, {"key": public[1], "reason": "lost"}),
            ):
                proposal = life.propose(kind, actor, **said)
                with suppress(RefusedError):
                    life.commit(replace(proposal, act=sign_act(proposal.act, key)) if key else proposal)
                    watch.cells[role, kind] = OWN


@cache
def outcomes() -> tuple[dict[tuple[str, str], str], dict[str, set[str]]]:
    """What each role may of each kind, and by whom acts of each kind were done.

    The lives are lived twice: the second time there are besides, here and there, acts of kinds that were not done yet.
    """
    charter = template(TEMPLATE)
    watch = Watch(charter)
    commit, again = Life.commit, False

    def watched(life: Life, proposal: Proposal) -> Act:
        watch.look(life, proposal)
        if again:
            watch.probe(life)
        act = commit(life, proposal)
        watch.done_by.setdefault(act.kind, set()).add(act.actor)
        return act

    with mock.patch.object(Life, "commit", watched), mock.patch.object(walker, "seats", seats):
        for again in (False, True):
            for life in EVERY.values():
                life(charter)
            for seed in () if again else SEEDS:
                walker.Walker(charter, seed, ACTS, drive).walk(STEPS)
    try_keys(watch, charter)
    return watch.cells, watch.done_by
