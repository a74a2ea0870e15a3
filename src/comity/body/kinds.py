"""All kinds of act of a body, for the registry."""

from comity.body import clock, erasing, keys

KINDS = (
    *clock.KINDS,
    *erasing.KINDS,
    *keys.KINDS,
)
