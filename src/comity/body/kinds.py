"""All kinds of act of a body, for the registry."""

from comity.body import clock, erasing, founding, keys, proceedings

KINDS = (
    *clock.KINDS,
    *erasing.KINDS,
    *keys.KINDS,
    *founding.KINDS,
    *proceedings.KINDS,
)
