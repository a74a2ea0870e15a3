"""An act before the record has it: what it says, what it commits to, and the contents that are kept beside it.

Who signs with a key of their own makes the salts and the commitments too, so all of this comes from one place: the
store checks it and trusts none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from comity.base.errors import InputError
from comity.record.canonical import Json, dumps, parse
from comity.record.envelope import Act, commit, digest_of, new_salt, opens

BLOB_BYTES = 32 * 1024 * 1024
"""The largest content that is kept beside a record."""

UNPLACED = "1970-01-01T00:00:00.000000Z"
"""The time of an act that the record has not yet."""


class Opening(NamedTuple):
    """What opens a commitment: the salt (32 bytes) and the private part, canonical JSON."""

    salt: bytes
    content: bytes

    def value(self) -> Json:
        """The private part as JSON."""
        return parse(self.content, limit=None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act whose `seq` and `at` mean nothing yet, the openings of its commitments, and its new blobs by digest.

    Raises InputError unless every commitment is opened and every blob is what its digest says. `confidential` holds
    blobs that no public field names: only a private part does.
    """

    act: Act
    openings: Mapping[str, Opening] = field(default_factory=dict)
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    confidential: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse openings and blobs that are not those of the act."""
        if self.openings.keys() != self.act.commitments.keys():
            odd = ", ".join(sorted(self.openings.keys() ^ self.act.commitments.keys()))
            raise InputError(f"commitments and private parts do not match: {odd}")
        for part, opening in self.openings.items():
            if not opens(self.act.commitments[part], part, opening.content, opening.salt):
                raise InputError(f"the private part {part} is not what its commitment says")
        if not self.blobs.keys() <= set(self.act.blobs):
            raise InputError("a blob is given that the act does not name")
        for digest, content in (*self.blobs.items(), *self.confidential.items()):
            if len(content) > BLOB_BYTES:
                raise InputError(f"a blob of {len(content):,} bytes: the most is {BLOB_BYTES:,}")
            if digest_of(content) != digest:
                raise InputError(f"a blob is not what its digest {digest} says")

    def at_place(self, seq: int, at: str) -> Act:
        """The act as the record has it."""
        return replace(self.act, seq=seq, at=at)


def propose(
    origin: str,
    kind: str,
    actor: str,
    public: Mapping[str, Json],
    *,
    kind_version: int = 1,
    private: Mapping[str, Json] | None = None,
    blobs: Sequence[bytes] = (),
    confidential: Sequence[bytes] = (),
) -> Proposal:
    """A proposal whose salts are drawn here. Sign its act with `sign_act` where the actor has a key."""
    openings = {part: Opening(new_salt(), dumps(value, limit=None)) for part, value in (private or {}).items()}
    commitments = {part: commit(part, opening.content, opening.salt) for part, opening in openings.items()}
    named = {digest_of(content): content for content in blobs}
    act = Act(kind, kind_version, origin, 0, UNPLACED, actor, dict(public), commitments, tuple(named))
    return Proposal(act, openings, named, {digest_of(content): content for content in confidential})
