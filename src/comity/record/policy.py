"""Whose signatures a checkpoint must carry (C2SP tlog-policy, read at commit 5ba5ee8).

    log body.example/record+a1b2c3d4+AQ…
    witness w1 witness.example/one+…      a name of its own, then the verifier key
    witness w2 witness.example/two+… https://two.example/        and, for who submits to it, where it is
    group civil-society 1 w1 w2           any, all, or how many of them
    quorum civil-society                  or none

A group may hold groups that stand above it, so that stakeholder groups can be asked for: two of three civil-society
witnesses and any government witness. What counts are distinct keys: a key can be one witness only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from comity.base.errors import CheckError, InputError
from comity.record.notes import Algorithm, Verifier, parse_verifier

NONE = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WITNESSES = (Algorithm.COSIGNATURE, Algorithm.ML_DSA_44)


@dataclass(frozen=True, slots=True)
class Group:
    """`needed` of the members, each a witness or another group."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The keys of the records, the witnesses by name, the groups by name, and what must be met."""

    logs: tuple[Verifier, ...]
    witnesses: dict[str, Verifier]
    groups: dict[str, Group]
    quorum: str
    urls: dict[str, str] = field(default_factory=dict)
    """Where witnesses are, by their names here, for those that say it. Nothing that is verified depends on it."""

    def log_keys(self, origin: str) -> list[Verifier]:
        """The keys of one record; CheckError if the policy knows none."""
        keys = [key for key in self.logs if key.name == origin]
        if not keys:
            known = ", ".join(sorted({key.name for key in self.logs}))
            raise CheckError(f"the checkpoint is of {origin}, but the policy knows only: {known}")
        return keys

    def counts(self, signed: Iterable[Verifier]) -> list[tuple[Group, list[str]]]:
        """Each group, in the order of the policy, with those of its members that these keys satisfy."""
        names = self._names(signed)
        return [(group, [m for m in group.members if self._has(m, names)]) for group in self.groups.values()]

    def is_met(self, signed: Iterable[Verifier]) -> bool:
        """Whether these keys are a quorum."""
        return self._has(self.quorum, self._names(signed))

    def check(self, signed: Iterable[Verifier]) -> None:
        """CheckError, which says what is missing where, unless these keys are a quorum."""
        names = self._names(signed)
        if not self._has(self.quorum, names):
            raise CheckError(f"the quorum is not met: {self._wants(self.quorum, names)}")

    def _names(self, signed: Iterable[Verifier]) -> set[str]:
        keys = set(signed)
        return {name for name, key in self.witnesses.items() if key in keys}

    def _has(self, name: str, signed: set[str]) -> bool:
        if name == NONE:
            return True
        group = self.groups.get(name)
        return name in signed if group is None else sum(self._has(m, signed) for m in group.members) >= group.needed

    def _wants(self, name: str, signed: set[str]) -> str:
        group = self.groups.get(name)
        if group is None:
            return f"witness {name} has not cosigned"
        there = [member for member in group.members if self._has(member, signed)]
        missing = [member for member in group.members if member not in there]
        inner = [f"; {self._wants(member, signed)}" for member in missing if member in self.groups]
        return (
            f"{name} needs {group.needed} of {len(group.members)} and has {len(there)}, "
            f"without {', '.join(missing)}{''.join(inner)}"
        )


def parse_policy(text: str) -> Policy:
    """The policy of a file; InputError, with the line, for what is not as the specification says."""
    if found := _CONTROL.search(text):
        row = text.count("\n", 0, found.start()) + 1
        raise InputError("a policy may have no control character but tabs and line breaks", path="policy", row=row)
    reader = _Reader()
    for row, line in enumerate(text.split("\n"), start=1):
        words = words_of(line)
        if not words[0] or words[0].startswith("#"):
            continue
        try:
            reader.read(words)
        except InputError as error:
            raise InputError(error.message, path="policy", row=row) from error
    if not reader.logs or reader.quorum is None:
        raise InputError("a policy has at least one line log and one line quorum", path="policy")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum, reader.urls)


def words_of(line: str) -> list[str]:
    """The words of a line, between blanks and tabs: a policy has no other white space. An empty line has one, empty."""
    return re.split("[ \t]+", line.strip(" \t"))


@dataclass(slots=True)
class _Reader:
    """What the lines so far have said."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, Verifier] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    quorum: str | None = None

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(_new_log(parse_verifier(key), self.logs))
            case ["witness", name, key, *url] if len(url) <= 1:
                self.witnesses[self._new_name(name)] = _new_witness(parse_verifier(key), self.witnesses)
                self.urls.update({name: url[0]} if url else {})
            case ["group", name, needed, *members] if members:
                group = Group(name, _threshold(needed, members), tuple(members))
                self._need_known(members)
                if again := self.members.intersection(members):
                    # A witness that counted in two places would be heard twice.
                    raise InputError(f"{min(again)} is a member of another group already, and may be of one only")
                self.members.update(members)
                self.groups[self._new_name(name)] = group
            case ["quorum", name]:
                if self.quorum is not None:
                    raise InputError("there is a second quorum, but a policy has one")
                if name != NONE:
                    self._need_known([name])
                self.quorum = name
            case _:
                raise InputError(f"not a line of a policy: {words[0][:40]!r} with {len(words) - 1} words after it")

    def _new_name(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise InputError(f"the name {name} is taken")
        return name

    def _need_known(self, names: list[str]) -> None:
        for name in names:
            if name not in self.witnesses and name not in self.groups:
                raise InputError(f"no witness or group {name} stands above this line")


def _new_log(key: Verifier, logs: list[Verifier]) -> Verifier:
    if key.algorithm is Algorithm.COSIGNATURE:
        raise InputError(f"the key of log {key.name} is a witness's: a log's is of type 01 or 06")
    if any(key.key == other.key for other in logs):
        raise InputError(f"the key of log {key.name} is there twice")
    return key


def _new_witness(key: Verifier, witnesses: dict[str, Verifier]) -> Verifier:
    if key.algorithm not in _WITNESSES:
        raise InputError(f"the key of witness {key.name} is a log's: a witness's is of type 04 or 06")
    for name, other in witnesses.items():
        if other.key == key.key or other.name == key.name:
            raise InputError(f"the key is of {key.name}, as is that of witness {name}: a cosigner cannot count twice")
    return key


def _threshold(needed: str, members: list[str]) -> int:
    if len(set(members)) != len(members):
        raise InputError("a member is named twice in one group")
    if needed in ("any", "all"):
        return 1 if needed == "any" else len(members)
    if not needed.isascii() or not needed.isdecimal() or not 1 <= int(needed[:9]) <= len(members):
        raise InputError(f"a group needs any, all or 1 to {len(members)} of its members, not {needed[:20]!r}")
    return int(needed)
