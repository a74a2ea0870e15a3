"""Refusals in the words of the reader's language.

A refusal names what it is about by an identifier and facts; here each identifier has its sentence. The sentences are in
one file a field of the acts, as data: an identifier and a sentence, or an identifier and several, each under a
condition. A condition names what must hold, separated by spaces: a fact that is there and not empty; `fact=value`;
`you`, where the `actor` of the facts is who asked. The first whose conditions all hold is told; `""` holds always.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from django.utils.translation import gettext as _

from comity.body.kind import Refusal
from comity.record.canonical import Json
from comity.web.reading import Reading
from comity.web.refusals import allowed, deciding, matters, people, talking
from comity.web.refusals.values import isolated, shown

Sentences: TypeAlias = Mapping[str, str | Mapping[str, str]]

CATALOGUE: Sentences = {
    **allowed.SENTENCES, **people.SENTENCES, **matters.SENTENCES, **talking.SENTENCES, **deciding.SENTENCES,
}  # fmt: skip
"""Every identifier of a refusal, and its sentence or sentences, in English; to be translated when told."""


def told(refusal: Refusal, found: Reading | None = None) -> str:
    """Why an act may not be done, to whoever asked for it, with the clause that says so.

    `found`: the body, whose people and parts are then called by their names. An identifier or a fact that is not known
    here leaves the English sentence of the refusal.
    """
    sentence = _sentence(refusal, found)
    if refusal.clause:
        return _("%(sentence)s (%(clause)s)") % {"sentence": sentence, "clause": isolated(refusal.clause)}
    return sentence


def template(refusal: Refusal) -> str | None:
    """The sentence of the catalogue that fits, with its placeholders; None if there is none."""
    entry = CATALOGUE.get(refusal.message)
    if entry is None or isinstance(entry, str):
        return entry
    return next((text for condition, text in entry.items() if _holds(condition, refusal.facts)), None)


def _sentence(refusal: Refusal, found: Reading | None) -> str:
    text = template(refusal)
    try:
        if text is not None:
            sentence = _(text) % {name: shown(name, value, found) for name, value in refusal.facts.items()}
            return " ".join([*_warned(refusal, found), sentence])
    except KeyError:  # a fact is not there
        pass
    return f"{refusal.sentence[:1].upper()}{refusal.sentence[1:]}."


def _warned(refusal: Refusal, found: Reading | None) -> list[str]:
    """What comes before the warning that an act must name the rule that it breaks: why it breaks it."""
    why = refusal.facts.get("why")
    if not isinstance(why, dict):
        return []
    facts = why["facts"]
    inner = Refusal(str(why["message"]), str(why["sentence"]), facts if isinstance(facts, dict) else {})
    return [_sentence(inner, found)]


def _holds(condition: str, facts: Mapping[str, Json]) -> bool:
    return all(_is_so(word, facts) for word in condition.split())


def _is_so(word: str, facts: Mapping[str, Json]) -> bool:
    name, equals, value = word.partition("=")
    if name == "you":
        return "actor" in facts and facts["actor"] == facts.get("asked_by")
    return facts.get(name) == value if equals else bool(facts.get(name))
