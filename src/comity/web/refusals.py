"""Refusals in the words of the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from comity.body.kind import Refusal


def told(refusal: Refusal) -> str:
    """Why an act may not be done, as a sentence, with the clause that says so."""
    sentence = refusal.sentence[:1].upper() + refusal.sentence[1:]
    if refusal.clause:
        return _("%(sentence)s. (%(clause)s)") % {"sentence": sentence, "clause": refusal.clause}
    return f"{sentence}."
