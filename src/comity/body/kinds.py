"""All kinds of act of a body, for the registry."""

from comity.body import (
    advising,
    after,
    appeals,
    calls,
    changes,
    clock,
    commitments,
    deciding,
    erasing,
    evidence,
    founding,
    keys,
    proceedings,
    remedies,
)

KINDS = (
    *advising.KINDS,
    *after.KINDS,
    *appeals.KINDS,
    *calls.KINDS,
    *changes.KINDS,
    *clock.KINDS,
    *commitments.KINDS,
    *deciding.KINDS,
    *erasing.KINDS,
    *evidence.KINDS,
    *founding.KINDS,
    *keys.KINDS,
    *proceedings.KINDS,
    *remedies.KINDS,
)
