"""The evidence of a call as a page shows it: the document that its act brought, and its figures in sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.body.matters_state import Consultation, Evidence
from comity.report.words import clean
from comity.store.contents import blob
from comity.web.reading import Reading
from comity.web.wording import words

MOST_NAMED = 3
"""Units of a capture margin that a sentence names."""


@dataclass(frozen=True)
class Shown:
    """What the votes of one consultation show. `put`: the figures of the statement that is put, None for too few."""

    consultation: Consultation
    evidence: Evidence
    document: Mapping[str, Any]
    put: Mapping[str, Any] | None
    margins: list[str]


def shown(found: Reading, one: Consultation) -> Shown | None:
    """The evidence of a consultation; None while it has none, or if its document was taken away."""
    if one.evidence is None:
        return None
    content = document(found, one)
    if content is None:
        return None
    whole = json.loads(content)
    statements = {each["statement"]: each for each in whole["statements"]}
    put = statements.get(one.evidence.put)
    margins = [margin(each, one.evidence.level) for each in put["capture_margin"]] if put else []
    return Shown(one, one.evidence, whole, put if put and put["poll"] else None, margins)


def document(found: Reading, one: Consultation) -> bytes | None:
    """The document itself, byte for byte as its digest in the record says."""
    return None if one.evidence is None else blob(found.body, one.evidence.digest)


def margin(one: Mapping[str, Any], level: str) -> str:
    """A capture margin in one sentence; `level`: what the poll shows now."""
    unit = words.word("unit", one["kind"])
    if one["fewest"] is None:
        return _unmeasured(one, level) % {"unit": unit.capitalize(), "least": one["at_least"]}
    facts = {"count": one["fewest"], "unit": unit, "level": words.word("poll", one["lowered_to"] or "")}
    if one["at_least"] is not None and one["at_least"] < one["fewest"]:
        told = _(
            "%(unit)s: without %(count)s of them at the most, and %(least)s at the least, the poll would show:"
            " %(level)s."
        ) % {**facts, "least": one["at_least"], "unit": unit.capitalize()}
    else:
        told = (
            ngettext(
                "Without %(count)s of the %(unit)s the poll would show: %(level)s.",
                "Without %(count)s of the %(unit)s the poll would show: %(level)s.",
                one["fewest"],
            )
            % facts
        )
    return f"{told} ({_named(one)})" if one["names"] else told


def _unmeasured(one: Mapping[str, Any], level: str) -> str:
    """Why a margin has no number: there is too little to measure, nothing was found in time, or there is none."""
    if level == "not-enough-data":
        return _("%(unit)s: not computed, there is not enough data.")
    if not one["covered"]:
        return _("%(unit)s: not computed, none is known of those who voted on it.")
    if one["at_least"] is not None:
        return _("%(unit)s: not settled, but it would take %(least)s of them at the least.")
    return _("%(unit)s: no absence of any of them would lower what the poll shows.")


def _named(one: Mapping[str, Any]) -> str:
    """The units of a margin: three by name, and how many others; those of fewer than five voters are never named."""
    shown = _(", ").join(clean(name) for name in one["names"][:MOST_NAMED])
    others = one["unnamed"] + len(one["names"][MOST_NAMED:])
    if not others:
        return shown
    return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others) % {
        "names": shown, "count": others,
    }  # fmt: skip
