"""What many kinds ask of the charter and the state: who somebody is, whether they may serve, what time it is.

Each function that can refuse is a generator of refusals, to be used with `yield from` in `may`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from comity.body.kind import Refusal
from comity.body.matters_state import Matter
from comity.body.state import CLOCK, OPERATOR, Office, Person, State
from comity.charter._values import Rule, Who
from comity.charter.mechanisms import Mechanism, Setting
from comity.charter.parts import Serving
from comity.record.envelope import time_of, time_text

NOBODY = Person()


def after(at: str, span: timedelta) -> str:
    """The time so long after a time of the record."""
    return time_text(time_of(at) + span)


def cite(state: State, *from_: Rule | None) -> str:
    """The clause that a rule of the charter comes from, such as `RFC 2026, section 6.5.1`; "" where none is cited.

    Of several, from the narrowest to the widest, the first that cites one.
    """
    clause = next((rule.clause for rule in from_ if rule is not None and rule.clause), None)
    if clause is None:
        return ""
    title = next((one.title for one in state.charter.sources if one.id == clause.source), clause.source)
    return f"{title}, {clause.section}"


def unknown(word: str, name: str) -> Refusal:
    """The refusal of an act that names what there is not."""
    return Refusal(f"{word}.unknown", f"there is no {word} {name}", {word: name})


def offices_of(state: State, actor: str, at: str, *, over: bool | None = None) -> list[Office]:
    """The offices in which an actor serves at a time; `over` as in `serving`."""
    over = holds_over(state) if over is None else over
    return [one for one in state.offices if one.actor == actor and serving(one, at, over=over)]


def holders(state: State, role: str, at: str, *, over: bool | None = None) -> list[str]:
    """Who serves in a role at a time, each once; `over` as in `serving`."""
    over = holds_over(state) if over is None else over
    return list(dict.fromkeys(one.actor for one in state.offices if one.role == role and serving(one, at, over=over)))


def invites(state: State, actor: str, at: str) -> bool:
    """Whether somebody may invite people in the name of the body."""
    who = state.charter.membership.invited_by
    return is_one(state, actor, who, at) if who else bool(offices_of(state, actor, at))


def is_secretariat(state: State, actor: str, at: str) -> bool:
    """Whether somebody serves in the secretariat."""
    return any(state.charter.role(one.role).kind == "secretariat" for one in offices_of(state, actor, at))


def holds(office: Office, at: str) -> bool:
    """Whether a term has begun and not ended."""
    return office.since <= at and (not office.until or at < office.until)


def serving(office: Office, at: str, *, over: bool) -> bool:
    """Whether somebody serves in an office: in its term; with `over`, also after it until there is a successor."""
    return holds(office, at) or (over and bool(office.until) and office.until <= at and not office.ended)


def holds_over(state: State) -> bool:
    """Whether who is no longer in their term goes on until there is a successor: unless the charter refuses that."""
    return state.charter.setting(Mechanism.OFFICERS) is not Setting.REFUSE


def in_term(
    state: State, actor: str, at: str, found: Callable[[bool], bool], otherwise: Refusal
) -> Iterator[Refusal]:  # fmt: skip
    """Refuse an act of an officer who is not in their term. `found` says whether the act is theirs to do, given `over`.

    `otherwise`: the refusal of who would not be let even as an officer whose term is over.
    """
    if found(False):
        return
    if not found(True):
        yield otherwise
        return
    roles = [one.role for one in offices_of(state, actor, at, over=True) if not holds(one, at)]
    sentence = f"the term of {actor} as {' and '.join(roles)} is over"
    clause = next((text for role in roles if (text := cite(state, state.charter.role(role)))), "")
    yield Refusal("office.term-over", sentence, {"actor": actor, "roles": list(roles)}, clause, Mechanism.OFFICERS)


def is_member(state: State, actor: str, at: str) -> bool:
    """Whether somebody is a member, and not suspended."""
    person = state.people.get(actor, NOBODY)
    return person.member and not at < person.suspended_until


def group_of(state: State, actor: str) -> str:
    """The stakeholder group that somebody's statement of interest names, or else one of an office; "" without one.

    A statement that was found wrong names none. A challenge that is open does not take it away, or whoever challenges
    could void ballots that are cast already.
    """
    interest = state.people.get(actor, NOBODY).interest
    if interest is not None:
        return "" if interest.upheld else interest.group
    held = (state.charter.role(one.role).group for one in state.offices if one.actor == actor and holds(one, state.at))
    return next((group for group in held if group), "")


def sits(
    state: State, actor: str, organ: str, at: str, *, voting: bool = False, over: bool | None = None
) -> bool:  # fmt: skip
    """Whether somebody sits in an organ: by an office, or because it is open to them. `voting`: with a vote.

    `over` as in `serving`.
    """
    charter = state.charter
    for office in offices_of(state, actor, at, over=over):
        role = charter.role(office.role)
        if role.organ == organ and (role.votes or not voting):
            return True
    return is_one(state, actor, charter.organ(organ).open_to, at, over=over)


def seated(state: State, organ: str, at: str) -> list[str]:
    """Who sits in an organ with a vote by an office, each once, in the order of their terms."""
    roles = {role.id for role in state.charter.roles if role.organ == organ and role.votes}
    over = holds_over(state)
    return list(dict.fromkeys(one.actor for one in state.offices if one.role in roles and serving(one, at, over=over)))


def is_one(
    state: State, actor: str, who: Who, at: str, matter: Matter | None = None, affected: str = "", *,
    over: bool | None = None,
) -> bool:  # fmt: skip
    """Whether somebody is among those whom a charter names. `affected`: how the act says that it affects them.

    `over` as in `serving`.
    """
    return any(_is(state, actor, selector, at, matter, affected, over) for selector in who)


def _is(
    state: State, actor: str, selector: str, at: str, matter: Matter | None, affected: str, over: bool | None
) -> bool:
    if actor in {CLOCK, OPERATOR}:
        return False
    word, _, name = selector.partition(":")
    answers: dict[str, Callable[[], bool]] = {
        "anyone": lambda: True,
        "members": lambda: is_member(state, actor, at),
        "affected": lambda: bool(affected),
        "participants": lambda: matter is not None and actor in matter.participants,
        "proposer": lambda: matter is not None and actor in {matter.proposer, *matter.proposers},
        "group": lambda: group_of(state, actor) == name,
        "role": lambda: actor in holders(state, name, at, over=over),
        "organ": lambda: sits(state, actor, name, at, over=over),
    }
    return answers[word]()


_SPOKEN = {
    "affected": "whoever says how it affects them",
    "participants": "whoever took part",
    "proposer": "its proposer",
    "role": "the ",
    "organ": "whoever sits in ",
    "group": "the group ",
}


def spoken(selector: str) -> str:
    """Whom a selector of a charter names, in words."""
    word, _, name = selector.partition(":")
    return f"{_SPOKEN.get(word, word)}{name}"


def only(
    state: State, actor: str, who: Who, at: str, doing: str, *, rule: Rule | None = None,
    matter: Matter | None = None, affected: str = "",
) -> Iterator[Refusal]:  # fmt: skip
    """Refuse whoever is not among those whom the charter names. `doing` completes the sentence "may not"."""
    if is_one(state, actor, who, at, matter, affected, over=False):
        return  # before a sentence is written that is mostly not needed
    named = ", ".join(map(spoken, who)) or "nobody"
    facts = {"actor": actor, "who": list(who), "doing": doing}
    sentence = f"{actor} may not {doing}: the charter lets {named}"
    refusal = Refusal("who.not-allowed", sentence, facts, cite(state, rule))

    def found(over: bool) -> bool:
        return is_one(state, actor, who, at, matter, affected, over=over)

    yield from in_term(state, actor, at, found, refusal)


def serves(state: State, actor: str, serving: Serving, at: str) -> Iterator[Refusal]:
    """Refuse whoever is suspended or silenced, or lacks the statement of interest that the charter asks for this."""
    person = state.people.get(actor, NOBODY)
    facts = {"actor": actor, "serving": serving}
    if at < person.suspended_until:
        until = person.suspended_until
        yield Refusal("person.suspended", f"{actor} is suspended until {until}", {**facts, "until": until})
    if serving in {"state", "submit", "object"} and at < person.silenced_until:
        until = person.silenced_until
        yield Refusal("person.silenced", f"{actor} is kept from speaking until {until}", {**facts, "until": until})
    disclosure = state.charter.disclosure
    if disclosure is None or serving not in disclosure.needed_to:
        return
    clause = cite(state, disclosure)
    interest = person.interest
    if interest is None or not interest.complete or interest.upheld:
        what = "no complete statement of interest" if not (interest and interest.upheld) else "one that was found wrong"
        yield Refusal(
            "interest.missing", f"{actor} has {what}, and the charter asks for one to {serving}",
            {**facts, "upheld": bool(interest and interest.upheld)}, clause,
            Mechanism.DISCLOSURE,
        )  # fmt: skip
    elif interest.challenge:
        yield Refusal(
            "interest.challenged", f"the statement of interest of {actor} is challenged, and serves for nothing until"
            " that is answered", facts, clause, Mechanism.INTEREST_CHALLENGE,
        )  # fmt: skip


def reasons(state: State, text: str, doing: str, rule: Rule | None = None) -> Iterator[Refusal]:
    """Refuse what gives no reason, where the charter asks for one that is published."""
    if not text.strip():
        sentence = f"{doing} needs a reason, which is published"
        yield Refusal("reason.missing", sentence, {"doing": doing}, cite(state, rule), Mechanism.REASONS)


def nobody_real(actor: str) -> Iterator[Refusal]:
    """Refuse the clock and the operator where a person is meant."""
    if actor in {CLOCK, OPERATOR}:
        yield Refusal("actor.reserved", f"{actor} is no person: name another", {"actor": actor})
