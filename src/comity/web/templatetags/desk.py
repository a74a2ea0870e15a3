"""What templates of the desk may call besides: addresses by identifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from comity.body.kind import Refusal
from comity.charter.model import Charter
from comity.web import places
from comity.web.files import dispositions
from comity.web.refusals import told

register = template.Library()

WORDS: Mapping[str, Any] = {
    "none-against": _lazy("nobody against"),
    "small-minority-against": _lazy("a small minority against"),
    "strong-support": _lazy("strong support"),
    "divided": _lazy("divided"),
    "opposed": _lazy("opposed"),
    "not-enough-data": _lazy("not enough data"),
    "full-consensus": _lazy("full consensus"),
    "consensus": _lazy("consensus"),
    "divergence": _lazy("divergence"),
    "affiliation": _lazy("affiliation"),
    "country": _lazy("country"),
    "funder": _lazy("funder"),
    "owner": _lazy("owner"),
    "open": _lazy("open"),
    "accepted": _lazy("accepted"),
    "addressed": _lazy("addressed"),
    "duplicate": _lazy("duplicate"),
    "out-of-scope": _lazy("out of scope"),
    "withdrawn": _lazy("withdrawn"),
    "moderated": _lazy("taken down"),
    "received": _lazy("received"),
    "discussed": _lazy("discussed"),
    "voted on": _lazy("voted on"),
    "statement": _lazy("statement"),
    "submission": _lazy("submission"),
    "objection": _lazy("objection"),
    "comment": _lazy("comment"),
}
"""How the words of rules are said on pages."""


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], name: str, rest: str = "") -> str:
    """The address of what has this identifier, and of a page under it."""
    return places.place(context["reading"].origin, name, rest)


@register.simple_tag(takes_context=True)
def cite(context: dict[str, Any], name: str) -> SafeString:
    """The identifier of something, with a link to it."""
    if not name:
        return SafeString("")
    return format_html('<a class="id" href="{}">{}</a>', places.place(context["reading"].origin, name), name)


@register.simple_tag(takes_context=True)
def do(context: dict[str, Any], kind: str, **given: str) -> str:
    """The address of the form for an act of a kind."""
    return places.doing(context["reading"].origin, kind, given)


@register.filter
def refusal(found: Refusal | None) -> str:
    """Why an act may not be done, in a sentence; "" for none."""
    return told(found) if found is not None else ""


@register.filter
def last_level(rounds: list[Any]) -> str:
    """The level of the last evaluation."""
    return rounds[-1].designation if rounds else ""


@register.filter
def few(count: int | None) -> str:
    """A number of people; fewer than five are not told."""
    return str(count) if count else _("fewer than five")


@register.filter
def word(name: str | None) -> str:
    """A word of the rules as pages say it; one that is not among them as it is."""
    return str(WORDS.get(name or "", name or ""))


@register.filter
def aim(target: str) -> str:
    """What an objection is to."""
    return dispositions.aim(target)


@register.filter
def floor(name: str, charter: Charter) -> str:
    """The group or the region of a floor, `group:x` or `region:x`, as the charter calls it."""
    kind, _sep, of = name.partition(":")
    there = charter.groups if kind == "group" else charter.regions
    return next((one.name for one in there if one.id == of), name)
