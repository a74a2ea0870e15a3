"""All kinds of act of a body, for the registry."""

from comity.body import clock, erasing, founding, interests, keys, membership, moderation, offices, proceedings

KINDS = (
    *clock.KINDS,
    *erasing.KINDS,
    *keys.KINDS,
    *founding.KINDS,
    *interests.KINDS,
    *membership.KINDS,
    *moderation.KINDS,
    *offices.KINDS,
    *proceedings.KINDS,
)
