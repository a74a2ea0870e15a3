"""All kinds of act of a body, for the registry."""

from comity.body import advising, after, calls, changes, clock, deciding, erasing, evidence, founding, keys, proceedings

KINDS = (
    *advising.KINDS,
    *after.KINDS,
    *calls.KINDS,
    *changes.KINDS,
    *clock.KINDS,
    *deciding.KINDS,
    *erasing.KINDS,
    *evidence.KINDS,
    *founding.KINDS,
    *keys.KINDS,
    *proceedings.KINDS,
)
