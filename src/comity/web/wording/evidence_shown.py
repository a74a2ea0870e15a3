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
    margins = [margin(each) for each in put["capture_margin"]] if put else []
    return Shown(one, one.evidence, whole, put if put and put["poll"] else None, margins)


def document(found: Reading, one: Consultation) -> bytes | None:
    """The document itself, byte for byte as its digest in the record says."""
    return None if one.evidence is None else blob(found.body, one.evidence.digest)


def margin(one: Mapping[str, Any]) -> str:
    """A capture margin in one sentence."""
    unit = words.word("unit", one["kind"])
    if one["fewest"] is None:
        return _("%(unit)s: no absence of any of them would lower what the poll shows.") % {"unit": unit.capitalize()}
    facts = {"count": one["fewest"], "unit": unit, "level": words.word("poll", one["lowered_to"] or ""),
             "names": _(", ").join(clean(name) for name in one["names"])}  # fmt: skip
    if one["at_least"] is not None and one["at_least"] < one["fewest"]:
        return _(
            "%(unit)s: without %(count)s of them at the most, and %(least)s at the least, the poll would show:"
            " %(level)s."
        ) % {**facts, "least": one["at_least"], "unit": unit.capitalize()}
    told = (
        ngettext(
            "Without %(count)s of the %(unit)s the poll would show: %(level)s.",
            "Without %(count)s of the %(unit)s the poll would show: %(level)s.",
            one["fewest"],
        )
        % facts
    )
    return f"{told} ({facts['names']})" if one["names"] else told
