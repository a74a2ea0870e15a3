"""The facts of a refusal as people read them: times, spans, lists, whom a charter names, and words of the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from comity.charter.mechanisms import Mechanism
from comity.record.canonical import Json
from comity.record.envelope import time_of
from comity.report.words import clean
from comity.web.people.names import names_of
from comity.web.reading import Reading
from comity.web.wording import words

_TIME = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_SELECTOR = re.compile(r"(role|organ|group|region):[a-z0-9-]+")
_FIRST, _LAST = "\u2068", "\u2069"
"""First strong isolate, pop directional isolate: between them a text has a direction of its own."""

WORDS: Mapping[str, Mapping[str, Any]] = {
    "status": {
        "gathering": gettext_lazy("looking for proposers"), "open": gettext_lazy("open"),
        "adopted": gettext_lazy("adopted"), "refused": gettext_lazy("not adopted"),
        "lapsed": gettext_lazy("ended without a decision"), "withdrawn": gettext_lazy("withdrawn"),
        "ended": gettext_lazy("no longer in force"), "moderated": gettext_lazy("taken down by moderation"),
        "duplicate": gettext_lazy("says the same as another"), "upheld": gettext_lazy("upheld"),
        "dismissed": gettext_lazy("dismissed"), "accepted": gettext_lazy("accepted"),
        "addressed": gettext_lazy("answered on its merits"), "out-of-scope": gettext_lazy("outside the scope"),
        "disputed": gettext_lazy("the answer is disputed"), "contributed": gettext_lazy("not reviewed yet"),
        "reviewed": gettext_lazy("reviewed"), "rejected": gettext_lazy("rejected"),
    },
    "outcome": {
        "open": gettext_lazy("open"), "carried": gettext_lazy("carried"), "refused": gettext_lazy("not carried"),
    },
    "by": {
        "consensus": gettext_lazy("by consensus"), "vote": gettext_lazy("by vote"),
        "ballot": gettext_lazy("by ballot"), "ranked": gettext_lazy("by ranking"),
        "consent": gettext_lazy("by consent"), "signature": gettext_lazy("by signature"),
        "officer": gettext_lazy("by an officer"),
    },
    "value": {**words.WORDS["position"], "discuss": gettext_lazy("wants to discuss")},
    "effect": {
        "amendment": gettext_lazy("an amendment of the charter"),
        "scope-amendment": gettext_lazy("an amendment of scope or layers"),
        "transfer": gettext_lazy("a transfer of stewardship"),
        "recognition": gettext_lazy("the recognition of another body"),
    },
    "layer": {
        "infrastructure": gettext_lazy("infrastructure"),
        "logical": gettext_lazy("logical"), "social": gettext_lazy("social"),
    },
    "verification": words.WORDS["verification"],
    "ground": words.WORDS["ground"],
    "serving": words.WORDS["serving"],
    "part": {
        "named": gettext_lazy("named"), "pseudonymous": gettext_lazy("pseudonymous"),
        "confidential": gettext_lazy("confidential"),
    },
    "breaks": {
        Mechanism.RECOGNITION: gettext_lazy("recognition of other bodies"), Mechanism.LAYER: gettext_lazy("layers"),
        Mechanism.LAYER_CHALLENGE: gettext_lazy("challenges of layers"),
        Mechanism.IMPLEMENTATIONS: gettext_lazy("reports of implementations"),
        Mechanism.HARM: gettext_lazy("harm assessments"), Mechanism.SCOPE: gettext_lazy("scope"),
        Mechanism.SCOPE_CHALLENGE: gettext_lazy("challenges of scope"),
        Mechanism.SCOPE_AMENDMENT: gettext_lazy("amendments of scope or layers"),
        Mechanism.DEADLINES: gettext_lazy("deadlines"), Mechanism.SUNSET: gettext_lazy("the end of decisions"),
        Mechanism.DISCLOSURE: gettext_lazy("statements of interest"),
        Mechanism.INTEREST_CHALLENGE: gettext_lazy("challenges of statements of interest"),
        Mechanism.MARGIN: gettext_lazy("evidence and capture margins"),
        Mechanism.FLOORS: gettext_lazy("how many of each group take part"),
        Mechanism.SECOND_NOTICE: gettext_lazy("second notices"), Mechanism.OFFICERS: gettext_lazy("terms of office"),
        Mechanism.COMPOSITION: gettext_lazy("the composition of those who took part"),
        Mechanism.REGIONS: gettext_lazy("how many of each region take part"),
        Mechanism.OBJECTIONS: gettext_lazy("objections that wait for an answer"),
        Mechanism.DISPUTES: gettext_lazy("disputed answers to objections"),
        Mechanism.FIGURE: gettext_lazy("the figure that a decision means to move"),
        Mechanism.REVIEW: gettext_lazy("reviews"), Mechanism.KEYS: gettext_lazy("keys of other records"),
        Mechanism.TRANSFER: gettext_lazy("the transfer of stewardship"),
        Mechanism.TRANSFER_EVIDENCE: gettext_lazy("figures of capture before a transfer"),
        Mechanism.REASONS: gettext_lazy("published reasons"),
    },
    "who": words.EVERYBODY,
}  # fmt: skip
"""By the name of a fact, the words that it may hold."""

_SAME = {
    "effects": "effect", "layers": "layer", "ways": "verification", "grounds": "ground", "values": "value",
    "dispositions": "status", "shown": "part",
}  # fmt: skip
"""Facts that hold the words of another."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "role": ("roles",), "roles": ("roles",), "other": ("roles",), "office": ("roles",), "organ": ("organs",),
    "given_by": ("organs",), "group": ("groups",), "groups": ("groups",), "regions": ("regions",), "path": ("paths",),
    "needed": ("paths",), "missing": ("organs", "roles"),
}  # fmt: skip
"""Facts that hold the identifiers of parts of a charter, and the lists of the charter where these have their names."""
_INSTANCES = {"instance", "instances", "before", "next"}
PEOPLE = {"actor", "person", "member", "officer", "candidate", "proposer", "filer", "judge", "steward", "adopted"}
_DAYS = {"days", "most_days"}


def shown(name: str, value: Json, found: Reading | None = None) -> str:
    """One fact. `found`: the body, for the names of its people and of the parts of its charter."""
    if isinstance(value, Mapping):
        pairs = [
            _("%(name)s: %(count)s") % {"name": shown(name, key, found), "count": shown(name, one, found)}
            for key, one in value.items()
        ]
        return _(", ").join(pairs) or _("none")
    if isinstance(value, list):
        nothing = _("nobody") if name in {"who", "absent"} else _("none")
        return _(", ").join(shown(name, one, found) for one in value) or nothing
    if isinstance(value, int) and name in _DAYS:
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}
    return _text(name, value, found) if isinstance(value, str) else str(value)


def _text(name: str, text: str, found: Reading | None) -> str:
    if _TIME.fullmatch(text):
        return _moment(text)
    if _DIGEST.fullmatch(text):
        return isolated(f"{text[:19]}…")
    if _SELECTOR.fullmatch(text):
        return _named(text, found)
    word = WORDS.get(_SAME.get(name, name), {}).get(text)
    return str(word) if word is not None else isolated(_called(name, text, found))


def _moment(at: str) -> str:
    """A time of the record: a day, where it is the beginning of one."""
    time = time_of(at)
    if not (time.hour or time.minute or time.second):
        return date_format(time, "DATE_FORMAT")
    return _("%(time)s UTC") % {"time": date_format(time, "DATETIME_FORMAT")}


def _named(selector: str, found: Reading | None) -> str:
    """Whom `role:chair`, `organ:council`, `group:industry` or `region:africa` names."""
    word, _colon, name = selector.partition(":")
    texts: Mapping[str, Callable[[], str]] = {
        "role": lambda: _("whoever is %(role)s"),
        "organ": lambda: _("whoever sits in %(organ)s"),
        "group": lambda: _("the group %(group)s"),
        "region": lambda: _("the region %(region)s"),
    }
    return texts[word]() % {word: isolated(_part(name, (f"{word}s",), found))}


def _called(name: str, text: str, found: Reading | None) -> str:
    """A person or a part of the charter by their name, if they have one."""
    if found is None:
        return text
    if name in PEOPLE:
        return names_of(found.body).get(text, text)
    if name == "stage":
        called = {one.name for path in found.state.charter.paths for one in path.stages if one.id == text}
        return called.pop() if len(called) == 1 else text
    if name in _INSTANCES and found.state.charter.appeals is not None:
        return next((one.name for one in found.state.charter.appeals.instances if one.id == text), text)
    return _part(text, _NAMES.get(name, ()), found)


def _part(identifier: str, lists: tuple[str, ...], found: Reading | None) -> str:
    if found is None:
        return identifier
    parts = [one for each in lists for one in getattr(found.state.charter, each)]
    return next((str(one.name) for one in parts if one.id == identifier), identifier)


def isolated(text: str) -> str:
    """A text from outside within a sentence, kept from turning the sentence around where their directions differ."""
    safe = clean(text)
    return f"{_FIRST}{safe}{_LAST}" if get_language_bidi() or not safe.isascii() else safe
