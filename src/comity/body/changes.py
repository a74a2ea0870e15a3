"""Kinds that carry out adopted matters: the charter is amended, stewardship passes, another body is recognised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from comity.base.errors import ComityError, InputError
from comity.body import evidence, proceedings, rules
from comity.body.after import in_force
from comity.body.kind import Content, Kind, Refusal, Row, Said
from comity.body.matters_state import Matter
from comity.body.said import Id, Name, Text
from comity.body.state import CLOCK, OPERATOR, State
from comity.charter import decisions
from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.record.canonical import dumps
from comity.record.envelope import Act, digest_of
from comity.record.notes import parse_verifier

_SCOPE = ("scope", "layers", "sectors", "jurisdictions")
"""The parts of a charter that say what the body decides on."""


class AmendSaid(Said):
    """The charter as it is from now on."""

    matter: Id
    """The matter that was adopted, whose payload is the digest of this charter."""
    charter: dict[str, Any]
    """The whole charter, as `Charter.to_json` writes it."""


class Amend(Kind[AmendSaid]):
    """Carry out an amendment: the charter that was adopted is in force."""

    name = "body.amend"
    public = AmendSaid

    def may(self, state: State, act: Act, said: AmendSaid) -> Iterator[Refusal]:
        """What was adopted on the path of amendments, to the letter; scope and layers alone, on their own path."""
        matter = state.matters.get(said.matter)
        rule = state.charter.amendment
        yield from _carries_out(state, act, matter, said.matter, ("amendment", "scope-amendment"))
        if matter is None:
            return
        facts = {"matter": matter.id, "path": matter.path}
        clause = rules.cite(state, rule)
        if rule is None or matter.path not in {rule.path, rule.scope_path}:
            yield Refusal("amendment.other-path", f"{matter.path} is no path on which the charter is amended", facts,
                          clause)  # fmt: skip
            return
        try:
            new = Charter.from_json(said.charter)
        except InputError as error:
            faults = [str(one) for one in getattr(error, "faults", ())] or [str(error)]
            yield Refusal("charter.faulty", str(error), {"faults": [*faults]})
            return
        if charter_digest(new) != matter.payload:
            sentence = (
                f"{matter.id} adopted the charter {matter.payload[:19]}…, and this is {charter_digest(new)[:19]}…"
            )
            digests = {"adopted": matter.payload, "digest": charter_digest(new)}
            yield Refusal("amendment.other-charter", sentence, {**facts, **digests}, clause)
        yield from _of_its_own(state, matter, new)
        yield from _in_use(state, new)

    def apply(self, state: State, act: Act, said: AmendSaid) -> None:
        """It is in force; offices of roles that it has no longer end."""
        new = Charter.from_json(said.charter)
        state.charter_json = dumps(new.to_json(), limit=None).decode()
        state.charters.append(act.seq)
        roles = {role.id for role in new.roles}
        state.offices = [office for office in state.offices if office.role in roles]
        state.matters[said.matter].effect_done = True

    def rows(self, act: Act, said: AmendSaid, private: object) -> Iterator[Row]:
        """The charter."""
        yield Row("charters", {"at": act.at, "name": said.charter["name"], "layers": list(said.charter["layers"])})


class Met(Content):
    """One condition of a transfer."""

    id: Annotated[str, Field(max_length=60)]
    """The condition, as the charter names it."""
    how: Text
    """How it is met, so that others can look."""


class TransferSaid(Said):
    """To whom stewardship passes, and on what."""

    matter: Id
    """The matter that was adopted, whose payload is the new steward."""
    steward: Annotated[str, Field(min_length=1, max_length=200)]
    """The new steward."""
    conditions: Annotated[list[Met], Field(max_length=100, default_factory=list)]
    """Each condition of the charter, and how it is met."""
    capture: Annotated[int, Field(ge=0)] | None = None
    """The act with the evidence of the decision, its capture margins: who was able to bring it about."""


class Transfer(Kind[TransferSaid]):
    """Carry out a transfer of stewardship."""

    name = "body.transfer"
    public = TransferSaid

    def may(self, state: State, act: Act, said: TransferSaid) -> Iterator[Refusal]:
        """What was adopted on its path, with each condition declared met, and the figures of capture before it."""
        matter = state.matters.get(said.matter)
        rule = state.charter.transfer
        yield from _carries_out(state, act, matter, said.matter, ("transfer",))
        if matter is None:
            return
        facts = {"matter": matter.id, "steward": said.steward}
        clause = rules.cite(state, rule)
        if rule is None:
            yield Refusal("transfer.none", "the charter does not let stewardship pass", facts)
            return
        if said.steward != matter.payload or said.steward in {CLOCK, OPERATOR}:
            sentence = f"{matter.id} was adopted to pass stewardship to {matter.payload}, not to {said.steward}"
            yield Refusal("transfer.other-steward", sentence, {**facts, "adopted": matter.payload}, clause)
        if matter.path != rule.path:
            sentence = f"stewardship passes on the path {rule.path}, and {matter.id} was decided on {matter.path}"
            paths = {"path": matter.path, "needed": rule.path}
            yield Refusal("transfer.other-path", sentence, {**facts, **paths}, clause, Mechanism.TRANSFER)
        met = [one.id for one in said.conditions]
        missing = [one.id for one in rule.conditions if one.id not in met]
        if missing:
            sentence = f"each condition is declared met, and these are not: {', '.join(missing)}"
            yield Refusal("transfer.conditions", sentence, {**facts, "missing": [*missing]}, clause, Mechanism.TRANSFER)
        if len(set(met)) < len(met) or set(met) - {one.id for one in rule.conditions}:
            yield Refusal("transfer.no-condition", "each condition of the charter once, and no other", facts, clause)
        yield from _capture(state, matter, said.capture, clause)

    def apply(self, state: State, act: Act, said: TransferSaid) -> None:
        """The steward is another."""
        state.steward = said.steward
        state.matters[said.matter].effect_done = True

    def rows(self, act: Act, said: TransferSaid, private: object) -> Iterator[Row]:
        """One row a transfer."""
        values = {"matter": said.matter, "at": act.at, "actor": act.actor, "steward": said.steward}
        yield Row("transfers", {**values, "capture": said.capture}, scope=said.matter)


class RecogniseSaid(Said):
    """Another body."""

    matter: Id | None = None
    """The matter that was adopted, whose payload is the name of the other body's record."""
    record: Name
    """The name of the other body's record, as in its checkpoints."""
    key: Annotated[str, Field(max_length=3000)] = ""
    """The verifier key of that record, so that it is checked without a third party."""


class Recognise(Kind[RecogniseSaid]):
    """Recognise another body: its findings count here from now on."""

    name = "body.recognise"
    public = RecogniseSaid

    def may(self, state: State, act: Act, said: RecogniseSaid) -> Iterator[Refusal]:
        """By a decision of this body, and by the key of the other's record."""
        facts = {"record": said.record, "matter": said.matter}
        yield from _recognition(state, act, said.matter, said.record)
        if said.record == state.origin:
            yield Refusal("recognition.itself", "a body does not recognise itself", facts)
        clause = rules.cite(state, state.charter.recognition)
        if not said.key:
            sentence = f"the record {said.record} is named by its key, so that anyone can check it"
            yield Refusal("recognition.no-key", sentence, facts, clause, Mechanism.KEYS)
            return
        try:
            verifier = parse_verifier(said.key)
        except ComityError as error:
            yield Refusal(
                "recognition.malformed-key", f"not a verifier key: {error}", {**facts, "error": str(error)}, clause
            )
            return
        if verifier.name != said.record:
            sentence = f"the key is of {verifier.name}, not of {said.record}"
            yield Refusal("recognition.other-key", sentence, {**facts, "name": verifier.name}, clause)

    def apply(self, state: State, act: Act, said: RecogniseSaid) -> None:
        """It is recognised, by this key."""
        state.recognised[said.record] = said.key
        if said.matter is not None:
            state.matters[said.matter].effect_done = True

    def rows(self, act: Act, said: RecogniseSaid, private: object) -> Iterator[Row]:
        """One row a recognition."""
        values = {"record": said.record, "key": said.key, "at": act.at, "matter": said.matter or ""}
        yield Row("recognitions", {**values, "change": "recognised"}, scope=said.record)


class WithdrawSaid(Said):
    """The body that is no longer recognised."""

    matter: Id | None = None
    """The matter that was adopted, whose payload is `withdraw:` and the name of the record."""
    record: Name
    """The name of the other body's record."""
    reasons: Text
    """Why."""


class Withdraw(Kind[WithdrawSaid]):
    """Withdraw the recognition of another body: its findings count here no longer."""

    name = "body.withdraw-recognition"
    public = WithdrawSaid

    def may(self, state: State, act: Act, said: WithdrawSaid) -> Iterator[Refusal]:
        """Of a body that is recognised, by a decision of this one."""
        if said.record not in state.recognised:
            yield Refusal("recognition.none", f"{said.record} is not recognised", {"record": said.record})
        yield from _recognition(state, act, said.matter, f"withdraw:{said.record}")

    def apply(self, state: State, act: Act, said: WithdrawSaid) -> None:
        """It is recognised no longer."""
        del state.recognised[said.record]
        if said.matter is not None:
            state.matters[said.matter].effect_done = True

    def rows(self, act: Act, said: WithdrawSaid, private: object) -> Iterator[Row]:
        """One row a recognition that ends."""
        values = {"record": said.record, "key": "", "at": act.at, "matter": said.matter or ""}
        yield Row("recognitions", {**values, "change": "withdrawn"}, scope=said.record)


def charter_digest(charter: Charter) -> str:
    """The digest by which a matter names the charter that it would put in force: of its canonical JSON."""
    return digest_of(dumps(charter.to_json(), limit=None))


def scope_changes(old: Charter, new: Charter) -> tuple[list[str], list[str]]:
    """The parts that differ between two charters: those of scope and layers, and the others."""
    differ = [name for name in Charter.model_fields if getattr(old, name) != getattr(new, name)]
    return [name for name in differ if name in _SCOPE], [name for name in differ if name not in _SCOPE]


def _carries_out(
    state: State, act: Act, matter: Matter | None, name: str, effects: tuple[str, ...]
) -> Iterator[Refusal]:
    """Refuse what was not adopted for this, or was done; and whoever has no part in it."""
    yield from in_force(matter, name)
    if matter is None:
        return
    facts = {"matter": matter.id, "actor": act.actor}
    if matter.effect not in effects:
        yield Refusal(
            "change.not-proposed",
            f"{matter.id} was not proposed as {' or '.join(effects)}",
            {**facts, "effects": [*effects]},
        )
    if matter.effect_done:
        yield Refusal("change.done", f"{matter.id} was carried out before", facts)
    if not _serves(state, act, matter):
        sentence = f"{act.actor} is not the steward, no chair, not of the secretariat, and did not propose {matter.id}"
        yield Refusal("change.not-yours", sentence, facts)


def _serves(state: State, act: Act, matter: Matter | None) -> bool:
    proposed = matter is not None and act.actor in {matter.proposer, *matter.proposers}
    held = (state.charter.role(office.role).kind for office in rules.offices_of(state, act.actor, act.at))
    return proposed or act.actor == state.steward or any(kind in {"chair", "secretariat"} for kind in held)


def _of_its_own(state: State, matter: Matter, new: Charter) -> Iterator[Refusal]:
    """Refuse a change of scope or layers that was not decided on its path, or came with something else."""
    rule = state.charter.amendment
    clause = rules.cite(state, rule)
    scope, others = scope_changes(state.charter, new)
    own = rule is not None and rule.scope_path is not None and matter.path == rule.scope_path
    facts = {"matter": matter.id, "scope": [*scope], "others": [*others]}
    if scope and not (own and matter.effect == "scope-amendment"):
        sentence = f"{', '.join(scope)} changes only by a decision of its own, on the path that is kept for it"
        yield Refusal("amendment.scope", sentence, facts, clause, Mechanism.SCOPE_AMENDMENT)
    elif (scope or own) and others:
        sentence = f"an amendment of scope changes nothing else, and this one changes {', '.join(others)}"
        yield Refusal("amendment.mixed", sentence, facts, clause, Mechanism.SCOPE_AMENDMENT)


def _in_use(state: State, new: Charter) -> Iterator[Refusal]:
    """Refuse a charter without what is in use: the paths of open matters, those who decide what is open, instances."""
    stages = {path.id: len(path.stages) for path in new.paths}
    for matter in state.matters.values():
        if matter.status in {"gathering", "open"} and stages.get(matter.path, 0) <= matter.stage:
            sentence = f"{matter.id} is open on the path {matter.path}, which the new charter has not, or shorter"
            yield Refusal("amendment.in-use", sentence, {"matter": matter.id, "path": matter.path})
    known = {*(one.id for one in new.organs), *(one.id for one in new.roles)}
    for one in state.proceedings.values():
        rule = proceedings.rule_of(one.rule)
        missing = [] if one.outcome else sorted(_named(rule) - known)
        if missing:
            sentence = f"{one.id} is open before {missing[0]}, which the new charter has not"
            yield Refusal("amendment.in-use", sentence, {"proceeding": one.id, "missing": missing[0]})
    instances = {one.id for one in new.appeals.instances} if new.appeals else set()
    for appeal in state.appeals.values():
        if appeal.status == "open" and appeal.instance not in instances:
            sentence = f"{appeal.id} is open before {appeal.instance}, which the new charter has not"
            yield Refusal("amendment.in-use", sentence, {"appeal": appeal.id, "missing": appeal.instance})


def _named(rule: decisions.Decision) -> set[str]:
    """The organs and roles that a way of deciding names."""
    who = (*getattr(rule, "voters", ()), *getattr(rule, "signatories", ()))
    found = {getattr(rule, "organ", None), getattr(rule, "role", None), getattr(rule, "called_by", None)}
    found |= {one.partition(":")[2] for one in who if one.startswith(("organ:", "role:"))}
    return {one for one in found if one}


def _capture(state: State, matter: Matter, capture: int | None, clause: str) -> Iterator[Refusal]:
    """Refuse a transfer without the figures of capture of a consultation on it."""
    facts = {"matter": matter.id, "capture": capture}
    found = {one.seq: one for one in evidence.of_matter(state, matter)}
    if capture is not None and capture not in found:
        sentence = f"act {capture} is not the evidence of a consultation on {matter.id}"
        yield Refusal("transfer.other-evidence", sentence, facts, clause)
    elif capture is None or not found[capture].fewest:
        sentence = "a transfer of stewardship carries the figures of capture before it"
        yield Refusal("transfer.no-capture", sentence, facts, clause, Mechanism.TRANSFER_EVIDENCE)


def _recognition(state: State, act: Act, name: str | None, payload: str) -> Iterator[Refusal]:
    """Refuse a recognition, or its end, that this body did not decide on the path of its charter."""
    rule = state.charter.recognition
    clause = rules.cite(state, rule)
    facts = {"matter": name, "payload": payload}
    matter = state.matters.get(name) if name else None
    if name is not None:
        yield from _carries_out(state, act, matter, name, ("recognition",))
    elif not _serves(state, act, None):
        yield Refusal("change.not-yours", f"{act.actor} is not the steward, no chair, not of the secretariat", facts)
    if matter is None or rule is None or matter.path != rule.path or matter.payload != payload:
        sentence = f"only a decision of this body on {payload}, on the path of its charter, does this"
        yield Refusal("recognition.not-decided", sentence, facts, clause, Mechanism.RECOGNITION)


KINDS = (Amend(), Recognise(), Transfer(), Withdraw())
