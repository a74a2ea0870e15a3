"""All kinds of act together: check an act against the state, apply it, fold a record, say what the clock must do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from comity.base.errors import CheckError, InputError, UsageError
from comity.body.kind import Kind, Refusal, RefusedError, Row, unwritable
from comity.body.state import CLOCK, Deadline, State
from comity.charter.mechanisms import Setting
from comity.record.canonical import Json
from comity.record.envelope import Act, Unread, check_signature
from comity.record.proposal import Opening, Proposal, propose

AnyKind = Kind[Any]
_STATE: TypeAdapter[State] = TypeAdapter(State)


class Registry:
    """The kinds of act that a program knows, by name and version. The highest version of a name is the one in use."""

    def __init__(self, kinds: Iterable[AnyKind]) -> None:
        """UsageError if two kinds have one name and version."""
        self._kinds: dict[tuple[str, int], AnyKind] = {}
        self._latest: dict[str, int] = {}
        # The act that was read last and its public part: of one act it is wanted by check, apply, erases and rows. In
        # one attribute, so that threads never see the part of another act.
        self._read_last: tuple[Act, Any] | None = None
        for kind in kinds:
            if (kind.name, kind.version) in self._kinds:
                raise UsageError(f"two kinds of act are named {kind.name} version {kind.version}")
            self._kinds[kind.name, kind.version] = kind
            self._latest[kind.name] = max(kind.version, self._latest.get(kind.name, 0))

    def __iter__(self) -> Iterator[AnyKind]:
        """All kinds, by name and version."""
        return iter(sorted(self._kinds.values(), key=lambda kind: (kind.name, kind.version)))

    def latest(self) -> list[AnyKind]:
        """The kinds in which acts are made now, by name."""
        return [self._kinds[name, version] for name, version in sorted(self._latest.items())]

    def kind(self, act: Act) -> AnyKind | None:
        """The kind of an act, None if this program does not know it."""
        return self._kinds.get((act.kind, act.kind_version))

    def check_form(self, proposal: Proposal) -> None:
        """Refuse what can be refused without the state: the schema, the private parts, the actor's signature.

        Raises InputError, or RefusedError for a wrong signature. Costly checks belong here: no lock is held.
        """
        act = proposal.act
        if any(character.isspace() for character in act.actor):
            raise InputError(f"the actor {act.actor!r} has white space in their identifier: use one without")
        if act.kind not in self._latest:
            raise InputError(f"no kind of act is named {act.kind}")
        if act.kind_version != self._latest[act.kind]:
            raise InputError(f"acts of kind {act.kind} are made in version {self._latest[act.kind]}")
        kind = self._kinds[act.kind, act.kind_version]
        _parse(kind.public, dict(act.public), act.kind)
        missing = {name for name, part in kind.parts.items() if part.required} - proposal.openings.keys()
        unknown = proposal.openings.keys() - kind.parts.keys()
        if missing or unknown:
            raise InputError(f"private parts of {act.kind} missing or unknown: {', '.join(sorted(missing | unknown))}")
        for name, opening in proposal.openings.items():
            _parse(kind.parts[name].schema, opening.value(), f"{act.kind}, private part {name}")
        try:
            check_signature(act)
        except CheckError as error:
            raise RefusedError(Refusal("signature.wrong", str(error), {"actor": act.actor})) from None

    def check(self, state: State, act: Act) -> None:
        """RefusedError if the act may not be done in this state. `check_form` came before."""
        kind = self._kinds[act.kind, act.kind_version]
        said = self._said(kind, act)
        if act.signature and not kind.brings_key and not state.key_of(act.actor, act.signature.key):
            sentence = (
                f"{act.actor} has no key {act.signature.key[:16]}… in force; add it first, or leave the act unsigned"
            )
            raise RefusedError(
                Refusal("signature.unknown-key", sentence, {"actor": act.actor, "key": act.signature.key})
            )
        if not state.charter_json and not kind.before_founding:
            sentence = f"{state.origin} has no charter yet: found it first"
            raise RefusedError(Refusal("body.not-founded", sentence, {"record": state.origin}))
        broken: list[Refusal] = []
        for found in kind.may(state, act, said):
            refusal = replace(found, facts={**found.facts, "kind": act.kind, "asked_by": act.actor})
            setting = state.charter.setting(refusal.mechanism) if refusal.mechanism else Setting.REFUSE
            if setting is Setting.REFUSE:
                raise RefusedError(refusal)
            if setting is Setting.WARN:
                broken.append(refusal)
        _check_breaks(said, broken)

    def apply(self, state: State, entry: Act | Unread) -> None:
        """Fold one entry into the state. Unknown kinds and versions change nothing but the size."""
        if isinstance(entry, Act):
            kind = self.kind(entry)
            if kind:
                said = self._said(kind, entry)
                kind.apply(state, entry, said)
                for mechanism in getattr(said, "breaks", ()):
                    state.warned[mechanism] = state.warned.get(mechanism, 0) + 1
            state.at = entry.at
        state.size += 1

    def rows(self, entry: Act | Unread, openings: Mapping[str, Opening]) -> list[Row]:
        """The rows that an entry adds, with what remains of its private parts."""
        if isinstance(entry, Unread) or not (kind := self.kind(entry)):
            return []
        private = {
            name: kind.parts[name].schema.model_validate(opening.value())
            for name, opening in openings.items()
            if name in kind.parts
        }
        return list(kind.rows(entry, self._said(kind, entry), private))

    def erases(self, entry: Act | Unread) -> list[tuple[int, str]]:
        """(seq, part) of the private parts that an entry erases; of "" in place of a part, all of an act."""
        if isinstance(entry, Unread) or entry.kind not in self.erasing or not (kind := self.kind(entry)):
            return []
        return list(kind.erases(entry, self._said(kind, entry)))

    @cached_property
    def erasing(self) -> frozenset[str]:
        """The names of the kinds whose acts may erase."""
        return frozenset(kind.name for kind in self if type(kind).erases is not Kind.erases)

    def fold(self, origin: str, entries: Iterable[Act | Unread]) -> State:
        """The state after all entries."""
        state = State(origin)
        for entry in entries:
            self.apply(state, entry)
        return state

    def due(self, state: State, now: str) -> list[Deadline]:
        """The deadlines that have passed at `now`, the earliest first."""
        passed = (deadline for deadline in state.deadlines.values() if deadline.due <= now)
        return sorted(passed, key=lambda one: (one.due, one.name, one.subject))

    def clock(self, state: State, now: str) -> list[Proposal]:
        """The acts that the clock must do at `now`. Doing one twice is refused, so a job may be run twice."""
        return [
            propose(state.origin, "clock.pass", CLOCK, {"deadline": one.name, "subject": one.subject, "due": one.due})
            for one in self.due(state, now)
        ]

    def dump(self, state: State) -> bytes:
        """A state as JSON, for `load`."""
        return _STATE.dump_json(state, exclude={"look"})

    def load(self, content: bytes) -> State:
        """A state that `dump` wrote; InputError if it is of another form."""
        try:
            return _STATE.validate_json(content)
        except ValidationError as error:
            raise InputError("a snapshot has another form than this version of the program reads") from error

    @cached_property
    def digest(self) -> str:
        """What a snapshot depends on: the form of the state, and the kinds. Another digest means: fold again."""
        kinds = [[kind.name, kind.version] for kind in self]
        form = json.dumps([_STATE.json_schema(), kinds], sort_keys=True)
        return hashlib.sha256(form.encode()).hexdigest()

    def _said(self, kind: AnyKind, act: Act) -> Any:  # noqa: ANN401 - the public part of any kind
        last = self._read_last
        if last is not None and last[0] is act:
            return last[1]
        said = kind.public.model_validate(act.public)
        self._read_last = (act, said)
        return said


def _parse(schema: type[Any], value: Json, what: str) -> None:
    try:
        schema.model_validate(value)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc'])) or 'all of it'}: {one['msg'].lower()}" for one in error.errors()]
        raise InputError(f"{what}: {'; '.join(faults[:8])}") from None
    character = unwritable(value)
    if character is not None:
        raise InputError(f"{what}: a text holds the character U+{ord(character):04X}, which is not shown: leave it out")


def _check_breaks(said: Any, broken: list[Refusal]) -> None:  # noqa: ANN401 - the public part of any kind
    """What an act breaks of the rules set to `warn`, it says, and it says no more."""
    told = set(getattr(said, "breaks", ()))
    found = {str(refusal.mechanism) for refusal in broken}
    if missing := sorted(found - told):
        first = next(refusal for refusal in broken if str(refusal.mechanism) == missing[0])
        sentence = (
            f"{first.sentence}; the charter lets it be done by an act that names what it breaks: {', '.join(missing)}"
        )
        why: Json = {"message": first.message, "sentence": first.sentence, "facts": dict(first.facts)}
        facts: dict[str, Json] = {"breaks": [*missing], "why": why}
        raise RefusedError(Refusal("warn.not-named", sentence, facts, first.clause))
    if idle := sorted(told - found):
        raise RefusedError(Refusal("warn.not-broken", f"this act does not break {', '.join(idle)}", {"breaks": idle}))
