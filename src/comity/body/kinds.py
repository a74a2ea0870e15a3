"""All kinds of act of a body, for the registry."""

from comity.body import (
    clock,
    consultations,
    drafts,
    erasing,
    founding,
    keys,
    matters,
    objections,
    proceedings,
    reports,
    scoping,
    statements,
    submissions,
    voting,
)

KINDS = (
    *clock.KINDS,
    *consultations.KINDS,
    *drafts.KINDS,
    *erasing.KINDS,
    *founding.KINDS,
    *keys.KINDS,
    *matters.KINDS,
    *objections.KINDS,
    *proceedings.KINDS,
    *reports.KINDS,
    *scoping.KINDS,
    *statements.KINDS,
    *submissions.KINDS,
    *voting.KINDS,
)
